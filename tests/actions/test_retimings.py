"""A holiday is declared, a value of the policy changes: the clocks that run are worked out anew, and the case says so."""

import make
import pytest
from sqlalchemy import select

from app.actions import inspections, policy, retimings
from app.domain.access import SYSTEM
from app.store import retimings as stored
from app.store.tasks import Assignee, Task
from app.store.timers import Timer

PACK = """\
pack = "testshire"
extends = "national"
version = "2026.9"
title = "Testshire"

[settings.lp_accept_within]
value = {days}
unit = "working days"
source = "A test"
"""


def publish(database, place, days):
    files = make.packs() | {"bpmn/policies/testshire.toml": PACK.format(days=days).encode()}
    database.run(place.operator, lambda tx: policy.publish(tx, files, pack="testshire", approved_by="a test"))


@pytest.fixture
def waiting(database, place):
    """A task and a timer with a clock of two working days, and a case without any."""
    publish(database, place, 2)
    retimings.follow(database)
    return [make.case(database, place, name) for name in ("look_again", "wait_for_word", "choose_lead")]


def moments(database):
    def look(tx):
        tasks = tx.connection.execute(select(Task.soonest, Task.due).where(Task.key == "look")).one()
        timer = tx.connection.execute(select(Timer.due_at, Timer.try_at)).one()
        asked = tx.connection.scalars(
            select(Assignee.soonest).join(Task, Task.id == Assignee.task_id).where(Task.key == "look")
        )
        return tasks.soonest, tasks.due["text"], tuple(timer), set(asked)

    return database.read(SYSTEM, look)


def test_another_length_moves_tasks_and_timers_and_is_journalled(database, place, waiting):
    before = moments(database)
    publish(database, place, 4)

    assert retimings.follow(database) == 2

    soonest, text, timer, asked = moments(database)
    assert soonest > before[0]
    assert text.startswith("4 working days from")
    assert timer == (soonest, soonest)
    assert asked == {soonest}
    page = make.open_task(database, place.aileen, waiting[0])
    assert page.due.at == soonest
    assert inspections.inspect(database).differences == ()


def test_the_history_says_what_was_and_what_is(database, place, waiting):
    from app.actions import cases

    publish(database, place, 3)
    retimings.follow(database)

    event = database.run(place.aileen, lambda tx: cases.open(tx, waiting[0])).timeline[0]
    assert event.title == "Due dates were worked out anew."
    assert event.lines[0].startswith("The policy testshire 2026.9 was put in force.")
    assert "was due at 5pm on" in event.lines[1]


def test_the_same_policy_again_changes_nothing(database, place, waiting):
    publish(database, place, 2)

    assert retimings.follow(database) == 0
    assert database.read(SYSTEM, stored.waiting) == ()


def test_what_is_left_when_time_is_up_is_gone_on_with(database, place, waiting):
    publish(database, place, 5)

    assert retimings.follow(database, more=lambda: False) == 0
    assert retimings.follow(database) == 2


def test_a_pulled_moment_rings_at_the_next_tick(database, place, waiting):
    from app.jobs.tick import tick

    publish(database, place, 0)

    assert tick(database) in {0, 1}  # on a working day before five it is due today, not now
    assert inspections.inspect(database).differences == ()


def test_a_case_that_cannot_be_read_keeps_no_other_waiting_and_is_an_incident(database, place, waiting):
    from app.domain.errors import Stuck
    from app.jobs.tick import tick
    from app.store.incidents import Incident
    from app.store.instances import Instance

    publish(database, place, 4)
    before = moments(database)
    spoilt = Instance.__table__.update().where(Instance.case_id == waiting[1]).values(state=b"nothing")
    database.run(SYSTEM, lambda tx: tx.connection.execute(spoilt))

    tick(database)

    assert moments(database)[0] > before[0]
    [incident] = database.read(SYSTEM, lambda tx: tx.connection.execute(select(Incident)).all())
    assert (incident.kind, incident.case_id, incident.detail) == ("not-retimed", waiting[1], Stuck.__name__)
