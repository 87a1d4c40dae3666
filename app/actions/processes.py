"""The processes of the area's newest release as drawn, and what was published when."""

from app import engine
from app.actions import releases
from app.domain.access import Permission
from app.domain.errors import NotFound
from app.domain.views import DrawnProcess, ReleaseRow
from app.store import releases as published
from app.store.tx import Tx


def drawn(tx: Tx) -> tuple[DrawnProcess, ...]:
    """All processes of the newest release, by name, without their diagrams. Raises Forbidden."""
    tx.actor.require(Permission.READ_PROCESSES)
    if (newest := published.newest(tx)) is None:
        return ()
    outlines = releases.compiled(tx, newest[0]).engine.processes.values()
    rows = [DrawnProcess(one.id, one.name, one.file, one.startable) for one in outlines]
    return tuple(sorted(rows, key=lambda row: (row.name, row.id)))


def one(tx: Tx, process_id: str) -> DrawnProcess:
    """A process of the newest release with its diagram and the same in words. Raises Forbidden or NotFound."""
    tx.actor.require(Permission.READ_PROCESSES)
    newest = published.newest(tx)
    release = releases.compiled(tx, newest[0]) if newest else None
    if release is None or (outline := release.engine.processes.get(process_id)) is None:
        raise NotFound("There is no such process.")
    lines = engine.twin(release.engine.model.processes[process_id])
    steps = tuple((line.number, line.text, line.element) for line in lines)
    diagram = release.diagrams[outline.file].decode()
    return DrawnProcess(outline.id, outline.name, outline.file, outline.startable, diagram, steps)


def history(tx: Tx) -> tuple[ReleaseRow, ...]:
    """What was published in the area, newest first. Raises Forbidden."""
    tx.actor.require(Permission.READ_PROCESSES)
    return published.history(tx)
