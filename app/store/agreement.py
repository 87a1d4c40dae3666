"""What the house's own inspection reads: rows that must agree with each other, of any case, for nobody to see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, text, update

from app.domain.cases import STILL
from app.store.answers import Answer
from app.store.cases import Case, Status
from app.store.idempotency import Given
from app.store.instances import Instance
from app.store.journal import Entry
from app.store.outbox import Outgoing
from app.store.siblings import JointRecord
from app.store.tasks import Assignee, Task
from app.store.timers import Timer
from app.store.tx import Tx

BATCH = 200


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything of some cases that must agree, as read at one moment; each by its case or its instance."""

    cases: Sequence[Row[Any]]
    instances: Sequence[Row[Any]]
    open_tasks: Sequence[Row[Any]]
    waiting_timers: Sequence[Row[Any]]
    asked: frozenset[UUID]
    asked_in_vain: Sequence[Row[Any]]
    done: Sequence[Row[Any]]
    answered: Sequence[Row[Any]]
    unwritten: Sequence[Row[Any]]


def batches(tx: Tx) -> Iterator[Rows]:
    """All cases, some at a time, in the order of their ids."""
    after: UUID | None = None
    columns = (Case.id, Case.area, Case.journal_seq, Case.journal_head)
    while True:
        query = select(*columns).order_by(Case.id).limit(BATCH)
        cases = tx.execute(query if after is None else query.where(Case.id > after)).all()
        if not cases:
            return
        yield _rows(tx, cases)
        after = cases[-1].id


def _rows(tx: Tx, cases: Sequence[Row[Any]]) -> Rows:
    ids = [case.id for case in cases]
    instance = (
        Instance.id,
        Instance.case_id,
        Instance.release_id,
        Instance.state,
        Instance.current,
        Instance.awaiting,
        Instance.passed,
        Instance.ended_at,
    )
    task = (
        Task.id,
        Task.case_id,
        Task.instance_id,
        Task.key,
        Task.name,
        Task.process,
        Task.form,
        Task.assignee_id,
        Task.groups,
        Task.soonest,
        Task.priority,
    )
    timer = (Timer.case_id, Timer.instance_id, Timer.task_id, Timer.event, Timer.generation, Timer.due_at, Timer.state)
    asked = select(Assignee.task_id).where(Assignee.case_id.in_(ids), Assignee.waiting)
    still = select(Status.case_id).where(Status.case_id.in_(ids), Status.name.in_(STILL), Status.ended_on.is_(None))
    nobodys = select(Task.id).where(Task.case_id.in_(still), Task.state == "open")  # while a death is looked into
    vain = (
        select(Assignee.case_id, Assignee.task_id)
        .join(Task, Task.id == Assignee.task_id)
        .where(Assignee.case_id.in_(ids), Assignee.waiting, Task.state != "open")
    )
    unwritten = (
        select(Outgoing.id, Outgoing.case_id, Outgoing.seq)
        .outerjoin(Entry, (Entry.case_id == Outgoing.case_id) & (Entry.seq == Outgoing.seq))
        .where(Outgoing.case_id.in_(ids), Entry.seq.is_(None))
    )
    met = select(JointRecord.answer_id).where(JointRecord.case_id.in_(ids))  # no task asked for these
    return Rows(
        cases,
        tx.execute(select(*instance).where(Instance.case_id.in_(ids))).all(),
        tx.execute(select(*task).where(Task.case_id.in_(ids), Task.state == "open")).all(),
        tx.execute(select(*timer).where(Timer.case_id.in_(ids), Timer.state.in_(("armed", "dead")))).all(),
        frozenset(tx.execute(asked.union(nobodys)).scalars()),
        tx.execute(vain).all(),
        tx.execute(select(Task.id, Task.case_id).where(Task.case_id.in_(ids), Task.state == "done")).all(),
        tx.execute(
            select(Answer.task_id, Answer.case_id).where(Answer.case_id.in_(ids), Answer.task_id.not_in(met))
        ).all(),
        tx.execute(unwritten).all(),
    )


def answered_requests(tx: Tx) -> Iterator[str]:
    """The ids of tasks that somebody was told are completed."""
    given = tx.execute(select(Given.answer).execution_options(yield_per=1000))
    yield from (row.answer["task_id"] for row in given if "task_id" in row.answer and "done" in row.answer)


def done_tasks(tx: Tx, ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these tasks that are done."""
    return frozenset(tx.execute(select(Task.id).where(Task.id.in_(ids), Task.state == "done")).scalars())


def damage(tx: Tx) -> Iterator[str]:
    """What the database itself says is wrong with its file. PostgreSQL is asked by `pg_amcheck`, outside."""
    if tx.connection.dialect.name != "sqlite":
        return
    for pragma in ("integrity_check", "foreign_key_check"):
        for row in tx.execute(text(f"PRAGMA {pragma}")):
            if tuple(row) != ("ok",):
                yield f"{pragma}: {' '.join(map(str, row))}"


def rewrite(tx: Tx, task_id: UUID, **values: Any) -> None:
    """Write what is projected into a task's row."""
    tx.execute(update(Task).where(Task.id == task_id).values(**values))


def states(tx: Tx, ids: Sequence[UUID]) -> dict[UUID, str]:
    """{task id: its state}, for those of these ids that have a row."""
    return {row.id: row.state for row in tx.execute(select(Task.id, Task.state).where(Task.id.in_(ids)))}


def open_of(tx: Tx, instance_id: UUID) -> tuple[UUID, ...]:
    """The tasks of a process that have an open row."""
    return tuple(tx.execute(select(Task.id).where(Task.instance_id == instance_id, Task.state == "open")).scalars())


def closed_of(tx: Tx, case_id: UUID) -> tuple[UUID, ...]:
    """The closed tasks of a case for which somebody is still asked."""
    waiting = select(Assignee.task_id).where(Assignee.case_id == case_id, Assignee.waiting)
    return tuple(tx.execute(select(Task.id).where(Task.id.in_(waiting), Task.state != "open")).scalars())


def reclaim(tx: Tx, case_id: UUID) -> None:
    """Make sure that whoever is on a task is asked for it."""
    claims = select(func.count()).where(Assignee.task_id == Task.id, Assignee.claim).scalar_subquery()
    query = select(Task.id, Task.claimed_by_id, Task.soonest).where(
        Task.case_id == case_id, Task.state == "open", Task.claimed_by_id.is_not(None), claims == 0
    )
    for row in tx.execute(query).all():
        claim = {
            "case_id": case_id,
            "task_id": row.id,
            "soonest": row.soonest,
            "person_id": row.claimed_by_id,
            "why": "You have taken it on.",
            "claim": True,
        }
        tx.execute(insert(Assignee), claim)
