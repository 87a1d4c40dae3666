"""The clock: what time it is for the product, and moving it in demo mode."""

import re
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from app.actions import clock as clocks
from app.cli import ground
from app.config import Settings
from app.domain.access import SYSTEM
from app.domain.errors import Invalid

SPAN = re.compile(r"(\d{1,4})([dhw])")
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONDON = ZoneInfo("Europe/London")


def span(text: str) -> timedelta:
    """How long “30d”, “2w” or “12h” is. Raises Invalid for anything else."""
    if match := SPAN.fullmatch(text):
        return int(match[1]) * UNITS[match[2]]
    raise Invalid(f"“{text}” is not a length of time. Give a number and d, w or h, for example 30d.")


def spoken(moment: datetime) -> str:
    """A moment as a person in Scotland reads it."""
    local = moment.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}"


def said(what: str, case_id: UUID, why: str) -> None:
    """Name a case that could not go on; the others did."""
    click.echo(f"{what.replace('_', ' ')}: {why} in case {case_id}.", err=True)


@click.command()
@click.option(
    "--advance", metavar="SPAN", help="Move the demo's clock on, from due moment to due moment: 30d, 2w, 12h."
)
def clock(advance: str | None) -> None:
    """Show the time, or advance it in demo mode."""
    with ground.opened(Settings.read()) as database:
        now = database.read(SYSTEM, lambda tx: tx.now)
        if advance:
            rung = clocks.advance(database, now + span(advance), survives=Exception, report=said)
            now = database.read(SYSTEM, lambda tx: tx.now)
            click.echo(f"{rung} timers fired on the way.")
        click.echo(f"It is {spoken(now)}.")


@click.command()
def tick() -> None:
    """Ring once: fire what is due, then stop."""
    with ground.opened(Settings.read()) as database:
        click.echo(f"{clocks.ring(database, survives=Exception, report=said)} timers fired.")
