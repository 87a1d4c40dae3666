"""Equality, order and membership, in three values: True, False and None where the values cannot be compared."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from app.feel import temporal
from app.feel.errors import NoValue
from app.feel.values import Range, adopt, kind

ORDERED = frozenset(
    {"number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"}
)


def equal(left: Any, right: Any) -> bool:
    """Whether two values are the same. null equals only null. Raises NoValue for values of two kinds."""
    if type(left) is type(right) and type(left) not in {list, dict, datetime, time, Range}:
        return bool(left == right)
    if left is None or right is None:
        return left is right
    one, other = kind(left), kind(right)
    if one != other:
        raise NoValue(f"a {one} cannot be compared with a {other}")
    if one == "list":
        return len(left) == len(right) and all(_same(a, b) for a, b in zip(left, right, strict=True))
    if one == "context":
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    if one == "range":
        return _same_range(left, right)
    return _same_moment(left, right)


def _same(left: Any, right: Any) -> bool:
    """Equality inside a list or context, where values of two kinds are simply different."""
    left, right = adopt(left), adopt(right)
    try:
        return equal(left, right)
    except NoValue:
        return False


def _same_range(left: Range, right: Range) -> bool:
    return (
        left.start_included == right.start_included
        and left.end_included == right.end_included
        and _same(left.start, right.start)
        and _same(left.end, right.end)
    )


def _same_moment(left: Any, right: Any) -> bool:
    if (left.tzinfo is None) is not (right.tzinfo is None):
        return False  # a local time is no known moment
    return bool(measure(left) == measure(right))


def measure(value: Any) -> Any:
    """What a value is ordered by: itself, but times and moments by their distance to UTC in whole seconds, as DMN counts."""
    if isinstance(value, datetime):
        return temporal.instant(value).replace(microsecond=0)
    return int(temporal.seconds_of(value)) if isinstance(value, time) else value


def less(left: Any, right: Any) -> bool:
    """Whether left comes before right. Raises NoValue for null, for two kinds, and for kinds without an order."""
    if type(left) is type(right) and type(left) not in _CLOCKED:
        if kind(left) in ORDERED:
            return bool(left < right)
    elif type(left) is type(right):
        if (left.tzinfo is None) is not (right.tzinfo is None):
            raise NoValue("a time with a zone cannot be ordered against one without. Give both a zone")
        return bool(measure(left) < measure(right))
    raise NoValue(f"a {kind(left)} has no order against a {kind(right)}")


_CLOCKED = frozenset({datetime, time})


def within(value: Any, span: Range) -> bool:
    """Whether the value lies in the range. Raises NoValue where it cannot be compared with an end."""
    if value is None:
        raise NoValue("null lies in no range")
    if isinstance(value, Range):
        return _covers(span, value)
    after = span.start is None or less(span.start, value) or (span.start_included and equal(span.start, value))
    if not after:
        return False
    return span.end is None or less(value, span.end) or (span.end_included and equal(value, span.end))


def _covers(span: Range, inner: Range) -> bool:
    """Whether all of `inner` lies in `span`; an end that `inner` leaves out may touch one that `span` leaves out."""
    return _fits(inner.start, span, included=inner.start_included) and _fits(
        inner.end, span, included=inner.end_included
    )


def _fits(end: Any, span: Range, *, included: bool) -> bool:
    return within(end, span if included else Range(span.start, span.end))


def among(value: Any, test: Any) -> bool | None:
    """What `value in test` means: membership in a list or range, else equality. None where they cannot be compared."""
    try:
        if isinstance(test, Range):
            return within(value, test) if not isinstance(value, list) else equal(value, test)
        if isinstance(test, list):
            return any(among(value, adopt(item)) is True for item in test) or _same(value, test)
        return equal(value, test)
    except NoValue:
        return None


def comes_first(left: Any, right: Any) -> int:
    """-1, 0 or 1 for sorting. Raises NoValue for what has no order."""
    return -1 if less(left, right) else 1 if less(right, left) else 0


def date_of(value: date | datetime) -> date:
    """The day of a date or of a date and time."""
    return value.date() if isinstance(value, datetime) else value


def empty(value: Any) -> bool:
    """Whether a list or context has no entries."""
    return isinstance(value, (list, Mapping)) and not value
