"""How a check says what is wrong with an element."""

from app.domain.errors import Finding
from app.engine.drawing import Element, Flow


def at(element: Element, rule: str, message: str) -> Finding:
    """A finding about an element."""
    return Finding(rule, message, element.file, element.id, element.name, element.line)


def on(flow: Flow, file: str, rule: str, message: str) -> Finding:
    """A finding about a flow."""
    return Finding(rule, message, file, flow.id, flow.name, flow.line)
