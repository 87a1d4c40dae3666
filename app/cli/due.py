"""`girfec due`: when something is due under a pack's rule, and how that was worked out."""

from dataclasses import asdict
from datetime import datetime, time
from typing import Any

import click
import orjson

from app.cli.feel import PACK, shipped
from app.domain.deadlines import LONDON, UNITS, Due, day_in_words, local, time_in_words
from app.domain.policy import Policy

MORNING = time(9)


def _start(_context: click.Context, _option: click.Parameter, said: str | None) -> datetime:
    """The moment that a date or a date and time names, on a clock in Scotland; a date alone means its morning."""
    if said is None:
        return datetime.now(LONDON)
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise click.BadParameter(f"“{said}” is not a date. Write it like 2026-03-02 or 2026-03-02T16:30.") from None
    if not 1900 <= moment.year <= 2100:
        raise click.BadParameter("The year has to be between 1900 and 2100.")
    if len(said) <= len("2026-03-02"):
        moment = datetime.combine(moment, MORNING)
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


@click.command()
@click.argument("rule", required=False)
@click.option(
    "--from", "start", metavar="DATE", callback=_start, help="When it begins: 2026-03-02 or 2026-03-02T16:30."
)
@click.option("--area", default=PACK, show_default=True, metavar="PACK", help="Whose values and working days count.")
@click.option("--explain", is_flag=True, help="Say how it was worked out, day by day, and where the rule stands.")
@click.option("--json", "machine", is_flag=True, help="Print one JSON object.")
def due(rule: str | None, start: datetime, area: str, *, explain: bool, machine: bool) -> None:
    """Say when what RULE times is due; without RULE, list the rules of the area."""
    pack = shipped(area)
    if rule is None:
        for key, words in _rules(pack):
            click.echo(f"{key:30} {words}")
        return
    found = pack.timed(rule, start)
    if machine:
        click.echo(orjson.dumps(_plain(found), option=orjson.OPT_INDENT_2))
        return
    moment = local(found.at)
    click.echo(f"{time_in_words(moment.time())} on {day_in_words(moment.date(), weekday=True)}")
    if explain:
        click.echo(f"{pack.setting(rule).title}: {found.text}")
        for line in found.days:
            click.echo(f"  {line}")
        click.echo(f"Source: {found.source}")
        click.echo(f"Policy pack: {found.pack}")


def _rules(pack: Policy) -> list[tuple[str, str]]:
    return [(one.key, f"{one.title}: {one.words}") for one in pack.settings.values() if one.unit in UNITS]


def _plain(found: Due) -> dict[str, Any]:
    return {name: value for name, value in asdict(found).items() if name != "begun"}
