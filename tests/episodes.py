"""Stretches of a child's journey that many stories share, told to whoever lives them: `Town` over the API, `People` in browsers.

World: what both have: do(who, task, **answers), until(clock), town.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from town import Town

from app.cli.demo import (
    AGREES,
    AILSA,
    CALLUM,
    CAN,
    CONCERN,
    ELSPETH,
    EWAN,
    HAMISH,
    HEARD,
    JOURNEY,
    MORAG,
    PRIYA,
    proposal,
    weighed,
    wishes,
)

ISLA, SHEENA, TOM = "Isla Geddes", "Sheena Aird", "Tom Lockhart"
PARTNERS = (MORAG, EWAN, PRIYA, CALLUM)
WORDS = "What was said, in their own words."
BOTH_HEARD = {**HEARD, "child_said": WORDS, "parents_heard": "yes", "parents_said": WORDS, "parents_not_heard": None}
THERE = [
    {"attendee": "Skye's mother", "attendee_from": "Family", "attended": "yes"},
    {"attendee": PRIYA, "attendee_from": "Social work", "attended": "yes"},
]


class World(Protocol):
    """Whoever lives a story."""

    @property
    def town(self) -> Town: ...

    def do(self, who: str, key: str, **given: Any) -> Any: ...

    def until(self, clock_name: str) -> None: ...


def concern(world: World, *, partners: Iterable[str] = PARTNERS, **case: Any) -> None:
    """Morag records a concern about Skye and takes it forward herself."""
    start = CONCERN | {"concern_on": world.town.today(), "q_in_the_way": WORDS, "convenor": MORAG, "place": "primary"}
    ids = [world.town.ids[name] for name in partners]
    answers = world.town.with_ids(start | case.pop("start", {}))
    world.town.begin(MORAG, process=JOURNEY, partner_ids=ids, answers=answers, **case)


def named(world: World, who: str = EWAN) -> None:
    """The service asks somebody to be the named person, who accepts."""
    world.do(ELSPETH, "t_named_person", np_found="yes", np_person=who)
    world.do(who, "t_accept_named", np_accepted="yes")


def assessed(world: World, outcome: str, *, partners: Iterable[str] = PARTNERS, **assessment: Any) -> None:
    """Everybody is heard, wellbeing is assessed, and it is decided which help is needed."""
    world.do(MORAG, "t_views_child", **HEARD, child_said="I like it when it is quiet.", advocacy="declined")
    world.do(MORAG, "t_views_parents", parents_heard="yes", parents_said=WORDS)
    for partner in partners:
        world.do(partner, "t_decide_sharing", sharing="all", child_informed="yes", parent_informed="yes")
        world.do(partner, "t_partner_information")
    world.do(MORAG, "t_assess", **{"harm_suspected": "no"} | assessment)
    world.do(MORAG, "t_share", findings_shared="both")
    world.do(MORAG, "t_decide", outcome=outcome, **BOTH_HEARD)


def offered(world: World, family_decision: str = "accept") -> None:
    """The help is offered to the family."""
    world.do(MORAG, "t_offer", family_decision=family_decision, advocacy="declined", **BOTH_HEARD)


def proposed(world: World, who: str, *, dissent: str = "", partners: Iterable[str] = PARTNERS, convenor=MORAG) -> None:
    """From the family's wish to the partners' positions; one may object."""
    world.do(convenor, "t_preference", **wishes("Somebody who does not rush me.", who))
    world.do(convenor, "t_candidates", **weighed(who))
    world.do(who, "t_availability", **CAN)
    world.do(convenor, "t_propose", **proposal(who, "Yes, please."))
    for partner in partners:
        against = {"position": "object", "objection": WORDS, "would_prefer": PRIYA, "heard_from_child": None}
        world.do(partner, "t_agree", **(against if partner == dissent else AGREES))


def accepted(world: World, who: str) -> None:
    """The choice is confirmed, and whoever was chosen accepts."""
    world.do(HAMISH, "t_confirm", confirmed="yes")
    world.do(who, "t_accept", accepted="yes")


def led(world: World, who: str) -> None:
    """From the concern to the day on which somebody leads for several agencies, with everybody agreed."""
    concern(world)
    named(world)
    assessed(world, "multi_agency")
    offered(world)
    proposed(world, who)
    accepted(world, who)


def planned(world: World, leads: str, *, partners: Iterable[str] = PARTNERS, approved: bool = True) -> None:
    """The plan is drafted, contributed to, looked at with the family, settled, approved, handed out and accepted."""
    world.do(leads, "t_draft", **plan(world, leads))
    for partner in partners:
        world.do(partner, "t_contribute", contribution="agree")
    world.do(leads, "t_comment", family_says="agree", **BOTH_HEARD)
    world.do(leads, "t_plan_meeting", agreement="agreed", attendance=THERE, next_review_on=None, **BOTH_HEARD)
    if approved:
        world.do(HAMISH, "t_approve", approved="yes")
    world.do(leads, "t_recipients", recipients=RECIPIENTS)
    world.do(leads, "t_copies")
    world.do(leads, "t_acknowledge", accepts="yes")


RECIPIENTS = [
    {"recipient_name": name, "who": who, "understands": able, "copy_risk": "none", "redaction": "not_needed"}
    | ({"prr": "yes"} if who == "parent" else {})
    for name, who, able in (
        ("Skye", "child", "yes"),
        ("Mother", "parent", "not_child"),
        (EWAN, "named_person", "not_child"),
    )
]


def plan(world: World, owner: str) -> Mapping[str, Any]:
    """A plan with one need and one action of somebody's."""
    by_when = world.town.today(90)
    return {
        "needs": [{"indicator": "included", "need": WORDS, "outcome": WORDS, "need_state": "open"}],
        "actions": [{"action": WORDS, "owner": owner, "by_when": by_when, "shown_by": WORDS, "action_state": "to_do"}],
        "child_said": WORDS,
        "parents_said": WORDS,
    }


