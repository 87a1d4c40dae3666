"""A child, the case, and its dated facts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnClause,
    ForeignKey,
    Index,
    LargeBinary,
    Row,
    String,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from app.domain import cases as domain
from app.domain.deadlines import local
from app.domain.episodes import NOTHING_BEFORE, Before
from app.domain.errors import Conflict, NotFound
from app.domain.people import Person as Somebody
from app.store.people import Area, Person, Team, persons
from app.store.table import Base, column, only
from app.store.tx import Tx

UNSEEN = "There is nothing here that you can see. It may have been done already, or passed to somebody else."
ONE_HOLDER = "name IN ('lead_professional', 'interim_lead_professional', 'named_person', 'named_person_service')"
CURRENT_AND_SINGLE = f"accepted_at IS NOT NULL AND ended_at IS NULL AND {ONE_HOLDER}"


class Child(Base):
    """The child or young person."""

    __tablename__ = "child"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    area: ColumnClause[str] = column(ForeignKey("area.code"), index=True)
    given_name: ColumnClause[str] = column(String(200))
    family_name: ColumnClause[str] = column(String(200))
    known_as: ColumnClause[str] = column(String(200))
    born_on: ColumnClause[date]

    __table_args__ = (Index("ix_child_born_on", "area", "born_on"),)


class Contact(Base):
    """Somebody of the child's own world: a parent, a carer, a friend the child names. how: telephone, or what they prefer.

    prr: do they hold parental responsibilities and rights (`domain.tabs.PRR`); None where it was never asked.
    """

    __tablename__ = "contact"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    child_id: ColumnClause[UUID] = column(ForeignKey("child.id"), index=True)
    name: ColumnClause[str] = column(String(200))
    relation: ColumnClause[str] = column(String(100))
    how: ColumnClause[str] = column(String(400), default="")
    ended_on: ColumnClause[date | None]
    prr: ColumnClause[str | None] = column(String(10))


class Case(Base):
    """A child's journey, and the row that is locked by whoever changes anything of it.

    version: raised by every step. moved: {“instance:element” or “facts”: the version that last changed it}, so that only
    what a page shows makes it stale. named: ids of persons whom answers have named. journal_seq, journal_head: the end
    of its hash chain. episode: counted per child, who has one open case at most; earlier_id: the episode before.
    closed_as: one of domain.episodes.CLOSINGS. dates: {what is ahead of the child: [when, the birthday it follows from]}.
    reviews: {planned, registered, called: day, held: [[day, was the child looked after then]]}.
    """

    __tablename__ = "case"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    area: ColumnClause[str] = column(ForeignKey("area.code"), index=True)
    child_id: ColumnClause[UUID] = column(ForeignKey("child.id"), index=True)
    release_id: ColumnClause[UUID] = column(ForeignKey("release.id"))
    opened_at: ColumnClause[datetime]
    version: ColumnClause[int] = column(default=1)
    moved: ColumnClause[dict[str, Any]] = column(default=dict)
    named: ColumnClause[list[str]] = column(default=list)
    journal_seq: ColumnClause[int] = column(default=0)
    journal_head: ColumnClause[bytes] = column(LargeBinary, default=b"")
    episode: ColumnClause[int] = column(default=1, server_default="1")
    earlier_id: ColumnClause[UUID | None] = column(ForeignKey("case.id"))
    closed_at: ColumnClause[datetime | None]
    closed_as: ColumnClause[str | None] = column(String(20))
    dates: ColumnClause[dict[str, Any] | None] = column(nullable=True)
    reviews: ColumnClause[dict[str, Any] | None] = column(nullable=True)

    __table_args__ = (
        Index(
            "uq_case_open_child",
            "child_id",
            unique=True,
            **only("closed_at IS NULL"),
        ),
    )


class Role(Base):
    """A person's or team's relation to a child: proposed, accepted, ended. An offer that was declined ends unaccepted.

    until_on: the day to which somebody covers for another; None for whoever does not only cover.
    """

    __tablename__ = "role"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"), index=True)
    name: ColumnClause[str] = column(String(40))
    person_id: ColumnClause[UUID | None] = column(ForeignKey("person.id"))
    team_id: ColumnClause[UUID | None] = column(ForeignKey("team.id"))
    proposed_at: ColumnClause[datetime]
    accepted_at: ColumnClause[datetime | None]
    ended_at: ColumnClause[datetime | None]
    reason: ColumnClause[str] = column(Text, default="")
    until_on: ColumnClause[date | None] = column(nullable=True)

    __table_args__ = (
        Index(
            "uq_role_current_holder",
            "case_id",
            "name",
            unique=True,
            **only(CURRENT_AND_SINGLE),
        ),
        Index("ix_role_person", "person_id", "ended_at", "accepted_at", "case_id"),
        Index("ix_role_team", "team_id", "ended_at", "accepted_at", "case_id"),
    )


class Status(Base):
    """A status that holds from a day until another."""

    __tablename__ = "status"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"), index=True)
    name: ColumnClause[str] = column(String(40))
    began_on: ColumnClause[date]
    ended_on: ColumnClause[date | None]
    source: ColumnClause[str] = column(Text, default="")
    legal_basis: ColumnClause[str | None] = column(Text)
    source_order_id: ColumnClause[str | None] = column(Text)

    __table_args__ = (
        Index(
            "uq_status_current",
            "case_id",
            "name",
            unique=True,
            **only("ended_on IS NULL"),
        ),
    )


class Desk(Base):
    """A disagreement came onto the desk of an office: its team may see the case from then on."""

    __tablename__ = "desk"

    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"), primary_key=True)
    team_id: ColumnClause[UUID] = column(ForeignKey("team.id"), primary_key=True)
    raised_at: ColumnClause[datetime]

    __table_args__ = (Index("ix_desk_team", "team_id", "case_id"),)


@dataclass(frozen=True, slots=True)
class Held:
    """A case as it was read under its lock. relation: why the actor may see it. people_stamp, policy_id: the area's."""

    id: UUID
    area: str
    child: domain.Child
    release_id: UUID
    opened_at: datetime
    version: int
    moved: Mapping[str, int]
    named: tuple[str, ...]
    journal_seq: int
    journal_head: bytes
    policy_id: UUID
    people_stamp: UUID
    relation: str
    episode: int = 1
    closed_at: datetime | None = None
    closed_as: str | None = None
    dates: Mapping[str, Any] = field(default_factory=dict)
    reviews: Mapping[str, Any] = field(default_factory=dict)

    def expect(self, seen: int, *, instance_id: UUID, element: str) -> None:
        """Raise Conflict where something that a task's page shows has changed since version `seen`.

        Another instance of the same step (a partner's own answer) does not count: each has its own page.
        """
        own, instance = f"{instance_id}:{element}", str(instance_id)
        changed = (at for what, at in self.moved.items() if what != own and what.split(":")[0] in {instance, "facts"})
        if seen > self.version or any(at > seen for at in changed):
            raise Conflict("Something has changed in this case since you opened the task. Reload to see it.")


