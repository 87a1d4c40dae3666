"""The bell: APScheduler in memory, which only rings. What is due is decided by rows in the database."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from threading import Event, Thread
from time import monotonic

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from app.actions.upkeep import EVERY_SECONDS, MOST_TICKS
from app.config import Settings
from app.domain.errors import Invalid, Refused
from app.gateways.mail import Mail, Smtp
from app.gateways.memory import HookInMemory, MailInMemory
from app.gateways.webhooks import Hook, Webhook, secrets_from
from app.jobs.keeping import audit, inspect, seal
from app.jobs.relay import Post, relay
from app.jobs.tick import tick
from app.store.base import Database

log = structlog.get_logger()

SEAL_SECONDS = 300
INSPECT_SECONDS = 3600  # asks; it is done once a day


def start(database: Database, settings: Settings) -> BackgroundScheduler:
    """Ring in threads of this process: timers and post at once and every 15 seconds, seals every five minutes.

    A ring that is missed or late is made up for by the next one, and two of a kind never run at once in one process.
    """
    scheduler = BackgroundScheduler(timezone="UTC", daemon=True)
    rings = (
        (partial(tick, database), EVERY_SECONDS),
        (partial(relay, database, post(settings)), EVERY_SECONDS),
        (partial(seal, database, settings.var), SEAL_SECONDS),
        (partial(inspect, database, settings.var), INSPECT_SECONDS),
        (partial(audit, database), INSPECT_SECONDS),
    )
    for ring, seconds in rings:
        at_once = {"next_run_time": datetime.now(UTC)} if seconds == EVERY_SECONDS else {}
        scheduler.add_job(
            partial(_or_later, ring),
            "interval",
            seconds=seconds,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            **at_once,
        )
    scheduler.start()
    return scheduler


def _or_later(ring: Callable[[], object]) -> None:
    """Ring, or say why not: when others write for long, the next ring makes up for this one."""
    try:
        ring()
    except Refused as refusal:
        log.warning("ring_put_off", why=str(refusal))


class Bell:
    """The bell of one process. Where it has fallen, which a dead thread tells nobody, it is hung up anew.

    A second thread looks whether the first still beats. What was due meanwhile is in the database, so the next ring catches
    it up; should both bells ring after all, that does no harm. A ring that hangs for ever is not mended here: `/health` is
    red after three ticks, and whoever watches it replaces the process.
    """

    def __init__(self, database: Database, settings: Settings, *, every: float = EVERY_SECONDS) -> None:
        """every: seconds between two beats; after three without one the bell is hung up anew."""
        self._start, self._every = partial(start, database, settings), every
        self._over = Event()
        self.scheduler = self._hang()
        self._watch = Thread(target=self._watching, name="girfec-bell", daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """Ring no more; a ring under way is finished."""
        self._over.set()
        self._watch.join()
        self.scheduler.shutdown()

    def _hang(self) -> BackgroundScheduler:
        scheduler = self._start()
        self._beat()
        scheduler.add_job(self._beat, "interval", seconds=self._every, coalesce=True, misfire_grace_time=None)
        return scheduler

    def _beat(self) -> None:
        self._beaten_at = monotonic()

    def _watching(self) -> None:
        while not self._over.wait(self._every):
            if monotonic() - self._beaten_at > MOST_TICKS * self._every:
                log.error("bell_fell")
                self.scheduler = self._hang()


def post(settings: Settings) -> Post:
    """Where notices and announcements go by these settings: out, or nowhere but memory where nothing is set.

    Raises Invalid where the webhook's secret is none.
    """
    host, _, port = settings.smtp.partition(":")
    mail: Mail = Smtp(host, int(port or 25), settings.mail_from) if host else MailInMemory()
    hook: Hook = HookInMemory()
    if settings.webhook_url:
        try:
            hook = Webhook(settings.webhook_url, secrets_from(settings.webhook_secret))
        except ValueError as error:
            raise Invalid(f"GIRFEC_WEBHOOK_SECRET cannot be used: {error}.") from error
    return Post(mail, settings.public_url or f"http://{settings.host}:{settings.port}/", hook)
