"""Publishing a folder of processes, forms and policy packs, and checking it first."""

from dataclasses import replace
from pathlib import Path

import click

from app.actions import releases
from app.cli import ground
from app.cli.feel import PACK, shipped
from app.config import Settings
from app.domain import policy
from app.feel import decisions

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--approved-by", default="repository review", show_default=True, help="Who has reviewed it.")
def publish(folder: Path | None, approved_by: str) -> None:
    """Publish the processes, forms and policy packs of FOLDER (its bpmn/ and forms/)."""
    settings = Settings.read()
    with ground.opened(settings) as database:
        for line in ground.publish(database, settings, folder or settings.content, approved_by=approved_by):
            click.echo(line)


def folder(path: Path | None) -> None:
    """Say whether a folder's processes could be published, what is wrong with them, and which cases no rule covers."""
    files = ground.files(path or Settings.read().content)
    packs = {path: content for path, content in files.items() if path.endswith(".toml")}
    releases.check(releases.Changes(files, {}, policy.load(packs, PACK) if packs else shipped(PACK)))
    for file, content in files.items():
        for hint in decisions.hints(content) if file.endswith(".dmn") else ():
            click.echo(f"Look at {replace(hint, file=file)}")
    click.echo("This can be published.")
