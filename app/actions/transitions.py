"""Looking ahead: once a day, whether something comes for a child that has to be prepared, by their birthday alone.

Nothing waits in rows for years: the day is worked out from the birthday whenever it is looked at, so that none is lost where
a birthday, or the area's pack, changes. What has begun is prepared by the process `transition`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from app.actions import messages, releases
from app.actions import policy as packs
from app.actions.daily import Look
from app.domain.access import SYSTEM, Actor
from app.domain.deadlines import LONDON, months_later
from app.domain.policy import Policy
from app.domain.transitions import BY_BIRTHDAY, by_birthday
from app.store import transitions
from app.store.tx import Tx

WORD = "transition_due"
OLDEST = date(1990, 1, 1)  # nobody who is older has an open case


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something that comes for a child, and that nobody prepares yet."""

    area: str
    case_id: UUID
    transition: str
    on: date


def _ahead(tx: Tx, today: date) -> tuple[Ahead, ...]:
    found: list[Ahead] = []
    for area in transitions.areas(tx):
        there = replace(tx, actor=Actor(None, SYSTEM.name, area.code, system=True))
        policy = packs.in_force(tx, area.policy_id)
        ahead = list(_of_area(there, policy, today)) if "transition_plan" in policy.settings else []
        found += ahead if ahead and releases.begins_with(there, WORD) else []
    return tuple(found)


def _of_area(tx: Tx, policy: Policy, today: date) -> Iterator[Ahead]:
    ceiling = _ceiling(policy)
    for row in transitions.born_within(tx, tx.actor.area, _windows(policy, today, ceiling)):
        known = row.dates or {}
        for transition in BY_BIRTHDAY:
            on = by_birthday(transition, row.born_on, ceiling)
            since = known.get(transition)
            if since and since[1] == row.born_on.isoformat():
                continue
            if since or (_opens(policy, on) <= today and (today < on or transition == "grows_up")):
                yield Ahead(tx.actor.area, row.id, transition, on)


def _windows(policy: Policy, today: date, ceiling: int) -> list[tuple[date, date]]:
    """The birthdays of those for whom something may be ahead: grown up within the time, or of the two years that change."""
    early = today - _opens(policy, today)
    grown = months_later(today + early, -12 * ceiling)
    schools = [(months_later(today, -12 * old), months_later(today, -12 * (old - 3))) for old in (6, 13)]
    return [(OLDEST, grown), *schools]


def _opens(policy: Policy, on: date) -> date:
    """The day on which preparing begins for what comes on this day."""
    noon = datetime.combine(on, time(12), LONDON)
    return policy.due("transition_plan", noon).at.astimezone(LONDON).date()


def _ceiling(policy: Policy) -> int:
    setting = policy.settings.get("age_ceiling")
    return int(setting.value) if setting else 18


def _begin(tx: Tx, one: Ahead) -> bool:
    key = f"{WORD} {one.transition} {one.on} {one.case_id}"
    messages.send(tx, one.case_id, WORD, {"transition": one.transition, "on": one.on}, key)
    return True


AHEAD = Look(_ahead, _begin, "not-looked-ahead")
