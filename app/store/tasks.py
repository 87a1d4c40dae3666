"""Tasks and who is asked for them, as rows that follow from each step."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    ColumnClause,
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    String,
    Text,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from app.domain.access import Actor
from app.domain.deadlines import Due, remind_at
from app.domain.errors import Conflict
from app.domain.people import Assignee as Somebody
from app.domain.steps import OpenTask
from app.store.cases import Case
from app.store.people import Membership, Person, Team
from app.store.table import Base, aliased, column, only
from app.store.tx import Tx

WAITING = only("waiting")
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class Task(Base):
    """Something a person is asked to do. state: open, done or withdrawn. id: the engine's own.

    in_person: nobody may do it for the person who is named.

    soonest: the due moment, or the end of time, so that lists have one order. due: the moment's explanation.
    asked: once it is closed, who was asked for it: [[person id, team id, why], …].
    remind_at: when somebody is next told that it is due soon or late (`domain.deadlines.remind_at`); None for never again.
    """

    __tablename__ = "task"

    id: ColumnClause[UUID] = column(primary_key=True)
    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"))
    instance_id: ColumnClause[UUID] = column(ForeignKey("instance.id"))
    state: ColumnClause[str] = column(String(10))
    key: ColumnClause[str] = column(Text)
    name: ColumnClause[str] = column(Text)
    process: ColumnClause[str] = column(Text)
    path: ColumnClause[list[str]]
    form: ColumnClause[str | None] = column(Text)
    groups: ColumnClause[list[str]]
    assignee_id: ColumnClause[UUID | None]
    in_person: ColumnClause[bool]
    item: ColumnClause[Any] = column(JSON, nullable=True)
    due: ColumnClause[dict[str, Any] | None] = column(JSON)
    soonest: ColumnClause[datetime]
    priority: ColumnClause[int]
    opened_at: ColumnClause[datetime]
    claimed_by_id: ColumnClause[UUID | None]
    closed_at: ColumnClause[datetime | None]
    closed_by: ColumnClause[str | None] = column(Text)
    asked: ColumnClause[list[Any] | None] = column(JSON(none_as_null=True))
    remind_at: ColumnClause[datetime | None]

    __table_args__ = (
        Index(
            "ix_task_remind",
            "remind_at",
            **only("state = 'open'"),
        ),
        Index("ix_task_case", "case_id", "state"),
        Index(
            "ix_task_open",
            "soonest",
            "id",
            **only("state = 'open'"),
        ),
        Index(
            "ix_task_instance",
            "instance_id",
            **only("state = 'open'"),
        ),
    )


class Assignee(Base):
    """A person or a team who may do a task, and why: while it is open. soonest: the task's, for the lists.

    claim: the row stands for a claim, and goes when the task is given back. waiting: false for tasks that were closed
    before their own rows kept who was asked.
    """

    __tablename__ = "assignee"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    task_id: ColumnClause[UUID] = column(ForeignKey("task.id"), index=True)
    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"), index=True)
    person_id: ColumnClause[UUID | None]
    team_id: ColumnClause[UUID | None]
    why: ColumnClause[str] = column(Text)
    soonest: ColumnClause[datetime]
    claim: ColumnClause[bool] = column(default=False)
    waiting: ColumnClause[bool] = column(default=True)

    __table_args__ = (
        Index("ix_assignee_person", "person_id", "soonest", "task_id", **WAITING),
        Index("ix_assignee_team", "team_id", "soonest", "task_id", **WAITING),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A task as it was read under the case's lock. mine: the actor, or their team, is asked for it.

    was_mine: they were, before it closed. drafted: it has a draft. others: they are asked for others in this case.
    """

    id: UUID
    state: str
    key: str
    name: str
    process: str
    form: str | None
    item: Any
    due: Due | None
    soonest: datetime
    opened_at: datetime
    claimed_by_id: UUID | None
    closed_at: datetime | None
    closed_by: str | None
    mine: bool
    was_mine: bool
    drafted: bool
    others: bool


def open_tasks(
    tx: Tx, case_id: UUID, instance_id: UUID, tasks: Collection[OpenTask], *, in_person: Collection[str] = ()
) -> None:
    """Write the rows of tasks that have just opened. in_person: forms that nobody may fill in for somebody else."""
    rows = [
        {
            "id": task.id,
            "case_id": case_id,
            "instance_id": instance_id,
            "state": "open",
            "key": task.key,
            "name": task.name,
            "process": task.process,
            "path": list(task.path),
            "form": task.form,
            "groups": list(task.groups),
            "assignee_id": task.assignee,
            "in_person": task.form in in_person,
            "item": task.item,
            "due": due_row(task.due),
            "soonest": task.due.at if task.due else NEVER,
            "priority": task.priority,
            "opened_at": tx.now,
            "remind_at": remind_at(tx.now, task.due.at) if task.due else None,
        }
        for task in tasks
    ]
    if rows:
        tx.execute(insert(Task), rows)


