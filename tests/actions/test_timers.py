"""Clocks: what happens when a moment comes, once and in order, whoever rings."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import make
import pytest
from sqlalchemy import select, text, update

from app.actions import cases, clock, messages, timers
from app.domain.access import SYSTEM
from app.domain.errors import Invalid
from app.jobs.tick import tick
from app.store import timers as stored
from app.store.base import Database
from app.store.incidents import Incident
from app.store.instances import Instance
from app.store.timers import Timer


def now(database):
    return database.read(SYSTEM, lambda tx: tx.now)


def states(database):
    return sorted(database.read(SYSTEM, lambda tx: tx.connection.scalars(select(Timer.state)).all()))


def waiting(database, place):
    return make.case(database, place, "wait_for_word")


def pass_by(database, moment):
    database.run(SYSTEM, lambda tx: stored.shift_clock(tx, moment - tx.now))


def test_a_timer_rings_when_its_moment_has_come_and_not_before(database, place):
    case_id = waiting(database, place)
    due = database.read(SYSTEM, timers.next_moment)

    pass_by(database, due - timedelta(seconds=5))
    early = clock.ring(database)
    pass_by(database, due)
    rang = clock.ring(database)

    page = database.run(place.sorcha, lambda tx: cases.open(tx, case_id))
    assert (early, rang) == (0, 1)
    assert [task.name for task in page.tasks] == ["Chase"]
    assert (page.timeline[0].by, page.timeline[0].title) == ("The system", "The time had come: “Time is up”.")
    assert states(database) == ["fired"]


def test_ringing_again_does_nothing(database, place):
    case_id = waiting(database, place)
    pass_by(database, database.read(SYSTEM, timers.next_moment))
    clock.ring(database)

    again = database.run(SYSTEM, lambda tx: timers.fire(tx, case_id))

    assert (again, clock.ring(database)) == (0, 0)


def test_what_came_first_takes_the_clock_away(database, place):
    case_id = waiting(database, place)

    database.run(place.aileen, lambda tx: messages.send(tx, case_id, "preference_changed", {}, "k"))

    assert states(database) == ["cancelled"]
    assert database.read(SYSTEM, timers.next_moment) is None


def test_a_reminder_on_a_task_leaves_the_task_open(database, place):
    case_id = make.case(database, place, "ask_partners", partner_ids=(place.id("ben"), place.id("cara")))

    clock.advance(database, now(database) + timedelta(days=10))

    tasks = database.run(place.sorcha, lambda tx: cases.open(tx, case_id)).tasks
    assert sorted(task.name for task in tasks) == ["Remind", "Say", "Say"]


def test_many_who_ring_at_once_fire_a_timer_once(database, place):
    case_ids = [waiting(database, place) for _ in range(6)]
    pass_by(database, database.read(SYSTEM, timers.next_moment) + timedelta(hours=1))

    with ThreadPoolExecutor(4) as pool:
        rang = sum(pool.map(lambda _: clock.ring(database), range(4)))

    assert rang == 6
    for case_id in case_ids:
        page = database.run(place.sorcha, lambda tx, one=case_id: cases.open(tx, one))
        assert [event.kind for event in page.timeline].count("timer.rang") == 1


def test_advancing_the_clock_goes_from_due_moment_to_due_moment(database, place):
    waiting(database, place)
    due = database.read(SYSTEM, timers.next_moment)
    until = now(database) + timedelta(days=30)

    rang = clock.advance(database, until)

    [closed_at] = database.read(SYSTEM, lambda tx: tx.connection.scalars(select(Timer.closed_at)).all())
    assert rang == 1
    assert timedelta() <= closed_at - due < timedelta(minutes=1)
    assert timedelta() <= now(database) - until < timedelta(minutes=1)


def test_the_clock_moves_on_only_and_in_demo_mode_only(database, database_url):
    with pytest.raises(Invalid, match="only moves on"):
        clock.advance(database, now(database) - timedelta(days=1))

    strict = Database.open(database_url, key=make.KEY)
    with pytest.raises(Invalid, match="demo mode"):
        clock.advance(strict, now(strict) + timedelta(days=1))
    strict.close()


def test_a_timer_that_cannot_ring_is_tried_five_times_and_then_given_up_with_an_incident(database, place):
    case_id, other = waiting(database, place), waiting(database, place)
    database.run(
        SYSTEM,
        lambda tx: tx.execute(update(Instance).where(Instance.case_id == case_id).values(state=b"not a state")),
    )
    pass_by(database, database.read(SYSTEM, timers.next_moment))

    rang = [tick(database)]
    for _ in range(6):
        database.run(SYSTEM, lambda tx: stored.shift_clock(tx, timedelta(days=1)))
        rang.append(tick(database))

    assert rang == [1, 0, 0, 0, 0, 0, 0]
    assert states(database) == ["dead", "fired"]
    incidents = database.read(SYSTEM, lambda tx: tx.connection.execute(select(Incident).order_by(Incident.at)).all())
    assert [(one.kind, one.case_id) for one in incidents] == [("stuck", case_id), ("timer-dead", case_id)]
    assert database.run(place.sorcha, lambda tx: cases.open(tx, other)).tasks[0].name == "Chase"


def test_five_thousand_waiting_timers_do_not_slow_the_search_for_the_next(database):
    plan = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
    query = select(Timer.try_at).where(Timer.state == "armed").order_by(Timer.try_at).limit(1)
    written = str(query.compile(database.reader, compile_kwargs={"literal_binds": True}))

    said = database.read(
        SYSTEM,
        lambda tx: [
            tx.connection.execute(text("SET LOCAL enable_seqscan = off")) if database.dialect == "postgresql" else None,
            str(tx.connection.execute(text(plan + written)).all()),
        ],
    )[1]

    assert "ix_timer_armed" in said
