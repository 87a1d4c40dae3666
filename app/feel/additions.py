"""Our own functions, which are not FEEL's: working days by an area's calendar, and age on a day.

    add working days(start, days)      working days between(start, end)      age on(born on, day)

They need a calendar, so they are no built-ins: whoever evaluates gives them, made by `functions(calendar)`. Should DMN
take one of the names one day, the same function is still there under its full name, `girfec.add working days`.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.domain import cases
from app.domain.deadlines import LONGEST, Calendar, local
from app.feel.values import kind

NAMESPACE = "girfec"
_MOST = LONGEST["working days"]
_WEEK, _WORKDAYS = 7, 5


class WorkingDays:
    """Counts an area's working days without going through them one by one, so that no span costs more than another."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar

    @cached_property
    def closed(self) -> list[int]:
        """The holidays that fall on a weekday, as day numbers in order."""
        return sorted(day.toordinal() for day in self.calendar.holidays if day.weekday() < _WORKDAYS)

    def until(self, number: int) -> int:
        """How many working days there are from the first Monday of the calendar to this day number, itself included."""
        weeks, days = divmod(number, _WEEK)  # day number 1 is a Monday
        return weeks * _WORKDAYS + min(days, _WORKDAYS) - bisect_right(self.closed, number)

    def add(self, start: Any, days: Any) -> date:
        """The working day that many working days after `start`, or before it if negative; 0 is `start` itself.

        The day itself is not counted. A date and time keeps its time of day, in Scotland. Raises ValueError.
        """
        begun, count = _day(start), _count(days)
        if not count:
            return begun
        first = begun.toordinal()
        # The nth working day after is the first day by which n more have been worked; before, the last one by which
        # all but n have yet to be.
        wanted = self.until(first) + count if count > 0 else self.until(first - 1) + count + 1
        number = self._numbered(wanted)
        try:
            return begun + timedelta(days=number - first)
        except OverflowError:
            raise ValueError("the date would lie outside the calendar (years 1 to 9999)") from None

    def _numbered(self, count: int) -> int:
        """The number of the day on which the count of working days, from the first Monday on, reaches `count`."""
        closed, number = -1, 0
        while (further := bisect_right(self.closed, number)) != closed:
            closed = further
            weeks, days = divmod(count + closed - 1, _WORKDAYS)
            number = weeks * _WEEK + days + 1
        return number

    def between(self, start: Any, end: Any) -> int:
        """How many working days lie after `start`, up to and with `end`; negative where `end` comes first.

        So `working days between(d, add working days(d, n))` is n. Raises ValueError.
        """
        first, last = _day(start).toordinal(), _day(end).toordinal()
        if first <= last:
            return self.until(last) - self.until(first)
        return self.until(last - 1) - self.until(first - 1)


def age_on(born_on: Any, day: Any) -> int:
    """Whole years on a day, as Scots law counts them; 0 before birth. Raises ValueError.

    A year is complete when the birthday begins; for somebody born on 29 February that is 1 March in other years.
    Source: Age of Legal Capacity (Scotland) Act 1991, section 6.
    """
    return cases.age(_date(born_on), _date(day))


def functions(calendar: Calendar) -> Mapping[str, Callable[..., Any]]:
    """{name: function} for evaluating, short and full names alike."""
    days = WorkingDays(calendar)
    own = {"add working days": days.add, "working days between": days.between, "age on": age_on}
    return own | {f"{NAMESPACE}.{name}": function for name, function in own.items()}


NAMES = frozenset(functions(Calendar()))


def _day(value: Any) -> date:
    """A date, or a moment as a clock in Scotland shows it."""
    if not isinstance(value, date):
        raise ValueError(f"a date is needed here, not a {kind(value)}")  # noqa: TRY004 - what a host function refuses
    return local(value) if isinstance(value, datetime) and value.tzinfo else value


def _date(value: Any) -> date:
    day = _day(value)
    return day.date() if isinstance(day, datetime) else day


def _count(value: Any) -> int:
    if not isinstance(value, Decimal) or value != value.to_integral_value() or abs(value) > _MOST:
        raise ValueError(f"a number of working days is whole and between -{_MOST:,} and {_MOST:,}")
    return int(value)
