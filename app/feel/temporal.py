"""Dates, times and durations: reading them from text, writing them, and moving along the calendar.

Source of the forms: DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8, which follows ISO 8601 / XML Schema and adds `@Zone/Name`.
Python's calendar bounds them: years 1 to 9999, microseconds.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from zoneinfo import ZoneInfo

from app.feel.errors import NoValue
from app.feel.values import EXACT, Months
from app.feel.zones import ZONES

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,18}))?(Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+/-]{1,64})?", re.ASCII
)
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)(?::(\d\d))?", re.ASCII)
_MONTHS = re.compile(r"(-)?P(?:(\d{1,12})Y)?(?:(\d{1,12})M)?", re.ASCII)
_DAYS = re.compile(
    r"(-)?P(?:(\d{1,12})D)?(?:(T)(?:(\d{1,12})H)?(?:(\d{1,12})M)?(?:(\d{1,12})(?:\.(\d{0,18}))?S)?)?", re.ASCII
)
DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
_LONGEST = 999_999_999 * 12  # months; about what a days duration can hold


@lru_cache(maxsize=1024)
def zone(name: str) -> tzinfo:
    """The time zone of that name in the IANA list, for example Europe/London. Raises NoValue if there is none."""
    if name not in ZONES:
        raise NoValue(f"“{name[:60]}” is not a time zone. Write one such as Europe/London.")
    return ZoneInfo.from_file(BytesIO(ZONES[name]), key=name)


def offset(delta: timedelta) -> tzinfo:
    """A fixed distance from UTC. Raises NoValue beyond 18 hours, as no place on earth is."""
    if abs(delta) > timedelta(hours=18):
        raise NoValue("A time offset lies between -18:00 and +18:00.")
    return UTC if not delta else timezone(delta)


def _read_zone(text: str | None) -> tzinfo | None:
    if text is None or text == "Z":
        return UTC if text else None
    if text.startswith("@"):
        return zone(text[1:])
    match = _OFFSET.fullmatch(text)
    assert match is not None
    sign, hours, minutes, seconds = match.groups(default="0")
    if int(minutes) > 59 or int(seconds) > 59:
        raise NoValue(f"“{text}” is not a time offset. Write one such as +01:00.")
    length = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return offset(-length if sign == "-" else length)


def read_date(text: str) -> date:
    """`2026-03-01`. Raises NoValue for anything else, also for days no calendar has."""
    match = _DATE.fullmatch(text)
    if match:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            pass
    raise NoValue(f"“{text[:40]}” is not a date. Write it as 2026-03-01.")


def read_time(text: str) -> time:
    """`09:30:00`, `09:30:00Z`, `09:30:00+01:00` or `09:30:00@Europe/London`. Raises NoValue for anything else."""
    match = _TIME.fullmatch(text)
    if match:
        hours, minutes, seconds, fraction, at = match.groups()
        micros = int((fraction or "0").ljust(6, "0")[:6])
        try:
            return time(int(hours), int(minutes), int(seconds), micros, tzinfo=_read_zone(at))
        except ValueError:
            pass
    raise NoValue(f"“{text[:40]}” is not a time. Write it as 09:30:00 or 09:30:00@Europe/London.")


def read_moment(text: str) -> datetime:
    """A date and time joined by T, or a date alone (its midnight). Raises NoValue for anything else."""
    day, parted, clock = text.partition("T")
    try:
        on = read_date(day)
        if clock == "24:00:00":
            return datetime.combine(on + DAY, time())
        return datetime.combine(on, read_time(clock)) if parted else datetime.combine(on, time())
    except (NoValue, OverflowError):
        raise NoValue(f"“{text[:60]}” is not a date and time. Write it as 2026-03-01T09:30:00.") from None


def read_duration(text: str) -> Months | timedelta:
    """`P1Y6M` as Months, `P10DT2H` as timedelta. Raises NoValue for anything else."""
    if (match := _MONTHS.fullmatch(text)) and (match[2] or match[3]):
        count = int(match[2] or 0) * 12 + int(match[3] or 0)
        return months(-count if match[1] else count)
    if (match := _DAYS.fullmatch(text)) and any(match[part] for part in (2, 4, 5, 6)):
        sign, days, clock, hours, minutes, seconds, fraction = match.groups()
        if not clock or hours or minutes or seconds:
            try:
                length = timedelta(
                    days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0), seconds=int(seconds or 0)
                )
            except OverflowError:
                raise NoValue("A duration is longer than can be counted.") from None
            length += timedelta(microseconds=int((fraction or "0").ljust(6, "0")[:6]))
            return -length if sign else length
    raise NoValue(f"“{text[:40]}” is not a duration. Write it as P10D, PT2H or P1Y6M.")


def months(count: int) -> Months:
    """A duration of that many months. Raises NoValue where it could not be counted."""
    if abs(count) > _LONGEST:
        raise NoValue("A duration is longer than can be counted.")
    return Months(count)


def read_any(text: str) -> date | time | datetime | Months | timedelta:
    """What `@"…"` means: a date, time, date and time or duration, told apart by its form."""
    if text.lstrip("-").startswith("P"):
        return read_duration(text)
    if "T" in text.partition("@")[0]:
        return read_moment(text)
    return read_time(text) if ":" in text else read_date(text)


def show_time(value: time) -> str:
    """A time as FEEL writes it, with its zone."""
    return _clock(value) + show_zone(value.tzinfo)


def _clock(value: time | datetime) -> str:
    fraction = f".{value.microsecond:06d}".rstrip("0") if value.microsecond else ""
    return f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{fraction}"


def show_zone(at: tzinfo | None) -> str:
    """`Z`, `+01:00`, `@Europe/London`, or nothing."""
    if at is None:
        return ""
    if isinstance(at, ZoneInfo):
        return f"@{at.key}"
    length = at.utcoffset(None) or timedelta()
    if not length:
        return "Z"
    sign, length = ("-", -length) if length < timedelta() else ("+", length)
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")


def show_moment(value: datetime) -> str:
    """A date and time as FEEL writes it, with its zone."""
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}T{_clock(value)}{show_zone(value.tzinfo)}"


def show_days(value: timedelta) -> str:
    """A duration of days and time as ISO 8601 writes it: P1DT2H3M4.5S, PT0S for none."""
    sign, value = ("-", -value) if value < timedelta() else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{value.microseconds:06d}".rstrip("0") if value.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    days = f"{value.days}D" if value.days else ""
    return f"{sign}P{days}T{clock}" if clock else f"{sign}P{days}" if days else "PT0S"


def microseconds(value: timedelta) -> int:
    """The duration as a whole number of microseconds."""
    return value // MICROSECOND


def lasting(count: Decimal) -> timedelta:
    """The duration of that many microseconds, rounded. Raises NoValue where it could not be counted."""
    try:
        return timedelta(microseconds=int(EXACT.to_integral_value(count)))
    except (OverflowError, ValueError):
        raise NoValue("A duration is longer than can be counted.") from None


def later(value: date, by: Months) -> date:
    """That many months on, at the month's last day where it is shorter. Keeps a datetime's clock and zone."""
    years, month = divmod(value.year * 12 + value.month - 1 + by.count, 12)
    if not 1 <= years <= 9999:
        raise NoValue("The date would lie outside the years 1 to 9999.")
    return value.replace(year=years, month=month + 1, day=min(value.day, monthrange(years, month + 1)[1]))


def seconds_of(value: time) -> Decimal:
    """Seconds since midnight, in UTC where the time has an offset. A named zone counts with its standard offset."""
    seconds = value.hour * 3600 + value.minute * 60 + value.second + Decimal(value.microsecond).scaleb(-6)
    return seconds - Decimal(int(time_offset(value).total_seconds()))


def time_offset(value: time) -> timedelta:
    """The time's distance from UTC; none counts as none."""
    if value.tzinfo is None:
        return timedelta()
    return value.tzinfo.utcoffset(datetime(1970, 1, 1)) or timedelta()  # noqa: DTZ001 - a zone wants a naive moment


def instant(value: datetime) -> datetime:
    """The moment in UTC if it has a zone, else as it is."""
    return value.astimezone(UTC) if value.tzinfo is not None else value


def moment(value: date) -> datetime:
    """A date as its midnight in UTC, which is what DMN counts dates from."""
    return value if isinstance(value, datetime) else datetime.combine(value, time(), UTC)