CASE = (
    Case.id.label("case_id"),
    Case.area,
    Case.release_id.label("case_release_id"),
    Case.opened_at.label("case_opened_at"),
    Case.version,
    Case.moved,
    Case.named,
    Case.journal_seq,
    Case.journal_head,
    Child.id.label("child_id"),
    Child.given_name,
    Child.family_name,
    Child.known_as,
    Child.born_on,
    Area.policy_id,
    Area.people_stamp,
    Case.episode,
    Case.closed_at.label("case_closed_at"),
    Case.closed_as,
    Case.dates,
    Case.reviews,
)


def held(row: Row[Any]) -> Held:
    """The case in a row that selects CASE and a `relation`."""
    return Held(
        row.case_id,
        row.area,
        domain.Child(row.child_id, row.given_name, row.family_name, row.known_as, row.born_on),
        row.case_release_id,
        row.case_opened_at,
        row.version,
        row.moved,
        tuple(row.named),
        row.journal_seq,
        row.journal_head,
        row.policy_id,
        row.people_stamp,
        row.relation,
        row.episode,
        row.case_closed_at,
        row.closed_as,
        row.dates or {},
        row.reviews or {},
    )


def add(tx: Tx, case_id: UUID, child: domain.Child, release_id: UUID) -> None:
    """Write a child and their first case."""
    area = tx.actor.area
    tx.execute(
        insert(Child),
        {
            "id": child.id,
            "area": area,
            "given_name": child.given_name,
            "family_name": child.family_name,
            "known_as": child.known_as,
            "born_on": child.born_on,
        },
    )
    tx.execute(
        insert(Case),
        {"id": case_id, "area": area, "child_id": child.id, "release_id": release_id, "opened_at": tx.now},
    )


