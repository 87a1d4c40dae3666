"""What a plan has to have before it takes effect, and what follows from a refusal."""

from uuid import UUID

import pytest
from playing import HEAD_TEACHER, HEALTH_VISITOR, SOCIAL_WORKER, world

from app.domain.cases import RoleName, apply, responsible
from app.domain.errors import RuleBroken
from app.domain.operations import OPERATIONS

ACTION = {"owner": str(HEALTH_VISITOR), "by_when": "2026-04-01"}
PLAN = {"scope": "single_agency", "family_decision": "accept", "order": False, "actions": [ACTION, ACTION]}
REFUSAL = {"order": False, "single_agency": False, "officer": None}


def run(name, **inputs):
    return OPERATIONS[name].run(inputs, world())


def test_whoever_does_something_in_the_plan_is_asked_once():
    assert run("check_plan", **PLAN).outputs == {"owners": [str(HEALTH_VISITOR)], "complete_at": world().now}


def test_nobody_is_asked_to_take_on_what_is_done():
    done = {**ACTION, "owner": str(SOCIAL_WORKER), "state": "done"}

    assert run("check_plan", **PLAN | {"actions": [{**ACTION, "state": "under_way"}, done]}).outputs["owners"] == [
        str(HEALTH_VISITOR)
    ]


@pytest.mark.parametrize("actions", [[], None, [{**ACTION, "owner": None}], [ACTION, {**ACTION, "by_when": None}]])
def test_an_action_without_somebody_or_without_a_day_is_refused(actions):
    with pytest.raises(RuleBroken) as refused:
        run("check_plan", **PLAN | {"actions": actions})

    assert refused.value.rule == "plan_actions"


@pytest.mark.parametrize(
    ("answers", "settled"),
    [
        ({}, "plan_ends"),
        ({"single_agency": True}, "single_agency"),
        ({"officer": "ends"}, "plan_ends"),
        ({"officer": "goes_on", "single_agency": True}, "goes_on"),
        ({"order": True}, "goes_on"),
    ],
)
def test_what_follows_when_the_family_declines(answers, settled):
    assert run("settle_refusal", **REFUSAL | answers).outputs == {"settled": settled}


@pytest.mark.parametrize(
    ("scope", "review", "refusal", "left"),
    [
        ("multi_agency", "single_agency", None, ("single_agency", True)),
        ("multi_agency", None, "single_agency", ("single_agency", True)),
        ("single_agency", "multi_agency", None, ("multi_agency", True)),
        ("multi_agency", "close", None, ("multi_agency", False)),
        ("single_agency", None, "single_agency", ("single_agency", False)),
    ],
)
def test_which_plan_remains(scope, review, refusal, left):
    outputs = run("settle_plan", scope=scope, review=review, refusal=refusal).outputs

    assert (outputs["scope"], outputs["remains"]) == left


def test_the_next_named_person_begins_at_the_moment_at_which_the_one_before_ends():
    facts = apply(world().facts, run("begin_named_person", person=str(HEALTH_VISITOR)).changes)

    assert facts.holder(RoleName.NAMED_PERSON).person_id == HEALTH_VISITOR
    assert responsible(facts).person_id == HEALTH_VISITOR
    assert [role.person_id for role in facts.roles if role.ended_at] == [HEAD_TEACHER]


def test_whoever_is_the_named_person_already_stays_so():
    assert run("begin_named_person", person=str(HEAD_TEACHER)).changes == ()


def test_whoever_led_and_is_no_partner_becomes_one():
    assert run("stay_partner", person=str(HEAD_TEACHER)).changes == ()
    [began] = run("stay_partner", person=str(UUID(int=8))).changes

    assert began.role.name is RoleName.PARTNER
