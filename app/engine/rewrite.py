"""What is right BPMN and not in the engine's words, said in them: the tree that is played instead of the one drawn.

Everything keeps its id, and what is put in has an id that ends with MADE, so that only what is drawn is ever told.
Publishing asks designers to draw these things plainly; `girfec play` runs them as they are.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from lxml import etree

from app.engine.drawing import BPMN, GATEWAYS, NODES, local, true
from app.engine.normalise import MADE
from app.engine.plural import apart, definitions

REFERENCES = (
    "messageRef", "signalRef", "errorRef", "escalationRef", "calledElement", "activityRef", "processRef", "itemSubjectRef",
)  # fmt: skip
PARTS = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})
BY_HAND = frozenset({"task", "scriptTask", "sendTask", "receiveTask", "serviceTask", "businessRuleTask"})
GLOBAL = frozenset({"globalTask", "globalUserTask", "globalManualTask", "globalBusinessRuleTask", "globalScriptTask"})
CANCELLED, TERMINATED = "cancelled" + MADE, "terminated" + MADE


def plain_references(root: Any) -> None:
    """References written with a prefix of this very file lose it; what an event shares is copied into the event."""
    known = {node.get("id"): node for node in root.iter() if node.get("id")}
    for node in root.iter():
        if not local(node):
            continue
        for name in REFERENCES:
            said = node.get(name)
            if said and said not in known and said.rpartition(":")[2] in known:
                node.set(name, said.rpartition(":")[2])
        if local(node) == "eventDefinitionRef":
            shared = known.get((node.text or "").strip().rpartition(":")[2])
            if shared is not None and local(shared).endswith("EventDefinition"):
                own = deepcopy(shared)
                own.attrib.pop("id", None)
                own.tail = None
                node.getparent().replace(node, own)


def runnable(root: Any, *, start: str | None, works: Mapping[str, bool]) -> Any:
    """A file of one process as the engine can run it, on a paper of its own.

    start: the start event by which it begins, None for its plain one. works: for each service, business rule, send and
    receive task, whether the engine has something to do there; a person does the others by hand.
    """
    root = deepcopy(root)
    process = next(one for one in root.iter(f"{BPMN}process") if any(local(node) in NODES for node in one))
    _one_start(process, start)
    for node in list(process.iter()):
        _retag(root, node, works)
    apart(process)
    for part in [process, *(one for one in process.iter() if local(one) in PARTS and one is not process)]:
        _twins(part)
        _open_ends(part)
        _returns(part)
    for part in [one for one in process.iter() if local(one) in PARTS][::-1]:
        _own_starts(part)
    return root


def _one_start(process: Any, start: str | None) -> None:
    """Keep the one start event by which it begins; a process that is begun otherwise never passes the others."""
    starts = process.findall(f"{BPMN}startEvent")
    plain = [one for one in starts if not any(local(child).endswith("EventDefinition") for child in one)]
    kept = next((one for one in starts if one.get("id") == start), None) if start else next(iter(plain or starts), None)
    for other in starts:
        if other is not kept:
            _remove(process, other)


def _remove(part: Any, node: Any) -> None:
    for flow in [one for one in _flows(part) if node.get("id") in {one.get("sourceRef"), one.get("targetRef")}]:
        part.remove(flow)
    part.remove(node)


def _flows(part: Any) -> Iterator[Any]:
    yield from part.findall(f"{BPMN}sequenceFlow")


def _retag(root: Any, node: Any, works: Mapping[str, bool]) -> None:
    kind = local(node)
    if kind == "transaction":
        node.tag = f"{BPMN}subProcess"
    elif kind == "sendTask" and node.get("messageRef"):
        node.tag = f"{BPMN}intermediateThrowEvent"
    elif _by_hand(root, node, works):
        node.tag = f"{BPMN}manualTask"
    elif kind == "cancelEventDefinition":
        _cancelling(node)


def _by_hand(root: Any, node: Any, works: Mapping[str, bool]) -> bool:
    if local(node) == "callActivity":
        return not works.get(node.get("id") or "", True) or _calls_a_task(root, node)
    return local(node) in BY_HAND and not works.get(node.get("id") or "", False)


def _calls_a_task(root: Any, node: Any) -> bool:
    called = node.get("calledElement")
    return any(local(one) in GLOBAL and one.get("id") == called for one in root)


def _cancelling(node: Any) -> None:
    """Without compensation, cancelling a transaction is an error that only its own boundary event catches."""
    node.tag = f"{BPMN}errorEventDefinition"
    node.set("errorRef", _code(node, CANCELLED))


def _twins(part: Any) -> None:
    """Two flows between the same two elements: a mark in the second, for the engine would see one."""
    seen: Counter[tuple[str | None, str | None]] = Counter()
    for number, flow in enumerate(list(_flows(part))):
        ends = (flow.get("sourceRef"), flow.get("targetRef"))
        seen[ends] += 1
        if seen[ends] > 1:
            key = f"{ends[0]}-{number}{MADE}"
            etree.SubElement(part, f"{BPMN}intermediateThrowEvent", id=key)
            flow.set("targetRef", key)
            _flow(part, key, ends[1] or "")


def _open_ends(part: Any) -> None:
    """Where BPMN leaves start and end events out: a start before all that nothing leads to, an end after what ends."""
    nodes = {
        node.get("id"): node
        for node in part
        if local(node) in NODES and node.get("id") and not true(node.get("triggeredByEvent"), default=False)
    }
    sources = {flow.get("sourceRef") for flow in _flows(part)}
    targets = {flow.get("targetRef") for flow in _flows(part)}
    kinds = {key: local(node) for key, node in nodes.items()}
    name = part.get("id") or ""
    if "startEvent" not in kinds.values() and nodes:
        first = [
            key
            for key in nodes
            if key not in targets and kinds[key] != "boundaryEvent" and not _link(nodes[key], "Catch")
        ]
        etree.SubElement(part, f"{BPMN}startEvent", id=f"{name}-start{MADE}")
        for key in first:
            _flow(part, f"{name}-start{MADE}", key)
    last = [key for key in nodes if key not in sources and kinds[key] != "endEvent" and not _link(nodes[key], "Throw")]
    for key in last:
        etree.SubElement(part, f"{BPMN}endEvent", id=f"{key}-end{MADE}")
        _flow(part, key, f"{key}-end{MADE}")
    if nodes and not last and "endEvent" not in kinds.values():
        etree.SubElement(part, f"{BPMN}endEvent", id=f"{name}-end{MADE}")


def _returns(part: Any) -> None:
    """Where a loop comes back to a step: a gateway before it, for the engine foretells for ever what nothing parts."""
    next_: dict[str, set[str]] = {}
    before: dict[str, list[Any]] = {}
    for flow in _flows(part):
        next_.setdefault(flow.get("sourceRef"), set()).add(flow.get("targetRef"))
        before.setdefault(flow.get("targetRef"), []).append(flow)
    kinds = {node.get("id"): local(node) for node in part}
    for key, flows in before.items():
        chosen = any(kinds.get(flow.get("sourceRef")) == "eventBasedGateway" for flow in flows)
        if len(flows) < 2 or chosen or kinds.get(key) in GATEWAYS or not _comes_back(next_, key):
            continue
        gateway = f"{key}-again{MADE}"
        etree.SubElement(part, f"{BPMN}exclusiveGateway", id=gateway)
        for flow in flows:
            flow.set("targetRef", gateway)
        _flow(part, gateway, key)


def _comes_back(next_: Mapping[str, set[str]], key: str) -> bool:
    ahead, seen = [key], set[str]()
    while ahead:
        new = next_.get(ahead.pop(), set()) - seen
        seen |= new
        ahead.extend(new)
    return key in seen


def _link(node: Any, way: str) -> bool:
    return local(node) == f"intermediate{way}Event" and node.find(f"{BPMN}linkEventDefinition") is not None


def _own_starts(part: Any) -> None:
    """Event sub-processes become parts of their own beside a part that holds all the rest, each behind an event at its edge.

    One that interrupts, and a terminate end, stop those that run beside the rest too: they stand around these.
    """
    events = [one for one in part.findall(f"{BPMN}subProcess") if true(one.get("triggeredByEvent"), default=False)]
    beside = [one for one in events if not _interrupts(one)]
    stopping = [one for one in events if _interrupts(one)]
    ends = [one for one in part.findall(f"{BPMN}endEvent") if one.find(f"{BPMN}terminateEventDefinition") is not None]
    if beside:
        _beside_the_rest(part, beside, "body", [*stopping])
        for end in ends:
            _stopping_all(part, end)
    if stopping or (beside and ends):
        edge = _beside_the_rest(part, stopping, "whole", [])
        if beside and ends:
            _caught_at(part, edge)


def _interrupts(event: Any) -> bool:
    start = event.find(f"{BPMN}startEvent")
    always = start.find(f"{BPMN}errorEventDefinition") is not None
    return always or true(start.get("isInterrupting"), default=True)


def _beside_the_rest(part: Any, events: list[Any], name: str, others: list[Any]) -> str:
    """Put all but these event sub-processes and the `others` into a part, with these behind its edge; returns its id."""
    key = f"{part.get('id')}-{name}{MADE}"
    body = etree.Element(f"{BPMN}subProcess", id=key)
    for node in list(part):
        if node not in events and node not in others and local(node) in NODES | {"sequenceFlow"}:
            body.append(node)
    part.append(body)
    start, end = f"{key}-first{MADE}", f"{key}-last{MADE}"
    etree.SubElement(part, f"{BPMN}startEvent", id=start)
    etree.SubElement(part, f"{BPMN}endEvent", id=end)
    _flow(part, start, key)
    _flow(part, key, end)
    for event in events:
        _behind_an_event(part, event, body=key, end=end)
    return key


def _behind_an_event(part: Any, event: Any, *, body: str, end: str) -> None:
    interrupts = _interrupts(event)
    del event.attrib["triggeredByEvent"]
    start = event.find(f"{BPMN}startEvent")
    for number, definition in enumerate(definitions(start)):
        edge = f"{start.get('id')}-edge-{number}{MADE}"
        boundary = etree.SubElement(part, f"{BPMN}boundaryEvent", id=edge, attachedToRef=body)
        boundary.set("cancelActivity", "true" if interrupts else "false")
        boundary.append(definition)
        _flow(part, edge, event.get("id"))
    _flow(part, event.get("id"), end)


def _stopping_all(part: Any, end: Any) -> None:
    """A terminate end as an error that only the part around everything catches."""
    definition = end.find(f"{BPMN}terminateEventDefinition")
    definition.tag = f"{BPMN}errorEventDefinition"
    definition.set("errorRef", _code(part, TERMINATED))


def _caught_at(part: Any, body: str) -> None:
    edge = f"{body}-edge{MADE}"
    boundary = etree.SubElement(part, f"{BPMN}boundaryEvent", id=edge, attachedToRef=body, cancelActivity="true")
    etree.SubElement(boundary, f"{BPMN}errorEventDefinition", errorRef=TERMINATED)
    _flow(part, edge, f"{body}-last{MADE}")


def _code(node: Any, code: str) -> str:
    """An error of our own, which only an event at an edge that names it catches."""
    root = node.getroottree().getroot()
    if not any(one.get("id") == code for one in root):
        etree.SubElement(root, f"{BPMN}error", id=code, errorCode=code)
    return code


def _flow(part: Any, source: str, target: str) -> None:
    key = f"{source}-{target}{MADE}"
    etree.SubElement(part, f"{BPMN}sequenceFlow", id=key, sourceRef=source, targetRef=target)
