"""When the house's own rounds were last completed."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import make

from app.domain.access import SYSTEM
from app.store import upkeep
from app.store.base import Database


def test_two_may_complete_their_first_round_at_once(database, database_url):
    written = Event()

    def slowly(tx):
        upkeep.beat(tx, "tick")
        written.set()
        time.sleep(0.3)  # the other one writes before this is committed

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(database.run, SYSTEM, slowly)
        written.wait(10)
        own = Database.open(database_url, key=make.KEY, clock_offset=True)
        own.run(SYSTEM, lambda tx: upkeep.beat(tx, "tick"))
        own.close()
        first.result()

    assert set(database.read(SYSTEM, upkeep.beats)) == {"tick"}
