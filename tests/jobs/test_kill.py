"""A machine may stop at any moment: what was acknowledged is there, and nothing happened twice.

Three programs have children that complete one task after the other and say so through a pipe each time; the children are
killed with SIGKILL in the midst of it, again and again, and begin again where the database says that they are.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import completes
import make
import pytest
from sizes import said, size
from sqlalchemy import func
from sqlalchemy import select as query

from app.actions import inspections
from app.store.answers import Answer
from app.store.idempotency import Given
from app.store.journal import Entry
from app.store.tasks import Task

WORKERS = 3
KILLS = size(33, 334)  # of each
LONGEST_MS = 25  # between the first acknowledgement and the kill


@pytest.fixture
def mothers(database, database_url, place) -> Iterator[list[subprocess.Popen]]:
    """The programs whose children are killed; each has a case of its own."""
    where = {**os.environ, "PYTHONPATH": os.pathsep.join([str(make.ROOT), str(make.ROOT / "tests")])}
    with ExitStack() as stack:
        found = []
        for _ in range(WORKERS):
            case_id = make.case(database, place)
            command = [sys.executable, completes.__file__, database_url, str(place.id("aileen")), str(case_id)]
            mother = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=where)
            stack.enter_context(mother)
            stack.callback(mother.stdin.close)
            found.append(mother)
        yield found


def killed_after_a_moment(mother, chance):
    """Let a child work and kill it; returns the keys that it acknowledged."""
    mother.stdin.write("another\n")
    mother.stdin.flush()
    said = [mother.stdout.readline().split(), mother.stdout.readline().split()]
    child = next(int(word) for kind, word in said if kind == "pid")
    time.sleep(chance.uniform(0, LONGEST_MS) / 1000)
    os.kill(child, signal.SIGKILL)
    while (line := mother.stdout.readline().split()) != ["dead"]:
        said.append(line)
    return [word for kind, word in said if kind == "key"]


def test_a_hundred_kills_lose_nothing_and_double_nothing(database, place, mothers):
    def kill_again_and_again(number):
        chance = random.Random(20260302 + number)
        return [key for _ in range(KILLS) for key in killed_after_a_moment(mothers[number], chance)]

    with ThreadPoolExecutor(WORKERS) as pool:
        acknowledged = [key for keys in pool.map(kill_again_and_again, range(WORKERS)) for key in keys]

    def look(tx):
        kept = set(tx.connection.scalars(query(Given.key).where(Given.actor == str(place.id("aileen")))))
        answers = tx.connection.scalar(query(func.count()).select_from(Answer).where(Answer.key == "look"))
        entries = tx.connection.scalar(query(func.count()).select_from(Entry).where(Entry.kind == "task.completed"))
        done = tx.connection.scalar(query(func.count()).select_from(Task).where(Task.state == "done"))
        return kept, (answers, entries, done)

    kept, counts = database.read(place.operator, look)
    kills = KILLS * WORKERS
    said("B01", database=database.dialect, kills=kills, acknowledged=len(acknowledged), done=len(kept) - WORKERS)
    assert len(acknowledged) >= kills
    assert set(acknowledged) <= kept, "lost"
    assert len(kept) - WORKERS - len(acknowledged) <= kills, (
        "more was done than could be said"
    )  # a key started each case
    assert counts == (len(kept) - WORKERS,) * 3, "doubled"
    assert inspections.inspect(database).differences == ()
