"""Deadlines come from the policy pack: what an area may vary is not written into a drawing."""

import re
from collections.abc import Iterator

from app.domain.errors import Finding
from app.engine.check.saying import at
from app.engine.drawing import Drawing
from app.engine.due import as_feel
from app.engine.model import Model

LITERAL = re.compile(r'duration\(\s*"|date( and time)?\(\s*"|^"R\d*/|@"P')


def problems(drawing: Drawing, model: Model) -> Iterator[Finding]:  # noqa: ARG001 - the shape of a rule
    """Timers and due dates with a length of time of their own."""
    for element in drawing.elements.values():
        said = [as_feel(event.text) for event in element.events if event.kind == "timer" and event.text]
        for text in (*said, *([element.due] if element.due else [])):
            if LITERAL.search(text):
                message = (
                    f"“{element.label}” has a time of its own, {text}, and areas keep their own times. "
                    'Name a rule of the policy pack, for example due("plan_due", now).'
                )
                yield at(element, "deadline", message)
