"""`girfec play` and `girfec read` as a designer and a machine use them."""

import json

import pytest
from click.testing import CliRunner
from diagrams import chain, diagram, element, end, start, timer, user

from app.cli import girfec


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(girfec, [str(one) for one in arguments], catch_exceptions=False)
    return result.exit_code, result.output


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "p.bpmn"
    path.write_bytes(diagram("p", start(), user("ask"), end(), *chain("start", "ask", "end")))
    return path


def test_a_play_is_one_json_object(file):
    code, said = run("play", file, "--auto", "--json", "--data", '{"x": 1}')

    assert code == 0
    assert json.loads(said) == {
        "status": "ended",
        "passed": ["start", "ask", "end"],
        "open": [],
        "waiting": [],
        "data": {"x": 1},
        "unused": [],
        "findings": [],
    }


def test_a_script_is_taken_from_a_file(file, tmp_path):
    script = tmp_path / "s.json"
    script.write_text('[{"complete": "ask", "data": {"agreed": true}}, {"signal": "nobody"}]')

    code, said = run("play", file, "--script", script)

    assert (code, json.loads(said)["data"], json.loads(said)["unused"]) == (0, {"agreed": True}, [{"signal": "nobody"}])


@pytest.mark.parametrize("wrong", [["--data", "no"], ["--process", "nobody"], ["--nothing"]])
def test_wrong_usage_ends_with_two_or_a_refusal(file, wrong):
    code, _said = run("play", file, *wrong)

    assert code == (1 if "nobody" in wrong else 2)


def test_what_breaks_a_rule_is_played_only_anyway(tmp_path):
    path = tmp_path / "p.bpmn"
    step = element("intermediateCatchEvent", "wait", timer("P1D") + "<bpmn:signalEventDefinition/>")
    path.write_bytes(diagram("p", start(), step, end(), *chain("start", "wait", "end")))

    refused, said = run("play", path, "--auto")
    _anyway, told = run("play", path, "--auto", "--anyway")

    assert (refused, json.loads(said)["status"]) == (1, "refused")
    assert {one["rule"] for one in json.loads(said)["findings"]} >= {"event-many"}
    assert json.loads(told)["passed"][0] == "start"


def test_a_diagram_is_read_aloud(file):
    code, said = run("read", file)

    assert code == 0
    assert "  " not in said.splitlines()[2]
    assert "2. Step: “Ask”. For: named person." in said
