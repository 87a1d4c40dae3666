"""Moving the demo's clock: from due moment to due moment, so that everything happens in its order."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from app.actions import covers, timers
from app.domain.access import SYSTEM
from app.domain.errors import Invalid, Refused
from app.store import cases as stored_cases
from app.store import timers as stored
from app.store.base import Database
from app.store.tx import Tx

DAY = timedelta(days=1)
SHORTEST = timedelta(milliseconds=2)


def advance(database: Database, until: datetime) -> int:
    """Move the demo clock to `until` (aware), firing each timer at its moment; returns how many rang.

    Raises Invalid where this database was not opened for a demo, or `until` is in the past.
    """
    if not database.clock_offset:
        raise Invalid("The clock can be moved in demo mode only.")
    if until < database.read(SYSTEM, lambda tx: tx.now):
        raise Invalid("The clock only moves on. Give a moment in the future.")
    rang = 0
    while (moment := database.run(SYSTEM, lambda tx: _step(tx, until))) is not None:
        rang += ring(database)
        if moment >= until:
            return rang
    return rang


def begin_at(database: Database, moment: datetime) -> None:
    """Set the demo clock of an installation without a case to any moment, also a past one. Raises Invalid elsewhere."""

    def work(tx: Tx) -> None:
        if not database.clock_offset or stored_cases.any_case(tx):
            raise Invalid("Only a demo in which nothing has happened yet can begin at another moment.")
        stored.shift_clock(tx, moment - tx.now)

    database.run(SYSTEM, work)


def _step(tx: Tx, until: datetime) -> datetime | None:
    """Move the clock to the next due moment, the next day, or the end; returns where it stands, or None at the end."""
    if tx.now >= until:
        return None
    soonest = stored.next_moment(tx)
    moment = min(until, tx.now + DAY, max(soonest, tx.now) if soonest else until)
    stored.shift_clock(tx, max(moment - tx.now, SHORTEST))
    return moment


def ring(database: Database) -> int:
    """Fire everything that is due, case by case, each in a transaction of its own; returns how many timers rang.

    A case whose process refuses to go on is tried again later and keeps no other case waiting.
    """
    database.run(SYSTEM, covers.follow_absences)
    return sum(_ring(database, case_id) for case_id in waiting(database))


def waiting(database: Database) -> Iterator[UUID]:
    """The cases that are due, each once, those included that become due while others are rung."""
    tried: set[UUID] = set()
    while due := [case_id for case_id in database.read(SYSTEM, timers.due) if case_id not in tried]:
        tried.update(due)
        yield from due


def _ring(database: Database, case_id: UUID) -> int:
    try:
        return database.run(SYSTEM, lambda tx: timers.fire(tx, case_id))
    except Refused as refusal:
        why = type(refusal).__name__
        database.run(SYSTEM, lambda tx: timers.failed(tx, case_id, why))
        return 0
