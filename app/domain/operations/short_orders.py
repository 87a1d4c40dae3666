"""Orders that hold for days: a child protection order, an interim compulsory supervision order; what their hearings bring.

Source: Children's Hearings (Scotland) Act 2011, sections 45, 69, 86 and 96.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from app.domain.cases import SHORT, StatusName
from app.domain.deadlines import LONDON, day_in_words, local
from app.domain.errors import Invalid
from app.domain.operations.model import Operation, Outcome
from app.domain.operations.standing import ended
from app.domain.steps import World

CALLED = {
    StatusName.CHILD_PROTECTION_ORDER: "child protection order",
    StatusName.INTERIM_COMPULSORY_SUPERVISION: "interim compulsory supervision order",
}


def note_short_order(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """Which order holds; the one that has to be heard sooner, where both do."""
    order = next((name.value for name in SHORT if world.facts.has(name)), None)
    return Outcome({"order": order, "hearings": 0})


def hear_short_order(inputs: Mapping[str, Any], world: World) -> Outcome:
    """A hearing was held. The order goes on, unless it may not: then it has ended on that day."""
    order, on = StatusName(inputs["order"]), inputs.get("decided_on")
    if not isinstance(on, date):
        raise Invalid("Enter the day of the hearing.", field="decided_on")
    hearings = int(inputs.get("hearings") or 0) + 1
    goes_on = hearings == 1 if order is StatusName.CHILD_PROTECTION_ORDER else on < _last(world)
    said = f"The {CALLED[order]} {'goes on' if goes_on else 'has run out'} after the hearing of {day_in_words(on)}."
    changes = () if goes_on else ended(order, world, source=f"Hearing of {day_in_words(on)}")
    return Outcome({"hearings": hearings, "goes_on": goes_on}, changes=changes, noted=(said,))


def _last(world: World) -> date:
    """The last day of an interim order, however often it is extended; the day on which it was made is the first."""
    since = world.facts.since(StatusName.INTERIM_COMPULSORY_SUPERVISION) or world.today
    before = datetime.combine(since - timedelta(days=1), time(12), LONDON)
    return local(world.policy.due("interim_order_most", before).at).date()


OPERATIONS = (
    Operation(
        "note_short_order",
        {},
        {"order": "the code of the order that holds, or null", "hearings": "how many hearings there were: none yet"},
        note_short_order,
    ),
    Operation(
        "hear_short_order",
        {"order": "its code", "hearings": "how many there were before", "decided_on": "the day of the hearing"},
        {"hearings": "how many there were", "goes_on": "may the order go on"},
        hear_short_order,
    ),
)
