"""Lists of open tasks, soonest due first. They read the assignee rows and nothing else to find what is whose."""

import base64
import binascii
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from app.domain.cases import RESPONSIBLE_IN_ORDER
from app.domain.errors import Invalid
from app.store.access import related
from app.store.cases import Case, Child, Role
from app.store.instances import Instance
from app.store.people import Area, Office, Person, Team
from app.store.table import Moment, aliased
from app.store.tasks import NEVER, Assignee, Task
from app.store.tx import Tx

CAP = 100  # counts stop here: “99+”
VIEWS = ("mine", "team", "overdue")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the next one begins after it."""

    soonest: datetime
    task_id: UUID

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """The cursor that a page's `next` spelled. Raises Invalid for anything else."""
        try:
            moment, task = orjson.loads(base64.urlsafe_b64decode(text.encode()))
            return cls(datetime.fromisoformat(moment).astimezone(UTC), UUID(task))
        except (ValueError, TypeError, AttributeError, OverflowError, binascii.Error) as error:
            raise Invalid("This is not the end of a page. Start at the first page again.") from error

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(orjson.dumps([self.soonest.isoformat(), str(self.task_id)])).decode()


def page(tx: Tx, view: str, *, after: Cursor | None, limit: int, case_id: UUID | None) -> tuple[Row[Any], ...]:
    """The rows of one page and, where there are more, one beyond it.

    Each branch, a person's or one team's, is read in the order of its index and no further than the page needs.
    Columns: id, case_id, given_name, family_name, known_as, name, process, opened_at, soonest, due, why, claimed_by,
    claimed_by_id, policy_id.
    """
    query = _page(view, bool(tx.actor.person_id), len(tx.actor.team_ids), bool(case_id), bool(after))
    if query is None:
        return ()
    where = {"case_id": case_id, "after": after and after.soonest, "after_id": after and after.task_id}
    return tuple(tx.execute(query, _values(tx) | where | {"most": limit + 1}))


@cache
def _page(view: str, person: bool, teams: int, of_case: bool, later: bool) -> "Select[*tuple[Any, ...]] | None":
    """The statement of a page, made once for each number of teams: making it takes longer than running it."""
    branches = []
    for rank, whose in _branches(view, person=person, teams=teams):
        query = select(Assignee.task_id, Assignee.soonest, (literal(rank) + Assignee.why).label("why")).where(whose)
        if of_case:
            query = query.where(Assignee.case_id == bindparam("case_id"))
        if later:
            same, moment = Assignee.soonest == bindparam("after"), Assignee.soonest > bindparam("after")
            beyond = or_(moment, and_(same, Assignee.task_id > bindparam("after_id")))
            query = query.where(Assignee.soonest >= bindparam("after"), beyond)
        ordered = query.order_by(Assignee.soonest, Assignee.task_id).limit(bindparam("most", type_=Integer))
        branches.append(select(ordered.subquery()))
    if not branches:
        return None
    found = union_all(*branches).subquery()
    top = (
        select(found.c.task_id, found.c.soonest, func.min(found.c.why).label("why"))
        .group_by(found.c.task_id, found.c.soonest)
        .order_by(found.c.soonest, found.c.task_id)
        .limit(bindparam("most", type_=Integer))
        .subquery()
    )
    return _described(top.c.why).join(top, top.c.task_id == Task.id).order_by(top.c.soonest, top.c.task_id)


def of_case(tx: Tx, case_id: UUID) -> tuple[Row[Any], ...]:
    """Every open task of one case, with the columns of `page`; why: the actor's own reason, or empty."""
    mine = (
        select(func.min(Assignee.why))
        .where(Assignee.task_id == Task.id, Assignee.waiting, _theirs(tx))
        .scalar_subquery()
    )
    query = _described(func.coalesce(literal("0") + mine, "").label("why"))
    still_open = (Task.case_id == case_id, Task.state == "open")
    return tuple(tx.execute(query.where(*still_open).order_by(Task.soonest, Task.id)))


