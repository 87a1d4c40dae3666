"""References resolve, and to the kind of thing that is meant."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.errors import Finding
from app.engine.check.tree import about, bare, known, label, of
from app.engine.drawing import ACTIVITIES, BPMN, NODES, local

# {attribute or child: what it may refer to}; empty: anything in the file.
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "messageRef": frozenset({"message"}),
    "signalRef": frozenset({"signal"}),
    "errorRef": frozenset({"error"}),
    "escalationRef": frozenset({"escalation"}),
    "operationRef": frozenset({"operation"}),
    "processRef": frozenset({"process"}),
    "dataObjectRef": frozenset({"dataObject"}),
    "dataStoreRef": frozenset({"dataStore"}),
    "itemSubjectRef": frozenset({"itemDefinition"}),
    "itemRef": frozenset({"itemDefinition"}),
    "categoryValueRef": frozenset({"categoryValue"}),
    "activityRef": ACTIVITIES,
    "correlationKeyRef": frozenset({"correlationKey"}),
    "oneBehaviorEventRef": frozenset(),
    "noneBehaviorEventRef": frozenset(),
    "partitionElementRef": frozenset(),
    "parameterRef": frozenset({"resourceParameter"}),
    "definitionalCollaborationRef": frozenset({"collaboration"}),
    "initiatingParticipantRef": frozenset({"participant"}),
}
CHILDREN: Mapping[str, frozenset[str]] = {
    "incoming": frozenset({"sequenceFlow", "messageFlow"}),
    "outgoing": frozenset({"sequenceFlow", "messageFlow"}),
    "flowNodeRef": NODES,
    "dataInputRefs": frozenset({"dataInput"}),
    "optionalInputRefs": frozenset({"dataInput"}),
    "whileExecutingInputRefs": frozenset({"dataInput"}),
    "dataOutputRefs": frozenset({"dataOutput"}),
    "optionalOutputRefs": frozenset({"dataOutput"}),
    "whileExecutingOutputRefs": frozenset({"dataOutput"}),
    "inputSetRefs": frozenset({"inputSet"}),
    "outputSetRefs": frozenset({"outputSet"}),
    "eventDefinitionRef": frozenset({
        "messageEventDefinition", "timerEventDefinition", "signalEventDefinition", "errorEventDefinition",
        "escalationEventDefinition", "conditionalEventDefinition", "compensateEventDefinition", "linkEventDefinition",
        "cancelEventDefinition", "terminateEventDefinition",
    }),
    "inMessageRef": frozenset({"message"}),
    "outMessageRef": frozenset({"message"}),
    "errorRef": frozenset({"error"}),
    "correlationPropertyRef": frozenset({"correlationProperty"}),
    "participantRef": frozenset({"participant"}),
    "supportedInterfaceRef": frozenset({"interface"}),
    "resourceRef": frozenset({"resource"}),
    "sourceRef": frozenset(),
    "targetRef": frozenset(),
    "operationRef": frozenset({"operation"}),
    "interfaceRef": frozenset({"interface"}),
    "endPointRef": frozenset({"endPoint"}),
    "supports": frozenset({"process"}),
    "innerParticipantRef": frozenset({"participant"}),
    "outerParticipantRef": frozenset({"participant"}),
    "messageFlowRef": frozenset({"messageFlow"}),
    "innerMessageFlowRef": frozenset({"messageFlow"}),
    "outerMessageFlowRef": frozenset({"messageFlow"}),
    "source": frozenset({"linkEventDefinition"}),
    "target": frozenset({"linkEventDefinition"}),
}  # fmt: skip
ENDS = frozenset({"association", "messageFlow", "conversationLink"})


def problems(file: str, root: Any) -> Iterator[Finding]:
    """References that lead nowhere or to the wrong kind of thing, and flows listed where they are not."""
    ids = known(root)
    prefixed = any(True for _ in of(root, "import"))  # what is imported cannot be looked at
    for node in root.iter():
        if not isinstance(node.tag, str) or not node.tag.startswith(BPMN):
            continue
        for name, said, kinds in _said(node):
            target = ids.get(said, ids.get(bare(said)))
            if target is None:
                if not (prefixed and ":" in said):
                    message = f"“{label(node)}” refers with {name} to “{said}”, which is not in this file."
                    yield about(node, file, "reference", message, "Choose one that exists, or add it.")
            elif kinds and local(target) not in kinds:
                message = f"“{label(node)}” refers with {name} to “{said}”, which is a {local(target)}."
                yield about(node, file, "reference", message, f"Choose a {' or a '.join(sorted(kinds)[:3])}.")
    yield from _called(file, root, ids)
    yield from _listed_flows(file, root)


def _called(file: str, root: Any, ids: Mapping[str, Any]) -> Iterator[Finding]:
    """What a call activity calls is a process or a task for all; it may lie in another file."""
    for node in of(root, "callActivity"):
        target = ids.get(bare(node.get("calledElement") or ""))
        if target is not None and local(target) != "process" and not local(target).startswith("global"):
            message = f"“{label(node)}” calls “{label(target)}”, which is a {local(target)}."
            yield about(node, file, "reference", message, "Call a process.")


def _said(node: Any) -> Iterator[tuple[str, str, frozenset[str]]]:
    for name, kinds in ATTRIBUTES.items():
        if (said := node.get(name)) is not None:
            yield name, said, kinds
    if local(node) in ENDS:
        yield from ((name, node.get(name) or "", frozenset()) for name in ("sourceRef", "targetRef"))
    name = local(node)
    if name in CHILDREN and (name not in {"sourceRef", "targetRef"} or local(node.getparent()).endswith("Association")):
        yield name, (node.text or "").strip(), CHILDREN[name]


def _listed_flows(file: str, root: Any) -> Iterator[Finding]:
    """`incoming` and `outgoing` say the same as the flows themselves, where they are written at all."""
    flows = list(of(root, "sequenceFlow"))
    for kind, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
        joined: dict[str, set[str]] = {}
        for flow in flows:
            joined.setdefault(flow.get(end) or "", set()).add(flow.get("id") or "")
        for node in root.iter(*(BPMN + one for one in NODES)):
            said = {bare((child.text or "").strip()) for child in node.findall(BPMN + kind)}
            real = joined.get(node.get("id") or "", set())
            if said and said != real and not node.get("id", "").endswith("-split"):
                other = ", ".join(sorted(said ^ real))
                message = f"“{label(node)}” lists other flows as {kind} than are joined to it: {other}."
                yield about(node, file, "listed-flows", message, "Draw the flow again, so that both ends agree.")