def due_row(due: Due | None) -> dict[str, Any] | None:
    """A due moment with its explanation, as it is stored."""
    return asdict(due) if due else None


def due_from(row: Mapping[str, Any] | None) -> Due | None:
    """A due moment with its explanation, as it was stored; what another release has added to it is passed over."""
    if row is None:
        return None
    row = {one.name: row[one.name] for one in fields(Due) if one.name in row}
    begun = row.get("begun")
    moments = {"at": datetime.fromisoformat(row["at"]), "begun": datetime.fromisoformat(begun) if begun else None}
    return Due(**{**row, **moments, "days": tuple(row["days"])})


def complete(tx: Tx, task_id: UUID) -> None:
    """The actor has done this task. Raises Conflict where it is not open: the guard under the lock."""
    still_open = (Task.id == task_id, Task.state == "open")
    if tx.execute(update(Task).where(*still_open).values(state="done", **_closed(tx))).rowcount != 1:
        raise Conflict("Somebody else has already completed this task. Go back to your inbox.")


def withdraw(tx: Tx, ids: Collection[UUID]) -> None:
    """These tasks are no longer asked for."""
    if ids:
        still_open = (Task.id.in_(ids), Task.state == "open")
        tx.execute(update(Task).where(*still_open).values(state="withdrawn", **_closed(tx)))


def _closed(tx: Tx) -> dict[str, Any]:
    """What a task's row says once it is closed: when, by whom, and who was asked, whose own rows go."""
    postgresql = tx.connection.dialect.name == "postgresql"
    one, all_of_them = (
        (func.json_build_array, func.json_agg) if postgresql else (func.json_array, func.json_group_array)
    )
    everybody = select(all_of_them(one(Assignee.person_id, Assignee.team_id, Assignee.why)))
    asked = everybody.where(Assignee.task_id == Task.id, Assignee.waiting, Assignee.claim.is_(False))
    return {"closed_at": tx.now, "closed_by": tx.actor.name, "asked": asked.scalar_subquery()}


def unassign(tx: Tx, ids: Collection[UUID]) -> None:
    """Nobody is asked for these tasks any more; they are closed, and their rows say who was."""
    if ids:
        tx.execute(delete(Assignee).where(Assignee.task_id.in_(ids), Assignee.waiting))


def was_asked(actor: Actor, asked: Iterable[Sequence[str | None]] | None) -> bool:
    """Is the actor, or a team of theirs, among those who were asked for a closed task? asked: as its row has it."""
    theirs = {actor.person_id, *actor.team_ids}
    return any(UUID(one) in theirs for person, team, _ in asked or () for one in (person, team) if one)


def assign(tx: Tx, case_id: UUID, asked: Iterable[tuple[UUID, datetime, Somebody]]) -> None:
    """Ask persons and teams for tasks: (task id, soonest, who and why)."""
    rows = [
        {
            "case_id": case_id,
            "task_id": task_id,
            "soonest": soonest,
            "person_id": who.person_id,
            "team_id": who.team_id,
            "why": who.why,
        }
        for task_id, soonest, who in asked
    ]
    if rows:
        tx.execute(insert(Assignee), rows)


def waiting(tx: Tx, case_id: UUID) -> tuple[Row[Any], ...]:
    """The open tasks of a case, as `reassign` needs them: id, process, form, groups, assignee_id, in_person, soonest."""
    columns = (Task.id, Task.process, Task.form, Task.groups, Task.assignee_id, Task.in_person, Task.soonest)
    return tuple(tx.execute(select(*columns).where(Task.case_id == case_id, Task.state == "open").order_by(Task.id)))


def assigned(tx: Tx, case_id: UUID) -> dict[UUID, set[Somebody]]:
    """{task id: who is asked for it}, claims left out."""
    query = select(Assignee.task_id, Assignee.person_id, Assignee.team_id, Assignee.why).where(
        Assignee.case_id == case_id, Assignee.waiting, Assignee.claim.is_(False)
    )
    found: dict[UUID, set[Somebody]] = {}
    for row in tx.execute(query):
        found.setdefault(row.task_id, set()).add(Somebody(row.person_id, row.team_id, row.why))
    return found


def names_asked(tx: Tx, case_id: UUID) -> dict[UUID, tuple[str, ...]]:
    """{task id: the persons and teams who are asked for it, by name}, claims left out."""
    name = func.coalesce(Person.name, Team.name).label("name")
    query = (
        select(Assignee.task_id, name)
        .outerjoin(Person, Person.id == Assignee.person_id)
        .outerjoin(Team, Team.id == Assignee.team_id)
        .where(Assignee.case_id == case_id, Assignee.waiting, Assignee.claim.is_(False))
        .order_by("name", Assignee.id)
    )
    found: dict[UUID, list[str]] = {}
    for row in tx.execute(query):
        found.setdefault(row.task_id, []).append(row.name)
    return {task_id: tuple(dict.fromkeys(names)) for task_id, names in found.items()}


