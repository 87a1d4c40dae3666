"""`girfec read FILE`: a diagram as a list that can be followed by ear."""

from pathlib import Path

import click

from app import engine

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
def read(file: Path) -> None:
    """Print the diagram in FILE as numbered steps, decisions, waits and exits."""
    for told in engine.read(file.name, file.read_bytes()):
        click.echo(f"{told.name}\n")
        for line in told.lines:
            click.echo("  " * line.number.count(".") + str(line))
        click.echo()
