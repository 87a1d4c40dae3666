"""From nodes to closures: Python functions of a scope. Done once per text; evaluating is calling the outermost one.

The closures themselves are made in `closures/`, one maker for each form of FEEL. While compiling, the names, paths and
functions that the text reads from outside are noted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.feel import nodes, types
from app.feel.scope import Scope

Closure = Callable[[Scope], Any]


@dataclass(slots=True)
class Reading:
    """What a text reads from outside.

    names: variables that must come from outside. item_names: names inside a filter, which may be an entry of the item
    or come from outside. calls: functions that are not FEEL's own.
    """

    names: set[str] = field(default_factory=set)
    item_names: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)


class Compiler:
    """Makes closures of nodes. `bound` are the names bound around the node; `items`: it stands in a filter."""

    __slots__ = ("bound", "items", "reading", "types")

    def __init__(
        self,
        reading: Reading,
        known: Mapping[str, types.Type],
        bound: frozenset[str] = frozenset(),
        *,
        items: bool = False,
    ) -> None:
        self.reading, self.types, self.bound, self.items = reading, known, bound, items

    def inside(self, *names: str, items: bool = False) -> "Compiler":
        """The compiler for a part where these names are bound too."""
        return Compiler(self.reading, self.types, self.bound | set(names), items=self.items or items)

    def closure(self, node: nodes.Node) -> Closure:
        """The node's closure."""
        return MAKERS[type(node)](self, node)

    def closures(self, parts: tuple[nodes.Node, ...]) -> tuple[Closure, ...]:
        """The closure of each part."""
        return tuple(self.closure(part) for part in parts)


Maker = TypeVar("Maker", bound=Callable[..., Closure])
MAKERS: dict[type, Callable[[Compiler, Any], Closure]] = {}


def maker(kind: type[nodes.Node]) -> Callable[[Maker], Maker]:
    """Declare what makes the closures of one kind of node."""

    def declare(make: Maker) -> Maker:
        MAKERS[kind] = make
        return make

    return declare


# What an operation costs next to reading a name, roughly; so that a loop's budget is one of time.
_COSTS = {nodes.Call: 6, nodes.Literal: 0}
_POWER = 160
_COSTLY = frozenset({"exp", "log", "sqrt", "stddev"})


def size(node: Any) -> int:
    """How many steps one round of the node takes; what the values it meets cost is added when it runs."""
    if isinstance(node, tuple):
        return sum(_POWER if part == "**" else size(part) for part in node)
    if not isinstance(node, nodes.Node):
        return 0
    if isinstance(node, nodes.Name) and node.name in _COSTLY:
        return _POWER
    return _COSTS.get(type(node), 1) + sum(size(getattr(node, name)) for name in node.__slots__)


def mentions(node: Any, name: str) -> bool:
    """Whether the name stands anywhere in the node."""
    if isinstance(node, tuple):
        return any(mentions(part, name) for part in node)
    if isinstance(node, nodes.Name):
        return node.name == name
    return isinstance(node, nodes.Node) and any(mentions(getattr(node, slot), name) for slot in node.__slots__)
