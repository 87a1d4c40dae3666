"""Who looked at which child, and who may: the access log, and the one rule by which a case is visible."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    Index,
    Select,
    String,
    Uuid,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union,
)

from app.domain.access import Actor
from app.domain.cases import RESPONSIBLE_IN_ORDER
from app.domain.tabs import Copy
from app.store.cases import Case, Desk, Role
from app.store.people import Office, Person, Team
from app.store.table import Base, aliased, column
from app.store.tasks import Assignee
from app.store.tx import Tx

ANSWERING = [name.value for name in RESPONSIBLE_IN_ORDER]
PRINT = "print"  # what a look is called that made a paper for the family


class Look(Base):
    """A child's record was opened, or its child was shown in a list. relation: why the actor may, at that moment.

    cases: for lists, the ids of the cases shown; then case_id is empty. Append-only.
    """

    __tablename__ = "access"

    id: ColumnClause[int] = column(primary_key=True)
    at: ColumnClause[datetime]
    area: ColumnClause[str] = column(String(40))
    actor_id: ColumnClause[UUID | None]
    session: ColumnClause[str] = column(String(64))
    case_id: ColumnClause[UUID | None] = column(ForeignKey("case.id"))
    what: ColumnClause[str] = column(String(40))
    relation: ColumnClause[str] = column(String(100))
    cases: ColumnClause[list[str]]

    __table_args__ = (Index("ix_access_case", "case_id", "at"), Index("ix_access_actor", "actor_id", "at"))


# Who asks, in statements that are built once. `asking` gives the values.
ME = bindparam("me", type_=Uuid())
TEAMS = bindparam("teams", type_=Uuid(), expanding=True)


def asking(actor: Actor) -> dict[str, Any]:
    """The values of ME and TEAMS."""
    return {"me": actor.person_id, "teams": sorted(actor.team_ids)}


def relation(case_id: ColumnClause[UUID], *, system: bool) -> ColumnElement[str | None]:
    """Why the actor of `asking` may see this case, or NULL where they may not: the one place that decides it.

    role: they or their team hold, or are offered, a role for the child. task: they or their team may do an open task.
    desk: a disagreement in it came onto the desk of their team, which still holds an office. episode: it is an earlier
    episode of a child for whom they, or their team, answer now; partners of now learn nothing of it.
    """
    if system:
        return literal("system")
    return case(
        (exists().where(Role.case_id == case_id, Role.ended_at.is_(None), _theirs(Role)), "role"),
        (exists().where(Assignee.case_id == case_id, Assignee.waiting, _theirs(Assignee)), "task"),
        (exists().where(Desk.case_id == case_id, Desk.team_id.in_(TEAMS), _in_office()), "desk"),
        (exists(_earlier(case_id)), "episode"),
        else_=None,
    )


def seen(case_id: ColumnClause[UUID]) -> ColumnElement[bool]:
    """May the actor of `asking` see this case? Asked of each case that comes into question, so for few of them.

    Some have thousands of cases, and a page about one child must not gather them all.
    """
    return relation(case_id, system=False).is_not(None)


def related(actor: Actor) -> "CompoundSelect[UUID]":
    """The ids of all cases that the actor may see: `relation`, seen from the actor."""
    return union(
        select(Role.case_id).where(Role.ended_at.is_(None), _theirs(Role)),
        select(Assignee.case_id).where(Assignee.waiting, _theirs(Assignee)),
        select(Desk.case_id).where(Desk.team_id.in_(TEAMS), _in_office()),
        _earlier(),
    ).params(asking(actor))


def _earlier(case_id: ColumnClause[UUID] | None = None) -> "Select[UUID]":
    """The ids of earlier episodes of the children for whom the actor answers now; or this case's, where it is one."""
    now, earlier = aliased(Case), aliased(Case)
    found = (
        select(earlier.id)
        .join(now, (now.child_id == earlier.child_id) & (now.episode > earlier.episode))
        .join(Role, Role.case_id == now.id)
        .where(Role.ended_at.is_(None), Role.accepted_at.is_not(None), Role.name.in_(ANSWERING), _theirs(Role))
    )
    return found if case_id is None else found.where(earlier.id == case_id)


