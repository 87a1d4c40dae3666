"""One ring of the bell: absences that turn, timers that are due."""

from uuid import UUID

import structlog

from app.actions import clock, timers, upkeep
from app.domain.access import SYSTEM
from app.store.base import Database

log = structlog.get_logger()


def tick(database: Database) -> int:
    """Do everything whose moment has come; returns how many timers rang. Any number of processes may do it at once.

    A case that cannot go on, for whatever reason, is tried again later and keeps no other case waiting.
    """
    database.run(SYSTEM, upkeep.ring)
    return sum(_ring(database, case_id) for case_id in clock.waiting(database))


def _ring(database: Database, case_id: UUID) -> int:
    try:
        return database.run(SYSTEM, lambda tx: timers.fire(tx, case_id))
    except Exception as error:  # noqa: BLE001 - one poisoned case must not stop the clock of the others
        why = type(error).__name__
        log.error("timer_failed", case_id=str(case_id), error=why)  # noqa: TRY400 - a message may quote a child's words
        database.run(SYSTEM, lambda tx: timers.failed(tx, case_id, why))
        return 0
