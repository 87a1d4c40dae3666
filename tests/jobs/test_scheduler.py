"""The bell: it rings by itself, in memory only, and what is due is decided by the database."""

import threading
import time
from datetime import UTC, datetime

import make
import pytest
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED

from app.domain.access import SYSTEM
from app.gateways.mail import Smtp
from app.gateways.memory import MailInMemory
from app.jobs import scheduler
from app.store import timers


@pytest.fixture
def running(database, settings):
    running = scheduler.start(database, settings)
    yield running
    running.shutdown()


def test_every_bell_has_its_interval_and_never_rings_twice_at_once(running):
    jobs = running.get_jobs()

    assert sorted((job.trigger.interval.total_seconds(), job.max_instances, job.coalesce) for job in jobs) == [
        (15, 1, True),
        (15, 1, True),
        (300, 1, True),
        (3600, 1, True),
        (3600, 1, True),
    ]


def test_a_ring_fires_what_is_due(database, place, running):
    make.case(database, place, "wait_for_word")
    due = database.read(SYSTEM, timers.next_moment)
    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, due - tx.now))
    rung = threading.Event()
    running.add_listener(lambda _: rung.set(), EVENT_JOB_EXECUTED)

    end = time.monotonic() + 20
    while database.read(SYSTEM, timers.next_moment) is not None:
        assert time.monotonic() < end
        rung.clear()  # a ring that was under way has looked already
        for job in running.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))
        rung.wait(1)


def test_a_ring_that_finds_others_writing_is_put_off_without_a_fault(database, running, monkeypatch):
    if database.dialect == "postgresql":
        pytest.skip("PostgreSQL has many who write at a time")
    put_off, faults = threading.Event(), []
    monkeypatch.setattr(database.writer.pool, "_timeout", 0.01)
    monkeypatch.setattr(scheduler.log, "warning", lambda what, **_: what == "ring_put_off" and put_off.set())
    running.add_listener(faults.append, EVENT_JOB_ERROR)

    with database.writer.begin():
        for job in running.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))
        assert put_off.wait(20)

    assert faults == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # it is what the test is about
def test_a_bell_whose_thread_has_died_is_hung_up_anew_and_catches_up(database, place, settings):
    bell = scheduler.Bell(database, settings, every=0.2)
    fallen = bell.scheduler

    def die():
        raise SystemExit

    fallen._process_jobs = die  # the thread ends, and `running` goes on saying that it runs
    fallen.wakeup()
    fallen._thread.join()
    fallen._lookup_executor("default").shutdown()  # what it had begun to ring is over: nothing of it comes later
    make.case(database, place, "wait_for_word")
    due = database.read(SYSTEM, timers.next_moment)
    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, due - tx.now))

    end = datetime.now(UTC)
    try:
        while database.read(SYSTEM, timers.next_moment) is not None:
            assert (datetime.now(UTC) - end).total_seconds() < 30
        assert fallen.running
        assert bell.scheduler is not fallen
    finally:
        bell.stop()


def test_without_a_mail_server_notices_stay_in_memory(settings):
    assert isinstance(scheduler.post(settings).mail, MailInMemory)
    assert scheduler.post(settings).link == f"http://{settings.host}:{settings.port}/"


def test_with_a_mail_server_notices_go_there(settings):
    from dataclasses import replace

    post = scheduler.post(
        replace(
            settings, smtp="mail.testshire.invalid:587", mail_from="g@testshire.invalid", public_url="https://g.example"
        )
    )

    assert post.mail == Smtp("mail.testshire.invalid", 587, "g@testshire.invalid")
    assert post.link == "https://g.example"
