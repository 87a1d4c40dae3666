"""A worker that is killed in the midst of a ring keeps no other from ringing."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from app.domain.access import SYSTEM
from app.jobs import worker
from app.store.base import Database

TICK = "girfec.tick"


def test_what_a_killed_worker_was_ringing_gives_way_to_the_ring_that_waits_for_it(settings, kind, database_url):
    if kind == "sqlite":
        pytest.skip("SQLite has no workers")
    database = Database.open(database_url, clock_offset=True, queued=True)
    there = worker.app(replace(settings, database_url=database_url), database)

    async def killed() -> None:
        async with there.open_async():
            await there.tasks[TICK].defer_async(timestamp=0)
            dead = await there.job_manager.register_worker()
            assert await there.job_manager.fetch_job(None, dead)
            await there.tasks[TICK].defer_async(timestamp=15)
            await there.connector.execute_query_async(
                "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - INTERVAL '1 minute'"
            )
            await there.tasks["girfec.stalled"].func(None, 0)

    asyncio.run(killed())

    rows = database.read(
        SYSTEM,
        lambda tx: tx.connection.execute(
            text("SELECT status::text FROM procrastinate.procrastinate_jobs WHERE task_name = :name"), {"name": TICK}
        ).all(),
    )
    database.close()
    assert [one.status for one in rows] == ["todo"]
