"""Messages, signals, errors and escalations: each refers to something, and errors are caught."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from app.domain.errors import Finding
from app.domain.messages import KINDS
from app.engine.check.saying import at, some_of
from app.engine.drawing import Drawing, Element, Event
from app.engine.model import Model

INSTEAD = {"error": "an escalation or a plain end", "escalation": "a plain event"}
MAY_FOLLOW = frozenset({"timer", "message", "signal", "conditional"})


def problems(model: Model) -> Iterator[Finding]:
    """Events that refer to nothing, that nobody catches, or that two would catch."""
    for element in model.elements:
        for event in element.events:
            yield from _reference(element, event)
        if element.kind == "eventBasedGateway":
            yield from _gateway(model, element)
        if element.kind == "receiveTask" and not element.events:
            yield at(element, "message", "Say which message this task waits for.")
        if element.kind == "endEvent":
            for event in element.events:
                yield from _caught(model, element, event) if event.kind == "error" else ()
    yield from _links(model)
    yield from _twice(model)
    yield from _starts(model)


def _reference(element: Element, event: Event) -> Iterator[Finding]:
    if event.kind == "message":
        if not event.ref:
            yield at(
                element, "message-ref", "Say which message this is about: choose or create it in the properties panel."
            )
        elif event.ref not in KINDS:
            yield at(element, "message", f"There is no message “{event.ref}”. Use {some_of(KINDS, event.ref)}.")
    elif event.kind == "signal" and not event.ref:
        yield at(element, "signal", "Say which signal this is about: choose or create it in the properties panel.")
    elif event.kind in {"error", "escalation"}:
        if event.said and not event.ref:
            yield at(element, event.kind, f"It refers to “{event.said}”, which does not exist. Choose one that does.")
        elif element.kind not in {"boundaryEvent", "startEvent"} and not event.ref:
            yield at(element, event.kind, f"Say which {event.kind} this is, so that a boundary event can catch it.")
    elif event.kind == "conditional" and not event.text:
        yield at(element, "condition", "Write the condition that this event waits for, in FEEL.")


def _gateway(model: Model, gateway: Element) -> Iterator[Finding]:
    drawing = model.drawings[gateway.file]
    seen: Counter[str] = Counter()
    for flow in gateway.outgoing:
        target = drawing.elements.get(flow.target)
        if target is None:
            continue
        kinds = {event.kind for event in target.events}
        if target.kind not in {"intermediateCatchEvent", "receiveTask"} or not kinds or kinds - MAY_FOLLOW:
            message = (
                f"After “{gateway.label}” come only events that wait for a time, a message, a signal or a condition."
            )
            yield at(target, "event-gateway", message)
            continue
        if len(target.incoming) != 1 or target.multi or target.loop or any(drawing.boundaries(target.id)):
            message = f"Only “{gateway.label}” may lead here, once, and nothing may be attached. Draw it on its own."
            yield at(target, "event-gateway", message)
        seen.update({f"{event.kind} {event.ref}" for event in target.events if event.ref})
    for what, count in seen.items():
        if count > 1:
            yield at(gateway, "event-gateway", f"{count} branches wait for the same {what}. Keep one of them.")
    if len(gateway.outgoing) < 2:
        yield at(
            gateway, "event-gateway", "It needs two or more events to choose between. Add one, or remove the gateway."
        )


def unheard(model: Model, drawing: Drawing) -> Iterator[Finding]:
    """Escalations that nobody catches: BPMN lets them pass, and so they change nothing; a hint."""
    for element in drawing.of("endEvent", "intermediateThrowEvent"):
        for event in element.events:
            if event.kind == "escalation" and event.ref:
                yield from (replace(one, severity="hint") for one in _caught(model, element, event))


def _caught(model: Model, element: Element, event: Event) -> Iterator[Finding]:
    if not _catches(model, element, event, frozenset()):
        message = (
            f"Nobody catches this {event.kind}. Attach an {event.kind} boundary event for “{event.ref}” to the "
            f"sub-process or call activity around it, or use {INSTEAD[event.kind]}."
        )
        yield at(element, "uncaught", message)


def _catches(model: Model, element: Element, event: Event, seen: frozenset[str]) -> bool:
    """Does something catch an error on every way out of an element's process?"""
    drawing = model.drawings[element.file]
    for around in model.outer(element):
        if any(_for(one, event) for one in drawing.boundaries(around.id)):
            return True
    if any(_for(one, event) for one in drawing.of("startEvent") if _begins(drawing, one, model, element)):
        return True
    callers = model.callers(element.process)
    if element.process in seen or not callers:
        return False
    return all(
        any(_for(one, event) for one in model.drawings[caller.file].boundaries(caller.id))
        or _catches(model, caller, event, seen | {element.process})
        for caller in callers
    )


def _begins(drawing: Drawing, start: Element, model: Model, element: Element) -> bool:
    """Does a start begin an event sub-process that stands beside an element, or beside what is around it?"""
    part = drawing.elements.get(start.container)
    around = {element.container, *(one.container for one in model.outer(element))}
    return part is not None and part.event_sub_process and part.container in around


def _for(element: Element, thrown: Event) -> bool:
    return any(one.kind == thrown.kind and one.ref in {None, thrown.ref} for one in element.events)


def _links(model: Model) -> Iterator[Finding]:
    for drawing in model.drawings.values():
        catching = [one for one in drawing.of("intermediateCatchEvent") if one.event and one.event.kind == "link"]
        names = Counter(one.event.said for one in catching if one.event)
        for one in catching:
            said = one.event.said if one.event else None
            if not said or names[said] > 1:
                yield at(one, "link", "Give each link that is arrived at a name of its own.")
            if one.incoming:
                yield at(one, "link", "A link is arrived at without a flow. Remove the flow that leads here.")
        for one in drawing.of("intermediateThrowEvent"):
            if one.event and one.event.kind == "link":
                if not any(
                    other.event and other.event.said == one.event.said and other.container == one.container
                    for other in catching
                ):
                    yield at(one, "link", f"No link called “{one.event.said}” is arrived at here. Draw it, or a flow.")
                if one.outgoing:
                    yield at(one, "link", "A link goes on at its other end. Remove the flow that leaves here.")


def _twice(model: Model) -> Iterator[Finding]:
    """Two boundary events for one message at one activity; a message awaited by each instance of a multi-instance."""
    for element in model.elements:
        drawing = model.drawings[element.file]
        seen: Counter[str] = Counter(
            one.event.ref
            for one in drawing.boundaries(element.id)
            if one.event and one.event.kind == "message" and one.event.ref
        )
        for name, count in seen.items():
            if count > 1:
                yield at(element, "message", f"{count} events at its edge wait for “{name}”. Keep one of them.")
        if any(event.kind == "message" for event in element.events):
            around = next(
                (one for one in (element, *model.outer(element)) if one.multi and not one.multi.sequential), None
            )
            if around is not None:
                message = (
                    f"Each instance of “{around.label}” would wait for this message at the same time, and only one can "
                    "have it. Wait for it outside."
                )
                yield at(element, "message", message)


def _starts(model: Model) -> Iterator[Finding]:
    """A message starts one process at most."""
    starting: dict[str, Element] = {}
    for element in model.elements:
        if element.kind == "startEvent" and element.event and element.event.kind == "message" and element.event.ref:
            other = starting.setdefault(element.event.ref, element)
            if other is not element:
                message = f"“{element.event.ref}” already starts “{other.process}”. Let one process be started by it."
                yield at(element, "message", message)
