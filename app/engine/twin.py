"""The text twin: a diagram as a numbered list in plain English, good enough to follow by ear.

Every line says what happens, who does it, by when, and where it goes on. Numbers follow the drawing from its start;
a sub-process's lines carry its number before their own, a boundary event the number of its activity and a letter.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.errors import listed
from app.domain.people import BY_POLICY, CHILD_GROUPS, OFFICES, RELATIONS
from app.engine.drawing import CONTAINERS, Drawing, Element, Event, Flow

DUE = re.compile(r'due\("(?P<key>[^"]+)",\s*(?P<start>.+)\)')
LETTERS = "abcdefghijklmnopqrstuvwxyz"
KINDS: Mapping[str, str] = {
    "userTask": "Step",
    "manualTask": "Step by hand",
    "task": "Step",
    "serviceTask": "Automatic step",
    "scriptTask": "Script",
    "sendTask": "Send",
    "receiveTask": "Wait",
    "businessRuleTask": "Rule",
    "callActivity": "Another process",
    "subProcess": "Part",
    "transaction": "Part",
    "adHocSubProcess": "Part",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text twin. number: "4", "4.2" inside step 4, "4a" at its edge. element: the id of what it is about."""

    number: str
    text: str
    element: str

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


def twin(drawing: Drawing) -> tuple[Line, ...]:
    """A diagram as lines, in the order in which somebody would tell it."""
    numbers = dict(_numbered(drawing, drawing.process, ""))
    told = list(numbers)
    lines = []
    for place, key in enumerate(told):
        following = told[place + 1] if place + 1 < len(told) else ""
        lines.append(Line(numbers[key], _Teller(drawing, numbers, following).tell(drawing.elements[key]), key))
    return tuple(lines)


def _numbered(drawing: Drawing, container: str, before: str) -> Iterator[tuple[str, str]]:
    """(element, number) of all that lies in a process or sub-process, with what lies in it in turn."""
    for number, element in enumerate(_order(drawing, container), start=1):
        own = f"{before}{number}"
        yield element.id, own
        if element.kind in CONTAINERS:
            yield from _numbered(drawing, element.id, f"{own}.")
        for letter, boundary in zip(LETTERS, drawing.boundaries(element.id), strict=False):
            yield boundary.id, f"{own}{letter}"


def _order(drawing: Drawing, container: str) -> list[Element]:
    """From the start along the flows, one branch after the other; what nothing leads to comes last."""
    inside = {
        one.id: one for one in drawing.inside(container) if one.kind != "boundaryEvent" or not _fixed(drawing, one)
    }
    found: dict[str, Element] = {}
    starts = [one.id for one in inside.values() if one.kind == "startEvent"]
    for first in [*starts, *inside]:
        ahead = [first]
        while ahead:
            key = ahead.pop(0)
            if key in found or key not in inside:
                continue
            element = found[key] = inside[key]
            ahead = [*_next(drawing, element), *ahead]
    return list(found.values())


def _fixed(drawing: Drawing, boundary: Element) -> bool:
    return drawing.elements.get(boundary.attached or "") is not None


def _next(drawing: Drawing, element: Element) -> list[str]:
    """What follows an element: the way that is not the usual one first, for it is mostly the shorter."""
    flows = sorted(element.outgoing, key=lambda flow: flow.id == element.default)
    edges = [flow.target for boundary in drawing.boundaries(element.id) for flow in boundary.outgoing]
    return [flow.target for flow in flows] + edges + _other_end(drawing, element)


def _other_end(drawing: Drawing, element: Element) -> list[str]:
    if element.kind != "intermediateThrowEvent" or not element.event or element.event.kind != "link":
        return []
    return [
        one.id
        for one in drawing.of("intermediateCatchEvent")
        if one.event and one.event.kind == "link" and one.event.said == element.event.said
    ]


