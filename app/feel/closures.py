"""Nodes become closures: Python functions of a scope. This is done once per text; evaluating is calling the outermost.

While doing so it notes which names, paths and functions the text reads from outside.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.domain.errors import Refused
from app.feel import nodes, types
from app.feel.arithmetic import SUMS, negate
from app.feel.compare import among, equal, less, within
from app.feel.errors import NoValue
from app.feel.functions import BUILTINS, SHALLOW
from app.feel.loops import cartesian, indexed
from app.feel.properties import entry, names_of
from app.feel.scope import Run, Scope
from app.feel.values import PLAIN, Function, Range, adopt, adopted, kind

Closure = Callable[[Scope], Any]
_SCALAR = frozenset({str, Decimal, bool})


@dataclass(slots=True)
class Reading:
    """What a text reads from outside.

    names: variables that must come from outside. item_names: names inside a filter, which may be an entry of the item
    or come from outside. calls: functions that are not FEEL's own.
    """

    names: set[str] = field(default_factory=set)
    item_names: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)


class Compiler:
    """Makes closures of nodes. `bound` are the names bound around the node; `items`: it stands in a filter."""

    __slots__ = ("bound", "items", "reading", "types")

    def __init__(
        self,
        reading: Reading,
        known: Mapping[str, types.Type],
        bound: frozenset[str] = frozenset(),
        *,
        items: bool = False,
    ) -> None:
        self.reading, self.types, self.bound, self.items = reading, known, bound, items

    def inside(self, *names: str, items: bool = False) -> "Compiler":
        """The compiler for a part where these names are bound too."""
        return Compiler(self.reading, self.types, self.bound | set(names), items=self.items or items)

    def closure(self, node: nodes.Node) -> Closure:
        """The node's closure."""
        return _MAKERS[type(node)](self, node)

    def closures(self, parts: tuple[nodes.Node, ...]) -> tuple[Closure, ...]:
        """The closure of each part."""
        return tuple(self.closure(part) for part in parts)


# What an operation costs next to reading a name, roughly; so that a loop's budget is one of time.
_COSTS = {nodes.Call: 6, nodes.Literal: 0}
_POWER = 100
_COSTLY = frozenset({"exp", "log", "sqrt", "stddev"})


def size(node: Any) -> int:
    """How many steps one round of the node takes; what the values it meets cost is added when it runs."""
    if isinstance(node, tuple):
        return sum(_POWER if part == "**" else size(part) for part in node)
    if not isinstance(node, nodes.Node):
        return 0
    if isinstance(node, nodes.Name) and node.name in _COSTLY:
        return _POWER
    return _COSTS.get(type(node), 1) + sum(size(getattr(node, name)) for name in node.__slots__)


# Values and names


def _literal(_: Compiler, node: nodes.Literal) -> Closure:
    value = node.value
    return lambda _: value


def _name(compiler: Compiler, node: nodes.Name) -> Closure:
    name, at = node.name, node.at
    if name in compiler.bound or compiler.items:
        if name not in compiler.bound and name not in BUILTINS:
            compiler.reading.item_names.add(name)
        return lambda scope: found(scope, name, at)
    builtin = BUILTINS.get(name)
    if builtin is None or name == "now":
        compiler.reading.names.add(name)

    def free(scope: Scope) -> Any:
        run = scope.run
        try:
            value = run.names[name]
        except KeyError:
            return unbound(run, name, at)
        return value if type(value) in PLAIN else run.take(value, at)

    return free


def found(scope: Scope, name: str, at: int) -> Any:
    """The value of a name, from the innermost scope that has it."""
    here: Scope | None = scope
    while here is not None:
        if name in here.names:
            return scope.run.take(here.names[name], at)
        here = here.outer
    return unbound(scope.run, name, at)


def unbound(run: Run, name: str, at: int) -> Any:
    """A name that no scope has: a host's function, one of FEEL's own, or null with a warning."""
    if name in run.functions:
        host = run.functions[name]
        return Function(name, lambda _, *values: hosted(host, values, {}))
    if name in BUILTINS:
        return BUILTINS[name]
    return run.warn(f"Nothing is called “{name}” here", at)


