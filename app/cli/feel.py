"""FEEL on the command line: evaluate an expression, ask a decision, run the conformance kit. All print JSON."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.domain.deadlines import LONDON
from app.domain.errors import Invalid, NotPublishable, Refused, listed
from app.feel import additions, decisions, exchange, expressions, kit
from app.feel.decisions import Decided, Decision, Decisions
from app.feel.errors import FeelError
from app.feel.lexer import canonical

if TYPE_CHECKING:
    from app.domain.policy import Policy

PACK = "national"
CONTEXT = click.option("--context", default="{}", metavar="JSON", help="The names it may read, as a JSON object.")
AREA = click.option("--pack", default=PACK, show_default=True, help="Whose working days and policy values count.")


@contextmanager
def refusing() -> Iterator[None]:
    """A refusal is a sentence on standard error, its place as JSON on standard output, and the exit code 1."""
    try:
        yield
    except Refused as refusal:
        place = refusal.position + 1 if isinstance(refusal, FeelError) else None
        click.echo(exchange.show({"error": str(refusal), "position": place}))
        click.echo(str(refusal), err=True)
        sys.exit(1)


@click.command()
@click.argument("expression")
@CONTEXT
@AREA
def feel(expression: str, context: str, pack: str) -> None:
    """Evaluate EXPRESSION; “-” reads it from standard input, “--” before it lets it begin with a minus sign."""
    with refusing():
        text = sys.stdin.read().strip() if expression == "-" else expression
        given = exchange.read(context)
        compiled = expressions.compile(text, names=exchange.keys(given))
        names, functions = surroundings(given, pack, reads=compiled.names | compiled.calls)
        evaluation = compiled.evaluate_with_warnings(names, functions)
        click.echo(exchange.show({"value": evaluation.value, "warnings": list(evaluation.warnings)}))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--decision", metavar="NAME", help="The decision's name or id; may be left out if there is only one.")
@CONTEXT
@AREA
@click.option("--explain", is_flag=True, help="Say which rules of which tables matched, with their inputs.")
def decide(file: Path, decision: str | None, context: str, pack: str, *, explain: bool) -> None:
    """Ask a decision of a DMN FILE."""
    with refusing():
        model = modelled(file)
        asked, given = chosen(model, decision), exchange.read(context)
        for one in model.elements.values():
            if one.kind == "input" and one.name in given:
                given[one.name] = exchange.shaped(given[one.name], one.type)
        names, functions = surroundings(given, pack, reads=asked.names | asked.calls)
        decided = asked.decide(names, functions)
        answer = {"value": decided.value, "warnings": list(decided.warnings)}
        click.echo(exchange.show(answer | (explanation(decided) if explain else {})))


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def tck(folder: Path, *, as_json: bool) -> None:
    """Run the DMN Technology Compatibility Kit's test folders below FOLDER; exits with 1 if a result came out wrong."""
    counts: dict[str, list[int]] = {}
    for outcome in kit.run(folder):
        counts.setdefault(outcome.file, [0, 0])[0 if outcome.passed else 1] += 1
        if not outcome.passed and not as_json:
            click.echo(f"  {outcome.file} {outcome.case} {outcome.node}: {outcome.reason}", err=True)
    passed, failed = (sum(count[side] for count in counts.values()) for side in (0, 1))
    if as_json:
        files = [{"file": file, "passed": good, "failed": bad} for file, (good, bad) in counts.items()]
        click.echo(exchange.show({"passed": passed, "failed": failed, "files": files}))
    else:
        for file, (good, bad) in counts.items():
            click.echo(f"{good:6} passed  {bad:6} failed  {file}")
        click.echo(f"{passed:6} passed  {failed:6} failed  in sum")
    sys.exit(1 if failed else 0)


def surroundings(
    given: Mapping[str, Any], pack: str, *, reads: frozenset[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The names and functions an expression is evaluated with: the clock, and the pack if it reads from it."""
    names: dict[str, Any] = {"now": datetime.now(LONDON), **given}
    if not reads & (additions.NAMES | {"policy"}):
        return names, {}
    area = shipped(pack)
    return {"policy": area.view(), **names}, dict(additions.functions(area.calendar))


def shipped(pack: str) -> "Policy":
    """A policy pack as it is shipped. Raises NotPublishable."""
    from app.config import ROOT  # noqa: PLC0415 - most expressions ask for no area, and should not wait for one
    from app.domain import policy  # noqa: PLC0415 - the same

    folder = ROOT / "bpmn" / "policies"
    return policy.load({file.name: file.read_bytes() for file in folder.glob("*.toml")}, pack)


def modelled(file: Path) -> Decisions:
    """The decisions of a file. Raises Invalid with everything that is wrong with it."""
    try:
        return decisions.read(file.read_bytes(), imports=neighbours(file))
    except NotPublishable as refusal:
        raise Invalid(" ".join(str(replace(one, file=file.name)) for one in refusal.findings)) from refusal
    except OSError as why:
        raise Invalid(f"The file {file} cannot be read: {why.strerror}. Name another one.") from why


def neighbours(file: Path) -> dict[str, bytes]:
    """The other DMN files beside a file by their namespace, which it may import."""
    return decisions.by_namespace(other.read_bytes() for other in sorted(file.parent.glob("*.dmn")) if other != file)


def chosen(model: Decisions, name: str | None) -> Decision:
    """The decision of that id or name. Raises Invalid, naming those that there are."""
    if name is None and len(model.tables) == 1:
        return next(iter(model.tables.values()))
    found = model.tables.get(name or "") or model.named(canonical(name or ""))
    if found is None:
        known = listed([one.name or one.id for one in model.tables.values()]) if model.tables else "none"
        said = f"There is no decision “{name}” in the file" if name else "Say with --decision which one to ask"
        raise Invalid(f"{said}. It has {known}.")
    return found


def explanation(decided: Decided) -> dict[str, Any]:
    """How the value came about: the file's digest, and every table that was asked."""
    tables = [
        {
            "decision": hit.decision,
            "name": hit.name,
            "inputs": [{"name": name, "value": value} for name, value in hit.inputs],
            "rules": [
                {"rule": number, "annotations": list(notes)} for number, notes in zip(hit.rules, hit.notes, strict=True)
            ],
        }
        for hit in decided.hits
    ]
    return {"version": f"sha256:{decided.digest}", "explanation": tables}
