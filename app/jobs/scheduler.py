"""The bell: APScheduler in memory, which only rings. What is due is decided by rows in the database."""

from datetime import UTC, datetime
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from app.actions.upkeep import EVERY_SECONDS
from app.config import Settings
from app.gateways.mail import Mail, Smtp
from app.gateways.memory import MailInMemory
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
    """Where notices go by these settings: a mail server, or nowhere but memory where none is set."""
    host, _, port = settings.smtp.partition(":")
    mail: Mail = Smtp(host, int(port or 25), settings.mail_from) if host else MailInMemory()
    return Post(mail, settings.public_url or f"http://{settings.host}:{settings.port}/")
