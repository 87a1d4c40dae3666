"""The bell: APScheduler in memory, which only rings. What is due is decided by rows in the database."""

from datetime import UTC, datetime
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from app.actions.upkeep import EVERY_SECONDS
from app.config import Settings
from app.domain.errors import Invalid
from app.gateways.mail import Mail, Smtp
from app.gateways.memory import HookInMemory, MailInMemory
from app.gateways.webhooks import Hook, Webhook, secrets_from
from app.jobs.keeping import inspect, seal
from app.jobs.relay import Post, relay
from app.jobs.tick import tick
from app.store.base import Database

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
    )
    for ring, seconds in rings:
        at_once = {"next_run_time": datetime.now(UTC)} if seconds == EVERY_SECONDS else {}
        scheduler.add_job(
            ring, "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=None, **at_once
        )
    scheduler.start()
    return scheduler


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
