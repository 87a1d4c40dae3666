"""A concern that a child may be harmed: its clocks, what the register says about the child, and who was not told.

Source: National Guidance for Child Protection in Scotland 2021, updated 2023, pages 91 to 94.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.cases import Facts, StatusName, apply, off_register, registrations, responsible
from app.domain.deadlines import day_in_words
from app.domain.enquiries import Answer, Asked
from app.domain.episodes import months_between
from app.domain.errors import Invalid
from app.domain.operations.handing import around, held_by, notices
from app.domain.operations.model import Operation, Outcome
from app.domain.operations.standing import begun, ended
from app.domain.steps import World

WHY_ASKED = {
    "concern": "a concern was shared with social work",
    "risk_risen": "the risk has risen since the name came off",
}
NOT_TOLD = {
    "child_at_risk": "telling them could put the child at risk",
    "others_at_risk": "telling them could put somebody else at risk",
    "evidence": "it could spoil evidence that the police need",
    "not_reached": "they could not be reached yet",
}


def open_concern(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """A child protection concern was raised. Gives the moment from which its clocks count, and tells those around."""
    facts = world.facts
    holder = responsible(facts)
    return Outcome(
        {"began": world.now},
        changes=begun(StatusName.PROTECTION, "A concern that the child may be harmed", world),
        effects=notices("protection_concern", (holder.person_id, *around(facts)), world),
        noted=(f"A child protection concern was raised. {held_by(holder, facts)} stays responsible meanwhile.",),
    )


def record_telling(inputs: Mapping[str, Any], _world: World) -> Outcome:
    """Whether the parents were told that a concern is shared, or why not; the words stay with the answers.

    told: yes, no, or null where nothing was written in time. Raises Invalid where they were not told for no reason.
    """
    match inputs.get("told"):
        case "yes":
            return Outcome(noted=("The parents or carers were told that the concern is shared.",))
        case "no":
            if (why := NOT_TOLD.get(str(inputs.get("not_told")))) is None:
                raise Invalid("Say why the parents or carers were not told.", field="not_told")
            return Outcome(noted=(f"The parents or carers were not told that the concern is shared: {why}.",))
        case _:
            return Outcome(noted=("The concern was not written down in time. Social work goes on without it.",))


def ask_register(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The register is asked about the child, and the enquiry is logged: when, why, and what was answered.

    The history adds whose step it was. Source: Fife child protection procedures: the child protection register.
    Raises Invalid for a reason that is none of WHY_ASKED.
    """
    if (why := WHY_ASKED.get(str(inputs.get("why")))) is None:
        raise Invalid("Say why the register is asked.", field="why")
    facts = world.facts
    times, until = times_on(facts), off_register(facts)
    months = months_between(until, world.today) if until else None
    if facts.has(StatusName.REGISTERED):
        answer, said = "registered", "the child's name is on the register"
    elif facts.has(StatusName.TEMPORARILY_REGISTERED):
        answer, said = (
            "registered",
            "the child's name is on another area's register, and on this one for the time being",
        )
    elif until:
        answer = "before"
        said = f"the child's name was on it before, until {day_in_words(until)} ({months} {'month' if months == 1 else 'months'} ago)"
    else:
        answer, said = "never", "the child's name has not been on it here"
    return Outcome(
        {"answer": answer, "until": until, "months": months, "times": times},
        noted=(f"The child protection register was asked, because {why}. The answer: {said}.",),
        enquiries=(Asked(f"{why[0].upper()}{why[1:]}.", Answer(answer, until if answer == "before" else None)),),
    )


def reopen_concern(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """The risk has risen since the name came off: the concern begins anew with the agencies, and the register is asked."""
    over = ended(StatusName.PROTECTION, world)
    anew = replace(world, facts=apply(world.facts, over))
    raised, asked = open_concern({}, anew), ask_register({"why": "risk_risen"}, anew)
    return replace(
        raised, changes=(*over, *raised.changes), noted=(*raised.noted, *asked.noted), enquiries=asked.enquiries
    )


def registered_again(facts: Facts, today: date) -> str:
    """What is said of a name that goes on the register again, or "" for the first time."""
    if (until := off_register(facts)) is None:
        return ""
    months = months_between(until, today)
    return (
        f"It was on it before: this is registration {times_on(facts) + 1}, {months} "
        f"{'month' if months == 1 else 'months'} after the name came off on {day_in_words(until)}."
    )


def times_on(facts: Facts) -> int:
    """How often the child's name was put on the register, in earlier episodes too."""
    return len(registrations(facts))


OPERATIONS = (
    Operation(
        "open_concern",
        {},
        {"began": "the moment at which the concern was raised"},
        open_concern,
    ),
    Operation(
        "reopen_concern",
        {},
        {"began": "the moment at which the risk was seen to have risen"},
        reopen_concern,
    ),
    Operation(
        "record_telling",
        {"told": "yes, no or null", "not_told": f"one of {', '.join(NOT_TOLD)}, or null"},
        {},
        record_telling,
    ),
    Operation(
        "ask_register",
        {"why": f"one of {', '.join(WHY_ASKED)}"},
        {
            "answer": "registered, before or never",
            "until": "the day on which the name last came off, or null",
            "months": "whole months since then, or null",
            "times": "how often the name was put on the register",
        },
        ask_register,
    ),
)
