"""What the grammar makes of a text: one small frozen node per form of FEEL. `at` is the offset in the text."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of an expression."""

    at: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, text, boolean, null or `@"…"` value."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable or function by its name; `?` is the input of a unary test."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`of.name`"""

    of: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`of[test]`, where the test is a condition on each item or an index from 1 (from the end if negative)."""

    of: Node
    test: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(a, b)` or `function(name: a, …)`; `named` holds the names, or nothing."""

    function: Node
    arguments: tuple[Node, ...]
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b]`"""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """`{a: 1, b: a + 1}`"""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """`[a..b]`, or `< b` and the like with an end that is None."""

    start: Node | None
    end: Node | None
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`first + a - b …`: one level of precedence, worked off from the left. rest: (operator, operand, offset)."""

    first: Node
    rest: tuple[tuple[str, Node, int], ...]


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """`-of`"""

    of: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`left operator right`, with one of = != < <= > >=."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Both(Node):
    """`a and b and …`"""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either(Node):
    """`a or b or …`"""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`"""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Same(Node):
    """The test `= value` or `!= value`."""

    value: Node
    negated: bool


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests: one of the items holds, or none if negated. No items: `-`, which always holds."""

    items: tuple[Node, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in tests`"""

    value: Node
    tests: Tests


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type as it is written: its name and what stands in its brackets.

    items: for list and range the type of their items, for function those of its parameters.
    fields: for context its entries. result: for function.
    """

    name: str
    items: tuple["TypeName", ...] = ()
    fields: tuple[tuple[str, "TypeName"], ...] = ()
    result: "TypeName | None" = None


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`"""

    value: Node
    type: TypeName


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if test then yes else no`"""

    test: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Round(Node):
    """`name in source` or `name in source..until`, as `for`, `some` and `every` have it."""

    name: str
    source: Node
    until: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for … return body`"""

    rounds: tuple[Round, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some … satisfies test` or, if every, `every … satisfies test`."""

    rounds: tuple[Round, ...]
    test: Node
    every: bool


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """`function(a: number, b) body`. body is None for an external function, which is refused when it is called.

    text: all of it as it was written.
    """

    parameters: tuple[tuple[str, TypeName | None], ...]
    body: Node | None
    text: str
