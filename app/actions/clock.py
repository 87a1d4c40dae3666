"""Moving the demo's clock: from due moment to due moment, so that everything happens in its order."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from app.actions import covering, covers, leavers, policy_changes, reminders, retimings, timers, transitions, visits
from app.domain.access import SYSTEM
from app.domain.errors import Invalid, Refused
from app.store import cases as stored_cases
from app.store import timers as stored
from app.store.base import Database
from app.store.tx import Tx

Report = Callable[[str, UUID, str], None]

DAILY = (transitions.AHEAD, visits.VISITS, visits.HEARINGS, covering.COVER)  # in the order in which a day begins
DAY = timedelta(days=1)
SHORTEST = timedelta(milliseconds=2)


def unsaid(what: str, case_id: UUID, why: str) -> None:
    """Nobody is told."""


def advance(
    database: Database, until: datetime, *, survives: type[Exception] = Refused, report: Report = unsaid
) -> int:
    """Move the demo clock to `until` (aware), firing each timer at its moment; returns how many rang.

    survives, report: as for `ring`. Raises Invalid where this database was not opened for a demo, or `until` is in the past.
    """
    if not database.clock_offset:
        raise Invalid("The clock can be moved in demo mode only.")
    if until < database.read(SYSTEM, lambda tx: tx.now):
        raise Invalid("The clock only moves on. Give a moment in the future.")
    rang = 0
    while (moment := database.run(SYSTEM, lambda tx: _step(tx, until))) is not None:
        rang += ring(database, survives=survives, report=report)
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


def ring(
    database: Database,
    *,
    survives: type[Exception] = Refused,
    report: Report = unsaid,
    more: Callable[[], bool] = lambda: True,
) -> int:
    """Do everything whose moment has come, case by case, each in a transaction of its own; returns how many timers rang.

    survives: what may befall one case and keeps no other waiting; the edge, which alone may, gives Exception. A timer is
    tried again later. report: told what failed, for which case, and the name of the error's class.
    more: is there time to go on working out clocks anew? What is left is done at the next ring.
    """
    _pass_on(database, survives, report)
    policy_changes.begin_due(database)
    retimings.follow(database, more=more, survives=survives)
    for each in DAILY:
        each.look(database, survives=survives)
    rang = 0
    for case_id in waiting(database):
        try:
            rang += database.run(SYSTEM, partial(timers.fire, case_id=case_id))
        except survives as error:
            _failed(database, timers.failed, case_id, error)
            report("timer_failed", case_id, type(error).__name__)
    _remind(database, survives, report)
    return rang


def _remind(database: Database, survives: type[Exception], report: Report) -> None:
    """Tell people of what is due soon or late; after the timers, which may have ended it."""
    for case_id in database.read(SYSTEM, reminders.waiting):
        try:
            database.run(SYSTEM, partial(reminders.remind, case_id=case_id))
        except survives as error:
            _failed(database, reminders.failed, case_id, error)
            report("not_reminded", case_id, type(error).__name__)


def _pass_on(database: Database, survives: type[Exception], report: Report) -> None:
    """Have the tasks of whoever went away, came back or left follow; and end what those who left still held."""
    for absence in database.read(SYSTEM, covers.turning):
        person_id = absence.person_id
        held = database.read(SYSTEM, partial(leavers.cases_with, person_id=person_id)) if absence.left else ()
        acts = [(case_id, partial(leavers.hand_over, case_id=case_id, person_id=person_id)) for case_id in held]
        asked = database.read(SYSTEM, partial(covers.cases_of, person_id=person_id))
        acts += [(case_id, partial(covers.ask_anew, case_id=case_id)) for case_id in asked]
        for case_id, act in acts:
            try:
                database.run(SYSTEM, act)
            except survives as error:
                _failed(database, covers.not_passed_on, case_id, error)
                report("not_passed_on", case_id, type(error).__name__)
        database.run(SYSTEM, partial(covers.turn, absence=absence))


def _failed(database: Database, remember: Callable[[Tx, UUID, str], None], case_id: UUID, error: Exception) -> None:
    database.run(SYSTEM, lambda tx: remember(tx, case_id, type(error).__name__))


def waiting(database: Database) -> Iterator[UUID]:
    """The cases that are due, each once, those included that become due while others are rung."""
    tried: set[UUID] = set()
    while due := [case_id for case_id in database.read(SYSTEM, timers.due) if case_id not in tried]:
        tried.update(due)
        yield from due
