"""`girfec play FILE`: run a process in virtual time, and print how it stands as one JSON object."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from app import engine
from app.cli.beside import around
from app.cli.feel import PACK, shipped
from app.cli.findings import as_json
from app.domain import invented
from app.domain.errors import Invalid, NotPublishable
from app.feel import exchange

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FAILED = frozenset({"refused", "incident"})


@click.command()
@click.argument("file", type=FILE)
@click.option("--process", "processes", multiple=True, metavar="ID", help="Which process; may be given several times.")
@click.option("--data", default="{}", metavar="JSON", help="Names that count as written, as a JSON object.")
@click.option("--script", type=FILE, help="A JSON array of steps to take as soon as each can be taken.")
@click.option("--auto", is_flag=True, help="Complete what is open, and let time pass when nothing else moves.")
@click.option("--anyway", is_flag=True, help="Play what check refuses.")
@click.option("--json", "_json", is_flag=True, help="Print JSON, as it always does.")
def play(
    file: Path, processes: tuple[str, ...], data: str, script: Path | None, *, auto: bool, anyway: bool, _json: bool
) -> None:
    """Play the process in FILE with the engine itself, without a clock, a database or people."""
    try:
        given, steps = exchange.read(data), _steps(script)
    except Invalid as fault:
        raise click.UsageError(str(fault)) from fault
    judged = engine.judge(file.name, file.read_bytes(), around(file))
    refused = tuple(
        one for one in judged.findings if one.severity == "error" and one.family in {"structure", "faithful"}
    )
    if (refused and not anyway) or not judged.drawings:
        _print(engine.Played("refused", findings=refused or judged.findings))
    try:
        _print(
            engine.play(
                judged, invented.world(shipped(PACK)), processes=processes, given=given, script=steps, auto=auto
            )
        )
    except NotPublishable as fault:
        _print(engine.Played("refused", unused=tuple(steps), findings=fault.findings))
    except Invalid as fault:
        raise click.UsageError(str(fault)) from fault


def _steps(script: Path | None) -> list[dict[str, Any]]:
    if script is None:
        return []
    try:
        steps = json.loads(script.read_bytes())
    except ValueError as fault:
        raise Invalid(f"The script is not JSON: {fault}.") from fault
    if not isinstance(steps, list) or not all(isinstance(one, dict) for one in steps):
        raise Invalid('The script must be a JSON array of steps such as [{"complete": "t_ask", "data": {}}].')
    return steps


def _print(played: engine.Played) -> None:
    said = {
        "status": played.status,
        "passed": list(played.passed),
        "open": list(played.open),
        "waiting": list(played.waiting),
        "data": dict(played.variables),
        "unused": [dict(step) for step in played.unused],
        "findings": [as_json(one) for one in played.findings],
    }
    click.echo(exchange.show(said))
    sys.exit(1 if played.status in FAILED else 0)
