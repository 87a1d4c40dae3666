"""The language from a shell: what a designer tries before it stands in a diagram."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import girfec

ROOT = Path(__file__).resolve().parents[2]
STATUTORY = ROOT / "bpmn" / "appoint_lead_professional" / "statutory_rule.dmn"
DATED = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">
<inputData id="b" name="Born on"><variable name="Born on" typeRef="date"/></inputData>
<decision id="old" name="Old enough"><informationRequirement><requiredInput href="#b"/></informationRequirement>
<decisionTable hitPolicy="FIRST"><input label="born"><inputExpression typeRef="date"><text>Born on</text></inputExpression></input>
<output name="asked"/>
<rule><inputEntry><text>&lt; @"2014-03-02"</text></inputEntry><outputEntry><text>true</text></outputEntry>
<annotationEntry><text>Twelve or older</text></annotationEntry></rule>
<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>false</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def girfec_says(*arguments, stdin=None):
    """Exit code and printed JSON of a command, and its sentence on standard error."""
    result = CliRunner().invoke(girfec, arguments, input=stdin)
    return result.exit_code, json.loads(result.stdout) if result.stdout else None, result.stderr


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["0.1 + 0.2"], "0.3"),
        (["1/3"], "0.3333333333333333333333333333333333"),
        (["12345678901234567890123456789012.10"], "12345678901234567890123456789012.10"),
        (["--", "-1"], "-1"),
        (['@"2026-03-01" + duration("P1M")'], '"2026-04-01"'),
        (
            ['[@"09:30:00", @"2026-03-01T09:30:00Z", @"P1DT2H", @"P1Y6M"]'],
            '["09:30:00", "2026-03-01T09:30:00Z", "P1DT2H", "P1Y6M"]',
        ),
        (["[1..5)"], '"[1..5)"'),
        (['{said: "Tha", yes: true, none: null}'], '{"said": "Tha", "yes": true, "none": null}'),
        (["age >= 12", "--context", '{"age": 12}'], "true"),
        (["Full name.last name", "--context", '{"Full name": {"last name": "Kerr"}}'], '"Kerr"'),
        (["share = 0.1", "--context", '{"share": 0.1}'], "true"),
        (['add working days(@"2026-04-02", 1)'], '"2026-04-06"'),
        (["now instance of date and time"], "true"),
        (["[function(a, b) a + b, abs]"], '["function(a, b) a + b", "abs"]'),
        (["half", "--context", '{"half": "\\ud800"}'], '"\\ud800"'),
    ],
)
def test_an_expressions_value_is_printed_as_json_with_all_its_digits(arguments, printed):
    result = CliRunner().invoke(girfec, ["feel", *arguments])

    assert result.stdout == f'{{"value": {printed}, "warnings": []}}\n'
    assert result.exit_code == 0


def test_the_expression_may_come_from_standard_input():
    assert girfec_says("feel", "-", stdin="1 +\n1\n") == (0, {"value": 2, "warnings": []}, "")


def test_a_fault_in_the_data_is_null_with_a_warning_and_no_failure():
    code, printed, _ = girfec_says("feel", '1 + "a"')

    assert (code, printed["value"]) == (0, None)
    assert printed["warnings"] == ["A number + a string has no meaning (at character 3)."]


@pytest.mark.parametrize(
    ("arguments", "position", "says"),
    [
        (["1 + + 2"], 5, "found “+”"),
        (["a == 1"], 4, "single “=”"),
        ([""], 1, "The expression is empty"),
        (["1", "--context", "[1]"], None, "must be a JSON object"),
        (["1", "--context", "{"], None, "not JSON"),
        (["1", "--context", '{"a": NaN}'], None, "NaN is not a number"),
        (["1", "--context", '{"a": 1e99999}'], None, "not JSON that can be read"),
        (["today() + policy.x", "--pack", "nowhere"], None, "nowhere"),
    ],
)
def test_a_failure_is_a_sentence_and_its_place_and_ends_with_one(arguments, position, says):
    code, printed, sentence = girfec_says("feel", *arguments)

    assert (code, printed["position"]) == (1, position)
    assert says in sentence
    assert printed["error"] == sentence.strip()


def test_a_decision_is_asked_by_name_and_explains_itself(tmp_path):
    file = tmp_path / "asked.dmn"
    file.write_text(DATED)

    code, printed, _ = girfec_says(
        "decide", str(file), "--decision", "Old enough", "--context", '{"Born on": "2012-02-29"}', "--explain"
    )

    assert (code, printed["value"], printed["warnings"]) == (0, True, [])
    assert printed["version"].startswith("sha256:")
    assert printed["explanation"] == [
        {
            "decision": "old",
            "name": "Old enough",
            "inputs": [{"name": "born", "value": "2012-02-29"}],
            "rules": [{"rule": 1, "annotations": ["Twelve or older"]}],
        }
    ]


def test_the_shipped_decision_reads_the_packs_values():
    case = {"investigation": False, "registered": False, "looked_after": True, "coordinated_support_plan": False}
    context = json.dumps({"case": case})

    national = girfec_says("decide", str(STATUTORY), "--context", context)
    ayrshire = girfec_says("decide", str(STATUTORY), "--context", context, "--pack", "ayrshire")

    assert national[1] == {"value": "usual", "warnings": []}
    assert ayrshire[1] == {"value": "must", "warnings": []}


def test_a_decision_that_is_not_there_or_a_file_that_is_none_is_refused(tmp_path):
    broken = tmp_path / "broken.dmn"
    broken.write_text(DATED.replace("true</text>", "1 + + 2</text>"))

    unknown = girfec_says("decide", str(STATUTORY), "--decision", "Nothing")
    unreadable = girfec_says("decide", str(broken))
    absent = girfec_says("decide", str(tmp_path / "absent.dmn"))

    assert unknown[0] == unreadable[0] == absent[0] == 1
    assert absent[1] == {"error": absent[2].strip(), "position": None}
    assert "There is no decision “Nothing” in the file. It has Does the child's status say who must lead?" in unknown[2]
    assert "found “+” (at character 5)" in unreadable[2]
    assert unreadable[1]["position"] is None


def kit_of(folder, expected):
    folder.mkdir()
    (folder / "m.dmn").write_text(DATED)
    nodes = "".join(
        f'<testCase id="{number}"><inputNode name="Born on"><value xsi:type="xsd:date">2012-02-29</value></inputNode>'
        f'<resultNode name="Old enough"><expected><value xsi:type="xsd:boolean">{value}</value></expected></resultNode></testCase>'
        for number, value in enumerate(expected)
    )
    (folder / "m-test-01.xml").write_text(
        '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xmlns:xsd="http://www.w3.org/2001/XMLSchema"><modelName>m.dmn</modelName>{nodes}</testCases>'
    )


def test_a_conformance_kit_is_counted_per_file_and_in_sum(tmp_path):
    kit_of(tmp_path / "0001-right", ["true"])
    kit_of(tmp_path / "0002-wrong", ["true", "false"])
    (tmp_path / "0002-wrong" / "other-test.xml").write_text("<broken")

    code, printed, _ = girfec_says("tck", str(tmp_path), "--json")
    words = CliRunner().invoke(girfec, ["tck", str(tmp_path)])

    assert code == words.exit_code == 1
    assert printed == {
        "passed": 2,
        "failed": 1,
        "files": [
            {"file": "0001-right/m-test-01.xml", "passed": 1, "failed": 0},
            {"file": "0002-wrong/m-test-01.xml", "passed": 1, "failed": 1},
        ],
    }
    assert "2 passed       1 failed  in sum" in words.stdout
    assert "Old enough: expected false, got true" in words.stderr


def test_a_kit_without_a_failure_ends_well(tmp_path):
    kit_of(tmp_path / "0001-right", ["true"])

    assert girfec_says("tck", str(tmp_path), "--json")[0] == 0


def test_the_program_itself_reads_its_arguments_and_standard_input():
    program = [sys.executable, "-m", "app.cli", "feel"]

    right = subprocess.run([*program, "--", "-2 ** 2"], cwd=ROOT, capture_output=True, text=True, check=False)
    piped = subprocess.run([*program, "-"], cwd=ROOT, input="1 +", capture_output=True, text=True, check=False)

    assert (right.returncode, json.loads(right.stdout)["value"]) == (0, 4)
    assert (piped.returncode, json.loads(piped.stdout)["position"]) == (1, 4)
    assert piped.stderr == json.loads(piped.stdout)["error"] + "\n"


def test_a_command_of_the_language_imports_neither_web_nor_database():
    said = subprocess.run(
        [sys.executable, "-c", "import sys, app.cli, app.cli.feel; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert not {"flask", "sqlalchemy", "SpiffWorkflow", "app.store", "app.engine"} & set(said.stdout.split())
