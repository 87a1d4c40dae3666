"""What is different between two texts of a process, in words: on the drawings as parsed, so layout does not count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from app import feel
from app.domain.errors import Invalid, listed
from app.domain.people import BY_POLICY, CHILD_GROUPS, OFFICES, RELATIONS
from app.engine.drawing import BPMN, Drawing, Element, Event, Flow, Loop, Multi, Passing, local
from app.engine.reading import apart
from app.engine.twin import KINDS

# What is only drawn or said about a process, and what a modelling tool writes anew each time.
BESIDE = frozenset({"BPMNDiagram", "documentation", "textAnnotation", "association", "group", "incoming", "outgoing"})
WRITTEN = frozenset({"exporter", "exporterVersion", "targetNamespace", "id"})
FLOW, USUAL = frozenset({"id"}), frozenset({"default"})  # which flow is the usual one is said by where it leads
# What BPMN takes as said: one tool writes it, another does not.
TAKEN = frozenset({
    ("cancelActivity", "true"), ("isInterrupting", "true"), ("isSequential", "false"), ("testBefore", "false"),
    ("triggeredByEvent", "false"), ("isForCompensation", "false"), ("parallelMultiple", "false"), ("instantiate", "false"),
    ("isClosed", "false"), ("startQuantity", "1"), ("completionQuantity", "1"),
})  # fmt: skip
KIND = {
    **KINDS,
    "startEvent": "Start",
    "endEvent": "End",
    "boundaryEvent": "Event at the edge of a step",
    "intermediateCatchEvent": "Wait",
    "intermediateThrowEvent": "Mark",
    "exclusiveGateway": "Decision",
    "inclusiveGateway": "Decision where several ways may be taken",
    "parallelGateway": "Ways side by side",
    "eventBasedGateway": "Wait for whichever comes first",
    "complexGateway": "Complex gateway",
}
SAID: Mapping[str, str] = {
    "lane": "The lane",
    "form": "The form",
    "who": "Who does it",
    "due": "The deadline",
    "priority": "The priority",
    "topic": "The operation",
    "inputs": "What the operation or process is given",
    "outputs": "What the operation or process gives back",
    "decision": "The decision table",
    "result": "The name of the decision's result",
    "called": "The process that it runs",
    "events": "What it waits for or raises",
    "attached": "The step at whose edge it stands",
    "multi": "How often it is done",
    "loop": "How often it is repeated",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different. element: its id, "" for what concerns the whole. what: a sentence."""

    element: str
    name: str
    what: str


def differences(file: str, before: bytes, after: bytes) -> tuple[Difference, ...]:
    """What is different in `after`; nothing where it is the same text. Raises Invalid where one of them is no diagram."""
    if before == after:
        return ()
    old, new = (_root(file, content) for content in (before, after))
    found = tuple(_compared(apart(file, old), apart(file, new)))
    if found:
        return found
    if _shape(old) == _shape(new):
        return (Difference("", "", "Only the layout or notes changed."),)
    return (
        Difference("", "", "Something changed that this list cannot name. Compare the two files before you go on."),
    )


def _root(file: str, content: bytes) -> Any:
    root = feel.xml.parse(content)
    if root.tag != f"{BPMN}definitions":
        raise Invalid(f"{file} is not a BPMN 2.0 diagram. Save it as BPMN from your modelling tool.")
    return root


def _compared(old: list[Drawing], new: list[Drawing]) -> Iterator[Difference]:
    before, after = {one.process: one for one in old}, {one.process: one for one in new}
    if len(before) == len(after) == 1 and set(before) != set(after):
        [(was, one)], [(now, other)] = before.items(), after.items()
        yield Difference(now, other.name, f"The process's id was “{was}” and is now “{now}”.")
        yield from _processes(one, other)
        return
    for key, one in before.items():
        if key not in after:
            yield Difference(key, one.name, "The process was removed.")
    for key, other in after.items():
        if key not in before:
            yield Difference(key, other.name, "The process was added.")
        else:
            yield from _processes(before[key], other)


def _processes(old: Drawing, new: Drawing) -> Iterator[Difference]:
    if old.name != new.name:
        yield Difference(new.process, new.name, f"The process was called “{old.name}” and is now “{new.name}”.")
    if old.startable(unless=True) != new.startable(unless=True):
        may = "may now start it" if new.startable(unless=True) else "may no longer start it"
        yield Difference(new.process, new.name, f"A person {may}.")
    for key, element in old.elements.items():
        if key not in new.elements:
            yield Difference(key, element.label, f"{_kind(element)} removed: “{element.label}”.")
    for key, element in new.elements.items():
        if key not in old.elements:
            yield Difference(key, element.label, f"{_kind(element)} added: “{element.label}”.{_with(element)}")
        else:
            yield from _elements(old, new, old.elements[key], element)
    yield from _flows(old, new)


def _kind(element: Element) -> str:
    return KIND.get(element.kind, element.kind)


def _with(element: Element) -> str:
    """What a new step comes with."""
    said = [
        (SAID[what], _words(what, element))
        for what in ("lane", "who", "form", "due", "topic", "decision", "called", "events")
    ]
    return "".join(f" {label}: {words}." for label, words in said if words)


