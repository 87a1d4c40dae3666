"""Clocks worked out anew: when the holidays or a value of an area's policy change, so do the moments that wait."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from app.actions import moves, releases
from app.domain.access import SYSTEM
from app.domain.deadlines import LONDON, Due, day_in_words, time_in_words
from app.domain.errors import Refused
from app.domain.policy import Policy
from app.engine.retime import retime
from app.store import incidents, instances, locks, retimings, timers
from app.store import tasks as task_rows
from app.store.base import Database
from app.store.journal import Happened
from app.store.tasks import due_from
from app.store.tx import Tx

BATCH = 50


def follow(database: Database, *, more: Callable[[], bool] = lambda: True, survives: type[Exception] = Refused) -> int:
    """Go on working out the clocks of areas whose policy has changed; returns how many cases got other moments.

    more: asked between batches whether there is still time; what is left is gone on with at the next ring. Each case is
    a transaction of its own; survives: what may befall one and keeps no other waiting. It becomes an incident.
    """
    changed = 0
    for area in database.read(SYSTEM, retimings.waiting):
        after: UUID | None = area.after
        while more():
            ids = database.read(SYSTEM, _following(area.area, after))
            for case_id in ids:
                try:
                    changed += database.run(SYSTEM, _retiming(case_id, area.why))
                except survives as error:
                    database.run(SYSTEM, _not_retimed(area.area, case_id, type(error).__name__))
            last = ids[-1] if ids else None
            database.run(SYSTEM, _done(area.area, after, last))
            if last is None:
                break
            after = last
    return changed


def _not_retimed(area: str, case_id: UUID, why: str) -> Callable[[Tx], None]:
    return lambda tx: incidents.report(tx, "not-retimed", why, area=area, case_id=case_id)


def _following(area: str, after: UUID | None) -> Callable[[Tx], tuple[UUID, ...]]:
    return lambda tx: tuple(retimings.following(tx, area, after, BATCH))


def _retiming(case_id: UUID, why: str) -> Callable[[Tx], bool]:
    return lambda tx: anew(tx, case_id, why)


def _done(area: str, before: UUID | None, after: UUID | None) -> Callable[[Tx], None]:
    return lambda tx: retimings.done(tx, area, before=before, after=after)


def anew(tx: Tx, case_id: UUID, why: str) -> bool:
    """Work out the moments of one case by the policy in force, and journal those that change; returns whether any did.

    Only moments that a rule of the policy gave are worked out: what a person or a diagram fixed stays.
    """
    locks.lock(tx, case_id)
    held = locks.of_any(tx, case_id)
    running = instances.of_case(tx, case_id)
    if not running:
        return False
    policy = moves.scene(tx, held).policy

    lines: list[str] = []
    for instance in running:
        moved_timers, moved_tasks = {}, {}
        for row in timers.armed_in(tx, instance.id):
            if due := due_now(row.due, policy):
                timers.put_off(tx, (row.task_id, row.event, row.generation), due)
                moved_timers[row.task_id, row.event] = due.at
                lines.append(_line(row.name, row.due, due))
        for row in task_rows.due_of(tx, instance.id):
            if due := due_now(row.due, policy):
                task_rows.put_off(tx, row.id, due)
                moved_tasks[row.id] = due.at
                lines.append(_line(row.name, row.due, due))
        if moved_timers or moved_tasks:
            release = releases.compiled(tx, instance.release_id)
            state = retime(release.engine, instance.state, moved_timers, moved_tasks)
            instances.save(tx, instance.id, state=state)

    if lines:
        moves.note(tx, held, Happened("retimed", "Due dates were worked out anew.", (why, *lines)))
    return bool(lines)


def due_now(row: Mapping[str, Any] | None, policy: Policy) -> Due | None:
    """What a due moment is by the policy in force; None where it is the same, or was not given by a rule."""
    was = due_from(row)
    if was is None or not was.rule or was.begun is None:
        return None
    try:
        now = policy.due(was.rule, was.begun)
    except (LookupError, ValueError):
        return None  # the pack has no such rule any more: what was promised stands
    return now if now.at != was.at else None


def _line(name: str, row: Mapping[str, Any], now: Due) -> str:
    was = due_from(row)
    assert was is not None
    return f"“{name}” was due {_spoken(was)} and is now due {_spoken(now)} ({now.text})."


def _spoken(due: Due) -> str:
    here = due.at.astimezone(LONDON)
    return f"at {time_in_words(here.time())} on {day_in_words(here.date(), weekday=True)}"
