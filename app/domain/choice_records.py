"""The record of how somebody came to lead for a child: what its page, its print and the API show. Frozen values.

`choice_steps` puts it together from what never changes, so that it reads the same years later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something that somebody recorded: what was asked, and what they said."""

    name: str
    by: str
    at: datetime | None
    said: Pairs


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom the child and parents would like, in their own words, and how they were asked."""

    by: str
    at: datetime | None
    child: Pairs
    parents: Pairs
    preferred: str
    other: Pairs


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could lead. ratings: {factor: how it speaks for them}. answer: whether they can; reply: why, and
    whether their line manager gives the time. asked_for: by the child or family."""

    person_id: str
    name: str
    ratings: Mapping[str, str]
    why: str
    answer: str
    answered_by: str
    reply: Pairs
    asked_for: bool


@dataclass(frozen=True, slots=True)
class Weighing:
    """Candidates side by side. factors: in the order in which the pack of the time asked them."""

    by: str
    at: datetime | None
    factors: tuple[str, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """What one partner says to a proposal. answer: “No answer in time” where there is none."""

    who: str
    answer: str
    agrees: bool
    said: Pairs


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody was proposed, or named where a rule says who must lead.

    unasked: why nobody was asked to agree, where the plan has no partners yet; else "".
    """

    name: str
    who: str
    by: str
    at: datetime | None
    reason: str
    child: Pairs
    other: Pairs
    positions: tuple[Position, ...] = ()
    unasked: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the ladder. outcome: in words; said: what whoever it was asked of recorded."""

    office: str
    begun_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    by: str
    outcome: str
    said: Pairs


@dataclass(frozen=True, slots=True)
class Interim:
    """Somebody led meanwhile. until: None while they still do."""

    who: str
    since: datetime
    until: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Check:
    """The child's status was asked who may lead. at: each time that it was found so. about: the person's name, or "".

    allowed: False where the choice of somebody was refused.
    """

    at: tuple[datetime, ...]
    about: str
    said: str
    rule: str
    source: str
    pack: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class ChoiceRecord:
    """How somebody came to lead. id: of its first step. ended_at: None while it is under way.

    chosen: whom it came to, or who is proposed at present; reason: why, in a sentence; how: agreed, decided or named by
    whom. changed: what the child's view changed. Everything else in the order in which it happened.
    """

    id: UUID
    instance_id: UUID
    begun_at: datetime
    ended_at: datetime | None
    settled: bool
    chosen: str
    reason: str
    how: str
    changed: str
    occasion: tuple[Spoken, ...]
    wishes: tuple[Wish, ...]
    weighings: tuple[Weighing, ...]
    explained: tuple[Spoken, ...]
    proposals: tuple[Proposal, ...]
    levels: tuple[Level, ...]
    interims: tuple[Interim, ...]
    checks: tuple[Check, ...]
    confirmed: tuple[Spoken, ...]
    accepted: tuple[Spoken, ...]
