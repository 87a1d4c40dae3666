"""Who looked at which child: whatever shows a child is recorded, and what cannot be recorded is not shown."""

from uuid import UUID

import make
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.actions import areas, cases, people, tasks
from app.domain.errors import NotFound, StaleDraft
from app.store.access import Look
from app.store.people import local_day
from app.store.tasks import Task


def looks(database, place):
    """[(what, the ids of the children's cases), …], oldest first."""
    found = database.read(place.operator, lambda tx: tx.connection.execute(select(Look).order_by(Look.id)).all())
    return [(one.what, {one.case_id} if one.case_id else {UUID(case_id) for case_id in one.cases}) for one in found]


def test_a_child_whose_role_is_offered_in_the_inbox_is_recorded_as_shown(database, place):
    case_id = make.case(database, place, by="ben")

    page = database.run(place.aileen, tasks.inbox)

    assert ([one.case_id for one in page.offers], page.rows) == ([case_id], ())
    assert looks(database, place) == [("inbox", {case_id})]


def test_a_colleagues_draft_that_comes_back_is_recorded_as_shown(database, place):
    page = make.task(database, place)

    database.run(place.aileen, lambda tx: tasks.save_draft(tx, page.id, {"words": ("Hers", 0)}))
    with pytest.raises(StaleDraft):
        database.run(place.sorcha, lambda tx: tasks.save_draft(tx, page.id, {"words": ("His", 0)}))

    assert looks(database, place)[-2:] == [("draft", {page.identity.case_id})] * 2


def shown(page):
    return {
        "inbox": tasks.inbox,
        "cases": cases.mine,
        "case": lambda tx: cases.open(tx, page.identity.case_id),
        "timeline": lambda tx: cases.timeline(tx, page.identity.case_id),
        "task": lambda tx: tasks.open(tx, page.id),
        "draft": lambda tx: tasks.save_draft(tx, page.id, {}),
    }


@pytest.mark.parametrize("what", ["inbox", "cases", "case", "timeline", "task", "draft"])
def test_what_cannot_be_recorded_is_not_shown(database, place, what):
    page = make.task(database, place)
    database.run(place.operator, lambda tx: tx.execute(text("DROP TABLE access")))

    with pytest.raises(DBAPIError):
        database.run(place.aileen, shown(page)[what])


def signing(database, place):
    """The address of a task for the planning office, which Hugh has taken on."""
    first = make.task(database, place)
    make.complete(database, place.aileen, first, {"again": "no"})
    [task_id] = make.my_tasks(database, place.hugh)
    database.run(place.hugh, lambda tx: tasks.claim(tx, task_id))
    return task_id


def test_whoever_leaves_a_team_loses_what_they_had_taken_on_for_it(database, place):
    task_id = signing(database, place)

    database.run(place.operator, lambda tx: areas.leave_team(tx, place.id("hugh"), place.teams["authority"]))

    hugh = make.again(database, place.hugh)
    with pytest.raises(NotFound):
        database.run(hugh, lambda tx: tasks.open(tx, task_id))
    assert (
        database.read(
            place.operator, lambda tx: tx.connection.scalar(select(Task.claimed_by_id).where(Task.id == task_id))
        )
        is None
    )


def test_a_task_that_is_passed_on_is_taken_from_whoever_had_taken_it_on(database, place):
    task_id = signing(database, place)

    database.run(
        place.operator, lambda tx: areas.hold_office(tx, "managing_authority_officer", place.teams["officers"])
    )

    with pytest.raises(NotFound):
        database.run(place.hugh, lambda tx: tasks.open(tx, task_id))
    assert database.run(place.lorna, lambda tx: tasks.open(tx, task_id)).claimed_by is None


def test_a_task_that_is_passed_on_stays_with_whoever_is_still_asked_for_it(database, place):
    task_id = signing(database, place)
    today = local_day(database.read(place.operator, lambda tx: tx.now))

    database.run(place.operator, lambda tx: areas.join_team(tx, place.id("lorna"), place.teams["authority"]))
    database.run(place.aileen, lambda tx: people.record_absence(tx, place.id("aileen"), today, today, place.id("ben")))

    assert database.run(place.hugh, lambda tx: tasks.open(tx, task_id)).claimed_by == "Hugh Tait"


def test_a_team_that_gives_up_its_office_no_longer_sees_the_disagreements_of_that_time(database, place):
    case_id = make.case(database, place, "small_escalation")
    page = make.open_task(database, place.lorna, case_id)
    make.complete(database, place.lorna, page, {"position": "agree"})
    assert database.run(place.lorna, lambda tx: cases.open(tx, case_id)).tasks == ()

    database.run(place.operator, lambda tx: areas.hold_office(tx, "girfec_lead_officer", place.teams["health"]))

    with pytest.raises(NotFound):
        database.run(make.again(database, place.lorna), lambda tx: cases.open(tx, case_id))
    assert database.read(make.again(database, place.lorna), cases.mine) == ()
