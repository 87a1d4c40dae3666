"""Clocks that are to be worked out anew, because an area's policy or its holidays have changed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnClause, ForeignKey, Row, String, delete, insert, select, update

from app.store.cases import Case
from app.store.table import Base, column
from app.store.tx import Tx


class Retiming(Base):
    """An area whose cases are gone through, in the order of their ids. after: the last case that is done. why: words."""

    __tablename__ = "retiming"

    area: ColumnClause[str] = column(ForeignKey("area.code"), primary_key=True)
    after: ColumnClause[UUID | None]
    why: ColumnClause[str] = column(String(200))


def begin(tx: Tx, area: str, why: str) -> None:
    """Have the clocks of all the area's cases worked out anew, from the first, also where that was under way."""
    if not tx.execute(update(Retiming).where(Retiming.area == area).values(after=None, why=why)).rowcount:
        tx.execute(insert(Retiming), {"area": area, "after": None, "why": why})


def waiting(tx: Tx) -> tuple[Row[Any], ...]:
    """The areas that are gone through: area, after, why."""
    return tuple(tx.execute(select(Retiming.area, Retiming.after, Retiming.why).order_by(Retiming.area)))


def everywhere(tx: Tx) -> tuple[UUID, ...]:
    """Every case, in the order of their ids."""
    return tuple(tx.execute(select(Case.id).order_by(Case.id)).scalars())


def following(tx: Tx, area: str, after: UUID | None, limit: int) -> Sequence[UUID]:
    """The next cases of an area, in the order of their ids."""
    query = select(Case.id).where(Case.area == area).order_by(Case.id).limit(limit)
    return tuple(tx.execute(query if after is None else query.where(Case.id > after)).scalars())


def done(tx: Tx, area: str, *, before: UUID | None, after: UUID | None) -> None:
    """All cases from `before` to `after` are done; after None: the whole area is. Begun anew meanwhile, it stays so."""
    this = (Retiming.area == area, Retiming.after.is_(None) if before is None else Retiming.after == before)
    tx.execute(delete(Retiming).where(*this) if after is None else update(Retiming).where(*this).values(after=after))
