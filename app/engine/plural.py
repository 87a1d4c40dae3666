"""Events about several things, drawn apart: what is played instead of an event that has more than one definition.

The event that is drawn keeps its id and is passed once. What throws needs nothing here: `events.Several` throws in order.
"""

from typing import Any

from lxml import etree

from app.engine.drawing import BPMN, local, true
from app.engine.normalise import MADE


def apart(process: Any) -> None:
    """Part the catching and boundary events of a process that are about several things; changes the tree in place.

    One that waits for any of several is an event-based gateway, one that waits for all of them a join behind a fork, and
    one at an edge a plain event behind a boundary event for each.
    """
    for node in list(process.iter(f"{BPMN}intermediateCatchEvent")):
        if len(found := _only(node)) < 2:
            continue
        if true(node.get("parallelMultiple"), default=False):
            _all(node, found)
        else:
            _any(node, found)
    for node in list(process.iter(f"{BPMN}boundaryEvent")):
        if len(found := _only(node)) > 1:
            _edges(node, found)


def definitions(node: Any) -> list[Any]:
    """What an event is about, each thing once: a signal that it names twice is still one signal."""
    found: dict[str, Any] = {}
    for child in node:
        if local(child).endswith("EventDefinition"):
            said = (local(child), sorted((key, text) for key, text in child.attrib.items() if key != "id"))
            inside = [(local(one), one.text) for one in child.iterdescendants() if local(one)]
            found.setdefault(repr((said, inside)), child)
    return list(found.values())


def _only(node: Any) -> list[Any]:
    """What an event is about, after what it says twice has gone from it."""
    found = definitions(node)
    for child in [one for one in node if local(one).endswith("EventDefinition") and one not in found]:
        node.remove(child)
    return found


def _flow(part: Any, source: str, target: str) -> None:
    """Draw a flow."""
    etree.SubElement(part, f"{BPMN}sequenceFlow", id=f"{source}-{target}{MADE}", sourceRef=source, targetRef=target)


def _any(node: Any, found: list[Any]) -> None:
    """Whichever comes first. After an event-based gateway each is one of its branches, and leads to what is drawn."""
    part, key = node.getparent(), node.get("id")
    gateways = {one.get("id") for one in part.findall(f"{BPMN}eventBasedGateway")}
    before = [one for one in _flows(part, "targetRef", key) if one.get("sourceRef") in gateways]
    if before:
        node.tag = f"{BPMN}intermediateThrowEvent"
        for caught in _catches(node, found):
            for one in before:
                _flow(part, one.get("sourceRef"), caught)
            _flow(part, caught, key)
        for one in before:
            part.remove(one)
        return
    node.tag = f"{BPMN}eventBasedGateway"
    after = f"{key}-after{MADE}"
    etree.SubElement(part, f"{BPMN}intermediateThrowEvent", id=after)
    for one in _flows(part, "sourceRef", key):
        one.set("sourceRef", after)
    for caught in _catches(node, found):
        _flow(part, key, caught)
        _flow(part, caught, after)


def _all(node: Any, found: list[Any]) -> None:
    """All of them, in any order: a join that the fork leads to as well, so that it is seen to wait from the beginning."""
    part, key = node.getparent(), node.get("id")
    node.tag = f"{BPMN}parallelGateway"
    before = f"{key}-before{MADE}"
    etree.SubElement(part, f"{BPMN}parallelGateway", id=before)
    for one in _flows(part, "targetRef", key):
        one.set("targetRef", before)
    _flow(part, before, key)
    for caught in _catches(node, found):
        _flow(part, before, caught)
        _flow(part, caught, key)


def _edges(node: Any, found: list[Any]) -> None:
    part, key = node.getparent(), node.get("id")
    node.tag = f"{BPMN}intermediateThrowEvent"
    said = {name: text for name in ("attachedToRef", "cancelActivity") if (text := node.attrib.pop(name, None))}
    for number, definition in enumerate(found):
        edge = f"{key}-{number}{MADE}"
        etree.SubElement(part, f"{BPMN}boundaryEvent", said, id=edge).append(definition)
        _flow(part, edge, key)
    _emptied(node)


def _catches(node: Any, found: list[Any]) -> list[str]:
    """One event for each definition, beside the event that had them; returns their ids."""
    keys = [f"{node.get('id')}-{number}{MADE}" for number, _definition in enumerate(found)]
    for key, definition in zip(keys, found, strict=True):
        etree.SubElement(node.getparent(), f"{BPMN}intermediateCatchEvent", id=key).append(definition)
    _emptied(node)
    return keys


def _emptied(node: Any) -> None:
    for child in [one for one in node if local(one).endswith("EventDefinition")]:
        node.remove(child)


def _flows(part: Any, end: str, key: str) -> list[Any]:
    return [one for one in part.findall(f"{BPMN}sequenceFlow") if one.get(end) == key]
