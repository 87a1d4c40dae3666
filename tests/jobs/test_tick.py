"""A ring of the bell: what it does besides timers."""

from datetime import date, timedelta
from uuid import uuid4

import make
from sqlalchemy import func, insert, select

from app.actions import cases, people, tasks
from app.domain.access import SYSTEM
from app.jobs.tick import tick
from app.store import timers
from app.store.cases import Status
from app.store.idempotency import Given
from app.store.incidents import Incident
from app.store.people import local_day
from app.store.tasks import Task


def test_answers_to_requests_are_kept_for_five_weeks_and_then_forgotten(database, place):
    make.case(database, place)
    kept = select(func.count()).select_from(Given)

    for days, left in ((34, 1), (2, 0)):
        database.run(SYSTEM, lambda tx, days=days: timers.shift_clock(tx, timedelta(days=days)))
        tick(database)
        assert database.read(SYSTEM, lambda tx: tx.connection.scalar(kept)) == left


def test_what_is_kept_of_a_case_is_not_forgotten(database, place):
    case_id = make.case(database, place)

    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, timedelta(days=400)))
    tick(database)

    assert len(database.run(place.aileen, lambda tx: cases.open(tx, case_id)).timeline) == 1


def test_a_task_that_is_nobodys_goes_to_the_cover_team_and_to_the_incidents(database, place):
    case_id = make.case(database, place, "choose_lead", named_person_id=None)

    page = make.open_task(database, place.sorcha, case_id)

    assert page.who == (("Named person service", "The cover team: nobody else can do this at present."),)
    [incident] = database.read(SYSTEM, lambda tx: tx.connection.execute(select(Incident)).all())
    task_id = database.read(SYSTEM, lambda tx: tx.connection.scalar(select(Task.id)))
    assert (incident.kind, str(task_id) in incident.detail, incident.area) == ("nobody-to-ask", True, place.area)


def broken(database, case_id):
    """A case of which nothing can be read: a bug or a damaged row, nothing that a rule would refuse."""
    row = {"id": uuid4(), "case_id": case_id, "name": "no such status", "began_on": date(2026, 1, 5), "source": ""}
    database.run(SYSTEM, lambda tx: tx.execute(insert(Status), row))


def incidents(database):
    return [
        (one.kind, one.detail, one.case_id)
        for one in database.read(SYSTEM, lambda tx: tx.connection.execute(select(Incident).order_by(Incident.at)).all())
    ]


def test_a_fault_in_one_childs_timers_keeps_no_other_child_waiting(database, place):
    poisoned, *others = [make.case(database, place, "wait_for_word") for _ in range(3)]
    broken(database, poisoned)
    due = database.read(SYSTEM, timers.next_moment)
    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, due + timedelta(hours=1) - tx.now))

    rang = tick(database)

    assert rang == 2
    for case_id in others:
        assert database.run(place.sorcha, lambda tx, one=case_id: cases.open(tx, one)).tasks[0].name == "Chase"


def test_a_fault_in_one_childs_case_keeps_no_absence_and_no_timer_waiting(database, place):
    poisoned, other = make.case(database, place), make.case(database, place)
    make.case(database, place, "wait_for_word")
    today = local_day(database.read(SYSTEM, lambda tx: tx.now))
    away = (today + timedelta(days=1), today + timedelta(days=90), place.id("ben"))
    database.run(place.aileen, lambda tx: people.record_absence(tx, place.id("aileen"), *away))
    broken(database, poisoned)
    due = database.read(SYSTEM, timers.next_moment)
    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, due - tx.now))

    assert (tick(database), tick(database)) == (1, 0)

    assert {row.case_id for row in database.read(place.ben, tasks.inbox).rows} == {other}
    assert incidents(database) == [("not-passed-on", "ValueError", poisoned)]


def ago(database, **ago):
    """The last tick was completed so long ago."""
    from sqlalchemy import update

    from app.store.upkeep import Beat

    database.run(SYSTEM, lambda tx: tx.execute(update(Beat).values(at=tx.real_now - timedelta(**ago))))


def test_a_completed_tick_leaves_one_row_that_says_when(database, place):
    from app.actions import upkeep

    assert database.read(SYSTEM, upkeep.pulse).tick_age is None

    tick(database)
    ago(database, seconds=40)

    assert 40 <= database.read(SYSTEM, upkeep.pulse).tick_age < 60


def test_a_clock_that_stands_still_is_red_after_three_ticks_and_not_while_it_begins(database, place):
    from app.actions import upkeep

    tick(database)
    ago(database, minutes=5)
    pulse = database.read(SYSTEM, upkeep.pulse)

    assert pulse.stopped(serving_seconds=60)
    assert not pulse.stopped(serving_seconds=20)
    tick(database)
    assert not database.read(SYSTEM, upkeep.pulse).stopped(serving_seconds=60)


def test_a_demo_whose_clock_was_moved_is_not_taken_for_a_stopped_one(database, place):
    from app.actions import upkeep

    tick(database)
    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, timedelta(days=30)))

    assert not database.read(SYSTEM, upkeep.pulse).stopped(serving_seconds=60)


def test_seals_are_written_where_no_database_reaches(database, place, tmp_path):
    from app.jobs import keeping

    make.case(database, place)
    keeping.seal(database, tmp_path)
    keeping.seal(database, tmp_path)

    assert list(keeping.kept_outside(tmp_path)) == [1]
    assert (tmp_path / "seals").stat().st_mode & 0o777 == 0o600


def test_the_house_is_inspected_once_a_day_however_many_ask(database, place, tmp_path):
    from app.jobs import keeping
    from app.store.upkeep import Inspection

    make.case(database, place)
    for hours in (0, 1, 21):
        ago(database, hours=hours)
        keeping.inspect(database, tmp_path)

    found = database.read(SYSTEM, lambda tx: tx.connection.execute(select(Inspection)).all())
    assert [(one.cases, one.found) for one in found] == [(1, 0), (1, 0)]
