"""The same stories in every area whose rule differs: what comes of them there, as its own people would say it.

On SQLite alone: that the stories hold on both databases is shown where they are told in one area.
"""

import json
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path
from uuid import UUID, uuid4

import episodes
import protecting
import pytest
from episodes import BOTH_HEARD, DISCUSSED, PARTNERS, SHEENA, THERE, TOM, WORDS
from journeying import concern, facts_of
from reckoning import PACKS, day, value
from town import OPERATOR, Town
from visitor import Visitor

from app.actions import audits
from app.cli.demo import (
    AGREES,
    AILSA,
    CALLUM,
    CAN,
    ELSPETH,
    EWAN,
    FRASER,
    HAMISH,
    HEARD,
    MORAG,
    PRIYA,
    RHONA,
    objects,
    proposal,
    weighed,
    wishes,
)
from app.domain.access import SYSTEM
from app.domain.cases import Status, StatusBegan, StatusName
from app.domain.deadlines import local
from app.store import cases, people

ON_BOTH = False
CHIEF = "Duncan Weir"
HUB = "Named person service"  # the invented council's team, whatever the area calls it


@pytest.fixture
def town(app, database, request) -> Town:
    """A council under the pack that the story is told in."""
    return Town(app, database, request.param)


def each(**expected):
    """A story in each of these areas, with what is different there."""
    return pytest.mark.parametrize(("town", "expected"), list(expected.items()), indirect=["town"])


def visitor(town: Town, who: str) -> Visitor:
    """Somebody at the pages, who speak the words of the area."""
    actor = town.database.read(OPERATOR, lambda tx: people.actor(tx, UUID(town.ids[who]), "a session"))
    return Visitor(town.app.test_client()).sign_in(town.database, actor)


def said(page: Visitor) -> str:
    return " ".join(page.tree.text_content().split())


# Who may lead


@each(
    national=("t_preference", MORAG),
    ayrshire=("t_allocate", "Ailsa Brodie"),
    fife=("t_preference", MORAG),
    east_riding=("t_preference", MORAG),
)
def test_who_leads_for_a_looked_after_child_is_chosen_or_has_to_be_a_social_worker(town, expected):
    step, asked = expected

    town.begin(MORAG, partner_ids=[town.ids[one] for one in PARTNERS], statuses={"looked_after": "2026-01-05"})

    assert town.task(asked, step)["open"]


def on_register(town: Town) -> None:
    """The child's name is on the register, as procedures leave it; nobody can record that by hand."""
    status = Status(uuid4(), StatusName.REGISTERED, date(2026, 1, 5), source="Planning meeting")
    town.database.run(OPERATOR, lambda tx: cases.write(tx, UUID(town.case_id), [StatusBegan(status)]))


@each(
    national=("usual", "GIRFEC practice statement: the child's plan, page 5"),
    ayrshire=("must", "GIRFEC in Ayrshire, Module Three: lead professional"),
    fife=("usual", "Fife child protection procedures: the lead professional"),
    east_riding=("must", "Working Together to Safeguard Children 2023, chapter 3"),
)
def test_a_youth_worker_leads_for_a_child_on_the_register_with_a_reason_or_not_at_all(town, expected):
    rule, source = expected
    town.begin(MORAG, partner_ids=[town.ids[one] for one in PARTNERS])
    town.do(MORAG, "t_preference", **wishes("Callum.", CALLUM))
    town.do(MORAG, "t_candidates", **weighed(CALLUM))
    town.do(CALLUM, "t_availability", **CAN)
    on_register(town)
    refused = town.send(MORAG, "t_propose", **proposal(CALLUM, "Yes."), exception=None)
    if rule == "must":
        said = "the lead professional must be the child's social worker. Choose a social worker: Priya Raman."
    else:
        said = "the lead professional is usually a social worker. Say why this person may lead, or choose"

    problem = refused.json

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in problem["detail"]
    assert (problem["rule"], problem["pack"]) == ("statutory_lp_rule.registered", f"{town.pack} 2026.1")
    assert problem["source"].startswith(source)
    if rule == "usual":
        town.do(MORAG, "t_propose", **proposal(CALLUM, "Yes."), exception="trust")


