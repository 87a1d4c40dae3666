"""Loops drawn with flows: each can be left, and each stops for somebody or something on its way round."""

from collections.abc import Callable, Iterator

from app.domain.errors import Finding
from app.engine.check.saying import at
from app.engine.drawing import Drawing, Element
from app.engine.model import Model

CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "boundaryEvent"})
STOPS = frozenset(
    {
        "userTask",
        "manualTask",
        "receiveTask",
        "intermediateCatchEvent",
        "eventBasedGateway",
        "callActivity",
        "subProcess",
    }
)


def problems(model: Model) -> Iterator[Finding]:
    """Loops without a way out, and loops that nobody stops."""
    for drawing in model.drawings.values():
        ways = _ways(drawing)
        for ring in _rings(drawing, ways, lambda _element: True):
            if not any(target not in ring for one in ring for target in ways[one]):
                yield _say(drawing, ring, "This loop has no way out. Put a gateway into it that can leave it.")
        for ring in _rings(drawing, ways, lambda element: element.kind not in CHOOSING):
            if any(target not in ring for one in ring for target in ways[one]):
                message = (
                    "This loop goes round without ever choosing. Put an exclusive gateway into it that can leave it."
                )
                yield _say(drawing, ring, message)
        for ring in _rings(drawing, ways, lambda element: element.kind not in STOPS):
            if any(drawing.elements[one].kind in CHOOSING for one in ring):
                message = (
                    "This loop goes round by itself, without a task or event at which it waits. Let it wait for one."
                )
                yield _say(drawing, ring, message)


def _say(drawing: Drawing, ring: set[str], message: str) -> Finding:
    first = min((drawing.elements[one] for one in ring), key=lambda element: element.line)
    names = ", ".join(f"“{element.label}”" for element in drawing.elements.values() if element.id in ring)
    return at(first, "loop", f"{message} It is drawn between {names}.")


def _ways(drawing: Drawing) -> dict[str, list[str]]:
    """{element: those that can follow it}; an activity's boundary events follow it, a link's other end too."""
    ways = {
        key: [flow.target for flow in element.outgoing if flow.target in drawing.elements]
        + [boundary.id for boundary in drawing.boundaries(key)]
        for key, element in drawing.elements.items()
    }
    for throw in drawing.of("intermediateThrowEvent"):
        for catch in drawing.of("intermediateCatchEvent"):
            if throw.event and catch.event and throw.event.kind == catch.event.kind == "link":
                ways[throw.id] += [catch.id] if throw.event.said == catch.event.said else []
    return ways


def _rings(drawing: Drawing, ways: dict[str, list[str]], counts: Callable[[Element], bool]) -> Iterator[set[str]]:
    """The largest sets of elements that all lead to one another, through elements that count."""
    kept = {key for key, element in drawing.elements.items() if counts(element)}
    after = {key: _reach(key, ways, kept) for key in kept}
    said: set[str] = set()
    for key in drawing.elements:
        if key in kept and key not in said and key in after[key]:
            ring = {other for other in after[key] if key in after[other]}
            said |= ring
            yield ring


def _reach(key: str, ways: dict[str, list[str]], kept: set[str]) -> set[str]:
    found: set[str] = set()
    ahead = [target for target in ways[key] if target in kept]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead.extend(target for target in ways[one] if target in kept)
    return found
