"""Everything that waits in an installation at once, for those who look at all of it: simulations and returns."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from app.store.cases import Case, Role, Status
from app.store.documents import Document
from app.store.instances import Instance
from app.store.people import Membership
from app.store.tasks import Assignee, Task
from app.store.timers import Timer
from app.store.tx import Tx


def waiting(tx: Tx) -> tuple[Row[Any], ...]:
    """Every open task with each who is asked for it: id, case_id, key, soonest, person_id, team_id."""
    query = (
        select(Task.id, Task.case_id, Task.key, Task.soonest, Assignee.person_id, Assignee.team_id)
        .outerjoin(Assignee, (Assignee.task_id == Task.id) & Assignee.waiting & Assignee.claim.is_(False))
        .where(Task.state == "open")
        .order_by(Task.id, Assignee.person_id, Assignee.team_id)
    )
    return tuple(tx.execute(query))


def offers(tx: Tx) -> tuple[Row[Any], ...]:
    """Every role that was offered to somebody and not answered: id, person_id, team_id."""
    open_ones = (Role.accepted_at.is_(None), Role.ended_at.is_(None))
    return tuple(tx.execute(select(Role.id, Role.person_id, Role.team_id).where(*open_ones).order_by(Role.id)))


def members(tx: Tx) -> dict[UUID, tuple[UUID, ...]]:
    """{team id: who works in it now}."""
    found: dict[UUID, list[UUID]] = {}
    query = select(Membership.team_id, Membership.person_id).where(Membership.ended_at.is_(None))
    for row in tx.execute(query.order_by(Membership.person_id)):
        found.setdefault(row.team_id, []).append(row.person_id)
    return {team: tuple(people) for team, people in found.items()}


def closings(tx: Tx) -> tuple[Row[Any], ...]:
    """Every task that was done: key, soonest, closed_at."""
    return tuple(tx.execute(select(Task.key, Task.soonest, Task.closed_at).where(Task.state == "done")))


def open_cases(tx: Tx) -> tuple[UUID, ...]:
    """Every case in which a process runs."""
    running = select(Instance.case_id).where(Instance.ended_at.is_(None)).distinct().order_by(Instance.case_id)
    return tuple(tx.execute(running).scalars())


def counted(tx: Tx) -> dict[str, int]:
    """How much there is: cases, timers that fired, statuses ever begun by name."""
    statuses = tx.execute(select(Status.name, func.count().label("number")).group_by(Status.name).order_by(Status.name))
    return {
        "cases": tx.execute(select(func.count()).select_from(Case)).scalar_one(),
        "timers.fired": tx.execute(select(func.count()).select_from(Timer).where(Timer.state == "fired")).scalar_one(),
        **{f"status.{row.name}": row.number for row in statuses},
    }


def holders(tx: Tx, case_id: UUID) -> tuple[UUID, ...]:
    """The persons who hold a role in a case now."""
    held = (
        Role.case_id == case_id,
        Role.accepted_at.is_not(None),
        Role.ended_at.is_(None),
        Role.person_id.is_not(None),
    )
    return tuple(tx.execute(select(Role.person_id).where(*held).distinct().order_by(Role.person_id)).scalars())


def plans(tx: Tx) -> tuple[UUID, ...]:
    """Every case in which a process runs and a child's plan was written."""
    running = select(Instance.case_id).where(Instance.ended_at.is_(None))
    written = select(Document.case_id).where(Document.kind == "childs_plan", Document.case_id.in_(running))
    return tuple(tx.execute(written.distinct()).scalars())
