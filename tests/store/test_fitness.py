"""Nothing is served from a database that is not ours to serve from."""

from datetime import UTC, datetime, timedelta

import make
import pytest
from sqlalchemy import text

from app.domain.access import SYSTEM
from app.store import fitness
from app.store.base import Database


def meddle(database, statement):
    database.run(SYSTEM, lambda tx: tx.connection.execute(text(statement)))


def test_a_database_with_our_schema_and_the_same_time_is_fit(database):
    assert list(fitness.unfit(database)) == []


def test_an_older_schema_is_refused_with_what_to_do(database):
    meddle(database, "UPDATE alembic_version SET version_num = '0001'")

    [why] = fitness.unfit(database)
    assert why.startswith("This database has schema 0001, and this version needs")
    assert why.endswith("Run: girfec upgrade")


def test_a_newer_schema_is_served_for_migrations_only_add(database):
    meddle(database, "UPDATE alembic_version SET version_num = '9999'")

    assert list(fitness.unfit(database)) == []


def test_clocks_that_are_apart_are_refused(database):
    [why] = fitness.unfit(database, now=datetime.now(UTC) + timedelta(seconds=9))

    assert "seconds apart" in why


def test_a_demo_clock_that_was_moved_is_no_skew(database):
    from app.store import timers

    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, timedelta(days=30)))

    assert list(fitness.unfit(database)) == []


def test_an_empty_database_is_refused(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path / 'empty.db'}", key=make.KEY)

    assert list(fitness.unfit(database)) == ["This database has no tables yet. Run: girfec upgrade"]
    database.close()


def test_a_server_that_is_not_there_is_said_plainly():
    database = Database.open("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")

    assert list(fitness.unfit(database)) == ["The database does not answer. Start it, and check DATABASE_URL."]
    database.close()


@pytest.mark.parametrize("setting", ["fsync"])
def test_a_server_that_does_not_keep_what_it_acknowledges_is_named(database, setting):
    found = fitness.risky(database)

    assert found == (() if database.dialect == "sqlite" else (f"{setting} is off",))  # the tests' own server
