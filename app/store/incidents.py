"""Things that went wrong and that somebody has to look at."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnClause, ForeignKey, Index, Row, String, Text, insert, select, update

from app.store.table import Base, column, only
from app.store.tx import Tx


class Incident(Base):
    """Something an operator must look at. kind: for example timer-dead; detail: ids and class names, never personal data.

    subject_id: what can be tried again, for example the outbox row. settled_by: who has dealt with it.
    """

    __tablename__ = "incident"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    at: ColumnClause[datetime]
    area: ColumnClause[str] = column(String(40))
    case_id: ColumnClause[UUID | None] = column(ForeignKey("case.id"), index=True)
    kind: ColumnClause[str] = column(String(40))
    detail: ColumnClause[str] = column(String(1000))
    settled_at: ColumnClause[datetime | None]
    subject_id: ColumnClause[UUID | None]
    settled_by: ColumnClause[str | None] = column(Text)

    __table_args__ = (
        Index(
            "ix_incident_open",
            "at",
            **only("settled_at IS NULL"),
        ),
    )


def report(
    tx: Tx, kind: str, detail: str, *, area: str = "", case_id: UUID | None = None, subject_id: UUID | None = None
) -> None:
    """Open an incident. detail: ids and class names, never a child's words. subject_id: what can be tried again."""
    row = {
        "at": tx.now,
        "area": area or tx.actor.area,
        "case_id": case_id,
        "kind": kind,
        "detail": detail[:1000],
        "subject_id": subject_id,
    }
    tx.execute(insert(Incident), row)


def unsettled(tx: Tx, limit: int) -> tuple[Row[Any], ...]:
    """Open incidents, newest first: id, at, area, case_id, kind, detail, subject_id."""
    columns = (Incident.id, Incident.at, Incident.area, Incident.case_id, Incident.kind, Incident.detail)
    query = select(*columns, Incident.subject_id).where(Incident.settled_at.is_(None))
    return tuple(tx.execute(query.order_by(Incident.at.desc(), Incident.id).limit(limit)))


def settle(tx: Tx, incident_id: UUID) -> Row[Any] | None:
    """The actor has dealt with an incident; returns it (kind, case_id, subject_id), or None where it is not open."""
    still_open = (Incident.id == incident_id, Incident.settled_at.is_(None))
    found = tx.execute(select(Incident.kind, Incident.case_id, Incident.subject_id).where(*still_open)).first()
    settling = update(Incident).where(*still_open).values(settled_at=tx.now, settled_by=tx.actor.name)
    return found if tx.execute(settling).rowcount else None
