"""The official XML schema of BPMN 2.0, with what it finds said in words. The order of elements only gets a hint."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import SpiffWorkflow.bpmn.parser as home
from lxml import etree

from app.domain.errors import Finding
from app.engine.check.tree import about
from app.engine.drawing import BPMN, local

MOST = 40  # findings of one file
TAG = re.compile(r"Element '\{[^}]*\}(\w+)'")
ATTRIBUTE = re.compile(r"attribute '([^']+)'")
VALUE = re.compile(r"'([^']*)' is not (?:a valid value|an element of the set)|The value '([^']*)'")


@cache
def schema() -> Any:
    """The schema, read once."""
    return etree.XMLSchema(etree.parse(str(Path(home.__file__).parent / "schema" / "BPMN20.xsd")))


@cache
def _names() -> frozenset[str]:
    folder = Path(home.__file__).parent / "schema"
    return frozenset(re.findall(r'<xsd:element name="(\w+)"', (folder / "Semantic.xsd").read_text()))


def problems(file: str, root: Any) -> Iterator[Finding]:
    """What the schema does not allow."""
    judge = schema()
    if judge.validate(root):
        return
    by_line: dict[int, list[Any]] = {}
    for node in root.iter():
        if isinstance(node.tag, str):
            by_line.setdefault(node.sourceline or 0, []).append(node)
    for error in list(judge.error_log)[:MOST]:
        found = TAG.search(error.message)
        nodes = [one for one in by_line.get(error.line, [root]) if found is None or local(one) == found[1]] or [root]
        if nodes[0].tag.startswith(BPMN) or not isinstance(nodes[0].tag, str):
            yield _said(file, nodes[0], error.message)


def _said(file: str, node: Any, message: str) -> Finding:
    name, attribute = local(node), ATTRIBUTE.search(message)
    value = VALUE.search(message)
    if "is required but missing" in message and attribute:
        said = f"This {name} has no {attribute[1]}."
        return about(node, file, "schema", said, f"Give it {attribute[1]}, or draw it again.")
    if attribute and value:
        said = f"“{value[1] or value[2]}” is nothing that {attribute[1]} of a {name} can be."
        return about(node, file, "schema", said, "Correct it in the properties panel.")
    if attribute:
        said = f"A {name} has no {attribute[1]} in BPMN."
        return about(node, file, "schema", said, "Remove it.", severity="error" if "not allowed" in message else "hint")
    if "Missing child" in message:
        return about(
            node, file, "schema", f"Something is missing in this {name}.", "Draw it again, with all its parts."
        )
    repair = "Save it again with your modelling tool."
    if name in _names():
        return about(node, file, "schema-order", f"A {name} does not belong here.", repair, severity="hint")
    return about(node, file, "schema", f"There is no “{name}” in BPMN.", repair)
