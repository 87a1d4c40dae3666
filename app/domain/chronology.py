"""The chronology: the days that mattered in a child's life, as short facts without opinion.

The workflow proposes an entry, a person words it. Once accepted it is never overwritten: a correction is an entry of its
own that takes the other's place and says why.
Source: Care Inspectorate, Practice Guide to Chronologies, 2017.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from uuid import UUID

from app.domain.deadlines import day_in_words, time_in_words
from app.domain.errors import Invalid

IMPACTS: Mapping[str, str] = MappingProxyType(
    {
        "helped": "It helped the child",
        "harmed": "It harmed the child",
        "neither": "It neither helped nor harmed",
        "unknown": "Not known yet",
    }
)
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "life_event": "Birth, a move, something in the family",
        "concern": "A concern or an incident",
        "status": "A status or the register",
        "meeting": "A meeting or review",
        "decision": "A decision, a hearing or a court",
        "help": "Help that began, changed or ended",
        "health": "Health",
        "learning": "Learning",
        "contact": "A visit or conversation",
        "other": "Something else",
    }
)
AGENCIES: Mapping[str, str] = MappingProxyType(
    {
        "social_work": "Social work",
        "health": "Health",
        "education": "Education",
        "police": "Police",
        "third_sector": "Third sector",
        "council": "Another council service",
        "family": "The child or family",
        "other": "Somebody else",
    }
)
RESTRICTED = "restricted"
CORE = frozenset({"social_work", "health", "education", "police"})
PRECISIONS: Mapping[str, str] = MappingProxyType(
    {
        "day": "On this day",
        "about": "About this day",
        "month": "Some day of this month",
        "year": "Some day of this year",
    }
)
SHARES: Mapping[str, str] = MappingProxyType(
    {
        "all": "Every agency around the child",
        "core_agencies": "Social work, health, education and police only",
        "restricted": "Only whoever is responsible for the child",
    }
)
LONGEST = 2_000  # characters of each answer: a chronology is read at a glance


@dataclass(frozen=True, slots=True)
class Wording:
    """An entry as a person words it.

    happened: the fact. source: who says so. impact: code of IMPACTS. action: what was done. family: may the child and
    family read it? What must not reach them is restricted (I10).
    kind: code of KINDS, agency: of AGENCIES, "" where nobody said. precision: code of PRECISIONS. clock: the time of day,
    “14:30”, or "". share: code of SHARES. impact_note: how it touched the child. no_action: why nothing was done.
    outcome: what came of what was done. significance: why the day matters.
    """

    happened_on: date
    happened: str
    source: str
    impact: str
    action: str
    family: bool
    kind: str = ""
    agency: str = ""
    precision: str = "day"
    clock: str = ""
    share: str = "all"
    impact_note: str = ""
    no_action: str = ""
    outcome: str = ""
    significance: str = ""

    @property
    def when(self) -> str:
        """The day as exactly as it is known: “5 January 2026, 2:30pm”, “about 5 January 2026”, “January 2026”, “2026”."""
        match self.precision:
            case "year":
                return str(self.happened_on.year)
            case "month":
                return f"{self.happened_on:%B} {self.happened_on.year}"
            case "about":
                return f"about {day_in_words(self.happened_on)}"
        return f"{day_in_words(self.happened_on)}{f', {time_in_words(time.fromisoformat(self.clock))}' if self.clock else ''}"

    def check(self, today: date) -> None:
        """Raise Invalid where this is not an entry."""
        if self.happened_on > today:
            raise Invalid("A chronology holds what has happened. Choose today or an earlier day.")
        if not self.happened.strip():
            raise Invalid("Say what happened, in a sentence that still makes sense in a year.")
        if self.impact not in IMPACTS:
            raise Invalid("Say what it meant for the child: helped, harmed, neither or unknown.")
        self._check_codes()
        if self.action.strip() and self.no_action.strip():
            raise Invalid(
                "Either something was done, or there is a reason why nothing was. Leave one of the two empty."
            )
        if self.family and self.share != "all":
            raise Invalid(
                "What the family may read, every agency may read too. Share it with all, or keep it from the family."
            )
        words = (
            *(self.happened, self.source, self.action),
            *(self.impact_note, self.no_action, self.outcome, self.significance),
        )
        if any(len(text) > LONGEST or "\0" in text for text in words):
            raise Invalid(f"Shorten each answer to {LONGEST} characters, written as plain text.")

    def _check_codes(self) -> None:
        known = ((self.kind, KINDS), (self.agency, AGENCIES), (self.precision, PRECISIONS), (self.share, SHARES))
        if any(code and code not in codes for code, codes in known) or not self.precision or not self.share:
            raise Invalid("Choose one of the answers that are offered, or leave the question open.")
        if self.clock:
            try:
                time.fromisoformat(self.clock)
            except ValueError:
                raise Invalid("Enter the time of day like 14:30, or leave it open.") from None

    def read_by(self, sector: str, *, responsible: bool) -> bool:
        """May somebody of this sector read it? responsible: whoever is responsible for the child, or wrote it, may."""
        return responsible or self.share == "all" or (self.share == "core_agencies" and sector in CORE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. state: proposed, accepted, declined, or corrected where a later entry has taken its place.

    proposal: the workflow's sentence, "" where a person added it. wording: what a person made of it; of a proposal, its
    day and sentence. settled_by, settled_at: who accepted, declined or added it. replaces: the entry that it corrects.
    reason: why it was declined, or why the other was corrected.
    """

    id: UUID
    state: str
    proposal: str
    wording: Wording
    proposed_by: str
    proposed_at: datetime
    settled_by: str
    settled_at: datetime | None
    replaces: UUID | None
    reason: str
    settled_by_id: UUID | None = None
