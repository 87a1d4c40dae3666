"""Unary tests, as cells of decision tables have them, `in`, and `instance of`."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.feel import nodes, types
from app.feel.closures.values import found
from app.feel.compare import among, equal
from app.feel.compiler import Closure, Compiler, maker, mentions
from app.feel.errors import NoValue
from app.feel.scope import Scope

_SCALAR = frozenset({str, Decimal, bool})


Test = Callable[[Scope, Any], Any]


def test_of(compiler: Compiler, node: nodes.Node) -> Test:
    """What one unary test asks of a value. Where the test speaks of `?`, it is a condition; else something to be in."""
    if isinstance(node, nodes.Same):
        wanted, closure = not node.negated, compiler.closure(node.value)
        return lambda scope, value: _told(lambda: equal(value, closure(scope)) is wanted)
    closure = compiler.closure(node)
    if isinstance(node, nodes.Literal) and type(node.value) in _SCALAR:
        literal = node.value
        return lambda _, value: (
            value == literal if type(value) is type(literal) else None if value is not None else False
        )
    asks = mentions(node, "?")

    spans = isinstance(node, nodes.RangeOf)

    def test(scope: Scope, value: Any) -> Any:
        wanted = closure(scope)
        if wanted is None and spans:
            return None
        if isinstance(wanted, bool) and (asks or not isinstance(value, bool)):
            return wanted
        if type(wanted) is list:
            scope.run.weigh(wanted)
        return among(value, wanted)

    return test


def _told(question: Callable[[], bool]) -> bool | None:
    try:
        return question()
    except NoValue:
        return None


def tests_of(compiler: Compiler, node: nodes.Tests) -> Test:
    """What unary tests ask of a value: one of them holds, or none if negated; None where none can be told."""
    items = [test_of(compiler, item) for item in node.items]
    if not items:
        return lambda _scope, _value: True
    if len(items) == 1 and not node.negated:
        return items[0]
    hit = not node.negated

    def tests(scope: Scope, value: Any) -> Any:
        told = True
        for item in items:
            answer = item(scope, value)
            if answer is True:
                return hit
            told = told and answer is False
        return not hit if told else None

    return tests


@maker(nodes.In)
def _in(compiler: Compiler, node: nodes.In) -> Closure:
    value, test = compiler.closure(node.value), tests_of(compiler, node.tests)
    return lambda scope: test(scope, value(scope))


@maker(nodes.Tests)
def _unary(compiler: Compiler, node: nodes.Tests) -> Closure:
    test = tests_of(compiler.inside("?"), node)
    return lambda scope: test(scope, found(scope, "?", 0))


@maker(nodes.Same)
def _same(_: Compiler, node: nodes.Same) -> Closure:
    return lambda scope: scope.run.warn("“!=” needs a value on its left here", node.at)


@maker(nodes.InstanceOf)
def _instance(compiler: Compiler, node: nodes.InstanceOf) -> Closure:
    value, wanted = compiler.closure(node.value), types.resolve(node.type, compiler.types)

    def instance(scope: Scope) -> Any:
        tested = value(scope)
        if wanted is None:
            return scope.run.warn(f"There is no type called “{node.type.name}”", node.at)
        scope.run.weigh(tested)
        return types.conforms(tested, wanted, allowed=False)

    return instance
