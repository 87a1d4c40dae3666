"""FEEL's grammar: text in, nodes out. A parser by precedence, written by hand.

By hand and not from a grammar file, because what belongs to a FEEL name (`date and time`, `Monthly Salary`) depends on
the names known at that place, and because the sentence of an error is half of its worth to a designer.
Source: DMN 1.5, 10.3.1.2, whose rule of precedence this follows.
"""

import re
from collections.abc import Callable, Iterable

from app.feel import nodes, temporal
from app.feel.errors import FeelError, NoValue
from app.feel.lexer import DECLARED, Names, Token, canonical, token
from app.feel.limits import Limits
from app.feel.nodes import Node

KEYWORDS = frozenset(
    {"if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between", "and", "or", "instance"}
    | {"function", "true", "false", "null"}
)
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_LEVELS: tuple[frozenset[str], ...] = (frozenset({"+", "-"}), frozenset({"*", "/"}), frozenset({"**"}))
_LITERALS = {"true": True, "false": False, "null": None}
_NAMED = re.compile(rf"\s*({DECLARED.pattern}?)\s*:")
_AFTER_RANGE = frozenset({")", "]", ",", "}", ".", "and", "or", "then", "else", "return", "satisfies"})
_LONGEST_CHAIN = 60


class Parser:
    """Reads one text from front to back, with one token of foresight."""

    def __init__(self, text: str, names: Names, limits: Limits) -> None:
        if len(text) > limits.text:
            raise FeelError(f"The expression is longer than {limits.text:,} characters. Split it up", limits.text)
        self.text, self.names, self.limits = text, Names(outer=names), limits
        self.depth = 0
        self.ahead = token(text, 0, self.names)

    # Tokens

    def take(self) -> Token:
        """The token ahead, and step past it."""
        taken = self.ahead
        self.jump(taken.until)
        return taken

    def jump(self, to: int) -> None:
        """Read on from another offset."""
        self.ahead = token(self.text, to, self.names)

    def sees(self, *values: str) -> bool:
        """Whether the token ahead is one of these symbols or words."""
        return self.ahead.kind in {"symbol", "name"} and self.ahead.value in values

    def skip(self, value: str) -> bool:
        """Step past this symbol or word if it comes next."""
        if self.sees(value):
            self.take()
            return True
        return False

    def expect(self, *values: str) -> Token:
        """Step past one of these, or say that it is missing."""
        if not self.sees(*values):
            self.refuse(f"Expected {' or '.join(f'“{value}”' for value in values)} here")
        return self.take()

    def refuse(self, message: str) -> None:
        """Raise FeelError at the token ahead, naming it."""
        ahead = self.ahead
        found = "the expression ends" if ahead.kind == "end" else f"found “{self.text[ahead.at : ahead.until][:30]}”"
        raise FeelError(f"{message}, but {found}", ahead.at)

    def declare(self, end: str) -> str:
        """A new name up to `end` (a pattern), which may have blanks. It is known from here on."""
        pattern = rf"({DECLARED.pattern}?)\s*(?={end})"
        match = re.compile(pattern).match(self.text, self.ahead.at)
        if not match or match[1] in KEYWORDS:
            self.refuse("Expected a name here")
        assert match is not None
        name = canonical(match[1])
        self.names.add(name)
        self.jump(match.end())
        return name

    # From loose to tight

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
            return nodes.Tests(at, (self.range_from(at, first, included=False),), negated=False)
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
        node = self.postfix(self.primary())
        while self.sees("instance"):
            at = self.take().at
            self.expect("of")
            node = nodes.InstanceOf(at, node, self.type())
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

    # Values

    def primary(self) -> Node:
        """A literal, a name, a bracket, or a clause such as `if`."""
        ahead = self.ahead
        if ahead.kind in {"number", "string"}:
            return nodes.Literal(ahead.at, self.take().value)
        if ahead.kind == "at":
            return self.at_literal()
        if ahead.kind == "name":
            clause = _CLAUSES.get(ahead.value)
            if clause:
                return clause(self)
            if ahead.value in _LITERALS:
                return nodes.Literal(ahead.at, _LITERALS[self.take().value])
            if ahead.value not in KEYWORDS:
                return nodes.Name(ahead.at, self.take().value)
        bracket = _BRACKETS.get(ahead.value) if ahead.kind == "symbol" else None
        if bracket is None:
            self.refuse("Expected a value, a name or a bracket here")
        assert bracket is not None
        return bracket(self)

    def at_literal(self) -> Node:
        """`@"2026-03-01"`"""
        taken = self.take()
        try:
            return nodes.Literal(taken.at, temporal.read_any(taken.value))
        except NoValue as why:
            raise FeelError(str(why).rstrip("."), taken.at) from None

    def round_bracket(self) -> Node:
        """`(a)`, `(a..b]` or the range `(< a)`."""
        at = self.expect("(").at
        if self.sees(*COMPARISONS):
            node = self.open_ended()
            self.expect(")")
            return node
        node = self.expression()
        if self.sees(".."):
            return self.range_from(at, node, included=False)
        self.expect(")")
        return node

    def open_ended(self) -> Node:
        """`< a` and the like as a range; `= a` is the range of just a."""
        operator = self.expect(*COMPARISONS)
        value = self.sums(0)
        if operator.value == "!=":
            return nodes.Same(operator.at, value, negated=True)
        start = value if operator.value in {">", ">=", "="} else None
        end = value if operator.value in {"<", "<=", "="} else None
        included = "=" in operator.value
        return nodes.RangeOf(operator.at, start, end, included and start is not None, included and end is not None)

    def square_bracket(self) -> Node:
        """`[a, b]`, `[]` or `[a..b)`."""
        at = self.expect("[").at
        if self.skip("]"):
            return nodes.ListOf(at, ())
        first = self.item()
        if self.sees(".."):
            return self.range_from(at, first, included=True)
        items = self.rest_of(first, self.item)
        self.expect("]")
        return nodes.ListOf(at, items)

    def item(self) -> Node:
        """An item of a list; ranges such as `< 5` may stand there too."""
        return self.open_ended() if self.sees(*COMPARISONS) else self.expression()

    def turned_bracket(self) -> Node:
        """`]a..b[`: a range without its ends."""
        at = self.expect("]").at
        first = self.expression()
        if not self.sees(".."):
            self.refuse("Expected “..” and the end of the range here")
        return self.range_from(at, first, included=False)

    def range_from(self, at: int, start: Node, *, included: bool) -> Node:
        """The rest of a range, from its `..` on."""
        self.expect("..")
        end = self.expression()
        closing = self.expect("]", ")", "[")
        return nodes.RangeOf(at, start, end, included, closing.value == "]")

    def context(self) -> Node:
        """`{name: value, "other name": value}`"""
        at = self.expect("{").at
        entries: list[tuple[str, Node]] = []
        while not self.sees("}"):
            if self.ahead.kind == "string":
                key = self.take().value
                self.names.add(key)
            else:
                key = self.declare(":")
            if key in {name for name, _ in entries}:
                self.refuse(f"The entry “{key}” stands here twice. Rename one")
            self.expect(":")
            entries.append((key, self.expression()))
            if not self.skip(","):
                break
        self.expect("}")
        return nodes.ContextOf(at, tuple(entries))

    # Clauses

    def if_clause(self) -> Node:
        """`if a then b else c`"""
        at = self.take().at
        test = self.expression()
        self.expect("then")
        yes = self.expression()
        self.expect("else")
        return nodes.If(at, test, yes, self.expression())

    def for_clause(self) -> Node:
        """`for a in list, b in 1..3 return c`"""
        at = self.take().at
        rounds = self.rounds()
        self.names.add("partial")
        self.expect("return")
        return nodes.For(at, rounds, self.expression())

    def quantified(self) -> Node:
        """`some a in list satisfies b`, and `every`."""
        word = self.take()
        rounds = self.rounds()
        self.expect("satisfies")
        return nodes.Quantified(word.at, rounds, self.expression(), word.value == "every")

    def rounds(self) -> tuple[nodes.Round, ...]:
        """`a in list, b in 1..3`"""
        found = []
        while True:
            at, name = self.ahead.at, self.declare(r"\sin\b")
            self.expect("in")
            source = self.expression()
            until = self.expression() if self.skip("..") else None
            found.append(nodes.Round(at, name, source, until))
            if not self.skip(","):
                return tuple(found)

    def function(self) -> Node:
        """`function(a: number, b) a + b`"""
        at = self.take().at
        self.expect("(")
        parameters: list[tuple[str, nodes.TypeName | None]] = []
        while not self.sees(")"):
            name = self.declare("[:,)]")
            parameters.append((name, self.type() if self.skip(":") else None))
            if not self.skip(","):
                break
        self.expect(")")
        if self.skip("external"):
            self.expression()
            return nodes.FunctionOf(at, tuple(parameters), None)
        return nodes.FunctionOf(at, tuple(parameters), self.expression())

    # Types

    def type(self) -> nodes.TypeName:
        """`number`, `list<string>`, `context<a: number>`, `function<number> -> boolean`, or a type's own name."""
        self.depth += 1
        if self.ahead.kind != "name" or self.depth > self.limits.depth:
            self.refuse("Expected the name of a type, such as number or list<string>,")
        name = self.take().value
        if name == "function" and not self.sees("<"):
            self.depth -= 1
            return nodes.TypeName(name)
        while self.skip("."):
            name = f"{name}.{self.take().value}"
        found = (
            self.type_brackets(name) if self.sees("<") and name in {"list", "range", "context", "function"} else None
        )
        self.depth -= 1
        return found or nodes.TypeName(name)

    def type_brackets(self, name: str) -> nodes.TypeName:
        """`<…>` after list, range, context or function."""
        self.expect("<")
        items: list[nodes.TypeName] = []
        fields: list[tuple[str, nodes.TypeName]] = []
        while not self.sees(">"):
            if name == "context":
                key = self.declare(":")
                self.expect(":")
                fields.append((key, self.type()))
            else:
                items.append(self.type())
            if not self.skip(","):
                break
        self.expect(">")
        result = self.type() if name == "function" and self.skip("->") else None
        return nodes.TypeName(name, tuple(items), tuple(fields), result)

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
        return self.open_ended()


_CLAUSES: dict[str, Callable[[Parser], Node]] = {
    "if": Parser.if_clause,
    "for": Parser.for_clause,
    "some": Parser.quantified,
    "every": Parser.quantified,
    "function": Parser.function,
}
_BRACKETS: dict[str, Callable[[Parser], Node]] = {
    "(": Parser.round_bracket,
    "[": Parser.square_bracket,
    "]": Parser.turned_bracket,
    "{": Parser.context,
}


def _negated(at: int, node: Node) -> Node:
    if isinstance(node, nodes.Literal) and not isinstance(node.value, bool) and hasattr(node.value, "is_finite"):
        return nodes.Literal(at, -node.value)
    return nodes.Negate(at, node)


def expression(text: str, names: Names, limits: Limits) -> Node:
    """The nodes of an expression. Raises FeelError."""
    parser = Parser(text, names, limits)
    return parser.whole(parser.expression)


def tests(text: str, names: Names, limits: Limits) -> Node:
    """The nodes of unary tests. Raises FeelError."""
    parser = Parser(text, names, limits)
    return parser.whole(parser.tests)


def known(*names: Iterable[str]) -> Names:
    """Names of several words that a text may use."""
    return Names(name for group in names for name in group)
