"""What went wrong and waits for an administrator: seeing it, trying it again, settling it. No child's name is in it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.actions import audits, moves
from app.actions import upkeep as rounds
from app.actions.audits import Round
from app.actions.upkeep import Pulse
from app.domain.access import Permission
from app.domain.errors import Conflict
from app.store import incidents, locks, outbox, timers, upkeep
from app.store.journal import Happened
from app.store.tx import Tx

SHOWN = 100
CAUSES = {
    "timer-dead": "A clock could not ring, five times. The case does not go on by itself until it is tried again.",
    "undelivered": "A notice or announcement was not taken, six times, over fifteen hours.",
    "nobody-to-ask": "Nobody could be asked for a task, so it went to the cover team.",
    "not-passed-on": "Tasks could not be passed on when somebody went away or came back.",
    "leader-left": "Whoever leads for a child has left, and no process waits for such word. Have somebody else lead.",
    "not-looked-ahead": "What is ahead of a child could not be begun; it is tried again tomorrow.",
    "hearings-not-begun": "A short order could not be followed to its hearings; it is tried again tomorrow. See the case meanwhile.",
    "visits-not-begun": "Visits to a child who is looked after could not be begun; it is tried again tomorrow. See the child meanwhile.",
    "not-retimed": "The clocks of a case could not be worked out anew when the policy changed; the old moments stand.",
    "overrun": "A process took more steps than a case can need, and was stopped.",
    "stuck": "A process cannot go on as it is drawn.",
    "invariant": "A rule that must always hold does not hold in this case. See that somebody is responsible for the child, then find out how it came about.",
}
RETRIED = frozenset({"timer-dead", "undelivered"})


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident. cause: what it means, in a sentence. detail: ids and class names. retried: can it be tried again?"""

    id: UUID
    at: datetime
    kind: str
    cause: str
    detail: str
    case_id: UUID | None
    retried: bool


@dataclass(frozen=True, slots=True)
class Inspection:
    """The last inspection: when, of how many cases, and what differs (the first hundred)."""

    at: datetime
    cases: int
    found: int
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """How the house is. waiting, dead: letters in the outbox. oldest: when the oldest that waits was written.

    audit: the last round over all cases that asked whether the invariants hold.
    """

    incidents: tuple[Incident, ...]
    pulse: Pulse
    waiting: int
    dead: int
    oldest: datetime | None
    inspection: Inspection | None
    audit: Round | None


def overview(tx: Tx) -> Overview:
    """Everything that an administrator looks at first. Raises Forbidden."""
    tx.actor.require(Permission.ADMINISTER)
    return measured(tx)


def measured(tx: Tx) -> Overview:
    """How the house is, for figures that say nothing about anybody."""
    last = upkeep.last_inspection(tx)
    return Overview(
        tuple(
            Incident(row.id, row.at, row.kind, CAUSES.get(row.kind, ""), row.detail, row.case_id, row.kind in RETRIED)
            for row in incidents.unsettled(tx, SHOWN)
        ),
        rounds.pulse(tx),
        outbox.letters_in(tx, "waiting"),
        outbox.letters_in(tx, "dead"),
        outbox.oldest_waiting(tx),
        Inspection(last.at, last.cases, last.found, tuple(last.differences)) if last else None,
        audits.last(tx),
    )


def settle(tx: Tx, incident_id: UUID) -> None:
    """An incident has been dealt with. Raises Forbidden, or Conflict where somebody else was quicker."""
    tx.actor.require(Permission.ADMINISTER)
    if incidents.settle(tx, incident_id) is None:
        raise Conflict("Somebody else has already settled this. Reload to see what is left.")


def retry(tx: Tx, incident_id: UUID) -> None:
    """Try again what was given up, and settle its incident. Raises Forbidden or Conflict."""
    tx.actor.require(Permission.ADMINISTER)
    found = incidents.settle(tx, incident_id)
    if found is None or found.kind not in RETRIED:
        raise Conflict("This cannot be tried again, or somebody has done so. Reload to see what is left.")

    if found.kind == "undelivered" and found.subject_id:
        outbox.revive(tx, found.subject_id)
    elif found.case_id:
        locks.lock(tx, found.case_id)
        if timers.revive(tx, found.case_id):
            held = locks.of_any(tx, found.case_id)
            moves.note(tx, held, Happened("timer.retried", f"{tx.actor.name} had a clock tried again."))
