"""Flows: where they lead, which need a condition, and that every element is reached and leads on."""

from collections.abc import Iterator

from app.domain.errors import Finding
from app.engine.check.saying import at, on
from app.engine.drawing import ACTIVITIES, Drawing, Element, Flow
from app.engine.model import Model

CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})


def problems(model: Model) -> Iterator[Finding]:
    """Flows that are missing, lead nowhere, or would not be taken as drawn."""
    for drawing in model.drawings.values():
        yield from _ends(drawing)
        for flow in drawing.flows:
            yield from _flow(drawing, flow)
        for element in drawing.elements.values():
            yield from _around(element, drawing)
            yield from _attached(element, drawing)
            yield from _choices(element)
        yield from _unreached(drawing)


def _ends(drawing: Drawing) -> Iterator[Finding]:
    """Every process and sub-process has one start and at least one end."""
    containers = [(drawing.process, drawing.name, drawing.line)]
    containers += [(one.id, one.name, one.line) for one in drawing.of("subProcess", "transaction")]
    for key, name, line in containers:
        inside = list(drawing.inside(key))
        if inside:
            yield from _both_ends(drawing, key, name, line, inside)
        elif key in drawing.elements:
            message = "There is nothing in this sub-process. Draw its steps, or use a task instead."
            yield Finding("empty", message, drawing.file, key, name, line)


def _both_ends(drawing: Drawing, key: str, name: str, line: int, inside: list[Element]) -> Iterator[Finding]:
    """One start, and an end. BPMN lets both be left out, never one of them; publishing asks for both."""
    starts = [one for one in inside if one.kind == "startEvent"]
    if not starts and key in drawing.elements and drawing.elements[key].event_sub_process:
        message = "Nothing says what begins it. Draw one start event in it that does: a message, a time, an error."
        yield Finding("ends", message, drawing.file, key, name, line)
        return
    ends = any(one.kind == "endEvent" for one in inside)
    if not starts:
        message = "It has 0 start events. Draw exactly one, so that it is clear where the work begins."
        yield Finding("ends" if ends else "start", message, drawing.file, key, name, line)
    if not ends:
        message = "It has no end event. Draw one for each way in which the work can end."
        yield Finding("ends" if starts else "end", message, drawing.file, key, name, line)
    if len(starts) > 1:
        message = f"It has {len(starts)} start events. Draw exactly one, so that it is clear where the work begins."
        plain = sum(one.event is None for one in starts)
        rule = "ends" if key != drawing.process else "starts" if plain > 1 else "start"
        yield Finding(rule, message, drawing.file, key, name, line)


def _flow(drawing: Drawing, flow: Flow) -> Iterator[Finding]:
    source, target = drawing.elements.get(flow.source), drawing.elements.get(flow.target)
    if source is None or target is None:
        missing = flow.source if source is None else flow.target
        message = f"This flow is joined to “{missing}”, which is not an element of this process. Join both its ends."
        yield on(flow, drawing.file, "flow", message)
    elif source.container != target.container:
        message = "This flow crosses the border of a sub-process. Use the sub-process's own flow or a boundary event."
        yield on(flow, drawing.file, "flow", message)


def _around(element: Element, drawing: Drawing) -> Iterator[Finding]:
    if element.kind == "endEvent" and element.outgoing:
        yield at(element, "flow", "Nothing follows an end event. Use an intermediate event, or remove the flow.")
    if element.kind in {"startEvent", "boundaryEvent"} and element.incoming:
        yield at(element, "flow", "No flow leads into this event. Let the flow lead to what comes after it.")
    if element.kind == "endEvent" or element.event_sub_process or (element.event and element.event.kind == "link"):
        return
    if not element.outgoing:
        ends = any(one.kind == "endEvent" for one in drawing.inside(element.container))
        rule = "leads-nowhere" if ends or element.kind == "boundaryEvent" else "end"
        yield at(element, rule, "Nothing follows here. Draw a flow to the next step or to an end event.")


