"""One ring of the bell: absences that turn, clocks that have changed, timers that are due; at last, that it is done."""

from time import monotonic
from uuid import UUID

import structlog

from app.actions import clock, upkeep
from app.domain.access import SYSTEM
from app.store.base import Database

log = structlog.get_logger()

RETIMING_SECONDS = 5  # of one ring, at most; the next goes on


def tick(database: Database) -> int:
    """Do everything whose moment has come; returns how many timers rang. Any number of processes may do it at once.

    A case that cannot go on, for whatever reason, is tried again later and keeps no other case waiting. The last thing
    is a row that says when this was: what `/health` shows the age of.
    """
    began = monotonic()
    rang = clock.ring(database, survives=Exception, report=_said, more=lambda: monotonic() - began < RETIMING_SECONDS)
    database.run(SYSTEM, upkeep.ticked)
    return rang


def _said(what: str, case_id: UUID, why: str) -> None:
    log.error(what, case_id=str(case_id), error=why)  # the class alone: a message may quote a child's words
