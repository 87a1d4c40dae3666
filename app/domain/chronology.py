"""The chronology: the days that mattered in a child's life, as short facts without opinion.

The workflow proposes an entry, a person words it. Once accepted it is never overwritten: a correction is an entry of its
own that takes the other's place and says why.
Source: Care Inspectorate, Practice Guide to Chronologies, 2017.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from app.domain.errors import Invalid

IMPACTS: Mapping[str, str] = MappingProxyType(
    {
        "helped": "It helped the child",
        "harmed": "It harmed the child",
        "neither": "It neither helped nor harmed",
        "unknown": "Not known yet",
    }
)
LONGEST = 2_000  # characters of each answer: a chronology is read at a glance


@dataclass(frozen=True, slots=True)
class Wording:
    """An entry as a person words it.

    happened: the fact. source: who says so. impact: code of IMPACTS. action: what was done, or why nothing was.
    family: may the child and family read it? What must not reach them is restricted (I10).
    """

    happened_on: date
    happened: str
    source: str
    impact: str
    action: str
    family: bool

    def check(self, today: date) -> None:
        """Raise Invalid where this is not an entry."""
        if self.happened_on > today:
            raise Invalid("A chronology holds what has happened. Choose today or an earlier day.")
        if not self.happened.strip():
            raise Invalid("Say what happened, in a sentence that still makes sense in a year.")
        if self.impact not in IMPACTS:
            raise Invalid("Say what it meant for the child: helped, harmed, neither or unknown.")
        words = (self.happened, self.source, self.action)
        if any(len(text) > LONGEST or "\0" in text for text in words):
            raise Invalid(f"Shorten each answer to {LONGEST} characters, written as plain text.")


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
