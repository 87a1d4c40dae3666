"""The ladder that a disagreement climbs: which level comes next, and a clock that stands still for a question.

Nationally there is one step, to the GIRFEC lead officer (GIRFEC Practice Guidance 3, page 8); an area may put its managers
before it. After the last level that the pack names come the chief officers, so that somebody can always decide.
"""

from datetime import datetime

from app.domain.deadlines import Calendar
from app.domain.policy import Policy
from app.domain.units import LEVELS

TOP = "cspp_chief_officer"
SUBJECTS = {  # what partners may disagree about, as a sentence begins with it
    "lp_choice": "who shall be the lead professional",
    "plan_content": "what the child's plan shall say",
    "resource_release": "whether an agency gives what the plan needs of it",
    "early_review": "whether the plan is reviewed before its time",
    "handback": "who takes the child on",
    "transfer": "which area is responsible",
}


def levels(policy: Policy, subject: str) -> tuple[str, ...]:
    """The levels that a disagreement about this subject climbs in an area, the lowest first.

    A pack that was put in force before ladders had subjects has one for all; one that was before a subject settles that
    like who shall lead. Raises LookupError for an unknown subject.
    """
    if subject not in SUBJECTS:
        raise LookupError(f"“{subject}” is nothing that a ladder settles")
    keys = (f"ladder.levels.{subject}", "ladder.levels.lp_choice")
    setting = next((policy.settings[key] for key in keys if key in policy.settings), None)
    setting = setting or policy.setting("ladder.levels")
    found: tuple[str, ...] = setting.value
    return found


def next_level(level: str | None, policy: Policy, subject: str = "lp_choice") -> str:
    """The level after this one, the first where there is none yet, the chief officers after the last.

    Raises LookupError for a level that is no rung of any ladder.
    """
    if level is not None and level not in LEVELS:
        raise LookupError(f"“{level}” is not a level of a ladder")
    named = levels(policy, subject)
    order = list(LEVELS)
    above = [one for one in named if level is None or order.index(one) > order.index(level)]
    return above[0] if above else TOP


def resumed(began: datetime, stopped: datetime, now: datetime, calendar: Calendar) -> datetime:
    """The moment from which a clock counts after it stood still: later by the working days that passed meanwhile.

    A clock of 5 working days that ran for 2, stood still for 3 and starts again has 3 left.
    """
    return calendar.later(began, calendar.worked_between(stopped, now))
