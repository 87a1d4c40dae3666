"""Reviews of a plan: from when the next one counts.

The days are facts of the case, so that nothing that interrupts a plan moves its review. Diagrams of earlier releases keep
counts of their own besides.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.cases import Counted, Review, StatusName
from app.domain.operations.model import Operation, Outcome
from app.domain.steps import World


def begin_reviews(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """The plan is in effect: its first review counts from today."""
    planned = replace(world.facts.reviews, planned=world.today)
    return Outcome({"counted_from": world.now, "reviews": 0, "looked_after_reviews": 0}, changes=(Counted(planned),))


def note_review(inputs: Mapping[str, Any], world: World) -> Outcome:
    """A review was held: the next one counts from now. Reviews while looked after count on their own, for their clock.

    Diagrams of earlier releases give their counts as `reviews` and `looked_after_reviews`.
    """
    reviews = max(len(world.facts.reviews.held), int(inputs.get("reviews") or 0)) + 1
    looked_after = world.facts.looked_after
    return Outcome(
        {
            "counted_from": world.now,
            "reviews": reviews,
            "looked_after_reviews": int(inputs.get("looked_after_reviews") or 0) + 1 if looked_after else 0,
        },
        changes=(reviewed(world, world.today),),
        noted=(f"Review {reviews} of the plan was held.",),
    )


def note_clocks(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """Which statuses hold now, and the day for which a review is called: whoever waits asks anew when that changes."""
    holding = [one.name.value for one in world.facts.statuses if one.ended_on is None]
    return Outcome({"clocks": holding, "called": world.facts.reviews.called})


def reviewed(world: World, on: date) -> Counted:
    """A meeting of this day, of whatever kind, reviewed the plan: the clocks count from then.

    A review meeting that was called for the register was held with it; a planning meeting that is called is still to come.
    """
    reviews, held = world.facts.reviews, Review(on, looked_after=world.facts.looked_after)
    called = None if world.facts.has(StatusName.REGISTERED) else reviews.called
    return Counted(replace(reviews, held=(*reviews.held, held), called=called))


COUNTS = {
    "counted_from": "the moment from which the next review counts",
    "reviews": "how many reviews were held",
    "looked_after_reviews": "how many of them while the child was looked after, this time",
}

OPERATIONS = (
    Operation("begin_reviews", {}, COUNTS, begin_reviews),
    Operation("note_review", {}, COUNTS, note_review),
    Operation(
        "note_clocks",
        {},
        {"clocks": "the statuses that hold now, as `case.statuses`", "called": "as `case.reviews.called`"},
        note_clocks,
    ),
)
