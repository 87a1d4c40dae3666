"""Clocks that run out while several ring and are killed: each rings once, none early, none is forgotten."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import make
import rings
from sizes import said, size
from sqlalchemy import func, select

from app.actions import inspections
from app.domain.access import SYSTEM
from app.jobs.tick import tick
from app.store import timers
from app.store.journal import Entry
from app.store.timers import Timer

SEED = 20261122
RINGING = size(3, 4)
KILLS = size(3, 40)  # at least


def waiting_cases(database, place, number):
    """Cases that wait for a clock, which has run out by now."""
    for _ in range(number):
        make.case(database, place, "wait_for_word")
    due = database.read(SYSTEM, lambda tx: tx.connection.scalar(select(func.max(Timer.due_at))))
    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, due - tx.now + timedelta(seconds=1)))


def rung(database):
    """How many clocks rang by the histories, and in which states they are."""

    def look(tx):
        entries = tx.connection.scalar(select(func.count()).select_from(Entry).where(Entry.kind == "timer.rang"))
        return entries, set(tx.connection.scalars(select(Timer.state)))

    return database.read(SYSTEM, look)


def test_each_clock_rings_once_however_often_those_who_ring_are_killed(database, place, database_url):
    number = size(30, 5000)
    waiting_cases(database, place, number)
    chance, done = random.Random(SEED), threading.Event()
    where = {**os.environ, "PYTHONPATH": os.pathsep.join([str(make.ROOT), str(make.ROOT / "tests")])}

    def kill_again_and_again(_):
        command = [sys.executable, rings.__file__, database_url, place.area]
        kills = 0
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=where) as mother:
            while not done.is_set():
                mother.stdin.write("another\n")
                mother.stdin.flush()
                child = int(mother.stdout.readline().split()[1])
                time.sleep(chance.uniform(0.6, 1.1))
                os.kill(child, signal.SIGKILL)
                assert mother.stdout.readline() == "dead\n"
                kills += 1
            mother.stdin.close()
        return kills

    with ThreadPoolExecutor(RINGING) as pool:
        kills = [pool.submit(kill_again_and_again, one) for one in range(RINGING)]
        end = time.monotonic() + 60 + number / 10
        while "armed" in rung(database)[1] and time.monotonic() < end:
            time.sleep(0.1)
        done.set()
        killed = sum(one.result() for one in kills)

    said("B07", database=database.dialect, clocks=number, kills=killed, ringing=RINGING)
    assert killed >= KILLS
    assert rung(database) == (number, {"fired"})
    assert inspections.inspect(database).differences == ()


def test_many_who_ring_at_once_ring_each_clock_once(database, place):
    number = size(12, 300)
    waiting_cases(database, place, number)

    with ThreadPoolExecutor(8) as pool:
        rang = sum(pool.map(lambda _: tick(database), range(8)))

    said("B08", database=database.dialect, clocks=number, ringing=8)
    assert rang == number
    assert rung(database) == (number, {"fired"})


def test_a_clock_that_is_set_back_and_forth_rings_nothing_early_and_nothing_twice(database, place):
    make.case(database, place, "wait_for_word")
    due = database.read(SYSTEM, timers.next_moment)
    heard = []

    for moment in (-timedelta(seconds=2), timedelta(seconds=1), -timedelta(days=3), timedelta(days=1)):
        database.run(SYSTEM, lambda tx, moment=moment: timers.shift_clock(tx, due + moment - tx.now))
        heard.append(tick(database))

    assert heard == [0, 1, 0, 0]


def test_what_ran_out_during_an_outage_of_weeks_is_caught_up_at_the_first_ring(database, place):
    for _ in range(size(5, 200)):
        make.case(database, place, "wait_for_word")
    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, timedelta(weeks=6)))

    assert tick(database) == size(5, 200)
    assert tick(database) == 0
