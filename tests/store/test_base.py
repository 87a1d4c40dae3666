"""The database itself: encrypted, keyed, in UTC, one writer at a time, reading that cannot write."""

from datetime import UTC, datetime, timedelta, timezone

import make
import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, StatementError

from app.domain.access import SYSTEM
from app.domain.errors import Invalid
from app.store import people
from app.store.base import Database, _wal_is_safe
from app.store.people import Area, Person


def add_person(tx, added_at):
    people.add_area(tx, "area", "Area")
    row = {"email": "a@b", "name": "A", "profession": "manager", "sector": "health", "area": "area"}
    people.add(tx, Person, **row, added_at=added_at)


def test_a_moment_without_a_zone_is_refused(database):
    with pytest.raises(StatementError, match="needs a time zone"):
        database.run(SYSTEM, lambda tx: add_person(tx, datetime(2026, 3, 2, 9)))  # noqa: DTZ001 - what it is about


def test_a_moment_comes_back_as_the_same_instant_in_utc(database):
    moment = datetime(2026, 7, 2, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=1)))

    database.run(SYSTEM, lambda tx: add_person(tx, moment))

    kept = database.read(SYSTEM, lambda tx: tx.connection.scalar(select(Person.added_at)))
    assert (kept, kept.tzinfo) == (moment, UTC)


def test_reading_cannot_write(database):
    with pytest.raises(DBAPIError):
        database.read(SYSTEM, lambda tx: people.add_area(tx, "area", "Area"))


def test_now_is_the_databases_clock(database):
    before = datetime.now(UTC)

    now = database.read(SYSTEM, lambda tx: tx.now)

    assert abs(now - before) < timedelta(minutes=1)
    assert now.tzinfo is UTC


def test_without_its_key_the_file_says_nothing(sqlite_template, tmp_path):
    path = tmp_path / "girfec.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database.open(f"sqlite:///{path}", key=make.KEY)
    database.run(SYSTEM, lambda tx: people.add_area(tx, "canary", "Canary in the file"))
    database.close()

    held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    wrong = Database.open(f"sqlite:///{path}", key=bytes(32))

    assert b"Canary" not in held
    assert b"SQLite format" not in held
    with pytest.raises(DBAPIError):
        wrong.read(SYSTEM, lambda tx: tx.connection.scalars(select(Area.code)).all())
    wrong.close()


def test_an_embedded_database_is_durable_and_guarded(sqlite_template):
    database = Database.open(f"sqlite:///{sqlite_template}", key=make.KEY)

    def pragma(tx):
        names = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "trusted_schema")
        return {name: tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}

    found = database.run(SYSTEM, pragma)
    database.close()

    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "trusted_schema": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 50, 7), True), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True), ((4, 0, 0), True)],
)  # fmt: skip
def test_libraries_that_can_damage_a_shared_file_are_known(version, safe):
    assert _wal_is_safe(version) is safe


def test_the_library_that_is_installed_is_safe():
    assert _wal_is_safe(sqlcipher.sqlite_version_info)


@pytest.mark.parametrize("url", ["mysql://nowhere/x", "sqlite://"])
def test_an_address_that_cannot_be_a_database_is_refused(url):
    with pytest.raises(Invalid):
        Database.open(url, key=make.KEY)