def save(tx: Tx, case: Held, **values: Any) -> None:
    """Write the case's row, which is locked. Raises Conflict where it is not as it was read: the last net."""
    unmoved = (Case.id == case.id, Case.version == case.version, Case.journal_seq == case.journal_seq)
    if tx.execute(update(Case).where(*unmoved).values(**values)).rowcount != 1:
        raise Conflict("Somebody else has just changed this case. Reload to see it.")


ROLE = (
    Role.id,
    Role.name,
    Role.person_id,
    Role.team_id,
    Role.proposed_at,
    Role.accepted_at,
    Role.ended_at,
    Role.reason,
    Role.until_on,
)
HOLDER = (
    Person.name.label("person_name"),
    Person.profession,
    Person.sector,
    Person.team_id.label("home_id"),
    Person.line_manager_id,
    Team.name.label("team_name"),
)


# Built once: every look at a case and every act reads them.
ROLES_OF_CASE = (
    select(*ROLE, *HOLDER)
    .outerjoin(Person, Person.id == Role.person_id)
    .outerjoin(Team, Team.id == Role.team_id)
    .where(Role.case_id == bindparam("case"))
    .order_by(Role.proposed_at, Role.id)
)
STATUSES_OF_CASE = (
    select(
        Status.id,
        Status.name,
        Status.began_on,
        Status.ended_on,
        Status.source,
        Status.legal_basis,
        Status.source_order_id,
    )
    .where(Status.case_id == bindparam("case"))
    .order_by(Status.began_on, Status.id)
)


@dataclass(frozen=True, slots=True)
class Known:
    """A case's facts, and the names of the teams that hold roles."""

    facts: domain.Facts
    teams: Mapping[UUID, str]


def known(tx: Tx, case: Held, named: Collection[str] = ()) -> Known:
    """The facts as they stand. named: ids of further persons whom the act at hand names; unknown ones are left out."""
    rows = tx.execute(ROLES_OF_CASE, {"case": case.id}).all()
    statuses = tx.execute(STATUSES_OF_CASE, {"case": case.id})
    people = {
        row.person_id: Somebody(
            row.person_id, row.person_name, row.profession, row.sector, row.home_id, row.line_manager_id
        )
        for row in rows
        if row.person_id
    }
    before = _before(tx, case) if case.episode > 1 else NOTHING_BEFORE
    led = [str(before.lead)] if before.lead else []
    missing = {UUID(one) for one in (*case.named, *named, *led)} - people.keys()
    facts = domain.Facts(
        case.id,
        case.area,
        case.opened_at,
        case.child,
        tuple(role(row) for row in rows),
        tuple(status(row) for row in statuses),
        people | persons(tx, missing),
        before,
        closed=case.closed_at is not None,
        dates={kind: date.fromisoformat(on) for kind, (on, _) in case.dates.items()},
        reviews=_reviews(case.reviews),
    )
    return Known(facts, {row.team_id: row.team_name for row in rows if row.team_id})


