"""Moments that change while they are waited for: the area's holidays or a value of its policy are no longer the same."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.domain.errors import Stuck
from app.engine import codec, where
from app.engine.due import AT, BRANCHES
from app.engine.release import Release


def retime(
    release: Release, state: bytes, timers: Mapping[tuple[UUID, str], datetime], tasks: Mapping[UUID, datetime]
) -> bytes:
    """The state with other moments for armed timers, by (task id, event), and for open tasks; others stay as they are.

    Nothing is run and nothing fires. Raises Stuck where the new state does not read back.
    """
    live = release.load(state)
    for armed in where.snapshot(live.workflow).timers.values():
        if at := timers.get((armed.task.id, armed.element.id)):
            data = armed.task.internal_data
            if armed.branch is None:
                data[AT] = at.isoformat()
            else:
                data[BRANCHES][armed.element.id] = at.isoformat()
    for task in where.open_tasks(live.workflow):
        if (at := tasks.get(task.id)) and task.internal_data.get(where.DUE):
            task.internal_data[where.DUE] = at.isoformat()
    changed = codec.dump(live)
    if where.standing_of(release.load(changed)) != where.standing_of(live):
        raise Stuck("The new state of this case does not read back as it was written. Nothing has been changed.")
    return changed
