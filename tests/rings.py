"""A program that tests kill: it rings the clock again and again, and forks a child for each line that it reads.

python rings.py URL AREA: says “pid …”, and “dead” when the child is dead. A child ticks until it is stopped. The release
is compiled before, so that a child begins within milliseconds.
"""

import os
import sys
import time

import make

from app.actions import policy, releases
from app.domain.access import Actor
from app.jobs.tick import tick
from app.store import releases as stored
from app.store.base import Database


def say(line: str) -> None:
    """One line, whole or not at all."""
    os.write(1, f"{line}\n".encode())


def work(url: str) -> None:
    """Ring until stopped."""
    database = Database.open(url, key=make.KEY, clock_offset=True)
    while True:
        tick(database)
        time.sleep(0.005)


def main(url: str, area: str) -> None:
    """Fork a child for each line that is read."""
    database = Database.open(url, key=make.KEY, clock_offset=True)
    actor = Actor(None, "The operator", area, system=True)
    database.read(actor, releases.newest)
    database.read(actor, lambda tx: policy.in_force(tx, stored.in_force(tx)[0]))
    database.close()
    for _ in sys.stdin:
        if child := os.fork():
            say(f"pid {child}")
            os.waitpid(child, 0)
            say("dead")
        else:
            work(url)


if __name__ == "__main__":
    main(*sys.argv[1:])
