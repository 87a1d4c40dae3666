from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from app.domain import invariants, policy, units
from app.domain.cases import Child, Facts, Role, RoleBegan, RoleName, Status, StatusName, apply
from app.domain.errors import Invalid, NotPublishable, RuleBroken
from app.domain.notices import NOTICES
from app.domain.operations import OPERATIONS
from app.domain.people import Person
from app.domain.statutory import considered, statutory_rule
from app.domain.steps import World

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ISLA, EWAN, MORAG = (UUID(int=n) for n in range(1, 4))
SERVICE = UUID(int=13)
PEOPLE = {
    ISLA: Person(ISLA, "Isla Reid", "health_visitor", "health", line_manager_id=MORAG),
    EWAN: Person(EWAN, "Ewan Grant", "social_worker", "social_work"),
    MORAG: Person(MORAG, "Morag Shaw", "manager", "health"),
}
PACKS = {path.name: path.read_bytes() for path in Path("bpmn/policies").glob("*.toml")}


def role(name, person=None, team=None):
    return Role(UUID(int=100 + len(name) + (person.int if person else 0)), name, person, team, NOW, NOW)


def world(pack, *statuses, roles=(), people=PEOPLE):
    child = Child(UUID(int=90), "Ailsa", "Munro", "", date(2021, 5, 4))
    service = role(RoleName.NAMED_PERSON_SERVICE, team=SERVICE)
    held = tuple(Status(UUID(int=200 + n), name, date(2026, 1, 1)) for n, name in enumerate(statuses))
    facts = Facts(UUID(int=91), pack, NOW, child, (service, *roles), held, people)
    return World(NOW, facts, policy.load(PACKS, pack))


def run(name, world, **inputs):
    return OPERATIONS[name].run(inputs, world)


def after(world, outcome):
    facts = apply(world.facts, outcome.changes)
    invariants.check(facts, world.policy, outcome.changes)
    return facts


@pytest.mark.parametrize(
    ("order", "because"),
    [
        (StatusName.COMPULSORY_SUPERVISION, "there is a compulsory supervision order"),
        (StatusName.PERMANENCE_ORDER, "there is a permanence order"),
    ],
)
def test_an_order_brings_the_rule_of_a_looked_after_child_and_the_refusal_names_the_order(order, because):
    with pytest.raises(RuleBroken, match=because) as refused:
        run("check_lead_professional", world("ayrshire", order), person=str(ISLA), exception="health")

    assert refused.value.rule == "statutory_lp_rule.looked_after"


def test_in_ayrshire_a_health_visitor_may_not_lead_for_a_looked_after_child_and_the_refusal_says_why_and_who_may():
    with pytest.raises(RuleBroken) as refused:
        run("check_lead_professional", world("ayrshire", StatusName.LOOKED_AFTER), person=str(ISLA), exception="health")

    assert refused.value.rule == "statutory_lp_rule.looked_after"
    assert refused.value.source == "GIRFEC in Ayrshire, Module Three: lead professional"
    assert refused.value.pack == "ayrshire 2026.1"
    assert refused.value.repair is None
    assert str(refused.value) == (
        "Isla Reid is a health visitor. Because the child is looked after, the lead professional must be the child's "
        "social worker. Choose a social worker: Ewan Grant."
    )


def test_nationally_the_same_choice_asks_for_a_reason_and_is_then_allowed():
    asked = world("national", StatusName.LOOKED_AFTER)

    with pytest.raises(RuleBroken) as refused:
        run("check_lead_professional", asked, person=str(ISLA), exception=None)
    allowed = run("check_lead_professional", asked, person=str(ISLA), exception="needs")

    assert refused.value.repair == "exception"
    assert allowed.outputs == {"rule": "usual"}
    assert "a reason was given" in allowed.noted[0]


def test_a_social_worker_is_never_refused():
    for pack in ("national", "ayrshire"):
        for status in StatusName:
            run("check_lead_professional", world(pack, status), person=str(EWAN), exception=None)


def test_without_a_status_anybody_may_lead():
    assert run("check_lead_professional", world("ayrshire"), person=str(ISLA)).outputs == {"rule": "free"}


