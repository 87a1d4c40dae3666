"""Workers beside the product: jobs commit or vanish with what caused them, and a killed worker is missed by nobody."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta

import make
import pytest
from sqlalchemy import select, text

from app.domain.access import SYSTEM
from app.domain.errors import Conflict, Invalid
from app.jobs import worker
from app.store import outbox, timers
from app.store.base import Database
from app.store.outbox import Letter, Outgoing
from app.store.timers import Timer

PATIENCE = 90  # half a minute until a heartbeat is old, a quarter until that is looked for, and a machine that is busy


@pytest.fixture
def queued(kind, database_url):
    """The database as processes open it that leave the ringing to workers."""
    if kind == "sqlite":
        pytest.skip("SQLite has no workers")
    database = Database.open(database_url, clock_offset=True, queued=True)
    yield database
    database.close()


def jobs(database, name="girfec.deliver"):
    query = text("SELECT count(*) FROM procrastinate.procrastinate_jobs WHERE task_name = :name")
    return database.read(SYSTEM, lambda tx: tx.connection.execute(query, {"name": name}).scalar())


def test_a_job_is_deferred_with_the_commit_that_causes_it(queued, place):
    make.case(queued, place, "ask_partners", partner_ids=(place.id("ben"),))

    assert jobs(queued) == 1


def test_a_job_vanishes_with_the_act_that_is_refused(queued, place):
    def refused(tx):
        outbox.put(tx, None, 1, [Letter("task", place.id("ben"))])
        raise Conflict("Not now.")

    with pytest.raises(Conflict):
        queued.run(SYSTEM, refused)

    assert jobs(queued) == 0


def test_workers_ring_and_send_also_when_one_of_them_is_killed(queued, place, database_url, tmp_path):
    env = os.environ | {"DATABASE_URL": database_url, "GIRFEC_VAR": str(tmp_path), "GIRFEC_DEMO": "on"}
    command = [sys.executable, "-m", "app.cli", "worker"]
    workers = [subprocess.Popen(command, env=env, cwd=make.ROOT, stderr=subprocess.DEVNULL) for _ in range(2)]
    try:
        make.case(queued, place, "ask_partners", partner_ids=(place.id("ben"), place.id("cara")))
        _until(lambda: _states(queued, Outgoing.state) == {"sent"})
        workers[0].kill()
        make.case(queued, place, "wait_for_word")
        due = queued.read(SYSTEM, timers.next_moment)
        queued.run(SYSTEM, lambda tx: timers.shift_clock(tx, due - tx.now + timedelta(seconds=1)))
        _until(lambda: "armed" not in _states(queued, Timer.state))
        workers[1].send_signal(signal.SIGTERM)
        assert workers[1].wait(30) == 0
    finally:
        for one in workers:
            one.kill()
            one.wait()


def _states(database, column):
    return database.read(SYSTEM, lambda tx: set(tx.connection.scalars(select(column))))


def _until(done):
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "it has not happened"
        time.sleep(0.2)


def test_on_sqlite_there_are_no_workers(settings, kind):
    if kind == "sqlite":
        with pytest.raises(Invalid, match="Workers need PostgreSQL"):
            worker.work(replace(settings, database_url="sqlite:///x.db"))
