from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain import policy
from app.domain.errors import NotPublishable

PACKS = {f"policies/{path.name}": path.read_bytes() for path in Path("bpmn/policies").glob("*.toml")}


def test_every_value_of_every_pack_carries_its_unit_and_where_it_stands():
    for pack in policy.packs(PACKS):
        loaded = policy.load(PACKS, pack)

        assert all(setting.unit and setting.source for setting in loaded.settings.values())
        assert all("http" not in setting.source for setting in loaded.settings.values())


def test_nationally_the_ladder_goes_straight_to_the_lead_officer_and_in_ayrshire_through_the_managers():
    assert policy.load(PACKS, "national").setting("ladder.levels.lp_choice").value == ("girfec_lead_officer",)
    assert policy.load(PACKS, "ayrshire").setting("ladder.levels.lp_choice").value[0] == "line_manager"


def test_in_ayrshire_a_looked_after_childs_lead_professional_must_be_a_social_worker_and_nationally_usually_is():
    assert policy.load(PACKS, "ayrshire").setting("statutory_lp_rule.looked_after").value == "must"
    assert policy.load(PACKS, "national").setting("statutory_lp_rule.looked_after").value == "usual"


def test_an_area_says_only_what_differs():
    ayrshire = policy.load(PACKS, "ayrshire")

    assert ayrshire.setting("lp_accept_within") == policy.load(PACKS, "national").setting("lp_accept_within")
    assert ayrshire.label == "ayrshire 2026.1"


def test_a_due_moment_names_rule_source_and_pack():
    due = policy.load(PACKS, "ayrshire").due("ladder.line_manager", datetime(2026, 3, 2, 9, tzinfo=UTC))

    assert (due.rule, due.pack) == ("ladder.line_manager", "ayrshire 2026.1")
    assert due.text == "2 working days from 2 March 2026"
    assert due.source


def test_expressions_read_the_pack_by_the_dots_of_its_keys():
    view = policy.load(PACKS, "ayrshire").view()

    assert view["statutory_lp_rule"]["registered"] == "must"
    assert view["ladder"]["levels"]["lp_choice"][-1] == "cspp_chief_officer"


HEAD = 'pack = "x"\nversion = "1"\ntitle = "X"\nextends = "national"\n'


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ('[settings.a]\nvalue = 1\nunit = "moons"\nsource = "s"', "“moons” is not a unit"),
        ('[settings.a]\nvalue = -1\nunit = "weeks"\nsource = "s"', "between 0 and 1044"),
        ('[settings.a]\nvalue = 1.5\nunit = "weeks"\nsource = "s"', "must be whole"),
        ('[settings.a]\nvalue = 1\nunit = "weeks"', "Say in “source” where this value stands"),
        ('[settings.a]\nvalue = "perhaps"\nunit = "rule"\nsource = "s"', "A rule is one of"),
        ('[settings.a]\nvalue = 11\nunit = "rounds"\nsource = "s"', "between 0 and 10"),
        ('[settings.a]\nvalue = ["chief"]\nunit = "levels"\nsource = "s"', "Levels are a list of"),
        (
            '[settings.ladder.levels.lp_choice]\nvalue = ["line_manager"]\nunit = "levels"\nsource = "s"',
            "GIRFEC lead officer must be one",
        ),
        (
            '[settings.a]\nvalue = ["girfec_lead_officer", "line_manager"]\nunit = "levels"\nsource = "s"',
            "levels of a ladder climb",
        ),
        ('[settings.a]\nvalue = []\nunit = "factors"\nsource = "s"', "Factors are a list of"),
        ('[settings.a]\nvalue = "late"\nunit = "time of day"\nsource = "s"', "A time of day is written like 17:00"),
        ("[settings]\na = 5", "A setting is a table"),
        ('[days_off]\nEaster = "Monday"', "A day off is written like"),
    ],
)
def test_a_wrong_value_is_refused_with_its_key(wrong, says):
    with pytest.raises(NotPublishable, match=says) as refused:
        policy.load({**PACKS, "x.toml": (HEAD + wrong).encode()}, "x")

    assert [finding.file for finding in refused.value.findings] == ["x.toml"]


def test_a_pack_that_is_not_there_extends_itself_or_is_not_toml_is_refused():
    with pytest.raises(NotPublishable, match=r"There is no file nowhere\.toml"):
        policy.load(PACKS, "nowhere")
    with pytest.raises(NotPublishable, match="extends itself"):
        policy.load({**PACKS, "x.toml": HEAD.replace("national", "x").encode()}, "x")
    with pytest.raises(NotPublishable, match="not TOML"):
        policy.load({**PACKS, "x.toml": b"pack = "}, "x")


def test_a_pack_without_calendar_or_closing_time_is_refused():
    with pytest.raises(NotPublishable, match="holidays"):
        policy.load({"x.toml": b'version = "1"\ntitle = "X"\n[settings]'}, "x")


def test_an_areas_days_off_come_on_top_of_bank_holidays():
    off = HEAD + '[days_off]\n2026-09-21 = "Ayr Gold Cup Monday"'

    loaded = policy.load({**PACKS, "x.toml": off.encode()}, "x")

    assert {"Ayr Gold Cup Monday", "Good Friday"} <= set(loaded.calendar.holidays.values())