def _path(compiler: Compiler, node: nodes.Path) -> Closure:
    dotted = _dotted(node)
    if dotted and dotted.partition(".")[0] not in compiler.bound:
        compiler.reading.paths.add(dotted)
        if isinstance(node.of, nodes.Path):
            compiler.reading.paths.discard(_dotted(node.of) or "")
    of, name, at = _root(compiler, node.of), node.name, node.at

    def path(scope: Scope) -> Any:
        value = of(scope)
        if type(value) is dict and name in value:
            inner = value[name]
            return inner if type(inner) in PLAIN else scope.run.take(inner, at)
        return entry(scope.run, value, name, at)

    return path


def _root(compiler: Compiler, node: nodes.Node) -> Closure:
    closure = compiler.closure(node)
    dotted = _dotted(node)
    if dotted and "." in dotted:
        compiler.reading.paths.discard(dotted)
    return closure


def _dotted(node: nodes.Node) -> str | None:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Path):
        inner = _dotted(node.of)
        return inner and f"{inner}.{node.name}"
    return None


def _list(compiler: Compiler, node: nodes.ListOf) -> Closure:
    items = compiler.closures(node.items)
    return lambda scope: [item(scope) for item in items]


def _context(compiler: Compiler, node: nodes.ContextOf) -> Closure:
    entries = []
    for name, value in node.entries:
        entries.append((name, compiler.closure(value)))
        compiler = compiler.inside(name)

    def context(scope: Scope) -> Any:
        made: dict[str, Any] = {}
        inner = Scope(made, scope, scope.run)
        for name, value in entries:
            made[name] = value(inner)
        return made

    return context


def _range(compiler: Compiler, node: nodes.RangeOf) -> Closure:
    start = compiler.closure(node.start) if node.start else None
    end = compiler.closure(node.end) if node.end else None

    def span(scope: Scope) -> Any:
        first, last = start and start(scope), end and end(scope)
        if (start and first is None and end) or (end and last is None and start):
            return scope.run.warn("An end of the range is null", node.at)
        if (start or end) and first is None and last is None:
            return scope.run.warn("The end of the range is null", node.at)
        if start and end and kind(first) != kind(last):
            return scope.run.warn(f"A range cannot go from a {kind(first)} to a {kind(last)}", node.at)
        return Range(first, last, node.start_included, node.end_included)

    return span


# Sums and comparisons


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


def _negate(compiler: Compiler, node: nodes.Negate) -> Closure:
    of = compiler.closure(node.of)

    def negated(scope: Scope) -> Any:
        try:
            return negate(of(scope))
        except NoValue as why:
            return scope.run.warn(str(why), node.at)

    return negated


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


# Tests: closures of (scope, value tested)

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
    asks = _mentions(node, "?")

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


def _mentions(node: Any, name: str) -> bool:
    if isinstance(node, tuple):
        return any(_mentions(part, name) for part in node)
    if isinstance(node, nodes.Name):
        return node.name == name
    return isinstance(node, nodes.Node) and any(_mentions(getattr(node, slot), name) for slot in node.__slots__)


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


def _in(compiler: Compiler, node: nodes.In) -> Closure:
    value, test = compiler.closure(node.value), tests_of(compiler, node.tests)
    return lambda scope: test(scope, value(scope))


def _unary(compiler: Compiler, node: nodes.Tests) -> Closure:
    test = tests_of(compiler.inside("?"), node)
    return lambda scope: test(scope, found(scope, "?", 0))


def _same(_: Compiler, node: nodes.Same) -> Closure:
    return lambda scope: scope.run.warn("“!=” needs a value on its left here", node.at)


def _instance(compiler: Compiler, node: nodes.InstanceOf) -> Closure:
    value, wanted = compiler.closure(node.value), types.resolve(node.type, compiler.types)

    def instance(scope: Scope) -> Any:
        tested = value(scope)
        if wanted is None:
            return scope.run.warn(f"There is no type called “{node.type.name}”", node.at)
        scope.run.weigh(tested)
        return types.conforms(tested, wanted, allowed=False)

    return instance


