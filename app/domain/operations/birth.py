"""A child is born for whom work began before birth: what that changes, and that nobody leaves hospital unprotected.

Source: National Guidance for Child Protection in Scotland 2021, updated 2023, page 114.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.cases import responsible
from app.domain.deadlines import day_in_words
from app.domain.errors import Invalid, RuleBroken
from app.domain.operations.handing import around, held_by, notices
from app.domain.operations.model import Operation, Outcome
from app.domain.operations.planning import COMPULSORY
from app.domain.steps import World

SOURCE = "National Guidance for Child Protection in Scotland 2021, updated 2023, page 114"


def record_birth(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The child is born; the message has brought the name and the day. Says whether a pre-discharge meeting is needed.

    only_name: the birth was told before, and nobody hears of it again.
    """
    facts = world.facts
    protected = any(facts.has(name) for name in COMPULSORY)
    who = held_by(responsible(facts), facts)
    if inputs.get("only_name") is True:
        return Outcome({"protected": protected}, noted=("The birth was known. The child's name is recorded.",))
    said = f"The child is born. {who} stays responsible."
    wait = "The child does not leave hospital before a pre-discharge meeting has been held."
    return Outcome(
        {"protected": protected},
        effects=notices("child_born", (responsible(facts).person_id, *around(facts)), world),
        noted=(said, wait) if protected else (said,),
    )


def record_discharge(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The child left hospital on a day. Raises RuleBroken where that was before the meeting, Invalid where a day lacks."""
    left, met = inputs.get("left_on"), inputs.get("met_on")
    if not isinstance(left, date) or not isinstance(met, date):
        raise Invalid("Enter the day on which the child left hospital.", field="left_on")
    if left < met:
        raise RuleBroken(
            f"The pre-discharge meeting was held on {day_in_words(met)}, and no child who is protected leaves hospital "
            "before it. If this child did, follow child protection procedures at once and ask for the review meeting.",
            rule="pre_discharge",
            source=SOURCE,
            pack=world.policy.label,
            field="left_on",
        )
    return Outcome(noted=(f"The child left hospital on {day_in_words(left)}, after the pre-discharge meeting.",))


OPERATIONS = (
    Operation(
        "record_birth",
        {"only_name": "was the birth told before, so that only the name is new"},
        {"protected": "is the child registered, or being investigated for"},
        record_birth,
    ),
    Operation(
        "record_discharge",
        {"left_on": "the day on which the child left hospital", "met_on": "the day of the pre-discharge meeting"},
        {},
        record_discharge,
    ),
)