@dataclass(frozen=True, slots=True)
class _Teller:
    """Says one line. following: the element of the next line, to which “go on” need not be said."""

    drawing: Drawing
    numbers: Mapping[str, str]
    following: str

    def tell(self, element: Element) -> str:
        if element.kind == "startEvent":
            return self._start(element)
        if element.kind == "endEvent":
            return f"End: “{element.label}”.{_thrown(element.event)}"
        if element.kind == "boundaryEvent":
            return self._edge(element)
        if element.kind.endswith("Gateway"):
            return self._gateway(element)
        if element.kind == "intermediateCatchEvent":
            if element.event and element.event.kind == "link":
                return f"Here the link “{element.label}” arrives.{self._on(element)}"
            return f"Wait {_until(element.event)}: “{element.label}”.{self._on(element)}"
        if element.kind == "intermediateThrowEvent":
            return f"Mark: “{element.label}”.{_thrown(element.event)}{self._on(element)}"
        return self._activity(element)

    def _start(self, element: Element) -> str:
        how = f" It begins {_until(element.event)}." if element.event else ""
        form = f" It asks the form “{element.form}”." if element.form else ""
        return f"Start: “{element.label}”.{how}{form}{self._on(element)}"

    def _activity(self, element: Element) -> str:
        said = [f"{KINDS.get(element.kind, 'Step')}: “{element.label}”.", *_people(element), *_work(element)]
        said.extend(_repeated(element))
        if element.form:
            said.append(f"Form: “{element.form}”.")
        if element.due:
            said.append(f"Due: {_time(element.due)}.")
        edges = [self.numbers[one.id] for one in self.drawing.boundaries(element.id) if one.id in self.numbers]
        if edges:
            said.append(f"Meanwhile, see {listed(edges)}.")
        return " ".join(said) + self._on(element)

    def _edge(self, element: Element) -> str:
        activity = self.drawing.elements.get(element.attached or "")
        number = self.numbers.get(element.attached or "", "its step")
        stays = f"{number} is broken off" if element.interrupting else f"{number} goes on"
        around = "" if activity is None or not element.name else f" (“{element.name}”)"
        return f"If, during {number}, {_happens(element.event)}{around}: {stays}, and go to {self._targets(element)}."

    def _gateway(self, element: Element) -> str:
        name = f" “{element.name}”" if element.name else ""
        if len(element.outgoing) < 2:
            meets = "Wait until all branches are here" if element.kind == "parallelGateway" else "Ways meet"
            meets = "Wait for every branch that is still on its way" if element.kind == "inclusiveGateway" else meets
            return f"{meets}{name}.{self._on(element)}"
        if element.kind == "parallelGateway":
            return f"At the same time{name}: go to {self._targets(element)}."
        if element.kind == "eventBasedGateway":
            return f"Wait for whichever comes first{name}: {self._targets(element)}."
        head = "Decision" if element.kind == "exclusiveGateway" else "Decision, where several may hold"
        return f"{head}:{name} " + " ".join(self._choice(element, flow) for flow in _default_last(element))

    def _choice(self, element: Element, flow: Flow) -> str:
        said = f"“{flow.name}”" if flow.name else ""
        when = f" ({flow.condition})" if flow.condition and flow.name else flow.condition or ""
        if flow.id == element.default:
            return f"Otherwise{', ' + said if said else ''}, go to {self._number(flow.target)}."
        return (
            f"If {said}{when}, go to {self._number(flow.target)}."
            if said or when
            else (f"Go to {self._number(flow.target)}; no condition is given.")
        )

    def _targets(self, element: Element) -> str:
        return listed([self._number(flow.target) for flow in element.outgoing]) if element.outgoing else "nothing"

    def _on(self, element: Element) -> str:
        """Where it goes on, said where it is not simply the next line."""
        ahead = [flow.target for flow in element.outgoing] or _other_end(self.drawing, element)
        if not ahead:
            return "" if element.event_sub_process else " Nothing follows."
        if ahead == [self.following]:
            return ""
        if len(ahead) == 1:
            return f" Then {'go back to ' if self._earlier(element, ahead[0]) else 'go to '}{self._number(ahead[0])}."
        if any(flow.condition for flow in element.outgoing):
            return " Then " + " ".join(self._choice(element, flow) for flow in _default_last(element))
        return f" Then, at the same time, go to {listed([self._number(one) for one in ahead])}."

    def _earlier(self, element: Element, target: str) -> bool:
        order = list(self.numbers)
        return target in self.numbers and order.index(target) <= order.index(element.id)

    def _number(self, key: str) -> str:
        return self.numbers.get(key, f"“{key}”, which is missing")


