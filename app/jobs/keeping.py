"""Rounds that keep the house: sealing what has grown, outside too, and a nightly inspection."""

import os
from pathlib import Path
from time import monotonic

import structlog

from app.actions import audits, inspections, seals, upkeep
from app.domain.access import SYSTEM
from app.store.base import Database

log = structlog.get_logger()


def seal(database: Database, var: Path) -> None:
    """Make a seal and write it where no database reaches: a line in `var/seals`, and one in the log."""
    if made := seals.seal(database):
        with os.fdopen(os.open(var / "seals", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as file:
            file.write(f"{made}\n")
            file.flush()
            os.fsync(file.fileno())
        log.info("sealed", number=made.number, hash=made.hash)


def kept_outside(var: Path) -> dict[int, str]:
    """The seals of the file that `seal` writes."""
    path = var / "seals"
    return seals.read(path.read_text()) if path.exists() else {}


def inspect(database: Database, var: Path) -> None:
    """Inspect everything, once a day however many processes ask, and keep what is found for the operations page."""
    if not database.run(SYSTEM, upkeep.inspection_is_due):
        return
    began = monotonic()
    found = inspections.inspect(database, kept_outside(var))
    milliseconds = round(1000 * (monotonic() - began))
    database.run(SYSTEM, lambda tx: inspections.keep(tx, found, milliseconds=milliseconds))
    kinds = sorted({one.kind for one in found.differences})
    log.info("inspected", cases=found.cases, found=len(found.differences), kinds=kinds, milliseconds=milliseconds)


def audit(database: Database) -> None:
    """Ask of every case whether the invariants hold, once a day; a round that was interrupted goes on where it stopped."""
    if not database.read(SYSTEM, audits.is_due):
        return
    began = monotonic()
    found = audits.audit(database)
    milliseconds = round(1000 * (monotonic() - began))
    rules = sorted({one.partition(",")[0] for one in found.breaches})
    log.info("audited", cases=found.cases, found=found.found, kinds=rules, milliseconds=milliseconds)
