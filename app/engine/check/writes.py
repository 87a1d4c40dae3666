"""Branches that run at the same time do not write the same name, for nobody could say whose value stays."""

from collections.abc import Iterator

from app.domain.errors import Finding
from app.engine.check.saying import at
from app.engine.drawing import Drawing, Element
from app.engine.model import Model


def problems(model: Model) -> Iterator[Finding]:
    """Names that two branches write at the same time."""
    for drawing in model.drawings.values():
        said: set[tuple[str, str, str]] = set()
        for split, branches in splits(drawing):
            for one, other, name in _conflicts(model, drawing, branches):
                if (one.id, other.id, name) not in said:
                    said.add((one.id, other.id, name))
                    message = (
                        f"It sets “{name}”, and so does “{one.label}” on another branch after “{split.label}” at the same "
                        "time. Give one of them another name."
                    )
                    yield at(other, "parallel-write", message)


def splits(drawing: Drawing) -> Iterator[tuple[Element, list[set[str]]]]:
    """Where work goes on in several places, and what each branch alone can come to."""
    for element in drawing.elements.values():
        parallel = element.kind in {"parallelGateway", "inclusiveGateway"} or not element.kind.endswith("Gateway")
        starts = [[flow.target] for flow in element.outgoing] if parallel else []
        if len(starts) > 1:
            yield element, _apart(drawing, starts)
        for boundary in drawing.boundaries(element.id):
            if not boundary.interrupting:
                yield boundary, _apart(drawing, [[element.id], [flow.target for flow in boundary.outgoing]])


def _apart(drawing: Drawing, starts: list[list[str]]) -> list[set[str]]:
    """For each branch, the elements that it and no other branch can reach: beyond that they have met again."""
    reached = [_reach(drawing, start) for start in starts]
    return [
        own - set().union(*(other for index, other in enumerate(reached) if index != at_index))
        for at_index, own in enumerate(reached)
    ]


def _reach(drawing: Drawing, start: list[str]) -> set[str]:
    found: set[str] = set()
    ahead = list(start)
    while ahead:
        key = ahead.pop()
        if key in found or key not in drawing.elements:
            continue
        found.add(key)
        ahead.extend(flow.target for flow in drawing.elements[key].outgoing)
        ahead.extend(one.id for one in drawing.boundaries(key))
        ahead.extend(one.id for one in drawing.inside(key))
    return found


def _conflicts(model: Model, drawing: Drawing, branches: list[set[str]]) -> Iterator[tuple[Element, Element, str]]:
    wrote: dict[tuple[str, str], Element] = {}
    for branch in branches:
        here: dict[tuple[str, str], Element] = {}
        for key, element in drawing.elements.items():
            if key in branch:
                for name in model.writes(element):
                    if name in model.mentioned:
                        here.setdefault((model.scope(element), name), element)
        for place, element in here.items():
            if place in wrote:
                yield wrote[place], element, place[1]
        wrote |= here
