"""`girfec verify` and `girfec rebuild`: does everything agree, and making it agree again."""

import json
import sys
import time

import click

from app.actions import inspections, rebuilds, seals
from app.cli import ground
from app.config import Settings
from app.domain.access import SYSTEM


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
def verify(*, as_json: bool) -> None:
    """Say whether everything that is kept agrees, and name what does not.

    Chains, seals, states and rows, histories and outbox; and that no open case waits for nothing. Ends with 1 where
    anything differs. Others may go on working meanwhile.
    """
    settings = Settings.read()
    kept = settings.var / "seals"
    outside = seals.read(kept.read_text()) if kept.exists() else {}
    began = time.monotonic()
    with ground.opened(settings) as database:
        inspected = inspections.inspect(database, outside)
        milliseconds = round(1000 * (time.monotonic() - began))
        database.run(SYSTEM, lambda tx: inspections.keep(tx, inspected, milliseconds=milliseconds))
    found = [str(one) for one in inspected.differences]
    if as_json:
        click.echo(json.dumps({"cases": inspected.cases, "milliseconds": milliseconds, "differences": found}))
    else:
        for line in found:
            click.echo(line)
        said = f"{len(found)} differences" if found else "Everything agrees"
        click.echo(f"{said}: {inspected.cases} cases, {len(outside)} seals kept outside, {milliseconds / 1000:.1f} s.")
    sys.exit(1 if found else 0)


@click.command()
def rebuild() -> None:
    """Make tasks, who is asked, timers and lists anew from the cases' states and histories."""
    with ground.opened(Settings.read()) as database:
        click.echo(f"{rebuilds.rebuild(database)} cases were rebuilt.")
