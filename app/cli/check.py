"""`girfec check`: what is wrong with diagrams, each judged in a child process with limits; or with a whole folder."""

import json
import sys
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Any

import click

from app import engine
from app.cli import invented, releases
from app.cli.beside import around
from app.cli.confined import Overran, confined
from app.cli.findings import as_json
from app.domain.errors import Finding, listed
from app.domain.steps import World

PATHS = click.Path(exists=True, path_type=Path)
LARGEST = 5_000_000  # bytes of a file that is read at all
SLOW = "This could not be judged within five seconds and 300 MB. Split it into several files, or simplify it."


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
    world = invented.world()
    judge("first.bpmn", FIRST, engine.Around(), world, engine.FAMILIES)
    verdicts = [verdict(one, world, families) for one in files]
    if machine:
        click.echo(json.dumps(verdicts, ensure_ascii=False))
    else:
        for one in verdicts:
            _show(one)
    sys.exit(1 if any(one["verdict"] == "refused" for one in verdicts) else 0)


# Judged before any other, so that all that is ever loaded is there before a child can open no file.
FIRST = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:first">
<process id="first" isExecutable="true"><startEvent id="start"/><userTask id="ask"/><scriptTask id="odd"/><endEvent id="end"/>
<intermediateCatchEvent id="wait"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>
</intermediateCatchEvent><exclusiveGateway id="which" default="no"/><sequenceFlow id="f" sourceRef="start" targetRef="ask"/>
<sequenceFlow id="g" sourceRef="ask" targetRef="wait"/><sequenceFlow id="h" sourceRef="wait" targetRef="which"/>
<sequenceFlow id="no" sourceRef="which" targetRef="end"/><sequenceFlow id="yes" sourceRef="which" targetRef="end">
<conditionExpression>x = 1</conditionExpression></sequenceFlow></process></definitions>"""


def verdict(file: Path, world: World, families: frozenset[str]) -> dict[str, Any]:
    """A file's verdict and findings, as machines read them."""
    if file.stat().st_size > LARGEST:
        found = [as_json(engine.placed(Finding("size", "It is larger than five megabytes. Split it.", str(file))))]
    else:
        try:
            found = confined(partial(judge, file.name, file.read_bytes(), around(file), world, families))
        except Overran:
            found = [as_json(engine.placed(Finding("limits", SLOW, str(file))))]
    found = [one for one in found if one["family"] in families or one["rule"] == "limits"]
    refused = any(one["severity"] == "error" for one in found)
    return {"file": str(file), "verdict": "refused" if refused else "ok", "findings": found}


def judge(
    name: str, content: bytes, beside: engine.Around, world: World, families: Collection[str]
) -> list[dict[str, Any]]:
    """What is wrong with a file. This runs in the child."""
    judged = engine.judge(name, content, beside)
    return [as_json(one) for one in (*judged.findings, *engine.explored(judged, world, families))]


def _show(verdict: dict[str, Any]) -> None:
    click.echo(f"{verdict['verdict']:8} {verdict['file']}")
    for one in verdict["findings"]:
        where = f"line {one['line']}" if one["line"] else ""
        what = f"{one['element']} “{one['name']}”" if one["name"] else one["element"]
        click.echo(f"  {one['severity']:6} {one['family']:10} {where:10} {what}")
        click.echo(f"         {one['message']} {one['repair']}")
        if one["example"]:
            click.echo(f"         For example: {json.dumps(one['example'], ensure_ascii=False)}")
