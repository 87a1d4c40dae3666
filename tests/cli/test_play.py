"""`girfec play` and `girfec read` as a designer and a machine use them."""

import json

import pytest
from click.testing import CliRunner
from diagrams import chain, diagram, element, end, event, signal, start, timer, user

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
    step = element("intermediateCatchEvent", "wait", timer("P1D") + '<bpmn:linkEventDefinition name="l"/>')
    path.write_bytes(diagram("p", start(), step, end(), *chain("start", "wait", "end")))

    refused, said = run("play", path, "--auto")
    _anyway, told = run("play", path, "--auto", "--anyway")

    assert (refused, json.loads(said)["status"]) == (1, "refused")
    assert [one["rule"] for one in json.loads(said)["findings"]] == ["not-run"]
    assert json.loads(told)["passed"][0] == "start"


def test_an_event_about_several_things_is_played_and_told_once_though_it_is_not_published(tmp_path):
    path = tmp_path / "p.bpmn"
    wait = element("intermediateCatchEvent", "wait", timer("P1D") + event("signal", "x"), parallelMultiple="true")
    steps = chain("start", "wait", "end")
    path.write_bytes(diagram("p", start(), wait, end(), *steps, around=signal("x")))
    script = tmp_path / "s.json"
    script.write_text('[{"advance": "P2D"}]')

    code, said = run("play", path, "--script", script)
    _refused, checked = run("check", path, "--json", "--family", "girfec")

    assert (code, json.loads(said)["status"], json.loads(said)["waiting"]) == (0, "waiting", ["wait"])
    assert "event-many" in {one["rule"] for one in json.loads(checked)[0]["findings"]}


def test_a_diagram_is_read_aloud(file):
    code, said = run("read", file)

    assert code == 0
    assert "  " not in said.splitlines()[2]
    assert "2. Step: “Ask”. For: named person." in said
