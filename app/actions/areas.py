"""Setting an area up: its organisations, teams and offices, and who works where."""

from uuid import UUID

from app.actions import covers
from app.domain.access import Permission
from app.domain.errors import Invalid, NotFound, listed
from app.domain.people import OFFICES, SECTORS
from app.domain.views import TeamRow
from app.store import people
from app.store.tx import Tx


def set_up(tx: Tx, code: str, name: str) -> bool:
    """Make sure that an area exists; returns whether it is new. Raises Forbidden or Invalid."""
    tx.actor.require(Permission.ADMINISTER)
    if not (code.isascii() and code.replace("_", "").isalnum() and len(code) <= 40):
        raise Invalid("An area's code is a short name of letters, digits and underscores.")
    if people.area_exists(tx, code):
        return False
    people.add_area(tx, code, name)
    return True


def others(tx: Tx) -> tuple[str, ...]:
    """The codes of the areas that are here, where the actor's own is not among them."""
    known = people.areas(tx)
    return () if tx.actor.area in known else known


def add_organisation(tx: Tx, name: str, *, sector: str) -> UUID:
    """Add an organisation to the actor's area. Raises Forbidden or Invalid."""
    tx.actor.require(Permission.ADMINISTER)
    if sector not in SECTORS:
        raise Invalid(f"“{sector}” is not a sector. Use {listed(SECTORS)}.")
    return people.add(tx, people.Organisation, area=tx.actor.area, name=name, sector=sector)


def add_team(tx: Tx, organisation_id: UUID, name: str, *, offices: tuple[str, ...] = ()) -> UUID:
    """Add a team to an organisation; it holds these offices of the area. Raises Forbidden or Invalid."""
    tx.actor.require(Permission.ADMINISTER)
    if unknown := set(offices) - set(OFFICES):
        raise Invalid(f"There is no office {listed(tuple(unknown))}. Use {listed(OFFICES)}.")
    team_id = people.add(tx, people.Team, area=tx.actor.area, organisation_id=organisation_id, name=name)
    for office in offices:
        people.hold_office(tx, office, team_id)
    people.changed(tx, tx.actor.area)
    return team_id


def new_team(tx: Tx, name: str, *, organisation: str, sector: str, offices: tuple[str, ...] = ()) -> UUID:
    """Add a team to the organisation of this name, which is added where it is new. Raises Forbidden or Invalid."""
    tx.actor.require(Permission.ADMINISTER)
    organisation_id = people.organisation_named(tx, organisation) or add_organisation(tx, organisation, sector=sector)
    return add_team(tx, organisation_id, name, offices=offices)


def teams(tx: Tx) -> tuple[TeamRow, ...]:
    """The teams of the actor's area with their offices. Raises Forbidden."""
    tx.actor.require(Permission.ADMINISTER)
    return people.teams(tx)


def hold_office(tx: Tx, office: str, team_id: UUID) -> None:
    """A team holds an office of the area from now on; tasks of that office go to it. Raises Forbidden or NotFound."""
    tx.actor.require(Permission.ADMINISTER)
    if office not in OFFICES:
        raise Invalid(f"There is no office “{office}”. Use {listed(OFFICES)}.")
    people.team(tx, team_id)
    people.hold_office(tx, office, team_id)
    people.changed(tx, tx.actor.area)
    covers.follow_office(tx, office)


def join_team(tx: Tx, person_id: UUID, team_id: UUID) -> None:
    """A person works in this team from now on, besides the others. Raises Forbidden or NotFound."""
    tx.actor.require(Permission.ADMINISTER)
    people.team(tx, team_id)
    _known(tx, person_id)
    people.join(tx, person_id, team_id)


def leave_team(tx: Tx, person_id: UUID, team_id: UUID) -> None:
    """A person no longer works in this team; what they could see through it is gone with the next request."""
    tx.actor.require(Permission.ADMINISTER)
    _known(tx, person_id)
    people.leave(tx, person_id, team_id)
    covers.follow_leaver(tx, person_id)


def _known(tx: Tx, person_id: UUID) -> None:
    if not people.persons(tx, {person_id}):
        raise NotFound("There is no such person in your area.")
