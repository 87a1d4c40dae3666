"""Literals, names and everything in brackets."""

from typing import TYPE_CHECKING

from app.feel import nodes, temporal
from app.feel.errors import FeelError, NoValue
from app.feel.grammar import clauses
from app.feel.grammar.tokens import COMPARISONS, KEYWORDS
from app.feel.nodes import Node

if TYPE_CHECKING:
    from app.feel.grammar.parser import Parser

_LITERALS = {"true": True, "false": False, "null": None}


def primary(parser: "Parser") -> Node:
    """A literal, a name, a bracket, or a clause such as `if`."""
    ahead = parser.ahead
    if ahead.kind in {"number", "string"}:
        return nodes.Literal(ahead.at, parser.take().value)
    if ahead.kind == "at":
        return at_literal(parser)
    if ahead.kind == "name":
        clause = clauses.CLAUSES.get(ahead.value)
        if clause:
            return clause(parser)
        if ahead.value in _LITERALS:
            return nodes.Literal(ahead.at, _LITERALS[parser.take().value])
        if ahead.value not in KEYWORDS:
            return nodes.Name(ahead.at, parser.take().value)
    bracket = _BRACKETS.get(ahead.value) if ahead.kind == "symbol" else None
    if bracket is None:
        parser.refuse("Expected a value, a name or a bracket here")
    assert bracket is not None
    return bracket(parser)


def at_literal(parser: "Parser") -> Node:
    """`@"2026-03-01"`"""
    taken = parser.take()
    try:
        return nodes.Literal(taken.at, temporal.read_any(taken.value))
    except NoValue as why:
        raise FeelError(str(why).rstrip("."), taken.at) from None


def round_bracket(parser: "Parser") -> Node:
    """`(a)`, `(a..b]` or the range `(< a)`."""
    at = parser.expect("(").at
    if parser.sees(*COMPARISONS):
        node = open_ended(parser)
        parser.expect(")")
        return node
    node = parser.expression()
    if parser.sees(".."):
        return range_from(parser, at, node, included=False)
    parser.expect(")")
    return node


def open_ended(parser: "Parser") -> Node:
    """`< a` and the like as a range; `= a` is the range of just a."""
    operator = parser.expect(*COMPARISONS)
    value = parser.sums(0)
    if operator.value == "!=":
        return nodes.Same(operator.at, value, negated=True)
    start = value if operator.value in {">", ">=", "="} else None
    end = value if operator.value in {"<", "<=", "="} else None
    included = "=" in operator.value
    return nodes.RangeOf(operator.at, start, end, included and start is not None, included and end is not None)


def square_bracket(parser: "Parser") -> Node:
    """`[a, b]`, `[]` or `[a..b)`."""
    at = parser.expect("[").at
    if parser.skip("]"):
        return nodes.ListOf(at, ())
    first = item(parser)
    if parser.sees(".."):
        return range_from(parser, at, first, included=True)
    items = parser.rest_of(first, lambda: item(parser))
    parser.expect("]")
    return nodes.ListOf(at, items)


def item(parser: "Parser") -> Node:
    """An item of a list; ranges such as `< 5` may stand there too."""
    return open_ended(parser) if parser.sees(*COMPARISONS) else parser.expression()


def turned_bracket(parser: "Parser") -> Node:
    """`]a..b[`: a range without its ends."""
    at = parser.expect("]").at
    first = parser.expression()
    if not parser.sees(".."):
        parser.refuse("Expected “..” and the end of the range here")
    return range_from(parser, at, first, included=False)


def range_from(parser: "Parser", at: int, start: Node, *, included: bool) -> Node:
    """The rest of a range, from its `..` on."""
    parser.expect("..")
    end = parser.expression()
    closing = parser.expect("]", ")", "[")
    return nodes.RangeOf(at, start, end, included, closing.value == "]")


def context(parser: "Parser") -> Node:
    """`{name: value, "other name": value}`"""
    at = parser.expect("{").at
    entries: list[tuple[str, Node]] = []
    while not parser.sees("}"):
        if parser.ahead.kind == "string":
            key = parser.take().value
            parser.names.add(key)
        else:
            key = parser.declare(":")
        if key in {name for name, _ in entries}:
            parser.refuse(f"The entry “{key}” stands here twice. Rename one")
        parser.expect(":")
        entries.append((key, parser.expression()))
        if not parser.skip(","):
            break
    parser.expect("}")
    return nodes.ContextOf(at, tuple(entries))


_BRACKETS = {"(": round_bracket, "[": square_bracket, "]": turned_bracket, "{": context}
