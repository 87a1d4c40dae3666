"""The values that a process may hold, and how they are written into the state.

Scalars, lists of scalars and lists of flat contexts; never free text of a form, never an object of ours. JSON knows no
dates and no exact numbers, so those are written as a context with one key that no designer can use.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any
from uuid import UUID

from app import feel
from app.domain.errors import Invalid
from app.feel.functions import BUILTINS

LONGEST_TEXT = 500
LONGEST_LIST = 200
LARGEST = 2**53  # a whole number that JSON carries; larger ones are written as FEEL numbers
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}\Z")

# `case`, `policy` and `now` are the world's; a variable called like one of FEEL's words or functions would break every
# later expression; the rest mean something to an engine underneath.
WORLD = frozenset({"case", "policy", "now", "due"})
WORDS = frozenset(
    {"if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "not", "true", "false"}
    | {"null", "between", "instance", "of", "function", "external", "item", "partial"}
)
RESERVED = WORLD | WORDS | frozenset(BUILTINS) | {"typename", "len"}


def usable_name(name: str) -> bool:
    """May a form field, variable or item be called this?"""
    return bool(NAME.match(name)) and name not in RESERVED


def usable_key(name: str) -> bool:
    """May a column of rows be called this? It is only ever read after a dot, so FEEL's words do no harm."""
    return bool(NAME.match(name)) and name != "typename"


def checked(name: str, value: Any, *, depth: int = 0) -> Any:
    """A value that may become the variable `name`: normalised, or refused with Invalid."""
    match value:
        case int() if abs(value) > LARGEST:
            return Decimal(value)
        case None | bool() | int() | date() | time() | timedelta() | feel.Months():
            return value
        case Decimal() if value.is_finite():
            return value
        case float() if isfinite(value):
            return Decimal(str(value))
        case UUID():
            return str(value)
        case str() if len(value) <= LONGEST_TEXT:
            return value
        case list() | tuple() if depth == 0 and len(value) <= LONGEST_LIST:
            return [checked(name, one, depth=1) for one in value]
        case Mapping() if depth <= 1:
            return {_key(name, key): checked(name, one, depth=2) for key, one in value.items()}
        case _:
            raise Invalid(
                f"“{name}” has a value that a process cannot hold. Use a choice, a number, a date, or a list of these."
            )


def _key(name: str, key: Any) -> str:
    if not isinstance(key, str) or not usable_key(key):
        raise Invalid(f"“{name}” has a column that cannot be called “{key}”. Choose another key in the form.")
    return key


def encode(value: Any) -> Any:
    """A value as JSON."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return {"$n": str(value)}
        case datetime():
            return {"$t": value.isoformat()}
        case date():
            return {"$d": value.isoformat()}
        case time():
            return {"$c": value.isoformat()}
        case timedelta():
            return {"$s": [value.days, value.seconds, value.microseconds]}
        case feel.Months():
            return {"$m": value.count}
        case list() | tuple():
            return [encode(one) for one in value]
        case dict():
            return {key: encode(one) for key, one in value.items()}
        case _:
            raise TypeError(f"{type(value).__name__} cannot be written into a state")


def decode(value: Any) -> Any:
    """The value that was encoded."""
    if isinstance(value, list):
        return [decode(one) for one in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        [(mark, body)] = value.items()
        if mark in _READ:
            return _READ[mark](body)
    return {key: decode(one) for key, one in value.items()}


_READ: dict[str, Callable[[Any], Any]] = {
    "$n": Decimal,
    "$t": datetime.fromisoformat,
    "$d": date.fromisoformat,
    "$c": time.fromisoformat,
    "$s": lambda parts: timedelta(*parts),
    "$m": feel.Months,
}
