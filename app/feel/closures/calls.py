"""Functions: FEEL's own, those a text defines, and those the caller gives."""

from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any

from app.domain.errors import Refused
from app.feel import nodes, types
from app.feel.compiler import Closure, Compiler, maker, size
from app.feel.errors import NoValue
from app.feel.functions import BUILTINS, SHALLOW
from app.feel.scope import Run, Scope
from app.feel.values import Function, adopted, kind

_HOSTED = 60  # steps that a host's function is taken to cost


@maker(nodes.FunctionOf)
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

        return Function(node.text, apply, parameters)

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


@maker(nodes.Call)
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
                return hosted(run, run.functions[name], () if named else values, spent)
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


def hosted(run: Run, host: Callable[..., Any], values: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
    """The value of a function the caller gave. What it refuses becomes null and a warning; its faults are loud."""
    run.spend(_HOSTED)
    spelt = {name.replace(" ", "_"): value for name, value in named.items()}
    try:
        return adopted(host(*values, **spelt))
    except TypeError:
        takes = signature(host)
        try:
            takes.bind(*values, **spelt)
        except TypeError:
            names = ", ".join(name.replace("_", " ") for name in takes.parameters)
            raise NoValue(f"the function takes ({names})") from None
        raise
    except (Refused, ValueError, LookupError, ArithmeticError) as why:
        raise NoValue(str(why)) from why
