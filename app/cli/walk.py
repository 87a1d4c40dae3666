"""`girfec walk`: play every shipped process in every way that matters, and say what has been covered."""

import json
import sys
from pathlib import Path
from time import thread_time

import click

from app import engine
from app.cli import beside
from app.cli.feel import PACK, shipped
from app.config import Settings
from app.domain import invented

STATES = 4_000  # of one process; what the answers tell apart is played, not every order of every form
SECONDS = 12.0
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--states", default=STATES, show_default=True, help="How many states of one process are played at most.")
@click.option("--json", "machine", is_flag=True, help="Print a JSON array, one object per process.")
def walk(folder: Path | None, states: int, *, machine: bool) -> None:
    """Walk the processes in FOLDER (or those shipped); ends with 1 where a path strands."""
    world = invented.world(shipped(PACK))
    rows = []
    for file in sorted(((folder or Settings.read().content) / "bpmn").rglob("*.bpmn")):
        judged = engine.judge(file.name, file.read_bytes(), beside.around(file))
        for drawing in judged.drawings:
            found = engine.explore(
                judged, world, drawing.process, until=thread_time() + SECONDS, most=states, new_first=True
            )
            drawn = {(flow.source, flow.target) for flow in drawing.flows}
            rows.append({
                "process": drawing.process,
                "nodes": len(drawing.elements),
                "nodes_missed": [key for key in drawing.elements if key not in found.passed],
                "flows": len(drawn),
                "flows_missed": [f"{one} → {other}" for one, other in sorted(drawn - found.followed)],
                "states": found.states,
                "ends": found.ends,
                "whole": found.whole,
                "stranded": [{"at": one.element, "why": one.message, "example": one.example} for one in found.findings.values()],
            })  # fmt: skip
            if not machine:
                _show(rows[-1])
    if machine:
        click.echo(json.dumps(rows, ensure_ascii=False))
    sys.exit(1 if any(row["stranded"] or not row["ends"] for row in rows) else 0)


def _show(row: dict) -> None:  # type: ignore[type-arg]  # a row as it is printed
    nodes, flows = row["nodes"] - len(row["nodes_missed"]), row["flows"] - len(row["flows_missed"])
    whole = "" if row["whole"] else ", as far as the bounds allow"
    click.echo(
        f"{row['process']}: {nodes} of {row['nodes']} nodes, {flows} of {row['flows']} flows, "
        f"{row['states']} states, {row['ends']} ways to an end{whole}"
    )
    for missed in (*row["nodes_missed"], *row["flows_missed"]):
        click.echo(f"    not walked: {missed}")
    for one in row["stranded"]:
        click.echo(f"    STRANDED at {one['at']}: {one['why']} {json.dumps(one['example'], ensure_ascii=False)}")
