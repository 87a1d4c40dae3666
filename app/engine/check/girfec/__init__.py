"""What GIRFEC asks of a process besides BPMN: one rule in each module, with `problems(drawing, model)`.

They are asked of designers' files and at publishing, not of releases that have long been published.
"""

from collections.abc import Iterator

from app.domain.errors import Finding
from app.engine.check.girfec import acceptance, deadlines, forms, views
from app.engine.drawing import Drawing
from app.engine.model import Model

RULES = (deadlines, forms, acceptance, views)


def problems(drawing: Drawing, model: Model) -> Iterator[Finding]:
    """What one process does not keep."""
    for rule in RULES:
        yield from rule.problems(drawing, model)
