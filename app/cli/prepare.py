"""`girfec prepare`: everything that has to be done once before a version serves."""

import click

from app.cli import ground
from app.config import Settings


@click.command()
def prepare() -> None:
    """Bring the database to this version, publish what is shipped and, in demo mode, invent the council."""
    for line in ground.prepare(Settings.read()):
        click.echo(line)
