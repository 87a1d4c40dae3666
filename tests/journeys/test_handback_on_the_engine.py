"""Handing back to the named person, played on the engine alone: nobody is let go of before somebody has accepted."""

from dataclasses import replace

import pytest
from protecting import HEARD, WORDS, begin, child
from stories import EWAN, FIONA, ISLA, MORAG

from app.domain import operations
from app.domain.cases import RoleName, StatusName
from app.domain.errors import InvalidAnswers, RuleBroken

DECLINES = {"accepted": "no", "declined_because": WORDS}
AWAY = {"named_person_there": "no"}
NOBODY = {"cover": "nobody", "nobody_because": WORDS}


def handback(**facts):
    return begin("handback", child(leads=EWAN, **facts))


def test_the_named_person_accepts_and_is_responsible_from_that_moment():
    story = handback().do("t_briefing")
    assert story.leads == "Ewan Grant"

    story.do("t_take_on")

    assert story.leads == "Isla Reid"
    assert story.waits == ["t_meet_family"]
    assert story.do("t_meet_family").done
    assert story.holds(RoleName.LEAD_PROFESSIONAL) is None
    assert story.facts.partners == ()
    assert story.passed[-1] == "end_handed_back"
    assert {one.payload["person_id"] for one in story.effects if one.kind == "handed_back"} == {ISLA, EWAN, FIONA}


def test_the_named_person_may_accept_and_say_what_has_to_be_arranged():
    story = handback().do("t_briefing").do("t_take_on", accepted="yes_if", arranged=WORDS)

    assert story.leads == "Isla Reid"


def test_while_the_named_person_is_away_the_service_finds_cover_and_asks_again_when_they_are_back():
    story = handback().do("t_briefing", **AWAY)
    assert story.waits == ["t_cover"]
    assert story.leads == "Ewan Grant"

    story.do("t_cover", asked=ISLA)

    assert story.leads == "Ewan Grant"
    assert story.do("t_take_on").leads == "Isla Reid"


def test_somebody_who_covers_becomes_named_person_by_accepting():
    story = handback().do("t_briefing", **AWAY).do("t_cover", asked=FIONA)
    assert story.task("t_take_on").assignee.int == 5
    assert story.holds(RoleName.NAMED_PERSON) == ISLA

    story.do("t_take_on")

    assert story.holds(RoleName.NAMED_PERSON) == FIONA
    assert story.leads == "Fiona Hay"


def test_no_answer_in_time_goes_to_the_named_person_service_within_the_pack_s_days():
    story = handback().do("t_briefing")
    began = story.now

    story.ring("b_take_on")

    assert story.waits == ["t_cover"]
    assert story.world.policy.calendar.worked_between(began, story.now) == 5
    assert story.leads == "Ewan Grant"


@pytest.mark.parametrize(
    "nobody",
    [
        lambda story: story.ring("b_cover"),
        lambda story: story.do("t_cover", **NOBODY),
    ],
)
def test_where_nobody_can_be_found_the_lead_officer_decides(nobody):
    story = nobody(handback().do("t_briefing", **AWAY))

    assert story.waits == ["t_settle_officer"]
    assert story.leads == "Ewan Grant"


UNNAMED = {"cover": "service", "no_named_because": "left_school", "service_because": WORDS, "signposted": WORDS}


@pytest.mark.parametrize("named", [ISLA, None])
def test_where_nobody_can_be_named_whoever_leads_stays_responsible_until_a_service_manager_agrees(named):
    story = handback(named=named).do("t_briefing", **AWAY if named else {"named_person_there": None})
    story.do("t_cover", **UNNAMED, **HEARD)
    assert (story.waits, story.task("t_sign_off").groups) == (["t_sign_off"], ("service_manager",))
    assert story.leads == "Ewan Grant"

    story.do("t_sign_off", signed_off="yes", signed_because=WORDS)

    assert story.done
    assert story.leads == "the named person service"
    assert story.holds(RoleName.NAMED_PERSON) is None
    assert story.facts.partners == ()
    assert any("have left school" in line and "A service manager agreed" in line for line in story.noted)


def test_a_service_manager_who_does_not_agree_leaves_it_to_the_lead_officer():
    story = handback().do("t_briefing", **AWAY).do("t_cover", **UNNAMED, **HEARD)

    story.do("t_sign_off", signed_off="no", signed_because=WORDS)

    assert story.waits == ["t_settle_officer"]
    assert story.leads == "Ewan Grant"
    assert story.holds(RoleName.NAMED_PERSON) == ISLA


def test_that_nobody_is_named_has_a_reason_and_the_child_was_heard_or_it_is_said_why_not():
    story = handback().do("t_briefing", **AWAY)

    with pytest.raises(InvalidAnswers) as refused:
        story.do("t_cover", cover="service")

    assert {one.field for one in refused.value.problems} == {
        "no_named_because",
        "service_because",
        "signposted",
        "child_heard",
    }


@pytest.mark.parametrize("signed", [{"reason": "left_school", "signed": False}, {"reason": None, "signed": True}])
def test_the_service_takes_nobody_on_without_a_reason_and_a_second_signature(signed):
    with pytest.raises(RuleBroken) as refused:
        operations.OPERATIONS["step_down"].run({"accepted": True, **signed}, handback().world)

    assert refused.value.rule == "I8"


