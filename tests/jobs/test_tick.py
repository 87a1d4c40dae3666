"""A ring of the bell: what it does besides timers."""

from datetime import timedelta

import make
from sqlalchemy import func, select

from app.actions import cases
from app.domain.access import SYSTEM
from app.jobs.tick import tick
from app.store import timers
from app.store.idempotency import Given
from app.store.incidents import Incident
from app.store.tasks import Task


def test_answers_to_requests_are_kept_for_five_weeks_and_then_forgotten(database, place):
    make.case(database, place)
    kept = select(func.count()).select_from(Given)

    for days, left in ((34, 1), (2, 0)):
        database.run(SYSTEM, lambda tx, days=days: timers.shift_clock(tx, timedelta(days=days)))
        tick(database)
        assert database.read(SYSTEM, lambda tx: tx.session.scalar(kept)) == left


def test_what_is_kept_of_a_case_is_not_forgotten(database, place):
    case_id = make.case(database, place)

    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, timedelta(days=400)))
    tick(database)

    assert len(database.run(place.aileen, lambda tx: cases.open(tx, case_id)).timeline) == 1


def test_a_task_that_is_nobodys_goes_to_the_cover_team_and_to_the_incidents(database, place):
    case_id = make.case(database, place, "choose_lead", named_person_id=None)

    page = make.open_task(database, place.sorcha, case_id)

    assert page.who == (("Named person service", "The cover team: nobody else can do this at present."),)
    [incident] = database.read(SYSTEM, lambda tx: tx.session.scalars(select(Incident)).all())
    task_id = database.read(SYSTEM, lambda tx: tx.session.scalar(select(Task.id)))
    assert (incident.kind, str(task_id) in incident.detail, incident.area) == ("nobody-to-ask", True, place.area)
