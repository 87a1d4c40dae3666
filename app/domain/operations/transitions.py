"""What is ahead of a child is prepared in time: school changes, and being grown up, which closes the case.

Source: GIRFEC practice statement: the child's plan, page 6; Education (Additional Support for Learning) (Scotland) Act 2004.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import uuid5

from app.domain.cases import (
    Change,
    DateKnown,
    RoleEnded,
    RoleName,
    Status,
    StatusBegan,
    StatusEnded,
    StatusName,
    responsible,
)
from app.domain.deadlines import day_in_words
from app.domain.errors import Invalid, RuleBroken
from app.domain.operations.handing import around, notices
from app.domain.operations.model import Operation, Outcome
from app.domain.steps import World
from app.domain.transitions import TRANSITIONS, after

GROWN_UP = "The young person is grown up"
WITH_CONSENT = ("adult_services_referral", "pathway_plan")
GOES_ON = {"in_care": "continues_in_care", "at_school": "continues_at_school"}
KEPT = (StatusName.GROWN_UP, StatusName.LEGAL_HOLD)


def note_transition(inputs: Mapping[str, Any], world: World) -> Outcome:
    """A transition is ahead. Where it was known already, the day is what changes, and whoever prepares it takes that up."""
    transition = _transition(inputs)
    known = transition in world.facts.dates
    told = (
        () if known else notices("transition_ahead", (responsible(world.facts).person_id, *around(world.facts)), world)
    )
    return Outcome({"known": known, "step": "start"}, _dated(transition, inputs.get("on"), world), told)


def next_transition_step(inputs: Mapping[str, Any], world: World) -> Outcome:
    """What has to be ready next, and the day towards which it is counted."""
    transition = _transition(inputs)
    following = after(transition, str(inputs.get("step")))
    return Outcome({"step": following, "day": world.facts.dates[transition]})


def read_transition_day(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The day has changed: what is waited for is counted towards the new one."""
    day = world.facts.dates[_transition(inputs)]
    return Outcome({"day": day}, noted=(f"It is now counted towards {day_in_words(day)}.",))


def settle_transition(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The plan for it says whether it comes, and on which day. What does not come is over."""
    transition = _transition(inputs)
    if inputs.get("comes") == "no":
        return Outcome(
            {"step": "over"}, noted=(f"{TRANSITIONS[transition]}: this does not come, and needs no preparing.",)
        )
    on = inputs.get("on") or world.facts.dates[transition]
    return Outcome({"step": "plan"}, _dated(transition, on, world) if on != world.facts.dates[transition] else ())


def grow_up(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The young person is grown up: the case closes, or goes on for a while where the area's pack allows it.

    Raises Invalid where an adult service is asked without their agreement, and RuleBroken where the pack lets nothing go on.
    """
    facts, outcome = world.facts, str(inputs.get("outcome"))
    if outcome in GOES_ON:
        return _goes_on(outcome, inputs.get("until"), world)
    if outcome in WITH_CONSENT and inputs.get("agrees") != "yes":
        raise Invalid(
            "An adult service is asked only where the young person agrees. Record that they do, or choose nothing further.",
            field="adult_agrees",
        )
    told = (responsible(facts).person_id, *around(facts))
    return Outcome(
        {"step": "check"},
        tuple(_ended(world)),
        notices("grown_up", told, world),
        (f"{GROWN_UP}. Everything here has ended; the named person service keeps the record.",),
    )


def _goes_on(outcome: str, until: object, world: World) -> Outcome:
    setting = world.policy.settings.get(GOES_ON[outcome])
    if setting is None or setting.value is not True:
        raise RuleBroken(
            "Here nothing goes on past this birthday. Choose what follows from adult services, or nothing further.",
            rule=GOES_ON[outcome],
            source=setting.source if setting else "The area's pack says nothing of it",
            pack=world.policy.label,
            field="adult_outcome",
        )
    if not isinstance(until, date) or until <= world.today:
        raise Invalid("Say until which day it goes on, after today.", field="adult_until")
    noted = (f"It goes on until {day_in_words(until)}, and is then decided anew.",)
    return Outcome({"step": "share"}, _dated("grows_up", until, world), noted=noted)


def _ended(world: World) -> Iterator[Change]:
    facts, service = world.facts, RoleName.NAMED_PERSON_SERVICE
    for status in facts.statuses:
        if status.ended_on is None and status.name not in KEPT:
            yield StatusEnded(status.id, world.today, GROWN_UP)
    for role in facts.roles:
        if not role.ended_at and role.name is not service:
            yield RoleEnded(role.id, world.now, f"{GROWN_UP}.")
    identity = uuid5(facts.case_id, f"{StatusName.GROWN_UP} {world.now.isoformat()}")
    yield StatusBegan(Status(identity, StatusName.GROWN_UP, world.today, source=GROWN_UP))


def _transition(inputs: Mapping[str, Any]) -> str:
    if (transition := str(inputs.get("transition"))) not in TRANSITIONS:
        raise Invalid(f"Say what is ahead: {', '.join(TRANSITIONS)}.", field="transition")
    return transition


def _dated(transition: str, on: object, world: World) -> tuple[Change, ...]:
    if not isinstance(on, date):
        raise Invalid("Enter the day on which it comes.", field="on")
    return (DateKnown(transition, on, world.facts.child.born_on),)


WHICH = "what is ahead of the child"
OPERATIONS = (
    Operation(
        "note_transition",
        {"transition": WHICH, "on": "the day on which it comes"},
        {"known": "was it known already", "step": "where its preparation stands"},
        note_transition,
    ),
    Operation(
        "next_transition_step",
        {"transition": WHICH, "step": "what has been done"},
        {"step": "what comes next, or over", "day": "the day towards which it is counted"},
        next_transition_step,
    ),
    Operation(
        "read_transition_day",
        {"transition": WHICH},
        {"day": "the day towards which it is counted"},
        read_transition_day,
    ),
    Operation(
        "settle_transition",
        {"transition": WHICH, "comes": "does it come: yes or no", "on": "the day, or null where it is the one known"},
        {"step": "what has been done, or over"},
        settle_transition,
    ),
    Operation(
        "grow_up",
        {
            "outcome": "adult_services_referral, pathway_plan, none, in_care or at_school",
            "agrees": "does the young person agree: yes or no",
            "until": "the day until which it goes on, or null",
        },
        {"step": "what has been done"},
        grow_up,
    ),
)
