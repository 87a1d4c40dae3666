"""`girfec walk`: play every shipped process in every way that matters, and say what has been covered."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import thread_time
from typing import Any

import click

from app import engine
from app.cli import beside
from app.cli.feel import PACK, shipped
from app.config import Settings
from app.domain import invented
from app.domain.steps import World
from app.feel import decisions

OTHERS = ("ayrshire", "fife", "east_riding")  # packs in which other ways are gone
STATES = 6_000
SECONDS = 60.0  # of one process; a walk that has covered everything ends before
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--states", default=STATES, show_default=True, help="How many states of one process are played at most.")
@click.option("--json", "machine", is_flag=True, help="Print a JSON array, one object per process and decision table.")
def walk(folder: Path | None, states: int, *, machine: bool) -> None:
    """Walk the processes in FOLDER (or those shipped); ends with 1 where a path strands, or no end is reached."""
    home = (folder or Settings.read().content) / "bpmn"
    worlds = [invented.world(shipped(pack)) for pack in (PACK, *OTHERS)]
    rows: list[dict[str, Any]] = []
    for file in sorted(home.rglob("*.bpmn")):
        for row in walked(file, worlds, states):
            rows.append(row)
            if not machine:
                _show(row)
    tables = [row for file in sorted(home.rglob("*.dmn")) for row in ruled(file)]
    if machine:
        click.echo(json.dumps([*rows, *tables], ensure_ascii=False))
    else:
        _sum(rows, tables)
    sys.exit(1 if any(row["stranded"] or not row["ends"] for row in rows) else 0)


def walked(file: Path, worlds: Sequence[World], states: int) -> Iterator[dict[str, Any]]:
    """What was covered of each process in a file: in the first world, and in the next ones where something is missed."""
    judged = engine.judge(file.name, file.read_bytes(), beside.around(file))
    for drawing in judged.drawings:
        drawn = {(flow.source, flow.target) for flow in drawing.flows}
        rest = _elsewhere(drawing)  # no other pack brings it about
        missed, passed = list(drawing.elements), set[str]()
        followed: set[tuple[str, str]] = set()
        walks: list[engine.Found] = []
        for world in worlds:
            until = thread_time() + SECONDS
            walks.append(engine.explore(judged, world, drawing.process, until=until, most=states, new_first=True))
            passed, followed = passed | walks[-1].passed, followed | walks[-1].followed
            missed = [key for key in drawing.elements if key not in passed]
            if rest.issuperset(missed) and all(rest & set(flow) for flow in drawn - followed):
                break
        reasons = {key: reason for key in missed if (reason := _reason(drawing, key, missed))}
        yield {
            "process": drawing.process,
            "nodes": len(drawing.elements),
            "nodes_missed": missed,
            "flows": len(drawn),
            "flows_missed": [f"{one} → {other}" for one, other in sorted(drawn - followed)],
            "reasons": reasons,
            "states": sum(found.states for found in walks),
            "ends": sum(found.ends for found in walks),
            "whole": all(found.whole for found in walks),
            "stranded": [
                {"at": one.element, "why": one.message, "example": one.example}
                for found in walks
                for one in found.findings.values()
            ],
        }


def _elsewhere(drawing: Any) -> frozenset[str]:
    """What only another process of the case brings about: events that wait for a condition, and all that comes only after them."""
    found = {key for key, one in drawing.elements.items() if one.event is not None and one.event.kind == "conditional"}
    while True:
        after = {
            key
            for key, one in drawing.elements.items()
            if one.incoming and key not in found and all(flow.source in found for flow in one.incoming)
        }
        if not after:
            return frozenset(found)
        found |= after


def _reason(drawing: Any, key: str, missed: list[str]) -> str:
    """Why an element cannot be come to in a walk; nothing where it should have been."""
    element = drawing.elements[key]
    if element.event and element.event.kind == "conditional":
        return "its condition reads what another process of the case changes while this one waits"
    before = [one.source for one in element.incoming]
    return f"it comes only after {', '.join(before)}" if before and all(one in missed for one in before) else ""


def ruled(file: Path) -> Iterator[dict[str, Any]]:
    """Which rules of each decision table in a file count for some case."""
    for table, (rules, counting) in decisions.counted(file.read_bytes()).items():
        missed = [number for number in range(1, rules + 1) if number not in counting]
        yield {"table": table, "rules": rules, "rules_missed": missed}


def _show(row: dict[str, Any]) -> None:
    nodes, flows = row["nodes"] - len(row["nodes_missed"]), row["flows"] - len(row["flows_missed"])
    click.echo(
        f"{row['process']}: {nodes} of {row['nodes']} nodes, {flows} of {row['flows']} flows, "
        f"{row['states']} states, {row['ends']} ways to an end"
    )
    for missed in row["nodes_missed"]:
        click.echo(f"    not walked: {missed}: {row['reasons'].get(missed, 'no way to it was found')}")
    for missed in row["flows_missed"]:
        click.echo(f"    not walked: {missed}")
    for one in row["stranded"]:
        click.echo(f"    STRANDED at {one['at']}: {one['why']} {json.dumps(one['example'], ensure_ascii=False)}")


def _sum(rows: list[dict[str, Any]], tables: list[dict[str, Any]]) -> None:
    for row in tables:
        click.echo(f"{row['table']}: {row['rules'] - len(row['rules_missed'])} of {row['rules']} rules")
        for missed in row["rules_missed"]:
            click.echo(f"    counts for no case: rule {missed}")
    nodes, flows = sum(row["nodes"] for row in rows), sum(row["flows"] for row in rows)
    rules = sum(row["rules"] for row in tables)
    click.echo(
        f"Together {nodes - sum(len(row['nodes_missed']) for row in rows)} of {nodes} nodes, "
        f"{flows - sum(len(row['flows_missed']) for row in rows)} of {flows} flows, "
        f"{rules - sum(len(row['rules_missed']) for row in tables)} of {rules} rules."
    )
