"""The family declines. Refusal alone is no cause for concern, and it never ends what is compulsory."""

from collections.abc import Mapping
from typing import Any

from app.domain.operations.model import Operation, Outcome
from app.domain.operations.planning import compulsory
from app.domain.steps import World


def settle_refusal(inputs: Mapping[str, Any], world: World) -> Outcome:
    """What follows from a refusal: the plan goes on (it is compulsory, or the child wants it), becomes a smaller one, or ends.

    officer: what the GIRFEC lead officer decided where the child and the parents differ (goes_on or ends), or null.
    """
    if compulsory(world.facts, inputs.get("order") is True):
        said = "The plan goes on: it is compulsory, so a refusal does not end it. The family was told so."
        return Outcome({"settled": "goes_on"}, noted=(said,))
    if inputs.get("officer") == "goes_on":
        said = "The plan goes on, as the child wishes and the GIRFEC lead officer decided."
        return Outcome({"settled": "goes_on"}, noted=(said,))
    if inputs.get("single_agency") is True:
        said = "The family wants help from one agency instead of several."
        return Outcome({"settled": "single_agency"}, noted=(said,))
    said = (
        "The family does not want the plan. That alone is no cause for concern; the named person stays their contact."
    )
    return Outcome({"settled": "plan_ends"}, noted=(said,))


OPERATIONS = (
    Operation(
        "settle_refusal",
        {
            "order": "has a hearing or a sheriff made the plan compulsory: true or false",
            "single_agency": "does the family want help from one agency instead: true or false",
            "officer": "goes_on or ends, as the lead officer decided, or null",
        },
        {"settled": "goes_on, single_agency or plan_ends"},
        settle_refusal,
    ),
)
