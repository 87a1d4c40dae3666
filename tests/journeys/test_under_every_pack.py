"""The same stories in every area whose rule differs: what comes of them there, as its own people would say it.

On SQLite alone: that the stories hold on both databases is shown where they are told in one area.
"""

from uuid import UUID

import episodes
import protecting
import pytest
from episodes import BOTH_HEARD, PARTNERS, WORDS
from journeying import concern, facts_of
from town import OPERATOR, Town
from visitor import Visitor

from app.cli.demo import (
    AGREES,
    CALLUM,
    CAN,
    ELSPETH,
    EWAN,
    FRASER,
    HAMISH,
    MORAG,
    PRIYA,
    objects,
    proposal,
    weighed,
    wishes,
)
from app.store import people

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


@each(**LEVELS)
def test_E1_a_disagreement_climbs_the_levels_of_the_area_whose_pages_speak_its_words(town, expected):
    town.begin(MORAG, partner_ids=[town.ids[one] for one in PARTNERS])
    town.do(MORAG, "t_preference", **wishes("Callum.", CALLUM))
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
def test_E11_a_handback_that_the_named_person_declines_is_decided_by_the_lead_officer(pack):
    story = protecting.begin("handback", protecting.child(pack=pack, leads=protecting.EWAN)).do("t_briefing")

    story.do("t_take_on", accepted="no", declined_because=WORDS)

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
    story = protecting.begin("core_groups", protecting.child(pack=pack, leads=protecting.EWAN), first=True, held_on=DAY)
    assert story.task("t_core_first").due.text.startswith(f"{first} from")

    story.do("t_core_first")

    assert any(timer.due.text.startswith(f"{next_one} from") for timer in story.timers.values())


DAY = protecting.MONDAY.date()


@pytest.mark.parametrize(
    ("pack", "opens", "closes", "holiday"),
    [
        ("national", "6 weeks", "8 weeks", ""),
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
