"""The whole journey, played on the engine alone, to each of its ends."""

from datetime import date, timedelta

import pytest
from journeying import begun, concern, facts_of
from protecting import USUAL
from stories import EWAN, FIONA, FORMS, ISLA, MONDAY, PACKS

from app import forms
from app.domain import messages
from app.domain import policy as policies
from app.domain.cases import RoleEnded, RoleName, apply, view
from app.domain.errors import RuleBroken

LED = {"leads": EWAN}


def offered(outcome="multi_agency", **answers):
    return concern(facts_of(**answers)).assessed(outcome)


def in_review(**answers):
    """A plan of several agencies is in effect, led by Ewan."""
    return offered(**answers).do("t_offer").appointed(EWAN).planned()


# How it begins


def test_a_child_is_helped_by_several_agencies_until_nothing_more_is_needed():
    story = in_review()
    assert story.leads == "Ewan Grant"

    story.reviewed().reviewed(need_remains="no").handed_back()
    story.do("t_close")

    assert story.done
    assert story.leads == "Isla Reid"


def test_immediate_danger_goes_to_child_protection_and_waits_for_nothing():
    story = concern(immediate_danger="yes")

    assert [task.process for task in story.open.values()] == ["protection_concern"]


def test_until_a_named_person_has_accepted_the_service_is_responsible():
    story = concern(facts_of(named=None), place="primary")
    assert story.leads == "the named person service"
    assert "the head teacher or depute of the school" in story.seen("t_named_person").values()

    story.do("t_named_person", np_found="yes", np_person=FIONA)
    assert story.leads == "the named person service"

    story.do("t_accept_named", np_accepted="yes")
    assert story.leads == "Fiona Hay"
    assert "t_views_child" in story.waits


def test_whoever_declines_or_does_not_answer_is_not_the_named_person_and_somebody_else_is_asked():
    story = concern(facts_of(named=None)).do("t_named_person", np_found="yes", np_person=FIONA)

    story.do("t_accept_named", np_accepted="no").do("t_named_person", np_found="yes", np_person=ISLA)
    story.ring("b_accept_named")

    assert story.waits == ["t_named_person"]
    assert story.leads == "the named person service"


def test_where_nobody_is_named_person_the_service_stays_responsible():
    story = concern(facts_of(named=None), place="armed_forces").do("t_named_person", np_found="nobody")

    assert "t_views_child" in story.waits
    assert story.leads == "the named person service"


# Assessment


def test_the_assessment_goes_on_without_a_partner_who_does_not_reply():
    story = concern().do("t_views_child").do("t_views_parents")
    story.do("t_decide_sharing", EWAN, sharing="part").do("t_partner_information", EWAN)
    story.do("t_decide_sharing", FIONA, sharing="none")

    story.ring("b_partner")

    assert story.waits == ["t_assess"]


def test_every_step_of_the_assessment_is_due_by_the_day_on_which_the_whole_is_however_late_it_opens():
    story = concern(facts_of(pack="national"))
    policy = story.world.policy
    whole = policy.due("assessment_due", MONDAY)
    assert story.task("t_views_child").due == policy.due("views_due", MONDAY)

    story.now = MONDAY + timedelta(weeks=2)
    story.do("t_views_child").do("t_views_parents").shared()
    assert story.task("t_assess").due == whole
    story.now = MONDAY + timedelta(weeks=2, days=4)
    story.do("t_assess")
    assert story.task("t_share").due == policy.due("assessment_share", story.now)
    story.now = MONDAY + timedelta(weeks=3, days=3)
    story.do("t_share")

    assert story.task("t_decide").due == whole
    assert (whole.at.date(), whole.text) == (date(2026, 3, 30), "20 working days from 2 March 2026")


def test_an_assessment_that_waited_for_the_family_s_agreement_is_due_no_later_for_it():
    story = concern(facts_of(named=None, pack="east_riding"))
    story.now = MONDAY + timedelta(weeks=3)

    story.do("t_consent", consent_given="yes")

    assert story.task("t_views_child").due == story.world.policy.due("assessment_due", MONDAY)


def test_suspected_harm_stops_the_assessment_and_goes_to_child_protection():
    story = concern().do("t_views_child").do("t_views_parents").shared()

    story.do("t_assess", harm_suspected="yes")

    assert [task.process for task in story.open.values()] == ["protection_concern"]


@pytest.mark.parametrize("heard", ["child", "parents", "partner"])
def test_harm_that_comes_up_while_people_are_heard_stops_the_assessment_at_once(heard):
    story = concern()
    if heard == "partner":
        story.do("t_decide_sharing", EWAN).do("t_partner_information", EWAN, harm_partner="yes")
    else:
        story.do(f"t_views_{heard}", **{f"harm_{heard}": "yes"})

    assert {task.process for task in story.open.values()} == {"protection_concern"}


