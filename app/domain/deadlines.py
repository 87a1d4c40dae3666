"""When something is due, and why on that day. Pure functions of dates, a unit and a calendar, in Europe/London.

What is counted in working days ends when offices close on the last of them (the pack's `working_day_ends`, 5pm unless
it says otherwise), so that a clock raises a matter while somebody can still see it. What is counted in calendar days,
weeks or months ends with its last day, and hours pass without regard to clocks being changed. The day on which
something begins is never counted.

SpiffWorkflow's duration arithmetic is not used: it freezes the UTC offset at import and overflows month ends.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
UNITS = ("working days", "calendar days", "weeks", "months", "calendar years", "hours", "months before", "weeks before")

# Twenty years in each unit: no clock in children's services runs longer, and a slip of the finger stays harmless. Years
# are for how long a record is kept: the longest that a law asks for is a hundred.
LONGEST = {
    "working days": 5220,
    "calendar days": 7305,
    "weeks": 1044,
    "months": 240,
    "calendar years": 100,
    "hours": 175_320,
    "months before": 240,
    "weeks before": 1044,
}
# Past this many working days the calculation names the days that were skipped, and no longer each day counted.
DAY_BY_DAY = 60
DAY_ENDS = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as guidance says it: 5 “working days”. `count` is whole and at least 0, at most LONGEST."""

    count: int
    unit: str

    @classmethod
    def of(cls, value: object, unit: str) -> "Span":
        """A span from a pack's value and unit. Raises ValueError where it is not a whole number of a known unit."""
        if unit not in LONGEST:
            raise ValueError(f"“{unit}” is not a unit of time; use one of {', '.join(UNITS)}")
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
            raise ValueError(f"a number of {unit} must be whole, not “{value}”")
        if not 0 <= value <= LONGEST[unit]:
            raise ValueError(f"a number of {unit} must be between 0 and {LONGEST[unit]}, not {value}")
        return cls(int(value), unit)

    def __str__(self) -> str:
        if self.count != 1:
            return f"{self.count} {self.unit}"
        return f"1 {self.unit.removesuffix('s').replace('s before', ' before')}"


@dataclass(frozen=True, slots=True)
class Due:
    """A due moment with its calculation.

    at: aware, UTC. rule: the policy key. text: one sentence, “3 working days from 2 March 2026”.
    days: the calculation, a line per day or holiday skipped. source, pack: where the rule stands. begun: when what is
    timed began, so that it can be worked out anew; it counts for nothing where two dues are compared.
    """

    at: datetime
    rule: str = ""
    text: str = ""
    days: tuple[str, ...] = ()
    source: str = ""
    pack: str = ""
    begun: datetime | None = field(default=None, compare=False)


def day_in_words(day: date, *, weekday: bool = False) -> str:
    """“3 March 2026”, or “Tuesday 3 March 2026”."""
    return f"{day:%A }{day.day} {day:%B %Y}" if weekday else f"{day.day} {day:%B %Y}"


