"""The child protection path: the investigation, the register, and what follows it.

Statuses begin and end here and nowhere else on this path. Source: National Guidance for Child Protection in Scotland
2021, updated 2023.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.domain import statutory
from app.domain.cases import (
    Change,
    Counted,
    Facts,
    RoleName,
    StatusName,
    apply,
    responsible,
)
from app.domain.deadlines import day_in_words, local
from app.domain.errors import Invalid, RuleBroken, listed
from app.domain.operations.concern import registered_again
from app.domain.operations.handing import around, held_by, notices, partner_began
from app.domain.operations.meeting import require_by
from app.domain.operations.model import PERSON, Operation, Outcome, broken, person_in
from app.domain.operations.reviewing import reviewed
from app.domain.operations.standing import begun, ended
from app.domain.steps import World
from app.domain.units import AGENCIES

GUIDANCE = "National Guidance for Child Protection in Scotland 2021, updated 2023"
CORE_AGENCIES = ("police", "social_work", "health")


def begin_investigation(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The inter-agency discussion decided to investigate. The lead professional it names must be a social worker.

    Raises RuleBroken, naming who may be chosen, for anybody else (`statutory_lp_rule.investigation`, page 94), and where
    police, social work or health took no part (page 92).
    """
    person, facts = person_in(inputs, "lead"), world.facts
    needed = world.policy.settings.get("ird_agencies")
    together: tuple[str, ...] = needed.value if needed else CORE_AGENCIES
    if missing := [AGENCIES[one] for one in together if one not in (inputs.get("agencies") or ())]:
        names = listed([AGENCIES[one] for one in together])
        raise RuleBroken(
            f"{names[0].upper()}{names[1:]} decide together. Hear {listed(missing)} before you record the decision.",
            rule="ird_agencies",
            source=needed.source if needed else f"{GUIDANCE}, page 92",
            pack=world.policy.label,
            field="agencies",
        )
    changes = begun(StatusName.INVESTIGATION, f"Inter-agency referral discussion of {_day(world.now)}", world)
    checked = statutory.require_fit(person, apply(facts, changes), world.policy, exception=None, field="lead")
    leading = facts.holder(RoleName.LEAD_PROFESSIONAL)
    return Outcome(
        {
            "leads_already": leading is not None and leading.person_id == person,
            "former": str(leading.person_id) if leading and leading.person_id else None,
        },
        changes=changes,
        noted=(checked.said, "A child protection investigation began."),
        checked=(checked,),
    )


