"""Only one part of a case waits for a message at a time, for only one could have it."""

from collections.abc import Iterator

from app.domain.errors import Finding
from app.engine.check.saying import at
from app.engine.check.writes import splits
from app.engine.drawing import Drawing, Element
from app.engine.model import Model


def problems(model: Model) -> Iterator[Finding]:
    """Messages for which two branches, or an activity's edge and its inside, would wait at the same time."""
    said: set[tuple[str, str, str]] = set()
    for drawing in model.drawings.values():
        for one, other, name in (*_on_branches(model, drawing), *_around(model, drawing)):
            if one.id != other.id and (one.id, other.id, name) not in said:
                said.add((one.id, other.id, name))
                message = (
                    f"It waits for “{name}”, and so may “{one.label}” at the same time; only one of them could have it. "
                    "Wait for it in one place."
                )
                yield at(other, "two-wait", message)


def _on_branches(model: Model, drawing: Drawing) -> Iterator[tuple[Element, Element, str]]:
    for _split, branches in splits(drawing):
        earlier: dict[str, Element] = {}
        for branch in branches:
            here: dict[str, Element] = {}
            for key, element in drawing.elements.items():
                if key in branch:
                    here = {**_awaited(model, element, frozenset()), **here}
            yield from ((earlier[name], element, name) for name, element in here.items() if name in earlier)
            earlier |= here


def _around(model: Model, drawing: Drawing) -> Iterator[tuple[Element, Element, str]]:
    """A message at the edge of an activity, and the same one inside it."""
    for boundary in drawing.of("boundaryEvent"):
        activity = drawing.elements.get(boundary.attached or "")
        for event in boundary.events if activity else ():
            inside = _inside(model, activity, frozenset()) if activity else {}
            if event.kind == "message" and event.ref in inside:
                yield boundary, inside[event.ref], event.ref


def _awaited(model: Model, element: Element, above: frozenset[str]) -> dict[str, Element]:
    """{message: who waits for it}, of an element and all that runs inside it."""
    own = element.events if element.kind != "startEvent" else ()
    waits = {event.ref: element for event in own if event.kind == "message" and event.ref}
    return {**_inside(model, element, above), **waits}


def _inside(model: Model, element: Element, above: frozenset[str]) -> dict[str, Element]:
    found: dict[str, Element] = {}
    called = model.processes.get(element.called or "") if element.kind == "callActivity" else None
    if called and called.process not in above:
        for inner in called.elements.values():
            found |= _awaited(model, inner, above | {called.process})
    for inner in model.drawings[element.file].inside(element.id):
        found |= _awaited(model, inner, above)
    return found
