"""Whether a child for whom a case began may be one who is known already: asked of the named person service alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnClause, ForeignKey, Index, Row, Text, UniqueConstraint, func, insert, select, update

from app.domain.cases import Child as Known
from app.domain.errors import Conflict, NotFound
from app.store.cases import UNSEEN, Case, Child
from app.store.table import Base, aliased, column
from app.store.tx import Tx


class Likeness(Base):
    """Two cases that may be about one child. case_id: the newer; known_id: the one that was there. same: None until settled."""

    __tablename__ = "likeness"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    area: ColumnClause[str] = column(ForeignKey("area.code"))
    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"))
    known_id: ColumnClause[UUID] = column(ForeignKey("case.id"))
    noticed_at: ColumnClause[datetime]
    due: ColumnClause[dict[str, Any]]
    settled_at: ColumnClause[datetime | None]
    settled_by_id: ColumnClause[UUID | None]
    settled_by: ColumnClause[str] = column(Text, default="", server_default="")
    same: ColumnClause[bool | None]
    reason: ColumnClause[str] = column(Text, default="", server_default="")

    __table_args__ = (UniqueConstraint("case_id", "known_id"), Index("ix_likeness_area", "area", "settled_at"))


def notice(tx: Tx, case_id: UUID, known_id: UUID, due: Mapping[str, Any]) -> None:
    """Two cases may be about one child: somebody has to say."""
    row = {
        "id": uuid4(),
        "area": tx.actor.area,
        "case_id": case_id,
        "known_id": known_id,
        "noticed_at": tx.now,
        "due": dict(due),
    }
    tx.execute(insert(Likeness), row)


def waiting(tx: Tx) -> tuple[Row[Any], ...]:
    """What has to be settled in the actor's area, oldest first.

    Columns: id, case_id, known_id, noticed_at, due; given, known_as, family, born_on, opened_at of the newer;
    known_given, known_known_as, known_family, known_opened_at, known_closed_at of the other.
    """
    newer, older = aliased(Case), aliased(Case)
    child, known = aliased(Child), aliased(Child)
    query = (
        select(
            Likeness.id,
            Likeness.case_id,
            Likeness.known_id,
            Likeness.noticed_at,
            Likeness.due,
            child.given_name.label("given"),
            child.known_as,
            child.family_name.label("family"),
            child.born_on,
            newer.opened_at,
            known.given_name.label("known_given"),
            known.known_as.label("known_known_as"),
            known.family_name.label("known_family"),
            older.opened_at.label("known_opened_at"),
            older.closed_at.label("known_closed_at"),
        )
        .join(newer, newer.id == Likeness.case_id)
        .join(child, child.id == newer.child_id)
        .join(older, older.id == Likeness.known_id)
        .join(known, known.id == older.child_id)
        .where(Likeness.area == tx.actor.area, Likeness.settled_at.is_(None))
        .order_by(Likeness.noticed_at, Likeness.id)
        .limit(100)
    )
    return tuple(tx.execute(query))


def count(tx: Tx) -> int:
    """How many have to be settled in the actor's area."""
    still = (Likeness.area == tx.actor.area, Likeness.settled_at.is_(None))
    return tx.execute(select(func.count()).where(*still)).scalar() or 0


def cases_of(tx: Tx, likeness_id: UUID) -> tuple[UUID, UUID]:
    """The newer case and the one that was there. Raises NotFound; whether the actor may settle it is for the caller."""
    query = select(Likeness.case_id, Likeness.known_id).where(
        Likeness.id == likeness_id, Likeness.area == tx.actor.area
    )
    if (row := tx.execute(query).first()) is None:
        raise NotFound(UNSEEN)
    return row.case_id, row.known_id


def settle(tx: Tx, likeness_id: UUID, *, same: bool, reason: str) -> None:
    """Write what somebody found. Raises Conflict where that was done already."""
    still = (Likeness.id == likeness_id, Likeness.settled_at.is_(None))
    found = {
        "settled_at": tx.now,
        "settled_by_id": tx.actor.person_id,
        "settled_by": tx.actor.name,
        "same": same,
        "reason": reason,
    }
    if tx.execute(update(Likeness).where(*still).values(**found)).rowcount != 1:
        raise Conflict("A colleague has settled this already. Reload the page.")


def alike(tx: Tx, child: Known) -> tuple[Row[Any], ...]:
    """The newest case of every child of the area who was born on this day: case_id, child_id, names, closed_at.

    Which of them are alike is for the domain to say; other children are born on a day, but few.
    """
    later = aliased(Case)
    newest = select(func.max(later.episode)).where(later.child_id == Case.child_id).correlate(Case).scalar_subquery()
    query = (
        select(
            Case.id.label("case_id"),
            Case.child_id,
            Child.given_name,
            Child.known_as,
            Child.family_name,
            Case.closed_at,
        )
        .join(Child, Child.id == Case.child_id)
        .where(
            Child.area == tx.actor.area,
            Child.born_on == child.born_on,
            Child.id != child.id,
            Case.episode == newest,
        )
        .order_by(Case.opened_at, Case.id)
    )
    return tuple(tx.execute(query))
