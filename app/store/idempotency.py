"""Answers that were given, kept so that the same request again gets the same answer."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnClause, String, delete, insert, select

from app.domain.errors import Invalid, KeyReused
from app.store.base import dumps
from app.store.table import Base, column
from app.store.tx import Tx

DIGITS = 32  # of hexadecimal: 128 bits tell one's own requests under one key apart


class Given(Base):
    """One request by its key and what it was answered. digest: the first half of the SHA-256 of what was asked."""

    __tablename__ = "idempotency"

    actor: ColumnClause[str] = column(String(40), primary_key=True)
    key: ColumnClause[str] = column(String(200), primary_key=True)
    digest: ColumnClause[str] = column(String(64))
    answer: ColumnClause[dict[str, Any]]
    at: ColumnClause[datetime] = column(index=True)


def answer(tx: Tx, key: str, asked: object) -> Mapping[str, Any] | None:
    """What this request was answered before, or None. asked: everything that was sent.

    Raises KeyReused where the key came with something else, and Invalid for a key that is empty or too long.
    """
    if not 0 < len(key) <= 200:
        raise Invalid("Send a key of 1 to 200 characters with this request, made anew for each act.")
    query = select(Given.digest, Given.answer).where(Given.actor == _actor(tx), Given.key == key)
    if (row := tx.execute(query).first()) is None:
        return None
    if row.digest[:DIGITS] != digest(asked):
        raise KeyReused("This was sent before with other content. Reload the page and send it again.")
    given: Mapping[str, Any] = row.answer
    return given


def keep(tx: Tx, key: str, asked: object, given: Mapping[str, Any]) -> None:
    """Keep an answer for the same request."""
    row = {"actor": _actor(tx), "key": key, "digest": digest(asked), "answer": dict(given), "at": tx.now}
    tx.execute(insert(Given), row)


def forget(tx: Tx, before: datetime) -> None:
    """Answers given before this moment are not asked for again."""
    tx.execute(delete(Given).where(Given.at < before))


def digest(asked: object) -> str:
    """What is compared of a request."""
    return hashlib.sha256(dumps(asked).encode()).hexdigest()[:DIGITS]


def _actor(tx: Tx) -> str:
    return str(tx.actor.person_id or "system")