def _elements(old: Drawing, new: Drawing, was: Element, now: Element) -> Iterator[Difference]:
    def say(what: str) -> Difference:
        return Difference(now.id, now.label, what)

    if was.label != now.label:
        yield say(f"Renamed from “{was.label}” to “{now.label}”.")
    if was.kind != now.kind:
        yield say(f"Was: {_kind(was)}. Is now: {_kind(now)}.")
    if was.lane != now.lane:
        yield say(f"Moved from the lane “{was.lane or 'none'}” to “{now.lane or 'none'}”.")
    if was.container != now.container and {was.container, now.container} != {old.process, new.process}:
        yield say("Moved into another part of the process.")
    if was.interrupting != now.interrupting:
        yield say(
            f"It now {'breaks off' if now.interrupting else 'no longer breaks off'} the step at whose edge it stands."
        )
    for what, label in SAID.items():
        before, after = _words(what, was), _words(what, now)
        if what != "lane" and before != after:
            yield say(f"{label}: was {before or 'not given'}, is now {after or 'not given'}.")
    if _default(old, was) != _default(new, now):
        yield say(f"The way taken otherwise now leads to {_default(new, now) or 'nothing'}.")


def _words(what: str, element: Element) -> str:
    """One property of an element in words, "" where it has none."""
    if what == "who":
        who = [_group(one) for one in element.groups] + (
            [f"the person in {element.assignee}"] if element.assignee else []
        )
        return listed(who) if who else ""
    match getattr(element, what):
        case None | () | "":
            return ""
        case [Event(), *_] as events:
            return "; ".join(_event(one) for one in events)
        case [Passing(), *_] as passed:
            return ", ".join(f"{one.name} = {one.text}" for one in sorted(passed, key=lambda one: one.name))
        case Multi() | Loop() as repeated:
            said = ((one.name.replace("_", " "), getattr(repeated, one.name)) for one in fields(repeated))
            return ", ".join(f"{name} {value}" for name, value in said if value not in {None, ""})
        case value:
            return f"“{value}”"


def _group(code: str) -> str:
    relation, of, whom = code.partition(" of ")
    if of:
        return f"{RELATIONS.get(relation, relation).lower()} of {_group(whom)}"
    return CHILD_GROUPS.get(code, {**OFFICES, **BY_POLICY}.get(code, f"“{code}”"))


def _event(event: Event) -> str:
    said = " ".join(one for one in (event.form, event.text and f"“{event.text}”", event.ref or event.said) if one)
    return f"{event.kind} {said}".strip()


def _default(drawing: Drawing, element: Element) -> str:
    return next((_end(drawing, flow.target) for flow in drawing.flows if flow.id == element.default), "")


def _flows(old: Drawing, new: Drawing) -> Iterator[Difference]:
    """Flows by id; one whose id alone is another counts as the same."""
    before, after = {one.id: one for one in old.flows}, {one.id: one for one in new.flows}
    gone = [one for key, one in before.items() if key not in after]
    come = [one for key, one in after.items() if key not in before]
    for flow in list(come):
        twin = next((one for one in gone if (one.source, one.target) == (flow.source, flow.target)), None)
        if twin:
            gone.remove(twin)
            come.remove(flow)
            yield from _flow(old, new, twin, flow)
    for flow in gone:
        yield Difference(flow.id, flow.name, f"Flow removed: {_way(old, flow)}.")
    for flow in come:
        when = f", if {flow.condition}" if flow.condition else ""
        yield Difference(flow.id, flow.name, f"Flow added: {_way(new, flow)}{when}.")
    for key in before.keys() & after.keys():
        yield from _flow(old, new, before[key], after[key])


def _flow(old: Drawing, new: Drawing, was: Flow, now: Flow) -> Iterator[Difference]:
    def say(what: str) -> Difference:
        return Difference(now.id, now.name, what)

    if (was.source, was.target) != (now.source, now.target):
        yield say(f"A flow led {_way(old, was)} and now leads {_way(new, now)}.")
    if was.condition != now.condition:
        given, taken = was.condition or "not given", now.condition or "not given"
        yield say(f"The condition of the flow {_way(new, now)}: was {given}, is now {taken}.")
    if was.name != now.name:
        yield say(f"The flow {_way(new, now)} was called “{was.name}” and is now called “{now.name}”.")


def _way(drawing: Drawing, flow: Flow) -> str:
    return f"from {_end(drawing, flow.source)} to {_end(drawing, flow.target)}"


def _end(drawing: Drawing, key: str) -> str:
    element = drawing.elements.get(key)
    return f"“{element.label}”" if element else f"“{key}”, which is missing"


def _shape(node: Any) -> tuple[Any, ...]:
    """A tree without layout, notes, order, blanks, the ids of flows and what goes without saying, to be compared."""
    left_out = WRITTEN if local(node) == "definitions" else FLOW if local(node) == "sequenceFlow" else USUAL
    said = sorted(
        (name, value)
        for name, value in node.attrib.items()
        if name.rpartition("}")[2] not in left_out and (name, value) not in TAKEN
    )
    inside = [_shape(one) for one in node if isinstance(one.tag, str) and local(one) not in BESIDE]
    return node.tag, tuple(said), " ".join((node.text or "").split()), tuple(sorted(inside, key=repr))
