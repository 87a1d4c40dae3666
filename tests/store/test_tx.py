"""One transaction: all or nothing, repeated only where the database asks for it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import make
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from app.domain.access import SYSTEM
from app.domain.errors import Conflict
from app.store import people
from app.store.base import Database
from app.store.people import Area


def areas(database):
    return database.read(SYSTEM, lambda tx: tx.connection.scalars(select(Area.code).order_by(Area.code)).all())


def lost_race(database):
    """What the database raises where the same work would succeed if it were done again."""
    if database.dialect == "sqlite":
        return OperationalError("", {}, Exception("database is locked"))
    failure = Exception("could not serialize access")
    failure.sqlstate = "40001"
    return OperationalError("", {}, failure)


def test_a_refusal_takes_everything_back(database):
    def work(tx):
        people.add_area(tx, "one", "One")
        raise Conflict("no")

    with pytest.raises(Conflict):
        database.run(SYSTEM, work)

    assert areas(database) == []


def test_what_is_to_be_kept_of_a_refusal_is_written_by_itself(database):
    def work(tx):
        people.add_area(tx, "one", "One")
        tx.keep_if_refused(lambda later: people.add_area(later, "attempt", "Attempt"))
        raise Conflict("no")

    with pytest.raises(Conflict):
        database.run(SYSTEM, work)

    assert areas(database) == ["attempt"]


def test_nothing_is_kept_of_a_refusal_that_did_not_happen(database):
    def work(tx):
        tx.keep_if_refused(lambda later: people.add_area(later, "attempt", "Attempt"))

    database.run(SYSTEM, work)

    assert areas(database) == []


def test_a_lost_race_is_run_again_from_the_beginning(database):
    tries = []

    def work(tx):
        tries.append(1)
        people.add_area(tx, "one", "One")
        if len(tries) < 3:
            raise lost_race(database)

    database.run(SYSTEM, work)

    assert (len(tries), areas(database)) == (3, ["one"])


def test_after_three_lost_races_people_are_asked_to_try_again(database):
    tries = []

    def work(tx):
        tries.append(1)
        raise lost_race(database)

    with pytest.raises(Conflict, match="try again"):
        database.run(SYSTEM, work)

    assert len(tries) == 3


@pytest.mark.parametrize("who", ["this process", "another process"])
def test_whoever_cannot_even_begin_for_all_that_others_write_is_asked_to_try_again(
    database, database_url, monkeypatch, who
):
    if database.dialect == "postgresql":
        pytest.skip("PostgreSQL has many who write at a time")
    monkeypatch.setattr(database.writer.pool, "_timeout", 0.01)
    with closing(database.writer.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA busy_timeout = 10")
    other = database if who == "this process" else Database.open(database_url, key=make.KEY)

    with other.writer.begin(), pytest.raises(Conflict, match="try again"):
        database.run(SYSTEM, lambda tx: None)

    database.run(SYSTEM, lambda tx: None)
    other.close()


def test_other_faults_are_not_tried_again(database):
    tries = []

    def work(tx):
        tries.append(1)
        people.add_area(tx, "one", "One")
        people.add_area(tx, "one", "One")

    with pytest.raises(IntegrityError):
        database.run(SYSTEM, work)

    assert (len(tries), areas(database)) == (1, [])


def test_two_who_lock_each_other_out_both_finish(database):
    if database.dialect == "sqlite":
        pytest.skip("SQLite has one writer at a time, so nobody can wait for each other")
    for code in ("one", "two"):
        database.run(SYSTEM, lambda tx, code=code: people.add_area(tx, code, code))
    both_hold_one, tries = Barrier(2), []

    def work(tx, first, second):
        tx.execute(update(Area).where(Area.code == first).values(name=f"{first} by {second}"))
        tries.append(1)
        if len(tries) <= 2:
            both_hold_one.wait(timeout=10)
        tx.execute(update(Area).where(Area.code == second).values(name=f"{second} by {second}"))

    with ThreadPoolExecutor(2) as pool:
        done = [
            pool.submit(database.run, SYSTEM, lambda tx, pair=pair: work(tx, *pair))
            for pair in (("one", "two"), ("two", "one"))
        ]
        assert [one.result(timeout=20) for one in done] == [None, None]
    assert len(tries) >= 3  # at least one of them lost and began again


def test_waiting_for_a_lock_has_an_end(database):
    if database.dialect == "sqlite":
        pytest.skip("SQLite waits by busy_timeout, which the guarded pragmas test reads")

    shown = database.read(
        SYSTEM,
        lambda tx: [
            tx.connection.execute(text(f"SHOW {name}")).scalar()
            for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
        ],
    )

    assert shown == ["5s", "15s", "30s"]
