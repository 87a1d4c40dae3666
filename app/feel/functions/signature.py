"""How a built-in function is declared: its FEEL name, its parameters with their types, and a Python function.

    @builtin("substring", "string: string, start position: number, length?: number")

`name?` may be left out, `type?` may be null, `a|b` is either, `*items: any` takes all that follow. Several
declarations of one name are tried in their order. Arguments of a wrong type give null and a warning.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from app.feel.errors import NoValue
from app.feel.values import Function, kind

Implementation = Callable[..., Any]
Declared = TypeVar("Declared", bound=Implementation)


@dataclass(frozen=True, slots=True)
class Parameter:
    """kinds: the types it takes; None for any."""

    name: str
    kinds: frozenset[str] | None
    optional: bool
    variadic: bool

    def takes(self, value: Any) -> bool:
        """Whether the value is of one of the types."""
        return self.kinds is None or kind(value) in self.kinds

    def coerced(self, value: Any) -> Any:
        """A list of one as its item, a value as a list of one. Raises NoValue if it fits neither way."""
        if self.takes(value):
            return value
        if isinstance(value, list) and len(value) == 1 and self.takes(value[0]):
            return value[0]
        if self.kinds and "list" in self.kinds and value is not None:
            return [value]
        raise NoValue(self.name)


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function. needs_run: the implementation wants the Run first, to call functions or to spend."""

    parameters: tuple[Parameter, ...]
    implementation: Implementation
    needs_run: bool

    def fit(self, values: tuple[Any, ...], *, coerce: bool) -> list[Any] | None:
        """The values in the implementation's order, or None if they do not fit."""
        parameters = self.parameters
        if parameters and parameters[-1].variadic:
            parameters = parameters[:-1] + (parameters[-1],) * max(1, len(values) - len(parameters) + 1)
        if len(values) > len(parameters):
            return None
        fitted = []
        for parameter, value in zip(parameters, values, strict=False):
            if parameter.takes(value) or (value is None and parameter.optional):
                fitted.append(value)
            elif coerce:
                try:
                    fitted.append(parameter.coerced(value))
                except NoValue:
                    return None
            else:
                return None
        return fitted if all(parameter.optional for parameter in parameters[len(values) :]) else None

    def ordered(self, named: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Named arguments by position, or None if a name is unknown here or a needed one is missing."""
        names = [parameter.name for parameter in self.parameters]
        if not set(named) <= set(names):
            return None
        if any(parameter.name not in named and not parameter.optional for parameter in self.parameters):
            return None
        values = [named.get(name) for name in names]
        while values and names[len(values) - 1] not in named:
            values.pop()
        return tuple(values)


def read(declared: str, implementation: Implementation, *, needs_run: bool) -> Signature:
    """The signature a declaration means."""
    return Signature(tuple(_parameter(part) for part in declared.split(", ") if part), implementation, needs_run)


_ALIASES = {"duration": ("days and time duration", "years and months duration")}


def _parameter(text: str) -> Parameter:
    name, _, types = text.partition(": ")
    kinds = frozenset(part for one in types.rstrip("?").split("|") for part in _ALIASES.get(one, (one,)))
    if types.endswith("?"):
        kinds |= {"null"}
    clean = name.removeprefix("*").removesuffix("?")
    return Parameter(clean, None if types == "any" else kinds, name.endswith("?"), name.startswith("*"))


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Chooses among the signatures of one function by the arguments."""

    name: str
    signatures: list[Signature]

    def __call__(self, run: Any, *values: Any) -> Any:
        """The function's value. Raises NoValue where DMN says null."""
        for coerce in (False, True):
            for signature in self.signatures:
                fitted = signature.fit(values, coerce=coerce)
                if fitted is not None:
                    return (
                        signature.implementation(run, *fitted)
                        if signature.needs_run
                        else signature.implementation(*fitted)
                    )
        given = ", ".join(kind(value) for value in values) or "nothing"
        raise NoValue(f"{self.name}({self.usage()}) cannot work with {given}")

    def bind(self, named: Mapping[str, Any]) -> list[Any]:
        """Named arguments by position. Raises NoValue if no signature has these names."""
        for signature in self.signatures:
            ordered = signature.ordered(named)
            if ordered is not None and signature.fit(ordered, coerce=True) is not None:
                return list(ordered)
        raise NoValue(f"{self.name} takes ({self.usage()}), not ({', '.join(named)})")

    def usage(self) -> str:
        """The parameters' names, for a warning."""
        return ") or (".join(", ".join(parameter.name for parameter in one.parameters) for one in self.signatures)


BUILTINS: dict[str, Function] = {}
_DISPATCH: dict[str, Dispatch] = {}
# Functions that look at the top of a value only, so that its size does not count as work.
SHALLOW: set[str] = set()


def builtin(
    name: str, declared: str, *, needs_run: bool = False, shallow: bool = False
) -> Callable[[Declared], Declared]:
    """Declare a Python function as the FEEL function of that name, or as one more way to call it."""

    def declare(implementation: Declared) -> Declared:
        signature = read(declared, implementation, needs_run=needs_run)
        if name not in _DISPATCH:
            dispatch = _DISPATCH[name] = Dispatch(name, [])
            parameters = tuple((parameter.name, None) for parameter in signature.parameters)
            BUILTINS[name] = Function(name, dispatch, parameters, bind=dispatch.bind)
        _DISPATCH[name].signatures.append(signature)
        if shallow:
            SHALLOW.add(name)
        return implementation

    return declare
