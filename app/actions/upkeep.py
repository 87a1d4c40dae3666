"""What the house does for itself: what has served its time is forgotten."""

from datetime import timedelta

from app.store import idempotency, sessions
from app.store.tx import Tx

KEPT = timedelta(days=35)  # as long as a backup may bring old requests and sessions back


def forget(tx: Tx) -> None:
    """Forget old answers to requests, and old sessions."""
    idempotency.forget(tx, tx.now - KEPT)
    sessions.forget(tx, tx.real_now - KEPT)
