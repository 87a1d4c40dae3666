"""Sums, comparisons and logic in three values."""

from decimal import Decimal
from typing import Any

from app.feel import nodes
from app.feel.arithmetic import SUMS, negate
from app.feel.compare import equal, less, within
from app.feel.compiler import Closure, Compiler, maker
from app.feel.errors import NoValue
from app.feel.scope import Scope
from app.feel.values import Range

_SCALAR = frozenset({str, Decimal, bool})


@maker(nodes.Arithmetic)
def _arithmetic(compiler: Compiler, node: nodes.Arithmetic) -> Closure:
    first = compiler.closure(node.first)
    rest = [(SUMS[operator], compiler.closure(operand), at) for operator, operand, at in node.rest]

    def sums(scope: Scope) -> Any:
        value = first(scope)
        for operation, operand, at in rest:
            try:
                value = operation(value, operand(scope))
            except NoValue as why:
                return scope.run.warn(str(why), at)
            if type(value) is str:
                scope.run.spend(len(value) >> 5)
        return value

    return sums


@maker(nodes.Negate)
def _negate(compiler: Compiler, node: nodes.Negate) -> Closure:
    of = compiler.closure(node.of)

    def negated(scope: Scope) -> Any:
        try:
            return negate(of(scope))
        except NoValue as why:
            return scope.run.warn(str(why), node.at)

    return negated


@maker(nodes.Compare)
def _compare(compiler: Compiler, node: nodes.Compare) -> Closure:
    if node.operator in {"=", "!="}:
        return _equality(compiler, node)
    left, right, at = compiler.closure(node.left), compiler.closure(node.right), node.at
    turned, strict = node.operator in {">", "<="}, node.operator in {"<", ">"}

    def ordered(scope: Scope) -> Any:
        one, other = left(scope), right(scope)
        if turned:
            one, other = other, one
        try:
            # a <= b is not b < a, and a >= b is not a < b
            return less(one, other) if strict else not less(one, other)
        except NoValue as why:
            return scope.run.warn(str(why), at)

    return ordered


def _equality(compiler: Compiler, node: nodes.Compare) -> Closure:
    left, right, at = compiler.closure(node.left), compiler.closure(node.right), node.at
    wanted = node.operator == "="

    def equality(scope: Scope) -> Any:
        one, other = left(scope), right(scope)
        if type(one) is type(other) and type(one) in _SCALAR:
            return (one == other) is wanted
        try:
            scope.run.weigh(one)
            return equal(one, other) is wanted
        except NoValue as why:
            return scope.run.warn(str(why), at)

    return equality


@maker(nodes.Both)
def _both(compiler: Compiler, node: nodes.Both) -> Closure:
    parts = compiler.closures(node.parts)

    def both(scope: Scope) -> Any:
        result: Any = True
        for part in parts:
            value = part(scope)
            if value is False:
                return False
            if value is not True:
                result = None
        return result

    return both


@maker(nodes.Either)
def _either(compiler: Compiler, node: nodes.Either) -> Closure:
    parts = compiler.closures(node.parts)

    def either(scope: Scope) -> Any:
        result: Any = False
        for part in parts:
            value = part(scope)
            if value is True:
                return True
            if value is not False:
                result = None
        return result

    return either


@maker(nodes.Between)
def _between(compiler: Compiler, node: nodes.Between) -> Closure:
    value, low, high = compiler.closures((node.value, node.low, node.high))

    def between(scope: Scope) -> Any:
        try:
            found, first, last = value(scope), low(scope), high(scope)
            if first is None or last is None:
                return scope.run.warn("an end of “between” is null", node.at)
            return within(found, Range(first, last))
        except NoValue as why:
            return scope.run.warn(str(why), node.at)

    return between
