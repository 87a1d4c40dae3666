"""A machine may stop at any moment: what was acknowledged is there, and nothing happened twice.

A child process completes one task after the other and says so through a pipe each time; it is killed with SIGKILL in the
midst of it, a hundred times, and begins again where the database says that it is.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import completes
import make
import pytest
from sqlalchemy import func
from sqlalchemy import select as query

from app import engine
from app.actions import releases
from app.store import instances, journal, locks
from app.store.answers import Answer
from app.store.idempotency import Given
from app.store.journal import Entry, Tail
from app.store.tasks import Task

KILLS = 100
LONGEST_MS = 25  # between the first acknowledgement and the kill


@pytest.fixture
def case_id(database, place):
    return make.case(database, place)


@pytest.fixture
def mother(database_url, place, case_id) -> Iterator[subprocess.Popen]:
    """The program whose children are killed."""
    where = {**os.environ, "PYTHONPATH": os.pathsep.join([str(make.ROOT), str(make.ROOT / "tests")])}
    command = [sys.executable, completes.__file__, database_url, str(place.id("aileen")), str(case_id)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=where) as mother:
        yield mother
        mother.stdin.close()


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


def test_a_hundred_kills_lose_nothing_and_double_nothing(database, place, case_id, mother):
    chance = random.Random(20260302)
    acknowledged = [key for _ in range(KILLS) for key in killed_after_a_moment(mother, chance)]

    def look(tx):
        kept = set(tx.session.scalars(query(Given.key).where(Given.actor == str(place.id("aileen")))))
        answers = tx.session.scalar(query(func.count()).select_from(Answer).where(Answer.key == "look"))
        entries = tx.session.scalar(query(func.count()).select_from(Entry).where(Entry.kind == "task.completed"))
        done = tx.session.scalar(query(func.count()).select_from(Task).where(Task.state == "done"))
        open_tasks = set(tx.session.scalars(query(Task.id).where(Task.state == "open")))
        case = locks.of_any(tx, case_id)
        [running] = instances.of_case(tx, case_id)
        standing = engine.standing(releases.compiled(tx, running.release_id).engine, running.state)
        whole = list(journal.broken(tx, case_id, Tail(case.journal_seq, case.journal_head)))
        return kept, (answers, entries, done), open_tasks, {task.id for task in standing.tasks}, whole

    kept, counts, open_tasks, standing, broken = database.read(place.operator, look)
    assert len(acknowledged) >= KILLS
    assert set(acknowledged) <= kept, "lost"
    assert len(kept) - 1 - len(acknowledged) <= KILLS, "more was done than could be said"  # one key started the case
    assert counts == (len(kept) - 1,) * 3, "doubled"
    assert open_tasks == standing
    assert len(open_tasks) == 1
    assert broken == []
