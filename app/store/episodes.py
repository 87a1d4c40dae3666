"""The episodes of a child's record: which there are, beginning the next one, closing one."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, delete, exists, func, insert, select, update

from app.domain.cases import RoleName, StatusName
from app.store import access, siblings
from app.store.cases import Case, Child, Contact, Held, Role, Status
from app.store.documents import Document
from app.store.instances import Instance
from app.store.people import Person
from app.store.tx import Tx


def seen(tx: Tx, child_id: UUID) -> tuple[Row[Any], ...]:
    """The episodes of a child that the actor may see, newest first: any other does not exist for them.

    Columns: id, episode, opened_at, closed_at, closed_as, lead, left_at (of who led last), off_register_on, plan_id.
    """
    asked = {**access.asking(tx.actor), "child": child_id, "area": tx.actor.area}
    return tuple(tx.execute(_seen(), asked))


@cache
def _seen() -> "Select[*tuple[Any, ...]]":
    last = (
        select(Role.person_id)
        .where(Role.case_id == Case.id, Role.name == RoleName.LEAD_PROFESSIONAL.value, Role.accepted_at.is_not(None))
        .order_by(Role.accepted_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    off = (
        select(func.max(Status.ended_on))
        .where(Status.case_id == Case.id, Status.name == StatusName.REGISTERED.value)
        .scalar_subquery()
    )
    plan = (
        select(Document.id)
        .where(Document.case_id == Case.id, Document.kind == "childs_plan")
        .order_by(Document.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            Case.id,
            Case.episode,
            Case.opened_at,
            Case.closed_at,
            Case.closed_as,
            Person.name.label("lead"),
            Person.left_at,
            off.label("off_register_on"),
            plan.label("plan_id"),
        )
        .select_from(Case)
        .outerjoin(Person, Person.id == last)
        .where(Case.child_id == bindparam("child"), Case.area == bindparam("area"), access.seen(Case.id))
        .order_by(Case.episode.desc())
    )


def newest(tx: Tx, child_id: UUID) -> tuple[UUID, int]:
    """The newest case of a child, and its number."""
    query = select(Case.id, Case.episode).where(Case.child_id == child_id).order_by(Case.episode.desc()).limit(1)
    row = tx.execute(query).one()
    return row.id, row.episode


def running(tx: Tx, case_id: UUID) -> bool:
    """Does the process with which a case began go on?"""
    still = exists().where(Instance.case_id == case_id, Instance.main, Instance.ended_at.is_(None))
    return bool(tx.execute(select(still)).scalar())


def close(tx: Tx, case_id: UUID, reason: str, at: datetime | None = None) -> None:
    """Close a case that is still open; a release before closes one without saying so."""
    still = (Case.id == case_id, Case.closed_at.is_(None))
    tx.execute(update(Case).where(*still).values(closed_at=at or tx.now, closed_as=reason))


def begin(tx: Tx, case_id: UUID, earlier: Held, number: int, release_id: UUID) -> None:
    """Write the next case of a child who is known."""
    row = {
        "id": case_id,
        "area": tx.actor.area,
        "child_id": earlier.child.id,
        "release_id": release_id,
        "opened_at": tx.now,
        "episode": number,
        "earlier_id": earlier.id,
    }
    tx.execute(insert(Case), row)


def adopt(tx: Tx, case: Held, earlier: Held, number: int) -> None:
    """A case turned out to be about a child who is known: it becomes their next episode, and one record of the two goes."""
    kept, gone = earlier.child.id, case.child.id
    following = {"child_id": kept, "episode": number, "earlier_id": earlier.id}
    tx.execute(update(Case).where(Case.id == case.id).values(**following))
    tx.execute(update(Contact).where(Contact.child_id == gone).values(child_id=kept))
    siblings.same_child(tx, gone, kept)
    tx.execute(delete(Child).where(Child.id == gone))
