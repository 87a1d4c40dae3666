"""Timers: which cases are due, and firing one case's due timers in one transaction."""

from datetime import datetime
from itertools import groupby
from uuid import UUID

from app import engine
from app.actions import moves, releases
from app.domain.errors import Overrun, RuleBroken, Stuck
from app.store import incidents, instances, locks, timers
from app.store.journal import Happened
from app.store.tx import Tx


def due(tx: Tx, limit: int = 100) -> tuple[UUID, ...]:
    """Cases with a timer whose moment has come, soonest first."""
    return timers.due_cases(tx, limit)


def fire(tx: Tx, case_id: UUID) -> int:
    """Fire the due timers of one case, in order of their moments; returns how many rang. Doing it twice is harmless.

    Raises NotFound, or what keeps the process from going on: RuleBroken, Overrun or Stuck.
    """
    locks.lock(tx, case_id)
    waiting = timers.due_in(tx, case_id)
    case = locks.of_any(tx, case_id)

    rang = 0
    for instance_id, rows in groupby(waiting, key=lambda row: row.instance_id):
        due_rows = tuple(rows)
        rings = [(row.task_id, row.event, row.generation) for row in due_rows]
        instance = next((one for one in instances.of_case(tx, case_id) if one.id == instance_id), None)
        if instance is None:
            timers.close(tx, rings, "cancelled")
            continue
        scene = moves.scene(tx, case)
        release = releases.compiled(tx, instance.release_id)
        names = ", ".join(dict.fromkeys(f"“{row.name}”" for row in due_rows))
        happened = Happened(
            "timer.rang", f"The time had come: {names}.", (), {"events": [row.event for row in due_rows]}
        )
        try:
            step = engine.wake(release.engine, instance.state, rings, scene.world(tx))
            moved = moves.write(
                tx, scene, instance, step, happened, release=release, element=due_rows[0].event, fired=rings
            )
        except (RuleBroken, Overrun, Stuck) as refusal:
            if not due_rows[0].tries:  # said once; the tries that follow are counted
                moves.keep_attempt(tx, case_id, names, refusal, {"events": [row.event for row in due_rows]})
            raise
        timers.close(tx, rings, "fired")
        case = moved.scene.case
        rang += len(rings)
    return rang


def failed(tx: Tx, case_id: UUID, why: str) -> None:
    """The due timers of a case could not ring: later again, and after five tries never, with an incident.

    why: the name of the error's class.
    """
    locks.lock(tx, case_id)
    if timers.failed(tx, case_id):
        incidents.report(
            tx, "timer-dead", f"five tries failed: {why}", area=locks.area_of(tx, case_id), case_id=case_id
        )


def next_moment(tx: Tx) -> datetime | None:
    """When the next armed timer is due, or None."""
    return timers.next_moment(tx)
