from pathlib import Path

from app.domain import policy
from app.domain.variants import compare

PACKS = {path.name: path.read_bytes() for path in Path("bpmn/policies").glob("*.toml")}


def packs(*names):
    return [policy.load(PACKS, name) for name in names]


def test_only_what_fife_does_otherwise_than_ayrshire_is_said_to_differ():
    fife, ayrshire = packs("fife", "ayrshire")

    differing = {one.key for chapter in compare(fife, ayrshire) for one in chapter.variants if not one.same}

    assert differing == {
        "labels.plan",
        "labels.pathway",
        "labels.post_dereg_meeting",
        "labels.tier_single",
        "labels.tier_multi",
        "statutory_lp_rule.registered",
        "statutory_lp_rule.looked_after",
        "lp_factors",
        "ird_agencies",
        "core_group_interval",
        "ladder.levels.lp_choice",
        "ladder.levels.plan_content",
        "ladder.levels.resource_release",
        "ladder.levels.transfer",
        "transfer_meeting",
        "appeal_decider",
        "dissent_decider",
    }


def test_every_value_stands_in_one_section_in_words_under_a_title():
    for pack in packs(*policy.packs(PACKS)):
        chapters = compare(pack, pack)

        keys = [one.key for chapter in chapters for one in chapter.variants]
        assert sorted(keys) == sorted(pack.settings)
        assert "Other values" not in [chapter.title for chapter in chapters]
        assert all(setting.title != setting.key and setting.words for setting in pack.settings.values())


def test_values_are_said_in_words():
    (ayrshire,) = packs("ayrshire")

    assert ayrshire.setting("lp_interim_max_gap").words == "1 working day"
    assert ayrshire.setting("ladder.levels.lp_choice").words.startswith("line managers, then service managers, then")
    assert ayrshire.setting("ladder.information_rounds").words == "once"
    assert ayrshire.setting("working_day_ends").words == "5pm"


def test_what_extends_nothing_is_its_own_basis():
    assert policy.packs(PACKS) == {
        "ayrshire": "Ayrshire",
        "east_riding": "East Riding (England)",
        "fife": "Fife",
        "national": "National guidance for Scotland",
    }
    assert policy.basis(PACKS, "fife") == "national"
    assert policy.basis(PACKS, "national") == "national"
