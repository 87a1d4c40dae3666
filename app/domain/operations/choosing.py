"""What the choice of a lead professional notes on its way."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.domain import statutory
from app.domain.operations.model import Operation, Outcome
from app.domain.steps import World


def note_availability(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Who of the candidates can take it on, and is the person the child or family asked for among them?"""
    candidates, answers = list(inputs["candidates"] or ()), list(inputs["answers"] or ())
    available = [one for one, answer in zip(candidates, answers, strict=False) if answer in ("yes", "yes_if")]
    preferred = inputs.get("preferred")
    names = [statutory.described(world.facts.people.get(UUID(one))) for one in available]
    said = f"Can take it on: {'; '.join(names)}." if names else "None of the candidates can take it on."
    return Outcome({"available": available, "wish_met": preferred is None or preferred in available}, noted=(said,))


def note_explanation(inputs: Mapping[str, Any], world: World) -> Outcome:
    """It was explained why the wish cannot be met; shall somebody else whom they named be asked?

    Once more each time, and no more often than the pack says (`lp_explain_rounds`).
    """
    rounds, most = int(inputs.get("rounds") or 0) + 1, int(world.policy.setting("lp_explain_rounds").value)
    again = bool(inputs.get("someone_else")) and rounds < most
    return Outcome(
        {"rounds": rounds, "again": again},
        noted=(f"The child and family were told why their wish could not be met (time {rounds} of at most {most}).",),
    )


OPERATIONS = (
    Operation(
        "note_availability",
        {
            "candidates": "list of persons' ids",
            "answers": "list of yes, yes_if, no or null, in the same order",
            "preferred": "id of the person whom the child or family asked for, or null",
        },
        {
            "available": "list of the ids of those who can",
            "wish_met": "is the preferred one among them, or none asked for",
        },
        note_availability,
    ),
    Operation(
        "note_explanation",
        {"rounds": "how often it was explained before", "someone_else": "has the family named somebody else"},
        {"rounds": "how often it has been explained now", "again": "shall that person be asked"},
        note_explanation,
    ),
)