def test_protection_that_is_decided_at_the_end_of_the_assessment_begins_at_once():
    assert [task.process for task in offered("child_protection").open.values()] == ["protection_concern"]


@pytest.mark.parametrize("outcome", ["none", "advice"])
def test_where_no_plan_is_needed_the_named_person_stays_the_contact(outcome):
    story = offered(outcome)

    assert story.done
    assert story.leads == "Isla Reid"


# The offer


def test_a_family_that_has_not_decided_is_asked_again_some_weeks_later():
    story = offered().do("t_offer", family_decision="not_yet")
    assert not story.open
    assert story.timers

    story.ring("wait_offer")

    assert story.waits == ["t_offer"]


def test_a_family_that_declines_keeps_its_named_person_and_nothing_else_follows():
    story = offered().do("t_offer", family_decision="decline").do("t_decline").do("t_sharing")
    assert "no cause for concern" in " ".join(story.noted)

    story.do("t_close", close_reason="declined")

    assert story.done
    assert story.leads == "Isla Reid"


def test_a_family_that_wants_less_gets_a_plan_of_one_agency_with_the_named_person():
    story = offered().do("t_offer", family_decision="decline").do("t_decline", wants_single="yes").do("t_sharing")
    assert story.waits == ["t_draft"]

    story.planned(owner=ISLA)

    assert story.leads == "Isla Reid"
    assert [timer.event for timer in story.timers.values()] == ["wait_due"]


def test_a_refusal_does_not_end_what_is_compulsory():
    story = offered().do("t_offer", family_decision="decline").do("t_decline", order="yes").do("t_compulsory")

    assert "t_preference" in story.waits


def test_a_child_who_wants_the_help_that_the_parents_decline_is_heard_by_the_lead_officer():
    story = offered().do("t_offer", family_decision="decline").do("t_decline", child_differs="yes")

    story.do("t_child_wish", officer="goes_on").do("t_sharing")

    assert "t_preference" in story.waits


# The plan


def test_one_agency_s_plan_is_held_by_the_named_person_and_nobody_else_leads():
    story = offered("single_agency").do("t_offer")

    story.planned(owner=ISLA)

    assert story.leads == "Isla Reid"
    assert "t_approve" not in story.passed


def test_a_plan_that_the_meeting_cannot_agree_on_climbs_the_areas_ladder_until_it_is_decided():
    story = offered().do("t_offer").appointed().do("t_draft").each("t_contribute").do("t_comment", family_says="agree")
    story.do("t_plan_meeting", agreement="not_agreed")

    assert story.waits == ["t_settle_line"]
    story.ring("b_line").do("t_settle_officer", outcome="decided", plan_decision="redraft")
    assert story.waits == ["t_draft"]
    story.do("t_draft").ring("b_contribute")
    story.do("t_comment", family_says="partly").do("t_plan_meeting", agreement="redraft").do("t_draft")
    story.each("t_contribute").do("t_comment", family_says="agree").do("t_plan_meeting", agreement="not_agreed")

    assert story.do("t_settle_line", outcome="decided", plan_decision="as_drafted").waits == ["t_approve"]


def test_a_plan_that_is_not_approved_is_written_again():
    story = offered().do("t_offer").appointed().do("t_draft").each("t_contribute").do("t_comment", family_says="agree")

    story.do("t_plan_meeting").do("t_approve", approved="no")

    assert story.waits == ["t_draft"]


def test_a_plan_takes_effect_only_with_the_family_s_decision():
    story = begun("childs_plan", facts_of(), scope="single_agency", family_decision="not_yet")
    story.do("t_draft").do("t_comment", family_says="agree")

    with pytest.raises(RuleBroken) as refused:
        story.do("t_plan_meeting")

    assert refused.value.rule == "I4"


def test_a_plan_of_several_agencies_takes_effect_only_where_somebody_leads_it():
    story = begun("childs_plan", facts_of(), scope="multi_agency", family_decision="accept")
    story.do("t_draft").each("t_contribute").do("t_comment", family_says="agree").do("t_plan_meeting")

    with pytest.raises(RuleBroken) as refused:
        story.do("t_approve", approved="yes")

    assert refused.value.rule == "I1"


