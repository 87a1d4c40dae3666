"""Taking a case's lock and reading what an act needs under it. Whoever changes anything of a case comes through here.

SQLite: the transaction already holds the only write lock. PostgreSQL: the case's row is locked first, and read by a
statement of its own, which sees what the lock's last holder committed. The lock keeps other writers of the case out, not
rows that refer to it (`key_share`): who looks at a case, or drafts, waits for nobody.
"""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, literal, or_, select

from app.domain.errors import NotFound
from app.store import access
from app.store.cases import CASE, UNSEEN, Case, Child, Held, held
from app.store.drafts import Draft
from app.store.instances import RUNNING, Instance, Running, running
from app.store.people import Area
from app.store.tasks import Asked, Assignee, Task, due_from, was_asked
from app.store.tx import Tx


def lock_task(tx: Tx, task_id: UUID) -> None:
    """Lock the case of a task; an unknown task locks nothing."""
    if _locks_rows(tx):
        case_id = select(Task.case_id).where(Task.id == task_id).scalar_subquery()
        tx.execute(select(Case.id).where(Case.id == case_id).with_for_update(key_share=True))


def lock(tx: Tx, case_id: UUID) -> None:
    """Lock a case; an unknown one locks nothing."""
    if _locks_rows(tx):
        tx.execute(select(Case.id).where(Case.id == case_id).with_for_update(key_share=True))


def _locks_rows(tx: Tx) -> bool:
    return tx.connection.dialect.name == "postgresql"


def case(tx: Tx, case_id: UUID) -> Held:
    """A case that the actor may see. Raises NotFound."""
    query, values = _case_query(system=tx.actor.system), {"case_id": case_id, **_asking(tx)}
    if (row := tx.execute(query, values).first()) is None or row.relation is None:
        raise NotFound(UNSEEN)
    return held(row)


@cache
def _case_query(*, system: bool) -> Select[Any]:
    """Built once: these are the most frequent statements of all, and building one takes longer than it runs."""
    return (
        select(*CASE, access.relation(Case.id, system=system).label("relation"))
        .join(Child, Child.id == Case.child_id)
        .join(Area, Area.code == Case.area)
        .where(Case.id == bindparam("case_id"), _in_area(system=system))
    )


def of_any(tx: Tx, case_id: UUID) -> Held:
    """A case whoever asks: for the house's own work, never for showing. Raises NotFound."""
    query = (
        select(*CASE, literal("system").label("relation"))
        .join(Child, Child.id == Case.child_id)
        .join(Area, Area.code == Case.area)
        .where(Case.id == case_id)
    )
    if (row := tx.execute(query).first()) is None:
        raise NotFound(UNSEEN)
    return held(row)


def area_of(tx: Tx, case_id: UUID) -> str:
    """The area of a case, read from its own row alone: for incidents, when nothing else of it can be read."""
    return tx.execute(select(Case.area).where(Case.id == case_id)).scalar() or ""


def task(tx: Tx, task_id: UUID) -> tuple[Asked, Running, Held | None]:
    """A task, its instance, and its case, which is None where the actor may not see it but was asked for this task.

    Raises NotFound for everybody else.
    """
    row = tx.execute(_task_query(system=tx.actor.system), {"task_id": task_id, **_asking(tx)}).first()
    if row is None:
        raise NotFound(UNSEEN)
    found = _task(row, was_mine=row.was_mine or was_asked(tx.actor, row.asked))
    if not (row.relation or found.was_mine):
        raise NotFound(UNSEEN)
    return found, running(row), held(row) if row.relation else None


@cache
def _task_query(*, system: bool) -> Select[Any]:
    asked = (Assignee.task_id == Task.id, _theirs())
    others = (Assignee.case_id == Case.id, Assignee.task_id != Task.id, Assignee.waiting, _theirs())
    return (
        select(
            *CASE,
            *RUNNING,
            Task.id.label("task_id"),
            Task.state,
            Task.key,
            Task.name,
            Task.process,
            Task.form,
            Task.item,
            Task.due,
            Task.soonest,
            Task.opened_at,
            Task.claimed_by_id,
            Task.closed_at,
            Task.closed_by,
            Task.asked,
            access.relation(Case.id, system=system).label("relation"),
            exists().where(*asked, Assignee.waiting).label("mine"),
            exists().where(*asked).label("was_mine"),
            exists().where(Draft.task_id == Task.id).label("drafted"),
            # Looked up here, so that completing one need not ask again.
            exists().where(*others).label("others"),
        )
        .select_from(Task)
        .join(Instance, Instance.id == Task.instance_id)
        .join(Case, Case.id == Task.case_id)
        .join(Child, Child.id == Case.child_id)
        .join(Area, Area.code == Case.area)
        .where(Task.id == bindparam("task_id"), _in_area(system=system))
    )


def _theirs() -> ColumnElement[bool]:
    return or_(Assignee.person_id == access.ME, Assignee.team_id.in_(access.TEAMS))


def _asking(tx: Tx) -> dict[str, Any]:
    """The values of statements that are built once."""
    return {**access.asking(tx.actor), "area": tx.actor.area}


def _in_area(*, system: bool) -> ColumnElement[bool]:
    return Case.area.is_not(None) if system else Case.area == bindparam("area")


def _task(row: Row[Any], *, was_mine: bool) -> Asked:
    return Asked(
        row.task_id,
        row.state,
        row.key,
        row.name,
        row.process,
        row.form,
        row.item,
        due_from(row.due),
        row.soonest,
        row.opened_at,
        row.claimed_by_id,
        row.closed_at,
        row.closed_by,
        bool(row.mine),
        was_mine,
        bool(row.drafted),
        bool(row.others),
    )