LEVELS = {
    "national": ["GIRFEC lead officer", "chief officers"],
    "ayrshire": ["line managers", "service managers", "GIRFEC lead officer", "chief officers"],
    "fife": ["GIRFEC lead officer", "chief officers"],
    "east_riding": ["line managers", "GIRFEC lead officer", "chief officers"],
}
WORDED = {  # who leads, the team, where the letter comes from
    "national": ("lead professional", "partner to the plan", "Getting it right for every child in"),
    "ayrshire": ("lead professional", "member of the team around the child", "Getting it right for every child in"),
    "fife": ("lead professional", "member of the team around the child", "Getting it right for every child in"),
    "east_riding": ("lead practitioner", "member of the team around the family", "Early help in"),
}


def factors(page: str) -> set[str]:
    """What the page asks to weigh of each candidate, of everything that any area weighs."""
    form = json.loads(Path("forms/appoint_lead_professional/appoint_candidates.json").read_bytes())
    [candidate] = [one for one in form["components"] if one["type"] == "dynamiclist"]
    asked = {one["key"]: one.get("label", "") for one in candidate["components"] if one["key"].startswith("f_")}
    return {key.removeprefix("f_") for key, label in asked.items() if label in page}


@each(**LEVELS)
def test_E1_a_disagreement_climbs_the_levels_of_the_area_whose_pages_speak_its_words(town, expected):
    town.begin(MORAG, partner_ids=[town.ids[one] for one in PARTNERS])
    town.do(MORAG, "t_preference", **wishes("Callum.", CALLUM))
    assert factors(town.words(MORAG, "t_candidates")) == set(value(town.pack, "lp_factors"))
    town.do(MORAG, "t_candidates", **weighed(CALLUM, PRIYA))
    for one in (CALLUM, PRIYA):
        town.do(one, "t_availability", **CAN)
    town.do(MORAG, "t_propose", **proposal(CALLUM, "Yes."))
    for one in PARTNERS:
        town.do(one, "t_agree", **(objects("The school needs somebody.", PRIYA) if one == EWAN else AGREES))
    town.do(FRASER, "t_interim", interim=MORAG)
    town.do(MORAG, "t_accept_interim", interim_accepted="yes")

    town.days_pass(45)
    town.do(CHIEF, "t_chief_officers", decided=CALLUM)
    town.do(HAMISH, "t_confirm", confirmed="yes")
    town.do(CALLUM, "t_accept", accepted="yes")

    climbed = [line for line in reversed(town.history(MORAG)) if line.startswith("The disagreement went to the ")]
    assert len(climbed) == len(expected)
    assert all(level in line for line, level in zip(climbed, expected, strict=True))
    assert all(f"{town.pack} 2026.1" in line for line in climbed)
    assert all("time of the" in line for line in climbed[1:])
    assert town.responsible[-1] == CALLUM
    assert "" not in town.responsible  # somebody, every day
    lead, member, sender = WORDED[town.pack]
    callum, case = visitor(town, CALLUM), f"/cases/{town.case_id}"
    page, letter = said(callum.open(case)), said(callum.open(f"{case}/print/letter"))
    assert f"responsible for Skye now, as {lead}" in page
    assert member in page.lower()
    assert f"What a {lead} does" in letter
    assert sender in letter


@pytest.mark.parametrize("pack", ["national", "ayrshire", "fife"])
def test_E11_a_handback_that_is_declined_and_that_nobody_covers_in_time_is_decided_by_the_lead_officer(pack):
    story = protecting.begin("handback", protecting.child(pack=pack, leads=protecting.EWAN)).do("t_briefing")

    story.do("t_take_on", accepted="no", declined_because=WORDS)
    assert (story.waits, story.leads) == (["t_cover"], "Ewan Grant")
    story.ring("b_cover")

    assert story.waits == ["t_settle_officer"]
    assert story.leads == "Ewan Grant"
    story.do("t_settle_officer", asked=protecting.FIONA).do("t_take_on")
    assert story.leads == "Fiona Hay"


