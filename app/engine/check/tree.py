"""How the checks that read a file's XML find their way, and say where something is."""

from collections.abc import Iterator
from typing import Any

from app.domain.errors import Finding
from app.engine.drawing import BPMN, NODES, local

NAMED = NODES | {"process", "sequenceFlow", "participant", "messageFlow", "lane", "association", "dataObjectReference"}


def about(node: Any, file: str, rule: str, message: str, repair: str, *, severity: str = "error") -> Finding:
    """A finding about an XML element, at the nearest thing around it that is drawn."""
    drawn = node
    while drawn is not None and not (drawn.get("id") and local(drawn) in NAMED):
        drawn = drawn.getparent()
    at = node if drawn is None else drawn
    key, name = at.get("id") or "", at.get("name") or ""
    return Finding(rule, message, file, key, name, node.sourceline or 0, severity=severity, repair=repair)


def known(root: Any) -> dict[str, Any]:
    """{id: XML element}."""
    return {node.get("id"): node for node in root.iter() if node.get("id")}


def of(root: Any, *kinds: str) -> Iterator[Any]:
    """BPMN elements of these kinds."""
    for kind in kinds:
        yield from root.iter(BPMN + kind)


def texts(node: Any, kind: str) -> list[str]:
    """What a node's children of one kind say."""
    return [(child.text or "").strip() for child in node.findall(BPMN + kind)]


def bare(reference: str) -> str:
    """A reference without the prefix of its namespace."""
    return reference.rpartition(":")[2]


def definitions(node: Any) -> list[str]:
    """What an event is about: message, timer and so on."""
    return [
        name.removesuffix("EventDefinition") for child in node if (name := local(child)).endswith("EventDefinition")
    ]


def label(node: Any) -> str:
    """The name as drawn, else the id."""
    return node.get("name") or node.get("id") or local(node)
