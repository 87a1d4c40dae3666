"""Names that a process writes: none may be a word of FEEL, of the engine, or hide the case, the policy or the clock."""

from collections.abc import Iterator

from app.domain.errors import Finding
from app.domain.forms import CARRIED
from app.engine.check.saying import at
from app.engine.drawing import Element
from app.engine.model import Model
from app.engine.values import usable_key, usable_name


def problems(model: Model) -> Iterator[Finding]:
    """Names that cannot be used."""
    for element in model.elements:
        yield from _columns(model, element)
        for name, what in _written(model, element):
            if not usable_name(name):
                message = f"{what} cannot be called “{name}”. Use letters, digits and _, and no word that FEEL or the engine uses."
                yield at(element, "name", message)


def _columns(model: Model, element: Element) -> Iterator[Finding]:
    form = model.forms.get(element.form or "")
    for columns in form.columns.values() if form else ():
        for key in columns:
            if not usable_key(key):
                yield at(element, "name", f"A column of its form cannot be called “{key}”. Use letters, digits and _.")


def _written(model: Model, element: Element) -> Iterator[tuple[str, str]]:
    form = model.forms.get(element.form or "")
    if form:
        yield from ((key, "A field of its form") for key, kind in form.fields.items() if kind in CARRIED)
    if element.kind in {"serviceTask", "callActivity"}:
        yield from ((one.name, "An output") for one in element.outputs)
    if element.kind == "callActivity":
        yield from ((one.name, "An input") for one in element.inputs)
    if element.kind == "businessRuleTask" and element.result:
        yield element.result, "The result"
