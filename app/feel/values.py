"""FEEL's values as Python values, and how values from outside become them.

number = Decimal, string = str, boolean = bool, null = None, date = date, time = time, date and time = datetime
(aware; without a zone where the text gave none), days and time duration = timedelta, years and months duration =
Months, list = list, context = Mapping, range = Range, function = Function.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from enum import Enum
from typing import Any
from uuid import UUID

from app.feel.errors import NoValue

# Decimal128 of IEEE 754, as DMN asks: 34 digits, exponents up to 6144.
EXACT = Context(
    prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[InvalidOperation, DivisionByZero, Overflow]
)


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A duration of years and months, as its signed number of months."""

    count: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.count), 12)
        sign = "-" if self.count < 0 else ""
        return f"{sign}P{f'{years}Y' if years else ''}{f'{months}M' if months or not years else ''}"


@dataclass(frozen=True, slots=True)
class Range:
    """What lies between two ends. An end that is None is open to infinity, as in `< 5`."""

    start: Any
    end: Any
    start_included: bool = True
    end_included: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function value. `name` is its name, or its text where it has none. `apply` takes the parameters' values in their order and the scope of the call.

    parameters: (name, type) of each; type is None where any value will do. bind: turns named arguments into
    positional ones, where the parameters alone do not tell (functions with several signatures).
    """

    name: str
    apply: Callable[..., Any]
    parameters: tuple[tuple[str, Any], ...] = ()
    result: Any = None
    bind: Callable[[Mapping[str, Any]], list[Any]] | None = None


KINDS: Mapping[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: "days and time duration",
    Months: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}
# Values of these types are FEEL's own already and hold nothing that would have to be looked at.
PLAIN = frozenset(KINDS) - {list}


def kind(value: Any) -> str:
    """What FEEL calls the value's type, for example `date and time`."""
    found = KINDS.get(type(value))
    if found is None:
        return "context" if isinstance(value, Mapping) else "unknown"
    return found


def adopt(value: Any) -> Any:
    """A value from outside as FEEL's own: int and float as number, tuple and set as list, id and enum as string.

    Contexts and lists stay as they are: a context's entries are adopted when they are read, a list's items by `adopted`.
    """
    if type(value) in PLAIN or isinstance(value, (list, Mapping)):
        return value
    if isinstance(value, Enum):
        return adopt(value.value)
    return _from_outside(value)


def adopted(value: Any) -> Any:
    """A value from outside as FEEL's own, and the items of lists in lists too. Keeps a list that needs no change."""
    value = adopt(value)
    if not isinstance(value, list) or all(type(item) in PLAIN for item in value):
        return value
    return [adopted(item) for item in value]


def _from_outside(value: Any) -> Any:
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, (tuple, set, frozenset)):
        return [adopted(item) for item in value]
    if isinstance(value, (str, UUID)):
        return str(value)
    for own in (datetime, date, time, timedelta, Decimal):  # somebody's subclass of them
        if isinstance(value, own):
            return value
    raise NoValue(f"A value of the type {type(value).__name__} cannot be read here.")


def number(value: float | Decimal) -> Decimal:
    """A number of 34 digits. Floats are taken as they print, so 0.1 is exactly 0.1. Raises NoValue for infinities."""
    exact = EXACT.create_decimal(repr(value) if isinstance(value, float) else value)
    if not exact.is_finite():
        raise NoValue("A number must be finite.")
    return exact


def settle(value: Any) -> Any:
    """A result without anything from outside left in it, down to the last entry."""
    if type(value) in PLAIN and type(value) is not dict:
        return value
    if isinstance(value, Mapping):
        return {str(key): settle(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [settle(item) for item in value]
    return settle(adopt(value))


def whole(value: Decimal, what: str) -> int:
    """The number as an int. Raises NoValue if it has a fraction or could not count anything real."""
    if abs(value) > 10**18 or value != value.to_integral_value():
        raise NoValue(f"{what} must be a whole number, but is {plain(value)}.")
    return int(value)


def plain(value: Decimal) -> str:
    """The number as FEEL writes it: all digits, no exponent unless it would be longer than 40 characters."""
    if value == 0:
        return "0"
    shown = f"{value:f}" if -40 < value.adjusted() < 40 else str(value)
    return shown
