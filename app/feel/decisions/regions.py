"""What the cells of a decision table's input can tell apart: the input's values, cut into regions with an example each.

The cells mention values, and between two neighbouring ones every cell answers the same. So one example of each region
stands for all of it, and asking the cells themselves about the examples is exact: for numbers, texts, dates, times,
durations and booleans. Cells that look at other names, or call functions on the input, cannot be seen through.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cmp_to_key
from itertools import pairwise
from typing import Any

from app.feel import nodes
from app.feel.compare import comes_first, less
from app.feel.compiler import Compiler, Reading, mentions
from app.feel.errors import NoValue, Overrun
from app.feel.limits import DEFAULT
from app.feel.mistakes import EXAMPLES
from app.feel.scope import Run, Scope
from app.feel.values import Months, Range, kind

_NAMES: Mapping[str, Any] = {}
_INPUT = "?"
_FLEETING = frozenset({"now", "today"})
Step = Callable[[Any], Any]
Cut = Callable[[list[Any]], list[Any]]


class Opaque(Exception):
    """Inside this room only: what a cell asks cannot be told from its values alone."""


def constant(node: nodes.Node) -> Any:
    """The value of a text that reads nothing from outside. Raises Opaque for any other."""
    reading = Reading()
    closure = Compiler(reading, {}).closure(node)
    fleeting = any(mentions(node, name) for name in (_INPUT, *_FLEETING))
    if reading.names or reading.calls or reading.item_names or fleeting:
        raise Opaque
    run = Run(_NAMES, {}, DEFAULT)
    try:
        value = closure(Scope(_NAMES, None, run))
    except Overrun:
        raise Opaque from None
    if run.warnings:
        raise Opaque
    return value


def landmarks(node: nodes.Node) -> Iterator[Any]:
    """The values at which what a cell answers may change. Raises Opaque."""
    for part in _parts(node):
        if part is node:
            yield from ends(constant(node))
        else:
            yield from landmarks(part)


def _parts(node: nodes.Node) -> Iterator[nodes.Node]:
    """What a test compares the input with; the node itself where it is that. Raises Opaque."""
    match node:
        case nodes.Tests():
            yield from node.items
        case nodes.Same():
            yield node.value
        case nodes.RangeOf():
            yield from filter(None, (node.start, node.end))
        case _ if mentions(node, _INPUT):
            yield from _condition(node)
        case _:
            yield node


def _condition(node: nodes.Node) -> Iterator[nodes.Node]:
    """The same for a condition on `?`."""
    match node:
        case nodes.Both() | nodes.Either():
            yield from node.parts
        case nodes.Call(function=nodes.Name(name="not")):
            yield from node.arguments
        case nodes.Compare(left=nodes.Name(name="?")):
            yield node.right
        case nodes.Compare(right=nodes.Name(name="?")):
            yield node.left
        case nodes.Between(value=nodes.Name(name="?")):
            yield from (node.low, node.high)
        case nodes.In(value=nodes.Name(name="?")):
            yield node.tests
        case _:
            raise Opaque


def ends(value: Any) -> Iterator[Any]:
    """The values that a constant is about: its own, a range's ends, a list's items'. Raises Opaque."""
    if isinstance(value, Range):
        yield from (end for end in (value.start, value.end) if end is not None)
    elif isinstance(value, list):
        for item in value:
            yield from ends(item)
    elif value is None or kind(value) in _CUT:
        yield value
    else:
        raise Opaque


def orders(node: Any) -> bool:
    """Whether the cell asks what comes before or after something, and not only what is equal."""
    if isinstance(node, tuple):
        return any(orders(part) for part in node)
    if not isinstance(node, nodes.Node):
        return False
    asks = isinstance(node, (nodes.RangeOf, nodes.Between)) or (
        isinstance(node, nodes.Compare) and node.operator not in {"=", "!="}
    )
    return asks or any(orders(getattr(node, slot)) for slot in node.__slots__)


def examples(values: Iterable[Any], declared: str | None, *, ordered: bool) -> list[Any]:
    """One example of every region that the landmarks cut the values of the declared type into.

    Without a declared type the landmarks' own types count. Raises Opaque for what cannot be cut.
    """
    found = list(values)
    types = {declared} if declared else {kind(value) for value in found if value is not None}
    cut: list[Any] = [None] if None in found else []
    for one in sorted(types):
        if one not in _CUT or (one == "string" and ordered):
            raise Opaque
        cut += _CUT[one]([value for value in found if kind(value) == one])
    return cut


def _texts(points: list[str]) -> list[str]:
    known = list(dict.fromkeys(points))
    other = next(
        name
        for name in ("something else", *(f"something else {n}" for n in range(len(known) + 1)))
        if name not in known
    )
    return [*known, other]


def _line(usual: Any, below: Step, above: Step, middle: Callable[[Any, Any], Any]) -> Cut:
    """How to cut values that lie on a line: the points, and something before, between and after them."""

    def cut(points: list[Any]) -> list[Any]:
        if not points:
            return [usual]
        try:
            line = sorted(points, key=cmp_to_key(comes_first))
            line = [one for place, one in enumerate(line) if not place or less(line[place - 1], one)]
        except NoValue:
            raise Opaque from None  # moments with a zone and without
        between = [(low, middle(low, high), high) for low, high in pairwise(line)]
        gaps = [one for low, one, high in between if less(low, one) and less(one, high)]
        outside = [one for one in (_or_none(below, line[0]), _or_none(above, line[-1])) if one is not None]
        outside = [one for one in outside if less(one, line[0]) or less(line[-1], one)]
        return [*line, *gaps, *outside]

    return cut


def _or_none(move: Step, value: Any) -> Any:
    try:
        return move(value)
    except (OverflowError, ValueError):
        return None


def _number_between(low: Decimal, high: Decimal) -> Decimal:
    middle = (low + high) / 2
    rounded = middle.to_integral_value()
    return rounded if low < rounded < high else middle


def _time_between(low: time, high: time) -> time:
    """A time between two others; a day has to be lent to count with."""
    one, other = (datetime.combine(date(2000, 1, 1), value.replace(tzinfo=None)) for value in (low, high))
    return (one + (other - one) / 2).time().replace(tzinfo=low.tzinfo)


def _by(step: timedelta) -> tuple[Step, Step]:
    return (lambda one: one - step), (lambda one: one + step)


_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_CUT: Mapping[str, Cut] = {
    "boolean": lambda _: [True, False],
    "string": _texts,
    "number": _line(EXAMPLES["number"], lambda one: one - 1, lambda one: one + 1, _number_between),
    "date": _line(EXAMPLES["date"], *_by(_DAY), lambda low, high: low + (high - low) // 2),
    "date and time": _line(EXAMPLES["date and time"], *_by(_DAY), lambda low, high: low + (high - low) / 2),
    "time": _line(
        EXAMPLES["time"],
        lambda one: time(0, tzinfo=one.tzinfo),
        lambda one: time(23, 59, 59, tzinfo=one.tzinfo),
        _time_between,
    ),
    "days and time duration": _line(_HOUR, *_by(_HOUR), lambda low, high: (low + high) / 2),
    "years and months duration": _line(
        Months(1),
        lambda one: Months(one.count - 1),
        lambda one: Months(one.count + 1),
        lambda low, high: Months((low.count + high.count) // 2),
    ),
}