def _attached(element: Element, drawing: Drawing) -> Iterator[Finding]:
    if element.kind != "boundaryEvent":
        return
    activity = drawing.elements.get(element.attached or "")
    if activity is None or activity.kind not in ACTIVITIES or activity.container != element.container:
        yield at(element, "boundary", "This event is not attached to a task or sub-process. Drag it onto one's edge.")


def _choices(element: Element) -> Iterator[Finding]:
    conditional = [flow for flow in element.outgoing if flow.condition]
    if element.default and element.default not in {flow.id for flow in element.outgoing}:
        yield at(element, "default", f"Its default flow “{element.default}” does not leave it. Choose one that does.")
    for flow in conditional:
        if flow.id == element.default:
            message = "This is the default flow, so its condition is never asked. Remove the condition."
            yield on(flow, element.file, "default", message)
    if element.kind in CHOOSING:
        yield from _gateway(element)
    elif element.kind in {"parallelGateway", "eventBasedGateway"}:
        for flow in conditional:
            message = (
                f"A condition here is never asked, for “{element.label}” takes every flow. Use an exclusive gateway."
            )
            yield on(flow, element.file, "condition", message)
    elif len(element.outgoing) == 1 and conditional:
        message = (
            f"This is the only flow out of “{element.label}”, so its condition is never asked. "
            "Put an exclusive gateway after it, with a default flow, or remove the condition."
        )
        yield on(conditional[0], element.file, "condition", message)
    elif len(conditional) == len(element.outgoing) > 1:
        message = "Each flow out of it has a condition. Make one the default flow, for when none of them holds."
        yield at(element, "default-missing", message)


def _gateway(element: Element) -> Iterator[Finding]:
    if len(element.outgoing) < 2:
        for flow in element.outgoing:
            if flow.condition:
                message = "This is the only flow out of the gateway, so its condition is never asked. Remove it."
                yield on(flow, element.file, "condition", message)
        return
    if not element.default:
        message = (
            f"“{element.label}” has no default flow. Choose the one to take when no condition holds "
            "(right-click the flow, “Default flow”)."
        )
        yield at(element, "default-missing", message)
    for flow in element.outgoing:
        if not flow.condition and flow.id != element.default:
            to = f"to “{flow.target}”"
            message = (
                f"The flow {to} out of “{element.label}” has no condition, so nobody can tell when it is taken. "
                'Write one in FEEL, for example answer = "yes", or make it the default flow.'
            )
            yield on(flow, element.file, "condition", message)


def _unreached(drawing: Drawing) -> Iterator[Finding]:
    reached: set[str] = set()
    ahead = _first(drawing)
    links = {
        one.event.said: one for one in drawing.of("intermediateCatchEvent") if one.event and one.event.kind == "link"
    }
    while ahead:
        element = ahead.pop()
        if element.id in reached:
            continue
        reached.add(element.id)
        ahead.extend(drawing.elements[flow.target] for flow in element.outgoing if flow.target in drawing.elements)
        ahead.extend(drawing.boundaries(element.id))
        if element.kind == "intermediateThrowEvent" and element.event and element.event.said in links:
            ahead.append(links[element.event.said])
    inside_event = {one.id for one in drawing.elements.values() if one.event_sub_process}
    for element in drawing.elements.values():
        if element.id not in reached and element.id not in inside_event:
            if element.kind == "boundaryEvent" and element.attached not in drawing.elements:
                continue  # said already
            rule = "unreached" if element.incoming else "no-incoming"
            yield at(element, rule, "Nothing leads here, so it is never done. Draw a flow to it, or remove it.")


def _first(drawing: Drawing) -> list[Element]:
    """Where work begins: at start events, and where a process or sub-process has none, at all that no flow leads to."""
    starts = list(drawing.of("startEvent"))
    begun = {one.container for one in starts}
    return starts + [
        one
        for one in drawing.elements.values()
        if one.container not in begun and not one.incoming and one.kind != "boundaryEvent"
    ]
