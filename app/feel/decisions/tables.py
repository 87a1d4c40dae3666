"""Decision tables: which rules match, and what the hit policy makes of them. Source: DMN 1.5, chapter 8."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.feel.closures.tests import Test
from app.feel.compare import equal
from app.feel.compiler import Closure
from app.feel.errors import NoValue
from app.feel.functions import BUILTINS
from app.feel.nodes import Node, Tests
from app.feel.scope import Scope
from app.feel.types import Type

POLICIES = {
    "UNIQUE": "U",
    "ANY": "A",
    "PRIORITY": "P",
    "FIRST": "F",
    "RULE ORDER": "R",
    "OUTPUT ORDER": "O",
    "COLLECT": "C",
}
AGGREGATORS = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. number: from 1, as the modelling tool counts. tests: one per input; outputs: one per output column.

    cells, values: the same as they were written, for those who check the table. line: in the file.
    """

    number: int
    tests: tuple[Test, ...]
    outputs: tuple[Closure, ...]
    annotations: tuple[str, ...]
    cells: tuple[Tests, ...] = ()
    values: tuple[Node | None, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """An input or output. allowed: tests every value must pass, or None. ranks: output values from the first choice on.

    default: the output if no rule matches. text: what an input looks at, node: the same as it was read, type: of which type
    that is, and values: the tests of its allowed values, as they were written.
    """

    name: str
    value: Closure | None = None
    allowed: Test | None = None
    ranks: Closure | None = None
    default: Closure | None = None
    text: str = ""
    node: Node | None = None
    type: Type | None = None
    values: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """How one table was decided.

    decision, name: whose table it is. inputs: (column, value), as they were tested. rules: the numbers of those that
    count. notes: the annotations of each of these.
    """

    decision: str
    name: str = ""
    inputs: tuple[tuple[str, Any], ...] = ()
    rules: tuple[int, ...] = ()
    notes: tuple[tuple[str, ...], ...] = ()

    @property
    def annotations(self) -> tuple[str, ...]:
        """The annotations of all rules that count."""
        return tuple(text for notes in self.notes for text in notes)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A decision table, ready to be asked. line: in the file."""

    decision: str
    name: str
    policy: str
    aggregator: str | None
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: tuple[Rule, ...]
    line: int = 0

    def decide(self, scope: Scope) -> Any:
        """The table's value; what it matched goes onto the run's trace."""
        run, place = scope.run, scope.run.place
        try:
            values = self.tested(scope)
            if values is None:
                return None
            matched = self.matched(scope, values)
            run.place = f"In “{self.name}”, "
            chosen = _CHOOSE[self.policy](self, scope, matched) if matched else matched
            self.note(scope, values, chosen or matched)
            if chosen is None:
                return None
            return self.value(scope, chosen) if chosen else self.otherwise(scope)
        finally:
            run.place = place

    def tested(self, scope: Scope) -> list[Scope] | None:
        """The value of each input, as the `?` of a scope of its own; None if one is not among the allowed values."""
        run, scopes = scope.run, []
        for column in self.inputs:
            run.place = f"In “{self.name}”, input “{column.name}”, "
            value = column.value(scope) if column.value else None
            inner = Scope({"?": value}, scope, run)
            if column.allowed and value is not None and column.allowed(inner, value) is not True:
                run.warn("the value is not among the allowed values")
                return None
            scopes.append(inner)
        return scopes

    def matched(self, scope: Scope, values: Sequence[Scope]) -> list[Rule]:
        """The rules whose tests all hold; only the first one where the hit policy asks for no more."""
        run, found = scope.run, []
        run.spend(len(self.rules))
        tested = [(inner, inner.names["?"]) for inner in values]
        for rule in self.rules:
            run.place = f"In “{self.name}”, rule {rule.number}, "
            if all(test(inner, value) is True for test, (inner, value) in zip(rule.tests, tested, strict=True)):
                found.append(rule)
                if self.policy == "F":
                    break
        return found

    def note(self, scope: Scope, values: Sequence[Scope], rules: Sequence[Rule]) -> None:
        """Put what was tested and the rules that count on the trace."""
        tested = tuple((column.name, one.names["?"]) for column, one in zip(self.inputs, values, strict=True))
        numbers, notes = tuple(rule.number for rule in rules), tuple(rule.annotations for rule in rules)
        scope.run.trace.append(Hit(self.decision, self.name, tested, numbers, notes))

    def value(self, scope: Scope, rules: Sequence[Rule]) -> Any:
        """One output, or the list of all, or their aggregate."""
        if self.policy in {"U", "A", "P", "F"}:
            return self.output(scope, rules[0])
        outputs = [self.output(scope, rule) for rule in rules]
        if self.aggregator is None:
            return outputs
        try:
            return scope.run.call(BUILTINS[AGGREGATORS[self.aggregator]], outputs)
        except NoValue as why:
            return scope.run.warn(str(why))

    def output(self, scope: Scope, rule: Rule) -> Any:
        """A rule's output: its value, or a context of the output columns."""
        scope.run.place = f"In “{self.name}”, rule {rule.number}, "
        return self.joined([closure(scope) for closure in rule.outputs])

    def joined(self, values: Sequence[Any]) -> Any:
        """The values of the output columns as one."""
        if len(self.outputs) == 1:
            return values[0]
        return {column.name: value for column, value in zip(self.outputs, values, strict=True)}

    def otherwise(self, scope: Scope) -> Any:
        """The default output, or null and a warning."""
        if any(column.default for column in self.outputs):
            return self.joined([column.default(scope) if column.default else None for column in self.outputs])
        if self.aggregator == "COUNT":
            return BUILTINS["count"].apply(scope.run, [])
        return scope.run.warn("no rule matches. Add a rule or a default output")


Choose = Callable[[Table, Scope, list[Rule]], list[Rule] | None]


def _all(_table: Table, _scope: Scope, matched: list[Rule]) -> list[Rule]:
    return matched


def _only(_: Table, scope: Scope, matched: list[Rule]) -> list[Rule] | None:
    if len(matched) == 1:
        return matched
    scope.run.warn(f"rules {_numbers(matched)} both match, but only one may (hit policy UNIQUE). Make them exclusive")
    return None


def _any(table: Table, scope: Scope, matched: list[Rule]) -> list[Rule] | None:
    first = table.output(scope, matched[0])
    for rule in matched[1:]:
        if not _same(first, table.output(scope, rule)):
            scope.run.place = f"In “{table.name}”, "
            scope.run.warn(f"rules {_numbers(matched)} match with different outputs (hit policy ANY). Make them agree")
            return None
    return matched


def _same(left: Any, right: Any) -> bool:
    try:
        return equal(left, right)
    except NoValue:
        return False


def _ranked(table: Table, scope: Scope, matched: list[Rule]) -> list[Rule]:
    """The rules by the place of their outputs in the columns' output values, the first column counting most."""
    ranks = [column.ranks(scope) if column.ranks else [] for column in table.outputs]

    def rank(rule: Rule) -> list[int]:
        values = [closure(scope) for closure in rule.outputs]
        return [
            next((place for place, wanted in enumerate(order) if _same(value, wanted)), len(order))
            for value, order in zip(values, ranks, strict=True)
        ]

    return sorted(matched, key=rank)


def _numbers(rules: Sequence[Rule]) -> str:
    *first, last = [str(rule.number) for rule in rules]
    return f"{', '.join(first)} and {last}"


_CHOOSE: Mapping[str, Choose] = {
    "U": _only,
    "A": _any,
    "P": lambda table, scope, matched: _ranked(table, scope, matched)[:1],
    "F": _all,
    "R": _all,
    "O": _ranked,
    "C": _all,
}
