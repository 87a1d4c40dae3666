"""The reporting year of returns, and what is known of one child's case for them.

A reporting year goes from 1 August to 31 July, with four quarters, as the annual child protection return has it.
Source: Children's Social Work Statistics Scotland, child protection; Minimum Dataset for Child Protection Committees,
version 2 (CELCIS).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.cases import Role, Status, StatusName
from app.domain.deadlines import local, months_later
from app.domain.errors import Invalid
from app.domain.policy import Policy

FIRST_MONTH = 8
QUARTERS = 4
EARLIEST, LATEST = 1990, 2200


@dataclass(frozen=True, slots=True)
class Year:
    """A reporting year by the calendar year in which it begins: 2025 is 1 August 2025 to 31 July 2026."""

    begins: int

    def __post_init__(self) -> None:
        if not EARLIEST <= self.begins <= LATEST:
            raise Invalid(f"Choose a reporting year that begins between {EARLIEST} and {LATEST}.")

    @classmethod
    def of(cls, day: date) -> "Year":
        """The reporting year of a day."""
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    @property
    def first(self) -> date:
        """1 August."""
        return date(self.begins, FIRST_MONTH, 1)

    @property
    def last(self) -> date:
        """31 July."""
        return date(self.begins + 1, FIRST_MONTH, 1) - timedelta(days=1)

    @property
    def title(self) -> str:
        """“2025-26”."""
        return f"{self.begins}-{(self.begins + 1) % 100:02}"

    def quarter(self, day: date) -> int | None:
        """0 for August to October, 3 for May to July; None for a day of another year."""
        if not self.first <= day <= self.last:
            return None
        return (day.month - FIRST_MONTH) % 12 // 3

    def ends(self, quarter: int) -> date:
        """The last day of a quarter."""
        return months_later(self.first, 3 * (quarter + 1)) - timedelta(days=1)

    def has(self, day: date | None) -> bool:
        """Is it a day of this year?"""
        return day is not None and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Step:
    """A task of the case. kind: of the document that its answers are, or "". given: its answers, days as text."""

    key: str
    process: str
    state: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    kind: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def done_on(self) -> date | None:
        """The day on which it was done; None where it was not."""
        return local(self.closed_at).date() if self.state == "done" and self.closed_at else None

    @property
    def in_time(self) -> bool:
        """Was it done before it was due, or never due?"""
        return self.due_at is None or (self.closed_at is not None and self.closed_at <= self.due_at)

    def day(self, key: str) -> date | None:
        """An answer that is a day."""
        said = self.given.get(key)
        try:
            return date.fromisoformat(str(said)[:10]) if said else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Record:
    """One case as returns read it. known: {key of characteristics: code}. steps, statuses, roles: oldest first.

    entries: (the day, when it was put into the chronology). told: (message, when). running: does a process go on?
    before: the moments at which earlier episodes of the same child ended. earlier: times on the register in them.
    """

    case_id: UUID
    child_id: UUID
    born_on: date
    opened_at: datetime
    running: bool
    known: Mapping[str, str] = field(default_factory=dict)
    statuses: tuple[Status, ...] = ()
    roles: tuple[Role, ...] = ()
    steps: tuple[Step, ...] = ()
    entries: tuple[tuple[date, datetime], ...] = ()
    told: tuple[tuple[str, datetime], ...] = ()
    before: tuple[datetime, ...] = ()
    earlier: tuple[Status, ...] = ()

    def done(self, key: str, *processes: str) -> Iterator[Step]:
        """The tasks of a kind that are done, oldest first. processes: only those of these, of any where none is named."""
        of_them = (one for one in self.steps if not processes or one.process in processes)
        return (one for one in of_them if one.key == key and one.state == "done")

    def having(self, name: StatusName) -> tuple[Status, ...]:
        """The times at which a status held, oldest first."""
        return tuple(one for one in self.statuses if one.name is name)

    def held(self, name: StatusName, day: date) -> bool:
        """Did a status hold on a day?"""
        return any(one.began_on <= day and (one.ended_on is None or one.ended_on > day) for one in self.having(name))


@dataclass(frozen=True, slots=True)
class Tally:
    """One thing that counts: on a day, in a case, in a group of its indicator."""

    on: date
    case_id: UUID
    group: str


@dataclass(frozen=True, slots=True)
class Context:
    """What an indicator may know besides the cases. today: no day after it has happened yet."""

    year: Year
    policy: Policy
    now: datetime

    @property
    def today(self) -> date:
        """The day in Scotland."""
        return local(self.now).date()

    def quarter_ends(self) -> Iterator[date]:
        """The last days of the quarters that have come; of the one that is under way, today."""
        for quarter in range(QUARTERS):
            begins = self.year.first if not quarter else self.year.ends(quarter - 1) + timedelta(days=1)
            if begins <= self.today:
                yield min(self.year.ends(quarter), self.today)


Counting = Callable[[Record, Context], Iterable[Tally]]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure with its parts. number: of the minimum dataset, or K1 … for the product's own. groups: {code: in words}.

    part: the group of which the share is told. stock: how many there are at the end of each quarter, not what happened
    in it. overlapping: one case may count in several groups, so these do not add up.
    """

    number: str
    title: str
    groups: Mapping[str, str]
    count: Counting
    part: str = ""
    stock: bool = False
    overlapping: bool = False


@dataclass(frozen=True, slots=True)
class Absent:
    """An indicator that the record does not carry. why: in a sentence."""

    number: str
    title: str
    why: str
