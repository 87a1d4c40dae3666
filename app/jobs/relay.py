"""Sends what waits in the outbox: at least once, never from within a request."""

from dataclasses import dataclass, field

import structlog

from app.actions import deliveries
from app.domain.access import SYSTEM
from app.domain.notices import NOTICES
from app.gateways.mail import Mail, Notice, Undelivered
from app.gateways.memory import HookInMemory
from app.gateways.webhooks import Announcement, Hook
from app.store.base import Database
from app.store.outbox import ANNOUNCED, Taken

log = structlog.get_logger()

SUBJECTS = {
    "task": "You have a task",
    "role": "You have been asked to take on a role",
    **NOTICES,
}


@dataclass(frozen=True, slots=True)
class Post:
    """Where notices and announcements go. link: the address of the inbox, which every notice ends with."""

    mail: Mail
    link: str
    hook: Hook = field(default_factory=HookInMemory)


def relay(database: Database, post: Post) -> int:
    """Send everything that waits; returns how much was handed over. Any number of processes may do it at once."""
    handed_over = 0
    while batch := database.run(SYSTEM, deliveries.take):
        for taken in batch:
            handed_over += _send(database, post, taken)
    return handed_over


def _send(database: Database, post: Post, taken: Taken) -> bool:
    try:
        if taken.kind == ANNOUNCED:
            post.hook.announce(_announcement(taken))
        else:
            post.mail.send(_notice(post, taken))
    except Undelivered as error:
        return _failed(database, taken, str(error))
    except Exception as error:  # noqa: BLE001 - one poisoned letter must not stop the post of the others
        return _failed(database, taken, type(error).__name__)
    database.run(SYSTEM, lambda tx: deliveries.sent(tx, taken))
    return True


def _failed(database: Database, taken: Taken, why: str) -> bool:
    log.warning("undelivered", outbox_id=str(taken.id), kind=taken.kind, error=why)
    database.run(SYSTEM, lambda tx: deliveries.failed(tx, taken, why))
    return False


def _notice(post: Post, taken: Taken) -> Notice:
    """What a notice says: that there is something, and where. Raises Undelivered for a kind that nothing here sends."""
    if taken.kind not in SUBJECTS or not taken.email:
        raise Undelivered(f"nothing sends “{taken.kind}”")
    subject = SUBJECTS[taken.kind]
    return Notice(taken.id, taken.email, subject, f"{subject}. Sign in to see it:\n{post.link}\n")


def _announcement(taken: Taken) -> Announcement:
    """What another system is told: which kind of thing happened in which case, and nothing of what it was."""
    return Announcement(taken.id, taken.payload["event"], taken.written_at, taken.case_id, taken.seq)
