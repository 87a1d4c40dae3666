"""Words kept while a task is being answered: one row per field, outside the case's lock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnClause, ForeignKey, Text, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.errors import Stale, StaleDraft
from app.domain.views import DraftField
from app.store.table import Base, column
from app.store.tx import Tx


class Draft(Base):
    """One field's latest words, valid or not. version counts its saves."""

    __tablename__ = "draft"

    task_id: ColumnClause[UUID] = column(ForeignKey("task.id"), primary_key=True)
    field: ColumnClause[str] = column(Text, primary_key=True)
    value: ColumnClause[Any] = column(JSON, nullable=True)
    version: ColumnClause[int]
    editor_id: ColumnClause[UUID | None]
    editor: ColumnClause[str] = column(Text)
    at: ColumnClause[datetime]


def of(tx: Tx, task_id: UUID) -> dict[str, DraftField]:
    """{field: its latest words} of a task's draft."""
    query = select(Draft.field, Draft.value, Draft.version, Draft.editor, Draft.at).where(Draft.task_id == task_id)
    return {row.field: DraftField(row.value, row.version, row.editor, row.at) for row in tx.execute(query)}


def save(tx: Tx, task_id: UUID, changes: Mapping[str, tuple[Any, int]]) -> None:
    """Keep these fields: {field: (value, version seen)}. Raises StaleDraft, and keeps none, where somebody was quicker."""
    stale = [field for field, (value, seen) in changes.items() if not _save(tx, task_id, field, value, seen)]
    if stale:
        theirs = of(tx, task_id)
        raise StaleDraft(
            [
                Stale(field, changes[field][0], theirs[field].value, theirs[field].by)
                if field in theirs
                else Stale(field, changes[field][0], None, "")
                for field in stale
            ]
        )


def _save(tx: Tx, task_id: UUID, field: str, value: object, seen: int) -> bool:
    row = {"value": value, "version": seen + 1, "editor_id": tx.actor.person_id, "editor": tx.actor.name, "at": tx.now}
    if seen:
        as_seen = (Draft.task_id == task_id, Draft.field == field, Draft.version == seen)
        return tx.execute(update(Draft).where(*as_seen).values(**row)).rowcount == 1
    try:
        with tx.connection.begin_nested():
            tx.execute(insert(Draft), row | {"task_id": task_id, "field": field})
    except IntegrityError:
        return False
    return True


def clear(tx: Tx, task_id: UUID) -> None:
    """The task is done, or no longer asked for."""
    tx.execute(delete(Draft).where(Draft.task_id == task_id))
