"""The packs as they are shipped: nothing in them is dead, and each area speaks its own words."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import protecting
import pytest

from app.domain import policy, units
from app.domain.errors import NotPublishable, RuleBroken
from app.domain.escalation import SUBJECTS
from app.domain.operations import OPERATIONS
from app.domain.steps import World
from app.domain.vocabulary import NATIONAL, WRITTEN, Vocabulary

PACKS = {path.name: path.read_bytes() for path in Path("bpmn/policies").glob("*.toml")}
AREAS = sorted(policy.packs(PACKS))


def pack(name):
    return policy.load(PACKS, name)


def words(name):
    return Vocabulary.of(pack(name))


def test_every_value_of_every_pack_is_read_by_a_process_a_table_a_form_or_the_program():
    kinds = ("bpmn/*/*.bpmn", "bpmn/*/*.dmn", "forms/*/*.json", "app/**/*.py")
    written = "".join(path.read_text() for kind in kinds for path in Path().glob(kind))
    read = set(re.findall(r"(?:[\"]|&quot;|policy\.)([a-z_]+(?:\.[a-z_]+)*)", written))
    read |= {f"ladder.levels.{subject}" for subject in SUBJECTS}

    for name in AREAS:
        assert not set(pack(name).settings) - read, name


def test_the_national_words_are_those_in_which_everything_is_written():
    assert {key: pack("national").settings[key].value for key in WRITTEN} == WRITTEN
    assert words("national") == NATIONAL


@pytest.mark.parametrize(
    ("area", "written", "says"),
    [
        ("ayrshire", "Make the child's plan", "Make My Plan"),
        ("ayrshire", "a child’s plan is voluntary", "My Plan is voluntary"),
        ("fife", "The partners to the plan meet", "The team around the child meet"),
        ("fife", "You are a partner to the plan", "You are a member of the team around the child"),
        ("east_riding", "A lead professional must agree", "A lead practitioner must agree"),
        ("east_riding", "Lead professionals", "Lead practitioners"),
        ("east_riding", "Write a child's plan", "Write an early help plan"),
        ("east_riding", "Refer the child to the Principal Reporter", "Refer the child to the legal planning meeting"),
        ("east_riding", "Interim compulsory supervision order", "Interim care order"),
        ("east_riding", "holder of a coordinated support plan", "holder of an education, health and care plan"),
        ("east_riding", "practice statement: the child's plan, page 3", "practice statement: the child's plan, page 3"),
        ("national", "Make the child's plan", "Make the child's plan"),
    ],
)
def test_each_area_speaks_its_own_words(area, written, says):
    assert words(area).say(written) == says


DATED = """
pack = "x"
version = "1"
title = "X"
extends = "national"

[settings.codes.registration_concerns]
unit = "codes"
source = "Aberdeen City: child protection categories of concern, new from 1 November 2022"
value = [
    { value = "emotional", label = "Emotional abuse", ends = 2022-10-31 },
    { value = "emotional", label = "Emotional abuse or neglect", begins = 2022-11-01 },
]
"""


def test_a_code_list_says_from_when_until_when_each_of_its_codes_is_used():
    codes = policy.load({**PACKS, "x.toml": DATED.encode()}, "x").setting("codes.registration_concerns")

    assert [code.label for code in codes.value if code.on(date(2022, 10, 31))] == ["Emotional abuse"]
    assert [code.label for code in codes.value if code.on(date(2022, 11, 1))] == ["Emotional abuse or neglect"]
    assert "Emotional abuse (until 31 October 2022)" in codes.words


@pytest.mark.parametrize(
    ("unit", "value", "says"),
    [
        ("words", '""', "A label is a text"),
        ("yes or no", '"yes"', "Write true or false"),
        ("years", "7", "An age is whole and between 16 and 26"),
        ("plans", '"some"', "A kind of plans is one of"),
        ("consent", '"later"', "A moment of consent is one of"),
        ("agencies", '["army"]', "Agencies are a list of"),
        ("parts of an assessment", '["tea"]', "Parts of an assessment are a list of"),
        ("codes", "[]", "A code list is a list of entries"),
        ("codes", '[{value = "a"}]', "An entry of a code list has a value, a label"),
        ("codes", '[{value = "a", label = "A", begins = "2022"}]', "are written like 2022-11-01"),
        ("codes", '[{value = "a", label = "A"}, {value = "a", label = "B"}]', "stands there twice"),
    ],
)
def test_what_is_no_value_of_its_unit_is_refused_in_a_sentence(unit, value, says):
    text = f'pack = "x"\nversion = "1"\ntitle = "X"\nextends = "national"\n[settings.a]\nvalue = {value}\nunit = "{unit}"\nsource = "s"'

    with pytest.raises(NotPublishable, match=says):
        policy.load({**PACKS, "x.toml": text.encode()}, "x")


def test_a_deadline_passes_over_the_bank_holidays_of_its_own_country():
    begun = datetime(2026, 4, 2, 9, tzinfo=UTC)  # the Thursday before Easter

    in_england = pack("east_riding").due("lp_confirm_within", begun)
    in_scotland = pack("fife").due("lp_confirm_within", begun)

    assert any("Easter Monday, not counted" in line for line in in_england.days)
    assert not any("Easter Monday" in line for line in in_scotland.days)
    assert (in_england.at.day, in_scotland.at.day) == (8, 7)


def test_every_unit_of_the_packs_is_one_that_is_checked():
    assert {one.unit for area in AREAS for one in pack(area).settings.values()} >= {"codes", "words", "levels"}
    assert units.words((), "agencies") == "none"


def test_a_discussion_between_agencies_is_heard_by_all_whom_the_area_asks_for():
    def heard(area, *agencies):
        inputs = {"lead": str(protecting.EWAN), "agencies": agencies}
        world = World(protecting.MONDAY, protecting.child(pack=area), pack(area))
        return OPERATIONS["begin_investigation"].run(inputs, world)

    core = ("police", "social_work", "health")

    assert heard("national", *core).changes
    assert heard("fife", *core, "education").changes
    with pytest.raises(RuleBroken, match="Hear education before") as refused:
        heard("fife", *core)
    assert refused.value.source.startswith("Fife child protection procedures")
