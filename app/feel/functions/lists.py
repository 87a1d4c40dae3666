"""Functions on lists. Positions count from 1; negative ones count from the end."""

from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from app.feel.arithmetic import exactly
from app.feel.compare import comes_first, equal, less, measure
from app.feel.errors import NoValue
from app.feel.functions.numbers import numbers, total
from app.feel.functions.signature import Implementation, builtin
from app.feel.scope import Run
from app.feel.values import EXACT, Function, Range, adopt, kind, whole


def over_items(name: str, implementation: Implementation) -> None:
    """Declare a function that takes its items as one list or one by one."""
    builtin(name, "list: list")(implementation)
    builtin(name, "*items: any")(lambda *items: implementation(list(items)))


@builtin("list contains", "list: list, element: any")
def list_contains(items: list[Any], element: Any) -> bool:
    """Whether the element is one of the items."""
    return any(same(item, element) for item in items)


def same(left: Any, right: Any) -> bool:
    """Equality where values of two kinds are simply different."""
    try:
        return equal(left, right)
    except NoValue:
        return False


@builtin("count", "list: list", shallow=True)
def count(items: list[Any]) -> Decimal:
    """How many items."""
    return Decimal(len(items))


def _extreme(items: list[Any], *, largest: bool) -> Any:
    if not items:
        return None
    found = items[0]
    less(found, found)  # so that a single item without an order is null too
    for item in items[1:]:
        if less(found, item) if largest else less(item, found):
            found = item
    return found


over_items("min", lambda items: _extreme(items, largest=False))
over_items("max", lambda items: _extreme(items, largest=True))
over_items("sum", lambda items: total(items) if items else None)


def _mean(items: list[Any]) -> Any:
    return exactly(EXACT.divide, total(numbers(items)), Decimal(len(items))) if items else None


def _product(items: list[Any]) -> Any:
    result = Decimal(1)
    for item in numbers(items):
        result = exactly(EXACT.multiply, result, item)
    return result if items else None


def _median(items: list[Any]) -> Any:
    ordered = sorted(numbers(items))
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else _mean(ordered[middle - 1 : middle + 1])


def _stddev(items: list[Any]) -> Any:
    if len(numbers(items)) < 2:
        raise NoValue("a standard deviation needs at least two numbers")
    mean = _mean(items)
    squares = [exactly(EXACT.power, EXACT.subtract(item, mean), Decimal(2)) for item in items]
    return exactly(EXACT.sqrt, exactly(EXACT.divide, total(squares), Decimal(len(items) - 1)))


def _mode(items: list[Any]) -> list[Decimal]:
    counts: dict[Decimal, int] = {}
    for item in numbers(items):
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(item for item, times in counts.items() if times == most)


over_items("mean", _mean)
over_items("product", _product)
over_items("median", _median)
over_items("stddev", _stddev)
over_items("mode", _mode)


def _every(items: list[Any]) -> bool | None:
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


def _some(items: list[Any]) -> bool | None:
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


for _name, _logic in {"all": _every, "and": _every, "any": _some, "or": _some}.items():
    over_items(_name, _logic)


@builtin("not", "negand: any")
def negated(value: Any) -> bool | None:
    """The opposite of true or false; null for anything else."""
    return not value if isinstance(value, bool) else None


@builtin("sublist", "list: list, start position: number, length?: number")
def sublist(items: list[Any], start: Decimal, size: Decimal | None = None) -> list[Any]:
    """The items from a position on, so many of them; null for positions outside the list."""
    begin = _index(items, start)
    if size is None:
        return items[begin:]
    length = whole(size, "the length")
    if length < 1 or begin + length > len(items):
        raise NoValue("the list has not so many items from there on")
    return items[begin : begin + length]


def _index(items: list[Any], position: Decimal, *, extra: int = 0) -> int:
    place = whole(position, "the position")
    if place == 0 or abs(place) > len(items) + extra:
        raise NoValue(f"a list of {len(items)} items has no position {place}")
    return place - 1 if place > 0 else len(items) + place


@builtin("append", "list: list, *items: any")
def append(items: list[Any], *more: Any) -> list[Any]:
    """The list with more items at its end."""
    return [*items, *more]


