"""`girfec prepare`: everything that has to be done once before a version serves."""

import click

from app.cli import ground
from app.config import Settings


@click.command()
@click.option("--new-area", is_flag=True, help="Add the area of GIRFEC_AREA to a database that holds others.")
def prepare(*, new_area: bool) -> None:
    """Bring the database to this version, publish what is shipped and, in demo mode, invent the council."""
    for line in ground.prepare(Settings.read(), new_area=new_area):
        click.echo(line)