def _reviews(kept: Mapping[str, Any]) -> domain.Reviews:
    """The reviews, as a case's row keeps them."""
    planned, registered, called, agreed = (
        date.fromisoformat(on) if (on := kept.get(name)) else None
        for name in ("planned", "registered", "called", "agreed")
    )
    held = tuple(domain.Review(date.fromisoformat(on), looked_after) for on, looked_after in kept.get("held", ()))
    return domain.Reviews(planned, registered, held, called, agreed)


def _kept(reviews: domain.Reviews) -> dict[str, Any]:
    """The same for its row."""
    return {
        "planned": reviews.planned and reviews.planned.isoformat(),
        "registered": reviews.registered and reviews.registered.isoformat(),
        "called": reviews.called and reviews.called.isoformat(),
        "agreed": reviews.agreed and reviews.agreed.isoformat(),
        "held": [[one.on.isoformat(), one.looked_after] for one in reviews.held],
    }


def _before(tx: Tx, case: Held) -> Before:
    """What earlier episodes of the child leave to this one."""
    earlier = (Case.child_id == case.child.id, Case.episode < case.episode)
    led = (
        select(Role.person_id, Role.ended_at)
        .join(Case, Case.id == Role.case_id)
        .join(Person, Person.id == Role.person_id)
        .where(*earlier, Role.name == domain.RoleName.LEAD_PROFESSIONAL.value, Role.accepted_at.is_not(None))
        .where(Person.left_at.is_(None))
        .order_by(Case.episode.desc(), Role.accepted_at.desc())
        .limit(1)
    )
    registered = (
        select(Status.began_on, Status.ended_on)
        .join(Case, Case.id == Status.case_id)
        .where(*earlier, Status.name == domain.StatusName.REGISTERED.value, Status.ended_on.is_not(None))
        .order_by(Status.began_on, Status.id)
    )
    lead = tx.execute(led).first()
    return Before(
        lead.person_id if lead else None,
        local(lead.ended_at).date() if lead and lead.ended_at else None,
        tuple((row.began_on, row.ended_on) for row in tx.execute(registered)),
    )


def status(row: Row[Any]) -> domain.Status:
    """The status in a row that selects all of it."""
    name, basis, order = domain.StatusName(row.name), row.legal_basis or "", row.source_order_id or ""
    return domain.Status(row.id, name, row.began_on, row.ended_on, row.source, basis, order)


def role(row: Row[Any]) -> domain.Role:
    """The role in a row that selects ROLE."""
    return domain.Role(
        row.id,
        domain.RoleName(row.name),
        row.person_id,
        row.team_id,
        row.proposed_at,
        row.accepted_at,
        row.ended_at,
        row.reason,
        row.until_on,
    )


def write(tx: Tx, case_id: UUID, changes: Iterable[domain.Change]) -> None:
    """Write changes of facts as rows, in their order; roles that end together, for one reason, in one statement."""
    for ended, together in groupby(
        changes, lambda one: (one.at, one.reason) if isinstance(one, domain.RoleEnded) else None
    ):
        if ended:
            at, reason = ended
            ids = [one.role_id for one in together if isinstance(one, domain.RoleEnded)]
            ending = update(Role).where(Role.id.in_(ids), Role.case_id == case_id, Role.ended_at.is_(None))
            tx.execute(ending.values(ended_at=at, reason=reason))
        else:
            _write_each(tx, case_id, together)


