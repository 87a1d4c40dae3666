"""A decision of a child protection meeting is disputed, by an agency or by the family. It stands meanwhile.

Nothing here touches the register: only a meeting does. Source: National Guidance for Child Protection in Scotland 2021,
updated 2023, pages 119 and 120; areas' own procedures on dissent and appeals.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from app.domain.cases import StatusName, responsible
from app.domain.deadlines import LONDON, day_in_words, local
from app.domain.errors import Invalid
from app.domain.operations.handing import around, notices
from app.domain.operations.model import Operation, Outcome
from app.domain.steps import Effect, World

FOUND = {
    "uphold": "The chair's decision stands.",
    "reconvene": "The meeting is held again.",
    "upheld": "The appeal is upheld: a new meeting decides.",
    "not_upheld": "The appeal is not upheld: the decision stands.",
}


def open_dissent(inputs: Mapping[str, Any], world: World) -> Outcome:
    """An agency still disagrees after the meeting. Raises Invalid where the meeting's day is missing or to come."""
    held = _past(inputs, "held_on", world)
    said = f"An agency disagrees with the decision of the meeting of {day_in_words(held)}. {_stands(world)}"
    return Outcome(effects=_told("decision_disputed", world), noted=(said,))


def open_appeal(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The family appeals. Says whether it came within the area's days (`appeal_lodge`) of the decision.

    Raises Invalid where a day is missing or to come, or the appeal is older than the decision.
    """
    lodged, decided = _past(inputs, "lodged_on", world), _past(inputs, "decided_on", world)
    if lodged < decided:
        raise Invalid("An appeal comes after the decision. Check the two days.", field="lodged_on")
    until = world.policy.due("appeal_lodge", datetime.combine(decided, time(12), LONDON).astimezone(UTC))
    in_time = lodged <= local(until.at).date()
    how = "in time" if in_time else f"late: it was due by {day_in_words(local(until.at).date())}"
    said = f"The family appeals against the decision of {day_in_words(decided)}, {how}. {_stands(world)}"
    return Outcome({"in_time": in_time}, effects=_told("decision_disputed", world), noted=(said,))


def settle_dispute(inputs: Mapping[str, Any], world: World) -> Outcome:
    """What was found: those around the child hear that it is settled. Raises Invalid where it is not said what."""
    if (found := FOUND.get(str(inputs.get("outcome")))) is None:
        raise Invalid("Say what was decided.", field="outcome")
    return Outcome(effects=_told("dispute_settled", world), noted=(f"{found} {_stands(world)}",))


def _stands(world: World) -> str:
    """What the register says meanwhile, in words."""
    on = world.facts.has(StatusName.REGISTERED)
    return "The child's name stays on the register." if on else "The child's name stays off the register."


def _told(notice: str, world: World) -> tuple[Effect, ...]:
    return notices(notice, (responsible(world.facts).person_id, *around(world.facts)), world)


def _past(inputs: Mapping[str, Any], name: str, world: World) -> date:
    """The day that an input names. Raises Invalid where it names none, or one to come."""
    day = inputs.get(name)
    if not isinstance(day, date) or day > world.today:
        raise Invalid("Enter a day that is today or earlier.", field=name)
    return day


OPERATIONS = (
    Operation("open_dissent", {"held_on": "the day of the meeting"}, {}, open_dissent),
    Operation(
        "open_appeal",
        {"lodged_on": "the day on which the appeal came", "decided_on": "the day of the decision"},
        {"in_time": "did it come within the area's days: true or false"},
        open_appeal,
    ),
    Operation(
        "settle_dispute",
        {"outcome": "uphold or reconvene of a dissent, upheld or not_upheld of an appeal"},
        {},
        settle_dispute,
    ),
)
