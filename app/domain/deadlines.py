"""When something is due, and why on that day. Pure functions of dates, a unit and a calendar, in Europe/London.

SpiffWorkflow's duration arithmetic is not used: it freezes the UTC offset at import and overflows month ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
UNITS = ("working days", "calendar days", "weeks", "months", "hours")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as guidance says it: 5 “working days”. `count` is whole and at least 0, at most 20 years."""

    count: int
    unit: str

    @classmethod
    def of(cls, value: object, unit: str) -> "Span":
        """A span from a pack's value and unit. Raises ValueError where it is not a whole number of a known unit."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Due:
    """A due moment with its calculation.

    at: aware, UTC. rule: the policy key. text: one sentence, “3 working days from 2 March 2026”.
    days: the calculation, a line per day or holiday skipped. source, pack: where the rule stands.
    """

    at: datetime
    rule: str = ""
    text: str = ""
    days: tuple[str, ...] = ()
    source: str = ""
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days on which the area does not work, besides Saturdays and Sundays: {day: its name}. covers: last year known."""

    holidays: Mapping[date, str] = field(default_factory=dict)
    covers: int = 2036

    def works(self, day: date) -> bool:
        """Is this a working day?"""
        raise NotImplementedError

    def after(self, start: datetime, span: Span, *, rule: str = "", source: str = "", pack: str = "") -> Due:
        """The last moment of the span that begins at `start` (aware): the end of its last day in Europe/London."""
        raise NotImplementedError
