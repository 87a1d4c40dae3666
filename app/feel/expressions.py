"""Expressions and unary tests: compiled once and kept, evaluated many times."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from app.feel import additions, closures, grammar, mistakes, nodes  # noqa: F401 - closures makes its makers known to the compiler
from app.feel.compare import less
from app.feel.compiler import Closure, Compiler, Reading
from app.feel.errors import FeelError, NoValue, Overrun
from app.feel.functions import BUILTINS
from app.feel.functions.signature import builtin
from app.feel.lexer import Names
from app.feel.limits import DEFAULT, Limits
from app.feel.mistakes import Mistake
from app.feel.properties import NAMES
from app.feel.scope import Run, Scope
from app.feel.types import Type
from app.feel.values import PLAIN, Range, settle

Functions = Mapping[str, Callable[..., Any]]
NOTHING: Mapping[str, Any] = MappingProxyType({})
OWN_NAMES = Names(
    [
        *BUILTINS,
        *NAMES,
        *additions.NAMES,
        "date and time",
        "days and time duration",
        "years and months duration",
        "day time duration",
        "year month duration",
    ]
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A value, and why parts of it became null."""

    value: Any
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A FEEL expression, ready to be evaluated by any number of threads.

    names: variables it reads from outside. item_names: names inside filters, which may be entries of the items or come
    from outside. paths: the dotted ways it takes from them, such as `case.age`. calls: functions it calls that are
    not FEEL's own and must be given.
    """

    text: str
    names: frozenset[str]
    item_names: frozenset[str]
    paths: frozenset[str]
    calls: frozenset[str]
    node: nodes.Node
    closure: Closure
    limits: Limits

    def mistakes(self, kinds: Mapping[str, str]) -> tuple[Mistake, ...]:
        """Operands that never fit. kinds: {name or dotted path: the type of what it holds}, as far as it is certain."""
        return mistakes.found(self.node, kinds)

    def evaluate(self, names: Mapping[str, Any], functions: Functions = NOTHING) -> Any:
        """The value. What has no value is null; evaluate_with_warnings says why."""
        return self._value(Run(names, functions, self.limits))

    def evaluate_with_warnings(self, names: Mapping[str, Any], functions: Functions = NOTHING) -> Evaluation:
        """The value and the reasons for every null that was not asked for."""
        run = Run(names, functions, self.limits)
        value = self._value(run)
        return Evaluation(value, tuple(run.warnings))

    def _value(self, run: Run) -> Any:
        try:
            value = self.closure(Scope(run.names, None, run))
            if type(value) in PLAIN and type(value) is not dict:
                return value
            run.weigh(value)
            return settle(value)
        except Overrun as why:
            return run.warn(str(why))
        except RecursionError:
            return run.warn("The expression's values lie too deep inside one another. Split it up")


@dataclass(frozen=True, slots=True, eq=False)
class UnaryTests:
    """Tests on one value, as a decision table's cell has them. `names` as for an expression; `?` is not among them."""

    expression: Expression

    @property
    def names(self) -> frozenset[str]:
        """Variables the tests read from outside."""
        return self.expression.names

    def matches(self, value: Any, names: Mapping[str, Any] = NOTHING, functions: Functions = NOTHING) -> bool | None:
        """Whether the value passes; None where it cannot be told."""
        answer = self.expression.evaluate({**names, "?": value}, functions)
        return answer if isinstance(answer, bool) else None


def _expression(
    text: str, parse: Callable[..., Any], names: Iterable[str], types: Mapping[str, Type], limits: Limits
) -> Expression:
    if not isinstance(text, str):
        raise FeelError("An expression is a text")
    node = parse(text, Names(names, outer=OWN_NAMES), limits)
    reading = Reading()
    closure = Compiler(reading, types).closure(node)
    return Expression(
        text,
        frozenset(reading.names - {"?"}),
        frozenset(reading.item_names - {"item"}),
        frozenset(reading.paths),
        frozenset(reading.calls),
        node,
        closure,
        limits,
    )


@lru_cache(maxsize=4096)
def compile(text: str, *, names: frozenset[str] = frozenset(), limits: Limits = DEFAULT) -> Expression:  # noqa: A001 - read as feel.compile
    """The expression of a text. names: variables with blanks or signs in their names. Raises FeelError."""
    return _expression(text, grammar.expression, names, NOTHING, limits)


@lru_cache(maxsize=4096)
def unary_tests(text: str, *, names: frozenset[str] = frozenset(), limits: Limits = DEFAULT) -> UnaryTests:
    """The tests of a text such as `< 5, [10..20]`. names: as for compile. Raises FeelError."""
    return UnaryTests(_expression(text, grammar.tests, names, NOTHING, limits))


@builtin("range", "from: string")
def range_from_text(text: str) -> Range:
    """The range a text writes, with literal ends. Raises NoValue for anything else."""
    try:
        node = grammar.expression(text, OWN_NAMES, DEFAULT)
    except FeelError as why:
        raise NoValue(f"“{text[:40]}” is not a range: {why}") from None
    if not isinstance(node, nodes.RangeOf) or not all(_literal(end) for end in (node.start, node.end)):
        raise NoValue(f"“{text[:40]}” is not a range with literal ends such as [1..5]")
    run = Run(NOTHING, NOTHING, DEFAULT)
    span = Compiler(Reading(), NOTHING).closure(node)(Scope(NOTHING, None, run))
    if not isinstance(span, Range) or (span.start is not None and span.end is not None and less(span.end, span.start)):
        raise NoValue(f"“{text[:40]}” is not a range from a lower to a higher end")
    return span


_MAKERS = frozenset({"date", "time", "date and time", "duration", "years and months duration"})


def _literal(node: nodes.Node | None) -> bool:
    if isinstance(node, nodes.Call):
        made = isinstance(node.function, nodes.Name) and node.function.name in _MAKERS
        return made and all(isinstance(argument, nodes.Literal) for argument in node.arguments)
    return node is None or isinstance(node, nodes.Literal)


def within_model(
    text: str, names: Iterable[str], types: Mapping[str, Type], limits: Limits, *, tests: bool = False
) -> Expression:
    """An expression or tests of a decision model, which declares names and types. Not kept. Raises FeelError."""
    return _expression(text, grammar.tests if tests else grammar.expression, names, types, limits)
