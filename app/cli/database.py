"""The database's schema."""

import click

from app.cli import ground
from app.config import Settings


@click.command()
def upgrade() -> None:
    """Bring the database to this version's schema."""
    with ground.opened(Settings.read(), set_up=False) as database:
        database.upgrade()
    click.echo("The database has this version's schema.")
