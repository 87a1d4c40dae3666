"""`girfec due` as somebody at a terminal meets it."""

import json

import pytest
from click.testing import CliRunner

from app.cli import girfec


def due(*arguments):
    return CliRunner().invoke(girfec, ["due", *arguments])


def test_a_due_date_explains_itself_day_by_day():
    said = due("register_entry", "--from", "2026-12-31T16:59", "--area", "ayrshire", "--explain").output.splitlines()

    assert said[0] == "5pm on Tuesday 5 January 2027"
    assert "  Friday 1 January 2027: New Year's Day, not counted" in said
    assert said[-1] == "Policy pack: ayrshire 2026.1"


def test_areas_count_differently():
    assert due("core_group_interval", "--from", "2026-01-31", "--area", "fife").output.startswith(
        "11:59pm on Saturday 28"
    )
    assert due("core_group_interval", "--from", "2026-01-31").output.startswith("11:59pm on Monday 2 March")


def test_machines_read_the_same():
    said = json.loads(due("cppm_within", "--from", "2026-03-02", "--json").output)

    assert said["at"] == "2026-03-30T22:59:59+00:00"
    assert said["rule"] == "cppm_within"


def test_without_a_rule_all_rules_are_listed():
    said = due("--area", "fife").output

    assert "core_group_interval" in said
    assert "Between core groups: 1 month" in said
    assert "lp_factors" not in said


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("cppm_within", "--from", "soon"), 2),
        (("cppm_within", "--from", "0001-01-01"), 2),
    ],
)
def test_wrong_usage_is_said(arguments, code):
    said = due(*arguments)

    assert said.exit_code == code
    assert "Error" in said.output
