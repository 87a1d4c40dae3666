"""`girfec bench`: what this product costs on this machine, measured on an installation of its own that it throws away.

Times are wall clock of one client on loopback, medians and 95th percentiles in milliseconds; they compare only with
others of the same run. Statements, commits and bytes are exact, and tests hold them.
"""

import http.client
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import click
import zstandard

from app import engine, forms
from app.actions import areas, cases, folders, moves, people, policy, releases, tasks
from app.cli import bench_check, bench_feel, bench_journey, bench_load, demo, ground
from app.config import Settings
from app.domain.access import Actor
from app.domain.views import TaskPage
from app.store import base, bulk, counting, locks
from app.store import inbox as inboxes
from app.store.base import Database
from app.store.tx import Tx

PASSWORD = "measured on loopback only"  # noqa: S105 - of invented people in a folder that is thrown away
STARTUP_SECONDS = 20
OPEN_TASKS = 10_000


@dataclass
class Report:
    """Figures under names like `complete.http.p50_ms`, in the order in which they were measured."""

    figures: dict[str, Any] = field(default_factory=dict)

    def times(self, name: str, rounds: int, act: Callable[[], object]) -> None:
        """How long `act` takes, `rounds` times: median and 95th percentile."""
        seconds = []
        for _ in range(rounds):
            began = time.perf_counter()
            act()
            seconds.append(time.perf_counter() - began)
        self.figures[f"{name}.p50_ms"] = round(1000 * statistics.median(seconds), 2)
        self.figures[f"{name}.p95_ms"] = round(1000 * statistics.quantiles(seconds, n=20)[-1], 2)


@dataclass(frozen=True)
class Installation:
    """A throw-away installation with the invented council and no children."""

    settings: Settings
    database: Database
    actor: Actor
    ids: Mapping[str, UUID]

    def start(self) -> UUID:
        """A new child's case; returns its first task, which is the actor's."""
        partners = tuple(self.ids[name] for name in (demo.MORAG, demo.EWAN, demo.PRIYA, demo.CALLUM))
        new = cases.NewCase(*bench_journey.child(), demo.PROCESS, partner_ids=partners, reason="Measured.")
        started = self.database.run(self.actor, lambda tx: cases.start(tx, new, self.start_answers(), str(uuid4())))
        assert started.next_task_id
        return started.next_task_id

    def start_answers(self) -> dict[str, Any]:
        """Answers to the start form."""
        convenor = str(self.ids[demo.MORAG])
        return {"convenor": convenor, "why_now": "Measured.", "agencies": ["health"], "family_view": "agree"}

    def open(self, task_id: UUID) -> TaskPage:
        """A task's page."""
        return self.database.run(self.actor, lambda tx: tasks.open(tx, task_id))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--quick", is_flag=True, help="Fewer rounds; done within half a minute.")
