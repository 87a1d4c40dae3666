"""Making every projection anew from the states and the histories: tasks, who is asked, timers, messages, places."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from app import engine
from app.actions import moves, releases
from app.actions.releases import Compiled
from app.domain.access import SYSTEM
from app.domain.deadlines import Due, remind_at
from app.domain.errors import Conflict
from app.domain.steps import OpenTask, Standing
from app.store import agreement, instances, journal, locks, retimings, timers
from app.store import tasks as task_rows
from app.store.base import Database
from app.store.cases import Held
from app.store.instances import Running
from app.store.journal import Tail
from app.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Told:
    """What a case's history says of its tasks and places. opened: {task id: when}. closed: {task id: when, by whom}."""

    opened: Mapping[UUID, datetime]
    closed: Mapping[UUID, tuple[datetime, str]]
    passed: Mapping[str, Mapping[str, list[str]]]


def rebuild(database: Database) -> int:
    """Rebuild every case, each in a transaction of its own; returns how many there were.

    Raises Conflict at the first case whose chain is broken: what was tampered with is not a source.
    """
    cases = database.snapshot(SYSTEM, retimings.everywhere)
    for case_id in cases:
        database.run(SYSTEM, partial(case, case_id=case_id))
    return len(cases)


def case(tx: Tx, case_id: UUID) -> None:
    """Rebuild one case's projections. Raises Conflict where its chain is broken."""
    locks.lock(tx, case_id)
    held = locks.of_any(tx, case_id)
    if wrong := next(journal.broken(tx, case_id, Tail(held.journal_seq, held.journal_head)), None):
        raise Conflict(f"Nothing is rebuilt from a history that does not hold: {wrong}. Restore a backup.")
    told = _told(tx, case_id)
    for running in instances.of_case(tx, case_id):
        _instance(tx, held, running, told)
    scene = moves.scene(tx, held)
    moves.reassign(tx, held, scene.facts)
    agreement.reclaim(tx, case_id)


def _told(tx: Tx, case_id: UUID) -> Told:
    opened: dict[UUID, datetime] = {}
    closed: dict[UUID, tuple[datetime, str]] = {}
    passed: dict[str, dict[str, list[str]]] = {}
    for row in journal.bodies(tx, case_id):
        body = journal.said(row) or {}
        step = body.get("step", {})
        opened |= {UUID(one): row.at for one in step.get("opened", ())}
        closed |= {UUID(one): (row.at, body["by"]) for one in step.get("closed", ())}
        been = passed.setdefault(step.get("instance", ""), {})
        for process, elements in step.get("passed", {}).items():
            been.setdefault(process, []).extend(elements)
    return Told(opened, closed, passed)


@dataclass(frozen=True, slots=True)
class _Place:
    """One running process with all that is known of it."""

    case: Held
    running: Running
    release: Compiled
    standing: Standing


def _instance(tx: Tx, held: Held, running: Running, told: Told) -> None:
    release = releases.compiled(tx, running.release_id)
    standing = engine.standing(release.engine, running.state)
    place = _Place(held, running, release, standing)
    _tasks(tx, place, told)
    _timers(tx, place)
    been = told.passed.get(str(running.id))
    instances.save(
        tx,
        running.id,
        current=list(standing.current),
        awaiting=instances.awaited_names(standing.awaiting),
        **({"passed": dict(been)} if been else {}),
        **({"ended_at": tx.now} if standing.done else {}),
    )


def _tasks(tx: Tx, place: _Place, told: Told) -> None:
    held, running, standing = place.case, place.running, place.standing
    in_person = {form.outline.id for form in place.release.forms.values() if form.in_person}
    states = agreement.states(tx, [task.id for task in standing.tasks])
    task_rows.open_tasks(
        tx, held.id, running.id, [one for one in standing.tasks if one.id not in states], in_person=in_person
    )
    for one in standing.tasks:
        again: dict[str, Any] = {"opened_at": told.opened[one.id]} if one.id in told.opened else {}
        if again and one.due and one.id not in states:
            again["remind_at"] = remind_at(again["opened_at"], one.due.at)
        agreement.rewrite(tx, one.id, **_projected(one), **again, in_person=one.form in in_person)
    kept = {one.id for one in standing.tasks}
    gone = [one for one in agreement.open_of(tx, running.id) if one not in kept]
    task_rows.withdraw(tx, gone)
    task_rows.unassign(tx, agreement.closed_of(tx, held.id))
    for task_id in gone:
        if task_id in told.closed:
            at, by = told.closed[task_id]
            agreement.rewrite(tx, task_id, closed_at=at, closed_by=by)


def _projected(one: OpenTask) -> dict[str, Any]:
    """What an open task's row repeats of the state. The calculation of its due moment is kept where the moment is the same."""
    return {
        "state": "open",
        "key": one.key,
        "name": one.name,
        "process": one.process,
        "path": list(one.path),
        "form": one.form,
        "groups": list(one.groups),
        "assignee_id": one.assignee,
        "item": one.item,
        "soonest": one.due.at if one.due else task_rows.NEVER,
        "priority": one.priority,
        "closed_at": None,
        "closed_by": None,
    }


def _timers(tx: Tx, place: _Place) -> None:
    """Arm what the state has armed, retry what was given up, and cancel the rest."""
    running = place.running
    known = {(row.task_id, row.event, row.generation): row for row in timers.waiting_of(tx, running.id)}
    names = {one[0]: one[1] for process in place.release.engine.processes.values() for one in process.elements}
    for task_id, event, generation, at in place.standing.timers:
        row = known.pop((task_id, event, generation), None)
        if row is not None and row.state == "armed" and row.due_at == at:
            continue
        armed = {
            "task_id": task_id,
            "event": event,
            "generation": generation,
            "case_id": place.case.id,
            "instance_id": running.id,
            "name": names.get(event, event),
            "due_at": at,
            "due": asdict(Due(at)),
            "state": "armed",
            "try_at": at,
            "tries": 0,
            "closed_at": None,
        }
        timers.rearm(tx, armed)
    if known:
        timers.close(tx, list(known), "cancelled")
