"""Whoever has a task hears of it in time, and their line manager when it is late: each once, whatever happens to the clock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import make
import pytest
from sqlalchemy import select

from app.actions import clock, reminders
from app.actions.reminders import LATE, SOON
from app.domain.access import SYSTEM
from app.domain.deadlines import remind_at
from app.domain.errors import Conflict
from app.gateways.memory import MailInMemory
from app.jobs.relay import Post, relay
from app.jobs.tick import tick
from app.store import timers as stored
from app.store.outbox import Outgoing
from app.store.tasks import Task

LINK = "https://girfec.example/tasks"


def task(database):
    return database.read(SYSTEM, lambda tx: tx.execute(select(Task.id, Task.soonest, Task.opened_at)).one())


def pass_by(database, moment):
    database.run(SYSTEM, lambda tx: stored.shift_clock(tx, moment - tx.now))


def told(database):
    """[(kind, person id)] of all reminders, in one order; nothing in them but which task it is."""
    query = select(Outgoing.kind, Outgoing.person_id, Outgoing.payload).order_by(Outgoing.written_at, Outgoing.kind)
    rows = [row for row in database.read(SYSTEM, lambda tx: tx.execute(query).all()) if row.kind in (SOON, LATE)]
    assert all(row.payload.keys() == {"task_id"} for row in rows)
    return sorted((row.kind, row.person_id) for row in rows)


def test_whoever_has_a_task_is_told_at_three_quarters_and_their_line_manager_when_it_is_late(
    database, place, nan, led_by_nan
):
    row = task(database)
    three_quarters = row.soonest - (row.soonest - row.opened_at) / 4
    pass_by(database, three_quarters - timedelta(minutes=1))
    tick(database)
    assert told(database) == []

    holders, managers = [(SOON, nan), (SOON, place.id("sorcha"))], [(LATE, place.id("olaf"))]
    for moment in (three_quarters, row.soonest - timedelta(minutes=1)):
        pass_by(database, moment)
        tick(database)
        assert told(database) == sorted(holders)
    for moment in (row.soonest, row.soonest + timedelta(days=30)):
        pass_by(database, moment)
        tick(database)
        assert told(database) == sorted(holders + managers)

    mail = MailInMemory()
    relay(database, Post(mail, LINK))
    subjects = [one.subject for one in mail.sent if "due soon" in one.subject or "late" in one.subject]
    assert sorted(subjects) == ["A task of somebody whom you manage is late", *["A task of yours is due soon"] * 2]


def test_after_an_outage_or_a_jump_of_the_clock_everybody_is_told_once_by_whoever_rings_first(
    database, place, nan, led_by_nan
):
    pass_by(database, task(database).soonest + timedelta(days=3))

    def killed(tx):
        reminders.remind(tx, led_by_nan)
        raise Conflict("The power went off before the commit.")

    with pytest.raises(Conflict):
        database.run(SYSTEM, killed)
    assert told(database) == []

    with ThreadPoolExecutor(3) as rings:
        list(rings.map(lambda _: clock.ring(database), range(3)))

    assert told(database) == sorted([(SOON, nan), (SOON, place.id("sorcha")), (LATE, place.id("olaf"))])


def test_nobody_is_told_of_what_is_done_and_a_team_is_told_of_what_none_of_them_has_taken_on(database, place):
    done, left = (make.case(database, place, named_person_id=place.id("ben")) for _ in range(2))
    row = select(Task.id, Task.soonest).where(Task.case_id == left)
    task_id, due = database.read(SYSTEM, lambda tx: tx.execute(row).one())
    make.complete(database, place.sorcha, make.open_task(database, place.sorcha, done), {"again": "no"})
    pass_by(database, due + timedelta(minutes=1))

    tick(database)

    assert (SOON, place.id("sorcha")) in told(database)
    about = select(Outgoing.payload).where(Outgoing.kind.in_((SOON, LATE)))
    assert {one["task_id"] for one in database.read(SYSTEM, lambda tx: tx.execute(about).scalars().all())} == {
        str(task_id)
    }


def test_what_is_to_be_done_within_a_day_is_told_of_only_when_it_is_late():
    opened = datetime(2026, 3, 2, 9, tzinfo=UTC)

    assert remind_at(opened, opened + timedelta(hours=8)) == opened + timedelta(hours=8)
    assert remind_at(opened, opened + timedelta(days=20)) == opened + timedelta(days=15)
