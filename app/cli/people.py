"""People and tokens, from the operator's side."""

from uuid import UUID

import click

from app.actions import people
from app.cli import ground
from app.config import Settings
from app.domain.people import PROFESSIONS


@click.group()
def person() -> None:
    """People who work with the product."""


@person.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as colleagues know it.")
@click.option("--profession", type=click.Choice(list(PROFESSIONS)), default="council_officer", show_default=True)
@click.option("--team", "team_id", type=click.UUID, help="The id of the team they work in.")
@click.option(
    "--administrator", is_flag=True, help="They may invite others. The first person of an installation needs it."
)
def invite(email: str, name: str, profession: str, team_id: UUID | None, *, administrator: bool) -> None:
    """Print a link with which EMAIL sets a password and signs in. It works once, for 24 hours."""
    settings = Settings.read()
    with ground.opened(settings) as database:
        token = database.run(
            ground.operator(settings),
            lambda tx: people.invite(
                tx, email=email, name=name, profession=profession, team_id=team_id, administrator=administrator
            ),
        )
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    click.echo(f"Send this to {name}; it works once, for 24 hours:\n{address}/invitation/{token}")


@click.group()
def token() -> None:
    """Tokens with which other systems use the API."""


@token.command()
@click.argument("email")
@click.option("--name", required=True, help="What the token is for, as its owner will recognise it.")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="How long it works.")
def create(email: str, name: str, days: int) -> None:
    """Print a token that acts as EMAIL. It is shown this once."""
    settings = Settings.read()
    with ground.opened(settings) as database:
        click.echo(
            database.run(ground.operator(settings), lambda tx: people.create_token(tx, email, name=name, days=days))
        )
