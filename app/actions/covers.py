"""Tasks follow the people: when an absence begins or ends, or an office goes to another team, others are asked."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.actions import moves
from app.store import cases, incidents, locks, outbox, people
from app.store import tasks as task_rows
from app.store.journal import Happened
from app.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Turning:
    """An absence that has begun (`away`) or ended. left: for good."""

    id: UUID
    person_id: UUID
    away: bool
    left: bool


def turning(tx: Tx) -> tuple[Turning, ...]:
    """The absences that have begun or ended since they were last looked at."""
    return tuple(
        Turning(row.id, row.person_id, bool(row.away), row.until_on == date.max) for row in people.turning_absences(tx)
    )


def cases_of(tx: Tx, person_id: UUID) -> tuple[UUID, ...]:
    """The cases in which somebody is asked for something."""
    return task_rows.cases_of(tx, person_id=person_id)


def ask_anew(tx: Tx, case_id: UUID, why: str = "Somebody is away or back.") -> None:
    """Ask whoever may do the open tasks of a case by now. why: a sentence for its history."""
    locks.lock(tx, case_id)
    case = locks.of_any(tx, case_id)
    facts = cases.known(tx, case).facts
    if letters := moves.reassign(tx, case, facts):
        case = moves.note(tx, case, Happened("reassigned", "Tasks were passed on.", (why,)))
        outbox.put(tx, case.id, case.journal_seq, letters)


def turn(tx: Tx, absence: Turning) -> None:
    """Remember that the tasks follow this absence as it stands."""
    people.turn(tx, absence.id, away=absence.away)


def follow_absence(tx: Tx, person_id: UUID) -> None:
    """Give somebody's tasks to their substitute, or back, at once."""
    for absence in turning(tx):
        if absence.person_id == person_id:
            for case_id in cases_of(tx, person_id):
                ask_anew(tx, case_id)
            turn(tx, absence)


def not_passed_on(tx: Tx, case_id: UUID, why: str) -> None:
    """Report a case whose tasks could not be passed on. why: the name of the error's class."""
    incidents.report(tx, "not-passed-on", why, area=locks.area_of(tx, case_id), case_id=case_id)


def follow_office(tx: Tx, office: str) -> None:
    """Give the open tasks of an office to the team that holds it now."""
    for case_id in task_rows.cases_asking(tx, office):
        ask_anew(tx, case_id, "An office has gone to another team.")


def follow_leaver(tx: Tx, person_id: UUID) -> None:
    """Give back what somebody had taken on for a team that they are no longer in."""
    task_rows.drop_claims(tx, task_rows.Assignee.person_id == person_id)
