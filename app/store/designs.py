"""Designs: the draft of a change to a process, what happened to it, and the texts that others took the place of."""

import hashlib
import re
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnClause, ForeignKey, Index, LargeBinary, Row, String, Text, func, insert, select, update

from app.domain import designs as domain
from app.domain.designs import Happening, KeptText, Mark, State
from app.domain.errors import NotFound
from app.store.table import Base, column
from app.store.tx import Tx

HANDS = ("made", "joined")  # what gives somebody a hand in a design
DIGEST = re.compile(r"[0-9a-f]{64}")
SHOWN = 50  # settled designs in a list


class Design(Base):
    """A proposed change to one process of the area. content: the text of `version`, whatever it is."""

    __tablename__ = "design"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    area: ColumnClause[str] = column(ForeignKey("area.code"))
    process: ColumnClause[str] = column(String(200))
    name: ColumnClause[str] = column(String(200))
    file: ColumnClause[str] = column(String(400))
    base: ColumnClause[int]
    state: ColumnClause[str] = column(String(20))
    version: ColumnClause[int]
    content: ColumnClause[bytes] = column(LargeBinary)
    note: ColumnClause[str] = column(Text)
    reason: ColumnClause[str] = column(Text)
    release: ColumnClause[int | None]
    made_by_id: ColumnClause[UUID | None]
    made_by: ColumnClause[str] = column(String(200))
    made_at: ColumnClause[datetime]
    saved_by_id: ColumnClause[UUID | None]
    saved_by: ColumnClause[str] = column(String(200))
    saved_at: ColumnClause[datetime]
    proposed_by_id: ColumnClause[UUID | None]
    proposed_by: ColumnClause[str | None] = column(String(200))
    proposed_at: ColumnClause[datetime | None]
    settled_by_id: ColumnClause[UUID | None]
    settled_by: ColumnClause[str | None] = column(String(200))
    settled_at: ColumnClause[datetime | None]

    __table_args__ = (Index("ix_design_area_state", "area", "state"),)


class DesignEvent(Base):
    """One thing that happened to a design: who, when, what. Append-only."""

    __tablename__ = "design_event"

    design_id: ColumnClause[UUID] = column(ForeignKey("design.id"), primary_key=True)
    number: ColumnClause[int] = column(primary_key=True)
    kind: ColumnClause[str] = column(String(20))
    person_id: ColumnClause[UUID | None]
    by: ColumnClause[str] = column(String(200))
    at: ColumnClause[datetime]
    version: ColumnClause[int]
    note: ColumnClause[str] = column(Text)


class DesignText(Base):
    """A text that was proposed, or that another one took the place of. Append-only; the same text is kept once."""

    __tablename__ = "design_text"

    design_id: ColumnClause[UUID] = column(ForeignKey("design.id"), primary_key=True)
    digest: ColumnClause[str] = column(String(64), primary_key=True)
    content: ColumnClause[bytes] = column(LargeBinary)
    by: ColumnClause[str] = column(String(200))
    at: ColumnClause[datetime]
    why: ColumnClause[str] = column(String(200))


SHORT = [column for column in Design.__table__.c if column.name != "content"]


def add(tx: Tx, *, process: str, name: str, file: str, base: int, content: bytes) -> UUID:
    """Begin a design in the actor's area; returns its id."""
    design_id = uuid4()
    row = {"id": design_id, "area": tx.actor.area, "process": process, "name": name, "file": file, "base": base}
    row |= {"state": State.DRAFT.value, "version": 1, "content": content, "note": "", "reason": ""}
    tx.execute(insert(Design), row | marked(tx, "made") | marked(tx, "saved"))
    note(tx, design_id, "made", version=1)
    return design_id


def marked(tx: Tx, what: str) -> dict[str, Any]:
    """The columns that say that the actor did something now."""
    return {f"{what}_by_id": tx.actor.person_id, f"{what}_by": tx.actor.name, f"{what}_at": tx.now}


def lock(tx: Tx, design_id: UUID) -> domain.Design:
    """A design of the actor's area, which nobody else changes until the end. Raises NotFound."""
    tx.execute(select(Design.id).where(Design.id == design_id).with_for_update())
    return one(tx, design_id)


def one(tx: Tx, design_id: UUID) -> domain.Design:
    """A design of the actor's area, without its text. Raises NotFound."""
    row = tx.execute(select(*SHORT).where(Design.id == design_id, Design.area == tx.actor.area)).first()
    if row is None:
        raise NotFound("There is no such change. Go back to the list of changes.")
    return _design(row, _hands(tx, [design_id]).get(design_id, {}))


def content(tx: Tx, design_id: UUID) -> bytes:
    """A design's text. The caller has read the design."""
    found: bytes = tx.execute(select(Design.content).where(Design.id == design_id)).scalar_one()
    return found


