"""Going through all cases and asking whether the invariants hold: how far it has come, and what it reads of a case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnClause, Index, Row, String, delete, insert, select, update

from app.store.answers import SAID, Answer
from app.store.cases import Case
from app.store.chronology import ChronologyEntry
from app.store.incidents import Incident
from app.store.instances import Instance, Received
from app.store.people import Area
from app.store.releases import Policy
from app.store.table import Base, column
from app.store.tasks import Task
from app.store.tx import Tx

KEPT = 100  # rounds, and breaches in one round's row


class Audit(Base):
    """One round over all cases. after: the last case that was looked at. ended_at: empty while the round is under way.

    found: how many breaches; breaches: the first of them, “rule, case: sentence”. area: of the round's first case, or "".
    """

    __tablename__ = "audit"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    at: ColumnClause[datetime]
    after: ColumnClause[UUID | None]
    cases: ColumnClause[int] = column(default=0)
    found: ColumnClause[int] = column(default=0)
    breaches: ColumnClause[list[str]] = column(default=list)
    ended_at: ColumnClause[datetime | None]
    by: ColumnClause[str] = column(String(200))

    __table_args__ = (Index("ix_audit_at", "at"),)


COLUMNS = (Audit.id, Audit.at, Audit.after, Audit.cases, Audit.found, Audit.breaches, Audit.ended_at)


def under_way(tx: Tx) -> Row[Any] | None:
    """The round that has not ended: see `Audit`; None where the last one has."""
    return tx.execute(select(*COLUMNS).where(Audit.ended_at.is_(None)).order_by(Audit.at.desc()).limit(1)).first()


def last(tx: Tx) -> Row[Any] | None:
    """The last round that has ended, or None."""
    return tx.execute(select(*COLUMNS).where(Audit.ended_at.is_not(None)).order_by(Audit.at.desc()).limit(1)).first()


def begin(tx: Tx) -> None:
    """Begin a round at the first case; the last hundred rounds are kept."""
    tx.execute(insert(Audit), {"at": tx.real_now, "by": tx.actor.name})
    newest = select(Audit.at).order_by(Audit.at.desc()).offset(KEPT).limit(1).scalar_subquery()
    tx.execute(delete(Audit).where(Audit.at <= newest))


def advance(tx: Tx, before: Row[Any], *, after: UUID | None, cases: int, breaches: Sequence[str]) -> bool:
    """Some more cases have been looked at; after None: all have. False where somebody else did the same meanwhile."""
    here = Audit.after.is_(None) if before.after is None else Audit.after == before.after
    values = {
        "cases": before.cases + cases,
        "found": before.found + len(breaches),
        "breaches": [*before.breaches, *breaches][:KEPT],
        **({"after": after} if after else {"ended_at": tx.real_now}),
    }
    round_as_seen = (Audit.id == before.id, Audit.ended_at.is_(None), here)
    return tx.execute(update(Audit).where(*round_as_seen).values(**values)).rowcount == 1


def following(tx: Tx, after: UUID | None, limit: int) -> tuple[UUID, ...]:
    """The next cases of every area, in the order of their ids."""
    query = select(Case.id).order_by(Case.id).limit(limit)
    return tuple(tx.execute(query if after is None else query.where(Case.id > after)).scalars())


def reported(tx: Tx, case_id: UUID, kind: str) -> frozenset[str]:
    """What is said of a case by incidents of a kind that nobody has settled."""
    query = select(Incident.detail).where(
        Incident.case_id == case_id, Incident.kind == kind, Incident.settled_at.is_(None)
    )
    return frozenset(tx.execute(query).scalars())


def tasks(tx: Tx, case_id: UUID) -> tuple[Row[Any], ...]:
    """Every task of a case with what it was answered, oldest first."""
    columns = (Task.id, Task.key, Task.process, Task.instance_id, Task.path, Task.state, Task.form)
    when = (Task.opened_at, Task.closed_at, Task.soonest)
    query = (
        select(*columns, *when, Instance.release_id, Answer.task_id.label("answered"), *SAID)
        .join(Instance, Instance.id == Task.instance_id)
        .outerjoin(Answer, Answer.task_id == Task.id)
        .where(Task.case_id == case_id)
    )
    return tuple(tx.execute(query.order_by(Task.opened_at, Task.id)))


def proposals(tx: Tx, case_id: UUID) -> tuple[str, ...]:
    """What the family may read of a case's chronology."""
    query = select(ChronologyEntry.happened, ChronologyEntry.action).where(
        ChronologyEntry.case_id == case_id, ChronologyEntry.family, ChronologyEntry.state == "accepted"
    )
    return tuple(text for row in tx.execute(query) for text in row if text)


def running(tx: Tx, case_id: UUID) -> bool:
    """Does a process of a case go on?"""
    query = select(Instance.id).where(Instance.case_id == case_id, Instance.ended_at.is_(None)).limit(1)
    return tx.execute(query).first() is not None


def statuses_told(tx: Tx, case_id: UUID) -> tuple[tuple[str, str, datetime], ...]:
    """(status, the day on which it began, when that was told) of a case's messages."""
    query = select(Received.payload, Received.at).where(Received.case_id == case_id, Received.name == "status_changed")
    return tuple(
        (str(row.payload.get("status")), str(row.payload.get("on")), row.at)
        for row in tx.execute(query.order_by(Received.at))
    )


def in_force_since(tx: Tx, area: str) -> datetime | None:
    """The moment from which the policy in force in an area holds."""
    query = select(Policy.published_at).join(Area, Area.policy_id == Policy.id).where(Area.code == area)
    moment: datetime | None = tx.execute(query).scalar()
    return moment