@click.option(
    "--open-tasks", type=int, default=0, help="Also fill 32 authorities with so many tasks: 1000000 takes minutes."
)
@click.option("--timers", type=int, default=100_000, show_default=True, help="How many timers are armed.")
@click.option(
    "--url", default="", help="An empty PostgreSQL database to measure on, instead of SQLite. It is not emptied."
)
def bench(*, as_json: bool, quick: bool, open_tasks: int, timers: int, url: str) -> None:
    """Measure the language, start, complete, open and inbox, several clients, timers, state, memory and cold start."""
    report, rounds = Report(machine()), 40 if quick else 300
    with tempfile.TemporaryDirectory(prefix="girfec-bench-") as folder, installed(Path(folder), url) as installation:
        if url:
            report.figures["machine.database"] = "PostgreSQL"
        report.figures |= bench_feel.figures(5 * rounds)
        process = bench_check.hundred()
        report.times("check.hundred_nodes", max(3, rounds // 20), lambda: bench_check.check(process))
        answers = by_engine(report, installation, rounds)
        by_action(report, installation, rounds, answers)
        journey(report, installation, 3 if quick else 10)
        with served(report, installation.settings) as web:
            by_http(report, installation, web, rounds, answers)
            load(report, installation, web, rounds, answers)
            if open_tasks:
                operator, page = ground.operator(installation.settings), installation.open(installation.start())
                bench_load.country(installation.database, operator, page.identity.case_id, open_tasks)
                report.figures["inbox.country_tasks"] = open_tasks
            page = installation.open(installation.start())
            report.figures |= dict(
                bench_load.armed(installation.database, installation.actor, page.identity.case_id, timers)
            )
            if not quick:  # real clocks take real time
                clocks(report, installation, 50)
            inbox(report, installation, web, rounds)
            report.figures["memory.mib"] = web.memory()
    click.echo(json.dumps(report.figures, indent=2) if as_json else table(report.figures))


def machine() -> dict[str, Any]:
    """On what it was measured."""
    model = (line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    return {
        "machine.cpu": next(model, "unknown").partition(":")[2].strip() or platform.processor(),
        "machine.cores": os.cpu_count(),
        "machine.system": f"{platform.system()} {platform.release()}",
        "machine.python": platform.python_version(),
        "machine.database": f"SQLite {base.SQLITE}, encrypted, WAL, synchronous FULL",
    }


@contextmanager
def installed(folder: Path, url: str) -> Iterator[Installation]:
    """An installation in a folder, on a free port. url: an empty database, or "" for one in the folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings.read({"GIRFEC_VAR": str(folder), "GIRFEC_DEMO": "on", "PORT": str(port), "DATABASE_URL": url})
    operator, content = ground.operator(settings), ground.files(settings.content)
    with ground.opened(settings, set_up=False) as database:
        database.upgrade()
        run = partial(database.run, operator)
        run(lambda tx: areas.set_up(tx, settings.area, demo.AREA))
        run(lambda tx: policy.publish(tx, content, pack=demo.PACK, approved_by="bench"))
        folders.bring_in(database, operator, content, approved_by="bench")
        ids = demo.found(database, operator, PASSWORD)
        signed = database.run(operator, lambda tx: people.sign_in_as(tx, ids[demo.MORAG]))
        yield Installation(settings, database, signed.actor, ids)


def by_engine(report: Report, installation: Installation, rounds: int) -> dict[str, Any]:
    """The engine alone: start a process, complete its first task, from the same state each time. Returns the answers."""
    database = installation.database
    page = installation.open(installation.start())
    assert page.form
    form = forms.read(json.dumps(page.form).encode())
    answers = forms.invented(form, context=page.context, options=page.options, given=demo.wishes("Measured."))

    def scenery(tx: Tx) -> tuple[releases.Compiled, bytes, moves.Scene, Any]:
        _, running, _ = locks.task(tx, page.id)
        scene = moves.scene(tx, locks.case(tx, page.identity.case_id))
        return releases.newest(tx), running.state, scene, scene.world(tx)

    release, state, _, world = database.run(installation.actor, scenery)
    start = {"convenor": str(installation.ids[demo.MORAG]), "agencies": ["health"], "family_view": "agree"}
    report.times("start.engine", rounds, lambda: engine.start(release.engine, demo.PROCESS, start, world))
    report.times("complete.engine", rounds, lambda: engine.complete(release.engine, state, page.id, answers, world))
    plain = zstandard.ZstdDecompressor().decompress(state)
    report.figures |= {"state.bytes": len(state), "state.json_bytes": len(plain)}
    return answers


def by_action(report: Report, installation: Installation, rounds: int, answers: Mapping[str, Any]) -> None:
    """The actions with their commit: start a case, open a task, complete it; and what a completion asks of SQL."""
    database, actor = installation.database, installation.actor
    report.times("start.action", rounds, installation.start)
    waiting = [installation.open(installation.start()) for _ in range(rounds + 1)]
    report.times("open.action", rounds, lambda: installation.open(waiting[0].id))

    def complete() -> None:
        page = waiting.pop()
        database.run(actor, lambda tx: tasks.complete(tx, page.id, answers, seen=page.seen, key=str(uuid4())))

    with counting.counted(database) as counts:
        complete()
    report.figures |= {"complete.statements": counts.statements, "complete.commits": counts.commits}
    report.times("complete.action", rounds, complete)


def journey(report: Report, installation: Installation, children: int) -> None:
    """Eight tasks and forty reviews of so many children."""
    settings = installation.settings
    operator, content = ground.operator(settings), ground.files(settings.content)
    measured = bench_journey.figures(installation.database, operator, installation.actor, content, children)
    report.figures |= dict(measured)
    # What was measured with goes, so that the start that follows has nothing to publish.
    folders.bring_in(installation.database, operator, content, approved_by="bench")


def clocks(report: Report, installation: Installation, number: int) -> None:
    """How late so many clocks ring in the served product."""
    operator, content = ground.operator(installation.settings), ground.files(installation.settings.content)
    bench_journey.publish(installation.database, operator, content)
    report.figures |= dict(bench_load.accuracy(installation.database, installation.actor, number))


@dataclass
class Web:
    """The served product, as one client with one connection sees it."""

    settings: Settings
    process: subprocess.Popen[bytes]
    connection: http.client.HTTPConnection
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, bytes]:
        """One request; the cookies it sets are sent with the next."""
        self.connection.request(method, path, body, self.headers | headers)
        response = self.connection.getresponse()
        content = response.read()
        jar = SimpleCookie(self.headers.get("Cookie"))
        for line in response.headers.get_all("Set-Cookie") or ():
            jar.load(line)
        self.headers["Cookie"] = "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())
        return response.status, content

    def token(self) -> dict[str, str]:
        """The headers of somebody who uses the API."""
        credentials = json.dumps({"email": demo.address(demo.MORAG), "password": PASSWORD})
        _, content = self.call("POST", "/api/v1/token", credentials, **{"Content-Type": "application/json"})
        return {"Authorization": f"Bearer {json.loads(content)['token']}", "Content-Type": "application/json"}

    def memory(self) -> float:
        """Resident memory of the serving process, in MiB: the worker's, not the starter's."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        sizes = [Path(f"/proc/{child}/smaps_rollup").read_text() for child in children]
        kilobytes = [int(line.split()[1]) for size in sizes for line in size.splitlines() if line.startswith("Rss:")]
        return round(max(kilobytes) / 1024, 1)


@contextmanager
def served(report: Report, settings: Settings) -> Iterator[Web]:
    """The product as `girfec serve` serves it; from the start of the program to its first answer."""
    began = time.perf_counter()
    command = [sys.executable, "-P", "-m", "app.cli", "serve"]
    process = subprocess.Popen(command, env=settings.environment(), stdout=subprocess.DEVNULL)  # noqa: S603 - ourselves
    try:
        connection = http.client.HTTPConnection(settings.host, settings.port, timeout=STARTUP_SECONDS)
        web = Web(settings, process, connection)
        while True:
            try:
                status, _ = web.call("GET", "/health")
            except ConnectionError:
                connection.close()
                status = 0
            elapsed = time.perf_counter() - began
            if status == http.client.OK:
                break
            if elapsed > STARTUP_SECONDS:
                raise TimeoutError("the product did not start in time")
            time.sleep(0.01)
        report.figures["cold_start.seconds"] = round(elapsed, 2)
        yield web
    finally:
        process.terminate()
        process.wait(STARTUP_SECONDS)


def load(report: Report, installation: Installation, web: Web, rounds: int, answers: Mapping[str, Any]) -> None:
    """The same by 1, 8 and 32 clients at once: from submitting a task to having the next page."""
    pages = {
        number: [installation.open(installation.start()) for _ in range(max(rounds, 4 * number))]
        for number in bench_load.CLIENTS
    }
    report.figures |= dict(bench_load.clients(installation.settings, web.token(), pages, answers))
    web.connection.close()  # the server gave it up meanwhile


def by_http(report: Report, installation: Installation, web: Web, rounds: int, answers: Mapping[str, Any]) -> None:
    """The same over HTTP, through the API, with a token."""
    token = web.token()
    partners = [str(installation.ids[name]) for name in (demo.MORAG, demo.EWAN, demo.PRIYA, demo.CALLUM)]
    asked: dict[str, Any] = {"process": demo.PROCESS, "reason": "Measured.", "partner_ids": partners}
    asked["answers"] = installation.start_answers()
    started: list[str] = []
    opened: list[Any] = []

    def call(method: str, path: str, body: str | None = None) -> Any:
        status, content = web.call(method, f"/api/v1{path}", body, **token, **{"Idempotency-Key": str(uuid4())})
        assert status < http.client.MULTIPLE_CHOICES, content
        return json.loads(content)

    def start() -> None:
        given, family, _, born_on = bench_journey.child()
        child = {"given": given, "family": family, "born_on": born_on.isoformat()}
        started.append(call("POST", "/cases", json.dumps(asked | child))["next_task_id"])

    def complete() -> None:
        task = opened.pop()
        call("POST", f"/tasks/{task['id']}/complete", json.dumps({"answers": answers, "seen": task["seen"]}))

    report.times("start.http", rounds, start)
    report.times("open.http", rounds, lambda: opened.append(call("GET", f"/tasks/{started.pop()}")))
    report.times("complete.http", rounds, complete)


def inbox(report: Report, installation: Installation, web: Web, rounds: int) -> None:
    """Somebody's inbox with 10,000 open tasks of theirs: a page's statement, the first and one in the midst, with its
    rows; the whole question to the database; and as a page over HTTP.
    """
    database, actor = installation.database, installation.actor
    page = installation.open(installation.start())
    database.run(
        ground.operator(installation.settings), lambda tx: bulk.multiply(tx, page.identity.case_id, OPEN_TASKS)
    )
    bulk.sweep(database)
    report.figures["inbox.open_tasks"] = OPEN_TASKS
    assert page.due
    midst = inboxes.Cursor(page.due.at + timedelta(minutes=OPEN_TASKS // 2), page.id)

    def statements(tx: Tx) -> None:
        for name, after in (("inbox.sql", None), ("inbox.midst.sql", midst)):
            report.times(name, rounds, partial(inboxes.page, tx, "mine", after=after, limit=25, case_id=None))

    database.read(actor, statements)
    report.times("inbox.query", rounds, lambda: database.read(actor, tasks.inbox))
    web.connection.close()  # the server gave it up meanwhile
    _, content = web.call("GET", "/sign-in")
    csrf = content.decode().partition('name="csrf_token" value="')[2].partition('"')[0]
    form = urlencode({"csrf_token": csrf, "person": str(installation.ids[demo.MORAG])})
    web.call("POST", "/sign-in/as", form, **{"Content-Type": "application/x-www-form-urlencoded"})

    def look() -> None:
        status, _ = web.call("GET", "/tasks")
        assert status == http.client.OK, status

    report.times("inbox.page", rounds, look)


def table(figures: Mapping[str, Any]) -> str:
    """Figures for people: one line each."""
    width = max(map(len, figures))
    return "\n".join(f"{name:{width}}  {value}" for name, value in figures.items())
