"""The area and the people who work in it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnClause,
    ForeignKey,
    Index,
    Row,
    String,
    and_,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    select,
    true,
    update,
)

from app.domain import people as domain
from app.domain.access import ADMINISTRATOR, DESIGNER, LEAD_OFFICER, PRACTITIONER, REGISTER_KEEPER, Actor
from app.domain.deadlines import LONDON
from app.domain.enquiries import KEEPER
from app.domain.errors import NotFound
from app.domain.views import DemoPerson, TeamRow
from app.store.table import Base, column, only
from app.store.tx import Tx


class Area(Base):
    """A local authority's children's services partnership. people_stamp changes with every change of who
    works there, of offices, teams and absences."""

    __tablename__ = "area"

    code: ColumnClause[str] = column(String(40), primary_key=True)
    name: ColumnClause[str] = column(String(200))
    policy_id: ColumnClause[UUID | None]
    people_stamp: ColumnClause[UUID] = column(default=uuid4)


class Organisation(Base):
    """A council service, health board, charity or school that has people in the area."""

    __tablename__ = "organisation"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    area: ColumnClause[str] = column(ForeignKey("area.code"), index=True)
    name: ColumnClause[str] = column(String(200))
    sector: ColumnClause[str] = column(String(40))


class Team(Base):
    """People who share a list of tasks."""

    __tablename__ = "team"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    organisation_id: ColumnClause[UUID] = column(ForeignKey("organisation.id"), index=True)
    area: ColumnClause[str] = column(ForeignKey("area.code"), index=True)
    name: ColumnClause[str] = column(String(200))


class Office(Base):
    """A duty of the area, held by one team."""

    __tablename__ = "office"

    area: ColumnClause[str] = column(ForeignKey("area.code"), primary_key=True)
    code: ColumnClause[str] = column(String(40), primary_key=True)
    team_id: ColumnClause[UUID] = column(ForeignKey("team.id"), index=True)


class Person(Base):
    """Somebody who works with children, or for those who do. password: argon2, empty until an invitation is taken up.

    practises, designs, administers: what the account is for. story, place: one sentence and an order, for invented people only.
    """

    __tablename__ = "person"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    area: ColumnClause[str] = column(ForeignKey("area.code"), index=True)
    email: ColumnClause[str] = column(String(320), unique=True)
    name: ColumnClause[str] = column(String(200))
    profession: ColumnClause[str] = column(String(40))
    sector: ColumnClause[str] = column(String(40))
    team_id: ColumnClause[UUID | None] = column(ForeignKey("team.id"))
    line_manager_id: ColumnClause[UUID | None] = column(ForeignKey("person.id"))
    password: ColumnClause[str] = column(String(200), default="")
    practises: ColumnClause[bool] = column(default=True)
    designs: ColumnClause[bool] = column(default=False)
    administers: ColumnClause[bool] = column(default=False)
    story: ColumnClause[str | None] = column(String(400))
    place: ColumnClause[int] = column(default=0)
    added_at: ColumnClause[datetime]
    left_at: ColumnClause[datetime | None]


class Membership(Base):
    """A person works in a team until it ends."""

    __tablename__ = "membership"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    person_id: ColumnClause[UUID] = column(ForeignKey("person.id"), index=True)
    team_id: ColumnClause[UUID] = column(ForeignKey("team.id"), index=True)
    began_at: ColumnClause[datetime]
    ended_at: ColumnClause[datetime | None]

    __table_args__ = (
        Index(
            "uq_membership_current",
            "person_id",
            "team_id",
            unique=True,
            **only("ended_at IS NULL"),
        ),
    )


class Absence(Base):
    """A person is away, both days included. shown: the tasks of that person have been given to the substitute."""

    __tablename__ = "absence"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    person_id: ColumnClause[UUID] = column(ForeignKey("person.id"), index=True)
    substitute_id: ColumnClause[UUID | None] = column(ForeignKey("person.id"))
    from_on: ColumnClause[date]
    until_on: ColumnClause[date]
    shown: ColumnClause[bool] = column(default=False)


def add(tx: Tx, row: type[Base], **values: Any) -> UUID:
    """Write one row of this module's tables; returns its id."""
    identity: UUID = values.setdefault("id", uuid4())
    tx.execute(insert(row), values)
    return identity


