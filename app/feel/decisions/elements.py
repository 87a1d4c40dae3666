"""Reading XML elements, and what every boxed expression needs."""

from typing import Any

from app.feel import types
from app.feel.compiler import Closure
from app.feel.scope import Run
from app.feel.types import Type
from app.feel.xml import local

NULL: Closure = lambda _: None  # noqa: E731 - a constant that is a closure


def children(element: Any, *names: str) -> list[Any]:
    """The element's children of these local names."""
    return [child for child in element if local(child) in names]


def child(element: Any, *names: str) -> Any:
    """The first child of these local names, or None."""
    return next(iter(children(element, *names)), None) if element is not None else None


def text_in(element: Any) -> str:
    """The text of the element's `text` child."""
    found = child(element, "text")
    return "" if found is None else (found.text or "").strip()


def coerced(run: Run, value: Any, wanted: Type | None) -> Any:
    """The value as the type wants it; null if it cannot be."""
    if wanted is not None:
        run.weigh(value)
    return types.coerce(value, wanted)[0]
