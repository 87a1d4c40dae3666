"""Types: what `instance of` asks, what a parameter or a decision's variable declares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.feel.nodes import Node, TypeName
from app.feel.values import Function, Range, adopt, kind

_SPELLINGS = {
    "day time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "days and time duration": "days and time duration",
    "year month duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "years and months duration": "years and months duration",
    "dateTime": "date and time",
    "Any": "Any",
    "Null": "null",
}
SIMPLE = frozenset(
    {"number", "string", "boolean", "date", "time", "date and time", "list", "context", "range", "function", "null"}
) | frozenset(_SPELLINGS.values())


@dataclass(frozen=True, slots=True)
class Type:
    """A type. items: of a list, a range, or a function's parameters. fields: of a context; may be empty for any.

    allows: a further condition on the value (allowed values of an item definition). result: of a function. within: the
    tests of the allowed values, as they were written.
    """

    name: str
    items: tuple["Type", ...] = ()
    fields: Mapping[str, "Type"] = field(default_factory=dict)
    result: "Type | None" = None
    allows: Callable[[Any], bool] | None = None
    within: tuple[Node, ...] = ()


ANY = Type("Any")


def resolve(written: TypeName, known: Mapping[str, Type]) -> Type | None:
    """The type a text names: one of FEEL's or one of `known`. None if there is no such type."""
    name = _SPELLINGS.get(written.name, written.name)
    if name not in SIMPLE or name in known:
        return known.get(written.name)
    items = [resolve(item, known) for item in written.items]
    fields = {key: resolve(item, known) for key, item in written.fields}
    result = resolve(written.result, known) if written.result else None
    if None in items or None in fields.values() or (written.result and not result):
        return None
    return Type(
        name,
        tuple(item for item in items if item),
        {key: item for key, item in fields.items() if item},
        result,
    )


def named(name: str, known: Mapping[str, Type]) -> Type | None:
    """The type of that name, as a `typeRef` writes it."""
    return resolve(TypeName(name.removeprefix("feel:")), known)


def conforms(value: Any, to: Type, *, allowed: bool = True) -> bool:
    """Whether the value is of the type. null is of no type but null itself.

    allowed: whether it must also be among the type's allowed values, which `instance of` does not ask.
    """
    value = adopt(value)
    if value is None:
        return to.name == "null"
    if to.name == "Any":
        return not allowed or to.allows is None or to.allows(value)
    if kind(value) != to.name:
        return False
    return _holds(value, to, allowed=allowed) and (not allowed or to.allows is None or to.allows(value))


def _holds(value: Any, to: Type, *, allowed: bool) -> bool:
    """Whether what lies in a list, context, range or function is of the type too."""
    if to.name == "list" and to.items:
        return all(admits(item, to.items[0], allowed=allowed) for item in value)
    if to.name == "context" and to.fields:
        return all(key in value and admits(value[key], item, allowed=allowed) for key, item in to.fields.items())
    if to.name == "range" and to.items:
        return _range_of(value, to.items[0])
    return to.name != "function" or to.result is None or _function_of(value, to)


def admits(value: Any, to: Type, *, allowed: bool = True) -> bool:
    """Whether the value may stand where the type is asked for; null may stand everywhere."""
    return value is None or conforms(value, to, allowed=allowed)


def _range_of(value: Range, item: Type) -> bool:
    ends = [end for end in (value.start, value.end) if end is not None]
    return bool(ends) and all(conforms(end, item) for end in ends)


def _function_of(value: Function, to: Type) -> bool:
    have = [declared or ANY for _, declared in value.parameters]
    takes = len(have) == len(to.items) and all(fits(item, own) for item, own in zip(to.items, have, strict=True))
    return takes and to.result is not None and fits(value.result or ANY, to.result)


def fits(narrow: Type, wide: Type) -> bool:
    """Whether every value of the one type is one of the other."""
    if wide.name == "Any" or narrow.name == "null":
        return True
    if narrow.name != wide.name:
        return False
    if len(narrow.items) != len(wide.items):
        return not wide.items
    return all(fits(a, b) for a, b in zip(narrow.items, wide.items, strict=True)) and all(
        key in narrow.fields and fits(narrow.fields[key], item) for key, item in wide.fields.items()
    )


def coerce(value: Any, to: Type | None) -> tuple[Any, bool]:
    """The value as the type wants it, and whether that was possible.

    A list of one becomes its item, and a value becomes a list of one, where the type asks for it (DMN 1.5, 10.3.2.9.4).
    """
    if to is None or value is None or conforms(value, to):
        return value, True
    if isinstance(value, list) and len(value) == 1 and to.name != "list" and conforms(value[0], to):
        return value[0], True
    if to.name == "list" and not isinstance(value, list) and conforms([value], to):
        return [value], True
    return None, False
