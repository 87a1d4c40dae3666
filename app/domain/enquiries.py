"""Enquiries of the child protection register: who asked about which child, when and why, and what was answered.

Source: Fife child protection procedures: the child protection register: every enquiry is logged with caller, agency,
date, reason and child.
"""

from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from app.domain.deadlines import day_in_words

KEEPER = "register_keeper"  # the office that keeps the register, and its log
# What can be answered, as the log says it.
ANSWERS = MappingProxyType(
    {
        "registered": "on the register",
        "before": "was on it before",
        "never": "known here, never on the register",
        "similar": "a child of a similar name, born on that day, is on the register: ask for more",
        "unknown": "no child of this name and day of birth is known here",
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the register said. code: of ANSWERS. until: the day on which the name last came off, None otherwise."""

    code: str
    until: date | None = None

    @property
    def words(self) -> str:
        """The answer in words, “was on it before, until 3 May 2025”."""
        return f"{ANSWERS[self.code]}, until {day_in_words(self.until)}" if self.until else ANSWERS[self.code]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a process asked the register about its own child. reason: in words."""

    reason: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One line of the log. child, born_on: as the caller said them. recorded_by: who wrote it down."""

    at: datetime
    caller: str
    agency: str
    reason: str
    child: str
    born_on: date
    answer: Answer
    recorded_by: str
