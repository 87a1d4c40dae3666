"""Literals, names, paths, lists, contexts and ranges."""

from typing import Any

from app.feel import nodes
from app.feel.closures.calls import hosted
from app.feel.compiler import Closure, Compiler, maker
from app.feel.functions import BUILTINS
from app.feel.properties import entry
from app.feel.scope import Run, Scope
from app.feel.values import PLAIN, Function, Range, kind


@maker(nodes.Literal)
def _literal(_: Compiler, node: nodes.Literal) -> Closure:
    value = node.value
    return lambda _: value


@maker(nodes.Name)
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
        return Function(name, lambda run, *values: hosted(run, host, values, {}))
    if name in BUILTINS:
        return BUILTINS[name]
    return run.warn(f"Nothing is called “{name}” here", at)


@maker(nodes.Path)
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


@maker(nodes.ListOf)
def _list(compiler: Compiler, node: nodes.ListOf) -> Closure:
    items = compiler.closures(node.items)
    return lambda scope: [item(scope) for item in items]


@maker(nodes.ContextOf)
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


@maker(nodes.RangeOf)
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