@pytest.mark.parametrize("answer", [DECLINES, {"accepted": "away", "away_until": WORDS}])
def test_E11_a_named_person_who_declines_or_is_away_is_covered_by_the_service_before_any_officer_decides(answer):
    story = handback().do("t_briefing").do("t_take_on", **answer)
    began = story.now
    assert (story.waits, story.task("t_cover").groups) == (["t_cover"], ("named_person_service",))
    due = story.task("t_cover").due.at
    assert story.world.policy.calendar.worked_between(began, due) == 3
    assert story.leads == "Ewan Grant"

    story.do("t_cover", asked=FIONA)

    assert story.leads == "Ewan Grant"
    assert story.do("t_take_on").leads == "Fiona Hay"


@pytest.mark.parametrize("again", [lambda one: one.do("t_take_on", **DECLINES), lambda one: one.ring("b_take_on")])
def test_E11_where_whoever_covers_does_not_take_the_child_on_either_the_lead_officer_decides(again):
    story = handback().do("t_briefing").do("t_take_on", **DECLINES).do("t_cover", asked=FIONA)

    again(story)

    assert story.waits == ["t_settle_officer"]
    assert story.leads == "Ewan Grant"


def test_a_handback_that_nobody_covers_is_decided_by_the_lead_officer_and_whoever_is_named_still_accepts():
    story = handback().do("t_briefing").do("t_take_on", **DECLINES).do("t_cover", **NOBODY)
    assert story.waits == ["t_settle_officer"]

    story.do("t_settle_officer", asked=FIONA)

    assert story.leads == "Ewan Grant"
    assert story.do("t_take_on").leads == "Fiona Hay"
    assert story.do("t_meet_family").done


def test_whoever_the_lead_officer_names_may_decline_too_and_the_lead_professional_stays_responsible():
    story = (
        handback()
        .do("t_briefing")
        .do("t_take_on", **DECLINES)
        .ring("b_cover")
        .do("t_settle_officer", asked=FIONA)
        .do("t_take_on", **DECLINES)
    )

    assert story.waits == ["t_settle_officer"]
    assert story.leads == "Ewan Grant"


def test_the_lead_officer_may_decide_that_whoever_leads_stays_responsible():
    story = handback().do("t_briefing").do("t_take_on", **DECLINES).do("t_cover", **NOBODY)

    story.do("t_settle_officer", decision="lead_stays")

    assert story.done
    assert story.leads == "Ewan Grant"
    assert story.passed[-1] == "end_stays"


def test_a_child_without_a_named_person_gets_one_by_the_service():
    story = handback(named=None).do("t_briefing", named_person_there=None)
    assert story.waits == ["t_cover"]

    story.do("t_cover", asked=MORAG).do("t_take_on")

    assert story.holds(RoleName.NAMED_PERSON) == MORAG


def test_a_child_for_whom_nobody_leads_has_nothing_to_be_handed_back():
    story = begin("handback", child())

    assert story.done
    assert story.leads == "Isla Reid"
    assert story.passed[-1] == "end_nothing"


@pytest.mark.parametrize("status", [StatusName.LOOKED_AFTER, StatusName.REGISTERED])
def test_nobody_is_let_go_while_a_status_says_that_a_social_worker_must_lead(status):
    story = handback(statuses=[status])

    assert story.done
    assert story.leads == "Ewan Grant"
    assert story.passed[-1] == "end_status"


def test_a_status_that_begins_before_the_handback_is_accepted_stops_it():
    story = handback().do("t_briefing")
    story.facts = replace(story.facts, statuses=child(statuses=[StatusName.LOOKED_AFTER]).statuses)

    with pytest.raises(RuleBroken) as refused:
        story.do("t_take_on")
    assert refused.value.rule == "I6"

    assert story.do("t_take_on", **DECLINES).do("t_cover", **NOBODY).waits == ["t_settle_officer"]
    assert story.leads == "Ewan Grant"


def test_one_person_in_both_roles_still_accepts():
    story = handback(named=EWAN).do("t_briefing")

    assert story.do("t_take_on").holds(RoleName.NAMED_PERSON) == EWAN
    assert story.holds(RoleName.LEAD_PROFESSIONAL) is None


def test_responsibility_never_passes_without_take_onance():
    story = handback()

    with pytest.raises(RuleBroken) as refused:
        operations.OPERATIONS["hand_back"].run({"person": ISLA, "accepted": False}, story.world)

    assert refused.value.rule == "I8"


@pytest.mark.parametrize(
    ("key", "before"), [("t_briefing", []), ("t_settle_officer", ["t_briefing", "t_take_on", "t_cover"])]
)
def test_the_child_is_heard_or_it_is_said_why_not(key, before):
    story = handback()
    for step in before:
        story.do(step, **{"t_take_on": DECLINES, "t_cover": NOBODY}.get(step, {}))

    with pytest.raises(InvalidAnswers, match="child"):
        story.do(key, asked=FIONA, child_heard="no", child_said=None)
