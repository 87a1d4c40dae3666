"""Called processes exist, do not call themselves, and what crosses is named."""

from collections.abc import Iterator

from app.domain.errors import Finding
from app.engine.check.saying import at, some_of
from app.engine.drawing import Element
from app.engine.model import Model

DEEPEST = 5


def problems(model: Model) -> Iterator[Finding]:
    """Calls that lead nowhere, in a circle, or too deep; two processes or sub-processes of one id."""
    yield from _same_ids(model)
    for element in model.elements:
        if element.kind == "callActivity":
            yield from _call(model, element)


def _call(model: Model, element: Element) -> Iterator[Finding]:
    called = model.processes.get(element.called or "")
    if called is None:
        said = f"There is no process “{element.called}”." if element.called else "It names no process."
        yield at(
            element,
            "call" if element.called else "reference",
            f"{said} Call {some_of(model.processes, element.called)}, or add its diagram.",
        )
        return
    start = next((one for one in called.of("startEvent") if one.container == called.process), None)
    if start and start.events:
        message = f"“{called.name}” is started by a message, so it cannot be called. Give it a plain start event."
        yield at(element, "call", message)
    depth = _depth(model, element, (element.process,))
    if depth is None:
        message = f"“{called.name}” comes to call itself, so it would never end. Draw a loop instead."
        yield at(element, "call-circle", message)
    elif depth > DEEPEST:
        message = (
            f"Processes call one another {depth} deep here, and {DEEPEST} is the most. Draw some of them together."
        )
        yield at(element, "call-circle", message)
    for one in (*element.inputs, *element.outputs):
        if not one.text:
            yield at(element, "passing", f"“{one.name}” has no source. Name the value that crosses.")


def _depth(model: Model, element: Element, above: tuple[str, ...]) -> int | None:
    """How many processes are below each other from this call on; None where it is a circle."""
    if element.called in above:
        return None
    called = model.processes.get(element.called or "")
    deepest = 1
    for inner in called.of("callActivity") if called else ():
        below = _depth(model, inner, (*above, element.called or ""))
        if below is None:
            return None
        deepest = max(deepest, 1 + below)
    return deepest


def _same_ids(model: Model) -> Iterator[Finding]:
    """SpiffWorkflow keeps processes and sub-processes of all files in one place, by id."""
    seen: dict[str, str] = {}
    for drawing in model.drawings.values():
        own = [(drawing.process, drawing.name, drawing.line)]
        own += [(one.id, one.name, one.line) for one in drawing.of("subProcess")]
        for key, name, line in own:
            other = seen.setdefault(key, drawing.file)
            if other != drawing.file:
                message = f"The id “{key}” is also used in {other}. Give each process and sub-process its own id."
                yield Finding("id-elsewhere", message, drawing.file, key, name, line)
