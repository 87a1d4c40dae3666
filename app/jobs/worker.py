"""Workers beside the processes that serve: Procrastinate runs what rings and what was deferred with a commit.

Every ring is catch-up work over rows, so a ring that is lost, late or doubled does no harm; what a killed worker had
taken is given to another when its heartbeat is half a minute old.
"""

from collections.abc import Callable
from functools import partial

import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from app import logs
from app.config import Settings
from app.domain.errors import Invalid
from app.jobs.keeping import audit, inspect, seal
from app.jobs.relay import relay
from app.jobs.scheduler import post
from app.jobs.tick import tick
from app.store import fitness, queue
from app.store.base import Database

log = structlog.get_logger()

AT_ONCE = 4
EVERY_15_SECONDS = "* * * * * */15"  # the sixth field is seconds
GRACE_SECONDS = 20


def work(settings: Settings) -> None:
    """Ring and send until TERM. Raises Invalid where this is not PostgreSQL, or nothing may be served from it."""
    if not settings.database_url.startswith("postgresql"):
        raise Invalid(
            "Workers need PostgreSQL: set DATABASE_URL=postgresql://…. With SQLite, `girfec serve` rings itself."
        )
    logs.configure()
    database = Database.open(
        settings.database_url, clock_offset=settings.demo, announces=bool(settings.webhook_url), queued=True
    )
    try:
        if why := next(fitness.unfit(database), None):
            raise Invalid(why)
        app(settings, database).run_worker(
            concurrency=AT_ONCE, delete_jobs="successful", shutdown_graceful_timeout=GRACE_SECONDS
        )
    finally:
        database.close()


def app(settings: Settings, database: Database) -> App:
    """The jobs there are. A lock keeps two of a kind from piling up; none of them carries anything but its name."""
    connector = PsycopgConnector(
        conninfo=queue.conninfo(settings.database_url), kwargs={"options": "-c search_path=procrastinate,public"}
    )
    jobs = App(connector=connector)
    sending = partial(relay, database, post(settings))

    @jobs.task(name=queue.DELIVER, retry=RetryStrategy(max_attempts=5, wait=10))
    def deliver() -> None:
        sending()

    rounds: tuple[tuple[str, str, Callable[[], object]], ...] = (
        ("girfec.tick", EVERY_15_SECONDS, partial(tick, database)),
        ("girfec.relay", EVERY_15_SECONDS, sending),
        ("girfec.seal", "*/5 * * * *", partial(seal, database, settings.var)),
        ("girfec.inspect", "17 * * * *", partial(inspect, database, settings.var)),
        ("girfec.audit", "37 * * * *", partial(audit, database)),
    )
    for name, when, ring in rounds:
        _every(jobs, name, when, ring)
    _after_kills(jobs)
    return jobs


def _every(jobs: App, name: str, when: str, ring: Callable[[], object]) -> None:
    @jobs.periodic(cron=when)
    @jobs.task(name=name, queueing_lock=name, lock=name)
    def rung(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate's signature
        ring()


def _after_kills(jobs: App) -> None:
    """Give what a killed worker had taken to another. Looked for as often as the bell rings: until then nobody rings it."""

    @jobs.periodic(cron=EVERY_15_SECONDS)
    @jobs.task(name="girfec.stalled", queueing_lock="girfec.stalled", pass_context=True)
    async def stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - Procrastinate's signature
        for job in await jobs.job_manager.get_stalled_jobs():
            try:
                await jobs.job_manager.retry_job(job)
            except UniqueViolation:
                # The next of its kind waits for this one's lock, and does all that this one would have done.
                await jobs.job_manager.finish_job(job, Status.ABORTED, delete_job=True)
