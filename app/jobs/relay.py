"""Sends what waits in the outbox: at least once, never from within a request."""

from dataclasses import dataclass

import structlog

from app.actions import deliveries
from app.domain.access import SYSTEM
from app.domain.notices import NOTICES
from app.gateways.mail import Mail, Notice, Undelivered
from app.store.base import Database
from app.store.outbox import Taken

log = structlog.get_logger()

SUBJECTS = {
    "task": "You have a task",
    "role": "You have been asked to take on a role",
    **NOTICES,
}


@dataclass(frozen=True, slots=True)
class Post:
    """Where notices go. link: the address of the inbox, which every notice ends with."""

    mail: Mail
    link: str


def relay(database: Database, post: Post) -> int:
    """Send everything that waits; returns how much was handed over. Any number of processes may do it at once."""
    handed_over = 0
    while batch := database.run(SYSTEM, deliveries.take):
        for taken in batch:
            handed_over += _send(database, post, taken)
    return handed_over


def _send(database: Database, post: Post, taken: Taken) -> bool:
    try:
        post.mail.send(_notice(post, taken))
    except Undelivered as error:
        why = str(error)
        log.warning("undelivered", outbox_id=str(taken.id), kind=taken.kind, error=why)
        database.run(SYSTEM, lambda tx: deliveries.failed(tx, taken, why))
        return False
    database.run(SYSTEM, lambda tx: deliveries.sent(tx, taken))
    return True


def _notice(post: Post, taken: Taken) -> Notice:
    """What a notice says: that there is something, and where. Raises Undelivered for a kind that nothing here sends."""
    if taken.kind not in SUBJECTS or not taken.email:
        raise Undelivered(f"nothing sends “{taken.kind}”")
    subject = SUBJECTS[taken.kind]
    return Notice(taken.id, taken.email, subject, f"{subject}. Sign in to see it:\n{post.link}\n")