# Clauses


def _if(compiler: Compiler, node: nodes.If) -> Closure:
    test, yes, no = compiler.closures((node.test, node.yes, node.no))
    return lambda scope: yes(scope) if test(scope) is True else no(scope)


def _filter(compiler: Compiler, node: nodes.Filter) -> Closure:
    of, at = compiler.closure(node.of), node.at
    if isinstance(node.test, nodes.Literal) and isinstance(node.test.value, Decimal):
        index = node.test.value
        return lambda scope: indexed(scope.run, of(scope), index, at)
    return filtered(of, compiler.inside("item", items=True).closure(node.test), 1 + size(node.test), at)


def filtered(of: Closure, test: Closure, cost: int, at: int) -> Closure:
    """The items of a list for which the test is true; the item at a position if the test is a number."""

    def chosen(scope: Scope) -> Any:
        value = of(scope)
        items = value if isinstance(value, list) else [] if value is None else [value]
        run, kept = scope.run, []
        for item in items:
            run.spend(cost)
            inner = Scope({"item": item}, scope, run)
            answer = test(Scope(names_of(item), inner, run))
            if answer is True:
                kept.append(adopt(item))
            elif isinstance(answer, Decimal):
                return indexed(run, items, answer, at)
        return kept

    return chosen


def _rounds(compiler: Compiler, rounds: tuple[nodes.Round, ...]) -> tuple[Compiler, list[Any]]:
    """The sources of a loop, each seeing the variables before it, and the compiler for the loop's body."""
    sources = []
    for one in rounds:
        until = compiler.closure(one.until) if one.until else None
        sources.append((one.name, compiler.closure(one.source), until, one.at))
        compiler = compiler.inside(one.name)
    return compiler, sources


def _for(compiler: Compiler, node: nodes.For) -> Closure:
    inner, sources = _rounds(compiler, node.rounds)
    body = inner.inside("partial").closure(node.body)
    return looped(sources, body, 2 + size(node.body), partial=_mentions(node.body, "partial"))


def looped(sources: list[Any], body: Closure, cost: int, *, partial: bool) -> Closure:
    """The list of the body's values. partial: the body sees those before it."""

    def loop(scope: Scope) -> Any:
        run, results = scope.run, list[Any]()
        rounds = cartesian(scope, sources)
        if rounds is None:
            return None
        for names in rounds:
            run.spend(cost)
            if partial:
                run.spend(len(results) >> 2)
                names["partial"] = list(results)
            results.append(body(Scope(names, scope, run)))
        run.expect_room(len(results))
        return results

    return loop


def _quantified(compiler: Compiler, node: nodes.Quantified) -> Closure:
    inner, sources = _rounds(compiler, node.rounds)
    return quantified(sources, inner.closure(node.test), 2 + size(node.test), every=node.every)


def quantified(sources: list[Any], test: Closure, cost: int, *, every: bool) -> Closure:
    """Whether the test is true of one combination, or of every."""

    def asked(scope: Scope) -> Any:
        result: Any = every
        rounds = cartesian(scope, sources)
        if rounds is None:
            return None
        for names in rounds:
            scope.run.spend(cost)
            answer = test(Scope(names, scope, scope.run))
            if answer is (not every):
                return answer
            if answer is not every:
                result = None
        return result

    return asked


# Functions


def _function(compiler: Compiler, node: nodes.FunctionOf) -> Closure:
    names = tuple(name for name, _ in node.parameters)
    parameters = tuple((name, written and types.resolve(written, compiler.types)) for name, written in node.parameters)
    if node.body is None:
        return lambda scope: scope.run.warn("Functions in other languages are not run here", node.at)
    body, cost = compiler.inside(*names).closure(node.body), 1 + size(node.body)

    def function(scope: Scope) -> Any:
        def apply(run: Run, *values: Any) -> Any:
            run.spend(cost)
            return body(Scope(dict(zip(names, checked(parameters, values), strict=True)), scope, run))

        return Function("function", apply, parameters)

    return function