def time_in_words(moment: time) -> str:
    """“5pm”, “4:30pm”, “11:59pm”, as the Scottish Government Design System writes times."""
    hour = moment.hour % 12 or 12
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def local(moment: datetime) -> datetime:
    """The moment on a clock in Scotland. Raises ValueError where it carries no offset."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its offset from UTC")
    return moment.astimezone(LONDON)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter: 31 January + 1 month is in February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days on which the area does not work, besides Saturdays and Sundays: {day: its name}. covers: last year known.

    closes: when a working day ends, on a clock in Scotland.
    """

    holidays: Mapping[date, str] = field(default_factory=dict)
    covers: int = 2036
    closes: time = time(17)

    def works(self, day: date) -> bool:
        """Is this a working day?"""
        return day.weekday() < 5 and day not in self.holidays

    def days_after(self, day: date) -> Iterator[tuple[date, bool]]:
        """Each day after `day`, and whether it is a working day."""
        while True:
            day += timedelta(days=1)
            yield day, self.works(day)

    def worked_between(self, start: datetime, end: datetime) -> int:
        """How many working days a clock that began at `start` has counted by `end`: the first day out, the last in."""
        first, last = local(start).date(), local(end).date()
        return sum(self.works(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def later(self, start: datetime, working_days: int) -> datetime:
        """The same time of day, a number of working days later. With 0 it is `start` itself."""
        here = local(start)
        day, left = here.date(), working_days
        for following, works in self.days_after(day):
            if not left:
                break
            day, left = following, left - works
        return datetime.combine(day, here.time(), LONDON).astimezone(UTC)

    def after(self, start: datetime, span: Span, *, rule: str = "", source: str = "", pack: str = "") -> Due:
        """The last moment of the span that begins at `start` (aware): the end of its last day in Europe/London."""
        here = local(start)
        lines: tuple[str, ...]
        match span.unit:
            case "hours":
                end = (start.astimezone(UTC) + timedelta(hours=span.count)).astimezone(LONDON)
                lines = (f"Begins {_moment(here)}", f"{span} later: {_moment(end)}")
            case "working days":
                end, lines = self._working(here, span)
            case _:
                end, lines = _calendar(here, span)
        text = f"{span} {'' if span.unit.endswith(' before') else 'from '}{day_in_words(here.date())}"
        return Due(end.astimezone(UTC), rule, text, lines, source, pack, start.astimezone(UTC))

    def _working(self, here: datetime, span: Span) -> tuple[datetime, tuple[str, ...]]:
        """The close of the span's last working day, with the days that were counted and skipped on the way."""
        begun, brief = here.date(), span.count > DAY_BY_DAY
        lines = [f"Begins {_moment(here)}"]
        left, day = span.count, begun
        if not left and (not self.works(begun) or here.time() >= self.closes):
            lines.append("Offices are closed then, so the next working day counts as the day itself")
            left = 1
        wanted, weekend = left, 0
        for following, works in self.days_after(begun):
            if not left:
                break
            day, left = following, left - works
            if works and not brief:
                lines.append(f"{day_in_words(day, weekday=True)}: working day {wanted - left}")
            elif not works and day.weekday() < 5:
                lines.append(f"{day_in_words(day, weekday=True)}: {self.holidays[day]}, not counted")
            elif not works:
                weekend += 1
                if not brief:
                    lines.append(f"{day_in_words(day, weekday=True)}: weekend, not counted")
        if brief:
            lines.append(f"{weekend} days of weekends were not counted")
        if day.year > self.covers:
            lines.append(f"Bank holidays after {self.covers} are not known yet; only weekends were left out")
        end = datetime.combine(day, self.closes, LONDON)
        return end, (*lines, f"Due at {_moment(end)}, when offices close")


def _calendar(here: datetime, span: Span) -> tuple[datetime, tuple[str, ...]]:
    """The end of the last day of a span in calendar days, weeks, months or years."""
    begun = here.date()
    if span.unit.endswith(" before"):
        return _ahead(here, span)
    if span.unit in {"months", "calendar years"}:
        day = months_later(begun, span.count * (12 if span.unit == "calendar years" else 1))
    else:
        day = begun + timedelta(days=span.count * (7 if span.unit == "weeks" else 1))
    lines = [f"Begins {_moment(here)}", f"{span} later: {day_in_words(day, weekday=True)}"]
    if span.unit in {"months", "calendar years"} and day.day != begun.day:
        lines.append(f"{day:%B} {day.year} has no day {begun.day}, so its last day counts")
    end = datetime.combine(day, DAY_ENDS, LONDON)
    return end, (*lines, "Due by the end of that day; weekends and holidays count")


def _ahead(here: datetime, span: Span) -> tuple[datetime, tuple[str, ...]]:
    """The beginning of the day that lies a span before `here`: what has to be begun in time for a known day."""
    known = here.date()
    weeks = span.unit == "weeks before"
    day = known - timedelta(weeks=span.count) if weeks else months_later(known, -span.count)
    lines = (
        f"Counted back from {day_in_words(known, weekday=True)}",
        f"{span} it: {day_in_words(day, weekday=True)}, from the beginning of that day",
    )
    return datetime.combine(day, time(), LONDON), lines


def _moment(moment: datetime) -> str:
    return f"{time_in_words(moment.time())} on {day_in_words(moment.date(), weekday=True)}"


def remind_at(opened: datetime, due: datetime) -> datetime:
    """When whoever has a task is reminded of it: at three quarters of its time, or when it is due if that is within a day."""
    left = due - opened
    return due - left / 4 if left >= timedelta(days=1) else due
