"""`girfec verify` and `girfec rebuild`: does everything agree, and making it agree again."""

import json
import sys
import time

import click

from app.actions import audits, inspections, rebuilds, seals
from app.cli import ground
from app.config import Settings
from app.domain.access import SYSTEM


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
def verify(*, as_json: bool) -> None:
    """Say whether everything that is kept agrees, and name what does not.

    Chains, seals, states and rows, histories and outbox; that no open case waits for nothing; and that the invariants
    I1 to I10 hold in every case. Ends with 1 where anything differs. Others may go on working meanwhile.
    """
    settings = Settings.read()
    kept = settings.var / "seals"
    outside = seals.read(kept.read_text()) if kept.exists() else {}
    began = time.monotonic()
    with ground.opened(settings) as database:
        inspected = inspections.inspect(database, outside)
        milliseconds = round(1000 * (time.monotonic() - began))
        database.run(SYSTEM, lambda tx: inspections.keep(tx, inspected, milliseconds=milliseconds))
        broken = audits.audit(database)
    found = [*map(str, inspected.differences), *broken.breaches]
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
