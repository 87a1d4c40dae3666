"""Kinds of elements that are not run, or not faithfully. Each is named with what to draw instead."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.errors import Finding
from app.engine.check.saying import at
from app.engine.drawing import CONTAINERS, NODES, Drawing, Element, local, true
from app.engine.model import Model

INSTEAD = {
    "task": "Say what kind of task this is: a user task for a person, a service task for a named operation.",
    "scriptTask": "Scripts are never run. Use a service task that names an operation.",
    "sendTask": "Sending is done by an operation. Use a service task that names one, and wait for the answer's message.",
    "transaction": "Transactions are not run. Draw a sub-process.",
    "adHocSubProcess": "Ad-hoc sub-processes are not run. Draw the order in which the work is done.",
    "complexGateway": "Complex gateways are not run. Use an exclusive, parallel or inclusive gateway.",
}

PLAYED = frozenset({"task", "sendTask", "transaction"})  # `girfec play` runs them; publishing asks for more

# What BPMN allows there, and of this what runs nowhere here; the rest can be played.
LEGAL: Mapping[str, frozenset[str | None]] = {
    "startEvent": frozenset({None, "message", "timer", "conditional", "signal"}),
    "endEvent": frozenset({None, "message", "error", "escalation", "cancel", "compensate", "signal", "terminate"}),
    "intermediateCatchEvent": frozenset({"message", "timer", "conditional", "link", "signal"}),
    "intermediateThrowEvent": frozenset({None, "message", "escalation", "compensate", "link", "signal"}),
    "boundaryEvent": frozenset({
        "message", "timer", "error", "escalation", "cancel", "compensate", "conditional", "signal",
    }),
}  # fmt: skip
BY_ITSELF = frozenset({"message", "timer", "conditional", "signal", "error", "escalation", "compensate"})
NOT_RUN = frozenset({"compensate"})
ALONE = frozenset({"link", "compensate"})
ALWAYS = {"error": "an error", "cancel": "a cancelled transaction"}

# Where an event stands, and what it may be about there.
MAY_BE: Mapping[str, frozenset[str | None]] = {
    "startEvent": frozenset({None, "message"}),
    "endEvent": frozenset({None, "error", "escalation", "signal", "terminate"}),
    "intermediateCatchEvent": frozenset({"timer", "message", "signal", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({None, "escalation", "signal", "link"}),
    "boundaryEvent": frozenset({"timer", "message", "signal", "error", "escalation", "conditional"}),
}
EVENT_INSTEAD = {
    ("startEvent", "timer"): "A process is started by a person, a message or another process, not by a clock.",
    ("endEvent", "message"): "Sending is done by an operation. Put a service task before a plain end.",
    ("intermediateThrowEvent", "message"): "Sending is done by an operation. Use a service task that names one.",
    ("intermediateCatchEvent", None): "Say what this event waits for: a time, a message, a signal or a condition.",
    ("boundaryEvent", None): "Say what this event is about: a time, a message, an error, an escalation or a signal.",
}
NOT_NODES = frozenset({
    "documentation", "extensionElements", "laneSet", "sequenceFlow", "incoming", "outgoing", "ioSpecification",
    "dataObject", "dataObjectReference", "dataStoreReference", "dataInputAssociation", "dataOutputAssociation",
    "property", "textAnnotation", "association", "group", "category", "auditing", "monitoring",
    "standardLoopCharacteristics", "multiInstanceLoopCharacteristics", "resourceRole", "performer",
    "humanPerformer", "potentialOwner", "supports", "supportedInterfaceRef", "ioBinding", "correlationSubscription",
})  # fmt: skip


def problems(model: Model) -> Iterator[Finding]:
    """Elements that cannot be run."""
    for drawing in model.drawings.values():
        yield from _unknown(drawing)
        for element in drawing.elements.values():
            yield from _kind(element)
            yield from _event(element, drawing)
            yield from _ignored(element, drawing.nodes[element.id])
            if element.id in {"Start", "End"}:
                yield at(element, "id-taken", f"The id “{element.id}” is taken. Give this element another id.")


def _unknown(drawing: Drawing) -> Iterator[Finding]:
    for node in drawing.root.iter():
        if local(node) not in CONTAINERS:
            continue
        for child in node:
            if local(child) in NODES and not child.get("id"):
                message = "This element has no id. Give it one, so that a case can say where it stands."
                yield Finding("id", message, drawing.file, "", child.get("name") or "", child.sourceline or 0)
            elif local(child) and local(child) not in NODES | NOT_NODES:
                yield Finding(
                    "element",
                    f"A “{local(child)}” cannot be run. Draw it with tasks, gateways and events.",
                    drawing.file,
                    child.get("id") or "",
                    child.get("name") or "",
                    child.sourceline or 0,
                )


def _kind(element: Element) -> Iterator[Finding]:
    if element.kind in INSTEAD:
        rule = "kind" if element.kind in PLAYED else "element"
        yield at(element, rule, INSTEAD[element.kind])
    elif element.event_sub_process:
        yield at(
            element,
            "kind",
            "Event sub-processes do not interrupt as drawn. Attach a boundary event to an ordinary sub-process instead.",
        )


def _event(element: Element, drawing: Drawing) -> Iterator[Finding]:
    allowed = MAY_BE.get(element.kind)
    if allowed is None:
        return
    if len(element.events) > 1:
        yield from _several(element, drawing)
    for event in element.events or (None,):
        yield from _about(element, drawing, event.kind if event else None, allowed)


def _several(element: Element, drawing: Drawing) -> Iterator[Finding]:
    """An event about several things: which of them is played, and that publishing asks for one event for each."""
    yield at(element, "event-many", "A published event is about one thing only. Draw one event for each.")
    kinds = {event.kind for event in element.events}
    all_of_them = true(drawing.nodes[element.id].get("parallelMultiple"), default=False)
    if alone := kinds & ALONE:
        message = f"A {min(alone)} stands alone in its event. Draw one event for each."
        yield at(element, "not-run", message)
    elif all_of_them and element.kind in {"startEvent", "boundaryEvent"}:
        yield at(element, "not-run", "Several events are not waited for together here. Draw a catching event for each.")
    elif all_of_them and _after_a_choice(element, drawing):
        message = "A branch of an event-based gateway waits for one thing. Draw the others after it."
        yield at(element, "not-run", message)


def _after_a_choice(element: Element, drawing: Drawing) -> bool:
    before = (drawing.elements.get(flow.source) for flow in element.incoming)
    return any(one is not None and one.kind == "eventBasedGateway" for one in before)


def _about(element: Element, drawing: Drawing, kind: str | None, allowed: frozenset[str | None]) -> Iterator[Finding]:
    """Whether an event may be about this where it stands."""
    around = drawing.elements.get(element.container)
    if element.kind == "startEvent" and around is not None:
        interrupting = true(drawing.nodes[element.id].get("isInterrupting"), default=True)
        yield from _inner_start(element, kind, around, interrupting=interrupting)
    elif element.kind == "boundaryEvent" and not element.interrupting and kind in ALWAYS:
        yield at(element, "event", f"An event about {ALWAYS[kind]} always interrupts. Draw it with a solid line.")
    elif kind not in allowed:
        usual = f"A {_words(element.kind)} cannot be about a {kind}. Use another kind of event here."
        yield at(element, _rule(element.kind, kind), EVENT_INSTEAD.get((element.kind, kind), usual))
    elif element.kind == "boundaryEvent" and not element.interrupting and kind == "conditional":
        yield at(element, "not-run", "An event about a condition always interrupts here. Draw it with a solid line.")


def _inner_start(element: Element, kind: str | None, around: Element, *, interrupting: bool) -> Iterator[Finding]:
    """The start of a sub-process is plain; that of an event sub-process says what begins it."""
    if not around.event_sub_process and kind is not None:
        message = f"A sub-process begins when the flow comes to it, not with a {kind}. Draw a plain start event."
        yield at(element, "event", message)
    elif around.event_sub_process and kind not in BY_ITSELF:
        message = "Say what begins this event sub-process: a message, a time, an error or another event at its start."
        yield at(element, "event", message)
    elif kind == "error" and not interrupting:
        yield at(element, "event", "An event about an error always interrupts. Draw its circle with a solid line.")
    elif kind in NOT_RUN:
        yield at(element, "not-run", "Compensation is not run. Draw what is to be undone as ordinary steps.")


def _rule(place: str, kind: str | None) -> str:
    """The rule that an event breaks: BPMN's own, the engine's, or only that it is not published here."""
    if kind not in LEGAL[place]:
        return "event"
    return "not-run" if kind in NOT_RUN else "place"


def _words(kind: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind)


def _ignored(element: Element, node: Any) -> Iterator[Finding]:
    """What BPMN means something by and the engine would not look at."""
    for name in ("startQuantity", "completionQuantity"):
        if node.get(name, "1").strip() != "1":
            yield at(element, "ignored", f"“{name}” is not looked at. Remove it, or draw a multi-instance.")
    if true(node.get("isForCompensation"), default=False):
        yield at(element, "ignored", "Compensation is not run. Draw what is to be undone as ordinary steps.")
    if true(node.get("instantiate"), default=False):
        yield at(element, "ignored", "Only a start event starts a process. Remove “instantiate”.")
    for child in node.iter():
        if local(child) == "eventDefinitionRef":
            yield at(element, "ignored", "A shared event definition is not looked at. Draw it inside the event.")
        if local(child) == "multiInstanceLoopCharacteristics" and child.get("behavior", "All") != "All":
            yield at(element, "ignored", "A multi-instance throws no events of its own. Set its behaviour to “All”.")