@pytest.mark.parametrize(
    ("statuses", "says"),
    [
        ((StatusName.COORDINATED_SUPPORT_PLAN,), ("co-ordinator of the coordinated support plan",)),
        ((StatusName.YOUNG_CARER_STATEMENT,), ("young-carer worker",)),
        (
            (StatusName.COORDINATED_SUPPORT_PLAN, StatusName.YOUNG_CARER_STATEMENT),
            ("co-ordinator of the coordinated support plan", "young-carer worker"),
        ),
        ((StatusName.LOOKED_AFTER,), ("somebody of health may lead, with a social worker named",)),
        ((StatusName.INVESTIGATION, StatusName.YOUNG_CARER_STATEMENT), ()),
        ((), ()),
    ],
)
def test_whom_the_status_suggests_is_said_with_its_source_and_decides_nothing(statuses, says):
    asked = world("national", *statuses)

    hints = considered(asked.facts, asked.policy)

    assert [word in hint for word, hint in zip(says, hints, strict=True)] == [True] * len(says)
    if StatusName.INVESTIGATION not in statuses:
        [checked] = run("check_lead_professional", asked, person=str(ISLA), exception="needs").checked
        assert (
            checked.person_id == ISLA
        )  # somebody else may lead all the same, and the record of the choice keeps the hint
        assert all(hint in checked.said for hint in hints)


def test_where_no_social_worker_is_known_the_refusal_says_whom_to_ask():
    nobody = {ISLA: PEOPLE[ISLA]}

    with pytest.raises(RuleBroken, match="whom the social work team manager can name"):
        run(
            "check_lead_professional",
            world("ayrshire", StatusName.REGISTERED, people=nobody),
            person=str(ISLA),
        )


def test_the_strictest_of_several_statuses_holds():
    rule, setting = statutory_rule(
        world("national", StatusName.LOOKED_AFTER, StatusName.INVESTIGATION).facts, policy.load(PACKS, "national")
    )

    assert (rule, setting.key) == ("must", "statutory_lp_rule.investigation")


def test_whoever_led_before_no_longer_does_from_the_moment_at_which_the_next_one_accepts():
    before = world("ayrshire", roles=(role(RoleName.INTERIM_LEAD_PROFESSIONAL, ISLA),))

    facts = after(before, run("begin_lead_professional", before, person=str(EWAN), exception=None))

    assert facts.holder(RoleName.LEAD_PROFESSIONAL).person_id == EWAN
    assert facts.holder(RoleName.INTERIM_LEAD_PROFESSIONAL) is None
    assert facts.roles[1].ended_at == NOW
    assert facts.roles[1].reason == "Ewan Grant, social worker became lead professional."


def test_being_chosen_again_changes_nothing():
    before = world("ayrshire", roles=(role(RoleName.LEAD_PROFESSIONAL, EWAN),))

    assert not run("begin_lead_professional", before, person=str(EWAN)).changes


def test_a_status_that_began_since_the_proposal_is_noticed_when_the_person_accepts():
    with pytest.raises(RuleBroken):
        run("begin_lead_professional", world("ayrshire", StatusName.REGISTERED), person=str(ISLA))


def test_everybody_around_the_child_is_told_once_and_by_id_only():
    partners = (role(RoleName.PARTNER, ISLA), role(RoleName.NAMED_PERSON, ISLA), role(RoleName.PARTNER, EWAN))

    outcome = run("begin_lead_professional", world("ayrshire", roles=partners), person=str(EWAN))

    assert [effect.payload["person_id"] for effect in outcome.effects] == [str(EWAN), str(ISLA)]
    assert outcome.effects[0].kind in NOTICES
    assert set(outcome.effects[0].payload) == {"case_id", "person_id"}


def test_where_nobody_was_named_in_time_the_convenors_line_manager_leads_meanwhile():
    before = world("ayrshire")

    outcome = run("default_interim_lead_professional", before, convenor=str(ISLA))

    assert after(before, outcome).holder(RoleName.INTERIM_LEAD_PROFESSIONAL).person_id == MORAG


def test_where_a_status_asks_for_a_social_worker_a_partner_who_is_one_leads_meanwhile():
    partners = (role(RoleName.PARTNER, ISLA), role(RoleName.PARTNER, EWAN))
    for pack in ("national", "ayrshire"):
        before = world(pack, StatusName.LOOKED_AFTER, roles=partners)

        outcome = run("default_interim_lead_professional", before, convenor=str(ISLA))

        assert after(before, outcome).holder(RoleName.INTERIM_LEAD_PROFESSIONAL).person_id == EWAN


