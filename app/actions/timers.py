"""Timers: which cases are due, and firing one case's due timers in one transaction."""

from datetime import datetime
from uuid import UUID

from app.store.tx import Tx


def due(tx: Tx, limit: int = 100) -> tuple[UUID, ...]:
    """Cases with a timer whose moment has come, soonest first."""
    raise NotImplementedError


def fire(tx: Tx, case_id: UUID) -> int:
    """Fire the due timers of one case, in order of their moments; returns how many rang. Doing it twice is harmless."""
    raise NotImplementedError


def next_moment(tx: Tx) -> datetime | None:
    """When the next armed timer is due, or None."""
    raise NotImplementedError
