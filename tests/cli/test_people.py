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