def test_an_action_that_somebody_cannot_do_is_given_to_somebody_else():
    story = offered().do("t_offer").appointed().do("t_draft").each("t_contribute").do("t_comment", family_says="agree")
    story.do("t_plan_meeting").do("t_approve", approved="yes").do("t_recipients").do("t_copies")

    story.each("t_acknowledge", accepts="no").do("t_reassign")

    assert [timer.event for timer in story.timers.values()] == ["wait_due"]


def test_a_plan_is_in_effect_though_somebody_has_not_answered():
    story = offered().do("t_offer").appointed().do("t_draft").each("t_contribute").do("t_comment", family_says="agree")
    story.do("t_plan_meeting").do("t_approve", approved="yes").do("t_recipients").do("t_copies")

    story.ring("b_acknowledge")

    assert [timer.event for timer in story.timers.values()] == ["wait_due"]


def test_a_family_that_does_not_want_the_draft_is_heard_and_the_lead_professional_hands_back():
    story = offered().do("t_offer").appointed().do("t_draft").each("t_contribute")

    story.do("t_comment", family_says="declines").do("t_decline").do("t_sharing")
    assert story.leads == "Ewan Grant"
    story.handed_back().do("t_close", close_reason="declined")

    assert story.done
    assert story.leads == "Isla Reid"


def test_where_the_help_is_compulsory_the_plan_is_written_again_with_the_family_s_words():
    story = offered().do("t_offer").appointed().do("t_draft").each("t_contribute")

    story.do("t_comment", family_says="declines").do("t_decline", order="yes").do("t_compulsory")

    assert story.waits == ["t_draft"]


@pytest.mark.parametrize(
    ("row", "copy"),
    [
        ({"who": "child", "understands": "no"}, "none"),
        ({"who": "parent", "prr": "yes", "copy_risk": "wellbeing", "redaction": "yes"}, "redacted"),
        ({"who": "parent", "prr": "yes", "copy_risk": "wellbeing", "redaction": "no"}, "none"),
        ({"who": "parent", "prr": "yes", "copy_risk": "somebody", "redaction": "yes"}, "redacted"),
        ({"who": "parent", "prr": "yes", "copy_risk": "somebody", "redaction": "no"}, "none"),
        ({"who": "partner", "copy_risk": "legal", "redaction": "yes"}, "redacted"),
        ({"who": "partner", "copy_risk": "legal", "redaction": "no"}, "none"),
        ({"who": "child", "understands": "yes"}, "full"),
        ({"who": "parent", "prr": "yes"}, "full"),
        ({"who": "parent", "prr": "care"}, "full"),
        ({"who": "parent", "prr": "no"}, "none"),
        ({"who": "parent", "prr": "no", "copy_risk": "somebody", "redaction": "yes"}, "none"),
        ({"who": "named_person"}, "full"),
        ({"who": "partner"}, "full"),
        ({"who": "other"}, "none"),
    ],
)
def test_who_gets_which_copy_of_the_plan(row, copy):
    story = begun("childs_plan", facts_of(), scope="single_agency", family_decision="accept")
    story.do("t_draft").do("t_comment", family_says="agree").do("t_plan_meeting")
    usual = {"recipient_name": "Somebody", "understands": "not_child", "copy_risk": "none", "redaction": "not_needed"}

    story.do("t_recipients", recipients=[{**usual, **row}] * 3)

    assert story.seen("t_copies")["copies"] == [copy] * 3


@pytest.mark.parametrize(
    ("said", "copy"),
    [
        ({"who": "agency", "copy_risk": "none"}, "full"),
        ({"who": "parent", "copy_risk": "somebody", "redaction": "yes", "sharing": "part"}, "redacted"),
        ({"who": "child", "understands": "yes", "copy_risk": "none"}, "full"),
    ],
)
def test_the_table_of_copies_also_says_how_information_is_shared(said, copy):
    asked = messages.read("sharing_asked", {"with_whom": "Housing", "purpose": "A flat"})
    story = begun("sharing_asked", facts_of(), **asked.payload)

    story.do("t_decide_sharing_responsible", **{"sharing": "all"} | said)

    assert story.seen("t_give")["copies"] == [copy]


def test_whoever_led_for_the_child_before_stands_above_the_candidates_with_the_day():
    facts = facts_of(leads=EWAN)
    led = facts.holder(RoleName.LEAD_PROFESSIONAL)
    facts = apply(facts, [RoleEnded(led.id, MONDAY, "Moved.")])
    context = {
        "case": view(facts, MONDAY),
        "policy": policies.load(PACKS, "ayrshire").view(),
        "now": MONDAY,
        "preferred": None,
    }

    drawn = forms.draw(FORMS["appoint_candidates"], {}, context=context, options={"colleagues": ()})

    assert "Led for this child before: Ewan Grant (until 2 March 2026)." in str(drawn)


