"""Tasks follow the people: when an absence begins or ends, or an office goes to another team, others are asked."""

from collections.abc import Iterable
from uuid import UUID

from app.actions import moves
from app.store import cases, locks, outbox, people
from app.store import tasks as task_rows
from app.store.journal import Happened
from app.store.tx import Tx


def follow_absences(tx: Tx) -> int:
    """Give the tasks of those who are away from today to their substitutes, and back; returns how many absences turned."""
    turning = people.turning_absences(tx)
    for absence in turning:
        people.turn(tx, absence.id, away=bool(absence.away))
        _ask_anew(tx, task_rows.cases_of(tx, person_id=absence.person_id), "Somebody is away or back.")
    return len(turning)


def follow_office(tx: Tx, office: str) -> None:
    """Give the open tasks of an office to the team that holds it now."""
    _ask_anew(tx, task_rows.cases_asking(tx, office), "An office has gone to another team.")


def follow_leaver(tx: Tx, person_id: UUID) -> None:
    """Give back what somebody had taken on for a team that they are no longer in."""
    task_rows.drop_claims(tx, task_rows.Assignee.person_id == person_id)


def _ask_anew(tx: Tx, case_ids: Iterable[UUID], why: str) -> None:
    for case_id in case_ids:
        locks.lock(tx, case_id)
        case = locks.of_any(tx, case_id)
        facts = cases.known(tx, case).facts
        if letters := moves.reassign(tx, case, facts):
            case = moves.note(tx, case, Happened("reassigned", "Tasks were passed on.", (why,)))
            outbox.put(tx, case.id, case.journal_seq, letters)
