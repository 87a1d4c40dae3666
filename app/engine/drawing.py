"""A diagram as we read it: every element with what it says about people, forms, time, data and calls.

The checks and the running engine read these values and never the XML. SpiffWorkflow's own parser gets the tree only
after the checks have passed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"

ACTIVITIES = frozenset({
    "task", "userTask", "manualTask", "serviceTask", "businessRuleTask", "scriptTask", "sendTask", "receiveTask",
    "subProcess", "transaction", "adHocSubProcess", "callActivity",
})  # fmt: skip
GATEWAYS = frozenset({
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway",
})  # fmt: skip
EVENTS = frozenset({
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
})  # fmt: skip
NODES = ACTIVITIES | GATEWAYS | EVENTS
CONTAINERS = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})
OPEN_TASKS = frozenset({"userTask", "manualTask"})


@dataclass(frozen=True, slots=True)
class Flow:
    """One sequence flow. condition: bare FEEL, None where there is none."""

    id: str
    name: str
    source: str
    target: str
    condition: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Event:
    """What an event waits for or throws.

    kind: timer, message, error, escalation, signal, conditional, terminate, cancel, compensate or link. text: a timer's
    or condition's FEEL. form: date, duration or cycle, for timers. ref: what a reference names (a message's name, a
    code), None where it names nothing or something that does not exist. said: the reference as written.
    """

    kind: str
    text: str | None = None
    form: str = ""
    ref: str | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Multi:
    """A multi-instance. collection: FEEL giving the list, or None with a cardinality. item: the name of one entry.

    output: name of the list of small answers; answer: the one name that each instance gives, None for all of them.
    """

    collection: str | None
    cardinality: str | None
    item: str | None
    output: str | None
    answer: str | None
    until: str | None
    sequential: bool


@dataclass(frozen=True, slots=True)
class Loop:
    """A standard loop: as long as `condition` holds, at most `maximum` rounds."""

    condition: str | None
    maximum: str | None
    test_before: bool


@dataclass(frozen=True, slots=True)
class Passing:
    """A value that crosses a border: `text` is FEEL, `name` is what it is called on the other side."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Element:
    """One node of a diagram. container: the id of the process or sub-process in which it lies. at: (x, y) as drawn."""

    id: str
    name: str
    kind: str
    file: str
    line: int
    process: str
    container: str
    lane: str | None = None
    incoming: tuple[Flow, ...] = ()
    outgoing: tuple[Flow, ...] = ()
    default: str | None = None
    events: tuple[Event, ...] = ()
    attached: str | None = None
    interrupting: bool = True
    event_sub_process: bool = False
    multi: Multi | None = None
    loop: Loop | None = None
    form: str | None = None
    groups: tuple[str, ...] = ()
    assignee: str | None = None
    due: str | None = None
    priority: str | None = None
    topic: str | None = None
    inputs: tuple[Passing, ...] = ()
    outputs: tuple[Passing, ...] = ()
    decision: str | None = None
    result: str | None = None
    called: str | None = None
    at: tuple[float, float] = (0.0, 0.0)

    @property
    def event(self) -> Event | None:
        """The one thing that an event is about, None for a plain start, end or throw."""
        return self.events[0] if self.events else None

    @property
    def label(self) -> str:
        """The name as drawn, else the id."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Drawing:
    """One file's executable process. elements: {id: Element} in the order of the file.

    begun_by_hand: what `camunda:isStartableInTasklist` says, None where it says nothing. root, nodes: the file's XML and
    {id: XML element}, for the checks and the parser; not there any more once it is `read_through`.
    """

    file: str
    process: str
    name: str
    line: int
    begun_by_hand: bool | None
    root: Any
    elements: Mapping[str, Element]
    nodes: Mapping[str, Any]
    flows: tuple[Flow, ...] = ()

    def of(self, *kinds: str) -> Iterator[Element]:
        """The elements of these kinds, in the order of the file."""
        return (element for element in self.elements.values() if element.kind in kinds)

    def inside(self, container: str) -> Iterator[Element]:
        """The elements that lie directly in a process or sub-process."""
        return (element for element in self.elements.values() if element.container == container)

    def boundaries(self, element: str) -> Iterator[Element]:
        """The boundary events attached to an activity."""
        return (one for one in self.of("boundaryEvent") if one.attached == element)

    def startable(self, *, unless: bool) -> bool:
        """May a person start it? The diagram says so; where it says nothing, it may `unless` true."""
        return not unless if self.begun_by_hand is None else self.begun_by_hand

    def read_through(self) -> "Drawing":
        """Without its XML. It is most of what a drawing weighs, and what runs a release has no use for it."""
        return replace(self, root=None, nodes={})

    def in_order(self) -> list[Element]:
        """Left to right and top to bottom as drawn; in the order of the file where nothing is drawn."""
        return sorted(self.elements.values(), key=lambda element: element.at)


def local(node: Any) -> str:
    """A tag without its namespace, "" for comments and processing instructions."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def words(text: str | None) -> str | None:
    """A text without surrounding space, None where nothing is left."""
    return (text or "").strip() or None


def true(value: str | None, *, default: bool) -> bool:
    """An XML boolean: true, false, 1 or 0."""
    return default if value is None else value.strip().lower() in {"true", "1"}


def executable(root: Any) -> list[Any]:
    """The processes of a file that are meant to run."""
    return [one for one in root.iter(f"{BPMN}process") if true(one.get("isExecutable"), default=True)]