def reassign(tx: Tx, case_id: UUID, asked: Mapping[UUID, tuple[datetime, Collection[Somebody]]]) -> None:
    """Ask others for these tasks; the claims of those who are still asked stay."""
    tx.execute(delete(Assignee).where(Assignee.task_id.in_(asked), Assignee.claim.is_(False)))
    assign(tx, case_id, ((task, soonest, who) for task, (soonest, asked_ones) in asked.items() for who in asked_ones))
    drop_claims(tx, Assignee.task_id.in_(asked))


def drop_claims(tx: Tx, which: ColumnElement[bool]) -> None:
    """End those of these claims whose holder, or a team of theirs, is no longer asked for the task."""
    asked, member = aliased(Assignee), Membership
    teams = select(member.team_id).where(member.person_id == Assignee.person_id, member.ended_at.is_(None))
    still = exists().where(
        asked.task_id == Assignee.task_id,
        asked.waiting,
        asked.claim.is_(False),
        or_(asked.person_id == Assignee.person_id, asked.team_id.in_(teams)),
    )
    query = select(Assignee.id, Assignee.task_id).where(Assignee.claim, Assignee.waiting, which, ~still)
    ended = {row.id: row.task_id for row in tx.execute(query)}
    if ended:
        tx.execute(update(Task).where(Task.id.in_(ended.values())).values(claimed_by_id=None))
        tx.execute(delete(Assignee).where(Assignee.id.in_(ended)))


def claim(tx: Tx, task_id: UUID, case_id: UUID, soonest: datetime) -> None:
    """The actor is on this task now; whoever was before is no longer. Raises Conflict where it has closed."""
    unclaim(tx, task_id, person_id=tx.actor.person_id)
    row = {
        "case_id": case_id,
        "task_id": task_id,
        "soonest": soonest,
        "person_id": tx.actor.person_id,
        "why": "You have taken it on.",
        "claim": True,
    }
    tx.execute(insert(Assignee), row)


def unclaim(tx: Tx, task_id: UUID, *, person_id: UUID | None) -> None:
    """Write who is on a task, or nobody. Raises Conflict where it has closed."""
    still_open = (Task.id == task_id, Task.state == "open")
    if tx.execute(update(Task).where(*still_open).values(claimed_by_id=person_id)).rowcount != 1:
        raise Conflict("Somebody else has already completed this task. Go back to your inbox.")
    tx.execute(delete(Assignee).where(Assignee.task_id == task_id, Assignee.claim))


def cases_of(tx: Tx, *, person_id: UUID) -> tuple[UUID, ...]:
    """Cases in which a person is asked for an open task, in the order in which cases are locked."""
    query = select(Assignee.case_id).where(Assignee.person_id == person_id, Assignee.waiting)
    return tuple(sorted(set(tx.execute(query).scalars())))


def cases_asking(tx: Tx, group: str) -> tuple[UUID, ...]:
    """Cases of the actor's area with an open task of this group, in the order in which cases are locked."""
    query = (
        select(Task.case_id, Task.groups)
        .join(Case, Case.id == Task.case_id)
        .where(Task.state == "open", Case.area == tx.actor.area)
    )
    return tuple(sorted({row.case_id for row in tx.execute(query) if group in row.groups}))


def put_off(tx: Tx, task_id: UUID, due: Due) -> None:
    """Write another due moment for an open task, and its place in the lists."""
    still_open = (Task.id == task_id, Task.state == "open")
    tx.execute(
        update(Task).where(*still_open).values(due=due_row(due), soonest=due.at, remind_at=remind_at(tx.now, due.at))
    )
    tx.execute(update(Assignee).where(Assignee.task_id == task_id, Assignee.waiting).values(soonest=due.at))


def due_of(tx: Tx, instance_id: UUID) -> tuple[Row[Any], ...]:
    """The open tasks of a process that have a due moment, soonest first: id, name, due."""
    with_due = (Task.instance_id == instance_id, Task.state == "open", Task.soonest < NEVER)
    return tuple(tx.execute(select(Task.id, Task.name, Task.due).where(*with_due).order_by(Task.soonest, Task.id)))


def due_rows(tx: Tx, case_id: UUID) -> tuple[Row[Any], ...]:
    """The open tasks of a case that have a due moment, soonest first: id, name, due."""
    query = select(Task.id, Task.name, Task.due).where(
        Task.case_id == case_id, Task.state == "open", Task.soonest < NEVER
    )
    return tuple(tx.execute(query.order_by(Task.soonest, Task.id)))
