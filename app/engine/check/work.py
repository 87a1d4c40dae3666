"""Service tasks and business rule tasks: the operation or decision exists, and what it needs and gives is named."""

from collections import Counter
from collections.abc import Iterator, Mapping

from app.domain.errors import Finding, listed
from app.domain.operations import OPERATIONS
from app.engine.check.saying import at, some_of
from app.engine.drawing import Element
from app.engine.model import Model


def problems(model: Model) -> Iterator[Finding]:
    """Work that nothing here can do."""
    for element in model.elements:
        if element.kind == "serviceTask":
            yield from _operation(element)
        elif element.kind == "businessRuleTask":
            yield from _decision(model, element)


def _operation(element: Element) -> Iterator[Finding]:
    operation = OPERATIONS.get(element.topic or "")
    if operation is None:
        said = f"There is no operation “{element.topic}”." if element.topic else "It names no operation."
        yield at(element, "operation", f"{said} Set its topic to {some_of(OPERATIONS, element.topic)}.")
        return
    given = Counter(one.name for one in element.inputs)
    for name, count in given.items():
        if name not in operation.inputs:
            yield at(element, "operation", f"“{operation.name}” takes no “{name}”. It takes {_all(operation.inputs)}.")
        elif count > 1:
            yield at(element, "operation", f"The input “{name}” is given {count} times. Keep one of them.")
    for name in operation.inputs:
        if name not in given:
            message = f"“{operation.name}” needs the input “{name}”: {operation.inputs[name]}. Where there is none, write =null."
            yield at(element, "operation", message)
    for one in (*element.inputs, *element.outputs):
        if not one.text:
            yield at(element, "operation", f"“{one.name}” has no value. Write one in FEEL after “=”.")


def _all(names: Mapping[str, str]) -> str:
    return listed(names) if names else "nothing"


def _decision(model: Model, element: Element) -> Iterator[Finding]:
    if element.decision not in model.decisions:
        said = (
            f"There is no decision table “{element.decision}”." if element.decision else "It names no decision table."
        )
        known = some_of(model.decisions, element.decision)
        yield at(element, "decision", f"{said} Set its decision reference to {known}.")
    if not element.result:
        yield at(element, "decision", "Name the variable that holds the result, so that something can read it.")