def seen_of(tx: Tx, cases: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these cases of the actor's area that the actor may see."""
    found = tx.execute(_seen_of(), {**asking(tx.actor), "cases": list(cases), "area": tx.actor.area})
    return frozenset(found.scalars())


@cache
def _seen_of() -> "Select[UUID]":
    these = Case.id.in_(bindparam("cases", type_=Uuid(), expanding=True))
    return select(Case.id).where(these, Case.area == bindparam("area"), seen(Case.id))


def seers(tx: Tx, case_id: UUID) -> tuple[tuple[str, str, str], ...]:
    """Everybody who may see a case, by the same rule: ((name of person or team, relation, the role's name), …).

    relation: as in `relation`, and `offered` for a role that was not accepted yet.
    """
    name = func.coalesce(Person.name, Team.name).label("name")
    accepted = case((Role.accepted_at.is_(None), "offered"), else_="role").label("relation")
    roles = (
        select(name, accepted, Role.name.label("what"))
        .outerjoin(Person, Person.id == Role.person_id)
        .outerjoin(Team, Team.id == Role.team_id)
        .where(Role.case_id == case_id, Role.ended_at.is_(None))
    )
    tasks = (
        select(name, literal("task").label("relation"), literal("").label("what"))
        .select_from(Assignee)
        .outerjoin(Person, Person.id == Assignee.person_id)
        .outerjoin(Team, Team.id == Assignee.team_id)
        .where(Assignee.case_id == case_id, Assignee.waiting)
    )
    later = aliased(Case)
    episode = (
        select(name, literal("episode").label("relation"), Role.name.label("what"))
        .join(later, later.id == Role.case_id)
        .join(Case, (Case.child_id == later.child_id) & (Case.episode < later.episode))
        .outerjoin(Person, Person.id == Role.person_id)
        .outerjoin(Team, Team.id == Role.team_id)
        .where(Case.id == case_id, Role.ended_at.is_(None), Role.accepted_at.is_not(None), Role.name.in_(ANSWERING))
    )
    desk = (
        select(Team.name.label("name"), literal("desk").label("relation"), literal("").label("what"))
        .join(Desk, Desk.team_id == Team.id)
        .where(Desk.case_id == case_id, _in_office())
    )
    return tuple((row.name, row.relation, row.what) for row in tx.execute(union(roles, tasks, desk, episode)))


def printed(tx: Tx, case_id: UUID) -> tuple[Copy, ...]:
    """Who made a plan or letter of this case ready to print, newest first, the last 50."""
    query = (
        select(Person.name, Look.at)
        .join(Person, Person.id == Look.actor_id)
        .where(Look.case_id == case_id, Look.what == PRINT)
        .order_by(Look.at.desc(), Look.id.desc())
    )
    return tuple(Copy(*tuple(row)) for row in tx.execute(query.limit(50)))


def _in_office() -> ColumnElement[bool]:
    """The team of a desk still holds an office: an office that goes elsewhere takes what was seen for it along."""
    return exists().where(Office.team_id == Desk.team_id)


def _theirs(table: type[Role] | type[Assignee]) -> ColumnElement[bool]:
    return or_(table.person_id == ME, table.team_id.in_(TEAMS))


def opened(tx: Tx, case_id: UUID, what: str, relation: str) -> None:
    """Record that the actor opens this child's record; the page is sent after the commit."""
    tx.execute(insert(Look), _look(tx, what) | {"case_id": case_id, "relation": relation})


def listed(tx: Tx, cases: Iterable[UUID], what: str) -> None:
    """Record that these children were shown in a list, in one row. An empty list is not recorded."""
    if shown := sorted({str(case_id) for case_id in cases}):
        tx.execute(insert(Look), _look(tx, what) | {"relation": "list", "cases": shown})


def _look(tx: Tx, what: str) -> dict[str, object]:
    actor = tx.actor
    return {
        "at": tx.now,
        "area": actor.area,
        "actor_id": actor.person_id,
        "session": actor.session,
        "what": what,
        "cases": [],
    }
