"""`girfec check` tells a designer what publishing would refuse, and what it lets pass and should be looked at."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from diagrams import HEAD, chain, diagram, end, start, user

from app.cli import girfec, main

TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">
<decision id="t" name="Who is asked"><decisionTable>
<input label="age"><inputExpression typeRef="number"><text>case.age</text></inputExpression></input><output name="asked"/>
<rule><inputEntry><text>&lt; {low}</text></inputEntry><outputEntry><text>"parents"</text></outputEntry></rule>
<rule><inputEntry><text>&gt; 12</text></inputEntry><outputEntry><text>"child"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


@pytest.fixture
def folder(tmp_path):
    def write(low):
        (tmp_path / "bpmn").mkdir()
        (tmp_path / "bpmn" / "asked.dmn").write_text(TABLE.format(low=low))
        return str(tmp_path)

    return write


def test_a_table_in_which_two_rules_match_together_is_refused_with_its_place_and_an_example(folder, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["check", folder(low=20)])

    assert ended.value.code == 1
    assert (
        "bpmn/asked.dmn:5 t “Who is asked”: Rules 1 and 2 both match, for example when “age” is 16"
        in capsys.readouterr().err
    )


def test_a_case_that_no_rule_covers_is_shown_and_lets_the_table_pass(folder, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["check", folder(low=12)])

    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert "No rule matches, for example when “age” is 12. Add a rule or a default output." in said
    assert "This can be published." in said


def verdicts(*arguments: object) -> tuple[int, list]:
    result = CliRunner().invoke(girfec, ["check", "--json", *map(str, arguments)], catch_exceptions=False)
    return result.exit_code, json.loads(result.output)


@pytest.fixture
def sound(tmp_path):
    path = tmp_path / "sound.bpmn"
    path.write_bytes(diagram("sound", start(), user("ask", form="core_change"), end(), *chain("start", "ask", "end")))
    return path


def test_each_file_has_a_verdict_in_the_order_given(sound, tmp_path):
    broken = tmp_path / "broken.bpmn"
    broken.write_bytes(b"<no")

    code, [first, second] = verdicts(broken, sound, "--family", "structure,faithful")

    assert code == 1
    assert [(one["file"], one["verdict"]) for one in (first, second)] == [(str(broken), "refused"), (str(sound), "ok")]
    [found] = first["findings"]
    assert (found["rule"], found["family"], found["severity"]) == ("file", "structure", "error")


def test_a_process_that_is_not_marked_executable_is_judged_with_a_hint(sound):
    sound.write_bytes(sound.read_bytes().replace(b'isExecutable="true"', b'isExecutable="false"'))

    code, [one] = verdicts(sound, "--family", "structure,faithful,girfec")

    assert (code, one["verdict"]) == (0, "ok")
    assert [(found["rule"], found["severity"]) for found in one["findings"]] == [("not-executable", "hint")]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 1000, b"\xff\xfe" + b"a" * 1001, b"<a>" * 5000, b"<?xml version='1.0' encoding='ebcdic-xx'?><a/>",
     b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", HEAD.encode() + b"<!--" + b"x" * 4_000_000 + b"--></bpmn:definitions>"],
    ids=range(7),
)  # fmt: skip
def test_any_bytes_get_a_verdict(tmp_path, content):
    path = tmp_path / "x.bpmn"
    path.write_bytes(content)

    code, [one] = verdicts(path)

    assert (code, one["verdict"]) == (1, "refused")
    assert all(found["message"] and found["repair"] for found in one["findings"])


def test_forms_and_decisions_are_looked_for_beside_the_file(sound, tmp_path):
    sound.write_bytes(sound.read_bytes().replace(b"core_change", b"asked_here"))
    _code, [without] = verdicts(sound)
    shipped = next(Path("forms").rglob("*.json")).read_text()
    (tmp_path / "forms").mkdir()
    form = json.loads(shipped) | {"id": "asked_here"}
    (tmp_path / "forms" / "asked_here.json").write_text(json.dumps(form))
    _code, [with_it] = verdicts(sound)

    assert "form" in {found["rule"] for found in without["findings"]}
    assert "form" not in {found["rule"] for found in with_it["findings"]}


def test_wrong_usage_ends_with_two(sound):
    assert CliRunner().invoke(girfec, ["check", "--family", "nonsense", str(sound)]).exit_code == 2
    assert CliRunner().invoke(girfec, ["check", "not-there.bpmn"]).exit_code == 2


def test_shipped_processes_are_fit_to_publish():
    code, found = verdicts(*sorted(Path("bpmn").rglob("*.bpmn")))

    assert [(one["file"], one["findings"]) for one in found if one["verdict"] != "ok"] == []
    assert code == 0


def test_shipped_processes_are_walked_completely_and_none_strands():
    result = CliRunner().invoke(girfec, ["walk", "--json"], catch_exceptions=False)

    rows = json.loads(result.output)
    processes, tables = [one for one in rows if "process" in one], [one for one in rows if "table" in one]
    assert result.exit_code == 0
    assert [row["process"] for row in processes if row["stranded"] or not row["ends"]] == []
    assert [key for row in processes for key in row["nodes_missed"] if key not in row["reasons"]] == []
    assert [
        missed for row in processes for missed in row["flows_missed"] if missed.split(" → ")[1] not in row["reasons"]
    ] == []
    assert [row["table"] for row in tables if row["rules_missed"]] == []
    assert len(tables) == 8
