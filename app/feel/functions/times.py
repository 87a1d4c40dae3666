"""Functions on dates, times and durations. `now()` and `today()` read the moment the caller gives as `now`."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.feel import temporal
from app.feel.compare import date_of
from app.feel.errors import NoValue
from app.feel.functions.signature import builtin
from app.feel.scope import Run
from app.feel.values import Months, adopt, kind, whole

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@builtin("date", "from: string")
def date_from_text(text: str) -> date:
    """The date a text writes."""
    return temporal.read_date(text)


@builtin("date", "from: date|date and time")
def date_from(value: date) -> date:
    """The day of a date and time."""
    return date_of(value)


@builtin("date", "year: number, month: number, day: number")
def date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> date:
    """The date of a year, month and day; null if no calendar has it."""
    try:
        return date(whole(year, "the year"), whole(month, "the month"), whole(day, "the day"))
    except (ValueError, OverflowError):
        raise NoValue("there is no such day between the years 1 and 9999") from None


@builtin("time", "from: string")
def time_from_text(text: str) -> time:
    """The time a text writes."""
    return temporal.read_time(text)


@builtin("time", "from: time|date|date and time")
def time_from(value: Any) -> time:
    """The time of a moment; midnight in UTC for a date."""
    if isinstance(value, time):
        return value
    return value.timetz() if isinstance(value, datetime) else time(tzinfo=UTC)


@builtin("time", "hour: number, minute: number, second: number, offset?: days and time duration?")
def time_of_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None = None) -> time:
    """The time of its parts; null if no clock shows it."""
    micros = int((second - int(second)) * 1_000_000)
    zone = None if offset is None else temporal.offset(offset)
    try:
        return time(whole(hour, "the hour"), whole(minute, "the minute"), int(second), micros, tzinfo=zone)
    except (ValueError, OverflowError):
        raise NoValue("no clock shows such a time") from None


@builtin("date and time", "from: string")
def moment_from_text(text: str) -> datetime:
    """The date and time a text writes."""
    return temporal.read_moment(text)


@builtin("date and time", "from: date and time")
def same_moment(value: datetime) -> datetime:
    """A date and time stays itself."""
    return value


@builtin("date and time", "date: date|date and time, time: time")
def moment_of_parts(day: date, clock: time) -> datetime:
    """A day and a time of it."""
    return datetime.combine(date_of(day), clock)


@builtin("date and time", "date and time: date and time, timezone: string")
def moment_in_zone(value: datetime, zone: str) -> datetime:
    """The same moment as the clocks of a zone show it, for example Europe/London."""
    at = temporal.zone(zone)
    return value.astimezone(at) if value.tzinfo else value.replace(tzinfo=at)


@builtin(
    "date and time",
    "year: number, month: number, day: number, hour: number, minute: number, second: number, offset?: days and time duration|string?",
)
def moment_of_numbers(  # noqa: PLR0917 - the parameters are DMN's
    year: Decimal, month: Decimal, day: Decimal, hour: Decimal, minute: Decimal, second: Decimal, offset: Any = None
) -> datetime:
    """A date and time of its parts, with an offset or the name of a zone."""
    clock = time_of_parts(hour, minute, second, offset if isinstance(offset, timedelta) else None)
    if isinstance(offset, str):
        clock = clock.replace(tzinfo=temporal.zone(offset))
    return datetime.combine(date_of_parts(year, month, day), clock)


@builtin("duration", "from: string")
def duration(text: str) -> Months | timedelta:
    """The duration a text writes: P10D, PT2H, P1Y6M."""
    return temporal.read_duration(text)


@builtin("duration", "from: duration")
def same_duration(value: Months | timedelta) -> Months | timedelta:
    """A duration stays itself."""
    return value


@builtin("years and months duration", "from: date|date and time, to: date|date and time")
def years_and_months(start: date, end: date) -> Months:
    """The whole months from one date to the other."""
    one, other = date_of(start), date_of(end)
    months = (other.year - one.year) * 12 + other.month - one.month
    if months > 0 and other.day < one.day:
        months -= 1
    elif months < 0 and other.day > one.day:
        months += 1
    return Months(months)


@builtin("day of year", "date: date|date and time")
def day_of_year(value: date) -> Decimal:
    """The number of the day in its year, from 1."""
    return Decimal(value.timetuple().tm_yday)


@builtin("day of week", "date: date|date and time")
def day_of_week(value: date) -> str:
    """Monday to Sunday."""
    return _DAYS[value.weekday()]


@builtin("month of year", "date: date|date and time")
def month_of_year(value: date) -> str:
    """January to December."""
    return _MONTHS[value.month - 1]


@builtin("week of year", "date: date|date and time")
def week_of_year(value: date) -> Decimal:
    """The number of the week after ISO 8601."""
    return Decimal(value.isocalendar().week)


@builtin("last day of month", "date: date|date and time")
def last_day_of_month(value: date) -> Decimal:
    """How many days the month has."""
    return Decimal(monthrange(value.year, value.month)[1])


@builtin("now", "", needs_run=True)
def now(run: Run) -> datetime:
    """The moment of the evaluation, which the caller gives under the name `now`."""
    value = adopt(run.names.get("now"))
    if kind(value) != "date and time":
        raise NoValue("the moment is not known here. It is given by whoever evaluates the expression, as “now”")
    assert isinstance(value, datetime)
    return value


@builtin("today", "", needs_run=True)
def today(run: Run) -> date:
    """The day of the evaluation, as `now` shows it."""
    moment: datetime = now(run)
    return moment.date()
