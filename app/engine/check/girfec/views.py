"""Every decision records what the child says about it, or why that was not asked.

Source: UNCRC article 12, and GIRFEC Practice Guidance 1: the child's views in every decision about them.
"""

import re
from collections.abc import Iterator, Mapping

from app.domain.errors import Finding
from app.engine.check.saying import at
from app.engine.drawing import Drawing, Element
from app.engine.model import Model

DECIDES = re.compile(r"\b(decide|choose|propose|settle)\b", re.IGNORECASE)
HEARS = re.compile(r"view|wish|hear|heard|prefer|voice|child_say", re.IGNORECASE)


def problems(drawing: Drawing, model: Model) -> Iterator[Finding]:
    """Decisions about a child in a process in which the child is not heard."""
    callers = [model.drawings[caller.file] for caller in model.callers(drawing.process)]
    heard = any(_hears(model, element) for one in (drawing, *callers) for element in one.elements.values())
    for element in drawing.of("userTask"):
        if DECIDES.search(element.name) and not heard:
            message = (
                f"“{element.label}” decides about a child, and no step asks what the child thinks. "
                "Ask in its form for the child's views, or why they were not asked."
            )
            yield at(element, "views", message)


def _hears(model: Model, element: Element) -> bool:
    fields: Mapping[str, object] = model.fields(element)
    return any(HEARS.search(field) for field in fields)
