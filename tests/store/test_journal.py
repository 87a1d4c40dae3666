"""The journal: it only grows, it shows every change, and content can be erased without breaking it."""

import make
import pytest
import zstandard
from sqlalchemy import LargeBinary, bindparam, select, text
from sqlalchemy.exc import DBAPIError

from app.store import journal, locks
from app.store.journal import Content, Entry, Tail
from app.store.packing import pack


def broken(database, place, case_id):
    def look(tx):
        case = locks.of_any(tx, case_id)
        return list(journal.broken(tx, case_id, Tail(case.journal_seq, case.journal_head)))

    return database.read(place.operator, look)


def meddle(database, place, *statements):
    def work(tx):
        for statement in statements:
            tx.connection.execute(text(statement))

    database.run(place.operator, work)


@pytest.fixture
def case_id(database, place):
    page = make.task(database, place)
    make.complete(database, place.aileen, page, {"again": "no"})
    return page.identity.case_id


def test_a_history_that_nobody_touched_is_whole(database, place, case_id):
    assert broken(database, place, case_id) == []


@pytest.mark.parametrize("table", ["journal", "access"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET at = at", "DELETE FROM {}"])
def test_what_is_written_can_neither_be_changed_nor_removed(database, place, case_id, table, verb):
    with pytest.raises(DBAPIError, match="append-only"):
        meddle(database, place, verb.format(table))


def test_replacing_an_entry_is_a_removal_too(database, place, case_id):
    if database.dialect == "postgresql":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")

    with pytest.raises(DBAPIError, match="append-only"):
        meddle(database, place, "INSERT OR REPLACE INTO journal SELECT * FROM journal")


FAKE = {"by": "Nobody", "title": "", "lines": []}


@pytest.mark.parametrize(
    "values", [{"packed": FAKE}, {"body": FAKE}, {"packed": None, "body": FAKE}, {"packed": None}], ids=str
)
def test_a_changed_content_is_found(database, place, case_id, values):
    database.run(
        place.operator,
        lambda tx: tx.connection.execute(Content.__table__.update().where(Content.seq == 2).values(**values)),
    )

    assert broken(database, place, case_id) == [f"the content of entry 2 of case {case_id} is not what was written"]


@pytest.mark.parametrize("nonsense", [b"", b"nonsense", pack(FAKE)[:-3], zstandard.compress(b"not json")])
def test_content_that_cannot_even_be_read_is_found(database, place, case_id, nonsense):
    there = Content.__table__.update().where(Content.seq == 2).values(packed=bindparam("bytes", nonsense, LargeBinary))
    database.run(place.operator, lambda tx: tx.connection.execute(there))

    assert broken(database, place, case_id) == [f"the content of entry 2 of case {case_id} is not what was written"]


def test_a_changed_entry_is_found_even_where_the_guards_were_taken_off(database, place, case_id):
    lifted = {
        "sqlite": "DROP TRIGGER journal_no_update",
        "postgresql": "ALTER TABLE journal DISABLE TRIGGER journal_append_only",
    }

    meddle(database, place, lifted[database.dialect], "UPDATE journal SET actor = 'somebody else' WHERE seq = 1")

    assert broken(database, place, case_id) == [f"entry 1 of case {case_id} is not what was written"]


def test_erased_content_leaves_a_history_that_can_be_verified(database, place, case_id):
    meddle(database, place, "DELETE FROM journal_content")

    assert broken(database, place, case_id) == []
    events = database.read(place.operator, lambda tx: journal.timeline(tx, case_id, before=None, limit=10))
    assert {event.title for event in events} == {journal.ERASED["title"]}


def test_the_same_content_never_has_the_same_digest(database, place):
    for _ in range(2):
        make.case(database, place)

    digests = database.read(place.operator, lambda tx: tx.connection.scalars(select(Entry.content_digest)).all())
    assert len(set(digests)) == 2
