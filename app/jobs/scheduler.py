"""The bell: APScheduler in memory, which only rings. What is due is decided by rows in the database."""

from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from app.config import Settings
from app.gateways.mail import Mail, Smtp
from app.gateways.memory import MailInMemory
from app.jobs.relay import Post, relay
from app.jobs.tick import tick
from app.store.base import Database

EVERY_SECONDS = 15


def start(database: Database, settings: Settings) -> BackgroundScheduler:
    """Ring every 15 seconds in a thread of this process: first the timers, then the post. Returns what is running.

    A ring that is missed or late is made up for by the next one, and two never run at once in one process.
    """
    scheduler = BackgroundScheduler(timezone="UTC", daemon=True)
    for ring in (partial(tick, database), partial(relay, database, post(settings))):
        scheduler.add_job(
            ring, "interval", seconds=EVERY_SECONDS, coalesce=True, max_instances=1, misfire_grace_time=None
        )
    scheduler.start()
    return scheduler


def post(settings: Settings) -> Post:
    """Where notices go by these settings: a mail server, or nowhere but memory where none is set."""
    host, _, port = settings.smtp.partition(":")
    mail: Mail = Smtp(host, int(port or 25), settings.mail_from) if host else MailInMemory()
    return Post(mail, settings.public_url or f"http://{settings.host}:{settings.port}/")