def _described(why: ColumnElement[Any]) -> "Select[Any]":
    claimant = aliased(Person)
    return (
        select(
            Task.id,
            Task.case_id,
            Child.given_name,
            Child.family_name,
            Child.known_as,
            Task.name,
            Task.process,
            Task.opened_at,
            Task.soonest,
            Task.due,
            why,
            claimant.name.label("claimed_by"),
            Task.claimed_by_id,
            Area.policy_id,
        )
        .select_from(Task)
        .join(Case, Case.id == Task.case_id)
        .join(Child, Child.id == Case.child_id)
        .join(Area, Area.code == Case.area)
        .outerjoin(claimant, claimant.id == Task.claimed_by_id)
    )


def counts(tx: Tx) -> Mapping[str, int]:
    """{view: number of tasks}, each counted no further than CAP, in one statement."""
    query = _counts(bool(tx.actor.person_id), len(tx.actor.team_ids))
    return dict(tx.execute(query, _values(tx)).mappings().one())


@cache
def _counts(person: bool, teams: int) -> "Select[*tuple[Any, ...]]":
    columns = []
    for view in VIEWS:
        branches = [
            select(
                select(Assignee.task_id).where(whose).order_by(Assignee.soonest, Assignee.task_id).limit(CAP).subquery()
            )
            for _, whose in _branches(view, person=person, teams=teams)
        ]
        if not branches:
            columns.append(literal(0).label(view))
            continue
        each = union_all(*branches).subquery()
        distinct = select(each.c.task_id).distinct().limit(CAP).subquery()
        columns.append(select(func.count()).select_from(distinct).scalar_subquery().label(view))
    return select(*columns)


def _branches(view: str, *, person: bool, teams: int) -> Iterator[tuple[str, ColumnElement[bool]]]:
    """What belongs to a view: (rank of its reason, condition). A person's own reason is told before a team's."""
    late = (Assignee.soonest <= bindparam("now"),) if view == "overdue" else ()
    if view in {"mine", "overdue"} and person:
        yield "0", and_(Assignee.waiting, Assignee.person_id == bindparam("person_id"), *late)
    if view in {"team", "overdue"}:
        for number in range(teams):
            yield "1", and_(Assignee.waiting, Assignee.team_id == bindparam(f"team_{number}"), *late)


def _values(tx: Tx) -> dict[str, Any]:
    """What the statements made from `_branches` ask for."""
    teams = {f"team_{number}": team_id for number, team_id in enumerate(sorted(tx.actor.team_ids))}
    return {"person_id": tx.actor.person_id, "now": tx.now, **teams}


def _theirs(tx: Tx) -> ColumnElement[bool]:
    return or_(Assignee.person_id == tx.actor.person_id, Assignee.team_id.in_(tx.actor.team_ids))


def next_in(tx: Tx, case_id: UUID) -> UUID | None:
    """The actor's soonest open task in a case, or None."""
    query = (
        select(Assignee.task_id)
        .where(Assignee.case_id == case_id, Assignee.waiting, _theirs(tx))
        .order_by(Assignee.soonest, Assignee.task_id)
        .limit(1)
    )
    task_id: UUID | None = tx.execute(query).scalar()
    return task_id


def who(tx: Tx, task_id: UUID) -> tuple[Row[Any], ...]:
    """Everybody who may do a task: name, why, person_id, team_id."""
    return tuple(tx.execute(WHO, {"task": task_id}))


WHO = (
    select(func.coalesce(Person.name, Team.name).label("name"), Assignee.why, Assignee.person_id, Assignee.team_id)
    .outerjoin(Person, Person.id == Assignee.person_id)
    .outerjoin(Team, Team.id == Assignee.team_id)
    .where(Assignee.task_id == bindparam("task"), Assignee.waiting)
    .order_by(Assignee.claim, "name", Assignee.id)
)


def offers(tx: Tx) -> tuple[Row[Any], ...]:
    """The roles that wait for the actor's yes or no: the columns of a role, case_id, the child's names, holder."""
    if not tx.actor.person_id:
        return ()
    return tuple(tx.execute(_offers(len(tx.actor.team_ids)), _values(tx)))


