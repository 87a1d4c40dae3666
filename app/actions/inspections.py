"""Does everything that is kept agree? Chains and seals, states and rows, histories and outbox, and what nobody waits for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app import engine
from app.actions import releases
from app.domain.access import SYSTEM
from app.domain.errors import Invalid, NotPublishable, Stuck
from app.domain.steps import OpenTask, Standing
from app.store import agreement, journal, seals, upkeep
from app.store.agreement import Rows
from app.store.base import Database
from app.store.journal import Tail
from app.store.tasks import NEVER
from app.store.tx import Tx

KEYS = 1000


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not agree. kind: where to look: chain, seal, task, timer, orphan and so on."""

    kind: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


@dataclass(frozen=True, slots=True)
class Inspected:
    """What an inspection looked at, and what it found."""

    cases: int
    differences: tuple[Difference, ...]


def inspect(database: Database, outside: Mapping[int, str] | None = None) -> Inspected:
    """Look at everything as it stood at one moment, while others go on working.

    outside: {number of a seal: its hash in hex}, as kept outside the database.
    """
    return database.snapshot(SYSTEM, lambda tx: _inspected(tx, outside or {}))


def _inspected(tx: Tx, outside: Mapping[int, str]) -> Inspected:
    found = [Difference("database", what) for what in agreement.damage(tx)]
    found += [Difference("seal", what) for what in seals.broken(tx, outside)]
    seen = 0
    for rows in agreement.batches(tx):
        seen += len(rows.cases)
        found += _in_batch(tx, rows)
    found += _unkept(tx)
    return Inspected(seen, tuple(found))


def keep(tx: Tx, inspected: Inspected, *, milliseconds: int) -> None:
    """Keep what was found, for the operations page."""
    differences = [str(one) for one in inspected.differences]
    upkeep.inspected(tx, milliseconds=milliseconds, cases=inspected.cases, differences=differences)


def _in_batch(tx: Tx, rows: Rows) -> Iterator[Difference]:
    tasks, timers = _by(rows.open_tasks, "instance_id"), _by(rows.waiting_timers, "instance_id")
    for case in rows.cases:
        tail = Tail(case.journal_seq, case.journal_head)
        yield from (Difference("chain", what) for what in journal.broken(tx, case.id, tail))
    going_on = {
        row.case_id for row in rows.instances if row.ended_at is None and _next(row, tasks[row.id], timers[row.id])
    }
    for row in rows.instances:
        yield from _instance(tx, row, tasks[row.id], timers[row.id], beside=row.case_id in going_on)
    yield from _asked(rows)
    yield from _told(tx, rows)
    yield from (
        Difference("outbox", f"{row.id} of case {row.case_id} belongs to entry {row.seq}, which is not there")
        for row in rows.unwritten
    )


def _by(rows: Iterable[Row[Any]], column: str) -> dict[UUID, list[Row[Any]]]:
    found: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def _next(row: Row[Any], tasks: list[Row[Any]], timers: list[Row[Any]]) -> bool:
    """Does a process have something next: an open task, an armed timer, a message that it waits for?"""
    return bool(tasks or row.awaiting or any(one.state == "armed" for one in timers))


def _instance(
    tx: Tx, row: Row[Any], tasks: list[Row[Any]], timers: list[Row[Any]], *, beside: bool
) -> Iterator[Difference]:
    """Where a process stands by its state, against its rows. beside: another of the case has something next, so that what looks
    out for a condition may wait for it.
    """
    here = f"process {row.id} of case {row.case_id}"
    if row.ended_at is not None:
        yield from (Difference("task", f"{one.id} is open, but {here} has ended") for one in tasks)
        yield from (Difference("timer", f"{one.event} is armed, but {here} has ended") for one in timers)
        return
    try:
        standing = engine.standing(releases.compiled(tx, row.release_id).engine, row.state)
    except (Stuck, NotPublishable, Invalid) as fault:
        yield Difference("state", f"{here} cannot be read: {fault}")
        return
    yield from _tasks(here, standing, tasks)
    yield from _timers(here, standing, timers)
    if sorted({one.message for one in standing.awaiting}) != sorted(row.awaiting):
        yield Difference("message", f"{here} waits for other messages than its row says")
    if list(standing.current) != list(row.current):
        yield Difference("place", f"{here} stands elsewhere than its row says")
    if standing.done:
        yield Difference("state", f"{here} has ended, but its row says that it runs")
    elif not (_next(row, tasks, timers) or (beside and standing.looks_out)):
        yield Difference("orphan", f"{here} has no open task, no armed timer and waits for no message")