def _write_each(tx: Tx, case_id: UUID, changes: Iterable[domain.Change]) -> None:
    for change in changes:
        match change:
            case domain.RoleBegan(began):
                offer(tx, case_id, began)
            case domain.StatusBegan(status):
                row = {
                    "id": status.id,
                    "case_id": case_id,
                    "name": status.name.value,
                    "began_on": status.began_on,
                    "ended_on": status.ended_on,
                    "source": status.source,
                    "legal_basis": status.legal_basis or None,
                    "source_order_id": status.source_order_id or None,
                }
                tx.execute(insert(Status), row)
            case domain.DateKnown(transition, on, born_on):
                known = tx.execute(select(Case.dates).where(Case.id == case_id)).scalar() or {}
                ahead = {**known, transition: [on.isoformat(), born_on.isoformat()]}
                tx.execute(update(Case).where(Case.id == case_id).values(dates=ahead))
            case domain.Counted(reviews):
                tx.execute(update(Case).where(Case.id == case_id).values(reviews=_kept(reviews)))
            case domain.ChildBorn(given_name, family_name, known_as, born_on):
                child = select(Case.child_id).where(Case.id == case_id).scalar_subquery()
                tx.execute(
                    update(Child)
                    .where(Child.id == child)
                    .values(given_name=given_name, family_name=family_name, known_as=known_as, born_on=born_on)
                )
            case domain.Closing(reason):
                tx.execute(update(Case).where(Case.id == case_id).values(closed_as=reason))
            case domain.StatusEnded(status_id, on):
                ending = update(Status).where(Status.id == status_id, Status.case_id == case_id)
                tx.execute(ending.where(Status.ended_on.is_(None)).values(ended_on=on))


def offer(tx: Tx, case_id: UUID, offered: domain.Role) -> None:
    """Write a role, accepted or only proposed."""
    row = {
        "id": offered.id,
        "case_id": case_id,
        "name": offered.name.value,
        "person_id": offered.person_id,
        "team_id": offered.team_id,
        "proposed_at": offered.proposed_at,
        "accepted_at": offered.accepted_at,
        "ended_at": offered.ended_at,
        "reason": offered.reason,
        "until_on": offered.until,
    }
    tx.execute(insert(Role), row)


def case_of_role(tx: Tx, role_id: UUID) -> UUID:
    """The case of a role. Raises NotFound; whether the actor may see it is for the caller."""
    case_id: UUID | None = tx.execute(select(Role.case_id).where(Role.id == role_id)).scalar()
    if case_id is None:
        raise NotFound(UNSEEN)
    return case_id


def facts_moved(tx: Tx, case: Held) -> Held:
    """Facts of a locked case have changed outside a step: pages that show them are stale."""
    version = case.version + 1
    moved = {**case.moved, "facts": version}
    save(tx, case, version=version, moved=moved)
    return replace(case, version=version, moved=moved)


def put_on_desk(tx: Tx, case_id: UUID, teams: Collection[UUID]) -> None:
    """A disagreement in this case has come onto the desk of these teams' offices."""
    there = set(tx.execute(select(Desk.team_id).where(Desk.case_id == case_id)).scalars())
    if new := set(teams) - there:
        tx.execute(insert(Desk), [{"case_id": case_id, "team_id": team, "raised_at": tx.now} for team in new])


def settle_offer(tx: Tx, role_id: UUID, **values: Any) -> None:
    """Accept or decline an offered role. Raises Conflict where it no longer waits."""
    waiting = (Role.id == role_id, Role.accepted_at.is_(None), Role.ended_at.is_(None))
    if tx.execute(update(Role).where(*waiting).values(**values)).rowcount != 1:
        raise Conflict("This role no longer waits for an answer. Reload to see who holds it.")


def held_by(tx: Tx, person_id: UUID) -> tuple[UUID, ...]:
    """Cases in which a person holds or was offered a role, in the order in which cases are locked."""
    query = select(Role.case_id).where(Role.person_id == person_id, Role.ended_at.is_(None))
    return tuple(sorted(set(tx.execute(query).scalars())))


def any_case(tx: Tx) -> bool:
    """Is there a case at all?"""
    return tx.execute(select(Case.id).limit(1)).first() is not None
