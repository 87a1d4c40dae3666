"""`girfec bench`, under load: several clients at once over HTTP, many armed timers, a country's open tasks."""

import http.client
import json
import statistics
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any
from uuid import UUID, uuid4

from app.actions import areas, cases, upkeep
from app.cli import bench_journey
from app.config import Settings
from app.domain.access import Actor
from app.domain.views import TaskPage
from app.store import bulk, timers
from app.store.base import Database

CLIENTS = (1, 8, 32)
AUTHORITIES = 32
POLLS = 200
PATIENCE = 60
SOON = timedelta(seconds=5)


def clients(
    settings: Settings, token: Mapping[str, str], pages: Mapping[int, list[TaskPage]], answers: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """For each number of clients: from submitting a task to having the next page, median and p95; completions a second.

    pages: {number of clients: tasks to complete, opened before}. Each client has a connection of its own, and is a thread
    of this process, so with many of them the figures include the clients' own work.
    """
    body = json.dumps(dict(answers), default=str)
    for number, opened in pages.items():
        waiting: SimpleQueue[TaskPage] = SimpleQueue()
        for page in opened:
            waiting.put(page)
        seconds: list[float] = []
        refused: list[int] = []

        def work(
            waiting: SimpleQueue[TaskPage] = waiting, seconds: list[float] = seconds, refused: list[int] = refused
        ) -> None:
            with closing(http.client.HTTPConnection(settings.host, settings.port, timeout=PATIENCE)) as connection:
                while (page := _next(waiting)) is not None:
                    began = time.perf_counter()
                    sent = f'{{"answers": {body}, "seen": {page.seen}}}'
                    for method, path, what in (
                        ("POST", f"/tasks/{page.id}/complete", sent),
                        ("GET", "/tasks", None),
                    ):
                        headers = {**token, "Idempotency-Key": str(uuid4())}
                        connection.request(method, f"/api/v1{path}", what, headers)
                        reply = connection.getresponse()
                        reply.read()
                        if reply.status >= http.client.BAD_REQUEST:
                            refused.append(reply.status)
                    seconds.append(time.perf_counter() - began)

        threads = [threading.Thread(target=work) for _ in range(number)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        elapsed = time.perf_counter() - began
        yield f"clients.{number}.p50_ms", round(1000 * statistics.median(seconds), 1)
        yield f"clients.{number}.p95_ms", round(1000 * statistics.quantiles(seconds, n=20)[-1], 1)
        yield f"clients.{number}.per_second", round(len(seconds) / elapsed, 1)
        yield f"clients.{number}.refused", len(refused)


def _next(waiting: SimpleQueue[TaskPage]) -> TaskPage | None:
    try:
        return waiting.get_nowait()
    except Empty:
        return None


def armed(database: Database, actor: Actor, case_id: UUID, number: int) -> Iterator[tuple[str, Any]]:
    """Ask for due timers where many are armed and none is due."""
    database.run(actor, lambda tx: bulk.arm(tx, case_id, number))
    bulk.sweep(database)
    seconds = []
    for _ in range(POLLS):
        began = time.perf_counter()
        database.read(actor, lambda tx: timers.due_cases(tx, 100))
        seconds.append(time.perf_counter() - began)
    yield "timers.armed", number
    yield "timers.poll.p50_ms", round(1000 * statistics.median(seconds), 2)


def accuracy(database: Database, worker: Actor, number: int) -> Iterator[tuple[str, Any]]:
    """How late so many real clocks ring, by whoever serves, while all the others wait: in seconds, by the database's clock.

    None may ring early; a tick comes every 15 seconds, so that half of that is to be expected.
    """
    for _ in range(number):
        new = cases.NewCase(*bench_journey.child(), bench_journey.CLOCK, worker.person_id, reason="Measured.")
        started = database.run(worker, partial(cases.start, new=new, answers={}, key=str(uuid4())))
        database.run(worker, partial(bulk.bring_forward, case_id=started.case_id, by=SOON))
    end = time.monotonic() + 4 * upkeep.EVERY_SECONDS
    while len(rang := database.read(worker, bulk.rang)) < number and time.monotonic() < end:
        time.sleep(1)
    late = [(closed_at - due_at).total_seconds() for due_at, closed_at in rang]
    yield "timers.rang", f"{len(late)} of {number}"
    yield "timers.early", sum(one < 0 for one in late)
    yield "timers.late.p50_s", round(statistics.median(late), 1)
    yield "timers.late.most_s", round(max(late), 1)


def country(database: Database, operator: Actor, case_id: UUID, number: int) -> None:
    """Make so many open tasks in 32 authorities, from copies of one case; the first authority is the actor's own."""
    each = number // AUTHORITIES
    for authority in range(AUTHORITIES):
        if authority == 0:
            database.run(operator, lambda tx: bulk.multiply_tasks(tx, case_id, each))
            continue
        code = f"authority_{authority}"
        elsewhere = Actor(None, "The operator", code, system=True)
        database.run(elsewhere, partial(areas.set_up, code=code, name=f"Authority {authority}"))
        database.run(elsewhere, partial(bulk.multiply_elsewhere, case_id=case_id, times=each, area=code))
