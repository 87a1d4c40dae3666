"""No step without a form: what is done for a child is recorded, and a person needs to know what is asked."""

from collections.abc import Iterator

from app.domain.errors import Finding
from app.engine.check.saying import at
from app.engine.drawing import Drawing
from app.engine.model import Model


def problems(drawing: Drawing, model: Model) -> Iterator[Finding]:  # noqa: ARG001 - the shape of a rule
    """Steps for people that ask nothing."""
    for element in drawing.of("userTask"):
        if not element.form:
            message = f"“{element.label}” has no form, so nothing of it is recorded. Choose a form for it."
            yield at(element, "form", message)
