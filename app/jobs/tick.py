"""One ring of the bell: absences that turn, timers that are due."""

from uuid import UUID

import structlog

from app.actions import clock, upkeep
from app.domain.access import SYSTEM
from app.store.base import Database

log = structlog.get_logger()


def tick(database: Database) -> int:
    """Do everything whose moment has come; returns how many timers rang. Any number of processes may do it at once.

    A case that cannot go on, for whatever reason, is tried again later and keeps no other case waiting.
    """
    rang = clock.ring(database, survives=Exception, report=_said)
    database.run(SYSTEM, upkeep.forget)
    return rang


def _said(what: str, case_id: UUID, why: str) -> None:
    log.error(what, case_id=str(case_id), error=why)  # the class alone: a message may quote a child's words
