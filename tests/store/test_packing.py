"""What is packed comes back as it was written, and what was written before packing is read as it is."""

from datetime import date
from decimal import Decimal

import make
import orjson
import pytest
import written
import zstandard
from sqlalchemy import insert, select, update

from app.actions import cases, documents, inspections, tasks
from app.domain.errors import Conflict, NotFound
from app.store import packing
from app.store.answers import Answer
from app.store.documents import Document
from app.store.journal import Content
from app.store.packing import pack, unpack
from app.store.tasks import Assignee, Task


def test_what_is_packed_comes_back_in_its_canonical_form():
    value = {"words": "Chì sinn “thu” 😀", "day": date(2026, 3, 2), "number": Decimal("2.50"), "nothing": None}

    assert orjson.loads(unpack(pack(value))) == {**value, "day": "2026-03-02", "number": "2.50"}


def test_any_zstd_program_reads_it():
    assert zstandard.decompress(pack(["plain", "JSON"])) == b'["plain","JSON"]'


@pytest.mark.parametrize("foreign", [b"", b"plain", pack("cut short")[:-2]])
def test_what_was_not_packed_here_is_named_as_such(foreign):
    with pytest.raises(ValueError, match="packed content"):
        unpack(foreign)


def test_no_memory_is_given_to_what_only_claims_to_be_long(monkeypatch):
    long = pack("a" * 2000)
    monkeypatch.setattr(packing, "LONGEST", 1000)

    with pytest.raises(ValueError, match="longer than any"):
        unpack(long)


def as_before(tx):
    """Every row as the release before wrote it."""
    for row in tx.execute(select(Answer.task_id, Answer.packed)).all():
        given, words = row.packed
        old = {"given": given, "words": words, "packed": None}
        tx.execute(update(Answer).where(Answer.task_id == row.task_id).values(**old))
    for row in tx.execute(select(Document.id, Document.packed)).all():
        prose, withheld = row.packed
        old = {"prose": prose, "withheld": withheld, "packed": None}
        tx.execute(update(Document).where(Document.id == row.id).values(**old))
    for row in tx.execute(select(Content.case_id, Content.seq, Content.packed)).all():
        here = (Content.case_id == row.case_id, Content.seq == row.seq)
        tx.execute(update(Content).where(*here).values(body=row.packed, packed=None))
    for row in tx.execute(select(Task.id, Task.case_id, Task.soonest, Task.asked).where(Task.asked.is_not(None))).all():
        for person, team, why in row.asked:
            asked = {"person_id": person and make.UUID(person), "team_id": team and make.UUID(team), "why": why}
            place = {"task_id": row.id, "case_id": row.case_id, "soonest": row.soonest, "waiting": False}
            tx.execute(insert(Assignee), asked | place)
        tx.execute(update(Task).where(Task.id == row.id).values(asked=None))


def test_a_case_from_before_packing_reads_as_it_always_did(database):
    place = make.place(database, files=written.FILES)
    case_id = written.begun(database, place)
    written.plan(database, place, case_id, plan_reason="She sleeps badly.")

    def read(tx):
        page = cases.open(tx, case_id)
        return page.answers, page.timeline, page.deadlines, documents.shelf(tx, case_id)

    now = make.as_(database, place.aileen, read)
    database.run(place.operator, as_before)

    assert make.as_(database, place.aileen, read) == now
    assert inspections.inspect(database).differences == ()


@pytest.mark.parametrize("age", ["now", "before"])
def test_who_was_asked_for_a_closed_task_is_still_told_who_did_it(database, place, age):
    page = make.task(database, place)
    make.complete(database, place.aileen, page, {"again": "no"})
    if age == "before":
        database.run(place.operator, as_before)

    def asked_again(tx):
        return tasks.claim(tx, page.id)

    with pytest.raises(Conflict, match="Completed by Aileen Ross"):
        make.as_(database, place.aileen, asked_again)
    with pytest.raises(NotFound):
        make.as_(database, place.olaf, asked_again)


def test_a_closed_task_keeps_who_was_asked_and_leaves_no_other_rows(database, place):
    page = make.task(database, place)
    make.complete(database, place.aileen, page, {"again": "no"})

    def look(tx):
        asked = tx.execute(select(Task.asked).where(Task.id == page.id)).scalar_one()
        return asked, tx.execute(select(Assignee.id).where(Assignee.task_id == page.id)).all()

    asked, rows = database.read(place.operator, look)
    assert rows == []
    assert {why for _, _, why in asked} == {why for _, why in page.who}
