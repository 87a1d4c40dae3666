"""`girfec simulate`: years of an invented council in virtual time, with what was kept and what was not."""

import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import click

from app.actions import areas, audits, clock, folders, inspections, policy, returns
from app.cli import demo, ground
from app.cli.council import Council
from app.config import Settings
from app.domain.access import Actor
from app.domain.audits import LADDER
from app.domain.deadlines import LONDON
from app.store import bulk, overview, tasks

BEGINS = datetime(2026, 8, 3, 9, tzinfo=LONDON)  # the first Monday of a reporting year
PASSWORD = "simulated, and thrown away"  # noqa: S105 - of invented people in a folder that is thrown away
# An average council does not begin without plans: this share of the first year's children come in its first days.
STANDING, SETTLING = 0.6, 56
YEAR = 365
HOURS = (9, 13)  # of a working day at which people turn to their tasks
WORST = 15  # sentences that are shown
# What must be nothing at the end.
BAD = ("stuck", "cases without a next thing", "differences", "invariant violations")


@click.command()
@click.option("--area", default="national", show_default=True, metavar="PACK", help="The policy pack in force.")
@click.option("--years", default=1.0, show_default=True, help="How long.")
@click.option("--children", default=1400, show_default=True, help="Concerns in a year, most in its first weeks.")
@click.option("--seed", default=1, show_default=True, help="Chance begins here; another seed gives another year.")
@click.option("--json", "machine", is_flag=True, help="Print one JSON object.")
@click.option("--quiet", is_flag=True, help="Do not count the weeks.")
def simulate(area: str, years: float, children: int, seed: int, *, machine: bool, quiet: bool) -> None:
    """Live through years of an invented council, and say what was kept: exits with 1 if a child was stranded."""
    began, worked = time.perf_counter(), time.process_time()
    with (
        tempfile.TemporaryDirectory(prefix="girfec-simulate-") as folder,
        _installed(Path(folder), area, seed) as council,
    ):
        days = round(YEAR * years)
        for week in range(0, days, 7):
            for day in range(week, min(week + 7, days)):
                live(council, BEGINS + timedelta(days=day), coming(day, children))
            if not quiet:
                click.echo(
                    f"\rweek {week // 7 + 1}: {council.children} children, {council.done} tasks done",
                    err=True,
                    nl=False,
                )
        figures = report(council)
        figures["seconds"] = round(time.perf_counter() - began, 1)
        figures["seconds of a processor"] = round(time.process_time() - worked, 1)
    if not quiet:
        click.echo(err=True)
    click.echo(json.dumps(figures, indent=2, ensure_ascii=False) if machine else "\n".join(_lines(figures)))
    sys.exit(1 if any(figures[name] for name in BAD) else 0)


def coming(day: int, children: int) -> float:
    """How many children are expected on a day, counted from the beginning."""
    standing = STANDING if day < YEAR else 0.0
    return children * (1 - standing) / YEAR + (children * standing / SETTLING if day < SETTLING else 0.0)


def live(council: Council, day: datetime, arrivals: float) -> None:
    """One day: clocks ring at their moments; on a working day people do what waits for them, in the morning and later."""
    for hour in HOURS:
        clock.advance(council.database, day.replace(hour=hour))
        if day.weekday() < 5:
            expected = arrivals * 7 / 5 / len(HOURS)
            whole = int(expected)
            council.day(whole + (council.chance.random() < expected - whole))


def report(council: Council) -> dict[str, Any]:
    """What the years came to."""
    read = partial(council.database.read, council.operator)
    found = inspections.inspect(council.database)
    orphans = [one for one in found.differences if one.kind == "orphan"]
    closings = [one for one in read(overview.closings) if one.soonest < tasks.NEVER]
    kept = sum(one.closed_at <= one.soonest for one in closings)
    waiting = read(overview.waiting)
    return {
        **read(overview.counted),
        "cases.open": len(read(overview.open_cases)),
        "plans open": len(read(overview.plans)),
        "registrations": read(overview.counted).get("status.registered", 0),
        "escalations open": len({row.id for row in waiting if row.key in LADDER}),
        "tasks done": council.done,
        "tasks open": len({row.id for row in waiting}),
        "deadlines": len(closings),
        "deadlines kept": kept,
        "deadlines kept, percent": round(100 * kept / len(closings), 1) if closings else None,
        "told": dict(council.told),
        "thought again": sum(council.refused.values()),
        "refused most": dict(council.refused.most_common(WORST)),
        "stuck": dict(Counter(council.stuck.values())),
        "cases without a next thing": len(orphans),
        "differences": [str(one) for one in found.differences],
        "invariant violations": list(audits.audit(council.database).breaches),
        "indicators": dict(_indicators(council)),
        "database.bytes": read(bulk.size),
    }


def _indicators(council: Council) -> Iterator[tuple[str, str]]:
    """Each indicator over the years that were lived, its groups in one line; nothing is held back: nobody is real."""
    read = partial(council.database.read, council.operator)
    years = [one.begins for one in read(returns.figures).years]
    found = [read(partial(returns.counted, begins=begins)) for begins in years]
    for tables in zip(*found, strict=True):
        groups: Counter[str] = Counter()
        for table in tables[:1] if tables[0].stock else tables:
            groups.update({row.title: row.numbers[-1] or 0 for row in table.rows})
        said = ", ".join(f"{title}: {count}" for title, count in groups.items() if count)
        yield f"{tables[0].number} {tables[0].title}", said or "none"


def _lines(figures: Mapping[str, Any]) -> Iterator[str]:
    for name, figure in figures.items():
        match figure:
            case dict():
                yield f"{name}:" if figure else f"{name}: none"
                yield from (
                    f"    {count:6} {what}" if isinstance(count, int) else f"    {what}: {count}"
                    for what, count in figure.items()
                )
            case list():
                yield f"{name}: {len(figure)}"
                yield from (f"    {one}" for one in figure[:WORST])
            case _:
                yield f"{name}: {figure}"


@contextmanager
def _installed(folder: Path, area: str, seed: int) -> Iterator[Council]:
    """An installation in a folder, its clock at the beginning."""
    settings = Settings.read({"GIRFEC_VAR": str(folder), "GIRFEC_DEMO": "on"})
    operator: Actor = ground.operator(settings)
    content = ground.files(settings.content)
    with ground.opened(settings, set_up=False) as database:
        database.upgrade()
        bulk.hurry(database)
        clock.begin_at(database, BEGINS - timedelta(hours=1))
        run = partial(database.run, operator)
        run(lambda tx: areas.set_up(tx, settings.area, demo.AREA))
        run(lambda tx: policy.publish(tx, content, pack=area, approved_by="simulation"))
        folders.bring_in(database, operator, content, approved_by="simulation")
        chance = random.Random(seed)  # noqa: S311 - invented lives, the same ones for the same seed
        yield Council(database, operator, demo.found(database, operator, PASSWORD), chance)