@builtin("concatenate", "*lists: list")
def concatenate(*lists: list[Any]) -> list[Any]:
    """One list after the other."""
    return [item for one in lists for item in one]


@builtin("insert before", "list: list, position: number, newItem: any")
def insert_before(items: list[Any], position: Decimal, new: Any) -> list[Any]:
    """The list with an item more, at this position."""
    at = _index(items, position)
    return [*items[:at], new, *items[at:]]


@builtin("remove", "list: list, position: number")
def remove(items: list[Any], position: Decimal) -> list[Any]:
    """The list without the item at this position."""
    at = _index(items, position)
    return [*items[:at], *items[at + 1 :]]


@builtin("list replace", "list: list, position: number, newItem: any")
def list_replace(items: list[Any], position: Decimal, new: Any) -> list[Any]:
    """The list with another item at this position."""
    at = _index(items, position)
    return [*items[:at], new, *items[at + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any", needs_run=True)
def list_replace_where(run: Run, items: list[Any], match: Function, new: Any) -> list[Any]:
    """The list with another item wherever match(item, newItem) is true."""
    chosen = [run.call(match, item, new) for item in items]
    if not all(isinstance(one, bool) for one in chosen):
        raise NoValue("the match function must say true or false for every item")
    return [new if hit else item for item, hit in zip(items, chosen, strict=True)]


@builtin("reverse", "list: list")
def reverse(items: list[Any]) -> list[Any]:
    """The items from the last to the first."""
    return items[::-1]


@builtin("index of", "list: list, match: any")
def index_of(items: list[Any], match: Any) -> list[Decimal]:
    """The positions where the match stands."""
    return [Decimal(at) for at, item in enumerate(items, 1) if same(item, match)]


def _key(value: Any) -> Any:
    """Something hashable that is equal for equal values, so that large lists stay quick."""
    value = adopt(value)
    if isinstance(value, list):
        return ("list", tuple(_key(item) for item in value))
    if isinstance(value, Mapping):
        return ("context", frozenset((key, _key(item)) for key, item in value.items()))
    if isinstance(value, Range):
        return ("range", _key(value.start), _key(value.end), value.start_included, value.end_included)
    if isinstance(value, (datetime, time)):
        return (kind(value), value.tzinfo is None, measure(value))
    return (kind(value), value)


@builtin("distinct values", "list: list")
def distinct_values(items: list[Any]) -> list[Any]:
    """The list without repetitions, in the order of first occurrence."""
    seen: set[Any] = set()
    return [item for item in items if not ((key := _key(item)) in seen or seen.add(key))]  # type: ignore[func-returns-value]


@builtin("union", "*lists: list")
def union(*lists: list[Any]) -> list[Any]:
    """All items of all lists, without repetitions."""
    together: list[Any] = concatenate(*lists)
    return distinct_values(together)


@builtin("duplicate values", "list: list")
def duplicate_values(items: list[Any]) -> list[Any]:
    """The items that stand in the list more than once, each once."""
    counts: dict[Any, int] = {}
    for item in items:
        counts[_key(item)] = counts.get(_key(item), 0) + 1
    return [item for item in distinct_values(items) if counts[_key(item)] > 1]


@builtin("flatten", "list: list", needs_run=True)
def flatten(run: Run, items: list[Any]) -> list[Any]:
    """All items of lists inside lists, in one list."""
    flat: list[Any] = []
    for item in items:
        flat.extend(flatten(run, item) if isinstance(item, list) else [item])
    run.expect_room(len(flat))
    return flat


@builtin("sort", "list: list, precedes?: function", needs_run=True)
def sort(run: Run, items: list[Any], precedes: Function | None = None) -> list[Any]:
    """The items in order; precedes(a, b) says whether a comes before b."""
    run.spend(len(items) * len(items).bit_length() >> 2)
    if precedes is None:
        return sorted(items, key=cmp_to_key(comes_first))
    if len(precedes.parameters) != 2:
        raise NoValue("the function of sort needs two parameters")

    def compared(left: Any, right: Any) -> int:
        return -1 if run.call(precedes, left, right) is True else 1 if run.call(precedes, right, left) is True else 0

    return sorted(items, key=cmp_to_key(compared))
