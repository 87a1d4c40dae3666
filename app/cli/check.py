"""`girfec check`: what is wrong with diagrams, each judged in a child process with limits; or with a whole folder."""

import json
import sys
from errno import EINVAL
from pathlib import Path
from typing import Any

import click

from app import engine
from app.cli import releases
from app.cli.beside import around
from app.cli.feel import PACK, shipped
from app.cli.findings import as_json
from app.domain import invented
from app.domain.errors import Finding, listed
from app.domain.steps import World
from app.engine import confined
from app.engine.check.families import placed

PATHS = click.Path(exists=True, readable=False, path_type=Path)  # one that cannot be read has its row like any other

READABLE = "Give a file that exists and that you may read."


def _families(_context: click.Context, _option: click.Parameter, said: str | None) -> frozenset[str]:
    """The families that are judged, all where none is named."""
    wanted = frozenset(one.strip() for one in (said or ",".join(engine.FAMILIES)).split(","))
    if unknown := wanted - set(engine.FAMILIES):
        raise click.BadParameter(f"There is no family {listed(tuple(unknown))}. There are {listed(engine.FAMILIES)}.")
    return wanted


@click.command()
@click.argument("files", nargs=-1, type=PATHS, metavar="[FILE… | FOLDER]")
@click.option("--json", "machine", is_flag=True, help="Print a JSON array, one object per file.")
@click.option("--family", "families", metavar="LIST", callback=_families, help="Only these, divided by commas.")
def check(files: tuple[Path, ...], families: frozenset[str], *, machine: bool) -> None:
    """Say what is wrong with each FILE, or whether all of a FOLDER's processes could be published together."""
    if len(files) < 2 and all(one.is_dir() for one in files):
        releases.folder(files[0] if files else None)
        return
    if folders := [str(one) for one in files if one.is_dir()]:
        raise click.UsageError(f"{listed(folders)} is a folder. Give one folder alone, or files.")
    confined.begin()
    world = invented.world(shipped(PACK))
    verdicts = [verdict(one, world, families) for one in files]
    if machine:
        click.echo(json.dumps(verdicts, ensure_ascii=False))
    else:
        for one in verdicts:
            _show(one)
    sys.exit(1 if any(one["verdict"] == "refused" for one in verdicts) else 0)


def verdict(file: Path, world: World, families: frozenset[str]) -> dict[str, Any]:
    """A file's verdict and findings, as machines read them."""
    try:
        content = _head(file)
    except OSError as fault:
        message = f"This file cannot be read: {(fault.strerror or 'no reason is given').lower()}."
        found: tuple[Finding, ...] = (placed(Finding("file", message, file.name, repair=READABLE)),)
    else:
        beside = around(file) if len(content) <= confined.LARGEST else engine.Around()
        found = confined.judged(file.name, content, beside, world, families)
    refused = any(one.severity == "error" for one in found)
    return {"file": str(file), "verdict": "refused" if refused else "ok", "findings": [as_json(one) for one in found]}


def _head(file: Path) -> bytes:
    """A file, as far as it is read at all. Raises OSError, also for a pipe or a device, which may never end."""
    if not file.is_file():
        raise OSError(EINVAL, "It is not an ordinary file")
    with file.open("rb") as content:
        return content.read(confined.LARGEST + 1)


def _show(verdict: dict[str, Any]) -> None:
    click.echo(f"{verdict['verdict']:8} {verdict['file']}")
    for one in verdict["findings"]:
        where = f"line {one['line']}" if one["line"] else ""
        what = f"{one['element']} “{one['name']}”" if one["name"] else one["element"]
        click.echo(f"  {one['severity']:6} {one['family']:10} {where:10} {what}")
        click.echo(f"         {one['message']} {one['repair']}")
        if one["example"]:
            click.echo(f"         For example: {json.dumps(one['example'], ensure_ascii=False)}")
