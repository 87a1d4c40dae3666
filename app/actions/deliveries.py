"""What is to be sent: taking it from the outbox, and writing what became of it."""

from app.store import incidents, outbox
from app.store.outbox import Taken
from app.store.tx import Tx

AT_ONCE = 20


def take(tx: Tx) -> tuple[Taken, ...]:
    """What is to be sent now; nobody else gets it for some minutes."""
    return outbox.take(tx, AT_ONCE)


def sent(tx: Tx, taken: Taken) -> None:
    """It has been handed over."""
    outbox.sent(tx, taken)


def failed(tx: Tx, taken: Taken, why: str) -> None:
    """It could not be handed over: later again, or, after the last try, never, with an incident. why: a class name."""
    if outbox.failed(tx, taken):
        incidents.report(
            tx, "undelivered", f"{taken.kind} {taken.id}: {why}", case_id=taken.case_id, subject_id=taken.id
        )
