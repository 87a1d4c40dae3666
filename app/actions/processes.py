"""The processes of the area's newest release as drawn, and what was published when."""

from collections.abc import Iterable
from dataclasses import dataclass

from app import engine, forms
from app.actions import releases
from app.actions.releases import Compiled
from app.domain.access import Permission
from app.domain.errors import NotFound
from app.domain.views import DrawnProcess, ReleaseRow
from app.feel.decisions import Written, written
from app.forms import Told
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
    release = _newest(tx)
    if release is None or (outline := release.engine.processes.get(process_id)) is None:
        raise NotFound("There is no such process.")
    drawing = release.engine.model.processes[process_id]
    steps = tuple((line.number, line.text, line.element) for line in engine.twin(drawing))
    return DrawnProcess(
        outline.id,
        outline.name,
        outline.file,
        outline.startable,
        release.diagrams[outline.file].decode(),
        steps,
        _named(
            {key: one.outline.title for key, one in release.forms.items()},
            (one.form for one in drawing.elements.values() if one.form),
        ),
        _named(
            {key: one.name for key, one in release.engine.decisions.items()},
            (one.decision for one in drawing.elements.values() if one.decision),
        ),
    )


@dataclass(frozen=True, slots=True)
class Questions:
    """A form as designers read it. minutes: how long it takes, or None."""

    id: str
    title: str
    button: str
    minutes: int | None
    asked: tuple[Told, ...]


def questions(tx: Tx, form_id: str) -> Questions:
    """What a form of the newest release asks. Raises Forbidden or NotFound."""
    release = _newest(tx)
    if release is None or (form := release.forms.get(form_id)) is None:
        raise NotFound("There is no such form.")
    return Questions(form_id, form.outline.title or form_id, form.button, form.minutes, forms.told(form))


def table(tx: Tx, decision_id: str) -> Written:
    """A decision table of the newest release as it is written. Raises Forbidden or NotFound."""
    release = _newest(tx)
    if release is not None and decision_id in release.engine.decisions:
        for path, content in published.files(tx, release.id).items():
            if path.endswith(".dmn") and (found := written(content).get(decision_id)):
                return found
    raise NotFound("There is no such decision table.")


def _newest(tx: Tx) -> Compiled | None:
    tx.actor.require(Permission.READ_PROCESSES)
    newest = published.newest(tx)
    return releases.compiled(tx, newest[0]) if newest else None


def _named(titles: dict[str, str], used: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """((id, title), …) of those that there are, by title."""
    return tuple(
        sorted(((key, titles[key] or key) for key in set(used) & set(titles)), key=lambda one: (one[1], one[0]))
    )


def history(tx: Tx) -> tuple[ReleaseRow, ...]:
    """What was published in the area, newest first. Raises Forbidden."""
    tx.actor.require(Permission.READ_PROCESSES)
    return published.history(tx)
