"""Setting an area up from the command line, outside the demo, until people can work in it."""

import pytest
from click.testing import CliRunner

from app.cli import girfec


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Run a command on an installation of its own that is no demo; gives what it prints."""
    monkeypatch.setenv("GIRFEC_VAR", str(tmp_path))
    monkeypatch.setenv("GIRFEC_DEMO", "off")

    def run(*arguments):
        done = CliRunner().invoke(girfec, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    run("prepare")
    return run


def test_an_area_is_set_up_until_every_office_is_held(command):
    office = command(
        "team", "add", "Named person service", "--organisation", "Council", "--office", "named_person_service"
    )
    command("team", "hold", office.strip(), "cover")
    command("person", "invite", "ada@example.invalid", "--name", "Ada Adamson", "--administrator")
    command("person", "invite", "ben@example.invalid", "--name", "Ben Bell", "--profession", "head_teacher")
    command("person", "join", "ben@example.invalid", office.strip())
    command(
        "person",
        "away",
        "ben@example.invalid",
        "--from",
        "2030-12-23",
        "--until",
        "2031-01-03",
        "--substitute",
        "ada@example.invalid",
    )

    teams = command("team", "list")

    assert "Council: Named person service  cover named_person_service" in teams
    assert "Held by nobody yet: girfec_lead_officer" in teams
    assert "no longer see" in command("person", "leave", "ben@example.invalid", office.strip())


def test_somebody_unknown_cannot_join_a_team(command):
    office = command("team", "add", "Named person service", "--organisation", "Council").strip()

    done = CliRunner().invoke(girfec, ["person", "join", "nobody@example.invalid", office])

    assert "Invite the person first" in str(done.exception)


def test_somebody_is_let_draw_and_approve_changes_to_processes(command):
    command("person", "invite", "ada@example.invalid", "--name", "Ada Adamson")

    assert "one draws, another approves" in command("person", "designs", "ada@example.invalid")


def test_an_account_is_closed_once_the_operator_has_said_yes(command):
    office = command("team", "add", "Named person service", "--organisation", "Council")
    command("person", "invite", "ada@example.invalid", "--name", "Ada Adamson", "--team", office.strip())

    refused = CliRunner().invoke(girfec, ["person", "leave", "ada@example.invalid"], input="n\n")
    said = command("person", "leave", "ada@example.invalid", "--yes")
    again = CliRunner().invoke(girfec, ["person", "leave", "ada@example.invalid", "--yes"])

    assert refused.exit_code == 1
    assert "Nobody works in “Named person service” now." in said
    assert "has left already" in str(again.exception)


def test_a_second_area_is_never_added_unsaid(command, monkeypatch):
    monkeypatch.setenv("GIRFEC_AREA", "fife")

    refused = CliRunner().invoke(girfec, ["prepare"])

    assert "GIRFEC_AREA=glenmarnoch" in str(refused.exception)
    assert "--new-area" in str(refused.exception)
    command("prepare", "--new-area")
    command("prepare")
