"""What happened: one hash chain per case. Field names only; the content stands apart, so that it can be erased alone."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnClause, ForeignKey, LargeBinary, Row, String, insert, select, type_coerce

from app.domain.views import Event
from app.store.base import dumps
from app.store.packing import Packed, unpack
from app.store.table import Base, column
from app.store.tx import Tx


class Entry(Base):
    """One thing that happened in a case. Append-only.

    content_digest: SHA-256 of salt and content. hash: SHA-256 over the row and `prev`, the hash of the entry before.
    """

    __tablename__ = "journal"

    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"), primary_key=True)
    seq: ColumnClause[int] = column(primary_key=True)
    at: ColumnClause[datetime]
    kind: ColumnClause[str] = column(String(40))
    actor: ColumnClause[str] = column(String(40))
    content_digest: ColumnClause[bytes] = column(LargeBinary)
    prev: ColumnClause[bytes] = column(LargeBinary)
    hash: ColumnClause[bytes] = column(LargeBinary)


class Content(Base):
    """What an entry says: who by name, a title, lines, names of fields. Never a child's answers.

    body holds it for entries that were written before there was `packed`.
    """

    __tablename__ = "journal_content"

    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"), primary_key=True)
    seq: ColumnClause[int] = column(primary_key=True)
    salt: ColumnClause[bytes] = column(LargeBinary)
    body: ColumnClause[dict[str, Any]] = column(default=dict)
    packed: ColumnClause[Any] = column(Packed, nullable=True)


def said(row: Row[Any]) -> Mapping[str, Any] | None:
    """What the entry in a row that selects Content.body and Content.packed says; None where it has been erased."""
    found: Mapping[str, Any] | None = row.packed if row.packed is not None else row.body
    return found


@dataclass(frozen=True, slots=True)
class Happened:
    """Something to be journalled. title: a sentence. lines: further sentences. more: ids, keys and names of fields."""

    kind: str
    title: str
    lines: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a case's chain, to be written to the case's row."""

    seq: int
    head: bytes


def append(tx: Tx, case_id: UUID, tail: Tail, happened: Sequence[Happened]) -> Tail:
    """Add entries to the case's chain, which is locked; returns its new end. `tail`: the end as read under the lock."""
    entries, contents = [], []
    actor = str(tx.actor.person_id or "system")
    for one in happened:
        body = {"by": tx.actor.name, "title": one.title, "lines": list(one.lines), **one.more}
        salt = secrets.token_bytes(16)
        row: dict[str, Any] = {
            "case_id": case_id,
            "seq": tail.seq + 1,
            "at": tx.now,
            "kind": one.kind,
            "actor": actor,
            "content_digest": content_digest(salt, body),
            "prev": tail.head,
        }
        row["hash"] = entry_hash(**row)
        entries.append(row)
        contents.append({"case_id": case_id, "seq": tail.seq + 1, "salt": salt, "packed": body})
        tail = Tail(tail.seq + 1, row["hash"])
    tx.execute(insert(Entry), entries)
    tx.execute(insert(Content), contents)
    return tail


def content_digest(salt: bytes, body: Mapping[str, Any]) -> bytes:
    """What the chain holds of an entry's content; it says nothing once the salt is erased."""
    return _digest(salt, dumps(body).encode())


def _digest(salt: bytes, content: bytes) -> bytes:
    return hashlib.sha256(salt + content).digest()


def entry_hash(
    *, case_id: UUID, seq: int, at: datetime, kind: str, actor: str, content_digest: bytes, prev: bytes
) -> bytes:
    """The hash of an entry over all that it says and the hash before it."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [str(case_id), seq, moment, kind, actor, content_digest.hex(), prev.hex()]
    return hashlib.sha256(dumps(said).encode()).digest()


def timeline(tx: Tx, case_id: UUID, *, before: int | None, limit: int) -> tuple[Event, ...]:
    """A case's entries, newest first. The caller has made sure that the actor may see the case."""
    query = (
        select(Entry.seq, Entry.at, Entry.kind, Content.body, Content.packed)
        .outerjoin(Content, (Content.case_id == Entry.case_id) & (Content.seq == Entry.seq))
        .where(Entry.case_id == case_id)
        .order_by(Entry.seq.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Entry.seq < before)
    return tuple(_event(row.seq, row.at, row.kind, said(row) or ERASED) for row in tx.execute(query))


ERASED = {"by": "", "title": "Something happened here; its content has been erased.", "lines": []}


def _event(seq: int, at: datetime, kind: str, body: Mapping[str, Any]) -> Event:
    return Event(seq, at, body["by"], kind, body["title"], tuple(body["lines"]))


def broken(tx: Tx, case_id: UUID, tail: Tail) -> Iterator[str]:
    """What is wrong with a case's chain, as sentences; nothing where it is whole. tail: the end that the case states."""
    entries = tx.execute(
        select(Entry.__table__, Content.salt, Content.body, type_coerce(Content.packed, LargeBinary).label("packed"))
        .outerjoin(Content, (Content.case_id == Entry.case_id) & (Content.seq == Entry.seq))
        .where(Entry.case_id == case_id)
        .order_by(Entry.seq)
    )
    prev, seq = b"", 0
    for row in entries:
        stated = {
            name: getattr(row, name) for name in ("case_id", "seq", "at", "kind", "actor", "content_digest", "prev")
        }
        missing = row.seq - seq - 1
        if missing:
            yield _missing(case_id, seq + 1, row.seq - 1)
        if row.hash != entry_hash(**stated) or (not missing and row.prev != prev):
            yield f"entry {row.seq} of case {case_id} is not what was written"
        if row.salt is not None and not _is_what_was_said(row):
            yield f"the content of entry {row.seq} of case {case_id} is not what was written"
        prev, seq = row.hash, row.seq
    if seq < tail.seq:
        yield _missing(case_id, seq + 1, tail.seq)
    elif seq > tail.seq:
        yield f"entry {tail.seq + 1} of case {case_id} stands after the end that the case states"
    elif prev != tail.head:
        yield f"entry {seq} of case {case_id} is not the end that the case states"


def _is_what_was_said(row: Row[Any]) -> bool:
    if row.packed is not None and row.body:
        return False  # written beside what is read
    try:
        content = unpack(row.packed) if row.packed is not None else dumps(row.body).encode()
    except ValueError:
        return False
    found: bool = _digest(row.salt, content) == row.content_digest
    return found


def _missing(case_id: UUID, first: int, last: int) -> str:
    if first == last:
        return f"entry {first} of case {case_id} is missing"
    return f"entries {first} to {last} of case {case_id} are missing"


def bodies(tx: Tx, case_id: UUID, *, since: datetime | None = None) -> tuple[Row[Any], ...]:
    """What a case's entries say, oldest first: seq, at, kind, and what `said` reads. since: only from this moment on."""
    query = (
        select(Entry.seq, Entry.at, Entry.kind, Content.body, Content.packed)
        .outerjoin(Content, (Content.case_id == Entry.case_id) & (Content.seq == Entry.seq))
        .where(Entry.case_id == case_id)
    )
    if since is not None:
        query = query.where(Entry.at >= since)
    return tuple(tx.execute(query.order_by(Entry.seq)))