def add_area(tx: Tx, code: str, name: str) -> None:
    """Write an area; its people and policies come after."""
    tx.execute(insert(Area), {"code": code, "name": name})


def changed(tx: Tx, area: str) -> None:
    """Who works in this area, its offices, teams or absences are no longer what was read before."""
    tx.execute(update(Area).where(Area.code == area).values(people_stamp=uuid4()))


def areas(tx: Tx) -> tuple[str, ...]:
    """The codes of the areas in this database."""
    return tuple(tx.execute(select(Area.code).order_by(Area.code)).scalars())


def area_exists(tx: Tx, code: str) -> bool:
    """Is there an area of this code?"""
    return tx.execute(select(Area.code).where(Area.code == code)).first() is not None


def team(tx: Tx, team_id: UUID) -> Row[Any]:
    """A team of the actor's area: id, name, sector. Raises NotFound."""
    query = (
        select(Team.id, Team.name, Organisation.sector)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .where(Team.id == team_id, Team.area == tx.actor.area)
    )
    if found := tx.execute(query).first():
        return found
    raise NotFound("There is no such team in your area.")


def hold_office(tx: Tx, code: str, team_id: UUID) -> None:
    """A team holds an office of the actor's area from now on."""
    area = tx.actor.area
    held = tx.execute(update(Office).where(Office.area == area, Office.code == code).values(team_id=team_id))
    if not held.rowcount:
        tx.execute(insert(Office), {"area": area, "code": code, "team_id": team_id})


def join(tx: Tx, person_id: UUID, team_id: UUID) -> None:
    """A person works in a team from now on; nothing happens where they already do."""
    current = (Membership.person_id == person_id, Membership.team_id == team_id, Membership.ended_at.is_(None))
    if tx.execute(select(Membership.id).where(*current)).first() is None:
        add(tx, Membership, person_id=person_id, team_id=team_id, began_at=tx.now)


def leave(tx: Tx, person_id: UUID, team_id: UUID) -> None:
    """A person no longer works in a team."""
    current = (Membership.person_id == person_id, Membership.team_id == team_id, Membership.ended_at.is_(None))
    tx.execute(update(Membership).where(*current).values(ended_at=tx.now))


def account(tx: Tx, person_id: UUID) -> Row[Any] | None:
    """An account: name, area, left_at, line_manager_id; None where there is none."""
    columns = (Person.name, Person.area, Person.left_at, Person.line_manager_id)
    return tx.execute(select(*columns).where(Person.id == person_id)).first()


def about(tx: Tx, person_id: UUID) -> tuple[str, str]:
    """A person's name and address."""
    row = tx.execute(select(Person.name, Person.email).where(Person.id == person_id)).one()
    return row.name, row.email


def close(tx: Tx, person_id: UUID) -> tuple[str, ...]:
    """A person works here no longer; returns the names of teams that have nobody now. A password set later is another."""
    tx.execute(update(Person).where(Person.id == person_id).values(left_at=tx.now, password=""))
    theirs = (Membership.person_id == person_id, Membership.ended_at.is_(None))
    left = tx.execute(select(Membership.team_id).where(*theirs)).scalars().all()
    tx.execute(update(Membership).where(*theirs).values(ended_at=tx.now))
    still = exists().where(Membership.team_id == Team.id, Membership.ended_at.is_(None))
    return tuple(tx.execute(select(Team.name).where(Team.id.in_(left), ~still).order_by(Team.name)).scalars())


def reopen(tx: Tx, person_id: UUID) -> None:
    """Somebody who had left works here again; their roles and teams do not come back by themselves."""
    tx.execute(update(Person).where(Person.id == person_id).values(left_at=None))
    tx.execute(delete(Absence).where(Absence.person_id == person_id, Absence.until_on == date.max))


def stay_away(tx: Tx, person_id: UUID, *, substitute_id: UUID | None) -> None:
    """Somebody has left: away for good from today, whatever was planned."""
    today = local_day(tx.now)
    tx.execute(delete(Absence).where(Absence.person_id == person_id, Absence.until_on >= today))
    add(tx, Absence, person_id=person_id, from_on=today, until_on=date.max, substitute_id=substitute_id)


