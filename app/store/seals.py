"""Seals: every few minutes the heads of all chains that have grown, and the access log since the last, are made fast.

A case's chain shows every edit but one: somebody who owns the database can write it anew from end to end. A seal holds
the heads as they stood, the seals are a chain of their own, and each seal's hash is also written outside the database.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnClause, Index, LargeBinary, Row, exists, func, insert, select

from app.store.access import Look
from app.store.base import dumps
from app.store.cases import Case
from app.store.journal import Entry
from app.store.table import Base, column
from app.store.tx import Tx

SETTLED = timedelta(minutes=1)  # no transaction lives as long, so no earlier row of the access log is still to come
MOST_LOOKS = 50_000
LOCK = 7_411_732


class Seal(Base):
    """One seal. heads: how many chains had grown. looks: how many rows of the access log lie in looks_from..looks_to."""

    __tablename__ = "seal"

    number: ColumnClause[int] = column(primary_key=True, autoincrement=False)
    at: ColumnClause[datetime]
    heads: ColumnClause[int]
    heads_digest: ColumnClause[bytes] = column(LargeBinary)
    looks_from: ColumnClause[int]
    looks_to: ColumnClause[int]
    looks: ColumnClause[int]
    looks_digest: ColumnClause[bytes] = column(LargeBinary)
    prev: ColumnClause[bytes] = column(LargeBinary)
    hash: ColumnClause[bytes] = column(LargeBinary)


class SealedHead(Base):
    """The end of a case's chain when the seal of this number was made."""

    __tablename__ = "sealed_head"

    case_id: ColumnClause[UUID] = column(primary_key=True)
    seq: ColumnClause[int] = column(primary_key=True, autoincrement=False)
    head: ColumnClause[bytes] = column(LargeBinary)
    number: ColumnClause[int]

    __table_args__ = (Index("ix_sealed_head_number", "number"),)


Head = tuple[UUID, int, bytes]


@dataclass(frozen=True, slots=True)
class Grown:
    """What a seal is to be made over: the chains that have grown since seal `after`, and the looks since then."""

    after: int
    heads: tuple[Head, ...]
    looks_from: int
    looks: tuple[Row[Any], ...]


LOOK = (Look.id, Look.at, Look.area, Look.actor_id, Look.session, Look.case_id, Look.what, Look.relation, Look.cases)


def grown(tx: Tx) -> Grown:
    """What has grown since the last seal; looks of the last minute are left for the next."""
    last = _last(tx)
    after, looks_from = (last.number, last.looks_to + 1) if last else (0, 1)
    sealed = exists().where(SealedHead.case_id == Case.id, SealedHead.seq == Case.journal_seq)
    heads = select(Case.id, Case.journal_seq, Case.journal_head).where(Case.journal_seq > 0, ~sealed).order_by(Case.id)
    fresh = select(func.min(Look.id)).where(Look.id >= looks_from, Look.at > tx.now - SETTLED)
    first_fresh = tx.execute(fresh).scalar()
    settled = select(*LOOK).where(Look.id >= looks_from).order_by(Look.id).limit(MOST_LOOKS)
    if first_fresh is not None:
        settled = settled.where(Look.id < first_fresh)
    return Grown(
        after,
        tuple((row.id, row.journal_seq, row.journal_head) for row in tx.execute(heads)),
        looks_from,
        tuple(tx.execute(settled)),
    )


def _last(tx: Tx) -> Row[Any] | None:
    return tx.execute(select(Seal.number, Seal.looks_to, Seal.hash).order_by(Seal.number.desc()).limit(1)).first()


def add(tx: Tx, what: Grown) -> tuple[int, datetime, bytes] | None:
    """Write a seal; returns its number, moment and hash, or None where somebody else has just made one."""
    if tx.connection.dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(LOCK)))
    last = _last(tx)
    if (last.number if last else 0) != what.after:
        return None
    row: dict[str, Any] = {
        "number": what.after + 1,
        "at": tx.now,
        "heads": len(what.heads),
        "heads_digest": heads_digest(what.heads),
        "looks_from": what.looks_from,
        "looks_to": what.looks[-1].id if what.looks else what.looks_from - 1,
        "looks": len(what.looks),
        "looks_digest": looks_digest(what.looks),
        "prev": last.hash if last else b"",
    }
    row["hash"] = seal_hash(row)
    tx.execute(insert(Seal), row)
    if what.heads:
        named = [
            {"case_id": case_id, "seq": seq, "head": head, "number": row["number"]} for case_id, seq, head in what.heads
        ]
        tx.execute(insert(SealedHead), named)
    return row["number"], row["at"], row["hash"]


