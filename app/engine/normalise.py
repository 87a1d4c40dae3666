"""What real files contain and SpiffWorkflow reads wrongly, rewritten before it sees it.

Booleans written 1 and 0; two flows out of a task; conditional flows out of a task; data that is drawing only; link
events; positions, by which it would order the branches of a gateway.
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.engine.drawing import BPMN, DI, GATEWAYS, Drawing, Element, executable, local, true

REFERRED_TO = ("message", "signal", "error", "escalation")
MADE = "-split"  # ends the ids of gateways that are put in here
BOOLEANS = {"cancelActivity": True, "isExecutable": True, "isSequential": False, "triggeredByEvent": False}
BOOLEANS |= {"testBefore": False, "parallelMultiple": False, "isInterrupting": True}
DRAWING_ONLY = frozenset({
    "dataInputAssociation", "dataOutputAssociation", "ioSpecification", "property", "dataObject",
    "dataObjectReference", "dataStoreReference", "textAnnotation", "association", "group",
})  # fmt: skip


def normalise(drawing: Drawing) -> Any:
    """The tree to parse, changed in place: one executable process, no data, one flow out of each task."""
    root = drawing.root
    for found in list(_not_looked_at(root)):
        root.remove(found)
    for node in list(root.iter()):
        _normalise_node(node)
    for number, flow in enumerate(root.iter(f"{BPMN}sequenceFlow")):
        if not flow.get("id"):
            flow.set("id", f"{MADE}-{number}")  # SpiffWorkflow overlooks a flow without one
    _join_links(drawing)
    for element in drawing.elements.values():
        if element.kind not in GATEWAYS and element.kind != "endEvent" and len(element.outgoing) > 1:
            _split(drawing, element)
    return root


def _not_looked_at(root: Any) -> Iterator[Any]:
    """Pictures, pools, data stores, processes that are not to be run, and things that nothing can refer to."""
    yield from root.findall(f"{DI}BPMNDiagram")
    yield from root.findall(f"{BPMN}collaboration")
    yield from root.findall(f"{BPMN}dataStore")
    yield from (one for one in root.findall(f"{BPMN}process") if one not in executable(root))
    yield from (one for tag in REFERRED_TO for one in root.findall(BPMN + tag) if not one.get("id"))


def _normalise_node(node: Any) -> None:
    for name, default in BOOLEANS.items():
        if node.get(name) is not None:
            node.set(name, "true" if true(node.get(name), default=default) else "false")
    if node.get("triggeredByEvent") == "false":
        del node.attrib["triggeredByEvent"]  # SpiffWorkflow asks only whether it is there
    if local(node) in DRAWING_ONLY and node.getparent() is not None:
        node.getparent().remove(node)


def _join_links(drawing: Drawing) -> None:
    """A link is a flow without a line: draw the line, and let both ends be plain events."""
    catching = {
        element.event.said: element
        for element in drawing.of("intermediateCatchEvent")
        if element.event and element.event.kind == "link"
    }
    for element in drawing.of("intermediateThrowEvent"):
        if element.event and element.event.kind == "link":
            target = catching[element.event.said]
            _flow(f"{element.id}-link", element.id, target.id, inside=drawing.nodes[element.id].getparent())
    for element in drawing.of("intermediateThrowEvent", "intermediateCatchEvent"):
        if element.event and element.event.kind == "link":
            node = drawing.nodes[element.id]
            node.tag = f"{BPMN}intermediateThrowEvent"
            for definition in node.findall(f"{BPMN}linkEventDefinition"):
                node.remove(definition)


def _split(drawing: Drawing, element: Element) -> None:
    """Several flows out of a task are an implicit split: parallel, or inclusive where they have conditions."""
    conditional = any(flow.condition for flow in element.outgoing)
    node = drawing.nodes[element.id]
    key = element.id + MADE
    gateway = etree.SubElement(
        node.getparent(), f"{BPMN}{'inclusiveGateway' if conditional else 'parallelGateway'}", id=key
    )
    if element.default:
        gateway.set("default", element.default)
        del node.attrib["default"]
    for flow in node.getparent().iter(f"{BPMN}sequenceFlow"):
        if flow.get("sourceRef") == element.id:
            flow.set("sourceRef", key)
            if conditional and flow.find(f"{BPMN}conditionExpression") is None and flow.get("id") != element.default:
                etree.SubElement(flow, f"{BPMN}conditionExpression").text = "true"
    _flow(f"{key}-flow", element.id, key, inside=node.getparent())


def _flow(key: str, source: str, target: str, *, inside: Any) -> None:
    etree.SubElement(inside, f"{BPMN}sequenceFlow", id=key, sourceRef=source, targetRef=target)