PERSON = (Person.id, Person.name, Person.profession, Person.sector, Person.team_id, Person.line_manager_id)
# Built once: every act reads them.
PERSONS = select(*PERSON).where(Person.id.in_(bindparam("ids", expanding=True)))
PERSONS_OF_AREA = PERSONS.where(Person.area == bindparam("area"))


def by_email(tx: Tx, email: str) -> Row[Any] | None:
    """The account of an address, whatever its case: id, area, password, left_at."""
    query = select(Person.id, Person.area, Person.password, Person.left_at).where(Person.email == plain(email))
    return tx.execute(query).first()


def plain(email: str) -> str:
    """An address as it is stored and compared."""
    return email.strip().casefold()


def actor(tx: Tx, person_id: UUID, session: str) -> Actor | None:
    """A person with their teams and offices as they stand, or None where they have left."""
    query = (
        select(
            Person.name,
            Person.area,
            Person.practises,
            Person.designs,
            Person.administers,
            Membership.team_id,
            Office.code.label("office"),
            Area.policy_id,
        )
        .join(Area, Area.code == Person.area)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.ended_at.is_(None)))
        .outerjoin(Office, Office.team_id == Membership.team_id)
        .where(Person.id == person_id, Person.left_at.is_(None))
    )
    rows = tx.execute(query).all()
    if not rows:
        return None
    one = rows[0]
    offices = frozenset(row.office for row in rows if row.office)
    permissions = (
        (PRACTITIONER if one.practises else frozenset())
        | (DESIGNER if one.designs else frozenset())
        | (ADMINISTRATOR if one.administers else frozenset())
        | (LEAD_OFFICER if offices & ESCALATION_OFFICES else frozenset())
        | (REGISTER_KEEPER if KEEPER in offices else frozenset())
    )
    teams = frozenset(row.team_id for row in rows if row.team_id)
    return Actor(person_id, one.name, one.area, teams, offices, permissions, session, policy_id=one.policy_id)


ESCALATION_OFFICES = frozenset({"girfec_lead_officer", "cspp_chief_officer"})


def anybody(tx: Tx) -> bool:
    """Has anybody of the actor's area a password?"""
    usable = (Person.area == tx.actor.area, Person.password != "", Person.left_at.is_(None))
    return tx.execute(select(Person.id).where(*usable).limit(1)).first() is not None


def let_design(tx: Tx, person_id: UUID) -> None:
    """A person of the actor's area may draw, propose and approve changes to processes from now on."""
    tx.execute(update(Person).where(Person.id == person_id, Person.area == tx.actor.area).values(designs=True))


def set_password(tx: Tx, person_id: UUID, hashed: str) -> None:
    """Store an argon2 hash."""
    tx.execute(update(Person).where(Person.id == person_id).values(password=hashed))


def persons(tx: Tx, ids: Collection[UUID]) -> dict[UUID, domain.Person]:
    """{id: person} for those of these ids that are persons of the actor's area."""
    if not ids:
        return {}
    query = PERSONS if tx.actor.system else PERSONS_OF_AREA
    return {row.id: domain.Person(*tuple(row)) for row in tx.execute(query, {"ids": list(ids), "area": tx.actor.area})}


def known_colleagues(tx: Tx, stamp: UUID) -> tuple[domain.Person, ...]:
    """The same as `colleagues`, remembered by the area's stamp as just read."""
    if stamp not in _colleagues:
        if len(_colleagues) > 50:
            _colleagues.clear()
        _colleagues[stamp] = colleagues(tx)
    return _colleagues[stamp]