def heads_digest(heads: Iterable[Head]) -> bytes:
    """One digest over the ends of chains, in the order of their cases."""
    lines = sorted(f"{case_id} {seq} {head.hex()}" for case_id, seq, head in heads)
    return hashlib.sha256("\n".join(lines).encode()).digest()


def looks_digest(looks: Iterable[Row[Any]]) -> bytes:
    """One digest over rows of the access log, in their order."""
    together = hashlib.sha256()
    for look in looks:
        moment = look.at.astimezone(UTC).isoformat(timespec="microseconds")
        said = [look.id, moment, look.area, look.actor_id, look.session, look.case_id, look.what, look.relation]
        together.update(dumps([*said, look.cases]).encode())
    return together.digest()


def seal_hash(row: Mapping[str, Any]) -> bytes:
    """The hash of a seal over all that it says and the hash of the seal before it."""
    moment = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    numbers = [row[name] for name in ("number", "heads", "looks_from", "looks_to", "looks")]
    digests = [row[name].hex() for name in ("heads_digest", "looks_digest", "prev")]
    return hashlib.sha256(dumps([*numbers, moment, *digests]).encode()).digest()


def broken(tx: Tx, outside: Mapping[int, str]) -> Iterator[str]:
    """What is wrong with the seals and with what they hold fast, as sentences.

    outside: {number: hash in hex} as kept outside the database.
    """
    prev, expected, looks_from, found = b"", 1, 1, {}
    for seal in tx.execute(select(Seal.__table__).order_by(Seal.number)).all():
        row = seal._asdict()
        number = row["number"]
        found[number] = row["hash"].hex()
        if number != expected:
            yield f"seals {expected} to {number - 1} are missing"
        elif row["prev"] != prev or row["looks_from"] != looks_from:
            yield f"seal {number} does not follow the seal before it"
        if row["hash"] != seal_hash(row):
            yield f"seal {number} is not what was written"
        yield from _broken_heads(tx, row)
        yield from _broken_looks(tx, row)
        prev, expected, looks_from = row["hash"], number + 1, row["looks_to"] + 1
    for number, outer in sorted(outside.items()):
        if number not in found:
            yield f"seal {number} is kept outside, and missing here"
        elif found[number] != outer:
            yield f"seal {number} is not the one that is kept outside"


def _broken_heads(tx: Tx, seal: Mapping[str, Any]) -> Iterator[str]:
    query = (
        select(SealedHead.case_id, SealedHead.seq, SealedHead.head, Entry.hash)
        .outerjoin(Entry, (Entry.case_id == SealedHead.case_id) & (Entry.seq == SealedHead.seq))
        .where(SealedHead.number == seal["number"])
    )
    rows = tx.execute(query).all()
    if (
        len(rows) != seal["heads"]
        or heads_digest((row.case_id, row.seq, row.head) for row in rows) != seal["heads_digest"]
    ):
        yield f"the heads under seal {seal['number']} are not what was sealed"
    for row in rows:
        if row.hash is None:
            yield f"entry {row.seq} of case {row.case_id} was sealed, and is missing"
        elif row.hash != row.head:
            yield f"entry {row.seq} of case {row.case_id} is not the one that was sealed"


def _broken_looks(tx: Tx, seal: Mapping[str, Any]) -> Iterator[str]:
    if not seal["looks"]:
        return
    query = select(*LOOK).where(Look.id.between(seal["looks_from"], seal["looks_to"])).order_by(Look.id)
    rows: Sequence[Row[Any]] = tx.execute(query).all()
    where = f"rows {seal['looks_from']} to {seal['looks_to']} of the access log, under seal {seal['number']}"
    if len(rows) != seal["looks"]:
        yield f"{where}, were {seal['looks']} and are {len(rows)}"
    elif looks_digest(rows) != seal["looks_digest"]:
        yield f"{where}, are not what was written"