def _default_last(element: Element) -> list[Flow]:
    return sorted(element.outgoing, key=lambda flow: flow.id == element.default)


def _people(element: Element) -> Iterator[str]:
    who = [_group(group) for group in element.groups]
    if element.assignee:
        who.append(f"the person in {element.assignee.strip(chr(34))}")
    if who:
        yield f"For: {listed(who)}."


def _work(element: Element) -> Iterator[str]:
    if element.kind == "callActivity" and element.called:
        yield f"It runs the process “{element.called}” and waits for its end."
    if element.kind in CONTAINERS:
        own = "It begins by itself while the part around it runs."
        yield own if element.event_sub_process else "Its own steps follow."
    if element.topic:
        yield f"It does “{element.topic.replace('_', ' ')}”."
    if element.decision:
        yield f"It asks the decision table “{element.decision}”."
    if element.event:
        yield f"It is about the message “{element.event.ref or element.event.said}”."


def _group(code: str) -> str:
    relation, of, whom = code.partition(" of ")
    if of:
        return f"{RELATIONS.get(relation, relation).lower()} of {_group(whom)}"
    return CHILD_GROUPS.get(code, {**OFFICES, **BY_POLICY}.get(code, code)).lower()


def _repeated(element: Element) -> Iterator[str]:
    if element.multi:
        how = "one after the other" if element.multi.sequential else "all at the same time"
        times = f"{element.multi.cardinality} times" if element.multi.cardinality else "once for each entry"
        of = f" of {element.multi.collection}" if element.multi.collection else ""
        yield f"It is done {times}{of}, {how}{f', until {element.multi.until}' if element.multi.until else ''}."
    if element.loop:
        most = f", at most {element.loop.maximum} times" if element.loop.maximum else ""
        yield f"It is repeated{f' while {element.loop.condition}' if element.loop.condition else ''}{most}."


def _time(text: str) -> str:
    """A due rule in words; any other FEEL as it stands."""
    rule = DUE.fullmatch(text)
    return text if rule is None else f"the policy's “{rule['key'].replace('_', ' ')}”, counted from {rule['start']}"


def _until(event: Event | None) -> str:
    if event is None:
        return "for something that the diagram does not say"
    if event.kind == "timer":
        said = _time(event.text) if event.text else "a time that is missing"
        return {"date": f"until {said}", "cycle": f"for the times of {said}"}.get(event.form, f"for {said}")
    if event.kind == "conditional":
        return f"until {event.text or 'a condition that is missing'}"
    return f"for the {event.kind}{f' “{event.ref or event.said}”' if event.ref or event.said else ''}"


def _happens(event: Event | None) -> str:
    if event is None:
        return "something happens that the diagram does not say"
    if event.kind == "timer":
        return f"its time is over, {_time(event.text) if event.text else 'which is missing'}"
    if event.kind == "conditional":
        return f"it comes to be that {event.text or '…'}"
    return f"the {event.kind}{f' “{event.ref or event.said}”' if event.ref or event.said else ''} comes"


def _thrown(event: Event | None) -> str:
    if event is None:
        return ""
    if event.kind == "terminate":
        return " All else in this process stops."
    return f" It raises the {event.kind}{f' “{event.ref or event.said}”' if event.ref or event.said else ''}."


@dataclass(frozen=True, slots=True)
class Told:
    """One process as lines. process: its id."""

    process: str
    name: str
    lines: tuple[Line, ...]
