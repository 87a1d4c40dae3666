"""Open tasks of which somebody is to be told: due soon, or late."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import Row, bindparam, select, update

from app.store.people import Person
from app.store.tasks import Task
from app.store.tx import Tx


def cases_due(tx: Tx) -> tuple[UUID, ...]:
    """The cases with an open task of which somebody is to be told now, in the order in which cases are locked."""
    due = (Task.state == "open", Task.remind_at <= tx.now)
    return tuple(sorted(tx.execute(select(Task.case_id).where(*due).distinct()).scalars()))


def due_in(tx: Tx, case_id: UUID) -> tuple[Row[tuple[object, ...]], ...]:
    """Those tasks of a case, soonest first: id, name, soonest, remind_at, claimed_by_id."""
    due = (Task.case_id == case_id, Task.state == "open", Task.remind_at <= tx.now)
    columns = (Task.id, Task.name, Task.soonest, Task.remind_at, Task.claimed_by_id)
    return tuple(tx.execute(select(*columns).where(*due).order_by(Task.soonest, Task.id)))


def told(tx: Tx, rows: Iterable[Row[tuple[object, ...]]]) -> None:
    """They have been told of these tasks: again when each is due, and after that never."""
    each = update(Task).where(Task.id == bindparam("told")).values(remind_at=bindparam("again"))
    again = [{"told": row.id, "again": row.soonest if row.soonest > tx.now else None} for row in rows]
    if again:
        tx.execute(each, again)


def managers(tx: Tx, persons: Collection[UUID]) -> frozenset[UUID]:
    """The line managers of these persons."""
    query = select(Person.line_manager_id).where(Person.id.in_(persons), Person.line_manager_id.is_not(None))
    return frozenset(tx.execute(query).scalars()) if persons else frozenset()
