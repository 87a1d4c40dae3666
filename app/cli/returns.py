"""`girfec returns`: the figures of a reporting year, and the annual child protection return."""

from collections.abc import Iterator
from pathlib import Path

import click

from app.actions import returns as acts
from app.cli import ground
from app.config import Settings
from app.domain.tables import Table

YEAR = click.option("--year", "begins", type=int, help="The calendar year in which it begins: 2025 for 2025-26.")
INTO = click.option("--into", type=click.Path(dir_okay=False, path_type=Path), help="Write a CSV file.")


@click.group()
def returns() -> None:
    """Returns of a reporting year, 1 August to 31 July."""


@returns.command()
@YEAR
@INTO
def figures(begins: int | None, into: Path | None) -> None:
    """Print the indicators by quarter, or write them to a file. Small numbers are not told."""
    settings = Settings.read()
    with ground.opened(settings) as database:
        found = database.read(ground.operator(settings), lambda tx: acts.figures(tx, begins))
    if into:
        _write(into, acts.as_csv(found))
        return
    for title, tables in found.sets:
        click.echo(f"\n{title}, {found.council}, {found.year.title}")
        for table in tables:
            for line in lines(table):
                click.echo(line)


@returns.command()
@YEAR
@click.option("--into", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Write this CSV file.")
def annual(begins: int | None, into: Path) -> None:
    """Write the annual child protection return, a line for each concern. It is recorded for every child in it."""
    settings = Settings.read()
    with ground.opened(settings) as database:
        _, content = database.run(ground.operator(settings), lambda tx: acts.annual(tx, begins))
    _write(into, content)


def lines(table: Table) -> Iterator[str]:
    """A table as lines of text: the title, then a group each with its quarters and the year."""
    yield f"{table.number:4} {table.title}"
    for row in table.rows:
        told = (acts.NOT_TOLD if one is None else str(one) for one in row.numbers)
        yield f"       {row.title[:50]:50} " + " ".join(f"{one:>8}" for one in told)
    if table.part:
        shares = ("-" if one is None else f"{one} %" for one in table.shares)
        yield f"       {'of all':50} " + " ".join(f"{one:>8}" for one in shares)


def _write(into: Path, content: bytes) -> None:
    into.touch(mode=0o600)
    into.write_bytes(content)
    click.echo(f"Written: {into}")
