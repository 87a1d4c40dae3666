"""Changes of an area's policy that somebody has proposed: from which day, who approved them, what became of them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnClause, ForeignKey, LargeBinary, Row, String, Text, insert, select, update

from app.store.cases import Case
from app.store.table import Base, column
from app.store.tasks import NEVER, Task
from app.store.timers import Timer
from app.store.tx import Tx


class PolicyChange(Base):
    """A pack that is to be in force from a day on. content: the files, as a policy row holds them.

    edited: its text is another than was published from the folder. outcome: applied or withdrawn, with ended_at; both
    None while it waits.
    """

    __tablename__ = "policy_change"

    id: ColumnClause[UUID] = column(primary_key=True)
    area: ColumnClause[str] = column(ForeignKey("area.code"), index=True)
    pack: ColumnClause[str] = column(String(40))
    version: ColumnClause[str] = column(String(40))
    content: ColumnClause[bytes] = column(LargeBinary)
    begins_on: ColumnClause[date]
    note: ColumnClause[str] = column(Text)
    proposed_by_id: ColumnClause[UUID | None]
    proposed_by: ColumnClause[str] = column(String(200))
    proposed_at: ColumnClause[datetime]
    approved_by: ColumnClause[str | None] = column(String(200))
    approved_at: ColumnClause[datetime | None]
    outcome: ColumnClause[str | None] = column(String(20))
    ended_at: ColumnClause[datetime | None]
    edited: ColumnClause[bool]


SHORT = [
    getattr(PolicyChange, name)
    for name in ("id", "area", "pack", "version", "begins_on", "note", "proposed_by_id", "proposed_by", "proposed_at")
] + [PolicyChange.approved_by, PolicyChange.approved_at]


def add(tx: Tx, *, pack: str, version: str, content: bytes, edited: bool, begins_on: date, note: str) -> UUID:
    """Write a proposed change of the actor's area; returns its id."""
    row = {
        "id": uuid4(),
        "area": tx.actor.area,
        "pack": pack,
        "version": version,
        "content": content,
        "edited": edited,
        "begins_on": begins_on,
        "note": note,
        "proposed_by_id": tx.actor.person_id,
        "proposed_by": tx.actor.name,
        "proposed_at": tx.now,
    }
    tx.execute(insert(PolicyChange), row)
    found: UUID = row["id"]  # type: ignore[assignment]  # the id that stands above
    return found


def open_ones(tx: Tx) -> tuple[Row[Any], ...]:
    """The changes of the actor's area that wait, the soonest first, with the columns of `SHORT`."""
    waiting = (PolicyChange.area == tx.actor.area, PolicyChange.ended_at.is_(None))
    query = select(*SHORT).where(*waiting).order_by(PolicyChange.begins_on, PolicyChange.proposed_at)
    return tuple(tx.execute(query))


def locked(tx: Tx, change_id: UUID) -> Row[Any] | None:
    """A waiting change of the actor's area by its id, locked; None where there is none."""
    mine = (PolicyChange.id == change_id, PolicyChange.area == tx.actor.area, PolicyChange.ended_at.is_(None))
    return tx.execute(select(*SHORT).where(*mine).with_for_update()).first()


def approve(tx: Tx, change_id: UUID) -> None:
    """The actor approved it."""
    approved = {"approved_by": tx.actor.name, "approved_at": tx.now}
    tx.execute(update(PolicyChange).where(PolicyChange.id == change_id).values(approved))


def end(tx: Tx, change_id: UUID, outcome: str) -> None:
    """It was applied or withdrawn."""
    ended = {"outcome": outcome, "ended_at": tx.now}
    tx.execute(update(PolicyChange).where(PolicyChange.id == change_id).values(ended))


def due(tx: Tx, today: date) -> tuple[Row[Any], ...]:
    """The approved changes of all areas whose day has come, the earliest first: id, area."""
    approved = (PolicyChange.approved_at.is_not(None), PolicyChange.ended_at.is_(None), PolicyChange.begins_on <= today)
    query = select(PolicyChange.id, PolicyChange.area).where(*approved)
    return tuple(tx.execute(query.order_by(PolicyChange.begins_on, PolicyChange.approved_at)))


def content(tx: Tx, change_id: UUID) -> bytes:
    """The files of a change."""
    found: bytes = tx.execute(select(PolicyChange.content).where(PolicyChange.id == change_id)).scalar_one()
    return found


def applied(tx: Tx) -> Row[Any] | None:
    """The last change of the actor's area that was applied: pack, content, edited; None where none ever was."""
    mine = (PolicyChange.area == tx.actor.area, PolicyChange.outcome == "applied")
    query = select(PolicyChange.pack, PolicyChange.content, PolicyChange.edited).where(*mine)
    return tx.execute(query.order_by(PolicyChange.ended_at.desc()).limit(1)).first()


def running(tx: Tx) -> Iterable[Row[Any]]:
    """Every clock that runs in the actor's area, case by case: case_id, name, due. Tasks and timers alike."""
    tasks = select(Task.case_id, Task.name, Task.due).join(Case, Case.id == Task.case_id)
    yield from tx.execute(tasks.where(Case.area == tx.actor.area, Task.state == "open", Task.soonest < NEVER))
    timers = select(Timer.case_id, Timer.name, Timer.due).join(Case, Case.id == Timer.case_id)
    yield from tx.execute(timers.where(Case.area == tx.actor.area, Timer.state == "armed"))
