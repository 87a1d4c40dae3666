"""What may stand where: gateways and their directions, timers, cancelling, compensation, repetition, ad-hoc parts."""

from collections.abc import Iterator
from typing import Any

from app.domain.errors import Finding
from app.engine.check.tree import about, bare, definitions, known, label, of
from app.engine.drawing import ACTIVITIES, BPMN, CONTAINERS, EVENTS, GATEWAYS, NODES, local, true

MAY_CHOOSE = ACTIVITIES | {"exclusiveGateway", "inclusiveGateway", "complexGateway"}


def problems(file: str, root: Any) -> Iterator[Finding]:
    """Things that stand where BPMN does not allow them."""
    for node in root.iter(*(BPMN + kind for kind in NODES)):
        if local(node) in GATEWAYS:
            yield from _gateway(file, root, node)
        if local(node) in EVENTS:
            yield from _event(file, root, node)
        if local(node) in ACTIVITIES:
            yield from _activity(file, root, node)
    for node in of(root, "timerEventDefinition"):
        yield from _timer(file, node)
    ids = known(root)
    for flow in of(root, "sequenceFlow"):
        yield from _flow(file, flow, ids)


def _count(root: Any, node: Any) -> tuple[int, int]:
    key = node.get("id")
    flows = list(of(root, "sequenceFlow"))
    return sum(one.get("targetRef") == key for one in flows), sum(one.get("sourceRef") == key for one in flows)


def _gateway(file: str, root: Any, node: Any) -> Iterator[Finding]:
    into, out = _count(root, node)
    direction = node.get("gatewayDirection", "Unspecified")
    wrong = {
        "Converging": out > 1 or into < 2,
        "Diverging": into > 1 or out < 2,
        "Mixed": into < 2 or out < 2,
    }.get(direction, False)
    if wrong:
        message = f"“{label(node)}” says that it is {direction.lower()}, but {into} flows lead in and {out} lead out."
        yield about(node, file, "direction", message, "Correct its flows or its direction.")
    elif into < 2 and out < 2:
        message = f"“{label(node)}” neither parts nor joins anything."
        yield about(node, file, "needless", message, "Remove it, or draw the other flows.", severity="hint")
    if node.get("default") and local(node) in {"parallelGateway", "eventBasedGateway"}:
        message = f"“{label(node)}” takes every flow, so none can be its default."
        yield about(node, file, "default", message, "Use an exclusive gateway, or remove the default.")
    if local(node) == "eventBasedGateway":
        yield from _first(file, root, node, into)


def _first(file: str, root: Any, node: Any, into: int) -> Iterator[Finding]:
    instantiates = true(node.get("instantiate"), default=False)
    if node.get("eventGatewayType") == "Parallel" and not instantiates:
        message = f"“{label(node)}” waits for all its events, which only the beginning of a process may."
        yield about(node, file, "event-gateway", message, "Draw a parallel gateway with an event on each branch.")
    if instantiates and into:
        message = f"“{label(node)}” begins the process, but a flow leads to it."
        yield about(node, file, "event-gateway", message, "Remove the flow, or let a start event begin the process.")
    ids = known(root)
    after = [
        ids.get(one.get("targetRef")) for one in of(root, "sequenceFlow") if one.get("sourceRef") == node.get("id")
    ]
    receives = any(one is not None and local(one) == "receiveTask" for one in after)
    if receives and any(one is not None and "message" in definitions(one) for one in after):
        message = f"After “{label(node)}” messages are awaited by tasks and by events."
        yield about(node, file, "event-gateway", message, "Use only receive tasks, or only message events.")


def _event(file: str, root: Any, node: Any) -> Iterator[Finding]:
    what = definitions(node)
    around = node.getparent()
    if "cancel" in what:
        inside = (
            local(around) == "transaction" if local(node) == "endEvent" else _attached_to(root, node) == "transaction"
        )
        if not inside:
            message = f"“{label(node)}” cancels a transaction, and there is none here."
            yield about(node, file, "cancel", message, "Put it into or onto a transaction, or use an error.")
    if "compensate" in what and local(node) == "boundaryEvent":
        yield from _compensating(file, root, node)
    if local(node) in {"endEvent", "intermediateThrowEvent"}:
        yield from _coded(file, root, node)
    if local(around) == "adHocSubProcess" and local(node) in {"startEvent", "endEvent"}:
        message = "An ad-hoc sub-process has no start and no end."
        yield about(node, file, "ad-hoc", message, "Remove it, or use an ordinary sub-process.")
    if true(node.get("parallelMultiple"), default=False) and len(what) < 2:
        message = f"“{label(node)}” says that it waits for several things, and names {len(what)}."
        yield about(node, file, "event", message, "Name them all, or let it wait for one.")
    reads = [local(child) for child in node if local(child) in {"dataInput", "dataInputAssociation", "inputSet"}]
    gives = [local(child) for child in node if local(child) in {"dataOutput", "dataOutputAssociation", "outputSet"}]
    throws = local(node) in {"endEvent", "intermediateThrowEvent"}
    if (gives and throws) or (reads and not throws):
        message = (
            f"“{label(node)}” {'throws' if throws else 'catches'}, so data can only go {'in' if throws else 'out'}."
        )
        yield about(node, file, "event-data", message, "Turn the data association round, or remove it.")


