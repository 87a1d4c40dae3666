"""Children who are brothers and sisters, and meetings that were held for several of them at once."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnClause, ForeignKey, Index, Row, Select, Text, Uuid, bindparam, insert, or_, select, update

from app.domain.errors import Conflict
from app.store import access
from app.store.cases import Case, Child
from app.store.table import Base, column, only
from app.store.tx import Tx


class Sibling(Base):
    """Two children are siblings, from when that was recorded until it was taken back. child_id is the smaller of the two."""

    __tablename__ = "sibling"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    area: ColumnClause[str] = column(ForeignKey("area.code"))
    child_id: ColumnClause[UUID] = column(ForeignKey("child.id"))
    other_id: ColumnClause[UUID] = column(ForeignKey("child.id"))
    reason: ColumnClause[str] = column(Text)
    linked_at: ColumnClause[datetime]
    linked_by_id: ColumnClause[UUID | None]
    linked_by: ColumnClause[str] = column(Text)
    ended_at: ColumnClause[datetime | None]
    ended_by_id: ColumnClause[UUID | None]
    ended_by: ColumnClause[str] = column(Text, default="", server_default="")
    end_reason: ColumnClause[str] = column(Text, default="", server_default="")

    __table_args__ = (
        Index(
            "uq_sibling_linked",
            "child_id",
            "other_id",
            unique=True,
            **only("ended_at IS NULL"),
        ),
        Index("ix_sibling_other", "other_id"),
    )


class JointRecord(Base):
    """What a meeting for several children left in one of their cases. answer_id: the answers, and the document, there."""

    __tablename__ = "joint_record"

    answer_id: ColumnClause[UUID] = column(ForeignKey("answer.task_id"), primary_key=True)
    meeting_id: ColumnClause[UUID]
    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"))

    __table_args__ = (Index("ix_joint_record_meeting", "meeting_id"), Index("ix_joint_record_case", "case_id"))


def of_child(tx: Tx, child_id: UUID) -> tuple[Row[Any], ...]:
    """The newest case of each sibling of a child, where the actor may see it: no other sibling exists for them.

    Columns: case_id, child_id, given_name, known_as, family_name, born_on, closed_at, reason, linked_at, linked_by.
    """
    asked = {**access.asking(tx.actor), "child": child_id, "area": tx.actor.area}
    newest = {row.child_id: row for row in reversed(tx.execute(_of_child(), asked).all())}
    return tuple(reversed(newest.values()))


@cache
def _of_child() -> "Select[*tuple[Any, ...]]":
    child = bindparam("child", type_=Uuid())
    linked = (
        or_(Sibling.child_id == child, Sibling.other_id == child),
        Sibling.ended_at.is_(None),
    )
    found = select(Sibling).where(*linked).subquery()
    return (
        select(
            Case.id.label("case_id"),
            Case.child_id,
            Child.given_name,
            Child.known_as,
            Child.family_name,
            Child.born_on,
            Case.closed_at,
            found.c.reason,
            found.c.linked_at,
            found.c.linked_by,
        )
        .join(Child, Child.id == Case.child_id)
        .join(found, or_(found.c.child_id == Child.id, found.c.other_id == Child.id))
        .where(Child.id != child, Case.area == bindparam("area"), access.seen(Case.id))
        .order_by(Child.born_on, Child.id, Case.episode.desc())
    )


def link(tx: Tx, one: UUID, other: UUID, reason: str) -> None:
    """Write that two children are siblings. Raises Conflict where that is known."""
    if _linked(tx, one, other) is not None:
        raise Conflict("These children are linked already. Reload the page.")
    small, large = sorted((one, other))
    row = {
        "id": uuid4(),
        "area": tx.actor.area,
        "child_id": small,
        "other_id": large,
        "reason": reason,
        "linked_at": tx.now,
        "linked_by_id": tx.actor.person_id,
        "linked_by": tx.actor.name,
    }
    tx.execute(insert(Sibling), row)


def unlink(tx: Tx, one: UUID, other: UUID, reason: str) -> None:
    """Two children are no longer held for siblings. Raises Conflict where they are not linked."""
    if (link_id := _linked(tx, one, other)) is None:
        raise Conflict("These children are not linked any more. Reload the page.")
    ended = {
        "ended_at": tx.now,
        "ended_by_id": tx.actor.person_id,
        "ended_by": tx.actor.name,
        "end_reason": reason,
    }
    tx.execute(update(Sibling).where(Sibling.id == link_id).values(**ended))


def linked(tx: Tx, one: UUID, other: UUID) -> bool:
    """Are these children linked?"""
    return _linked(tx, one, other) is not None


def _linked(tx: Tx, one: UUID, other: UUID) -> UUID | None:
    small, large = sorted((one, other))
    query = select(Sibling.id).where(Sibling.child_id == small, Sibling.other_id == large, Sibling.ended_at.is_(None))
    found: UUID | None = tx.execute(query).scalar()
    return found


def same_child(tx: Tx, gone: UUID, kept: UUID) -> None:
    """Two records were of one child: the links of the one that goes become the other's, unless it has them."""
    query = select(Sibling.id, Sibling.child_id, Sibling.other_id).where(
        or_(Sibling.child_id == gone, Sibling.other_id == gone)
    )
    for row in tx.execute(query).all():
        other = row.other_id if row.child_id == gone else row.child_id
        small, large = sorted((kept, other))
        values: dict[str, Any] = {"child_id": small, "other_id": large}
        if other == kept or _linked(tx, kept, other) is not None:
            values |= {"ended_at": tx.now, "ended_by": tx.actor.name, "end_reason": "Two records were of one child."}
        tx.execute(update(Sibling).where(Sibling.id == row.id).values(**values))


def record(tx: Tx, meeting_id: UUID, written: Iterable[tuple[UUID, UUID]]) -> None:
    """A meeting was held for several children. written: (case, answers there), for each."""
    rows = [{"meeting_id": meeting_id, "case_id": case_id, "answer_id": answer} for case_id, answer in written]
    tx.execute(insert(JointRecord), rows)