GOES_ON = {
    "harm": "no",
    "need_remains": "yes",
    "several_agencies": "yes",
    "family_accepts": "yes",
    "lp_right": "yes",
    "np_right": "yes",
    "plan_changes": "no",
    "set_by_meeting": None,
}
HARM = dict.fromkeys(GOES_ON) | {"harm": "yes"}
ENDS = {"need_remains": "no", "several_agencies": None, "family_accepts": None, "plan_changes": None}


def reviewed(world: World, leads: str, *, partners: Iterable[str] = PARTNERS, **decided: Any) -> None:
    """The review falls due and is held; unless it decides otherwise, the plan goes on."""
    world.until("Time to prepare the review")
    held(world, leads, partners=partners, **decided)


def held(world: World, leads: str, *, partners: Iterable[str] = PARTNERS, **decided: Any) -> None:
    """The partners report, and the review meeting decides."""
    for partner in partners:
        world.do(partner, "t_report", report_progress="helps")
    world.do(leads, "t_review_meeting", attendance=THERE, **BOTH_HEARD)
    world.do(leads, "t_review_decide", **GOES_ON | {**HEARD, "child_said": WORDS} | decided)


def agencies(*took_part: str) -> list[Mapping[str, str]]:
    """Police, social work, health and education in a discussion; those who took part, all unless they are named."""
    asked = ("police", "social_work", "health", "education")
    rest = {"agency_person": "Somebody", "agency_information": WORDS, "agency_view": "investigate"}
    return [{"agency": one, "took_part": "yes" if one in took_part or not took_part else "no"} | rest for one in asked]


DISCUSSED = {
    "ird_agencies": agencies(),
    "ird_decision": "joint_investigation",
    "interview_needed": "no",
    "medical_needed": "no",
    "lead": PRIYA,
}


