"""People and tokens, from the operator's side."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import click

from app.actions import areas, clock, leavers, people
from app.cli import ground
from app.config import Settings
from app.domain.people import OFFICES, PROFESSIONS, SECTORS
from app.store.tx import Tx

T = TypeVar("T")
DAY = click.DateTime(["%Y-%m-%d"])


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


@person.command()
@click.argument("email")
@click.argument("team_id", type=click.UUID)
def join(email: str, team_id: UUID) -> None:
    """EMAIL works in the team TEAM_ID from now on, besides their others."""
    _run(lambda tx: areas.join_team(tx, people.with_email(tx, email), team_id))
    click.echo("They see the team's tasks from now on.")


@person.command()
@click.argument("email")
@click.argument("team_id", type=click.UUID, required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
def leave(email: str, team_id: UUID | None, *, yes: bool) -> None:
    """EMAIL no longer works in the team TEAM_ID; without one, EMAIL no longer works here at all.

    Then their sessions and tokens end at once, their tasks go to their line manager or the cover team, their roles end, and
    where they lead for a child the change of lead professional begins. Inviting them again opens the account again.
    """
    if team_id:
        _run(lambda tx: areas.leave_team(tx, people.with_email(tx, email), team_id))
        click.echo("They no longer see what only the team may see.")
        return
    if not yes:
        click.confirm(f"Close the account {email} and pass on everything that is theirs?", abort=True)
    settings = Settings.read()
    with ground.opened(settings) as database:
        emptied = database.run(ground.operator(settings), lambda tx: leavers.close(tx, people.with_email(tx, email)))
        clock.ring(database)
    click.echo("The account is closed, and what was theirs has been passed on.")
    for name in emptied:
        click.echo(f"Nobody works in “{name}” now. Have somebody join it: girfec person join.")


@person.command()
@click.argument("email")
@click.option("--from", "from_on", type=DAY, required=True, help="The first day away, 2026-12-23.")
@click.option("--until", "until_on", type=DAY, required=True, help="The last day away.")
@click.option("--substitute", help="The email address of whoever gets their tasks as well.")
def away(email: str, from_on: datetime, until_on: datetime, substitute: str | None) -> None:
    """EMAIL is away; the substitute gets their tasks as well."""

    def work(tx: Tx) -> None:
        instead = people.with_email(tx, substitute) if substitute else None
        people.record_absence(tx, people.with_email(tx, email), from_on.date(), until_on.date(), instead)

    _run(work)
    click.echo("Recorded.")


@person.command()
@click.argument("email")
def designs(email: str) -> None:
    """EMAIL draws changes to processes from now on, and approves those that others have drawn."""
    _run(lambda tx: people.let_design(tx, email))
    click.echo("They find the changes under “Changes”. Two people have to be able to: one draws, another approves.")


@click.group()
def team() -> None:
    """Teams, and the offices of the area that they hold."""


@team.command("add")
@click.argument("name")
@click.option("--organisation", required=True, help="Its organisation, added where it is new.")
@click.option("--sector", type=click.Choice(list(SECTORS)), default="council", show_default=True)
@click.option(
    "--office", "offices", type=click.Choice(list(OFFICES)), multiple=True, help="An office it holds; repeat."
)
def add(name: str, organisation: str, sector: str, offices: tuple[str, ...]) -> None:
    """Add the team NAME; prints its id."""
    made = _run(lambda tx: areas.new_team(tx, name, organisation=organisation, sector=sector, offices=offices))
    click.echo(made)


@team.command("list")
def list_() -> None:
    """List the area's teams with their offices, and the offices that nobody holds."""
    rows = _run(areas.teams)
    for row in rows:
        click.echo(f"{row.id}  {row.organisation}: {row.name}  {' '.join(row.offices)}".rstrip())
    if missing := [code for code in OFFICES if not any(code in row.offices for row in rows)]:
        click.echo(f"Held by nobody yet: {', '.join(missing)}. Their tasks go to the office “cover”.")


@team.command()
@click.argument("team_id", type=click.UUID)
@click.argument("office", type=click.Choice(list(OFFICES)))
def hold(team_id: UUID, office: str) -> None:
    """The team TEAM_ID holds OFFICE from now on; the office's tasks go to it."""
    _run(lambda tx: areas.hold_office(tx, office, team_id))
    click.echo("The office's tasks have gone to the team.")


def _run(work: Callable[[Tx], T]) -> T:
    """Do it as the operator, in one transaction."""
    settings = Settings.read()
    with ground.opened(settings) as database:
        return database.run(ground.operator(settings), work)


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