def _coded(file: str, root: Any, node: Any) -> Iterator[Finding]:
    """What is thrown to be caught has a code by which it is."""
    for kind in ("error", "escalation"):
        for definition in node.findall(f"{BPMN}{kind}EventDefinition"):
            thrown = known(root).get(bare(definition.get(f"{kind}Ref") or ""))
            if thrown is not None and not thrown.get(f"{kind}Code"):
                message = f"The {kind} “{label(thrown)}” has no code, so no event can say that it catches this one."
                yield about(node, file, kind, message, "Give it a code in the properties panel.")


def _attached_to(root: Any, node: Any) -> str:
    activity = known(root).get(node.get("attachedToRef") or "")
    return "" if activity is None else local(activity)


def _compensating(file: str, root: Any, node: Any) -> Iterator[Finding]:
    _into, out = _count(root, node)
    ids = known(root)
    ends = [
        ids.get(bare(one.get("targetRef") or ""))
        for one in of(root, "association")
        if one.get("sourceRef") == node.get("id")
    ]
    handlers = [one for one in ends if one is not None and true(one.get("isForCompensation"), default=False)]
    if out or len(handlers) != 1:
        message = f"“{label(node)}” undoes something, so an association, and no flow, leads from it to one activity for compensation."
        yield about(
            node, file, "compensation", message, "Draw that association, and mark the activity for compensation."
        )


def _activity(file: str, root: Any, node: Any) -> Iterator[Finding]:
    into, out = _count(root, node)
    if true(node.get("isForCompensation"), default=False) and (into or out):
        message = f"“{label(node)}” undoes something, so no flow leads to or from it."
        yield about(node, file, "compensation", message, "Remove its flows, or let it be an ordinary activity.")
    if true(node.get("triggeredByEvent"), default=False) and (into or out):
        message = f"“{label(node)}” begins by its own event, so no flow leads to or from it."
        yield about(node, file, "flow", message, "Remove its flows, or let it be an ordinary sub-process.")
    if true(node.get("triggeredByEvent"), default=False) and any(
        one.get("attachedToRef") == node.get("id") for one in of(root, "boundaryEvent")
    ):
        message = f"Nothing may be attached to “{label(node)}”, for it begins by its own event."
        yield about(node, file, "boundary", message, "Remove the event at its edge.")
    if local(node) == "adHocSubProcess" and not any(local(child) in ACTIVITIES for child in node):
        message = f"There is nothing to do in “{label(node)}”."
        yield about(node, file, "ad-hoc", message, "Draw its activities.")
    if local(node) == "receiveTask" and true(node.get("instantiate"), default=False) and into:
        message = f"“{label(node)}” begins the process, but a flow leads to it."
        yield about(node, file, "flow", message, "Remove the flow, or let a start event begin the process.")
    for quantity in ("startQuantity", "completionQuantity"):
        said = node.get(quantity, "1").strip()
        if not (said.isdigit() and int(said) >= 1):
            yield about(node, file, "repeat-form", f"“{quantity}” is {said}, and one is the least.", "Remove it.")
    for loop in node.findall(f"{BPMN}multiInstanceLoopCharacteristics"):
        yield from _multi(file, node, loop)


def _multi(file: str, node: Any, loop: Any) -> Iterator[Finding]:
    behaviour = loop.get("behavior", "All")
    needed = {"None": "noneBehaviorEventRef", "One": "oneBehaviorEventRef"}.get(behaviour)
    if needed and not loop.get(needed):
        message = f"“{label(node)}” throws an event as its instances end, and does not say which."
        yield about(loop, file, "repeat-form", message, f"Give it {needed}, or set its behaviour to All.")
    if behaviour == "Complex" and loop.find(f"{BPMN}complexBehaviorDefinition") is None:
        message = f"“{label(node)}” has a complex behaviour that is not described."
        yield about(loop, file, "repeat-form", message, "Describe it, or set its behaviour to All.")
    collection = any(name.endswith("collection") for name in loop.attrib)
    listed = loop.find(f"{BPMN}loopDataInputRef") is not None or collection
    if loop.find(f"{BPMN}inputDataItem") is not None and not listed:
        message = f"“{label(node)}” names the entry of a list, and no list."
        yield about(loop, file, "repeat-form", message, "Name the list (loop data input), or remove the entry.")
    if loop.find(f"{BPMN}outputDataItem") is not None and loop.find(f"{BPMN}loopDataOutputRef") is None:
        message = f"“{label(node)}” names an answer, and no list that keeps the answers."
        yield about(loop, file, "repeat-form", message, "Name the list (loop data output), or remove the answer.")


def _timer(file: str, node: Any) -> Iterator[Finding]:
    said = [child for child in node if local(child) in {"timeDate", "timeDuration", "timeCycle"}]
    if len(said) > 1:
        message = "A timer has one time: a date, a length of time, or a cycle. This one has several."
        yield about(node, file, "timer-missing", message, "Keep the one that is meant.")


def _flow(file: str, flow: Any, ids: dict[str, Any]) -> Iterator[Finding]:
    source = ids.get(flow.get("sourceRef") or "")
    conditional = flow.find(f"{BPMN}conditionExpression") is not None
    if conditional and source is not None and local(source) in EVENTS:
        message = f"The flow out of the event “{label(source)}” has a condition, and an event cannot choose."
        yield about(flow, file, "condition", message, "Put an exclusive gateway after the event.")
    if flow.getparent() is not None and local(flow.getparent()) not in CONTAINERS:
        message = "This flow lies outside any process."
        yield about(flow, file, "flow", message, "Draw it again inside its process.")
    if conditional and source is not None and local(source) not in MAY_CHOOSE | EVENTS | GATEWAYS:
        message = f"“{label(source)}” cannot choose, so the flow out of it has no condition."
        yield about(flow, file, "condition", message, "Remove the condition.")
