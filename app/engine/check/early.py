"""Nothing is read before any path has written it: a value that comes only later is not there yet."""

from collections.abc import Iterator

from app.domain.errors import Finding
from app.engine.check.expressions import WORLD
from app.engine.check.saying import at, on
from app.engine.drawing import Drawing, Element
from app.engine.model import ENOUGH, FORM, LOOPING, WORD, Model, Use

THROWERS = frozenset({"endEvent", "intermediateThrowEvent"})
CATCHERS = frozenset({"boundaryEvent", "intermediateCatchEvent", "startEvent"})
THROWN = frozenset({"signal", "escalation", "error", "message"})


def problems(model: Model) -> Iterator[Finding]:
    """Readings that come before every writing."""
    after: dict[str, dict[str, frozenset[str]]] = {}
    said: set[tuple[str, str, str]] = set()
    for use in model.uses:
        if use.at is None or use.called or use.place == FORM:
            continue
        drawing = model.drawings[use.at.file]
        later = after.setdefault(drawing.file, _later(drawing))
        for name in sorted(set(WORD.findall(use.text)) - WORLD - use.given):
            writers = _writers(model, drawing, name)
            key = (drawing.file, use.element, name)
            if writers and key not in said and all(_only_after(model, later, use, one) for one in writers):
                said.add(key)
                yield _finding(use, name, writers[0])


def _writers(model: Model, drawing: Drawing, name: str) -> list[Element]:
    """Who gives a name in a process; nobody where it may come from outside, or is what a repetition is about."""
    outside: set[str] = set()
    for caller in model.callers(drawing.process):
        outside |= {one.name for one in caller.inputs} | model.visible(caller).keys()
    repeated = {one.multi.item for one in drawing.elements.values() if one.multi}
    if name in outside | repeated:
        return []
    return [one for one in drawing.elements.values() if name in model.writes(one) or name in model.gives(one)]


def _only_after(model: Model, later: dict[str, frozenset[str]], use: Use, writer: Element) -> bool:
    """Can the writer only come once the reader has been passed? Its own answers count for what follows it."""
    reader = use.at
    if reader is None or reader.id == writer.id or (_after_a_round(use, reader) and reader in model.outer(writer)):
        return False
    return writer.id in later[reader.id] and reader.id not in later[writer.id]


def _after_a_round(use: Use, reader: Element) -> bool:
    """Is it asked only once what lies inside has been done?"""
    return use.place == ENOUGH or (use.place == LOOPING and not (reader.loop and reader.loop.test_before))


def _later(drawing: Drawing) -> dict[str, frozenset[str]]:
    """{element: those that can come after it}."""
    next_: dict[str, set[str]] = {key: {flow.target for flow in one.outgoing} for key, one in drawing.elements.items()}
    for key, one in drawing.elements.items():
        if one.attached in next_:
            next_[one.attached].add(key)
        if one.container in next_:
            if one.kind == "startEvent" or not one.incoming:
                next_[one.container].add(key)
            if not one.outgoing:
                next_[key] |= {flow.target for flow in drawing.elements[one.container].outgoing}
            next_[key] |= {edge.id for edge in drawing.boundaries(one.container)}
        for event in one.events:
            if event.kind == "link":
                next_[key] |= {
                    other.id
                    for other in drawing.of("intermediateCatchEvent")
                    if other.event and other.event.said == event.said
                }
    for key, one in drawing.elements.items():
        next_[key] |= _hearers(drawing, one)
    return {key: _reached(next_, key) for key in next_}


def _hearers(drawing: Drawing, one: Element) -> set[str]:
    """Who may go on because of what an element throws, or anything that runs inside a call."""
    thrown = {(event.kind, event.ref) for event in one.events} if one.kind in THROWERS else set()
    return {
        other.id
        for other in drawing.elements.values()
        if other.kind in CATCHERS
        for event in other.events
        if (event.kind, event.ref) in thrown or (one.kind == "callActivity" and event.kind in THROWN)
    }


def _reached(next_: dict[str, set[str]], key: str) -> frozenset[str]:
    found: set[str] = set()
    ahead = list(next_[key])
    while ahead:
        one = ahead.pop()
        if one in next_ and one not in found:
            found.add(one)
            ahead.extend(next_[one])
    return frozenset(found)


def _finding(use: Use, name: str, writer: Element) -> Finding:
    message = (
        f"In {use.place}, “{name}” is read, and only “{writer.label}” gives it, which comes later. "
        "Ask for it before, or read something else here."
    )
    flow = next((one for one in use.at.outgoing if one.id == use.element), None) if use.at else None
    assert use.at is not None
    return on(flow, use.file, "too-early", message) if flow else at(use.at, "too-early", message)