@cache
def _offers(teams: int) -> "Select[*tuple[Any, ...]]":
    offered = (Role.accepted_at.is_(None), Role.ended_at.is_(None))
    theirs = [Role.person_id == bindparam("person_id")]
    theirs += [Role.team_id == bindparam(f"team_{number}") for number in range(teams)]
    ids = union_all(*(select(Role.id).where(*offered, whose) for whose in theirs)).subquery()
    return (
        select(
            Role.id,
            Role.name,
            Role.person_id,
            Role.team_id,
            Role.proposed_at,
            Role.accepted_at,
            Role.ended_at,
            Role.reason,
            Role.until_on,
            Role.case_id,
            Child.given_name,
            Child.family_name,
            Child.known_as,
            func.coalesce(Person.name, Team.name).label("holder"),
        )
        .join(ids, ids.c.id == Role.id)
        .join(Case, Case.id == Role.case_id)
        .join(Child, Child.id == Case.child_id)
        .outerjoin(Person, Person.id == Role.person_id)
        .outerjoin(Team, Team.id == Role.team_id)
        .order_by(Role.proposed_at, Role.id)
        .limit(CAP)
    )


def on_desk(tx: Tx, offices: Collection[str]) -> tuple[Row[Any], ...]:
    """The open tasks of disagreements that the actor's teams are asked for as holders of these offices, soonest first.

    Columns: id, case_id, instance_id, given_name, family_name, known_as, name, process, release_id, opened_at, due,
    responsible.
    """
    if not offices:
        return ()
    teams = select(Office.team_id).where(Office.area == tx.actor.area, Office.code.in_(offices))
    query = (
        select(
            Task.id,
            Task.case_id,
            Task.instance_id,
            Child.given_name,
            Child.family_name,
            Child.known_as,
            Task.name,
            Task.process,
            Instance.release_id,
            Task.opened_at,
            Task.due,
            _responsible().label("responsible"),
        )
        .select_from(Assignee)
        .join(Task, Task.id == Assignee.task_id)
        .join(Instance, Instance.id == Task.instance_id)
        .join(Case, Case.id == Task.case_id)
        .join(Child, Child.id == Case.child_id)
        .where(Assignee.waiting, Assignee.team_id.in_(teams), Task.process.contains("escalation"))
        .order_by(Task.soonest, Task.id)
        .limit(CAP)
    )
    return tuple(tx.execute(query))


def my_cases(tx: Tx) -> tuple[Row[Any], ...]:
    """The cases that the actor may see, soonest due first, at most 1,000.

    Columns: id, given_name, family_name, known_as, born_on, opened_at, responsible (a name), tasks, soonest, due (of the
    task that is soonest due).
    """
    waiting = (Task.case_id == Case.id, Task.state == "open")
    soonest = func.coalesce(select(func.min(Task.soonest)).where(*waiting).scalar_subquery(), NEVER, type_=Moment())
    query = (
        select(
            Case.id,
            Child.given_name,
            Child.family_name,
            Child.known_as,
            Child.born_on,
            Case.opened_at,
            _responsible().label("responsible"),
            select(func.count()).select_from(Task).where(*waiting).scalar_subquery().label("tasks"),
            soonest.label("soonest"),
            select(Task.due).where(*waiting).order_by(Task.soonest, Task.id).limit(1).scalar_subquery().label("due"),
        )
        .join(Child, Child.id == Case.child_id)
        .where(Case.id.in_(related(tx.actor)), Case.area == tx.actor.area)
        .order_by("soonest", Case.opened_at, Case.id)
        .limit(1000)
    )
    return tuple(tx.execute(query))


def _responsible() -> "ScalarSelect[Any]":
    """The name of whoever is responsible for the case of the outer query, by the domain's order."""
    order = {name.value: place for place, name in enumerate(RESPONSIBLE_IN_ORDER)}
    return (
        select(func.coalesce(Person.name, Team.name))
        .select_from(Role)
        .outerjoin(Person, Person.id == Role.person_id)
        .outerjoin(Team, Team.id == Role.team_id)
        .where(Role.case_id == Case.id, Role.accepted_at.is_not(None), Role.ended_at.is_(None), Role.name.in_(order))
        .order_by(case(order, value=Role.name))
        .limit(1)
        .scalar_subquery()
    )
