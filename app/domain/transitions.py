"""What is ahead of every child: the changes of school, and being grown up. When they come, and what has to be ready by then.

Source: Education (Additional Support for Learning) (Scotland) Act 2004 and its code of practice on transitions; GIRFEC
practice statement: the child's plan, page 6.
"""

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType

from app.domain.deadlines import months_later

TRANSITIONS = MappingProxyType(
    {
        "starts_school": "Starts primary school",
        "to_secondary": "Goes to secondary school",
        "changes_school": "Goes to another school",
        "leaves_school": "Leaves school",
        "adult_health": "Passes to adult health services",
        "adult_services": "Passes to adult services",
        "leaves_care": "Leaves care",
        "young_carer": "Adult carer support follows",
        "grows_up": "Is grown up",
    }
)
BY_BIRTHDAY = ("starts_school", "to_secondary", "grows_up")
TO_ADULTS = frozenset({"adult_health", "adult_services", "leaves_care", "young_carer", "grows_up"})
OTHER_NAMED_PERSON = frozenset({"starts_school", "to_secondary", "changes_school", "leaves_school"})

SCHOOL_BEGINS = (8, 15)  # about the middle of August; the plan for the change says the day
INTAKE_MONTH = 3  # children born from March to the next February begin school together
PRIMARY_YEARS = 7


def steps(transition: str) -> Iterator[str]:
    """What has to be ready on the way to the day, and after it, in this order."""
    yield "plan"
    yield "share"
    if transition in TO_ADULTS:
        yield "adult"
    yield "meeting"
    if transition in OTHER_NAMED_PERSON:
        yield "named_person"
    if transition == "grows_up":
        yield "grown_up"
    yield "check"


def after(transition: str, step: str) -> str:
    """The step that follows; the first after “start”, and “over” after the last."""
    known = list(steps(transition))
    if step not in known:
        return known[0] if step == "start" else "over"
    place = known.index(step) + 1
    return known[place] if place < len(known) else "over"


def by_birthday(transition: str, born_on: date, ceiling: int) -> date:
    """When a transition comes for a child born on this day. ceiling: the birthday from which one is grown up."""
    if transition == "grows_up":
        return months_later(born_on, 12 * ceiling)
    begins = born_on.year + (5 if born_on.month >= INTAKE_MONTH else 4)
    later = PRIMARY_YEARS if transition == "to_secondary" else 0
    return date(begins + later, *SCHOOL_BEGINS)
