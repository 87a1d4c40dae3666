"""Functions on ranges and points: Allen's relations as DMN 1.5 names them (10.3.4.8 and table 78), and `is`, `range`."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from app.feel.compare import equal, less
from app.feel.errors import NoValue
from app.feel.functions.signature import builtin
from app.feel.temporal import show_zone
from app.feel.values import Range, kind

Relation = Callable[[Range, Range], bool]
_BOTH = (
    "point1: {p}, point2: {p}",
    "point: {p}, range: range",
    "range: range, point: {p}",
    "range1: range, range2: range",
)
_POINT = "number|string|date|time|date and time|duration"


def _span(value: Any) -> Range:
    return value if isinstance(value, Range) else Range(value, value)


def _declare(name: str, ways: str, relation: Relation) -> None:
    """ways: which of the four signatures exist: pp, pr, rp, rr."""
    for code, declared in zip(("pp", "pr", "rp", "rr"), _BOTH, strict=True):
        if code in ways.split():
            builtin(name, declared.format(p=_POINT))(lambda a, b: relation(_span(a), _span(b)))


def _before(a: Range, b: Range) -> bool:
    _bounded(a, b)
    return less(a.end, b.start) or (equal(a.end, b.start) and not (a.end_included and b.start_included))


def _meets(a: Range, b: Range) -> bool:
    _bounded(a, b)
    return a.end_included and b.start_included and equal(a.end, b.start)


def _overlaps(a: Range, b: Range) -> bool:
    return not _before(a, b) and not _before(b, a)


def _overlaps_before(a: Range, b: Range) -> bool:
    return _overlaps(a, b) and _starts_earlier(a, b) and not _ends_earlier(b, a)


def _starts_earlier(a: Range, b: Range) -> bool:
    return less(a.start, b.start) or (equal(a.start, b.start) and a.start_included and not b.start_included)


def _ends_earlier(a: Range, b: Range) -> bool:
    return less(a.end, b.end) or (equal(a.end, b.end) and b.end_included and not a.end_included)


def _finishes(a: Range, b: Range) -> bool:
    _bounded(a, b)
    return equal(a.end, b.end) and a.end_included == b.end_included and not _starts_earlier(a, b)


def _starts(a: Range, b: Range) -> bool:
    _bounded(a, b)
    return equal(a.start, b.start) and a.start_included == b.start_included and not _ends_earlier(b, a)


def _includes(a: Range, b: Range) -> bool:
    _bounded(a, b)
    return not _starts_earlier(b, a) and not _ends_earlier(a, b)


def _coincides(a: Range, b: Range) -> bool:
    _bounded(a, b)
    same_ends = a.start_included == b.start_included and a.end_included == b.end_included
    return same_ends and equal(a.start, b.start) and equal(a.end, b.end)


def _bounded(*ranges: Range) -> None:
    if any(one.start is None or one.end is None for one in ranges):
        raise NoValue("a range that is open to infinity has no such relation")


_declare("before", "pp pr rp rr", _before)
_declare("after", "pp pr rp rr", lambda a, b: _before(b, a))
_declare("meets", "rr", _meets)
_declare("met by", "rr", lambda a, b: _meets(b, a))
_declare("overlaps", "rr", _overlaps)
_declare("overlaps before", "rr", _overlaps_before)
_declare("overlaps after", "rr", lambda a, b: _overlaps_before(b, a))
_declare(
    "finishes",
    "pr rr",
    lambda a, b: _finishes(a, b) if a.start is not a.end else _includes(b, a) and equal(a.end, b.end),
)
_declare(
    "finished by",
    "rp rr",
    lambda a, b: _finishes(b, a) if b.start is not b.end else _includes(a, b) and equal(a.end, b.end),
)
_declare("includes", "rp rr", _includes)
_declare("during", "pr rr", lambda a, b: _includes(b, a))
_declare(
    "starts",
    "pr rr",
    lambda a, b: _starts(a, b) if a.start is not a.end else _includes(b, a) and equal(a.start, b.start),
)
_declare(
    "started by",
    "rp rr",
    lambda a, b: _starts(b, a) if b.start is not b.end else _includes(a, b) and equal(a.start, b.start),
)
_declare("coincides", "pp rr", _coincides)


@builtin("is", "value1?: any, value2?: any")
def is_same(left: Any = None, right: Any = None) -> bool:
    """Whether two values are the same thing of the same kind; times also in how they tell their zone."""
    if kind(left) != kind(right):
        return False
    if isinstance(left, (datetime, time)):
        same_clock: bool = left.replace(tzinfo=None) == right.replace(tzinfo=None)
        return same_clock and _zone(left) == _zone(right)
    return equal(left, right)


def _zone(value: datetime | time) -> Any:
    return show_zone(value.tzinfo)
