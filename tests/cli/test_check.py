"""`girfec check` tells a designer what publishing would refuse, and what it lets pass and should be looked at."""

import pytest

from app.cli import main

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
