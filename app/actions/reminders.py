"""Telling people of what is due: whoever has a task at three quarters of its time, their line manager once it is late.

When each is told next is a column of the task's row, moved on in the transaction that writes the notices. So each is told once,
whatever is killed meanwhile, and what an outage or a jump of the clock passed over is told afterwards, once. Nothing is journalled:
nothing has happened to the case.
"""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from app.domain.people import Assignee, Organisation
from app.store import incidents, locks, outbox, people, reminders
from app.store import tasks as task_rows
from app.store.outbox import Letter
from app.store.tx import Tx

SOON, LATE = "task_soon", "task_late"  # kinds of `notices.NOTICES`


def waiting(tx: Tx) -> tuple[UUID, ...]:
    """The cases in which somebody is to be told of a task now."""
    return reminders.cases_due(tx)


def remind(tx: Tx, case_id: UUID) -> None:
    """Tell whom there is to tell of the tasks of a case. Doing it twice tells nobody twice. Raises NotFound."""
    locks.lock(tx, case_id)
    rows = reminders.due_in(tx, case_id)
    if not rows:
        return
    case = locks.of_any(tx, case_id)
    organisation = people.organisation(tx, case.area, case.people_stamp)
    asked = task_rows.assigned(tx, case_id)

    letters: list[Letter] = []
    for row in rows:
        holders = _holders(row, asked.get(row.id, set()), organisation)
        letters += _letters(tx, row, holders, organisation)
    reminders.told(tx, rows)
    outbox.put(tx, None, 0, letters)


def failed(tx: Tx, case_id: UUID, why: str) -> None:
    """Nobody could be told in a case; it is tried again at the next ring. why: the name of the error's class."""
    incidents.report(tx, "not-reminded", why, area=locks.area_of(tx, case_id), case_id=case_id)


def _holders(row: Any, asked: Collection[Assignee], organisation: Organisation) -> frozenset[UUID]:
    """Whoever has taken the task on; else everybody who is asked for it, those of a team included."""
    if row.claimed_by_id:
        return frozenset({row.claimed_by_id})
    named = frozenset(one.person_id for one in asked if one.person_id)
    teams = {one.team_id for one in asked if one.team_id}
    return named.union(*(organisation.members.get(team, frozenset()) for team in teams))


def _letters(tx: Tx, row: Any, holders: frozenset[UUID], organisation: Organisation) -> Iterator[Letter]:
    """Who is told what of a task: its holders, where they have not been, and their line managers where it is late."""
    told = {"task_id": str(row.id)}
    if row.remind_at < row.soonest:
        yield from (Letter(SOON, one, told) for one in sorted(holders))
    if row.soonest <= tx.now:
        managers = {_there(one, organisation) for one in reminders.managers(tx, holders)}
        yield from (Letter(LATE, one, told) for one in sorted(managers - {None}, key=str))


def _there(person_id: UUID, organisation: Organisation) -> UUID | None:
    """The person, or whoever stands in while they are away; None where nobody does who has left."""
    absence = organisation.absences.get(person_id)
    if absence is None:
        return person_id
    return absence.substitute_id or (None if organisation.gone(person_id) else person_id)
