"""Sums of numbers, texts, dates, times and durations. Every function raises NoValue where DMN says null."""

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from app.feel import temporal
from app.feel.errors import NoValue
from app.feel.limits import DEFAULT
from app.feel.values import EXACT, Months, kind

Sum = Callable[[Any, Any], Any]


def add(left: Any, right: Any) -> Any:
    """Left + right: numbers, texts, durations, and a duration after a date, time or moment."""
    if type(left) is type(right) is Decimal:
        return exactly(EXACT.add, left, right)
    if type(left) is type(right) is str:
        if len(left) + len(right) > DEFAULT.characters:
            raise NoValue(f"the text would be longer than {DEFAULT.characters:,} characters")
        return left + right
    if type(left) is type(right) is Months:
        return temporal.months(left.count + right.count)
    if type(left) is type(right) is timedelta:
        return _bounded(operator.add, left, right)
    if isinstance(left, (timedelta, Months)):
        left, right = right, left
    return moved(left, right, forward=True)


def subtract(left: Any, right: Any) -> Any:
    """Left - right: numbers, durations, a duration before a date, and the time between two dates or moments."""
    if type(left) is type(right) is Decimal:
        return exactly(EXACT.subtract, left, right)
    if type(left) is type(right) is Months:
        return temporal.months(left.count - right.count)
    if type(left) is type(right) is timedelta:
        return _bounded(operator.sub, left, right)
    if isinstance(left, date) and isinstance(right, date):
        return between(left, right)
    if isinstance(left, time) and isinstance(right, time) and (left.tzinfo is None) is (right.tzinfo is None):
        return temporal.lasting((temporal.seconds_of(left) - temporal.seconds_of(right)).scaleb(6))
    return moved(left, right, forward=False)


def between(left: date, right: date) -> timedelta:
    """The time from right to left. A date counts as its midnight in UTC where the other side has a zone."""
    one, other = temporal.moment(left), temporal.moment(right)
    if (one.tzinfo is None) is not (other.tzinfo is None):
        if isinstance(left, datetime) and isinstance(right, datetime):
            raise NoValue("a moment with a zone cannot be set against one without. Give both a zone")
        one, other = one.replace(tzinfo=None), other.replace(tzinfo=None)
    return temporal.instant(one) - temporal.instant(other)


def moved(value: Any, by: Any, *, forward: bool) -> Any:
    """A date, time or moment, a duration later or earlier."""
    if isinstance(value, date) and type(by) is Months:
        return temporal.later(value, by if forward else Months(-by.count))
    if type(by) is timedelta:
        length = by if forward else -by
        if isinstance(value, datetime):
            return _bounded(_moved_moment, value, length)
        if isinstance(value, date):
            return _bounded(_moved_moment, datetime.combine(value, time()), length).date()
        if isinstance(value, time):
            start = datetime.combine(date(2000, 1, 1), value.replace(tzinfo=None))
            return (start + length % temporal.DAY).time().replace(tzinfo=value.tzinfo)
    sign = "+" if forward else "-"
    raise NoValue(f"{_a(value)} {sign} {_a(by)} has no meaning")


def _moved_moment(value: datetime, length: timedelta) -> datetime:
    """Hours are hours, also when a named zone's clocks change meanwhile."""
    return (temporal.instant(value) + length).astimezone(value.tzinfo) if value.tzinfo else value + length


def multiply(left: Any, right: Any) -> Any:
    """Left * right: numbers, and a duration times a number."""
    if type(left) is type(right) is Decimal:
        return exactly(EXACT.multiply, left, right)
    if isinstance(left, Decimal):
        left, right = right, left
    if type(right) is Decimal:
        if type(left) is timedelta:
            return temporal.lasting(exactly(EXACT.multiply, Decimal(temporal.microseconds(left)), right))
        if type(left) is Months:
            return temporal.months(_towards_zero(exactly(EXACT.multiply, Decimal(left.count), right)))
    raise NoValue(f"{_a(left)} * {_a(right)} has no meaning")


def divide(left: Any, right: Any) -> Any:
    """Left / right: numbers, a duration by a number, and one duration by another of its kind."""
    if type(right) is Decimal:
        if type(left) is Decimal:
            return exactly(EXACT.divide, left, right)
        if type(left) is timedelta:
            return temporal.lasting(exactly(EXACT.divide, Decimal(temporal.microseconds(left)), right))
        if type(left) is Months:
            return temporal.months(_towards_zero(exactly(EXACT.divide, Decimal(left.count), right)))
    if type(left) is type(right) is timedelta:
        return exactly(EXACT.divide, Decimal(temporal.microseconds(left)), Decimal(temporal.microseconds(right)))
    if type(left) is type(right) is Months:
        return exactly(EXACT.divide, Decimal(left.count), Decimal(right.count))
    raise NoValue(f"{_a(left)} / {_a(right)} has no meaning")


def power(left: Any, right: Any) -> Decimal:
    """Left ** right, for numbers."""
    if type(left) is type(right) is Decimal:
        if left == 0 == right:
            return Decimal(1)
        if abs(right) > 999_999:
            raise NoValue("an exponent lies between -999,999 and 999,999")
        return exactly(EXACT.power, left, right)
    raise NoValue(f"{_a(left)} ** {_a(right)} has no meaning")


def negate(value: Any) -> Any:
    """-value, for numbers and durations."""
    if type(value) is Decimal:
        return EXACT.minus(value)
    if type(value) is timedelta:
        return _bounded(operator.neg, value)
    if type(value) is Months:
        return Months(-value.count)
    raise NoValue(f"{_a(value)} cannot be negated")


SUMS: Mapping[str, Sum] = {"+": add, "-": subtract, "*": multiply, "/": divide, "**": power}


def exactly(operation: Callable[..., Decimal], *values: Decimal) -> Decimal:
    """A decimal operation whose impossible results (dividing by zero, beyond 10^6144) are NoValue."""
    try:
        return operation(*values)
    except DivisionByZero:
        raise NoValue("a number cannot be divided by zero") from None
    except Overflow:
        raise NoValue("the number would be too large to count") from None
    except InvalidOperation:
        raise NoValue("there is no such number") from None


def _towards_zero(value: Decimal) -> int:
    if abs(value) > 10**18:
        raise NoValue("a duration is longer than can be counted")
    return int(value)


def _bounded(operation: Callable[..., Any], *values: Any) -> Any:
    try:
        return operation(*values)
    except OverflowError:
        raise NoValue("the date or duration would lie outside the calendar (years 1 to 9999)") from None


def _a(value: Any) -> str:
    return "null" if value is None else f"a {kind(value)}"
