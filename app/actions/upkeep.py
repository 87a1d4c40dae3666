"""What the house does for itself at every ring: tasks follow absences, and what has served its time is forgotten."""

from datetime import timedelta

from app.actions import covers
from app.store import idempotency, sessions
from app.store.tx import Tx

KEPT = timedelta(days=35)  # as long as a backup may bring old requests and sessions back


def ring(tx: Tx) -> None:
    """Give the tasks of those who are away to their substitutes; forget old answers to requests, and old sessions."""
    covers.follow_absences(tx)
    idempotency.forget(tx, tx.now - KEPT)
    sessions.forget(tx, tx.now - KEPT)
