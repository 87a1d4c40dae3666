"""Reviews of a plan: from when the next one counts."""

from collections.abc import Mapping
from typing import Any

from app.domain.cases import StatusName
from app.domain.operations.model import Operation, Outcome
from app.domain.steps import World


def begin_reviews(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """The plan is in effect: the first review counts from now."""
    return Outcome({"counted_from": world.now, "reviews": 0, "looked_after_reviews": 0})


def note_review(inputs: Mapping[str, Any], world: World) -> Outcome:
    """A review was held: the next one counts from now. Reviews while looked after count on their own, for their clock."""
    reviews = int(inputs.get("reviews") or 0) + 1
    looked_after = world.facts.has(StatusName.LOOKED_AFTER)
    return Outcome(
        {
            "counted_from": world.now,
            "reviews": reviews,
            "looked_after_reviews": int(inputs.get("looked_after_reviews") or 0) + 1 if looked_after else 0,
        },
        noted=(f"Review {reviews} of the plan was held.",),
    )


COUNTS = {
    "counted_from": "the moment from which the next review counts",
    "reviews": "how many reviews were held",
    "looked_after_reviews": "how many of them while the child was looked after, this time",
}

OPERATIONS = (
    Operation("begin_reviews", {}, COUNTS, begin_reviews),
    Operation(
        "note_review",
        {"reviews": COUNTS["reviews"], "looked_after_reviews": COUNTS["looked_after_reviews"]},
        COUNTS,
        note_review,
    ),
)
