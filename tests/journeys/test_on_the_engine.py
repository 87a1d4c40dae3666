"""The shipped processes, played on the engine alone, from the first question to somebody who leads."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from stories import (
    ACCEPT,
    CHOSEN,
    DECIDED,
    DECLINE,
    EWAN,
    FIONA,
    FORMS,
    ISLA,
    MONDAY,
    NO,
    OBJECT,
    PACKS,
    RAISED,
    RELEASE,
    WORDS,
    YES,
    begin,
    can_lead,
    disputed,
    positions,
    proposed,
    settled,
    weighed,
)

from app import engine
from app.domain import policy
from app.domain.cases import Role, RoleName, Status, StatusName, view
from app.domain.errors import InvalidAnswers, RuleBroken
from app.domain.operations import OPERATIONS
from app.domain.statutory import statutory_rule
from app.domain.steps import World


def test_all_agree_at_once_the_choice_is_confirmed_and_the_one_chosen_accepts():
    story = proposed(begin(), EWAN)
    assert story.leads == "Isla Reid"

    settled(positions(story))

    assert story.done
    assert story.leads == "Ewan Grant"
    assert [one.payload["person_id"] for one in story.effects] == [EWAN, ISLA, FIONA]
    assert story.open == story.timers == {}


def test_while_the_child_is_looked_after_in_ayrshire_a_social_worker_is_named_and_nobody_is_asked_to_vote():
    story = begin("ayrshire", StatusName.LOOKED_AFTER)
    assert story.waits == ["t_allocate"]

    story.do("t_allocate", proposed=EWAN)

    assert settled(story).leads == "Ewan Grant"


def test_a_health_visitor_for_a_looked_after_child_is_refused_in_ayrshire_and_the_task_stays_open():
    story = begin("ayrshire", StatusName.LOOKED_AFTER)

    with pytest.raises(RuleBroken) as refused:
        story.do("t_allocate", proposed=ISLA)

    assert (refused.value.rule, refused.value.pack) == ("statutory_lp_rule.looked_after", "ayrshire 2026.1")
    assert refused.value.source == "GIRFEC in Ayrshire, Module Three: lead professional"
    assert story.do("t_allocate", proposed=EWAN).waits == ["t_confirm"]


def test_nationally_the_same_choice_asks_for_a_reason_and_the_confirmation_is_the_second_signature():
    story = can_lead(weighed(begin("national", StatusName.LOOKED_AFTER), ISLA, EWAN), ISLA, EWAN)

    with pytest.raises(RuleBroken) as refused:
        story.do("t_propose", proposed=ISLA)
    assert refused.value.repair == "exception"

    story.do("t_propose", proposed=ISLA, exception="trust", exception_reason=WORDS)
    positions(story).do("t_confirm", **YES, exception_seen=True)
    assert "t_propose" in FORMS["appoint_confirm"].other_than
    assert story.do("t_accept", **ACCEPT).leads == "Isla Reid"


def test_a_child_who_becomes_looked_after_while_a_proposal_is_open_is_noticed_when_it_is_made():
    story = can_lead(weighed(begin(), ISLA, EWAN), ISLA, EWAN)
    story.facts = replace(story.facts, statuses=(Status(uuid4(), StatusName.LOOKED_AFTER, date(2026, 3, 2)),))

    with pytest.raises(RuleBroken):
        story.do("t_propose", proposed=ISLA)

    assert settled(positions(story.do("t_propose", proposed=EWAN))).leads == "Ewan Grant"


@pytest.mark.parametrize(
    ("status", "consider"),
    [
        (StatusName.COORDINATED_SUPPORT_PLAN, "csp_coordinator"),
        (StatusName.YOUNG_CARER_STATEMENT, "young_carer_worker"),
        (StatusName.COMPULSORY_SUPERVISION, "health"),
        (StatusName.DETAINED, "none"),
    ],
)
def test_whoever_weighs_and_proposes_sees_whom_the_status_suggests(status, consider):
    story = weighed(begin("national", status), ISLA, EWAN)
    can_lead(story, ISLA, EWAN)

    assert engine.variables(RELEASE, story.state, story.task("t_propose").id)["consider"] == consider
    why = {"exception": "needs", "exception_reason": WORDS} if consider == "health" else {}
    assert story.do("t_propose", proposed=ISLA, **why).waits == ["t_agree"] * 3


def test_where_nobody_who_can_lead_is_allowed_to_it_is_weighed_again():
    story = can_lead(weighed(begin(), ISLA, FIONA), ISLA, FIONA)
    story.facts = replace(story.facts, statuses=(Status(uuid4(), StatusName.LOOKED_AFTER, date(2026, 3, 2)),))
    with pytest.raises(RuleBroken):
        story.do("t_propose", proposed=ISLA)

    story.do("t_propose", proposal="again", again_because=WORDS)

    assert story.waits == ["t_candidates"]
    can_lead(story.do("t_candidates", candidates=[{"person": EWAN, "why": WORDS}]), EWAN)
    assert settled(positions(story.do("t_propose", proposed=EWAN))).leads == "Ewan Grant"


def test_a_child_who_becomes_looked_after_while_the_one_chosen_thinks_it_over_sends_it_back():
    story = positions(proposed(begin(), ISLA)).do("t_confirm", **YES)
    story.facts = replace(story.facts, statuses=(Status(uuid4(), StatusName.LOOKED_AFTER, date(2026, 3, 2)),))

    with pytest.raises(RuleBroken):
        story.do("t_accept", **ACCEPT)

    assert story.do("t_accept", **DECLINE).waits == ["t_allocate"]


def test_a_wish_that_cannot_be_met_is_explained_and_asked_again_no_more_than_twice():
    story = can_lead(weighed(begin(), ISLA, EWAN, preferred=FIONA), EWAN)

    story.do("t_explain", wish="someone_else", preferred=ISLA)
    assert story.waits == ["t_candidates"]
    can_lead(story.do("t_candidates", candidates=[{"person": one, "why": WORDS} for one in (ISLA, EWAN)]), EWAN)
    story.do("t_explain", wish="someone_else", preferred=FIONA)

    assert story.waits == ["t_propose"]
    assert "time 2 of at most 2" in story.noted[-1]


def test_a_family_that_is_content_after_the_explanation_is_not_asked_again():
    story = can_lead(weighed(begin(), ISLA, EWAN, preferred=ISLA), EWAN)

    assert story.do("t_explain", wish="content").waits == ["t_propose"]


def test_where_nobody_can_lead_it_goes_up_the_ladder():
    assert can_lead(weighed(begin(), ISLA, EWAN)).waits == ["t_interim"]


def test_whoever_does_not_reply_in_time_counts_as_not_available():
    story = weighed(begin(), ISLA, EWAN)
    story.do("t_availability", EWAN, availability="yes_if", condition=WORDS)

    story.ring("b_availability")

    assert story.waits == ["t_propose"]
    assert engine.variables(RELEASE, story.state, story.task("t_propose").id)["available"] == [EWAN]


def test_silence_is_not_agreement():
    story = proposed(begin(), EWAN)
    story.do("t_agree", EWAN, position="agree")

    assert story.ring("b_agree").waits == ["t_interim"]


def test_a_disagreement_climbs_by_itself_to_the_lead_officer_who_decides_and_the_one_named_accepts():
    story = disputed()
    assert story.leads == "Fiona Hay"
    began = story.now

    assert story.waits == ["t_line_managers"]
    assert story.ring("b_line_managers").waits == ["t_service_managers"]
    assert story.ring("b_service_managers").waits == ["t_lead_officer"]
    assert story.world.policy.calendar.worked_between(began, story.now) == 7
    story.do("t_lead_officer", **DECIDED, decided=EWAN)
    assert story.leads == "Fiona Hay"

    assert settled(story).leads == "Ewan Grant"
    assert story.facts.holder(RoleName.INTERIM_LEAD_PROFESSIONAL) is None
    assert story.done
    raised = [note for note in story.noted if "ran out" in note]
    assert len(raised) == 2


def test_every_level_may_raise_it_and_the_chief_officers_have_the_last_word():
    story = disputed()

    for level in ("t_line_managers", "t_service_managers", "t_lead_officer"):
        story.do(level, **RAISED)
    story.do("t_chief_officers", decided=EWAN)

    assert settled(story).leads == "Ewan Grant"
    assert sum("did not settle it" in note for note in story.noted) == 3


def test_every_clock_may_run_out_and_somebody_still_decides():
    story = disputed()

    for level in ("b_line_managers", "b_service_managers", "b_lead_officer"):
        story.ring(level)

    assert story.waits == ["t_chief_officers"]
    assert story.leads == "Fiona Hay"
    assert settled(story.do("t_chief_officers", decided=ISLA)).leads == "Isla Reid"


def test_line_managers_who_agree_end_the_disagreement():
    story = disputed().do("t_line_managers", **CHOSEN, decided=EWAN)

    assert story.waits == ["t_confirm"]


def test_nationally_it_goes_straight_to_the_lead_officer():
    story = disputed("national")

    assert story.waits == ["t_lead_officer"]
    assert story.do("t_lead_officer", **RAISED).waits == ["t_chief_officers"]


def test_the_lead_officer_may_ask_once_and_has_the_days_left_that_were_left():
    story = disputed("national")
    story.now = datetime(2026, 3, 4, 9, tzinfo=UTC)
    asks = {"outcome": "information", "question": WORDS, "answerer": EWAN}

    story.do("t_lead_officer", **asks)
    assert story.waits == ["t_answer"]
    assert not [one for one in story.timers.values() if one.event == "b_lead_officer"]
    story.now = datetime(2026, 3, 6, 9, tzinfo=UTC)
    story.do("t_answer")

    due = story.task("t_lead_officer").due
    assert due.at.date() == date(2026, 3, 11)
    assert "5 working days from 4 March 2026" in due.text
    with pytest.raises(InvalidAnswers) as refused:  # it is no longer offered
        story.do("t_lead_officer", **asks)
    assert [one.field for one in refused.value.problems] == ["outcome"]
    assert story.do("t_lead_officer", **DECIDED, decided=EWAN).waits == ["t_confirm"]


def test_the_clock_does_not_stop_more_often_than_the_area_allows():
    asked_already = World(MONDAY, begin().facts, policy.load(PACKS, "national"))

    with pytest.raises(RuleBroken, match="already asked"):
        OPERATIONS["stop_clock"].run({"asked": 1}, asked_already)


def test_a_question_that_nobody_answers_does_not_hold_the_lead_officer_up():
    story = disputed("national").do("t_lead_officer", outcome="information", question=WORDS, answerer=EWAN)

    assert story.ring("b_answer").waits == ["t_lead_officer"]


def test_a_decision_against_the_rule_is_refused_at_every_level_and_stays_open():
    story = disputed("ayrshire")
    story.facts = replace(story.facts, statuses=(Status(uuid4(), StatusName.REGISTERED, date(2026, 3, 2)),))

    for level, answers in (
        ("t_line_managers", CHOSEN),
        ("t_service_managers", CHOSEN),
        ("t_lead_officer", DECIDED),
        ("t_chief_officers", {}),
    ):
        with pytest.raises(RuleBroken) as refused:
            story.do(level, **answers, decided=ISLA)
        assert refused.value.rule == "statutory_lp_rule.registered"
        if level != "t_chief_officers":
            story.do(level, **RAISED)

    assert story.do("t_chief_officers", decided=EWAN).waits == ["t_confirm"]


def test_where_nobody_is_named_to_lead_meanwhile_the_line_manager_does_by_rule_within_a_working_day():
    story = positions(proposed(begin(), ISLA), ewan=OBJECT)

    story.ring("b_interim")

    assert story.leads == "Morag Shaw"
    assert story.now.date() == date(2026, 3, 3)


def test_whoever_declines_or_does_not_answer_to_lead_meanwhile_is_replaced_by_rule():
    for answer in (
        lambda story: story.do("t_accept_interim", interim_accepted="no", interim_declined_because=WORDS),
        lambda story: story.ring("b_accept_interim"),
    ):
        story = positions(proposed(begin(), ISLA), ewan=OBJECT).do("t_interim", interim=FIONA)

        assert answer(story).leads == "Morag Shaw"
        assert story.waits == ["t_line_managers"]


def test_somebody_to_lead_meanwhile_must_fit_the_rule_as_well():
    story = positions(proposed(begin(), ISLA), ewan=OBJECT)
    story.facts = replace(story.facts, statuses=(Status(uuid4(), StatusName.REGISTERED, date(2026, 3, 2)),))

    with pytest.raises(RuleBroken):
        story.do("t_interim", interim=FIONA)

    assert story.do("t_interim", interim=EWAN).do("t_accept_interim", interim_accepted="yes").leads == "Ewan Grant"


def test_a_child_who_becomes_looked_after_during_the_disagreement_ends_it():
    story = disputed().become(status="looked_after")

    assert story.waits == ["t_allocate"]
    assert story.leads == "Fiona Hay"
    assert settled(story.do("t_allocate", proposed=EWAN)).leads == "Ewan Grant"


def test_a_choice_that_is_not_confirmed_goes_back_to_the_child():
    story = positions(proposed(begin(), EWAN))

    assert story.do("t_confirm", **NO).waits == ["t_preference"]
    assert story.leads == "Isla Reid"


@pytest.mark.parametrize("how", ["declines", "does not answer"])
def test_where_the_one_chosen_declines_or_does_not_answer_the_child_is_asked_again_and_somebody_stays_responsible(how):
    story = positions(proposed(begin(), EWAN)).do("t_confirm", **YES)

    story = story.do("t_accept", **DECLINE) if how == "declines" else story.ring("b_accept")

    assert story.waits == ["t_preference"]
    assert story.leads == "Isla Reid"
    assert settled(positions(proposed(story, ISLA))).leads == "Isla Reid"


def test_somebody_who_leads_already_goes_on_leading_during_a_new_disagreement():
    story = begin()
    leads = Role(uuid4(), RoleName.LEAD_PROFESSIONAL, UUID(EWAN), None, MONDAY, MONDAY)
    story.facts = replace(story.facts, roles=(*story.facts.roles, leads))

    positions(proposed(story, ISLA), ewan=OBJECT)

    assert story.waits == ["t_line_managers"]
    assert story.leads == "Ewan Grant"


def test_the_decision_table_and_the_refusals_know_the_same_rule():
    decision = RELEASE.decisions["statutory_lp_rule"]
    for pack in ("national", "ayrshire"):
        for bits in range(16):
            names = [name for n, name in enumerate(list(StatusName)[:4]) if bits >> n & 1]
            story = begin(pack, *names)
            rule, _ = statutory_rule(story.facts, story.world.policy)
            context = {"case": view(story.facts, story.now), "policy": story.world.policy.view()}

            assert decision.decide(context, {}).value == rule


def test_every_step_of_the_appointment_is_due_by_the_day_on_which_the_whole_is_however_late_it_opens():
    story = begin("national")
    whole = story.world.policy.due("lp_appoint_due", MONDAY)
    assert story.task("t_preference").due == whole

    story.now = datetime(2026, 3, 4, 9, tzinfo=UTC)
    story.do("t_preference")
    assert story.task("t_candidates").due == whole
    story.now = datetime(2026, 3, 5, 9, tzinfo=UTC)
    story.do("t_candidates", candidates=[{"person": EWAN, "why": WORDS}])
    assert story.task("t_availability").due == whole
    can_lead(story, EWAN)
    assert story.task("t_propose").due == whole
    story.do("t_propose", proposed=EWAN)
    assert [one.due for one in story.open.values()] == [whole] * 3
    story.now = datetime(2026, 3, 9, 9, tzinfo=UTC)
    positions(story)
    assert story.task("t_confirm").due == whole
    story.do("t_confirm", **YES)

    assert story.task("t_accept").due == whole
    assert (whole.at.date(), whole.text) == (date(2026, 3, 9), "5 working days from 2 March 2026")
    assert story.do("t_accept", **ACCEPT).leads == "Ewan Grant"


def test_a_step_that_has_less_time_than_is_left_of_the_whole_is_due_by_its_own():
    story = positions(proposed(begin("national"), EWAN))

    assert story.task("t_confirm").due == story.world.policy.due("lp_confirm_within", MONDAY)


def test_a_role_that_is_declined_gives_the_appointment_no_more_days():
    story = positions(proposed(begin("national"), EWAN)).do("t_confirm", **YES)
    story.now = datetime(2026, 3, 4, 9, tzinfo=UTC)

    story.do("t_accept", **DECLINE)

    assert story.task("t_preference").due == story.world.policy.due("lp_appoint_due", MONDAY)


def test_the_days_count_anew_once_the_ladder_has_decided_or_a_status_has_changed():
    decided, changed = disputed("national"), disputed("national")
    decided.now = changed.now = later = datetime(2026, 3, 9, 9, tzinfo=UTC)
    whole = decided.world.policy.due("lp_appoint_due", later)

    decided.do("t_lead_officer", **DECIDED, decided=EWAN).do("t_confirm", **NO)
    changed.become(status="looked_after")

    assert decided.task("t_preference").due == changed.task("t_preference").due == whole
