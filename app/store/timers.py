"""Timers as rows, and the demo's clock."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnClause,
    ForeignKey,
    Index,
    Row,
    String,
    Text,
    case,
    func,
    insert,
    select,
    tuple_,
    update,
)

from app.domain import steps as domain
from app.domain.deadlines import Due
from app.store.table import Base, column, only
from app.store.tx import Tx

Ring = tuple[UUID, str, int]

TRIES = 5
FIRST_WAIT = timedelta(minutes=1)
HELD = datetime(9999, 12, 31, tzinfo=UTC)


class Timer(Base):
    """An armed timer, or one that has been. state: armed, fired, cancelled or dead (it failed five times).

    due_at: its moment; try_at: when to ring next, later than due_at after a failure, and never (HELD) while it is held.
    """

    __tablename__ = "timer"

    task_id: ColumnClause[UUID] = column(primary_key=True)
    event: ColumnClause[str] = column(Text, primary_key=True)
    generation: ColumnClause[int] = column(primary_key=True)
    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"), index=True)
    instance_id: ColumnClause[UUID] = column(ForeignKey("instance.id"))
    name: ColumnClause[str] = column(Text)
    due_at: ColumnClause[datetime]
    due: ColumnClause[dict[str, Any]]
    state: ColumnClause[str] = column(String(10))
    try_at: ColumnClause[datetime]
    tries: ColumnClause[int] = column(default=0)
    closed_at: ColumnClause[datetime | None]

    __table_args__ = (
        Index(
            "ix_timer_armed",
            "try_at",
            "case_id",
            **only("state = 'armed'"),
        ),
    )


class ClockOffset(Base):
    """How far the demo's clock runs before the database's. One row at most; none outside the demo."""

    __tablename__ = "clock_offset"

    id: ColumnClause[int] = column(primary_key=True)
    microseconds: ColumnClause[int] = column(BigInteger)


def arm(tx: Tx, case_id: UUID, instance_id: UUID, timers: Iterable[domain.Timer]) -> None:
    """Write timers that have just been armed."""
    rows = [
        {
            "task_id": timer.task_id,
            "event": timer.event,
            "generation": timer.generation,
            "case_id": case_id,
            "instance_id": instance_id,
            "name": timer.name,
            "due_at": timer.due.at,
            "due": asdict(timer.due),
            "state": "armed",
            "try_at": timer.due.at,
        }
        for timer in timers
    ]
    if rows:
        tx.execute(insert(Timer), rows)


def disarm(tx: Tx, rings: Collection[Ring], *, fired: Collection[Ring] = ()) -> None:
    """These timers wait no longer; those in `fired` because they rang."""
    for state, these in (("fired", set(rings) & set(fired)), ("cancelled", set(rings) - set(fired))):
        if these:
            close(tx, these, state)


def close(tx: Tx, rings: Collection[Ring], state: str) -> None:
    """Write that these timers are fired, cancelled or dead, unless they already are."""
    armed = (_named(rings), Timer.state == "armed")
    tx.execute(update(Timer).where(*armed).values(state=state, closed_at=tx.now))


def _named(rings: Collection[Ring]) -> Any:
    return tuple_(Timer.task_id, Timer.event, Timer.generation).in_(list(rings))


def due_cases(tx: Tx, limit: int) -> tuple[UUID, ...]:
    """Cases with an armed timer whose moment has come, soonest first, each once."""
    query = (
        select(Timer.case_id)
        .where(Timer.state == "armed", Timer.try_at <= tx.now)
        .group_by(Timer.case_id)
        .order_by(func.min(Timer.try_at), Timer.case_id)
        .limit(limit)
    )
    return tuple(tx.execute(query).scalars())


def due_in(tx: Tx, case_id: UUID) -> tuple[Row[Any], ...]:
    """The timers of a case whose moment has come, in order: instance_id, task_id, event, generation, name, due_at, tries."""
    query = (
        select(Timer.instance_id, Timer.task_id, Timer.event, Timer.generation, Timer.name, Timer.due_at, Timer.tries)
        .where(Timer.case_id == case_id, Timer.state == "armed", Timer.try_at <= tx.now)
        .order_by(Timer.due_at, Timer.task_id, Timer.event)
    )
    return tuple(tx.execute(query))


def next_moment(tx: Tx) -> datetime | None:
    """When the next armed timer is to ring, or None."""
    rings = (Timer.state == "armed", Timer.try_at < HELD)
    query = select(Timer.try_at).where(*rings).order_by(Timer.try_at).limit(1)
    moment: datetime | None = tx.execute(query).scalar()
    return moment


def armed(tx: Tx, case_id: UUID) -> tuple[Row[Any], ...]:
    """The armed timers of a case that are not held, soonest first: name, due, due_at."""
    query = (
        select(Timer.name, Timer.due, Timer.due_at)
        .where(Timer.case_id == case_id, Timer.state == "armed", Timer.try_at < HELD)
        .order_by(Timer.due_at, Timer.task_id, Timer.event)
    )
    return tuple(tx.execute(query))


def hold(tx: Tx, case_id: UUID, *, but: UUID) -> None:
    """The timers of a case do not ring until they are let go. but: the process whose own go on."""
    others = (Timer.case_id == case_id, Timer.instance_id != but, Timer.state == "armed")
    tx.execute(update(Timer).where(*others).values(try_at=HELD))


def let_go(tx: Tx, case_id: UUID) -> None:
    """Held timers ring again, at their moment; those whose moment has passed, now."""
    held = (Timer.case_id == case_id, Timer.state == "armed", Timer.try_at == HELD)
    tx.execute(update(Timer).where(*held).values(try_at=Timer.due_at))


def put_off(tx: Tx, ring: Ring, due: Due) -> None:
    """Write another moment for an armed timer."""
    rings = case((Timer.try_at == HELD, HELD), else_=due.at)
    values = {"due_at": due.at, "try_at": rings, "due": asdict(due), "tries": 0}
    tx.execute(update(Timer).where(_named([ring]), Timer.state == "armed").values(values))


def armed_in(tx: Tx, instance_id: UUID) -> tuple[Row[Any], ...]:
    """The armed timers of a process: task_id, event, generation, name, due."""
    query = select(Timer.task_id, Timer.event, Timer.generation, Timer.name, Timer.due)
    armed_ones = (Timer.instance_id == instance_id, Timer.state == "armed")
    return tuple(tx.execute(query.where(*armed_ones).order_by(Timer.due_at, Timer.task_id, Timer.event)))


def revive(tx: Tx, case_id: UUID) -> int:
    """Have the timers of a case that were given up ring again; returns how many."""
    given_up = (Timer.case_id == case_id, Timer.state == "dead")
    again = {"state": "armed", "try_at": tx.now, "tries": 0, "closed_at": None}
    return tx.execute(update(Timer).where(*given_up).values(again)).rowcount


def waiting_of(tx: Tx, instance_id: UUID) -> tuple[Row[Any], ...]:
    """The timers of a process that are armed or were given up: task_id, event, generation, due_at, state."""
    query = select(Timer.task_id, Timer.event, Timer.generation, Timer.due_at, Timer.state)
    return tuple(tx.execute(query.where(Timer.instance_id == instance_id, Timer.state.in_(("armed", "dead")))))


def rearm(tx: Tx, row: Mapping[str, Any]) -> None:
    """Write a timer as it is armed, whether or not its row is there."""
    same = (Timer.task_id == row["task_id"], Timer.event == row["event"], Timer.generation == row["generation"])
    if not tx.execute(update(Timer).where(*same).values(**row)).rowcount:
        tx.execute(insert(Timer), row)


def failed(tx: Tx, case_id: UUID) -> bool:
    """The due timers of a case could not ring: try again later, each time later. Returns whether some are given up."""
    given_up = False
    for row in due_in(tx, case_id):
        ring = (row.task_id, row.event, row.generation)
        if row.tries + 1 >= TRIES:
            close(tx, [ring], "dead")
            given_up = True
        else:
            again = tx.now + FIRST_WAIT * 4**row.tries
            tx.execute(update(Timer).where(_named([ring])).values(tries=row.tries + 1, try_at=again))
    return given_up


def shift_clock(tx: Tx, by: timedelta) -> None:
    """Move the demo's clock on."""
    step = by // timedelta(microseconds=1)
    moved = tx.execute(update(ClockOffset).values(microseconds=ClockOffset.microseconds + step))
    if not moved.rowcount:
        tx.execute(insert(ClockOffset), {"id": 1, "microseconds": step})
