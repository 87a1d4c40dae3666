"""What belongs where, and what stands only once: the schema's rules without those about mere order."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.errors import Finding
from app.engine.check.tree import about, label
from app.engine.drawing import BPMN, CONTAINERS, NODES, local

PARTS = NODES | {"sequenceFlow", "dataObject", "dataObjectReference", "dataStoreReference"}
SHARED = frozenset({
    "message", "signal", "error", "escalation", "itemDefinition", "interface", "resource", "dataStore", "process",
    "category", "correlationProperty", "endPoint", "partnerEntity", "partnerRole", "import", "extension",
    "globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask",
})  # fmt: skip
TALKS = frozenset({"collaboration", "choreography", "globalConversation", "globalChoreographyTask"})
HOMES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(PARTS, CONTAINERS | {"choreography", "subChoreography"}),
    **dict.fromkeys(SHARED, frozenset({"definitions"})),
    **dict.fromkeys(("participant", "messageFlow", "conversation", "conversationLink", "correlationKey"), TALKS),
    "laneSet": CONTAINERS,
    "lane": frozenset({"laneSet", "childLaneSet"}),
    "operation": frozenset({"interface"}),
    "conditionExpression": frozenset({"sequenceFlow"}),
    "dataState": frozenset({"dataObject", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput", "property"}),
}  # fmt: skip
ONCE = frozenset({
    "conditionExpression", "loopCardinality", "completionCondition", "loopCondition", "loopDataInputRef",
    "loopDataOutputRef", "inputDataItem", "outputDataItem", "ioSpecification", "standardLoopCharacteristics",
    "multiInstanceLoopCharacteristics", "script", "condition", "dataState", "transformation", "resourceRef",
    "resourceAssignmentExpression", "outMessageRef", "activationCondition", "extensionElements", "text",
    "participantMultiplicity", "childLaneSet",
})  # fmt: skip


def problems(file: str, root: Any) -> Iterator[Finding]:
    """Things in the wrong place, twice where there can be one, or words where there can be none."""
    for node in root.iter():
        if not isinstance(node.tag, str) or not node.tag.startswith(BPMN):
            continue
        name, parent = local(node), node.getparent()
        homes = HOMES.get(name)
        if homes and parent is not None and parent.tag.startswith(BPMN) and local(parent) not in homes:
            message = f"A {name} does not stand in a {local(parent)}."
            yield about(node, file, "home", message, "Save the file again with a modelling tool, or move it.")
        twice = Counter(local(child) for child in node if local(child) in ONCE)
        for child, count in twice.items():
            if count > 1:
                message = f"“{label(node)}” has {count} of {child}, and there can be one."
                yield about(node, file, "once", message, "Keep the one that is meant.")
        if local(node) in CONTAINERS and any((text or "").strip() for text in _words(node)):
            message = f"Words stand loose in “{label(node)}”."
            yield about(node, file, "home", message, "Put them into an annotation, or remove them.")


def _words(node: Any) -> Iterator[str | None]:
    yield node.text
    yield from (child.tail for child in node)
