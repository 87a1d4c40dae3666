"""What stands after a dot: a context's entry, a list's items' entries, or a property of a date, duration or range."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.feel import temporal
from app.feel.scope import Run
from app.feel.values import Months, Range, adopt, kind

Property = Callable[[Any], Any]


def _towards_zero(value: int, by: int, modulo: int = 0) -> Decimal:
    part = abs(value) // by
    return Decimal((part % modulo if modulo else part) * (-1 if value < 0 else 1))


def _seconds(value: timedelta) -> int:
    return int(value.total_seconds())


def _offset(value: Any) -> timedelta | None:
    if value.tzinfo is None:
        return None
    return value.utcoffset() if isinstance(value, datetime) else temporal.time_offset(value)


_DAY: dict[str, Property] = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_CLOCK: dict[str, Property] = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": lambda value: Decimal(value.second),
    "time offset": _offset,
    "timezone": lambda value: value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None,
}
PROPERTIES: dict[type, dict[str, Property]] = {
    date: _DAY,
    datetime: _DAY | _CLOCK,
    time: _CLOCK,
    timedelta: {
        "days": lambda value: _towards_zero(_seconds(value), 86400),
        "hours": lambda value: _towards_zero(_seconds(value), 3600, 24),
        "minutes": lambda value: _towards_zero(_seconds(value), 60, 60),
        "seconds": lambda value: _towards_zero(_seconds(value), 1, 60),
    },
    Months: {
        "years": lambda value: _towards_zero(value.count, 12),
        "months": lambda value: _towards_zero(value.count, 1, 12),
    },
    Range: {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    },
}
NAMES = ("time offset", "start included", "end included")


def entry(run: Run, value: Any, name: str, at: int) -> Any:
    """`value.name`; null with a warning if there is no such entry. A list gives the list of its items' entries."""
    if isinstance(value, Mapping):
        if name in value:
            return run.take(value[name], at)
        return run.warn(f"There is no entry “{name}”", at)
    if isinstance(value, list):
        run.spend(len(value))
        return [entry(run, adopt(item), name, at) for item in value]
    read = PROPERTIES.get(type(value), {}).get(name)
    if read is None:
        what = "null" if value is None else f"a {kind(value)}"
        return run.warn(f"“{name}” cannot be read from {what}", at)
    return read(value)


def names_of(item: Any) -> Mapping[str, Any]:
    """The names a filter's condition sees of an item: its entries."""
    return item if isinstance(item, Mapping) else {}
