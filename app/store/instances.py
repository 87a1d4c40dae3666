"""Running processes and their tasks, as rows that follow from each step."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Row, String, Text, delete, insert, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.deadlines import Due
from app.domain.errors import Conflict, NotFound
from app.domain.people import Assignee as Somebody
from app.domain.steps import Awaited, OpenTask, Passed
from app.domain.views import Answered
from app.store.base import Base
from app.store.cases import UNSEEN, Case
from app.store.tx import Tx

WAITING: dict[str, Any] = {"sqlite_where": text("waiting = 1"), "postgresql_where": text("waiting")}
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class Instance(Base):
    """One running process of a case, pinned to its release. state: opaque outside the engine.

    main: the process that the case began with; the others run beside it. current: element ids where it stands.
    passed: {process: [element, …]} that it has gone through, each once. awaiting: names of messages that it waits for.
    """

    __tablename__ = "instance"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"))
    process: Mapped[str] = mapped_column(Text)
    main: Mapped[bool]
    state: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    current: Mapped[list[str]]
    passed: Mapped[dict[str, Any]]
    awaiting: Mapped[list[str]]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Text)


class Task(Base):
    """Something a person is asked to do. state: open, done or withdrawn. id: the engine's own.

    in_person: nobody may do it for the person who is named.

    soonest: the due moment, or the end of time, so that lists have one order. due: the moment's explanation.
    """

    __tablename__ = "task"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id"))
    state: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    process: Mapped[str] = mapped_column(Text)
    path: Mapped[list[str]]
    form: Mapped[str | None] = mapped_column(Text)
    groups: Mapped[list[str]]
    assignee_id: Mapped[UUID | None]
    in_person: Mapped[bool]
    item: Mapped[Any] = mapped_column(JSON, nullable=True)
    due: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    soonest: Mapped[datetime]
    priority: Mapped[int]
    opened_at: Mapped[datetime]
    claimed_by_id: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("ix_task_case", "case_id", "state"),
        Index(
            "ix_task_open",
            "soonest",
            "id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_task_instance",
            "instance_id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )


class Assignee(Base):
    """A person or a team who may do a task, and why. soonest: the task's, for the lists.

    waiting: the task is open. claim: the row stands for a claim, and goes when the task is given back.
    """

    __tablename__ = "assignee"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    why: Mapped[str] = mapped_column(Text)
    soonest: Mapped[datetime]
    claim: Mapped[bool] = mapped_column(default=False)
    waiting: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        Index("ix_assignee_person", "person_id", "soonest", "task_id", **WAITING),
        Index("ix_assignee_team", "team_id", "soonest", "task_id", **WAITING),
    )


class Answer(Base):
    """A completed task's answers: as values, and in words as they were shown. Never read by the engine.

    task_id: the task's; for what was answered at the start of the journey, the case's.
    """

    __tablename__ = "answer"

    task_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    key: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID | None]
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    given: Mapped[dict[str, Any]]
    words: Mapped[list[Any]]


class Received(Base):
    """A message that came to a case: its payload of scalars, and the instance that took it, if any did."""

    __tablename__ = "message"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    by_id: Mapped[UUID | None]
    instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("instance.id"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A task as it was read under the case's lock. mine: the actor, or their team, is asked for it.

    was_mine: they were, before it closed. drafted: it has a draft.
    """

    id: UUID
    state: str
    key: str
    name: str
    process: str
    form: str | None
    due: Due | None
    soonest: datetime
    opened_at: datetime
    claimed_by_id: UUID | None
    closed_at: datetime | None
    closed_by: str | None
    mine: bool
    was_mine: bool
    drafted: bool


@dataclass(frozen=True, slots=True)
class Running:
    """One running process as it was read under the case's lock."""

    id: UUID
    release_id: UUID
    process: str
    main: bool
    state: bytes
    passed: Mapping[str, Sequence[str]]
    awaiting: tuple[str, ...]


RUNNING = (
    Instance.id.label("instance_id"),
    Instance.release_id,
    Instance.process.label("main_process"),
    Instance.main,
    Instance.state.label("engine_state"),
    Instance.passed,
    Instance.awaiting,
)