def checked(parameters: tuple[tuple[str, Any], ...], values: tuple[Any, ...]) -> list[Any]:
    """The arguments as the parameters' types want them. Raises NoValue for a wrong number or type."""
    if len(parameters) != len(values):
        raise NoValue(f"The function takes {len(parameters)} arguments, not {len(values)}")
    fitted = []
    for (name, wanted), value in zip(parameters, values, strict=True):
        coerced, fits = types.coerce(value, wanted)
        if not fits:
            raise NoValue(f"The argument “{name}” must be a {wanted.name}, not a {kind(value)}")
        fitted.append(coerced)
    return fitted


def _call(compiler: Compiler, node: nodes.Call) -> Closure:
    arguments, at, named = compiler.closures(node.arguments), node.at, node.named
    target = _target(compiler, node.function)
    name = node.function.name if isinstance(node.function, nodes.Name) else ""
    deep = name not in SHALLOW

    def call(scope: Scope) -> Any:
        run = scope.run
        values = tuple([argument(scope) for argument in arguments])
        if deep:
            for value in values:
                run.weigh(value)
        try:
            if name in run.functions and name not in compiler.bound:
                spent = dict(zip(named, values, strict=True)) if named else {}
                return hosted(run.functions[name], () if named else values, spent)
            return invoked(run, target(scope), values, named, at)
        except NoValue as why:
            return run.warn(str(why), at)

    return call


def _target(compiler: Compiler, function: nodes.Node) -> Closure:
    """The function to call. A variable of a built-in's name does not hide it unless it is a function itself."""
    if not isinstance(function, nodes.Name):
        return compiler.closure(function)
    name, at = function.name, function.at
    builtin = BUILTINS.get(name)
    if name not in compiler.bound and builtin is None:
        compiler.reading.calls.add(name)
    if name in {"now", "today"}:
        compiler.reading.names.add("now")  # what they tell

    def target(scope: Scope) -> Any:
        here: Scope | None = scope
        while here is not None:
            if isinstance(here.names.get(name), Function):
                return here.names[name]
            here = here.outer
        return builtin or scope.run.warn(f"There is no function called “{name}”", at)

    return target


def invoked(run: Run, function: Any, values: tuple[Any, ...], named: tuple[str, ...], at: int) -> Any:
    """A function's value for these arguments; null with a warning if it is none. Raises NoValue where DMN says null."""
    if type(function) is not Function:
        return None if function is None else run.warn(f"A {kind(function)} cannot be called", at)
    if named:
        values = tuple(_by_name(function, dict(zip(named, values, strict=True))))
    return run.call(function, *values)


def _by_name(function: Function, named: dict[str, Any]) -> list[Any]:
    if function.bind:
        return function.bind(named)
    names = [name for name, _ in function.parameters]
    if set(names) != set(named):
        raise NoValue(f"The function takes ({', '.join(names)}), not ({', '.join(named)})")
    return [named[name] for name in names]


def hosted(host: Callable[..., Any], values: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
    """The value of a function the caller gave. What it refuses becomes null and a warning; its faults are loud."""
    try:
        return adopted(host(*values, **{name.replace(" ", "_"): value for name, value in named.items()}))
    except (Refused, ValueError, LookupError, ArithmeticError) as why:
        raise NoValue(str(why)) from why


_MAKERS: dict[type, Callable[[Compiler, Any], Closure]] = {
    nodes.Literal: _literal,
    nodes.Name: _name,
    nodes.Path: _path,
    nodes.Filter: _filter,
    nodes.Call: _call,
    nodes.ListOf: _list,
    nodes.ContextOf: _context,
    nodes.RangeOf: _range,
    nodes.Arithmetic: _arithmetic,
    nodes.Negate: _negate,
    nodes.Compare: _compare,
    nodes.Both: _both,
    nodes.Either: _either,
    nodes.Between: _between,
    nodes.Same: _same,
    nodes.Tests: _unary,
    nodes.In: _in,
    nodes.InstanceOf: _instance,
    nodes.If: _if,
    nodes.For: _for,
    nodes.Quantified: _quantified,
    nodes.FunctionOf: _function,
}
