"""What is known of a child for returns, each version as somebody recorded it; the newest counts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnClause, ForeignKey, Index, Row, Text, insert, select

from app.store.table import Base, column
from app.store.tx import Tx


class Characteristics(Base):
    """One version. given: {key of `domain.characteristics.ASKED`: code}. Nobody overwrites one;
    only what is erased goes."""

    __tablename__ = "characteristics"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    child_id: ColumnClause[UUID] = column(ForeignKey("child.id"))
    at: ColumnClause[datetime]
    by_id: ColumnClause[UUID | None]
    by: ColumnClause[str] = column(Text)
    given: ColumnClause[dict[str, Any]]

    __table_args__ = (Index("ix_characteristics_child_id", "child_id", "at"),)


def add(tx: Tx, child_id: UUID, given: Mapping[str, str]) -> None:
    """Write the next version, by the actor."""
    by = {"by_id": tx.actor.person_id, "by": tx.actor.name}
    tx.execute(insert(Characteristics), {"child_id": child_id, "at": tx.now, **by, "given": dict(given)})


def newest(tx: Tx, child_id: UUID) -> Row[Any] | None:
    """The newest version of a child whose case the caller has opened: given, by, at; None where nothing was recorded."""
    query = select(Characteristics.given, Characteristics.by, Characteristics.at)
    query = query.where(Characteristics.child_id == child_id)
    return tx.execute(query.order_by(Characteristics.at.desc(), Characteristics.id.desc()).limit(1)).first()