def _tasks(here: str, standing: Standing, rows: list[Row[Any]]) -> Iterator[Difference]:
    by_state = {one.id: _task_of_state(one) for one in standing.tasks}
    by_row = {one.id: _task_of_row(one) for one in rows}
    for task_id in by_state.keys() | by_row.keys():
        if task_id not in by_row:
            yield Difference("task", f"{task_id} is open by the state of {here}, and has no open row")
        elif task_id not in by_state:
            yield Difference("task", f"{task_id} has an open row, and is not open by the state of {here}")
        elif by_row[task_id] != by_state[task_id]:
            yield Difference("task", f"the row of {task_id} says something else than the state of {here}")


def _task_of_state(one: OpenTask) -> tuple[Any, ...]:
    due = one.due.at if one.due else NEVER
    return (one.key, one.name, one.process, one.form, one.assignee, tuple(one.groups), due, one.priority)


def _task_of_row(one: Row[Any]) -> tuple[Any, ...]:
    return (one.key, one.name, one.process, one.form, one.assignee_id, tuple(one.groups), one.soonest, one.priority)


def _timers(here: str, standing: Standing, rows: list[Row[Any]]) -> Iterator[Difference]:
    by_state = {(task_id, event, generation): at for task_id, event, generation, at in standing.timers}
    by_row = {(one.task_id, one.event, one.generation): one for one in rows}
    for ring in by_state.keys() | by_row.keys():
        if ring not in by_row:
            yield Difference("timer", f"{ring[1]} is armed by the state of {here}, and has no armed row")
        elif ring not in by_state:
            yield Difference("timer", f"{ring[1]} has an armed row, and is not armed by the state of {here}")
        elif by_row[ring].state == "dead":
            yield Difference("timer", f"{ring[1]} of {here} was given up after five tries; retry it")
        elif by_row[ring].due_at != by_state[ring]:
            yield Difference("timer", f"{ring[1]} is due at another moment by the state of {here}")


def _asked(rows: Rows) -> Iterator[Difference]:
    """Somebody is asked for every open task, and for no other."""
    for task in rows.open_tasks:
        if task.id not in rows.asked:
            yield Difference("asked", f"nobody is asked for the open task {task.id} of case {task.case_id}")
    for row in rows.asked_in_vain:
        yield Difference("asked", f"somebody is asked for task {row.task_id} of case {row.case_id}, which is closed")


def _told(tx: Tx, rows: Rows) -> Iterator[Difference]:
    """Each task that is done has been answered once and journalled once."""
    done, answered = _by(rows.done, "case_id"), _by(rows.answered, "case_id")
    for case in rows.cases:
        ids = Counter(row.id for row in done[case.id])
        given = Counter(row.task_id for row in answered[case.id] if row.task_id != case.id)
        told, erased = _completions(journal.bodies(tx, case.id))
        if ids != given:
            yield Difference("answer", f"case {case.id}: tasks without answers or the reverse: {_listed(ids, given)}")
        if ids != told and not (erased and not told - ids):
            yield Difference("journal", f"case {case.id}: tasks not journalled once: {_listed(ids, told)}")


def _completions(entries: Sequence[Row[Any]]) -> tuple[Counter[UUID], int]:
    """The tasks that a history says were completed, and how many such entries have been erased."""
    completions = [row for row in entries if row.kind == "task.completed"]
    bodies = [journal.said(row) for row in completions]
    return Counter(UUID(body["task_id"]) for body in bodies if body), sum(body is None for body in bodies)


def _listed(one: Counter[UUID], other: Counter[UUID]) -> str:
    return ", ".join(sorted(map(str, ((one - other) + (other - one)).keys())))


def _unkept(tx: Tx) -> Iterator[Difference]:
    """Every request that was told “done” stands behind a task that is done."""
    told = [UUID(one) for one in agreement.answered_requests(tx)]
    for start in range(0, len(told), KEYS):
        some = told[start : start + KEYS]
        for task_id in sorted(set(some) - agreement.done_tasks(tx, some)):
            yield Difference("answer", f"somebody was told that task {task_id} is done, and it is not")
