"""FEEL's grammar: text in, nodes out. A parser by precedence, written by hand.

By hand and not from a grammar file, because what belongs to a FEEL name (`date and time`, `Monthly Salary`) depends on
the names known at that place, and because the sentence of an error is half of its worth to a designer.
Source: DMN 1.5, 10.3.1.2, whose rule of precedence this follows.
"""

from app.feel.grammar.parser import Parser
from app.feel.grammar.tokens import KEYWORDS
from app.feel.lexer import Names
from app.feel.limits import Limits
from app.feel.nodes import Node

__all__ = ["KEYWORDS", "expression", "tests"]


def expression(text: str, names: Names, limits: Limits) -> Node:
    """The nodes of an expression. Raises FeelError."""
    parser = Parser(text, names, limits)
    return parser.whole(parser.expression)


def tests(text: str, names: Names, limits: Limits) -> Node:
    """The nodes of unary tests. Raises FeelError."""
    parser = Parser(text, names, limits)
    return parser.whole(parser.tests)
