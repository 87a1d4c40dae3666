"""What follows when a child's name is off the register, played on the engine alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from diagrams import call, chain, diagram, end, start, user
from protecting import USUAL, WORDS, child, deregistered
from stories import (
    ACCEPT,
    DECISIONS,
    DIAGRAMS,
    EWAN,
    FIONA,
    FORMS,
    HEARD,
    MONDAY,
    PACKS,
    YES,
    can_lead,
    positions,
)

from app import engine
from app.domain import policy
from app.domain.errors import InvalidAnswers
from app.domain.steps import World

HANDOVER = {
    "needs": USUAL["t_amend_plan"]["needs"],
    "actions": [{**USUAL["t_amend_plan"]["actions"][0], "action_state": "to_do"}],
    "risks": WORDS,
    "next_dates": WORDS,
    "contacts": WORDS,
    "child_told_how": WORDS,
}


def test_the_plan_goes_on_with_whoever_leads_and_a_meeting_looks_at_the_risk_after_six_to_eight_weeks():
    story = deregistered()
    assert story.waits == ["t_who_leads"]

    story.do("t_who_leads").do("t_amend_plan").ring("e_weeks")

    assert story.now.date() == date(2026, 4, 13)
    assert story.task("t_after_register").due.at.date() == date(2026, 4, 27)
    assert story.do("t_after_register").done
    assert story.passed[-1] == "end_plan_continues"
    assert story.leads == "Ewan Grant"


def test_another_agency_may_lead_after_the_register_and_the_one_before_leads_until_they_accept():
    story = deregistered().do("t_who_leads", lead_after="change")
    why = {"change_why": "agency", "change_words": WORDS, "gone": "no", "convenor": EWAN}
    story.do("t_change", **why, **HEARD)
    asked = {"child_asked": "yes", "child_words": WORDS, "parents_asked": "yes", "parents_words": WORDS}
    story.do("t_preference", **asked, advocacy="declined")
    can_lead(story.do("t_candidates", candidates=[{"person": FIONA, "why": WORDS}]), FIONA)
    story.do("t_propose", proposal="propose", proposed=FIONA, reason=WORDS, review_on="2027-09-01", **HEARD)
    positions(story).do("t_confirm", **YES)
    assert story.leads == "Ewan Grant"

    story.do("t_accept", **ACCEPT)

    assert story.leads == "Fiona Hay"
    story.do("t_handover", **HANDOVER).do("t_introduce", met_on="2026-03-02", met_how=WORDS, reach=WORDS)
    assert story.waits == ["t_amend_plan"]


def test_risk_that_has_risen_ends_everything_else_at_once():
    story = deregistered().ring("e_weeks")
    assert story.waits == ["t_after_register", "t_who_leads"]

    story.do("t_after_register", risk="higher", plan_needed=None)

    assert story.done
    assert story.passed[-1] == "end_risk_risen"
    assert story.leads == "Ewan Grant"


def test_a_plan_that_nobody_amended_does_not_hold_the_meeting_up():
    story = deregistered().ring("e_weeks").do("t_after_register")

    assert not story.done
    assert story.waits == ["t_who_leads"]
    assert story.do("t_who_leads").do("t_amend_plan").done


def test_a_change_of_who_leads_stops_as_soon_as_no_plan_is_needed():
    story = deregistered().do("t_who_leads", lead_after="change")
    why = {"change_why": "agency", "change_words": WORDS, "gone": "no", "convenor": EWAN}
    story.do("t_change", **why, **HEARD).ring("e_weeks")

    story.do("t_after_register", plan_needed="no")

    assert story.waits == ["t_briefing"]
    assert story.leads == "Ewan Grant"
    assert story.do("t_briefing").do("t_take_on").do("t_meet_family").done
    assert story.leads == "Isla Reid"


def test_where_no_plan_is_needed_the_child_goes_back_to_the_named_person():
    story = deregistered("deregistered_no_plan")
    assert story.waits == ["t_briefing"]

    story.do("t_briefing").do("t_take_on").do("t_meet_family")

    assert story.done
    assert story.leads == "Isla Reid"
    assert story.passed[-1] == "end_handed_back"


def test_the_meeting_after_the_register_may_find_that_no_plan_is_needed_any_more():
    story = deregistered().do("t_who_leads").do("t_amend_plan").ring("e_weeks")

    story.do("t_after_register", plan_needed="no").do("t_briefing").do("t_take_on").do("t_meet_family")

    assert story.done
    assert story.leads == "Isla Reid"


def test_a_handback_that_comes_to_nothing_leaves_the_plan_with_whoever_leads():
    story = deregistered("deregistered_no_plan").do("t_briefing")

    story.do("t_take_on", accepted="no", declined_because=WORDS).ring("b_cover")
    story.do("t_settle_officer", decision="lead_stays")

    assert story.waits == ["t_who_leads"]
    assert story.leads == "Ewan Grant"
    handed = story.now
    assert [one.due.at.date() for one in story.timers.values()] == [(handed + timedelta(weeks=6)).date()]


def test_each_need_is_said_to_be_open_or_not_by_somebody():
    story = deregistered().do("t_who_leads")

    with pytest.raises(InvalidAnswers) as refused:
        story.do("t_amend_plan", needs=[{"indicator": "safe", "need": WORDS, "outcome": WORDS}])

    assert "need_state" in refused.value.problems[0].field


@pytest.mark.parametrize(
    ("ended", "said"), [("deregistered_continue", "risk_risen"), ("deregistered_no_plan", "handed_back")]
)
def test_whoever_calls_it_hears_what_came_of_it(ended, said):
    parent = diagram(
        "caller",
        start(),
        call("c", "deregistration", {"register_outcome": f'"{ended}"'}, {"heard": "outcome"}),
        user("t_then", groups="responsible", due='=if heard = "risk_risen" then now else null'),
        end(),
        *chain("start", "c", "t_then", "end"),
    )
    outlines = {key: form.outline for key, form in FORMS.items()}
    release = engine.compile(engine.Source({**DIAGRAMS, "caller.bpmn": parent}, DECISIONS, outlines))
    world = World(MONDAY, child(leads=EWAN), policy.load(PACKS, "national"))
    step = engine.start(release, "caller", {}, world)

    def answer(key, **answers):
        [task] = [one for one in engine.standing(release, step.state).tasks if one.key == key]
        return engine.complete(release, step.state, task.id, answers, world)

    step = answer("t_tell_off_register")
    if said == "risk_risen":
        [weeks] = [one for one in step.armed if one.event == "e_weeks"]
        world = replace(world, now=weeks.due.at)
        step = engine.wake(release, step.state, [(weeks.task_id, weeks.event, weeks.generation)], world)
        step = answer("t_after_register", risk="higher")
    else:
        step = answer("t_briefing", named_person_there="yes")
        step = answer("t_take_on", accepted="yes")
        step = answer("t_meet_family")

    [then] = step.opened
    assert engine.variables(release, step.state, then.id)["heard"] == said
    assert [one.key for one in engine.standing(release, step.state).tasks] == ["t_then"]