def running(row: Row[Any]) -> Running:
    """The instance in a row that selects RUNNING."""
    return Running(
        row.instance_id,
        row.release_id,
        row.main_process,
        row.main,
        row.engine_state,
        row.passed,
        tuple(row.awaiting),
    )


def of_case(tx: Tx, case_id: UUID) -> tuple[Running, ...]:
    """The processes of a case that have not ended, the main one first."""
    query = (
        select(*RUNNING)
        .where(Instance.case_id == case_id, Instance.ended_at.is_(None))
        .order_by(Instance.main.desc(), Instance.started_at, Instance.id)
    )
    return tuple(running(row) for row in tx.execute(query))


def whereabouts(tx: Tx, instance_id: UUID) -> tuple[UUID, UUID, str]:
    """The case, release and process of an instance. Raises NotFound; whether the actor may see it is for the caller."""
    query = select(Instance.case_id, Instance.release_id, Instance.process).where(Instance.id == instance_id)
    if (row := tx.execute(query).first()) is None:
        raise NotFound(UNSEEN)
    return row.case_id, row.release_id, row.process


def add(tx: Tx, one: Running, case_id: UUID) -> None:
    """Write a process that begins now."""
    row = {
        "id": one.id,
        "case_id": case_id,
        "release_id": one.release_id,
        "process": one.process,
        "main": one.main,
        "state": one.state,
        "current": [],
        "passed": {},
        "awaiting": [],
        "started_at": tx.now,
    }
    tx.execute(insert(Instance), row)


def save(tx: Tx, instance_id: UUID, **values: Any) -> None:
    """Write an instance's new state and what is projected from it."""
    tx.execute(update(Instance).where(Instance.id == instance_id).values(**values))


def passed_after(before: Mapping[str, Sequence[str]], passed: Iterable[Passed]) -> dict[str, list[str]]:
    """{process: elements passed so far, each once}."""
    after = {process: list(elements) for process, elements in before.items()}
    for one in passed:
        elements = after.setdefault(one.process, [])
        if one.element not in elements:
            elements.append(one.element)
    return after


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
        }
        for task in tasks
    ]
    if rows:
        tx.execute(insert(Task), rows)


def due_row(due: Due | None) -> dict[str, Any] | None:
    """A due moment with its explanation, as it is stored."""
    return asdict(due) if due else None


def due_from(row: Mapping[str, Any] | None) -> Due | None:
    """A due moment with its explanation, as it was stored."""
    if row is None:
        return None
    return Due(**{**row, "at": datetime.fromisoformat(row["at"]), "days": tuple(row["days"])})


def complete(tx: Tx, task_id: UUID) -> None:
    """The actor has done this task. Raises Conflict where it is not open: the guard under the lock."""
    still_open = (Task.id == task_id, Task.state == "open")
    done = update(Task).where(*still_open).values(state="done", closed_at=tx.now, closed_by=tx.actor.name)
    if tx.execute(done).rowcount != 1:
        raise Conflict("Somebody else has already completed this task. Go back to your inbox.")


def withdraw(tx: Tx, ids: Collection[UUID]) -> None:
    """These tasks are no longer asked for."""
    if ids:
        still_open = (Task.id.in_(ids), Task.state == "open")
        tx.execute(update(Task).where(*still_open).values(state="withdrawn", closed_at=tx.now, closed_by=tx.actor.name))


def unassign(tx: Tx, ids: Collection[UUID]) -> None:
    """Nobody is asked for these tasks any more."""
    if ids:
        tx.execute(update(Assignee).where(Assignee.task_id.in_(ids), Assignee.waiting).values(waiting=False))


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
    """The open tasks of a case, as `reassign` needs them: id, groups, assignee_id, in_person, soonest."""
    columns = (Task.id, Task.groups, Task.assignee_id, Task.in_person, Task.soonest)
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


def reassign(tx: Tx, case_id: UUID, asked: Mapping[UUID, tuple[datetime, Collection[Somebody]]]) -> None:
    """Ask others for these tasks; claims stay."""
    tx.execute(delete(Assignee).where(Assignee.task_id.in_(asked), Assignee.claim.is_(False)))
    assign(tx, case_id, ((task, soonest, who) for task, (soonest, asked_ones) in asked.items() for who in asked_ones))


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


