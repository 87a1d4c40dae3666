"""Protecting a child at risk of harm, played on the engine alone, to every end that the diagram has."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from diagrams import call, chain, diagram, end, start, user
from protecting import (
    USUAL,
    WORDS,
    agencies,
    begin,
    called,
    called_for,
    child,
    discussed,
    investigated,
    noticed,
    prepared,
    registered,
    reviewing,
)
from stories import DECISIONS, DIAGRAMS, EWAN, FIONA, FORMS, ISLA, MONDAY, MORAG, PACKS, RELEASE

from app import engine
from app.domain import invariants, messages, policy
from app.domain.cases import RoleName, StatusName
from app.domain.errors import InvalidAnswers, RuleBroken
from app.domain.steps import World

INQUORATE = {"quorate": "no", "inquorate_because": WORDS}
PREPARED = ["t_agency_report", "t_agency_report", "t_agency_report", "t_book"]


def outcome(story):
    """What the protection path gives its caller: the one value that its last operation named."""
    ends = {
        "end_no_discussion": "no_discussion",
        "end_no_investigation": "not_registered",
        "end_no_meeting": "not_registered",
        "end_not_registered": "not_registered",
        "end_deregistered_continue": "deregistered_continue",
        "end_deregistered_no_plan": "deregistered_no_plan",
    }
    return ends[story.passed[-1]]


def has(story, status):
    return story.facts.has(status)


def review(story, **answers):
    """Time passes until the review is prepared, and the meeting is held."""
    reviewing(story.ring("wait_due"))
    return story.do("t_review_meeting", held_on=story.now.date().isoformat(), **answers)


def late(story):
    """The clock beside the planning meeting runs: a warning, and then the meeting is late."""
    return story.ring("e_warning").ring("e_late")


def removed(story):
    """The keeper takes the name off today; the family and the agencies are told."""
    return story.do("t_remove", removed_on=story.now.date().isoformat()).do("t_tell_off_register")


def followed(story, **answers):
    """The plan is amended, and some weeks later the meeting after the register is held."""
    return story.do("t_who_leads").do("t_amend_plan").ring("e_weeks").do("t_after_register", **answers)


def test_a_concern_leads_to_the_register_and_off_it_and_somebody_is_responsible_throughout():
    story = noticed()
    assert story.waits == ["t_ird"]
    assert story.leads == "Isla Reid"

    story.do("t_ird")
    assert has(story, StatusName.INVESTIGATION)
    assert story.leads == "Isla Reid"
    story.do("t_accept_lead")
    assert story.leads == "Ewan Grant"
    called(story.do("t_safety")).do("t_planning_meeting")
    assert story.waits == ["t_register"]
    assert not has(story, StatusName.REGISTERED)
    story.do("t_register")
    assert has(story, StatusName.REGISTERED)
    assert not has(story, StatusName.INVESTIGATION)
    story.planned()
    review(story)
    assert has(story, StatusName.REGISTERED)
    removed(story)
    assert not has(story, StatusName.REGISTERED)
    followed(story)

    assert story.done
    assert outcome(story) == "deregistered_continue"
    assert not has(story, StatusName.REGISTERED)
    assert story.leads == "Ewan Grant"


def test_a_child_who_needs_no_plan_after_the_register_goes_back_to_the_named_person():
    story = removed(review(registered().planned(), plan_after="none"))
    assert story.leads == "Ewan Grant"

    story.do("t_briefing").do("t_take_on").do("t_meet_family")

    assert story.done
    assert outcome(story) == "deregistered_no_plan"
    assert story.leads == "Isla Reid"


def test_risk_that_has_risen_after_the_register_goes_back_to_the_agencies_and_may_lead_onto_it_again():
    story = followed(removed(review(registered().planned())), risk="higher", plan_needed=None)
    assert story.waits == ["t_ird"]
    assert story.leads == "Ewan Grant"
    again = story.now.date().isoformat()

    called(story.do("t_ird").do("t_safety")).do("t_planning_meeting", held_on=again)
    story.do("t_register", entered_on=again)

    assert has(story, StatusName.REGISTERED)
    assert len([one for one in story.facts.statuses if one.name is StatusName.REGISTERED]) == 2
    assert story.waits == ["t_core_first"]


def test_no_investigation_ends_it_and_the_named_person_stays_responsible():
    story = noticed().do("t_ird", ird_decision="nfa_to_np", lead=None).do("t_ird_feedback")

    assert story.done
    assert outcome(story) == "not_registered"
    assert all(one.ended_on for one in story.facts.statuses)
    assert story.leads == "Isla Reid"


def test_social_work_that_sees_no_need_for_a_discussion_says_so_to_the_named_person():
    story = begin("child_protection", child()).do("t_notify")
    assert "The answer: the child's name has not been on it here." in story.noted[-1]

    story.do("t_screen", discussion_needed="no").do("t_feedback")

    assert story.done
    assert outcome(story) == "no_discussion"
    assert story.leads == "Isla Reid"


def test_a_concern_that_is_not_written_down_on_its_day_is_looked_at_all_the_same():
    story = begin("child_protection", child()).ring("b_notify")

    assert story.now.date() == MONDAY.date()
    assert story.waits == ["t_screen"]


@pytest.mark.parametrize(
    ("decision", "task"), [("further_enquiry", "t_enquire"), ("case_discussion", "t_case_discussion")]
)
def test_the_agencies_discuss_it_again_until_they_can_decide(decision, task):
    story = noticed()

    for _ in range(2):
        story.do("t_ird", ird_decision=decision, lead=None, ird_missing=WORDS)
        assert story.waits == [task]
        story.do(task)

    assert story.waits == ["t_ird"]
    assert "t_safety" in story.do("t_ird").waits


def test_a_child_for_whom_another_protocol_fits_better_is_passed_on_to_somebody():
    story = noticed().do("t_ird", ird_decision="diversion_protocol", lead=None).do("t_divert")

    assert story.passed[-1] == "end_no_investigation"
    assert "passed the child on to another protocol" in " ".join(story.noted)


def test_an_interview_and_a_health_assessment_go_on_beside_the_investigation_where_the_discussion_asked_for_them():
    story = noticed().do("t_ird", interview_needed="yes", interview_by=EWAN, medical_needed="yes", medical_by=ISLA)
    assert story.waits == ["t_accept_lead", "t_interview", "t_medical", "t_safety"]
    assert str(story.task("t_medical").assignee) == ISLA

    story.do("t_accept_lead").do("t_safety").do("t_assess").do("t_interview")
    assert story.waits == ["t_medical"]

    assert story.do("t_medical").waits == ["t_needed"]


def test_the_child_is_referred_to_the_reporter_straight_away_beside_the_register():
    story = prepared().do("t_planning_meeting", reporter="now")

    assert story.waits == ["t_register", "t_reporter"]
    assert "1 working day" in story.task("t_reporter").due.text
    assert story.do("t_reporter").do("t_register").waits == ["t_core_first"]


def test_those_who_are_invited_have_their_notice_unless_the_meeting_cannot_wait():
    story = investigated().do("t_assess").do("t_needed")
    soon = {"meeting_on": "2026-03-05"}

    with pytest.raises(RuleBroken) as refused:
        story.do("t_book", **soon)

    assert (refused.value.rule, refused.value.field) == ("cppm_notice", "meeting_on")
    assert "until 7 March 2026" in str(refused.value)
    story.do("t_book", **soon, short_notice="cannot_wait", short_notice_because=WORDS)
    assert story.waits == ["t_planning_meeting", "t_report"]


def test_before_a_birth_the_planning_meeting_is_held_by_the_28th_week_of_the_pregnancy():
    expected = date(2026, 6, 1)

    story = prepared(born_on=expected)

    due = story.task("t_planning_meeting").due
    assert due.at.date() == date(2026, 3, 9)
    assert "28 weeks from 25 August 2025" in due.text
    assert story.ring("e_warning").now.date() == date(2026, 3, 2)


@pytest.mark.parametrize("expected", [date(2026, 5, 20), date(2026, 12, 1)])
def test_where_that_week_has_passed_or_is_far_away_the_28_days_count(expected):
    assert prepared(born_on=expected).task("t_planning_meeting").due.at.date() == date(2026, 3, 30)


def test_only_a_qualified_social_worker_may_lead_an_investigation_everywhere():
    for pack in ("national", "ayrshire"):
        story = noticed(pack=pack)

        with pytest.raises(RuleBroken) as refused:
            story.do("t_ird", lead=ISLA)

        assert refused.value.rule == "statutory_lp_rule.investigation"
        assert story.waits == ["t_ird"]
        assert not has(story, StatusName.INVESTIGATION)


def test_police_social_work_and_health_decide_together():
    story = noticed()

    with pytest.raises(RuleBroken, match="Hear police before"):
        story.do("t_ird", ird_agencies=agencies("social_work", "health"))


def test_a_social_worker_who_leads_already_goes_on():
    story = discussed(leads=EWAN)

    assert story.waits == ["t_assess", "t_safety"]
    assert story.leads == "Ewan Grant"


def test_whoever_led_hands_over_to_the_social_worker_who_accepts_and_stays_a_partner():
    story = discussed(leads=MORAG)
    assert story.leads == "Morag Shaw"

    story.do("t_accept_lead")

    assert story.leads == "Ewan Grant"
    assert MORAG in {str(one) for one in story.facts.partners}


@pytest.mark.parametrize(
    "answer",
    [
        lambda story: story.do("t_accept_lead", lead_accepted="no", lead_declined_because=WORDS),
        lambda story: story.ring("b_accept_lead"),
    ],
)
def test_a_social_worker_who_declines_or_does_not_answer_is_replaced_within_a_working_day(answer):
    story = answer(discussed().do("t_safety"))
    assert story.waits == ["t_allocate_lead"]
    with pytest.raises(RuleBroken):
        story.do("t_allocate_lead", lead=FIONA)

    story.do("t_allocate_lead")

    assert story.waits == ["t_accept_lead"]
    assert story.do("t_accept_lead").leads == "Ewan Grant"


def test_where_the_agencies_see_no_need_for_a_meeting_the_investigation_ends():
    story = investigated().do("t_assess").do("t_needed", meeting_needed="no", no_meeting_support=WORDS)

    assert outcome(story) == "not_registered"
    assert not has(story, StatusName.INVESTIGATION)
    assert story.leads == "Ewan Grant"


def test_the_planning_meeting_is_due_28_calendar_days_after_the_concern():
    due = prepared().task("t_planning_meeting").due

    assert due.at.date() == date(2026, 3, 30)
    assert "28 calendar days from 2 March 2026" in due.text


def test_a_planning_meeting_may_decide_not_to_register():
    story = prepared().do("t_planning_meeting", register_decision="not", support_needed="yes")

    assert story.done
    assert outcome(story) == "not_registered"
    assert not story.facts.has(StatusName.INVESTIGATION)


def test_where_there_is_no_agreement_the_chair_decides_and_who_disagreed_is_recorded():
    story = prepared()
    with pytest.raises(InvalidAnswers) as refused:
        story.do("t_planning_meeting", consensus="no", chair_reasons=WORDS, dissents=[])
    assert [one.field for one in refused.value.problems] == ["dissents"]

    dissents = [{"dissenter": "Health", "dissent_because": WORDS}]
    story.do("t_planning_meeting", consensus="no", chair_reasons=WORDS, dissents=dissents)

    assert story.waits == ["t_register"]


@pytest.mark.parametrize("views", ["child_said", "parents_not_heard"])
def test_no_meeting_decides_without_the_views_of_child_and_parents_or_the_reason(views):
    with pytest.raises(InvalidAnswers) as refused:
        prepared().do("t_planning_meeting", **{views: None})

    assert [one.field for one in refused.value.problems] == [views]


def test_a_late_meeting_may_be_put_off_only_while_an_interim_safety_plan_is_in_place():
    story = late(prepared())
    assert story.waits == ["t_extend", "t_planning_meeting"]
    off = {"extension": "extend", "meet_until": "2026-04-20"}

    with pytest.raises(RuleBroken) as refused:
        story.do("t_extend", safety_plan_holds="no", **off)
    assert refused.value.rule == "cppm_within"
    assert refused.value.source.endswith("page 94")

    story.do("t_extend", safety_plan_holds="yes", **off)

    assert story.waits == ["t_planning_meeting"]
    assert story.task("t_planning_meeting").due.at == datetime(2026, 4, 20, 16, tzinfo=UTC)
    assert "until 20 April 2026" in story.noted[-1]


def test_a_late_meeting_is_not_put_off_for_longer_than_the_pack_allows():
    story = late(prepared())

    with pytest.raises(RuleBroken, match="until 27 April 2026 at the latest"):
        story.do("t_extend", safety_plan_holds="yes", extension="extend", meet_until="2027-04-20")

    assert story.waits == ["t_extend", "t_planning_meeting"]


def test_a_meeting_that_may_not_be_put_off_is_held_at_once_and_asked_about_again_if_it_is_not():
    story = late(prepared()).do("t_extend", safety_plan_holds="no", extension="meet_now")

    assert story.waits == ["t_planning_meeting"]
    assert "1 working day" in story.task("t_planning_meeting").due.text
    assert story.ring("e_late").waits == ["t_extend", "t_planning_meeting"]


def test_a_meeting_that_is_not_prepared_in_time_is_late_too_and_still_has_to_be_prepared():
    story = late(investigated())
    assert story.waits == ["t_assess", "t_extend"]

    story.do("t_extend", safety_plan_holds="yes", extension="extend", meet_until="2026-04-20")

    assert story.waits == ["t_assess"]
    assert called(story).task("t_planning_meeting").due.at.date() == date(2026, 4, 20)


def test_a_meeting_with_too_few_people_is_held_again_within_ten_working_days():
    story = prepared().do("t_planning_meeting", **INQUORATE)

    assert story.waits == ["t_planning_meeting"]
    assert "10 working days" in story.task("t_planning_meeting").due.text
    assert story.do("t_planning_meeting").waits == ["t_register"]


def test_the_keeper_enters_the_name_within_a_working_day_and_the_core_group_joins_the_plan():
    story = prepared().do("t_planning_meeting")
    assert "1 working day" in story.task("t_register").due.text

    story.do("t_register")

    assert MORAG in {str(one) for one in story.facts.partners}
    [status] = [one for one in story.facts.statuses if one.name is StatusName.REGISTERED]
    assert status.source == "Planning meeting of 2 March 2026"
    assert story.task("t_core_first").due.at.date() == date(2026, 3, 23)


def test_core_groups_meet_at_the_pack_s_interval_and_tell_the_chair_of_changes_within_three_days():
    story = registered().planned()
    assert story.open == {}

    story.ring("e_interval")
    assert story.now.date() == date(2026, 4, 1)
    story.do("t_core_group", finding="change", finding_because=WORDS)
    assert story.waits == ["t_core_change"]
    assert "3 calendar days" in story.task("t_core_change").due.text

    assert story.do("t_core_change").written().ring("e_interval").waits == ["t_core_group"]


def test_the_review_is_due_after_six_months_and_opens_a_month_before():
    story = registered().planned().ring("wait_due")

    assert story.now.date() == date(2026, 8, 2)
    assert story.waits == PREPARED
    assert {story.task("t_agency_report", one).due.at.date() for one in (ISLA, FIONA, MORAG)} == {date(2026, 8, 10)}
    assert story.task("t_book").due.at.date() == date(2026, 8, 10)
    reviewing(story)
    assert story.waits == ["t_review_meeting"]
    assert story.task("t_review_meeting").due.at.date() == date(2026, 9, 2)


def test_the_first_review_of_a_child_not_born_yet_is_due_after_three_months():
    story = reviewing(registered(born_on=date(2026, 7, 1)).planned().ring("wait_due"))

    assert story.task("t_review_meeting").due.at.date() == date(2026, 6, 2)


def test_a_core_group_that_is_never_held_does_not_hold_the_review_up():
    assert registered().ring("wait_due").waits == PREPARED


@pytest.mark.parametrize("who", ["core group", "anybody"])
def test_the_review_is_held_early_when_the_core_group_or_anybody_asks(who):
    story = registered()

    if who == "core group":
        story.do("t_core_first", finding="review", finding_because=WORDS)
    else:
        asked = messages.read("early_cppm_requested", {})
        story.took(engine.deliver(RELEASE, story.state, asked, story.world))

    assert story.waits == PREPARED
    assert reviewing(story).waits == ["t_review_meeting"]
    assert "10 working days from 2 March 2026" in story.task("t_review_meeting").due.text
    assert who == "core group" or any("Somebody asked" in one for one in story.noted)


def test_a_name_that_stays_on_the_register_has_core_groups_and_a_review_again():
    story = registered().do("t_core_first", finding="review", finding_because=WORDS)

    reviewing(story).do("t_review_meeting", review_decision="stay", plan_changes=WORDS)

    assert has(story, StatusName.REGISTERED)
    assert story.waits == ["t_core_plan"]
    assert story.written().open == {}
    assert story.ring("e_interval").waits == ["t_core_group"]
    assert reviewing(story.ring("wait_due")).task("t_review_meeting").due.at.date() == date(2026, 9, 2)


def test_a_review_with_too_few_people_takes_nobody_off_the_register():
    story = review(registered(), **INQUORATE)

    assert story.waits == ["t_review_meeting"]
    assert "10 working days" in story.task("t_review_meeting").due.text
    assert has(story, StatusName.REGISTERED)


def test_a_day_for_which_the_review_is_called_counts_at_once_and_nobody_reports_twice():
    story = reviewing(registered().do("t_core_first").ring("wait_due"))

    called_for(story, date(2026, 8, 12))

    assert story.waits == ["t_book"]
    story.do("t_book")
    assert story.task("t_review_meeting").due.at.date() == date(2026, 8, 12)
    story.do("t_review_meeting", held_on="2026-08-02", review_decision="stay", plan_changes=WORDS)
    assert story.ring("wait_due").waits == PREPARED


def test_a_review_that_refers_the_child_to_the_reporter_has_that_done_at_once():
    story = review(registered(), reporter="now")

    assert story.waits == ["t_reporter"]
    assert story.do("t_reporter").waits == ["t_remove"]


def test_nothing_but_a_review_meeting_takes_a_name_off_the_register():
    story = registered()
    ended = messages.read("status_changed", {"status": "registered", "on": "2026-03-09", "ended": True})

    with pytest.raises(RuleBroken) as refused:
        invariants.check(story.facts, story.world.policy, messages.carried(ended, story.facts))

    assert refused.value.rule == "I3"


def test_responsibility_survives_a_lead_professional_who_leaves_in_the_middle():
    story = registered().planned()
    left = tuple(
        replace(one, ended_at=MONDAY) if one.name is RoleName.LEAD_PROFESSIONAL else one for one in story.facts.roles
    )
    story.facts = replace(story.facts, roles=left)

    story.ring("e_interval")

    assert story.leads == "Isla Reid"
    assert story.waits == ["t_core_group"]


def test_whoever_calls_it_hears_what_came_of_it():
    parent = diagram(
        "caller",
        start(),
        call("c", "child_protection", {}, {"heard": "outcome", "support": "support_needed"}),
        user("t_then", groups="responsible", due='=if heard = "not_registered" and support = "yes" then now else null'),
        end(),
        *chain("start", "c", "t_then", "end"),
    )
    outlines = {key: form.outline for key, form in FORMS.items()}
    release = engine.compile(engine.Source({**DIAGRAMS, "caller.bpmn": parent}, DECISIONS, outlines))
    world = World(MONDAY, child(leads=EWAN), policy.load(PACKS, "national"))
    step = engine.start(release, "caller", {}, world)
    given = {
        "t_book": {"meeting_on": date(2026, 3, 20)},
        "t_planning_meeting": {"register_decision": "not", "support_needed": "yes"},
    }

    while not any(task.key == "t_then" for task in step.opened):
        task, *_ = [one for one in engine.standing(release, step.state).tasks if one.key != "t_report"]
        answers = {**USUAL[task.key], **given.get(task.key, {})}
        step = engine.complete(release, step.state, task.id, answers, world)

    [then] = step.opened
    assert then.due.at == MONDAY