def end_investigation(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Nothing more on this path is needed: the child's name was not put on the register, for a reason.

    Gives no_discussion where the agencies did not have to discuss it, else not_registered. Raises RuleBroken for an end
    before the planning meeting that an upheld appeal or dissent has called.
    """
    facts = world.facts
    reasons = {
        "no_discussion": "Social work saw no need for the agencies to discuss the concern.",
        "no_investigation": "The inter-agency discussion decided that no investigation is needed.",
        "diverted": "The inter-agency discussion passed the child on to another protocol.",
        "no_meeting": "The agencies decided that no planning meeting is needed.",
        "not_registered": "The planning meeting decided not to put the child's name on the register.",
    }
    if (why := inputs.get("why")) not in reasons:
        raise Invalid("Say why the child protection path ends here.", field="why")
    if why != "not_registered" and (called := facts.reviews.called):
        said = (
            f"An appeal or a dissent was upheld, and a planning meeting is called for {day_in_words(called)}. It decides, so "
            "this goes on until it was held: choose what leads to the meeting."
        )
        raise broken(world, "appeal_meeting", said)
    return Outcome(
        {"outcome": "no_discussion" if why == "no_discussion" else "not_registered"},
        changes=(
            *ended(StatusName.INVESTIGATION, world),
            *ended(StatusName.PROTECTION, world),
            *([Counted(replace(facts.reviews, called=None))] if facts.reviews.called else []),
        ),
        effects=notices("protection_ended", (responsible(facts).person_id, *around(facts)), world),
        noted=(reasons[why],),
    )


def enter_register(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The keeper entered the child's name: the child is registered, and the core group joins the plan.

    held_on: the day of the meeting. core_group: list of ids; whoever is no partner yet becomes one. A name that was on
    the register before is counted. Before birth the first review is sooner (page 114).
    """
    facts, met = world.facts, held_on(inputs)
    held = day_in_words(met)
    again = registered_again(facts, world.today)
    partners, joined = joining(inputs, world)
    registered = begun(StatusName.REGISTERED, f"Planning meeting of {held}", world)
    said = f"The child's name was put on the child protection register, as the meeting of {held} decided."
    return Outcome(
        {"before_birth": facts.child.born_on > world.today},
        changes=(
            *registered,
            Counted(replace(facts.reviews, registered=met, called=None)),
            *ended(StatusName.INVESTIGATION, world),
            *ended(StatusName.TEMPORARILY_REGISTERED, world, source=f"Planning meeting of {held}"),
            *joined,
        ),
        effects=notices("registered", (responsible(facts).person_id, *partners, *around(facts)), world),
        noted=(said, *([again] if again else [])),
    )


def call_review(inputs: Mapping[str, Any], world: World) -> Outcome:
    """A review meeting is called before its time, because somebody asked (`asked`) or the core group did (`core_group`), or
    because an appeal, a dissent or a move has it held on a day (`called`, see `call_meeting`).
    """
    if inputs.get("why") == "called" and (day := world.facts.reviews.called):
        return Outcome(
            {"meet_from": day, "meet_rule": "review_set_by_meeting"},
            noted=(f"The review meeting is held on {day_in_words(day)}.",),
        )
    who = "The core group" if inputs.get("why") == "core_group" else "Somebody"
    return Outcome(
        {"meet_from": world.now, "meet_rule": "cppm_early_review"},
        effects=notices("early_review_called", (responsible(world.facts).person_id, *around(world.facts)), world),
        noted=(f"{who} asked for the review meeting before its time. It is called.",),
    )


def call_meeting(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Something decided elsewhere asks for a meeting on a day: while the name is on the register its review meeting is that.

    within: the policy key of the time in which it is held. Raises Invalid for a day that has passed, RuleBroken for a later one.
    Off the register it is a planning meeting, for which child protection begins: nothing ends there before it was held
    (`end_investigation`). A closed case has none; the child's next episode would.
    """
    on, facts = inputs.get("on"), world.facts
    if not isinstance(on, date) or on < world.today:
        raise Invalid("Enter a day from today on for the meeting.", field="on")
    require_by(on, str(inputs.get("within")), "The meeting is held by", world, field="on")
    if facts.closed:
        said = (
            "The case is closed, so no meeting is called in it. Where there is a risk of harm, begin the next episode."
        )
        return Outcome(noted=(said,))
    called, registered = Counted(replace(facts.reviews, called=on)), facts.has(StatusName.REGISTERED)
    told = (responsible(facts).person_id, *around(facts)) if registered else ()  # else they hear of the concern
    meeting = "review meeting" if registered else "planning meeting"
    return Outcome(
        changes=(called,),
        effects=notices("early_review_called", told, world),
        noted=(f"The {meeting} is called for {day_in_words(on)}.",),
    )


def keep_on_register(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The review meeting decided that the name stays on the register; the next review counts from that day."""
    held = held_on(inputs)
    said = f"The review meeting of {day_in_words(held)} decided that the child's name stays on the register."
    new, joined = joining(inputs, world)
    return Outcome(
        {"meet_rule": None, "before_birth": False},
        changes=(reviewed(world, held), *joined),
        effects=notices("joined_core_group", new, world),
        noted=(said,),
    )


def remove_from_register(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The keeper took the child's name off the register, because a review meeting decided so (I3).

    Raises RuleBroken (I3) where no review meeting has: nothing else takes a name off, but death or age.
    """
    if inputs.get("decision") != "deregister" or inputs.get("quorate") is not True:
        raise RuleBroken(
            "Only a review meeting that decided so takes a child's name off the register. Hold the meeting first.",
            rule="I3",
            source=f"{GUIDANCE}, page 113",
            pack=world.policy.label,
        )
    held = held_on(inputs)
    source = f"Review meeting of {day_in_words(held)}"
    continues = inputs.get("plan_after") == "continue"
    return Outcome(
        {"outcome": "deregistered_continue" if continues else "deregistered_no_plan"},
        changes=(reviewed(world, held), *ended(StatusName.REGISTERED, world, source=source)),
        effects=notices("deregistered", (responsible(world.facts).person_id, *around(world.facts)), world),
        noted=(f"The child's name was taken off the child protection register: {source}.",),
    )


def begin_deregistration(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """The child's name is off the register. Gives the moment from which the clocks of what follows count."""
    return Outcome({"began": world.now})


def settle_after_deregistration(inputs: Mapping[str, Any], world: World) -> Outcome:
    """What the meeting some weeks after deregistration found: risk that has risen comes before everything else.

    It has looked at the plan, so the clocks of its reviews count from then.
    """
    changes = (reviewed(world, world.today),)
    if inputs.get("risk") == "higher":
        said = "The risk has risen since the child's name was taken off the register: back to child protection."
        return Outcome({"outcome": "risk_risen"}, changes=changes, noted=(said,))
    if inputs.get("plan_needed") is True:
        return Outcome({"outcome": "plan_continues"}, changes=changes, noted=("The plan goes on after the register.",))
    said = (
        f"No plan is needed any more. {held_by(responsible(world.facts), world.facts)} hands back to the named person."
    )
    return Outcome({"outcome": "no_plan_needed"}, changes=changes, noted=(said,))


def end_protection(inputs: Mapping[str, Any], world: World) -> Outcome:
    """What followed the register is over, so child protection procedures are; unless the risk has risen meanwhile."""
    if inputs.get("outcome") == "risk_risen":
        return Outcome()
    return Outcome(changes=ended(StatusName.PROTECTION, world))


def settle_protection(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Child protection procedures that went on beside the journey are over: what the journey goes on with.

    A name that was on the register meanwhile leaves a plan of several agencies, or the child is with the named person
    again. A child who was here for a stay and has gone leaves nothing to do but to close, where nothing else was begun.
    Otherwise nothing has changed.
    """
    facts = world.facts
    if _gone(facts) and not inputs.get("plan") and not inputs.get("scope"):
        return Outcome({"protected": "gone_back", "plan": None, "scope": None})
    began = max((one.began_on for one in facts.statuses if one.name is StatusName.PROTECTION), default=world.today)
    entered = any(one.name is StatusName.REGISTERED and one.began_on >= began for one in facts.statuses)
    if not entered:
        return Outcome({"protected": "not_registered", "plan": inputs.get("plan"), "scope": inputs.get("scope")})
    if any(facts.holding(RoleName.LEAD_PROFESSIONAL, RoleName.INTERIM_LEAD_PROFESSIONAL)):
        return Outcome({"protected": "deregistered_continue", "plan": "agreed", "scope": "multi_agency"})
    return Outcome({"protected": "deregistered_no_plan", "plan": inputs.get("plan"), "scope": inputs.get("scope")})


def _gone(facts: Facts) -> bool:
    """Was the child here for a stay, whose entry has ended, and is the name on no register here?"""
    stays = [one for one in facts.statuses if one.name is StatusName.TEMPORARILY_REGISTERED]
    return (
        bool(stays)
        and not any(one.name is StatusName.REGISTERED for one in facts.statuses)
        and all(one.ended_on for one in stays)
    )


def joining(inputs: Mapping[str, Any], world: World) -> tuple[list[UUID], list[Change]]:
    """Those of the core group who are no partners yet, and the changes by which they become it."""
    group = dict.fromkeys(UUID(one) for one in inputs.get("core_group") or ())
    new = [one for one in group if one not in world.facts.partners]
    return new, [partner_began(one, world) for one in new]


def held_on(inputs: Mapping[str, Any]) -> date:
    """The day of the meeting. Raises Invalid where it is not given."""
    held = inputs.get("held_on")
    if not isinstance(held, date):
        raise Invalid("Enter the day on which the meeting was held.", field="held_on")
    return held


def _day(moment: datetime) -> str:
    return day_in_words(local(moment).date())


HELD_ON = "the day of the meeting"
OPERATIONS = (
    Operation(
        "begin_investigation",
        {"lead": PERSON, "agencies": "list of the agencies that took part"},
        {
            "leads_already": "is that person the lead professional already",
            "former": "id of the person who leads until then, or null",
        },
        begin_investigation,
    ),
    Operation(
        "end_investigation",
        {"why": "no_discussion, no_investigation, diverted, no_meeting or not_registered"},
        {"outcome": "no_discussion or not_registered"},
        end_investigation,
    ),
    Operation(
        "enter_register",
        {"held_on": HELD_ON, "core_group": "list of persons' ids"},
        {"before_birth": "is the child not born yet: then the first review is sooner, also once the child is born"},
        enter_register,
    ),
    Operation(
        "call_review",
        {"why": "asked, core_group or called"},
        {
            "meet_from": "the moment from which the meeting's clock counts",
            "meet_rule": "the policy key of that clock",
        },
        call_review,
    ),
    Operation(
        "call_meeting",
        {
            "on": "the day of the meeting",
            "within": "the policy key of the time in which it is held",
        },
        {},
        call_meeting,
    ),
    Operation(
        "keep_on_register",
        {"held_on": HELD_ON, "core_group": "list of persons' ids, or null"},
        {"meet_rule": "null: the usual clock again", "before_birth": "false: the usual time again"},
        keep_on_register,
    ),
    Operation(
        "remove_from_register",
        {
            "decision": "what the review meeting decided: deregister",
            "quorate": "were enough there to decide",
            "held_on": HELD_ON,
            "plan_after": "continue or none: does support by several agencies go on",
        },
        {"outcome": "deregistered_continue or deregistered_no_plan"},
        remove_from_register,
    ),
    Operation(
        "begin_deregistration",
        {},
        {"began": "the moment from which the clocks count"},
        begin_deregistration,
    ),
    Operation(
        "settle_after_deregistration",
        {"risk": "lower, same or higher", "plan_needed": "does the plan go on"},
        {"outcome": "risk_risen, plan_continues or no_plan_needed"},
        settle_after_deregistration,
    ),
    Operation(
        "end_protection",
        {"outcome": "what followed the register came to"},
        {},
        end_protection,
    ),
    Operation(
        "settle_protection",
        {"plan": "agreed where a plan is in effect, or null", "scope": "single_agency, multi_agency or null"},
        {
            "protected": "not_registered, deregistered_continue, deregistered_no_plan or gone_back",
            "plan": "agreed where a plan is in effect, or null",
            "scope": "single_agency, multi_agency or null",
        },
        settle_protection,
    ),
)