def noticed(world: World) -> None:
    """Social work is told of a concern, and sees the need for the agencies to discuss it."""
    world.do(AILSA, "t_notify", parents_told="yes")
    world.do(AILSA, "t_screen", discussion_needed="yes", **HEARD, child_said=WORDS)


def investigated(world: World, leads: str) -> None:
    """The agencies discuss the concern, a social worker leads, and an interim safety plan is in place."""
    world.do(AILSA, "t_ird", **DISCUSSED, **HEARD, child_said=WORDS)
    if leads != PRIYA:
        world.do(PRIYA, "t_accept_lead", lead_accepted="yes")
    world.do(AILSA, "t_safety", safety_until=world.town.today(30), **HEARD, child_said=WORDS)


def called(world: World) -> None:
    """What was found is written up, and the planning meeting is called and has its report."""
    world.do(PRIYA, "t_assess", **BOTH_HEARD)
    world.do(AILSA, "t_needed", meeting_needed="yes", **HEARD, child_said=WORDS)
    world.do(HAMISH, "t_book", meeting_on=world.town.today(14), short_notice="enough")
    world.do(PRIYA, "t_report", report_shared="yes", **BOTH_HEARD)


def registered(world: World, leads: str) -> None:
    """From the concern to the plan of the first core group of a child whose name the planning meeting put on the register."""
    noticed(world)
    registered_again(world, leads)


def registered_again(world: World, leads: str) -> None:
    """The agencies discuss a concern, it is investigated, the meeting registers the child, the core group's plan is in effect."""
    investigated(world, leads)
    called(world)
    meeting = {"quorate": "yes", "consensus": "yes", "attendance": THERE, "register_decision": "register"}
    decided = meeting | {"reporter": "no", "core_group": [MORAG, EWAN, PRIYA], "restricted_information": []}
    world.do(SHEENA, "t_planning_meeting", **decided, **BOTH_HEARD)
    world.do(TOM, "t_register")
    world.do(PRIYA, "t_core_first", finding="as_planned", attendance=THERE, **BOTH_HEARD)
    protection_plan(world)


def protection_plan(world: World, **given: Any) -> None:
    """The core group's plan is written, handed out and taken on: one action of Priya's, unless it is said otherwise."""
    usual = plan(world, PRIYA)
    actions = [{**one, "reduces": WORDS} for one in usual["actions"]]
    world.do(PRIYA, "t_core_plan", **{**usual, "actions": actions, **BOTH_HEARD, **given})
    world.do(PRIYA, "t_recipients", recipients=RECIPIENTS)
    world.do(PRIYA, "t_copies")
    world.do(PRIYA, "t_acknowledge", accepts="yes")


def reported(world: World, *, leads: str = PRIYA, partners: Iterable[str] = PARTNERS) -> None:
    """The core group reports, the lead professional brings it together, and the review meeting is called."""
    for partner in partners:
        if partner != leads:
            world.do(partner, "t_agency_report", agency_view="deregister")
    world.do(leads, "t_review_report", recommended="deregister", report_shared="yes", **BOTH_HEARD)
    world.do(HAMISH, "t_book", meeting_on=world.town.today(7), short_notice="enough")


def deregistered(world: World, *, plan_after: str) -> None:
    """Half a year later the review meeting takes the name off the register; the family and agencies are told."""
    world.until("Time to prepare the review")
    meeting = {
        "quorate": "yes",
        "consensus": "yes",
        "attendance": THERE,
        "review_decision": "deregister",
        "reporter": "no",
    }
    reported(world)
    world.do(SHEENA, "t_review_meeting", dereg_reason="home_improved", plan_after=plan_after, **meeting, **BOTH_HEARD)
    world.do(TOM, "t_remove")
    world.do(PRIYA, "t_tell_off_register", told_in_writing="yes", **HEARD, child_said=WORDS)


def closed(world: World, who: str, reason: str = "outcomes_met") -> None:
    """The named person has met the family, and the journey is closed."""
    world.do(who, "t_close", close_reason=reason, **BOTH_HEARD)
