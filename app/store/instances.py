"""Running processes, and the messages that came to them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnClause, ForeignKey, LargeBinary, Row, Text, insert, select, update

from app.domain.errors import NotFound
from app.domain.steps import Awaited, Passed
from app.store.cases import UNSEEN
from app.store.people import Person
from app.store.table import Base, column
from app.store.tx import Tx


class Instance(Base):
    """One running process of a case, pinned to its release. state: opaque outside the engine.

    main: the process that the case began with; the others run beside it. current: element ids where it stands.
    passed: {process: [element, …]} that it has gone through, each once. awaiting: names of messages that it waits for.
    """

    __tablename__ = "instance"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"), index=True)
    release_id: ColumnClause[UUID] = column(ForeignKey("release.id"))
    process: ColumnClause[str] = column(Text)
    main: ColumnClause[bool]
    state: ColumnClause[bytes] = column(LargeBinary)
    current: ColumnClause[list[str]]
    passed: ColumnClause[dict[str, Any]]
    awaiting: ColumnClause[list[str]]
    started_at: ColumnClause[datetime]
    ended_at: ColumnClause[datetime | None]
    outcome: ColumnClause[str | None] = column(Text)


class Received(Base):
    """A message that came to a case: its payload of scalars, and the instance that took it, if any did."""

    __tablename__ = "message"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"), index=True)
    name: ColumnClause[str] = column(Text)
    payload: ColumnClause[dict[str, Any]]
    at: ColumnClause[datetime]
    by_id: ColumnClause[UUID | None]
    instance_id: ColumnClause[UUID | None] = column(ForeignKey("instance.id"))


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


def receive(tx: Tx, case_id: UUID, name: str, payload: Mapping[str, Any]) -> UUID:
    """Record a message that came to a case, before anything acts upon it; returns its id."""
    message_id = uuid4()
    row = {
        "id": message_id,
        "case_id": case_id,
        "name": name,
        "payload": dict(payload),
        "at": tx.now,
        "by_id": tx.actor.person_id,
    }
    tx.execute(insert(Received), row)
    return message_id


def taken(tx: Tx, message_id: UUID, instance_id: UUID) -> None:
    """A process took a message that came."""
    tx.execute(update(Received).where(Received.id == message_id).values(instance_id=instance_id))


def begun_by(tx: Tx, instance_id: UUID) -> Row[Any] | None:
    """The message with which a process began: id, name, payload, at, and `by`, the name of who sent it; None without one."""
    query = (
        select(Received.id, Received.name, Received.payload, Received.at, Person.name.label("by"))
        .outerjoin(Person, Person.id == Received.by_id)
        .where(Received.instance_id == instance_id)
        .order_by(Received.at, Received.id)
    )
    return tx.execute(query.limit(1)).first()


def senders(tx: Tx, case_id: UUID, names: Collection[str]) -> frozenset[UUID]:
    """Who has sent a message of one of these names to this case."""
    query = select(Received.by_id).where(
        Received.case_id == case_id, Received.name.in_(names), Received.by_id.is_not(None)
    )
    return frozenset(tx.execute(query).scalars())


def awaited_names(awaiting: Iterable[Awaited]) -> list[str]:
    """The names of messages, as an instance's row keeps them."""
    return sorted({one.message for one in awaiting})


def all_of_case(tx: Tx, case_id: UUID) -> tuple[Row[Any], ...]:
    """The processes of a case, ended ones included, the main one first.

    Columns: id, release_id, process, current, passed, ended_at.
    """
    columns = (Instance.id, Instance.release_id, Instance.process, Instance.current, Instance.passed, Instance.ended_at)
    query = select(*columns).where(Instance.case_id == case_id)
    return tuple(tx.execute(query.order_by(Instance.main.desc(), Instance.started_at, Instance.id)))