def test_where_no_social_worker_can_lead_meanwhile_whoever_is_responsible_stays_so():
    before = world("ayrshire", StatusName.LOOKED_AFTER, roles=(role(RoleName.NAMED_PERSON, ISLA),))

    outcome = run("default_interim_lead_professional", before, convenor=str(ISLA))

    assert outcome.outputs == {"interim": None}
    assert not outcome.changes
    assert "Isla Reid stays responsible." in outcome.noted[0]


def test_only_those_who_can_are_available_and_the_wish_is_met_when_the_preferred_person_is_among_them():
    candidates = [str(ISLA), str(EWAN), str(MORAG)]

    outcome = run(
        "note_availability",
        world("ayrshire"),
        candidates=candidates,
        answers=["yes_if", "no", None],
        preferred=str(EWAN),
    )

    assert outcome.outputs == {"available": [str(ISLA)], "wish_met": False}
    assert run("note_availability", world("ayrshire"), candidates=[], answers=[], preferred=None).outputs["wish_met"]


def test_somebody_else_is_asked_no_more_often_than_the_pack_allows():
    first = run("note_explanation", world("ayrshire"), rounds=None, someone_else=True)
    second = run("note_explanation", world("ayrshire"), rounds=1, someone_else=True)

    assert first.outputs == {"rounds": 1, "again": True}
    assert second.outputs == {"rounds": 2, "again": False}


def test_the_ladder_climbs_by_the_areas_levels_and_ends_with_the_chief_officers():
    def climbed(pack):
        level, way = None, []
        for _ in range(5):
            why = "clock" if level else "opened"
            level = run("next_ladder_level", world(pack), level=level, why=why).outputs["level"]
            way.append(level)
        return way

    assert climbed("ayrshire") == [*units.LEVELS, "cspp_chief_officer"]
    assert climbed("national") == ["girfec_lead_officer", *["cspp_chief_officer"] * 4]


def test_each_step_of_the_ladder_says_why_it_was_taken():
    outcome = run("next_ladder_level", world("ayrshire"), level="line_manager", why="clock")

    assert outcome.noted == (
        "The disagreement went to the service managers, because the time of the line managers ran out (ayrshire 2026.1).",
    )


def test_the_lead_officers_clock_stops_once():
    assert run("stop_clock", world("ayrshire"), asked=None).outputs == {"stopped_at": NOW, "asked": 1}
    with pytest.raises(RuleBroken, match="already asked"):
        run("stop_clock", world("ayrshire"), asked=1)


def test_an_operation_refuses_what_is_no_person():
    with pytest.raises(Invalid, match="Choose a person"):
        run("begin_lead_professional", world("ayrshire"), person=None)


def test_nobody_responsible_breaks_the_second_invariant():
    before = world("ayrshire")
    ended = apply(before.facts, ())
    ended = type(ended)(ended.case_id, ended.area, NOW, ended.child)

    with pytest.raises(RuleBroken) as refused:
        invariants.check(ended, before.policy)
    assert refused.value.rule == "I2"


def test_two_who_lead_at_once_break_the_first_invariant():
    both = world(
        "ayrshire", roles=(role(RoleName.LEAD_PROFESSIONAL, EWAN), role(RoleName.INTERIM_LEAD_PROFESSIONAL, ISLA))
    )

    with pytest.raises(RuleBroken) as refused:
        invariants.check(both.facts, both.policy)
    assert refused.value.rule == "I1"


def test_two_named_persons_at_once_are_refused():
    both = world("ayrshire", roles=(role(RoleName.NAMED_PERSON, EWAN), role(RoleName.NAMED_PERSON, ISLA)))

    with pytest.raises(RuleBroken):
        invariants.check(both.facts, both.policy)


def test_a_status_may_begin_while_somebody_else_leads_but_nobody_may_begin_to_lead_against_it():
    leads = role(RoleName.LEAD_PROFESSIONAL, ISLA)
    held = world("ayrshire", StatusName.LOOKED_AFTER, roles=(leads,))

    invariants.check(held.facts, held.policy)
    with pytest.raises(RuleBroken) as refused:
        invariants.check(held.facts, held.policy, [RoleBegan(leads)])
    assert refused.value.rule == "I6"


def test_a_pack_is_read_whole_or_not_at_all():
    with pytest.raises(NotPublishable):
        policy.load({}, "ayrshire")
