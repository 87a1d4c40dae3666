"""How a check says what is wrong with an element."""

import difflib
from collections.abc import Collection

from app.domain.errors import Finding, listed
from app.engine.drawing import Element, Flow

MOST_NAMED = 8  # a longer list is not read


def some_of(names: Collection[str], near: str | None) -> str:
    """Names to choose from, as words: all where they are few, else those that are most like `near`."""
    if not names:
        return "one that exists"
    if len(names) <= MOST_NAMED:
        return listed(tuple(names))
    alike = difflib.get_close_matches(near or "", names, 4, 0.5) or sorted(names)[:4]
    return f"one of the {len(names)} there are, such as {listed(alike)}"


def at(element: Element, rule: str, message: str) -> Finding:
    """A finding about an element."""
    return Finding(rule, message, element.file, element.id, element.name, element.line)


def on(flow: Flow, file: str, rule: str, message: str) -> Finding:
    """A finding about a flow."""
    return Finding(rule, message, file, flow.id, flow.name, flow.line)