def test_E10_where_children_have_no_named_person_the_hub_takes_the_record_on_or_a_manager_decides():
    led = protecting.child(pack="east_riding", named=None, leads=protecting.EWAN)

    taken = protecting.begin("handback", led).do("t_briefing").do("t_cover", cover="service", signposted=WORDS)
    nobody = protecting.begin("handback", led).do("t_briefing").do("t_cover", cover="nobody", nobody_because=WORDS)

    assert taken.done
    assert taken.leads == "the named person service"
    assert nobody.waits == ["t_settle_service"]
    assert nobody.leads == "Ewan Grant"


@pytest.mark.parametrize(
    ("pack", "levels"),
    [
        ("national", ["t_settle_service", "t_settle_officer", "t_settle_chiefs"]),
        ("ayrshire", ["t_settle_line", "t_settle_service", "t_settle_officer", "t_settle_chiefs"]),
        ("fife", ["t_settle_service", "t_settle_officer", "t_settle_chiefs"]),
        ("east_riding", ["t_settle_line", "t_settle_service", "t_settle_chiefs"]),
    ],
)
def test_an_agency_that_withholds_its_part_is_dealt_with_by_the_levels_of_the_area(pack, levels):
    facts = protecting.child(pack=pack, leads=protecting.EWAN)
    story = protecting.begin("settle_disagreement", facts, subject="resource_release")
    clocks = {"t_settle_line": "b_line", "t_settle_service": "b_service", "t_settle_officer": "b_officer"}

    for level in levels:
        assert story.waits == [level]
        assert story.leads == "Ewan Grant"
        if level in clocks:
            story.ring(clocks[level])
    story.do("t_settle_chiefs", tried=WORDS, release="given", reasons=WORDS, directions=WORDS, **protecting.HEARD)

    assert story.done


@pytest.mark.parametrize("town", ["east_riding"], indirect=True)
def test_E8_a_family_that_does_not_agree_to_an_assessment_is_heard_and_nothing_is_assessed_or_held_against_them(town):
    episodes.concern(town)
    for partner in PARTNERS:
        with pytest.raises(LookupError):
            town.task(partner, "t_partner_information")  # nobody was asked anything

    town.do(MORAG, "t_consent", consent_given="no", advocacy="declined", **BOTH_HEARD)
    town.do(MORAG, "t_decline", order="no", child_differs="no", wants_single="no", advocacy="declined", **BOTH_HEARD)
    town.do(ELSPETH, "t_sharing", sharing_now="stops")

    case = town.case()
    assert [one["key"] if "key" in one else one["name"] for one in case["tasks"]] == ["Close the journey"]
    assert case["identity"]["statuses"] == []
    assert set(town.responsible) == {HUB}


# What an assessment is made with, and what may follow


TIERS = {
    "national": "In this area's levels of help: without a plan universal, with help from one agency single-agency",
    "fife": "In this area's Child Wellbeing Pathway: without a plan universal, with help from one agency additional",
    "east_riding": "In this area's thresholds of need: without a plan universal, with help from one agency additional needs",
}


@each(**TIERS)
def test_an_assessment_is_made_with_the_area_s_tools_and_leads_to_its_levels_of_help(town, expected):
    episodes.concern(town, partners=[MORAG])
    if value(town.pack, "named_person.used"):
        episodes.named(town)
    else:
        town.do(MORAG, "t_consent", consent_given="yes", advocacy="declined", **BOTH_HEARD)
    town.do(MORAG, "t_views_child", **HEARD, child_said=WORDS, advocacy="declined")
    town.do(MORAG, "t_views_parents", parents_heard="yes", parents_said=WORDS)
    town.do(MORAG, "t_decide_sharing", sharing="all", child_informed="yes", parent_informed="yes")
    town.do(MORAG, "t_partner_information")
    page = town.words(MORAG, "t_assess")
    for tool, asked in (("my_world_triangle", "My wider world"), ("resilience_matrix", "Resilience Matrix")):
        assert (asked in page) is (tool in value(town.pack, "assessment_tools"))

    town.do(MORAG, "t_assess", harm_suspected="no")
    town.do(MORAG, "t_share", findings_shared="both")

    assert expected in " ".join(town.words(MORAG, "t_decide").split())


