"""A parser by precedence: from what binds loosest, `or`, to what binds tightest, a path or a call."""

import re
from collections.abc import Callable

from app.feel import nodes
from app.feel.errors import FeelError
from app.feel.grammar import values
from app.feel.grammar.tokens import COMPARISONS, Tokens
from app.feel.grammar.types import type_name
from app.feel.lexer import DECLARED, canonical, token
from app.feel.nodes import Node

_LEVELS: tuple[frozenset[str], ...] = (frozenset({"+", "-"}), frozenset({"*", "/"}), frozenset({"**"}))
_NAMED = re.compile(rf"\s*({DECLARED.pattern}?)\s*:")
_AFTER_RANGE = frozenset({")", "]", ",", "}", ".", "and", "or", "then", "else", "return", "satisfies"})
_LONGEST_CHAIN = 60


class Parser(Tokens):
    """Reads one text from front to back, with one token of foresight."""

    def whole(self, part: Callable[[], Node]) -> Node:
        """A part that must be all of the text."""
        if self.ahead.kind == "end":
            raise FeelError("The expression is empty. Write a condition or a value", 0)
        node = part()
        if self.ahead.kind != "end":
            self.left_over()
        return node

    def left_over(self) -> None:
        """Say what the rest of the text might have been meant to be."""
        if self.sees("=") and self.text[self.ahead.at : self.ahead.at + 2] == "==":
            self.refuse("FEEL compares with a single “=”. Write one")
        if self.ahead.kind in {"name", "string", "number"}:
            self.refuse("Expected an operator such as “=”, “and” or “+” here")
        self.refuse("The expression should have ended here")

    def expression(self) -> Node:
        """Anything that has a value."""
        self.depth += 1
        if self.depth > self.limits.depth:
            limit = self.limits.depth
            raise FeelError(f"More than {limit} brackets or clauses lie inside one another. Split it up", self.ahead.at)
        node = self.chain("or", nodes.Either, lambda: self.chain("and", nodes.Both, self.comparison))
        self.depth -= 1
        return node

    def chain(self, word: str, kind: type[nodes.Both] | type[nodes.Either], part: Callable[[], Node]) -> Node:
        """`part word part …`"""
        at, parts = self.ahead.at, [part()]
        while self.skip(word):
            parts.append(part())
        return kind(at, tuple(parts)) if len(parts) > 1 else parts[0]

    def comparison(self) -> Node:
        """`a < b`, `a between b and c`, `a in (…)`, or only a sum."""
        left = self.sums(0)
        for _ in range(_LONGEST_CHAIN):
            at = self.ahead.at
            if self.sees(*COMPARISONS):
                operator = self.take().value
                if operator == "=" and self.sees("="):
                    self.refuse("FEEL compares with a single “=”. Write one")
                left = nodes.Compare(at, operator, left, self.sums(0))
            elif self.skip("between"):
                low = self.sums(0)
                self.expect("and")
                left = nodes.Between(at, left, low, self.sums(0))
            elif self.skip("in"):
                left = nodes.In(at, left, self.membership())
            else:
                return left
        raise FeelError(f"More than {_LONGEST_CHAIN} comparisons follow one another. Split it up", self.ahead.at)

    def membership(self) -> nodes.Tests:
        """What follows `in`: one test, or several in brackets."""
        at = self.ahead.at
        if not self.sees("("):
            return nodes.Tests(at, (self.test(),), negated=False)
        self.take()
        first = self.test()
        if self.sees(".."):
            return nodes.Tests(at, (values.range_from(self, at, first, included=False),), negated=False)
        items = self.rest_of(first, self.test)
        self.expect(")")
        return nodes.Tests(at, items, negated=False)

    def rest_of(self, first: Node, part: Callable[[], Node]) -> tuple[Node, ...]:
        """`first, part, part …`"""
        items = [first]
        while self.skip(","):
            items.append(part())
        return tuple(items)

    def sums(self, level: int) -> Node:
        """`a + b - c`, where each operand is of the next tighter level."""
        if level == len(_LEVELS):
            return self.negation()
        at, first = self.ahead.at, self.sums(level + 1)
        rest = []
        while self.ahead.kind == "symbol" and self.ahead.value in _LEVELS[level]:
            operator = self.take()
            rest.append((operator.value, self.sums(level + 1), operator.at))
        return nodes.Arithmetic(at, first, tuple(rest)) if rest else first

    def negation(self) -> Node:
        """`-a`, or `a instance of type`."""
        at = self.ahead.at
        if self.skip("-"):
            self.depth += 1
            if self.depth > self.limits.depth:
                raise FeelError("Too many minus signs follow one another. Take some out", at)
            node = self.negation()
            self.depth -= 1
            return _negated(at, node)
        node = self.postfix(values.primary(self))
        while self.sees("instance"):
            at = self.take().at
            self.expect("of")
            node = nodes.InstanceOf(at, node, type_name(self))
        return node

    def postfix(self, node: Node) -> Node:
        """`.name`, `[filter]` and `(arguments)` after a value, as many as there are."""
        for _ in range(_LONGEST_CHAIN):
            at = self.ahead.at
            if self.skip("."):
                if self.ahead.kind != "name":
                    self.refuse("Expected the name of an entry after the dot")
                node = nodes.Path(at, node, self.take().value)
            elif self.sees("[") and not self.closes_range():
                self.take()
                node = nodes.Filter(at, node, self.expression())
                self.expect("]")
            elif self.sees("("):
                node = self.call(node)
            else:
                return node
        raise FeelError(f"More than {_LONGEST_CHAIN} dots and brackets follow one another. Split it up", self.ahead.at)

    def closes_range(self) -> bool:
        """Whether the `[` ahead ends a range such as [1..5[ and begins no filter: then no expression follows it."""
        following = token(self.text, self.ahead.until, self.names)
        if following.kind in {"number", "string", "at"}:
            return False
        return following.kind == "end" or following.value in _AFTER_RANGE

    def call(self, function: Node) -> Node:
        """The arguments of a call, all by position or all by name."""
        at = self.expect("(").at
        if self.skip(")"):
            return nodes.Call(at, function, (), ())
        named: list[str] = []
        arguments: list[Node] = []
        while True:
            if match := _NAMED.match(self.text, self.ahead.at):
                named.append(canonical(match[1]))
                self.jump(match.end())
            arguments.append(self.expression())
            if not self.skip(","):
                break
        if named and len(named) != len(arguments):
            self.refuse("Name all arguments of a call, or none")
        self.expect(")")
        return nodes.Call(at, function, tuple(arguments), tuple(named))

    # Unary tests

    def tests(self) -> Node:
        """`-`, `< 5, > 10`, `not("a", "b")` and the like."""
        at = self.ahead.at
        if self.sees("-") and token(self.text, self.ahead.until, self.names).kind == "end":
            self.take()
            return nodes.Tests(at, (), negated=False)
        if self.sees("not") and (items := self.negated_tests()):
            return nodes.Tests(at, items, negated=True)
        return nodes.Tests(at, self.rest_of(self.test(), self.test), negated=False)

    def negated_tests(self) -> tuple[Node, ...]:
        """The tests in `not(…)`, or none if something follows it and it is an ordinary call."""
        start = self.take()
        self.expect("(")
        items = self.rest_of(self.test(), self.test)
        self.expect(")")
        if self.ahead.kind == "end":
            return items
        self.jump(start.at)
        return ()

    def test(self) -> Node:
        """One unary test: a comparison without its left side, a range, or a value."""
        if not self.sees(*COMPARISONS):
            return self.expression()
        if self.sees("=", "!="):
            operator = self.take()
            return nodes.Same(operator.at, self.sums(0), operator.value == "!=")
        return values.open_ended(self)


def _negated(at: int, node: Node) -> Node:
    if isinstance(node, nodes.Literal) and not isinstance(node.value, bool) and hasattr(node.value, "is_finite"):
        return nodes.Literal(at, -node.value)
    return nodes.Negate(at, node)
