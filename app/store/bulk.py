"""Many rows at once, for measuring lists at the size of a country. Never used on an installation that works."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Interval, Table, Uuid, cast, func, insert, literal, select, text, update

from app.store.base import Database
from app.store.cases import Case, Child, Role
from app.store.instances import Instance
from app.store.table import Moment
from app.store.tasks import Assignee, Task
from app.store.timers import Timer
from app.store.tx import Tx

HEAD = 8  # hexadecimal digits of an id that count the copies
DUE = frozenset({"soonest", "due_at", "try_at"})


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
    fresh = {row["id"]: _tail() for _, rows in originals for row in rows}
    for table, rows in originals:
        for row in rows:
            _spread(tx, table, row, times, fresh)


def size(tx: Tx) -> int:
    """How many bytes the database holds, without pages that are free."""
    if tx.connection.dialect.name == "postgresql":
        return int(tx.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    page, pages, free = (
        int(tx.execute(text(f"PRAGMA {name}")).scalar_one()) for name in ("page_size", "page_count", "freelist_count")
    )
    return page * (pages - free)


def sweep(database: Database) -> None:
    """Give the room of deleted rows back and count the others, which PostgreSQL's autovacuum does by itself in minutes."""
    if database.dialect == "postgresql":
        with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def hurry(database: Database) -> None:
    """Wait for no disk after a commit: for a database that is thrown away. PostgreSQL is left as it is."""
    if database.dialect == "sqlite":
        connection = database.writer.raw_connection()
        connection.cursor().execute("PRAGMA synchronous = OFF")
        connection.close()


def arm(tx: Tx, case_id: UUID, number: int) -> None:
    """So many timers that are due in a year, of one case. Needs a writing transaction."""
    instance_id = tx.execute(select(Instance.id).where(Instance.case_id == case_id).limit(1)).scalar_one()
    at, task_id = tx.now + timedelta(days=365), uuid4()
    row = {
        "task_id": task_id,
        "event": "measured",
        "generation": 1,
        "case_id": case_id,
        "instance_id": instance_id,
        "name": "Measured",
        "due_at": at,
        "due": {},
        "state": "armed",
        "try_at": at,
        "tries": 0,
    }
    table = Timer.__table__
    _spread(tx, table, row, number, {task_id: _tail()})


def bring_forward(tx: Tx, case_id: UUID, by: timedelta) -> None:
    """Have the clocks of a case run out in so long. Needs a writing transaction."""
    soon = {"due_at": tx.now + by, "try_at": tx.now + by}
    tx.execute(update(Timer).where(Timer.case_id == case_id, Timer.state == "armed").values(soon))


def rang(tx: Tx) -> list[tuple[datetime, datetime]]:
    """When each clock that rang was due, and when it rang."""
    fired = select(Timer.due_at, Timer.closed_at).where(Timer.state == "fired", Timer.closed_at.is_not(None))
    return [(row.due_at, row.closed_at) for row in tx.execute(fired)]


def multiply_tasks(tx: Tx, case_id: UUID, times: int) -> None:
    """Copies of a case's first open task with all who are asked for it, due a minute apart. Needs a writing transaction."""
    _copy_tasks(tx, case_id, case_id, times, {})


def multiply_elsewhere(tx: Tx, case_id: UUID, times: int, area: str) -> None:
    """The same in another area: one copy of the case without its roles, whose tasks are for persons and teams of there."""
    child, case, instance = (
        dict(tx.execute(select(table).where(column == value)).mappings().one())
        for table, column, value in (
            (Child.__table__, Child.__table__.c.id, select(Case.child_id).where(Case.id == case_id).scalar_subquery()),
            (Case.__table__, Case.__table__.c.id, case_id),
            (Instance.__table__, Instance.__table__.c.case_id, case_id),
        )
    )
    copied, release = uuid4(), case["release_id"]
    child |= {"id": uuid4(), "area": area}
    case |= {"id": copied, "child_id": child["id"], "area": area, "journal_seq": 0, "journal_head": b"", "moved": {}}
    instance |= {"id": uuid4(), "case_id": copied, "release_id": release}
    for table, row in ((Child, child), (Case, case), (Instance, instance)):
        tx.execute(insert(table), row)
    others = {row.id: uuid4() for row in tx.execute(select(Assignee.person_id.label("id")).distinct()) if row.id}
    _copy_tasks(tx, case_id, copied, times, {**others, "instance": instance["id"]})


def _copy_tasks(tx: Tx, case_id: UUID, to: UUID, times: int, others: Mapping[Any, UUID]) -> None:
    task = select(Task.__table__).where(Task.case_id == case_id, Task.state == "open").order_by(Task.id).limit(1)
    original = dict(tx.execute(task).mappings().one())
    query = select(Assignee.__table__).where(Assignee.task_id == original["id"], Assignee.waiting)
    asked = [dict(row) for row in tx.execute(query).mappings()]
    fresh = {row["id"]: _tail() for row in (original, *asked)}
    elsewhere = {"case_id": to} | ({"instance_id": others["instance"]} if others else {})
    _spread(tx, Task.__table__, original | elsewhere, times, fresh)
    for one in asked:
        theirs = {"person_id": others.get(one["person_id"]), "team_id": one["team_id"] and to} if others else {}
        _spread(tx, Assignee.__table__, one | {"case_id": to} | theirs, times, fresh)


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


def _tail() -> str:
    """What the copies of one row share of their ids; before it stands their number."""
    return uuid4().hex[HEAD:]


def _spread(tx: Tx, table: Table, row: Mapping[str, Any], times: int, fresh: Mapping[UUID, str]) -> None:
    """A row so many times over, made by the database itself. fresh: {id: tail} of ids that become the copies' own.

    What is due comes a minute later from copy to copy.
    """
    numbers = select(literal(0).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < times - 1))
    cells = [_cell(tx, table.c[name], value, numbers.c.n, fresh) for name, value in row.items()]
    tx.execute(insert(table).from_select(list(row), select(*cells).select_from(numbers), include_defaults=False))


def _cell(
    tx: Tx, column: ColumnElement[Any], value: Any, number: ColumnElement[int], fresh: Mapping[UUID, str]
) -> ColumnElement[Any]:
    """What stands in a column of each copy."""
    postgresql = tx.connection.dialect.name == "postgresql"
    if isinstance(value, UUID) and value in fresh:
        if postgresql:
            return cast(func.lpad(func.to_hex(number), HEAD, "0").concat(fresh[value]), Uuid)
        return func.printf(f"%0{HEAD}x", number).concat(fresh[value])
    if isinstance(value, datetime) and column.key in DUE and value.year < 9000:
        moment = literal(value, Moment())
        if postgresql:
            return moment + number * literal(timedelta(minutes=1), Interval)
        return func.strftime("%Y-%m-%d %H:%M:%f000", moment, func.printf("+%d minutes", number))
    return literal(value, column.type)
