"""A child's record over the years: one episode is open at most, and a closed one is never used again.

Also whether two records may be of one child, which is asked of people and never decided here.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.deadlines import LONDON, Due, day_in_words, local

if TYPE_CHECKING:  # cases names what came before in its facts, so it reads this module and not the other way round
    from app.domain.cases import Child, Facts
    from app.domain.policy import Policy

# Why a journey is closed. Source: the closing form's choices; death and a duplicate are nobody's to choose there.
CLOSINGS = MappingProxyType(
    {
        "outcomes_met": "the child has what they need",
        "declined": "the family does not want help",
        "moved": "the child has moved away",
        "age_18": "the young person is grown up",
        "death": "the child has died",
        "duplicate": "it was a second record of the same child",
        "other": "for another reason",
    }
)
LATER_NAMES = MappingProxyType({"age": "age_18"})  # what forms of earlier releases still say


def closing(code: object) -> str:
    """A reason as it is kept; what is no reason counts as another one."""
    found = LATER_NAMES.get(str(code), str(code))
    return found if found in CLOSINGS else "other"


@dataclass(frozen=True, slots=True)
class Before:
    """What earlier episodes leave to this one. lead: who led last, while in post; led_until: to which day.

    registered: ((on, off), …) for each time that the child's name was on the register, oldest first.
    """

    lead: UUID | None = None
    led_until: date | None = None
    registered: tuple[tuple[date, date], ...] = ()


NOTHING_BEFORE = Before()


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode as somebody who may see it reads of it.

    lead: who led last, by name; in_post: may they be asked again. plan_id: the last version of the plan. closed_as: code
    of CLOSINGS. off_register_on: the last day on which the child's name came off the register in it.
    """

    case_id: UUID
    number: int
    opened_at: datetime
    closed_at: datetime | None
    closed_as: str | None
    lead: str = ""
    in_post: bool = False
    plan_id: UUID | None = None
    off_register_on: date | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a closed record is kept. due: until when, with its calculation; None where it is kept without end."""

    words: str
    due: Due | None = None


def kept(facts: "Facts", policy: "Policy", closed_at: datetime, reason: str) -> Kept | None:
    """How long the record of a case that was closed is kept; None where the area's pack says nothing of it.

    Nothing is destroyed by itself: that a time is over asks somebody to look.
    """
    if any(one.name == "legal_hold" and one.ended_on is None for one in facts.statuses):
        return Kept("The record is held for legal reasons and kept without end, until that is lifted.")
    born = datetime.combine(facts.child.born_on, time(12), LONDON)
    key, since = "retention_record", closed_at
    if facts.was_looked_after:
        key, since = ("retention_died", closed_at) if reason == "death" else ("retention_looked_after", born)
    if key not in policy.settings:
        return None
    due = policy.due(key, since)
    return Kept(f"The record is kept until {day_in_words(local(due.at).date())}: {due.text}.", due)


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to another, as a re-registration counts them; never below 0."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return max(0, months - (later.day < earlier.day))


def plain(name: str) -> str:
    """A name without what is written differently by different people: capitals, accents, blanks, hyphens."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in spread if letter.isalnum())


def same_name(one: "Child", other: "Child") -> bool:
    """Do two children born on one day have the same name, as far as people would say so?"""
    return plain(one.family_name) == plain(other.family_name) and bool(_first(one) & _first(other))


def alike(one: "Child", other: "Child") -> bool:
    """May two children born on one day be the same? Then a person looks: one of the names is enough to ask."""
    return plain(one.family_name) == plain(other.family_name) or bool(_first(one) & _first(other))


def _first(child: "Child") -> set[str]:
    return {plain(name) for name in (child.given_name, child.known_as)} - {""}
