"""What the house does for itself: what has served its time is forgotten; and is anybody keeping the clock?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.store import idempotency, sessions, timers, upkeep
from app.store.tx import Tx

KEPT = timedelta(days=35)  # as long as a backup may bring old requests and sessions back
TICK, RELAY, SEAL, INSPECTION = "tick", "relay", "seal", "inspection"
EVERY_SECONDS = 15
MOST_TICKS = 3
INSPECTED_EVERY = timedelta(hours=20)


def forget(tx: Tx) -> None:
    """Forget old answers to requests, and old sessions."""
    idempotency.forget(tx, tx.now - KEPT)
    sessions.forget(tx, tx.real_now - KEPT)


def ticked(tx: Tx) -> None:
    """A tick is completed: forget what has served its time, and write when this was."""
    forget(tx)
    upkeep.beat(tx, TICK)


@dataclass(frozen=True, slots=True)
class Pulse:
    """How alive the clock is. tick_age: seconds since the last completed tick, None before the first ever.

    timers_late: how many seconds the earliest armed timer has been due, 0 where none is.
    """

    tick_age: float | None
    timers_late: float

    def stopped(self, *, serving_seconds: float) -> bool:
        """Is the last completed tick older than three? A process that has just begun is given as long to make one."""
        longest = MOST_TICKS * EVERY_SECONDS
        return serving_seconds > longest and (self.tick_age is None or self.tick_age > longest)


def pulse(tx: Tx) -> Pulse:
    """When the clock last ticked, and what is late."""
    ticked, earliest = upkeep.beats(tx).get(TICK), timers.next_moment(tx)
    return Pulse(_seconds(tx.real_now, ticked), _seconds(tx.now, earliest) or 0.0)


def _seconds(now: datetime, since: datetime | None) -> float | None:
    return max(0.0, round((now - since).total_seconds(), 1)) if since else None


def inspection_is_due(tx: Tx) -> bool:
    """Has nobody inspected the house since yesterday? Whoever asks first is to do it."""
    last = upkeep.beats(tx).get(INSPECTION)
    if last and tx.real_now - last < INSPECTED_EVERY:
        return False
    upkeep.beat(tx, INSPECTION)
    return True
