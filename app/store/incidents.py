"""Things that went wrong and that somebody has to look at."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base
from app.store.tx import Tx


class Incident(Base):
    """Something an operator must look at. kind: for example timer-dead; detail: ids and class names, never personal data."""

    __tablename__ = "incident"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    at: Mapped[datetime]
    area: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(String(1000))
    settled_at: Mapped[datetime | None]


def report(tx: Tx, kind: str, detail: str, *, area: str = "", case_id: UUID | None = None) -> None:
    """Open an incident. detail: ids and class names, never a child's words."""
    row = {
        "at": tx.now,
        "area": area or tx.actor.area,
        "case_id": case_id,
        "kind": kind,
        "detail": detail[:1000],
    }
    tx.execute(insert(Incident), row)
