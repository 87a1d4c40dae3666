"""How the house is: when each of its own rounds was last completed, and what its inspections found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnClause, Index, Row, String, bindparam, delete, insert, select, text, update

from app.store.table import Base, Moment, column
from app.store.tx import Tx

KEPT = 100  # differences in one inspection's row; all of them are printed by the command


class Beat(Base):
    """When a round (tick, relay, seal) was last completed, by the database's own clock."""

    __tablename__ = "beat"

    name: ColumnClause[str] = column(String(40), primary_key=True)
    at: ColumnClause[datetime]


class Inspection(Base):
    """One look at everything. found: how many differences; differences: the first of them, “kind: sentence”."""

    __tablename__ = "inspection"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    at: ColumnClause[datetime]
    milliseconds: ColumnClause[int]
    cases: ColumnClause[int]
    found: ColumnClause[int]
    differences: ColumnClause[list[str]]

    __table_args__ = (Index("ix_inspection_at", "at"),)


def beat(tx: Tx, name: str) -> None:
    """This round is completed now. By the real clock: a demo's may jump. Two may complete their first one at once."""
    if not tx.execute(update(Beat).where(Beat.name == name).values(at=tx.real_now)).rowcount:
        first = text("INSERT INTO beat (name, at) VALUES (:name, :at) ON CONFLICT (name) DO NOTHING")
        tx.execute(first.bindparams(bindparam("at", type_=Moment())), {"name": name, "at": tx.real_now})


def beats(tx: Tx) -> dict[str, datetime]:
    """{round: when it was last completed}."""
    return {row.name: row.at for row in tx.execute(select(Beat.name, Beat.at))}


def inspected(tx: Tx, *, milliseconds: int, cases: int, differences: Sequence[str]) -> None:
    """Keep what an inspection found; the last hundred inspections are kept."""
    row = {
        "at": tx.real_now,
        "milliseconds": milliseconds,
        "cases": cases,
        "found": len(differences),
        "differences": list(differences[:KEPT]),
    }
    tx.execute(insert(Inspection), row)
    newest = select(Inspection.at).order_by(Inspection.at.desc()).offset(KEPT).limit(1).scalar_subquery()
    tx.execute(delete(Inspection).where(Inspection.at <= newest))


def last_inspection(tx: Tx) -> Row[Any] | None:
    """The newest inspection: at, milliseconds, cases, found, differences; None before the first."""
    columns = (Inspection.at, Inspection.milliseconds, Inspection.cases, Inspection.found, Inspection.differences)
    return tx.execute(select(*columns).order_by(Inspection.at.desc()).limit(1)).first()
