"""Designs in the database: what is kept of each, on both."""

import make
import pytest
from designing import begun, designers
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from app.domain.errors import NotFound
from app.store import designs, releases
from app.store.designs import DesignEvent, DesignText


@pytest.fixture
def gregor(database, place):
    return designers(database, place)["gregor"]


def keep(database, actor, design_id, text):
    database.run(actor, lambda tx: designs.keep(tx, design_id, text, by="Gregor", at=tx.now, why="A test"))


def test_the_same_text_is_kept_once(database, gregor):
    design_id = begun(database, gregor)

    for text in (b"one", b"two", b"one"):
        keep(database, gregor, design_id, text)

    kept = database.read(gregor, lambda tx: designs.kept(tx, design_id))
    assert len(kept) == 2
    assert {
        database.read(gregor, lambda tx, one=one: designs.kept_text(tx, design_id, one.digest)) for one in kept
    } == {
        b"one",
        b"two",
    }


@pytest.mark.parametrize("table", [DesignEvent, DesignText])
def test_what_happened_and_what_was_kept_cannot_be_changed_or_deleted(database, gregor, table):
    keep(database, gregor, begun(database, gregor), b"one")

    for statement in (update(table).values(by="Nobody"), delete(table)):
        with pytest.raises(DBAPIError, match="append-only"):
            database.run(gregor, lambda tx, statement=statement: tx.execute(statement))


def test_a_design_of_another_area_is_not_there(database, gregor):
    design_id = begun(database, gregor)
    elsewhere = make.place(database, area="elsewhere")

    with pytest.raises(NotFound):
        database.read(elsewhere.operator, lambda tx: designs.one(tx, design_id))
    assert database.read(elsewhere.operator, designs.listed) == ()


def test_a_release_names_the_first_that_changed_a_file(database, place):
    def add(tx, note, **changed):
        files = {**make.FILES, **changed}
        return releases.add(tx, files, digest=note, approved_by=note, origin=releases.PAGE, base=1, note=note)

    path = "bpmn/look_again.bpmn"
    for note, text in (("Same", make.LOOK), ("Changed", b"new"), ("Again", b"newer")):
        database.run(place.operator, lambda tx, note=note, text=text: add(tx, note, **{path: text}))

    found = database.read(place.operator, lambda tx: releases.changed_since(tx, 1, path))
    assert (found.number, found.note) == (3, "Changed")
    assert database.read(place.operator, lambda tx: releases.changed_since(tx, 4, path)) is None
    assert [row.number for row in database.read(place.operator, releases.history)] == [4, 3, 2, 1]
