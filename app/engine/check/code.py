"""Nothing in a diagram is code. What other tools run as code or read as configuration is refused by name."""

from collections.abc import Iterator
from typing import Any

from app.domain.errors import Finding
from app.engine.drawing import BPMN, CAMUNDA, NODES, Drawing, local
from app.engine.model import Model

ATTRIBUTES = frozenset({
    "assignee", "calledElementBinding", "candidateGroups", "collection", "decisionRef", "decisionRefBinding",
    "dueDate", "elementVariable", "exclusive", "formRef", "formRefBinding", "historyTimeToLive",
    "isStartableInTasklist", "mapDecisionResult", "priority", "resultVariable", "topic", "type", "versionTag",
})  # fmt: skip
EXTENSIONS = frozenset({
    "inputOutput", "inputParameter", "outputParameter", "in", "out", "properties", "property",
})  # fmt: skip
OTHER_TOOLS = ("http://bpmn.io/schema", "http://camunda.org/schema/modeler", "http://camunda.org/schema/zeebe")
CORRELATION = frozenset({"correlationProperty", "correlationKey", "correlationSubscription"})


def problems(model: Model) -> Iterator[Finding]:
    """Code, and what would silently vanish."""
    for drawing in model.drawings.values():
        for node in drawing.root.iter():
            for rule, message in _said(node):
                yield _finding(drawing, node, rule, message)


def _said(node: Any) -> Iterator[tuple[str, str]]:
    name = local(node)
    if not name:
        return
    if name == "script":
        yield "script", "Scripts are never run. Use a service task that names an operation."
    if name in CORRELATION:
        yield "code", "Messages are matched by case, not by correlation keys. Remove the correlation."
    if name == "dataStore":
        return
    language = node.get("language")
    if language and "feel" not in language.lower():
        yield "language", f"Expressions are written in FEEL, not in “{language}”. Write this one in FEEL."
    for key in node.attrib:
        if key.startswith(CAMUNDA) and key.removeprefix(CAMUNDA) not in ATTRIBUTES:
            yield "code", f"“{key.removeprefix(CAMUNDA)}” is not looked at here. Remove it, or name an operation."
    yield from _extension(node, name)


def _extension(node: Any, name: str) -> Iterator[tuple[str, str]]:
    parent = node.getparent()
    if parent is None or local(parent) not in {"extensionElements", "inputOutput"}:
        if parent is not None and local(parent) in {"inputParameter", "outputParameter"}:
            yield "code", f"A parameter is FEEL after “=” or a plain text, not a {name}."
        return
    tag = node.tag
    if tag.startswith(OTHER_TOOLS_TAGS):
        return
    if not tag.startswith(CAMUNDA) or name not in EXTENSIONS:
        yield "code", f"The extension “{name}” is not looked at here. Remove it, or name an operation."
    elif name in {"in", "out"} and not node.get("target"):
        yield "code", "Name each value that goes into or comes out of a called process, with its source and target."


OTHER_TOOLS_TAGS = tuple("{" + tool for tool in OTHER_TOOLS)


def _finding(drawing: Drawing, node: Any, rule: str, message: str) -> Finding:
    """The finding at the element or flow around a node, so that the designer can find it."""
    around = node
    while around is not None and not (around.get("id") and (local(around) in NODES or around.tag.startswith(BPMN))):
        around = around.getparent()
    while around is not None and local(around) not in NODES | CORRELATION | {"process", "sequenceFlow"}:
        around = around.getparent()
    if around is None:
        return Finding(rule, message, drawing.file, node.get("id") or "", "", node.sourceline or 0)
    return Finding(rule, message, drawing.file, around.get("id") or "", around.get("name") or "", node.sourceline or 0)
