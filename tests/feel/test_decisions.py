from decimal import Decimal

import pytest

from app import feel
from app.domain.errors import Invalid, NotPublishable

NAMESPACES = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
]


def definitions(body, namespace=NAMESPACES[2]):
    return f'<definitions xmlns="{namespace}" id="d" name="d" namespace="urn:test">{body}</definitions>'.encode()


def table(rules, *, policy="UNIQUE", more="", values=""):
    """A table on `case.age` with the output `answer`. rules: (test, output)."""
    rows = "".join(
        f'<rule id="r{number}"><inputEntry><text><![CDATA[{test}]]></text></inputEntry>'
        f"<outputEntry><text><![CDATA[{output}]]></text></outputEntry>"
        f"<annotationEntry><text>note {number}</text></annotationEntry></rule>"
        for number, (test, output) in enumerate(rules, 1)
    )
    allowed = f"<outputValues><text>{values}</text></outputValues>" if values else ""
    return definitions(
        f'<decision id="allowed" name="Allowed"><decisionTable hitPolicy="{policy}" {more}>'
        '<input id="i" label="age"><inputExpression typeRef="number"><text>case.age</text></inputExpression></input>'
        f'<output name="answer">{allowed}</output>{rows}</decisionTable></decision>'
    )


def decide(content, age):
    return feel.decisions.read(content).tables["allowed"].decide({"case": {"age": age}})


def test_a_unique_table_gives_the_output_of_its_rule_and_says_which_and_why():
    decided = decide(table([("< 12", '"no"'), (">= 12", '"yes"')]), 14)

    assert decided.value == "yes"
    assert (decided.rules, decided.annotations, decided.warnings) == ((2,), ("note 2",), ())


def test_an_overlap_in_a_unique_table_gives_null_and_names_both_rules():
    decided = decide(table([("< 12", '"no"'), (">= 11", '"yes"')]), 11)

    assert (decided.value, decided.rules) == (None, (1, 2))
    assert decided.warnings == (
        "In “Allowed”, rules 1 and 2 both match, but only one may (hit policy UNIQUE). Make them exclusive.",
    )


def test_a_first_table_takes_the_first_rule_that_matches():
    decided = decide(table([("> 10", '"a"'), ("> 5", '"b"')], policy="FIRST"), 11)

    assert (decided.value, decided.rules) == ("a", (1,))


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [("", [1, 3, 2]), ("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)],
)
def test_a_collecting_table_gives_all_or_their_aggregate(aggregation, expected):
    more = f'aggregation="{aggregation}"' if aggregation else ""

    decided = decide(table([("-", "1"), ("> 5", "3"), ("< 5", "9"), ("> 6", "2")], policy="COLLECT", more=more), 11)

    assert decided.value == ([Decimal(number) for number in expected] if isinstance(expected, list) else expected)
    assert decided.rules == (1, 2, 4)


def test_priority_and_output_order_follow_the_output_values():
    rules = [("-", '"low"'), ("> 5", '"high"')]

    first = decide(table(rules, policy="PRIORITY", values='"high", "low"'), 11)
    ordered = decide(table(rules, policy="OUTPUT ORDER", values='"high", "low"'), 11)

    assert (first.value, first.rules) == ("high", (2,))
    assert (ordered.value, ordered.rules) == (["high", "low"], (2, 1))


def test_rules_of_an_any_table_must_agree():
    agreeing = decide(table([("-", '"a"'), ("> 5", '"a"')], policy="ANY"), 11)
    differing = decide(table([("-", '"a"'), ("> 5", '"b"')], policy="ANY"), 11)

    assert agreeing.value == "a"
    assert differing.value is None
    assert "rules 1 and 2 match with different outputs" in differing.warnings[0]


def test_no_matching_rule_is_null_with_a_warning():
    decided = decide(table([("< 5", '"a"')]), 11)

    assert (decided.value, decided.rules) == (None, ())
    assert decided.warnings == ("In “Allowed”, no rule matches. Add a rule or a default output.",)


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_of_dmn_is_read_with_decisions_that_require_others(namespace):
    model = feel.decisions.read(
        definitions(
            '<inputData id="age" name="Age in years"><variable name="Age in years" typeRef="number"/></inputData>'
            '<decision id="old" name="Old enough"><informationRequirement><requiredInput href="#age"/></informationRequirement>'
            "<literalExpression><text>Age in years &gt;= 12</text></literalExpression></decision>"
            '<decision id="asked" name="Asked"><informationRequirement><requiredDecision href="#old"/></informationRequirement>'
            "<literalExpression><text>if Old enough then policy.asks else null</text></literalExpression></decision>",
            namespace,
        )
    )

    asked = model.tables["asked"]

    assert asked.inputs == ("Age in years", "policy")
    assert asked.decide({"Age in years": 12, "policy": {"asks": "the child"}}).value == "the child"


def test_several_outputs_make_a_context():
    model = feel.decisions.read(
        definitions(
            '<decision id="t" name="T"><decisionTable hitPolicy="FIRST">'
            "<input><inputExpression><text>age</text></inputExpression></input>"
            '<output name="who"/><output name="how"/>'
            "<rule><inputEntry><text>-</text></inputEntry>"
            '<outputEntry><text>"child"</text></outputEntry><outputEntry><text>age + 1</text></outputEntry></rule>'
            "</decisionTable></decision>"
        )
    )

    assert model.tables["t"].outputs == ("who", "how")
    assert model.tables["t"].decide({"age": 1}).value == {"who": "child", "how": 2}


def test_every_fault_of_a_file_is_found_with_its_place():
    content = table([("< < 12", '"no"'), ("-", "a b")], policy="SOMETIMES")

    found = feel.decisions.problems(content)

    assert [finding.rule for finding in found] == ["feel", "feel", "hit-policy"]
    assert [finding.element for finding in found] == ["r1", "r2", "allowed"]
    with pytest.raises(NotPublishable):
        feel.decisions.read(content)


def test_a_decision_that_requires_itself_is_refused():
    content = definitions(
        '<decision id="a" name="A"><informationRequirement><requiredDecision href="#b"/></informationRequirement>'
        "<literalExpression><text>B</text></literalExpression></decision>"
        '<decision id="b" name="B"><informationRequirement><requiredDecision href="#a"/></informationRequirement>'
        "<literalExpression><text>A</text></literalExpression></decision>"
    )

    assert {finding.rule for finding in feel.decisions.problems(content)} == {"circle"}


def test_a_file_that_is_no_dmn_is_refused():
    with pytest.raises(Invalid, match="not a DMN file"):
        feel.decisions.read(b"<definitions xmlns='urn:other'/>")
    assert feel.decisions.problems(b"<broken")[0].rule == "xml"


def test_a_fault_in_a_cell_is_named_with_its_table_and_rule():
    decided = decide(table([("-", 'case.age + "x"')]), 3)

    assert decided.warnings == ("In “Allowed”, rule 1, a number + a string has no meaning (at character 10).",)