# Reviews


def test_a_review_that_finds_harm_goes_to_child_protection():
    story = in_review().reviewed(harm="yes")

    assert [task.process for task in story.open.values()] == ["protection_concern"]
    assert story.leads == "Ewan Grant"


def test_a_review_that_finds_help_from_one_agency_enough_steps_down_to_the_named_person():
    story = in_review().reviewed(several_agencies="no").handed_back()
    assert story.leads == "Isla Reid"

    story.planned(owner=ISLA).reviewed(several_agencies="no").reviewed(need_remains="no").do("t_close")

    assert story.done


def test_a_plan_of_one_agency_that_needs_others_gets_a_lead_professional():
    story = offered("single_agency").do("t_offer").planned(owner=ISLA)

    story.reviewed(several_agencies="yes")

    assert "t_preference" in story.waits
    assert story.appointed(EWAN).leads == "Ewan Grant"


def test_a_family_that_wants_no_more_of_the_plan_at_a_review_goes_back_to_the_named_person():
    story = in_review().reviewed(family_accepts="no")

    assert story.handed_back().leads == "Isla Reid"


# The family withdraws


def test_a_family_may_withdraw_at_any_time_and_the_plan_ends():
    story = in_review().tell("consent_withdrawn", who="The parents")
    assert story.waits == ["t_decline"]

    story.do("t_decline").do("t_sharing").handed_back()
    story.do("t_close", close_reason="declined")

    assert story.done
    assert story.timers == {}


def test_a_family_that_withdraws_from_part_of_it_keeps_a_plan_of_one_agency():
    story = in_review().tell("consent_withdrawn", who="The parents")

    story.do("t_decline", wants_single="yes").do("t_sharing").handed_back()

    assert story.waits == ["t_draft"]
    assert story.leads == "Isla Reid"


def test_a_plan_that_is_compulsory_goes_on_undisturbed_when_the_family_withdraws():
    story = in_review()
    waiting = dict(story.timers)

    for _ in range(2):
        story.tell("consent_withdrawn", who="The parents").do("t_decline", order="yes").do("t_compulsory")

    assert story.timers == waiting
    assert story.leads == "Ewan Grant"


def test_a_family_that_withdraws_while_the_plan_is_being_made_stops_that_too():
    story = offered().do("t_offer").tell("consent_withdrawn", who="The parents")
    assert story.waits == ["t_decline", "t_preference"]

    story.do("t_decline").do("t_sharing")

    assert story.waits == ["t_close"]


# Protection, and after


def protected(story, *steps, **last):
    """The protection path, step by step, with its usual answers; `last` are given at its last step."""
    for step in steps:
        story.do(step, **{**USUAL[step], **(last if step == steps[-1] else {})})
    return story


def test_a_concern_that_needs_no_protection_goes_on_to_the_assessment():
    story = protected(concern(immediate_danger="yes"), "t_notify", "t_screen", discussion_needed="no")
    protected(story, "t_feedback")

    assert "t_views_child" in story.waits
    assert story.leads == "Isla Reid"


def off_the_register(after):
    """Registered after a concern, and taken off again half a year later."""
    story = protected(concern(immediate_danger="yes"), "t_notify", "t_screen", "t_ird", "t_accept_lead", "t_safety")
    protected(story, "t_assess", "t_needed", "t_book", "t_planning_meeting")
    assert "t_summary" in story.waits
    protected(story, "t_summary", "t_recipients")
    assert story.seen("t_record")["copies"] == ["redacted"] * 3
    protected(story, "t_record", "t_register", "t_core_first").ring("wait_due")
    today = story.now.date().isoformat()
    protected(story.each("t_agency_report", **USUAL["t_agency_report"]), "t_review_report", "t_book")
    protected(story, "t_review_meeting", held_on=today, plan_after=after)
    protected(story, "t_summary", "t_recipients")
    protected(story, "t_record", given_on=today)
    return protected(protected(story, "t_remove", removed_on=today), "t_tell_off_register")


def test_a_child_who_comes_off_the_register_and_needs_no_plan_goes_back_to_the_named_person_and_the_journey_ends():
    story = off_the_register("none").handed_back().do("t_close")

    assert story.done
    assert story.leads == "Isla Reid"


def test_a_plan_that_goes_on_after_the_register_is_reviewed_like_any_other():
    story = off_the_register("continue")
    protected(story, "t_who_leads", "t_amend_plan").ring("e_weeks")

    protected(story, "t_after_register")

    assert [timer.event for timer in story.timers.values()] == ["wait_due"]
    assert story.leads == "Ewan Grant"