def colleagues(tx: Tx) -> tuple[domain.Person, ...]:
    """The practising persons of the actor's area, by name."""
    query = (
        select(*PERSON)
        .where(Person.area == tx.actor.area, Person.practises, Person.left_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return tuple(domain.Person(*tuple(row)) for row in tx.execute(query))


def invented(tx: Tx) -> tuple[DemoPerson, ...]:
    """The persons with a story, in the order in which they were added."""
    query = (
        select(Person.id, Person.name, Person.profession, func.coalesce(Team.name, "").label("team"), Person.story)
        .outerjoin(Team, Team.id == Person.team_id)
        .where(Person.story.is_not(None), Person.left_at.is_(None))
        .order_by(Person.added_at, Person.place)
    )
    return tuple(DemoPerson(*tuple(row)) for row in tx.execute(query))


_colleagues: dict[UUID, tuple[domain.Person, ...]] = {}
_organisations: dict[UUID, domain.Organisation] = {}
_away: dict[UUID, tuple[domain.Absence, ...]] = {}


def organisation(tx: Tx, area: str, stamp: UUID) -> domain.Organisation:
    """Who holds which office, and who is away today. stamp: the area's, as just read; the rest is remembered by it."""
    if stamp not in _organisations:
        if len(_organisations) > 50:
            _organisations.clear()
            _away.clear()
        offices = tx.execute(select(Office.code, Office.team_id).where(Office.area == area))
        teams = tx.execute(select(Team.id, Team.name).where(Team.area == area))
        away = tx.execute(
            select(Absence.person_id, Absence.from_on, Absence.until_on, Absence.substitute_id)
            .join(Person, Person.id == Absence.person_id)
            .where(Person.area == area, Absence.until_on >= local_day(tx.now))
        )
        _away[stamp] = tuple(domain.Absence(*tuple(row)) for row in away)
        named = {row.id: row.name for row in teams}
        _organisations[stamp] = domain.Organisation(
            area, {row.code: row.team_id for row in offices}, named, members=_members(tx, area, named)
        )
    today = local_day(tx.now)
    absences = {one.person_id: one for one in _away[stamp] if one.from_on <= today <= one.until_on}
    return replace(_organisations[stamp], absences=absences)


def _members(tx: Tx, area: str, teams: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """{team: who works in it now}, with the teams in which nobody does."""
    found: dict[UUID, set[UUID]] = {team: set() for team in teams}
    query = (
        select(Membership.team_id, Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.area == area, Person.left_at.is_(None), Membership.ended_at.is_(None))
    )
    for row in tx.execute(query):
        found.setdefault(row.team_id, set()).add(row.person_id)
    return {team: frozenset(people) for team, people in found.items()}


def local_day(moment: datetime) -> date:
    """The day of a moment in Europe/London."""
    return moment.astimezone(LONDON).date()


def turning_absences(tx: Tx) -> tuple[Row[Any], ...]:
    """Absences that have begun or ended since they were last looked at: id, person_id, area, until_on, away."""
    today = local_day(tx.now)
    away = and_(Absence.from_on <= today, Absence.until_on >= today)
    query = (
        select(
            Absence.id,
            Absence.person_id,
            Person.area,
            Absence.until_on,
            case((away, true()), else_=false()).label("away"),
        )
        .join(Person, Person.id == Absence.person_id)
        .where(Absence.shown != case((away, true()), else_=false()))
    )
    return tuple(tx.execute(query))


def turn(tx: Tx, absence_id: UUID, *, away: bool) -> None:
    """Remember that the tasks follow this absence as it stands."""
    tx.execute(update(Absence).where(Absence.id == absence_id).values(shown=away))


def teams(tx: Tx) -> tuple[TeamRow, ...]:
    """The teams of the actor's area, by organisation and name."""
    area = tx.actor.area
    held: dict[UUID, list[str]] = {}
    for office in tx.execute(select(Office.code, Office.team_id).where(Office.area == area)):
        held.setdefault(office.team_id, []).append(office.code)
    query = (
        select(Team.id, Team.name, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == Team.organisation_id)
        .where(Team.area == area)
        .order_by(Organisation.name, Team.name, Team.id)
    )
    return tuple(
        TeamRow(row.id, row.name, row.organisation, tuple(sorted(held.get(row.id, ())))) for row in tx.execute(query)
    )


def organisation_named(tx: Tx, name: str) -> UUID | None:
    """The organisation of the actor's area with this name, or None."""
    query = select(Organisation.id).where(Organisation.area == tx.actor.area, Organisation.name == name)
    found: UUID | None = tx.execute(query).scalar()
    return found
