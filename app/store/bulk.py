"""Many rows at once, for measuring lists at the size of a country. Never used on an installation that works."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Table, insert, select

from app.store.cases import Case, Child, Role
from app.store.instances import Instance
from app.store.tasks import Assignee, Task
from app.store.tx import Tx

BATCH = 500


def multiply(tx: Tx, case_id: UUID, times: int) -> None:
    """Copies of one case with its child, roles, process and open tasks, due a minute apart.

    The copies can be listed and opened, not worked on: their process states know the original's tasks. Needs a writing
    transaction.
    """
    child = tx.execute(select(Case.__table__.c.child_id).where(Case.__table__.c.id == case_id)).scalar_one()
    originals = [
        (table, [dict(row) for row in tx.execute(select(table).where(column == value)).mappings()])
        for table, column, value in _places(case_id, child)
    ]
    for start in range(0, times, BATCH):
        copies = [dict(_renamed(originals, number)) for number in range(start, min(start + BATCH, times))]
        for table, rows in originals:
            if rows:
                tx.execute(insert(table), [row for copy in copies for row in copy[table]])


def _places(case_id: UUID, child_id: UUID) -> Iterator[tuple[Table, Any, UUID]]:
    """Each table with the column that says which of its rows belong to the case, in the order of their references."""
    for model, column, value in (
        (Child, "id", child_id),
        (Case, "id", case_id),
        (Role, "case_id", case_id),
        (Instance, "case_id", case_id),
        (Task, "case_id", case_id),
        (Assignee, "case_id", case_id),
    ):
        table = model.__table__
        assert isinstance(table, Table)
        yield table, table.c[column], value


def _renamed(
    originals: list[tuple[Table, list[dict[str, Any]]]], number: int
) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """The same rows under new ids; what pointed from one to another still does."""
    fresh = {row["id"]: uuid4() for _, rows in originals for row in rows}
    for table, rows in originals:
        yield table, [{name: _moved(name, value, fresh, number) for name, value in row.items()} for row in rows]


def _moved(name: str, value: Any, fresh: Mapping[UUID, UUID], number: int) -> Any:
    if isinstance(value, UUID):
        return fresh.get(value, value)
    if name == "soonest" and isinstance(value, datetime) and value.year < 9000:
        return value + timedelta(minutes=number)
    return value