def listed(tx: Tx) -> tuple[domain.Design, ...]:
    """The area's designs: all that are open, then those settled last; newest first."""
    is_open = Design.state.in_((State.DRAFT.value, State.PROPOSED.value))
    query = select(*SHORT).where(Design.area == tx.actor.area)
    rows = [
        *tx.execute(query.where(is_open).order_by(Design.saved_at.desc())),
        *tx.execute(query.where(~is_open).order_by(Design.settled_at.desc()).limit(SHOWN)),
    ]
    hands = _hands(tx, [row.id for row in rows])
    return tuple(_design(row, hands.get(row.id, {})) for row in rows)


def open_of(tx: Tx, process: str) -> UUID | None:
    """The actor's own open design of a process, the one saved last; None where there is none."""
    query = (
        select(Design.id)
        .join(DesignEvent, DesignEvent.design_id == Design.id)
        .where(
            Design.area == tx.actor.area,
            Design.process == process,
            Design.state.in_((State.DRAFT.value, State.PROPOSED.value)),
            DesignEvent.kind.in_(HANDS),
            DesignEvent.person_id == tx.actor.person_id,
        )
        .order_by(Design.saved_at.desc())
        .limit(1)
    )
    return tx.execute(query).scalar()


def change(tx: Tx, design: domain.Design, **values: Any) -> None:
    """Write columns of a design, which is locked."""
    tx.execute(update(Design).where(Design.id == design.id).values(**values))


def note(tx: Tx, design_id: UUID, kind: str, *, version: int, note: str = "") -> None:
    """Add to a design's history, which is locked or new."""
    last = tx.execute(
        select(func.coalesce(func.max(DesignEvent.number), 0)).where(DesignEvent.design_id == design_id)
    ).scalar_one()
    row = {"design_id": design_id, "number": last + 1, "kind": kind, "person_id": tx.actor.person_id}
    tx.execute(insert(DesignEvent), row | {"by": tx.actor.name, "at": tx.now, "version": version, "note": note})


def history(tx: Tx, design_id: UUID) -> tuple[Happening, ...]:
    """What happened to a design, newest first."""
    query = select(DesignEvent.kind, DesignEvent.by, DesignEvent.at, DesignEvent.note)
    rows = tx.execute(query.where(DesignEvent.design_id == design_id).order_by(DesignEvent.number.desc()))
    return tuple(Happening(row.kind, row.by, row.at, row.note) for row in rows)


def keep(tx: Tx, design_id: UUID, text: bytes, *, by: str, at: datetime, why: str) -> None:
    """Keep a text for good, for download. The same text is kept once. The design is locked."""
    digest = hashlib.sha256(text).hexdigest()
    known = select(DesignText.digest).where(DesignText.design_id == design_id, DesignText.digest == digest)
    if tx.execute(known).first() is None:
        row = {"design_id": design_id, "digest": digest, "content": text, "by": by, "at": at, "why": why}
        tx.execute(insert(DesignText), row)


def kept(tx: Tx, design_id: UUID) -> tuple[KeptText, ...]:
    """The texts that are kept of a design, newest first."""
    query = select(DesignText.digest, DesignText.by, DesignText.at, DesignText.why)
    rows = tx.execute(query.where(DesignText.design_id == design_id).order_by(DesignText.at.desc(), DesignText.digest))
    return tuple(KeptText(row.digest, row.by, row.at, row.why) for row in rows)


def kept_text(tx: Tx, design_id: UUID, digest: str) -> bytes:
    """One of them. Raises NotFound."""
    query = select(DesignText.content).where(DesignText.design_id == design_id, DesignText.digest == digest)
    found: bytes | None = tx.execute(query).scalar() if DIGEST.fullmatch(digest) else None
    if found is None:
        raise NotFound("There is no such text.")
    return found


def _hands(tx: Tx, ids: list[UUID]) -> dict[UUID, dict[UUID, str]]:
    query = (
        select(DesignEvent.design_id, DesignEvent.person_id, DesignEvent.by)
        .where(DesignEvent.design_id.in_(ids), DesignEvent.kind.in_(HANDS), DesignEvent.person_id.is_not(None))
        .order_by(DesignEvent.number)
    )
    found: dict[UUID, dict[UUID, str]] = {}
    for row in tx.execute(query):
        found.setdefault(row.design_id, {})[row.person_id] = row.by
    return found


def _design(row: Row[Any], hands: dict[UUID, str]) -> domain.Design:
    def mark(by_id: UUID | None, by: str | None, at: datetime | None) -> Mark | None:
        return Mark(by_id, by or "", at) if at else None

    return domain.Design(
        row.id,
        row.process,
        row.name,
        row.file,
        row.base,
        State(row.state),
        row.version,
        Mark(row.made_by_id, row.made_by, row.made_at),
        Mark(row.saved_by_id, row.saved_by, row.saved_at),
        hands,
        row.note,
        mark(row.proposed_by_id, row.proposed_by, row.proposed_at),
        mark(row.settled_by_id, row.settled_by, row.settled_at),
        row.reason,
        row.release,
    )