def keep_answer(
    tx: Tx,
    case_id: UUID,
    task: tuple[UUID, str, str],
    given: Mapping[str, Any],
    words: Sequence[tuple[str, str]],
) -> None:
    """Keep a completed task's answers for later readers. task: id, key, name."""
    row = {
        "task_id": task[0],
        "case_id": case_id,
        "key": task[1],
        "name": task[2],
        "by_id": tx.actor.person_id,
        "by": tx.actor.name,
        "at": tx.now,
        "given": dict(given),
        "words": [list(pair) for pair in words],
    }
    tx.execute(insert(Answer), row)


def receive(tx: Tx, case_id: UUID, name: str, payload: Mapping[str, Any], taken_by: UUID | None) -> None:
    """Record a message that came to a case."""
    row = {
        "case_id": case_id,
        "name": name,
        "payload": dict(payload),
        "at": tx.now,
        "by_id": tx.actor.person_id,
        "instance_id": taken_by,
    }
    tx.execute(insert(Received), row)


def awaited_names(awaiting: Iterable[Awaited]) -> list[str]:
    """The names of messages, as an instance's row keeps them."""
    return sorted({one.message for one in awaiting})


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


def answers(tx: Tx, case_id: UUID, keys: Collection[str] | None = None) -> tuple[Answered, ...]:
    """The answers given in a case, oldest first; keys: only those of these tasks."""
    columns = (Answer.task_id, Answer.key, Answer.name, Answer.by, Answer.at, Answer.words)
    query = select(*columns).where(Answer.case_id == case_id).order_by(Answer.at, Answer.task_id)
    if keys is not None:
        query = query.where(Answer.key.in_(keys))
    return tuple(
        Answered(row.task_id, row.key, row.name, row.by, row.at, tuple((label, said) for label, said in row.words))
        for row in tx.execute(query)
    )


def all_of_case(tx: Tx, case_id: UUID) -> tuple[Row[Any], ...]:
    """The processes of a case, ended ones included, the main one first.

    Columns: id, release_id, process, current, passed, ended_at.
    """
    columns = (Instance.id, Instance.release_id, Instance.process, Instance.current, Instance.passed, Instance.ended_at)
    query = select(*columns).where(Instance.case_id == case_id)
    return tuple(tx.execute(query.order_by(Instance.main.desc(), Instance.started_at, Instance.id)))


def due_rows(tx: Tx, case_id: UUID) -> tuple[Row[Any], ...]:
    """The open tasks of a case that have a due moment, soonest first: id, name, due."""
    query = select(Task.id, Task.name, Task.due).where(
        Task.case_id == case_id, Task.state == "open", Task.soonest < NEVER
    )
    return tuple(tx.execute(query.order_by(Task.soonest, Task.id)))


def done_by_actor(tx: Tx, case_id: UUID, keys: Collection[str]) -> str | None:
    """The name of a task with one of these keys that the actor has done in this case, or None."""
    query = select(Answer.name).where(
        Answer.case_id == case_id, Answer.key.in_(keys), Answer.by_id == tx.actor.person_id
    )
    name: str | None = tx.execute(query.limit(1)).scalar()
    return name


@dataclass(frozen=True, slots=True)
class Given:
    """One set of answers as values and in words."""

    by: str
    key: str
    values: Mapping[str, Any]
    words: tuple[tuple[str, str], ...]

    def text(self, field: str) -> str:
        """A field's text, or empty."""
        value = self.values.get(field)
        return value if isinstance(value, str) else ""


def given(tx: Tx, case_id: UUID) -> tuple[Given, ...]:
    """The answers given in a case as values, oldest first."""
    query = select(Answer.by, Answer.key, Answer.given, Answer.words).where(Answer.case_id == case_id)
    return tuple(
        Given(row.by, row.key, row.given, tuple((label, said) for label, said in row.words))
        for row in tx.execute(query.order_by(Answer.at, Answer.task_id))
    )
