"""A program that tests/jobs/test_kill.py kills: it completes one task after the other until it is stopped.

python completes.py URL PERSON CASE: for each line that it reads it forks a child, says “pid …”, and, when the child is
dead, “dead”. The child says “key …” once for each task that it has completed and committed. Nothing is imported or
compiled by a child, so that it begins within milliseconds.
"""

import os
import sys
from uuid import UUID, uuid4

import make

from app.actions import releases, tasks
from app.domain.access import SYSTEM
from app.store.base import Database


def say(line: str) -> None:
    """One line, whole or not at all."""
    os.write(1, f"{line}\n".encode())


def work(url: str, person_id: UUID, case_id: UUID) -> None:
    """Complete one task after the other, and say each key once it is committed."""
    database = Database.open(url, key=make.KEY, clock_offset=True)
    actor = database.read(SYSTEM, lambda tx: make.actor(tx, person_id))
    page = make.open_task(database, actor, case_id)
    while True:
        key = uuid4().hex
        done = make.complete(database, actor, page, {"again": "yes", "words": "Once more."}, key=key)
        say(f"key {key}")
        assert done.next_task_id
        page = database.run(actor, lambda tx, following=done.next_task_id: tasks.open(tx, following))


def main(url: str, person: str, case: str) -> None:
    """Fork a child for each line that is read."""
    database = Database.open(url, key=make.KEY, clock_offset=True)
    area = database.read(SYSTEM, lambda tx: make.actor(tx, UUID(person)))
    database.read(area, releases.newest)
    database.close()
    for _ in sys.stdin:
        if child := os.fork():
            say(f"pid {child}")
            os.waitpid(child, 0)
            say("dead")
        else:
            work(url, UUID(person), UUID(case))


if __name__ == "__main__":
    main(*sys.argv[1:])
