"""The ladder that a disagreement climbs: which level comes next, and a clock that stands still for a question.

Nationally there is one step, to the GIRFEC lead officer (GIRFEC Practice Guidance 3, page 8); an area may put its managers
before it. After the last level that the pack names come the chief officers, so that somebody can always decide.
"""

from datetime import datetime

from app.domain.deadlines import Calendar
from app.domain.policy import LEVELS, Policy

TOP = "cspp_chief_officer"


def next_level(level: str | None, policy: Policy) -> str:
    """The level after this one, the first where there is none yet, the chief officers after the last.

    Raises LookupError for a level that is no rung of any ladder.
    """
    if level is not None and level not in LEVELS:
        raise LookupError(f"“{level}” is not a level of a ladder")
    levels: tuple[str, ...] = policy.setting("ladder.levels").value
    order = list(LEVELS)
    above = [one for one in levels if level is None or order.index(one) > order.index(level)]
    return above[0] if above else TOP


def resumed(began: datetime, stopped: datetime, now: datetime, calendar: Calendar) -> datetime:
    """The moment from which a clock counts after it stood still: later by the working days that passed meanwhile.

    A clock of 5 working days that ran for 2, stood still for 3 and starts again has 3 left.
    """
    return calendar.later(began, calendar.worked_between(stopped, now))
