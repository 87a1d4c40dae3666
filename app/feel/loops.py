"""Going through lists and ranges, counted before it begins."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.feel.scope import Run, Scope
from app.feel.values import Range, adopt, kind


def indexed(run: Run, value: Any, index: Decimal, at: int) -> Any:
    """The item at a position from 1, or from the end if negative; null where there is none."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    place = int(index) if index == index.to_integral_value() and abs(index) <= len(items) else 0
    if place == 0:
        return run.warn(
            f"A list of {len(items)} items has no position {index:f}"
            if abs(index.adjusted()) < 20
            else "There is no such position",
            at,
        )
    return adopt(items[place - 1 if place > 0 else place])


def cartesian(scope: Scope, sources: list[Any]) -> Iterator[dict[str, Any]] | None:
    """All combinations of the loop's variables, the last one running fastest; None if a source cannot be gone through.

    A later source may speak of an earlier variable.
    """
    first = _items(scope, *sources[0][1:])
    return None if first is None else _nested(scope, sources, first, {})


def _nested(scope: Scope, sources: list[Any], items: Iterable[Any], names: dict[str, Any]) -> Iterator[dict[str, Any]]:
    name, rest = sources[0][0], sources[1:]
    for item in items:
        bound = {**names, name: adopt(item)}
        if not rest:
            yield bound
            continue
        scope.run.spend(2)
        yield from _nested(scope, rest, _items(Scope(bound, scope, scope.run), *rest[0][1:]) or (), bound)


def _items(scope: Scope, source: Any, until: Any, at: int) -> Iterable[Any] | None:
    value = source(scope)
    if until is not None:
        value = Range(value, until(scope))
    if isinstance(value, Range):
        return _steps(scope.run, value, at)
    if value is None:
        scope.run.warn("There is no list to go through", at)
        return None
    if not isinstance(value, list):
        return [value]
    scope.run.expect_room(len(value))
    return value


def _steps(run: Run, span: Range, at: int) -> Iterable[Any] | None:
    """The whole numbers or days of a range, forwards or backwards."""
    first, last = span.start, span.end
    if isinstance(first, Decimal) and isinstance(last, Decimal) and first == first.to_integral_value():
        run.expect_room(int(min(abs(last - first), Decimal(10**9))))
        step = 1 if first <= last else -1
        begin = int(first) if span.start_included else int(first) + step
        end = int(last) if span.end_included or last != last.to_integral_value() else int(last) - step
        return (Decimal(number) for number in range(begin, end + step, step))
    if type(first) is date and type(last) is date:
        return _days(run, first, last, span)
    run.warn(f"A loop cannot go from a {kind(first)} to a {kind(last)}", at)
    return None


def _days(run: Run, first: date, last: date, span: Range) -> Iterable[date]:
    distance = (last - first).days
    run.expect_room(abs(distance))
    step = 1 if distance >= 0 else -1
    begin = 0 if span.start_included else step
    end = distance if span.end_included else distance - step
    return (first + timedelta(days=number) for number in range(begin, end + step, step))