# On the register, moving away, and the end: what the pages say is due


def due(town: Town, name: str) -> date:
    """The day on which an open step, or a clock of the journey, is due on the child's page."""
    [at] = {one["due"]["at"] for one in town.case()["deadlines"] if one["name"] == name}
    return local(datetime.fromisoformat(at)).date()


def refused(town: Town, who: str, key: str, **given) -> str:
    """What somebody is told whose answers the area's pack refuses."""
    reply = town.send(who, key, **given)
    assert reply.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    return reply.json["detail"]


def discussed(town: Town) -> None:
    """The agencies that the area asks for decide together, and only a social worker leads an investigation."""
    heard = {**HEARD, "child_said": WORDS}
    three = DISCUSSED | {"ird_agencies": episodes.agencies("police", "social_work", "health")}
    told = refused(town, AILSA, "t_ird", **three | {"lead": MORAG}, **heard)
    if "education" in value(town.pack, "ird_agencies"):
        assert "Hear education before" in told
        told = refused(town, AILSA, "t_ird", **DISCUSSED | {"lead": MORAG}, **heard)
        three = DISCUSSED
    assert "there is a child protection investigation, the lead professional must be the child's social worker" in told
    town.do(AILSA, "t_ird", **three, **heard)
    town.do(PRIYA, "t_accept_lead", lead_accepted="yes")
    town.do(AILSA, "t_safety", safety_until=town.today(30), **heard)


def met(town: Town) -> None:
    """The planning meeting registers the child for what the area records as a concern."""
    meeting = {"quorate": "yes", "consensus": "yes", "attendance": THERE, "register_decision": "register"}
    meeting |= {"reporter": "no", "core_group": [MORAG, EWAN, PRIYA], "restricted_information": [], **BOTH_HEARD}
    listed = [one["value"] for one in value(town.pack, "codes.registration_concerns")]
    if "engagement" not in listed:
        told = refused(town, SHEENA, "t_planning_meeting", **meeting, concerns=["engagement"])
        assert told == "There is a problem. Select which concerns are recorded from the list."
    town.do(SHEENA, "t_planning_meeting", **meeting, concerns=listed[:1])
    town.do(TOM, "t_register")


@pytest.mark.parametrize("town", PACKS, indirect=True)
def test_E4_E13_the_days_on_the_page_of_a_child_at_risk_are_those_of_the_area_to_the_last(town):
    episodes.concern(town, start={"immediate_danger": "yes"})
    episodes.noticed(town)
    began, pack = date.fromisoformat(town.today()), town.pack
    discussed(town)
    assert due(town, "A week before it is late") == day(pack, "cppm_warning", began)

    episodes.called(town)
    assert due(town, "Hold the planning meeting") == day(pack, "cppm_within", began)
    met(town)
    assert due(town, "Hold the first core group") == day(pack, "core_group_first", began)
    assert due(town, "Time to prepare the review") == day(pack, "cppm_review_opens", began)
    town.tell(PRIYA, "status_changed", status="looked_after", on=town.today())
    town.tell(PRIYA, "area_move", where="Another council", moves_on=town.today())
    town.do(PRIYA, "t_tell", stay="permanent", move_risk="higher")
    assert due(town, "No answer in time") == day(pack, "transfer_meeting", began)
    town.until("No answer in time")
    raised = due(town, "Try to settle it between service managers")
    assert raised == day(pack, "transfer_settle", day(pack, "transfer_meeting", began))
    town.tell(PRIYA, "child_died", on=town.today(), said_by="A hospital")
    verified = date.fromisoformat(town.today())
    town.do(RHONA, "t_verify", verified="yes", death_source="doctor", death_confirmed=WORDS)

    assert due(town, "Notify the Scottish Ministers and the Care Inspectorate") == day(
        pack, "death_ministers", verified
    )
    assert town.responsible[-1] == PRIYA
    assert "" not in town.responsible


# Handed back to nobody


LEFT = {"cover": "service", "no_named_because": "left_school", **HEARD, "child_said": WORDS}


