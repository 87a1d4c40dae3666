"""Data: what goes in and out of activities, what references stand for, and what operations and messages carry."""

from collections.abc import Iterator
from typing import Any

from app.domain.errors import Finding
from app.engine.check.tree import about, bare, known, label, of, texts
from app.engine.drawing import BPMN, local

ITEMS = frozenset({
    "dataObject", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput", "property", "dataObjectRef",
})  # fmt: skip


def problems(file: str, root: Any) -> Iterator[Finding]:
    """Data that comes from or goes to nowhere."""
    ids = known(root)
    for node in of(root, "ioSpecification"):
        yield from _sets(file, node)
    for node in of(root, "dataInputAssociation", "dataOutputAssociation"):
        yield from _association(file, node, ids)
    for node in of(root, "dataObjectReference"):
        if not node.get("dataObjectRef"):
            message = f"“{label(node)}” does not say which data object it stands for."
            yield about(node, file, "data", message, "Choose a data object.")
    yield from _operations(file, root, ids)
    yield from _correlation(file, root)


def _operations(file: str, root: Any, ids: dict[str, Any]) -> Iterator[Finding]:
    for node in of(root, "operation"):
        if len(texts(node, "inMessageRef")) != 1:
            message = f"The operation “{label(node)}” takes no message, or several."
            yield about(node, file, "interface", message, "Name the one message that it takes.")
    for node in of(root, "interface"):
        if node.find(f"{BPMN}operation") is None:
            yield about(node, file, "interface", f"The interface “{label(node)}” has no operation.", "Add one.")
    for node in of(root, "sendTask", "receiveTask"):
        yield from _agree(file, node, ids)


def _correlation(file: str, root: Any) -> Iterator[Finding]:
    for node in of(root, "correlationKey"):
        if not texts(node, "correlationPropertyRef"):
            message = f"“{label(node)}” is made of no property."
            yield about(node, file, "correlation", message, "Name what messages are matched by.")
    for node in of(root, "correlationProperty"):
        if node.find(f"{BPMN}correlationPropertyRetrievalExpression") is None:
            message = f"“{label(node)}” is never read from a message."
            yield about(node, file, "correlation", message, "Say for each message where it stands.")


def _sets(file: str, node: Any) -> Iterator[Finding]:
    for put, group, refs in (("dataInput", "inputSet", "dataInputRefs"), ("dataOutput", "outputSet", "dataOutputRefs")):
        sets = node.findall(BPMN + group)
        if not sets:
            message = f"“{label(node.getparent())}” has an input and output specification without {group}."
            yield about(node, file, "data", message, f"Add an {group}, even an empty one.")
        own = {one.get("id") for one in node.findall(BPMN + put)}
        said = {bare(one) for each in sets for one in texts(each, refs)}
        for key in sorted(one for one in own - said if one):
            message = f"“{key}” of “{label(node.getparent())}” is in no {group}."
            yield about(node, file, "data", message, f"Put it into an {group}, or remove it.")
        for key in sorted(said - own):
            message = f"“{key}” is not {put} of “{label(node.getparent())}”."
            yield about(node, file, "data", message, f"Add it, or take it out of the {group}.")


def _association(file: str, node: Any, ids: dict[str, Any]) -> Iterator[Finding]:
    sources = [bare(one) for one in texts(node, "sourceRef") if one]
    targets = [bare(one) for one in texts(node, "targetRef") if one]
    into = local(node) == "dataInputAssociation"
    if len(targets) != 1:
        message = f"The data of “{label(node.getparent())}” goes nowhere."
        yield about(node, file, "data", message, "Join both ends of the data association.")
    if len(sources) > 1 and node.find(f"{BPMN}transformation") is None:
        message = f"The data of “{label(node.getparent())}” comes from several places at once."
        yield about(node, file, "data", message, "Draw one association for each.")
    if not sources and node.find(f"{BPMN}assignment") is None and node.find(f"{BPMN}transformation") is None:
        message = f"The data of “{label(node.getparent())}” comes from nowhere."
        yield about(node, file, "data", message, "Join both ends of the data association.")
    for key in (*sources, *targets):
        found = ids.get(key)
        if found is not None and local(found) not in ITEMS:
            message = f"“{label(found)}” is no data, so no data can go {'from' if key in sources else 'to'} it."
            yield about(node, file, "data", message, "Join the association to a data object or store.")
    own = {one.get("id") for one in node.getparent().iter() if local(one) in {"dataInput", "dataOutput", "property"}}
    mine = targets if into else sources
    if own and mine and not set(mine) & own:
        message = f"The data association of “{label(node.getparent())}” does not end at its own data."
        yield about(node, file, "data", message, "Join it to an input or output of this activity.")


def _agree(file: str, node: Any, ids: dict[str, Any]) -> Iterator[Finding]:
    operation = ids.get(bare(node.get("operationRef") or ""))
    message = bare(node.get("messageRef") or "")
    if operation is None or not message:
        return
    way = "inMessageRef" if local(node) == "sendTask" else "outMessageRef"
    carries = {bare(one) for one in texts(operation, way)} | {bare(one) for one in texts(operation, "inMessageRef")}
    if message not in carries:
        said = f"“{label(node)}” is about another message than its operation."
        yield about(node, file, "interface", said, "Let both name the same message.")
