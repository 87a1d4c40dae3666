"""What designers read beside a process: its forms and decision tables."""

import make
import pytest

from app.actions import processes
from app.domain.errors import NotFound


@pytest.fixture
def shipped(database):
    return make.place(database, files=make.shipped())


def test_a_process_names_the_forms_and_tables_that_its_steps_use(database, shipped):
    plan = database.read(shipped.aileen, lambda tx: processes.one(tx, "childs_plan"))
    handed_out = database.read(shipped.aileen, lambda tx: processes.one(tx, "plan_hand_out"))

    assert "plan_draft" in dict(plan.forms)
    assert "plan_recipients" in dict(handed_out.forms)
    assert handed_out.decisions


def test_every_form_and_table_of_every_process_can_be_read(database, shipped):
    for row in database.read(shipped.aileen, processes.drawn):
        process = database.read(shipped.aileen, lambda tx, row=row: processes.one(tx, row.id))
        for key, title in process.forms:
            form = database.read(shipped.aileen, lambda tx, key=key: processes.questions(tx, key))
            assert (form.title, bool(form.button)) == (title, True)
        for key, title in process.decisions:
            table = database.read(shipped.aileen, lambda tx, key=key: processes.table(tx, key))
            assert (table.name, bool(table.rules)) == (title, True)


def test_what_is_not_published_is_not_found(database, shipped):
    for ask in (processes.questions, processes.table):
        with pytest.raises(NotFound):
            database.read(shipped.aileen, lambda tx, ask=ask: ask(tx, "nothing"))