@each(fife=True, east_riding=False)
def test_E11_somebody_who_left_school_and_has_nobody_to_be_handed_to_is_let_go_of_and_a_manager_agrees(town, expected):
    episodes.concern(town, born_on="2009-05-14", start={"place": "left_school"})
    if expected:
        episodes.named(town)
    else:
        town.do(MORAG, "t_consent", consent_given="yes", advocacy="declined", **BOTH_HEARD)
    episodes.assessed(town, "multi_agency")
    episodes.offered(town)
    episodes.proposed(town, CALLUM)
    episodes.accepted(town, CALLUM)
    episodes.planned(town, CALLUM)
    episodes.reviewed(town, CALLUM, **episodes.ENDS)
    town.do(CALLUM, "t_briefing", named_person_there="no" if expected else None, **HEARD, child_said=WORDS)
    town.do(ELSPETH, "t_cover", **(LEFT if expected else {"cover": "service"}))
    if expected:
        assert town.responsible[-1] == CALLUM
        with pytest.raises(LookupError):
            town.task(ELSPETH, "t_sign_off")  # who looked for somebody does not sign for it
        town.do(RHONA, "t_sign_off", signed_off="yes")

    assert town.responsible[-1] == HUB
    assert any("They have left school" in line for line in town.history(ELSPETH)) is expected
    episodes.closed(town, ELSPETH)

    case = town.case()
    assert (case["tasks"], case["identity"]["responsible"]["holder"]) == ([], HUB)
    assert {one["role"]["name"] for one in case["roles"] if not one["role"]["ended_at"]} == {"named_person_service"}
    assert town.database.read(SYSTEM, lambda tx: tuple(audits.of_case(tx, UUID(town.case_id)))) == ()


# On the engine: clocks and agencies that differ


@pytest.mark.parametrize(
    ("pack", "asked"),
    [
        ("national", "t_named_person"),
        ("ayrshire", "t_named_person"),
        ("fife", "t_named_person"),
        ("east_riding", "t_consent"),
    ],
)
def test_a_concern_asks_first_for_a_named_person_or_for_the_familys_agreement(pack, asked):
    assert concern(facts_of(named=None, pack=pack)).waits == [asked]


def test_suspected_harm_waits_for_nobodys_agreement():
    story = concern(facts_of(named=None, pack="east_riding")).do("t_consent", consent_given="harm")

    assert story.waits == concern(facts_of(named=None), immediate_danger="yes").waits


@pytest.mark.parametrize(
    ("pack", "first", "next_one"),
    [
        ("national", "15 working days", "30 calendar days"),
        ("ayrshire", "15 working days", "30 calendar days"),
        ("fife", "15 working days", "1 month"),
        ("east_riding", "10 working days", "6 weeks"),
    ],
)
def test_core_groups_come_round_as_the_area_says(pack, first, next_one):
    child = protecting.child(pack=pack, leads=protecting.EWAN, statuses=(StatusName.REGISTERED,))
    story = protecting.begin("core_groups", child, first=True, held_on=DAY)
    assert story.task("t_core_first").due.text.startswith(f"{first} from")

    story.planned()

    assert any(timer.due.text.startswith(f"{next_one} from") for timer in story.timers.values())


DAY = protecting.MONDAY.date()


@pytest.mark.parametrize(
    ("pack", "opens", "closes", "holiday"),
    [
        ("national", "6 weeks", "8 weeks", ""),
        ("ayrshire", "6 weeks", "8 weeks", ""),
        ("fife", "6 weeks", "8 weeks", ""),
        ("east_riding", "4 weeks", "6 weeks", "Easter Monday"),
    ],
)
def test_the_meeting_after_the_register_and_the_holidays_on_the_way_are_the_areas(pack, opens, closes, holiday):
    began = protecting.begin(
        "deregistration",
        protecting.child(pack=pack, leads=protecting.EWAN),
        register_outcome="deregistered_continue",
    )
    policy = began.world.policy

    assert str(policy.due("post_dereg_from", began.now).text).startswith(opens)
    assert str(policy.due("post_dereg_until", began.now).text).startswith(closes)
    easter = policy.due("plan_amend", protecting.MONDAY.replace(month=3, day=30)).days
    assert any("Easter Monday" in line for line in easter) is bool(holiday)
