"""What begins with a word: `if`, `for`, `some`, `every` and `function`."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.feel import nodes
from app.feel.grammar.types import type_name
from app.feel.nodes import Node

if TYPE_CHECKING:
    from app.feel.grammar.parser import Parser


def if_clause(parser: "Parser") -> Node:
    """`if a then b else c`"""
    at = parser.take().at
    test = parser.expression()
    parser.expect("then")
    yes = parser.expression()
    parser.expect("else")
    return nodes.If(at, test, yes, parser.expression())


def for_clause(parser: "Parser") -> Node:
    """`for a in list, b in 1..3 return c`"""
    at = parser.take().at
    sources = rounds(parser)
    parser.names.add("partial")
    parser.expect("return")
    return nodes.For(at, sources, parser.expression())


def quantified(parser: "Parser") -> Node:
    """`some a in list satisfies b`, and `every`."""
    word = parser.take()
    sources = rounds(parser)
    parser.expect("satisfies")
    return nodes.Quantified(word.at, sources, parser.expression(), word.value == "every")


def rounds(parser: "Parser") -> tuple[nodes.Round, ...]:
    """`a in list, b in 1..3`"""
    found = []
    while True:
        at, name = parser.ahead.at, parser.declare(r"\sin\b")
        parser.expect("in")
        source = parser.expression()
        until = parser.expression() if parser.skip("..") else None
        found.append(nodes.Round(at, name, source, until))
        if not parser.skip(","):
            return tuple(found)


def function(parser: "Parser") -> Node:
    """`function(a: number, b) a + b`"""
    at = parser.take().at
    parser.expect("(")
    parameters: list[tuple[str, nodes.TypeName | None]] = []
    while not parser.sees(")"):
        name = parser.declare("[:,)]")
        parameters.append((name, type_name(parser) if parser.skip(":") else None))
        if not parser.skip(","):
            break
    parser.expect(")")
    if parser.skip("external"):
        parser.expression()
        return nodes.FunctionOf(at, tuple(parameters), None, parser.text[at : parser.behind])
    body = parser.expression()
    return nodes.FunctionOf(at, tuple(parameters), body, parser.text[at : parser.behind])


CLAUSES: dict[str, Callable[["Parser"], Node]] = {
    "if": if_clause,
    "for": for_clause,
    "some": quantified,
    "every": quantified,
    "function": function,
}
