"""Each of the ten invariants refuses what would break it, and says in words what is missing and what to do."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from journeying import begun, facts_of
from protecting import child, deregistered, role
from stories import EWAN, FORMS, ISLA, MONDAY, PACKS, WORDS

from app.domain import audits, invariants, policy
from app.domain.cases import RoleBegan, RoleName, StatusEnded, StatusName
from app.domain.documents import KINDS
from app.domain.errors import InvalidAnswers, RuleBroken
from app.domain.operations import OPERATIONS
from app.domain.steps import World
from app.forms import heard, restricted, schema

AREA = policy.load(PACKS, "ayrshire")


def refused(act, *args, **more) -> tuple[str, str]:
    """The invariant that refuses an act, and what it says."""
    with pytest.raises(RuleBroken) as found:
        act(*args, **more)
    assert found.value.source
    assert found.value.pack == AREA.label
    return found.value.rule, str(found.value)


def run(operation: str, facts, **inputs):
    return OPERATIONS[operation].run(inputs, World(MONDAY, facts, AREA))


def test_a_plan_of_several_agencies_has_one_who_leads():
    facts = child(leads=EWAN)
    twice = replace(facts, roles=(*facts.roles, role(RoleName.INTERIM_LEAD_PROFESSIONAL, ISLA)))
    plan = {"scope": "multi_agency", "family_decision": "accept", "order": False, "actions": []}

    assert refused(invariants.check, twice, AREA) == (
        "I1",
        "Two people would hold one role for this child. End the earlier one first.",
    )
    rule, said = refused(run, "check_plan", child(), **plan)
    assert rule == "I1"
    assert "nobody leads it" in said


def step(process: str, key: str, day: int, **given: str) -> audits.Closed:
    """A task that was done so many days after the beginning."""
    at = MONDAY + timedelta(days=day)
    return audits.Closed(uuid4(), key, process, (), "done", at, at, None, given)


def test_nobody_has_to_lead_while_a_plan_of_one_agency_is_becoming_one_of_several():
    alone = (step("wellbeing_assessment", "t_decide", 0, outcome="single_agency"), step(*audits.IN_EFFECT, 1))
    reviewed = (*alone, step("plan_review", "t_review_decide", 90, several_agencies="yes"))
    argued = (*reviewed, step("settle_disagreement", "t_settle_line", 95, outcome="decided"))
    several = (*argued, step(*audits.IN_EFFECT, 100))

    since = [
        audits.leaderless_since(audits.Kept(child(), running=True, tasks=steps)) for steps in (alone, reviewed, several)
    ]

    assert since == [None, None, MONDAY + timedelta(days=100)]


@pytest.mark.parametrize(("officer", "leaderless"), [("ends", False), ("goes_on", True)])
def test_nobody_has_to_lead_what_a_family_wanted_to_be_a_plan_of_one_agency(officer, leaderless):
    several = step("wellbeing_assessment", "t_decide", 0, outcome="multi_agency")
    refused_then = (
        step("declining", "t_decline", 10, wants_single="yes"),
        step("declining", "t_child_wish", 12, officer=officer),
        step("declining", "t_sharing", 14, sharing_now="stops"),
    )
    tasks = (several, *refused_then, step(*audits.IN_EFFECT, 40))

    since = audits.leaderless_since(audits.Kept(child(), running=True, tasks=tasks))

    assert since == (MONDAY + timedelta(days=40) if leaderless else None)


def test_a_plan_that_took_effect_without_the_family_is_found_and_the_record_of_a_meeting_is_no_plan():
    def said(*steps: audits.Closed) -> list[str]:
        kept = audits.Kept(child(), running=True, tasks=steps)
        return [one.rule for one in audits.breaches(kept, AREA, MONDAY)]

    meeting = step("protection_meeting", "t_planning_meeting", 0, register_decision="not", support_needed="no")
    record = step("meeting_record", "t_recipients", 1)
    plan = step(*audits.IN_EFFECT, 30)

    assert said(meeting, record) == []
    assert said(meeting, record, plan) == ["I4"]
    assert said(meeting, record, step(*audits.IN_EFFECT_ONCE, 30)) == ["I4"]
    assert said(meeting, record, step("girfec_case", "t_offer", 20, family_decision="accept"), plan) == []


@pytest.mark.parametrize("key", audits.FAMILY_DECIDED)
def test_what_counts_as_a_family_s_decision_is_what_a_form_offers(key):
    [question] = [one for form in FORMS.values() for one in schema.asked(form.components) if one.key == key]

    assert question.choices
    assert audits.FAMILY_DECIDED[key] <= {value for value, _ in question.choices.fixed}


def test_somebody_is_responsible():
    rule, said = refused(invariants.check, replace(child(), roles=()), AREA)

    assert (rule, "nobody responsible" in said) == ("I2", True)


def test_a_name_comes_off_the_register_by_a_review_meeting_only():
    facts = child(statuses=[StatusName.REGISTERED])
    [registered] = facts.statuses

    silent = refused(invariants.check, facts, AREA, [StatusEnded(registered.id, date(2026, 3, 2))])
    early = refused(run, "remove_from_register", facts, decision="retain", quorate=True, held_on=date(2026, 3, 2))

    assert {silent[0], early[0]} == {"I3"}
    assert "review meeting" in silent[1]
    assert "review meeting" in early[1]


def test_no_plan_without_the_family_s_decision():
    plan = {"scope": "single_agency", "family_decision": "not_yet", "order": False, "actions": []}

    rule, said = refused(run, "check_plan", child(), **plan)

    assert (rule, "family has not decided" in said) == ("I4", True)


@pytest.mark.parametrize("of", invariants.SHARING)
def test_sharing_and_keeping_back_are_recorded(of):
    rule, said = refused(invariants.recorded, KINDS[of], [""], AREA, heard=True)

    assert (rule, "shared or not, it is recorded" in said) == ("I5", True)
    invariants.recorded(KINDS[of], ["With the school, so that she is met there."], AREA, heard=True)


def test_while_the_rule_says_must_a_social_worker_leads():
    facts = child(statuses=[StatusName.LOOKED_AFTER])
    leads = role(RoleName.LEAD_PROFESSIONAL, ISLA)

    rule, said = refused(invariants.check, replace(facts, roles=(*facts.roles, leads)), AREA, [RoleBegan(leads)])

    assert (rule, "social worker" in said) == ("I6", True)


@pytest.mark.parametrize("of", [name for name, kind in KINDS.items() if kind.decides])
def test_a_decision_holds_the_child_s_views_or_why_there_are_none(of):
    rule, said = refused(invariants.recorded, KINDS[of], [WORDS], AREA, heard=False)

    assert (rule, "child's views" in said) == ("I7", True)


def test_the_child_is_heard_by_their_words_or_by_the_reason_why_not():
    form = FORMS["dereg_lead"]

    assert heard.given(form, {"child_said": WORDS})
    assert heard.given(form, {"child_not_heard": WORDS})
    assert not heard.given(form, {"lead_because": WORDS})
    with pytest.raises(InvalidAnswers) as asked:
        deregistered().do("t_who_leads", child_said=None)
    assert [one.field for one in asked.value.problems] == ["child_said"]


def test_a_handback_is_complete_when_the_named_person_has_accepted():
    rule, said = refused(run, "hand_back", child(leads=EWAN), person=ISLA, accepted=False)

    assert (rule, "accepted" in said) == ("I8", True)


def test_no_level_of_the_ladder_is_left_without_a_reason():
    rule, said = refused(run, "next_ladder_level", child(), level="line_manager", why=None)

    assert (rule, "without a reason" in said) == ("I9", True)
    assert run("next_ladder_level", child(), level="line_manager", why="clock").outputs["level"] == "service_manager"


def test_what_the_family_is_given_names_what_is_kept_from_it():
    """I10 is held by the form: whatever must not reach the family is asked by itself, and marked."""
    family = {name for name, kind in KINDS.items() if kind.family}
    kept = {key for form in FORMS.values() if form.records in family for key in restricted(form)}

    rows = {"restricted_kind", "restricted_words", "restricted_from"}  # of the planning meeting
    assert kept == {"not_for_family", "restricted_notes"} | rows


def test_what_is_kept_from_the_family_does_not_stand_where_they_read():
    secret = "Her grandfather has moved away, and nobody may know the street."
    other = [("summary", "Her grandfather has moved away.")]  # so short that it may be said in both

    rule, said = refused(invariants.kept_back, [secret], [("summary", f"Note:\n{secret.upper()}")], AREA)

    assert (rule, "kept from the family" in said) == ("I10", True)
    invariants.kept_back([secret], other, AREA)


def test_the_act_that_breaks_one_is_refused_whole():
    story = begun("childs_plan", facts_of(), scope="single_agency", family_decision="not_yet")
    story.do("t_draft").do("t_comment", family_says="agree")

    with pytest.raises(RuleBroken):
        story.do("t_plan_meeting")

    assert story.waits == ["t_plan_meeting"]
