"""Every projection is wiped and made anew from states and histories: row for row what was there. Bar B16."""

import time

import make
from sizes import said, size
from sqlalchemy import delete, func, select

from app.actions import inspections, rebuilds
from app.store.cases import Case
from app.store.tasks import Assignee, Task
from app.store.timers import Timer

CASES = size(4, 10_000)
KINDS = ("look_again", "choose_lead", "wait_for_word", "ask_partners")


def projected(tx):
    """What waits, as rows without what only the past knows."""
    task = (Task.id, Task.case_id, Task.key, Task.name, Task.soonest, Task.opened_at, Task.state)
    timer = (Timer.task_id, Timer.event, Timer.generation, Timer.due_at, Timer.state)
    asked = (Assignee.task_id, Assignee.person_id, Assignee.team_id, Assignee.why)
    queries = (
        select(*task).where(Task.state == "open"),
        select(*timer).where(Timer.state == "armed"),
        select(*asked).where(Assignee.waiting),
    )
    return [sorted(map(repr, tx.execute(query))) for query in queries]


def wipe(tx):
    for table in (Assignee, Timer, Task):
        tx.execute(
            delete(table).where(table.state.in_(("open", "armed"))) if hasattr(table, "state") else delete(table)
        )


def test_what_was_wiped_is_made_anew_row_for_row(database, place):
    for number in range(CASES):
        partners = (place.id("ben"), place.id("cara")) if KINDS[number % 4] == "ask_partners" else ()
        make.case(database, place, KINDS[number % 4], partner_ids=partners)
    before = database.read(place.operator, projected)
    database.run(place.operator, wipe)

    began = time.monotonic()
    rebuilt = rebuilds.rebuild(database)

    said("B16", database=database.dialect, cases=rebuilt, seconds=round(time.monotonic() - began, 1), at_most=600)
    assert rebuilt == database.read(
        place.operator, lambda tx: tx.connection.scalar(select(func.count()).select_from(Case))
    )
    assert database.read(place.operator, projected) == before
    assert inspections.inspect(database).differences == ()
