"""The journey is closed: for a reason, with everybody heard; from then on the time counts for which its record is kept."""

from collections.abc import Mapping
from typing import Any

from app.domain.cases import Closing, protecting
from app.domain.episodes import CLOSINGS, closing, kept
from app.domain.errors import Invalid, RuleBroken
from app.domain.operations.model import Operation, Outcome
from app.domain.steps import World


def close_journey(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The journey ends for this reason. Raises Invalid where none is said, RuleBroken while the child is being protected."""
    if not inputs.get("reason"):
        raise Invalid("Say why the journey ends.", field="close_reason")
    if protecting(world.facts):
        raise RuleBroken(
            "Somebody suspects that the child may be harmed, and that is being looked into. Close the journey when it is "
            "settled; your task stays here until then.",
            rule="I3",
            source="National Guidance for Child Protection in Scotland 2021, updated 2023, page 91",
            pack=world.policy.label,
        )
    reason = closing(inputs["reason"])
    until = kept(world.facts, world.policy, world.now, reason)
    lines = (until.words,) if until else ()
    return Outcome(changes=(Closing(reason),), noted=lines)


OPERATIONS = (
    Operation(
        "close_journey",
        {"reason": f"why the journey ends: {', '.join(CLOSINGS)}"},
        {},
        close_journey,
    ),
)
