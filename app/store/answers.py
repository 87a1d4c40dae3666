"""What people have answered: kept as values and in words, read by people and never by the engine."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnClause, ForeignKey, Row, Text, insert, select

from app.domain.views import Answered
from app.store.packing import Packed
from app.store.table import Base, column
from app.store.tx import Tx


class Answer(Base):
    """A completed task's answers: as values, and in words as they were shown. Never read by the engine.

    task_id: the task's; for what was answered at the start of the journey, the case's. packed: [given, words]. The two
    columns for themselves hold what was answered before there was `packed`.
    """

    __tablename__ = "answer"

    task_id: ColumnClause[UUID] = column(primary_key=True)
    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"), index=True)
    key: ColumnClause[str] = column(Text)
    name: ColumnClause[str] = column(Text)
    by_id: ColumnClause[UUID | None]
    by: ColumnClause[str] = column(Text)
    at: ColumnClause[datetime]
    given: ColumnClause[dict[str, Any]] = column(default=dict)
    words: ColumnClause[list[Any]] = column(default=list)
    packed: ColumnClause[Any] = column(Packed, nullable=True)


SAID = (Answer.given, Answer.words, Answer.packed)


def said(row: Row[Any]) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    """The answers in a row that selects SAID: as values, and in words."""
    given, words = row.packed if row.packed is not None else (row.given, row.words)
    return given, tuple((label, text) for label, text in words)


def keep(
    tx: Tx,
    case_id: UUID,
    task: tuple[UUID, str, str],
    given: Mapping[str, Any],
    words: Sequence[tuple[str, str]],
) -> None:
    """Keep a completed task's answers for later readers. task: id, key, name."""
    row = {
        "task_id": task[0],
        "case_id": case_id,
        "key": task[1],
        "name": task[2],
        "by_id": tx.actor.person_id,
        "by": tx.actor.name,
        "at": tx.now,
        "packed": [dict(given), [list(pair) for pair in words]],
    }
    tx.execute(insert(Answer), row)


def of_case(tx: Tx, case_id: UUID, keys: Collection[str] | None = None) -> tuple[Answered, ...]:
    """The answers given in a case, oldest first; keys: only those of these tasks."""
    columns = (Answer.task_id, Answer.key, Answer.name, Answer.by, Answer.at, *SAID)
    query = select(*columns).where(Answer.case_id == case_id).order_by(Answer.at, Answer.task_id)
    if keys is not None:
        query = query.where(Answer.key.in_(keys))
    return tuple(Answered(row.task_id, row.key, row.name, row.by, row.at, said(row)[1]) for row in tx.execute(query))


def done_by_actor(tx: Tx, case_id: UUID, keys: Collection[str]) -> str | None:
    """The name of a task with one of these keys that the actor has done in this case, or None."""
    query = select(Answer.name).where(
        Answer.case_id == case_id, Answer.key.in_(keys), Answer.by_id == tx.actor.person_id
    )
    name: str | None = tx.execute(query.limit(1)).scalar()
    return name


def doers(tx: Tx, case_id: UUID, keys: Collection[str]) -> frozenset[UUID]:
    """Who has done a task with one of these keys in this case."""
    query = select(Answer.by_id).where(Answer.case_id == case_id, Answer.key.in_(keys), Answer.by_id.is_not(None))
    return frozenset(tx.execute(query).scalars())


@dataclass(frozen=True, slots=True)
class Given:
    """One set of answers as values and in words."""

    by: str
    key: str
    values: Mapping[str, Any]
    words: tuple[tuple[str, str], ...]

    def text(self, field: str) -> str:
        """A field's text, or empty."""
        value = self.values.get(field)
        return value if isinstance(value, str) else ""


def given(tx: Tx, case_id: UUID) -> tuple[Given, ...]:
    """The answers given in a case as values, oldest first."""
    query = select(Answer.by, Answer.key, *SAID).where(Answer.case_id == case_id)
    return tuple(Given(row.by, row.key, *said(row)) for row in tx.execute(query.order_by(Answer.at, Answer.task_id)))
