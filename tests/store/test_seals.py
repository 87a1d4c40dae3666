"""Seals: the access log and the ends of all chains are made fast, and the seals themselves are a chain."""

from datetime import timedelta

import make
import pytest
from sqlalchemy import text

from app.actions import cases
from app.actions import seals as sealing
from app.domain.access import SYSTEM
from app.store import seals, timers

LIFTED = {
    "sqlite": [
        f"DROP TRIGGER {table}_no_{verb}"
        for table in ("access", "seal", "sealed_head")
        for verb in ("update", "delete")
    ],
    "postgresql": [f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in ("access", "seal", "sealed_head")],
}


def minutes_pass(database, minutes=2):
    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, timedelta(minutes=minutes)))


def meddle(database, statement):
    def work(tx):
        for one in [*LIFTED[database.dialect], statement]:
            tx.connection.execute(text(one))

    database.run(SYSTEM, work)


def broken(database, outside=None):
    return database.snapshot(SYSTEM, lambda tx: list(seals.broken(tx, outside or {})))


@pytest.fixture
def sealed(database, place):
    """Two seals, with looks at a child's record under both."""
    case_id = make.case(database, place)
    kept = []
    for _ in range(2):
        for _ in range(3):
            database.run(place.aileen, lambda tx: cases.open(tx, case_id))
        minutes_pass(database)
        kept.append(sealing.seal(database))
    return kept


def test_seals_that_nobody_touched_hold(database, sealed):
    assert [one.number for one in sealed] == [1, 2]
    assert broken(database, sealing.read("\n".join(map(str, sealed)))) == []


def test_where_nothing_has_grown_no_seal_is_made(database, sealed):
    assert sealing.seal(database) is None


def test_looks_of_the_last_minute_wait_for_the_next_seal(database, place, sealed):
    case_id = make.case(database, place)
    database.run(place.aileen, lambda tx: cases.open(tx, case_id))

    sealing.seal(database)
    minutes_pass(database)
    last = sealing.seal(database)

    assert last.number == 4
    assert broken(database) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE access SET what = 'nothing' WHERE id = 2", "under seal 1, are not what was written"),
        ("DELETE FROM access WHERE id = 5", "under seal 2, were 3 and are 2"),
        ("DELETE FROM access WHERE id = 6", "under seal 2, were 3 and are 2"),
        ("UPDATE seal SET looks = 2 WHERE number = 1", "seal 1 is not what was written"),
        ("DELETE FROM seal WHERE number = 1", "seals 1 to 1 are missing"),
        ("DELETE FROM sealed_head", "the heads under seal 1 are not what was sealed"),
    ],
)
def test_meddling_with_the_access_log_or_the_seals_is_found(database, sealed, statement, said):
    meddle(database, statement)

    assert any(said in one for one in broken(database)), broken(database)


def test_seals_written_anew_differ_from_those_kept_outside(database, sealed):
    outside = sealing.read("\n".join(map(str, sealed)))
    meddle(database, "DELETE FROM seal WHERE number = 2")

    assert broken(database) == []
    assert broken(database, outside) == ["seal 2 is kept outside, and missing here"]


def test_a_seal_can_neither_be_changed_nor_removed(database, sealed):
    from sqlalchemy.exc import DBAPIError

    for statement in ("UPDATE seal SET looks = 0", "DELETE FROM sealed_head"):
        with pytest.raises(DBAPIError, match="append-only"):
            database.run(SYSTEM, lambda tx, statement=statement: tx.connection.execute(text(statement)))
