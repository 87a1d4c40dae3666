"""Publish checks: what would not run as drawn is refused here, by element, in words a service designer knows.

One module per subject; each has `problems(model)` and yields every Finding it sees. They run before SpiffWorkflow gets
the diagram, for its parser loops for ever on some honest typos.
"""

from collections.abc import Iterator

from app.domain.errors import Finding
from app.engine.check import (
    bpmn,
    calls,
    code,
    early,
    elements,
    events,
    expressions,
    file,
    flows,
    girfec,
    names,
    people,
    repeats,
    rounds,
    timers,
    waiting,
    work,
    writes,
)
from app.engine.check.families import placed
from app.engine.model import Model

SUBJECTS = (
    elements, code, flows, rounds, events, waiting, timers, repeats, people, work, calls, names, expressions, early, writes,
)  # fmt: skip


def problems(model: Model) -> Iterator[Finding]:
    """Everything that is wrong with a release."""
    for subject in SUBJECTS:
        yield from map(placed, subject.problems(model))


__all__ = ["bpmn", "file", "girfec", "problems"]
