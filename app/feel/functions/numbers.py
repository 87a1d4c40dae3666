"""Functions on numbers."""

import re
from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from app.feel.arithmetic import exactly
from app.feel.errors import NoValue
from app.feel.functions.signature import builtin
from app.feel.values import EXACT, Months, whole

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")
_SEPARATORS = frozenset({" ", ",", "."})


def rounded(value: Decimal, scale: Decimal, how: str) -> Decimal:
    """The number with so many digits after the point."""
    places = whole(scale, "the scale")
    if not -6111 <= places <= 6176:
        raise NoValue("a scale lies between -6,111 and 6,176")
    if places > 40 or value.as_tuple().exponent >= -places:  # type: ignore[operator]  # finite, so a number
        return value
    return exactly(lambda number: EXACT.plus(number.quantize(Decimal(1).scaleb(-places), how, _WIDE)), value)


_WIDE = EXACT.copy()
_WIDE.prec = 12_400  # so that rounding to many digits cannot fail; the result is cut to 34 digits


def _shift(how: str, name: str) -> None:
    builtin(name, "n: number, scale: number")(lambda n, scale: rounded(n, scale, how))


for _name, _how in {
    "decimal": ROUND_HALF_EVEN,
    "round up": ROUND_UP,
    "round down": ROUND_DOWN,
    "round half up": ROUND_HALF_UP,
    "round half down": ROUND_HALF_DOWN,
    "floor": ROUND_FLOOR,
    "ceiling": ROUND_CEILING,
}.items():
    _shift(_how, _name)


@builtin("floor", "n: number")
def floor(n: Decimal) -> Decimal:
    """The whole number at or below n."""
    return rounded(n, Decimal(0), ROUND_FLOOR)


@builtin("ceiling", "n: number")
def ceiling(n: Decimal) -> Decimal:
    """The whole number at or above n."""
    return rounded(n, Decimal(0), ROUND_CEILING)


@builtin("abs", "n: number|duration")
def absolute(n: Any) -> Any:
    """The number without its sign."""
    if isinstance(n, Decimal):
        return EXACT.abs(n)
    return Months(abs(n.count)) if isinstance(n, Months) else abs(n)


@builtin("modulo", "dividend: number, divisor: number")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """What is left over, with the sign of the divisor."""
    quotient = exactly(EXACT.divide, dividend, divisor)
    if quotient.adjusted() > 30:
        raise NoValue("the numbers lie too far apart to divide with a remainder")
    return exactly(EXACT.subtract, dividend, EXACT.multiply(divisor, quotient.to_integral_value(ROUND_FLOOR)))


@builtin("sqrt", "number: number")
def sqrt(number: Decimal) -> Decimal:
    """The square root; null for negative numbers."""
    return exactly(EXACT.sqrt, number)


@builtin("log", "number: number")
def log(number: Decimal) -> Decimal:
    """The natural logarithm; null for numbers that are not positive."""
    if number <= 0:
        raise NoValue("only positive numbers have a logarithm")
    return exactly(EXACT.ln, number)


@builtin("exp", "number: number")
def exp(number: Decimal) -> Decimal:
    """The base e to the power of the number."""
    return exactly(EXACT.exp, number)


@builtin("odd", "number: number")
def odd(number: Decimal) -> bool:
    """Whether the number is odd; null if it has a fraction."""
    return _whole(number) % 2 == 1


@builtin("even", "number: number")
def even(number: Decimal) -> bool:
    """Whether the number is even; null if it has a fraction."""
    return _whole(number) % 2 == 0


def _whole(number: Decimal) -> int:
    return whole(number, "the number")


@builtin("number", "from: string")
@builtin("number", "from: string, grouping separator: string?, decimal separator?: string?")
def number(text: str, grouping: str | None = None, point: str | None = None) -> Decimal:
    """The number a text writes, for example with "," between thousands and "." before decimals."""
    if grouping not in _SEPARATORS | {None} or point not in {".", ",", None} or (point and point == grouping):
        raise NoValue("separators of a number are “.” and “,”, and a blank between thousands, each for one purpose")
    clean = text.replace(grouping, "") if grouping else text
    clean = clean.replace(point, ".") if point else clean
    if len(clean) > 400 or not _NUMBER.fullmatch(clean) or (point == "," and "." in text and grouping != "."):
        raise NoValue(f"“{text[:40]}” is not a number")
    return exactly(EXACT.create_decimal, clean)  # type: ignore[arg-type]  # takes a text too


@builtin("number", "from: number")
def same_number(value: Decimal) -> Decimal:
    """A number stays itself."""
    return value


def total(values: list[Any]) -> Any:
    """The sum of numbers, or of durations of one kind."""
    if values and all(isinstance(value, timedelta) for value in values):
        return sum(values, timedelta())
    if values and all(isinstance(value, Months) for value in values):
        return Months(sum(value.count for value in values))
    result = Decimal(0)
    for value in numbers(values):
        result = exactly(EXACT.add, result, value)
    return result


def numbers(values: list[Any]) -> list[Decimal]:
    """The values, if all are numbers. Raises NoValue otherwise."""
    if all(type(value) is Decimal for value in values):
        return values
    raise NoValue("every item must be a number")
