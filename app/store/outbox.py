"""What is to be sent, written in the transaction that caused it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnClause, ForeignKey, Index, String, exists, func, insert, or_, select, update

from app.store import queue
from app.store.people import Person
from app.store.table import Base, aliased, column, only
from app.store.tx import Tx

LEASE = timedelta(minutes=5)
ANNOUNCED = "announced"  # the kind of what is told to another system: that an entry was journalled
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)


class Outgoing(Base):
    """One thing to be sent. state: waiting, sent or dead. payload: flat, ids only, never personal data.

    lease_until: whoever took it has until then. id: also the provider's reference, so that a receiver can drop doubles.
    """

    __tablename__ = "outbox"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    case_id: ColumnClause[UUID | None] = column(ForeignKey("case.id"))
    seq: ColumnClause[int]
    kind: ColumnClause[str] = column(String(100))
    person_id: ColumnClause[UUID | None] = column(ForeignKey("person.id"))
    payload: ColumnClause[dict[str, Any]]
    state: ColumnClause[str] = column(String(10))
    tries: ColumnClause[int] = column(default=0)
    try_at: ColumnClause[datetime]
    lease_until: ColumnClause[datetime | None]
    written_at: ColumnClause[datetime]
    closed_at: ColumnClause[datetime | None]

    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "try_at",
            "id",
            **only("state = 'waiting'"),
        ),
        Index("uq_outbox_once", "case_id", "seq", "kind", "person_id", unique=True),
    )


@dataclass(frozen=True, slots=True)
class Letter:
    """Something to be sent because of a journal entry. person_id: to whom, for notices."""

    kind: str
    person_id: UUID | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """Something to be sent, taken by one relay until its lease ends. email: where to, for notices."""

    id: UUID
    kind: str
    case_id: UUID | None
    payload: Mapping[str, Any]
    email: str | None
    tries: int
    seq: int
    written_at: datetime


def put(tx: Tx, case_id: UUID | None, seq: int, letters: Iterable[Letter]) -> None:
    """Have letters sent after the commit. The same kind to the same person for the same entry is sent once.

    case_id: None for what follows from no entry of a case's journal.
    """
    rows = [
        {
            "case_id": case_id,
            "seq": seq,
            "kind": letter.kind,
            "person_id": letter.person_id,
            "payload": dict(letter.payload),
            "state": "waiting",
            "try_at": tx.now,
            "written_at": tx.now,
        }
        for letter in {(one.kind, one.person_id or uuid4()): one for one in letters}.values()
    ]
    if rows:
        tx.execute(insert(Outgoing), rows)
        queue.deliver(tx)


def take(tx: Tx, limit: int) -> tuple[Taken, ...]:
    """Take what is to be sent now, in order, so that no other relay does for the length of a lease.

    What is announced of a case is announced in the order in which it happened, one after the other.
    """
    free = or_(Outgoing.lease_until.is_(None), Outgoing.lease_until <= tx.now)
    before = aliased(Outgoing)
    earlier = exists().where(before.case_id == Outgoing.case_id, before.seq < Outgoing.seq, before.kind == ANNOUNCED)
    in_turn = or_(Outgoing.kind != ANNOUNCED, ~earlier.where(before.state == "waiting"))
    ids = (
        select(Outgoing.id)
        .where(Outgoing.state == "waiting", Outgoing.try_at <= tx.now, free, in_turn)
        .order_by(Outgoing.try_at, Outgoing.seq, Outgoing.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Outgoing)
    )
    chosen = list(tx.execute(ids).scalars())
    if not chosen:
        return ()
    tx.execute(update(Outgoing).where(Outgoing.id.in_(chosen)).values(lease_until=tx.now + LEASE))
    query = (
        select(Outgoing.id, Outgoing.kind, Outgoing.case_id, Outgoing.payload, Person.email, Outgoing.tries)
        .add_columns(Outgoing.seq, Outgoing.written_at)
        .outerjoin(Person, Person.id == Outgoing.person_id)
        .where(Outgoing.id.in_(chosen))
        .order_by(Outgoing.try_at, Outgoing.seq, Outgoing.id)
    )
    return tuple(Taken(*tuple(row)) for row in tx.execute(query))


def sent(tx: Tx, taken: Taken) -> None:
    """It has been handed over."""
    tx.execute(update(Outgoing).where(Outgoing.id == taken.id).values(state="sent", closed_at=tx.now, lease_until=None))


def failed(tx: Tx, taken: Taken) -> bool:
    """It could not be handed over: later again, or never. Returns whether it is given up."""
    this = update(Outgoing).where(Outgoing.id == taken.id)
    if taken.tries >= len(WAITS):
        tx.execute(this.values(state="dead", closed_at=tx.now, lease_until=None))
        return True
    again = tx.now + WAITS[taken.tries]
    tx.execute(this.values(tries=taken.tries + 1, try_at=again, lease_until=None))
    return False


def revive(tx: Tx, outbox_id: UUID) -> bool:
    """Have something that was given up sent again, under its old id; returns whether it was."""
    dead = (Outgoing.id == outbox_id, Outgoing.state == "dead")
    again = {"state": "waiting", "tries": 0, "try_at": tx.now, "closed_at": None}
    return bool(tx.execute(update(Outgoing).where(*dead).values(again)).rowcount)


def letters_in(tx: Tx, state: str) -> int:
    """How many are waiting, or were given up."""
    found: int = tx.execute(select(func.count()).where(Outgoing.state == state)).scalar_one()
    return found


def oldest_waiting(tx: Tx) -> datetime | None:
    """When the oldest that waits was written, or None."""
    moment: datetime | None = tx.execute(
        select(func.min(Outgoing.written_at)).where(Outgoing.state == "waiting")
    ).scalar()
    return moment


def announces(tx: Tx) -> bool:
    """Is another system told what happens? Said when the database was opened."""
    return tx.announces
