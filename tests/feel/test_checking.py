"""What is seen of decision tables and expressions before anybody asks them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import feel
from app.feel import decisions
from app.feel.decisions import coverage
from app.feel.decisions.reading import draft, drawn


def table(inputs, rules, *, policy="UNIQUE", default=""):
    """A DMN file. inputs: (expression, type, allowed values); rules: a cell per input, then the output."""
    columns = "".join(
        f'<input label="{text}"><inputExpression typeRef="{kind}"><text>{text}</text></inputExpression>'
        + (f"<inputValues><text><![CDATA[{values}]]></text></inputValues></input>" if values else "</input>")
        for text, kind, values in inputs
    )
    rows = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text><![CDATA[{cell}]]></text></inputEntry>" for cell in cells)
        + f"<outputEntry><text><![CDATA[{output}]]></text></outputEntry></rule>"
        for *cells, output in rules
    )
    stand_in = f"<defaultOutputEntry><text>{default}</text></defaultOutputEntry>" if default else ""
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">'
        f'<decision id="t" name="T"><decisionTable hitPolicy="{policy}">{columns}<output name="o">{stand_in}</output>{rows}'
        "</decisionTable></decision></definitions>"
    ).encode()


AGE, SAID, ASKED, ON = (
    ("age", "number", ""),
    ("said", "string", '"yes", "no"'),
    ("asked", "boolean", ""),
    ("on", "date", ""),
)


def said(found):
    return [(one.rule, one.message) for one in found]


@pytest.mark.parametrize(
    ("inputs", "rules", "when"),
    [
        ([AGE], [("< 12", "1"), (">= 11", "2")], "“age” is 11"),
        ([AGE], [("[10..20]", "1"), ("[20..30]", "2")], "“age” is 20"),
        ([AGE], [("(10..11)", "1"), ("> 10, < 5", "2")], "“age” is 10.5"),
        ([AGE], [("? > 3 and ? < 6", "1"), ("not(1, 2)", "2")], "“age” is 4"),
        ([SAID], [('"yes"', "1"), ('not("no")', "2")], '“said” is "yes"'),
        ([ASKED], [("true", "1"), ("-", "2")], "“asked” is true"),
        ([ON], [('< @"2026-03-02"', "1"), ('>= date("2026-03-01")', "2")], '“on” is @"2026-03-01"'),
        ([AGE, SAID], [("< 12", '"no"', "1"), ("-", '"no"', "2")], '“said” is "no" and “age” is 12'),
    ],
)
def test_two_rules_of_a_unique_table_that_both_match_are_refused_with_an_example(inputs, rules, when):
    found = decisions.problems(table(inputs, rules))

    assert [one.rule for one in found if one.rule == "overlap"] == ["overlap"]
    assert "Rules 1 and 2 both match, for example when" in found[0].message
    assert when.split(" and ")[0].split(" is ")[0] in found[0].message
    assert "hit policy UNIQUE). Make them exclusive" in found[0].message


@pytest.mark.parametrize(
    ("inputs", "rules"),
    [
        ([AGE], [("< 12", "1"), (">= 12", "2")]),
        ([AGE], [("[10..20)", "1"), ("[20..30]", "2"), ("not([10..30])", "3")]),
        ([SAID], [('"yes"', "1"), ('"no"', "2")]),
        ([ASKED, AGE], [("true", "-", "1"), ("false", "< 12", "2"), ("false", ">= 12", "3")]),
        ([ON], [('<= @"2026-03-01"', "1"), ('>= @"2026-03-02"', "2")]),
        ([AGE, AGE], [("< 12", "-", "1"), ("-", ">= 12", "2")]),  # the same input twice is one input
        ([AGE], [("< case.limit", "1"), (">= case.limit", "2")]),  # not to be seen through, so not doubted
    ],
)
def test_a_table_that_is_exclusive_and_whole_is_neither_refused_nor_hinted_at(inputs, rules):
    content = table(inputs, rules)

    assert decisions.problems(content) == ()
    assert decisions.hints(content) == ()


def test_rules_of_an_any_table_may_overlap_where_they_agree():
    agreeing = table([AGE], [("< 12", "1"), ("< 14", "1"), (">= 14", "2")], policy="ANY")
    differing = table([AGE], [("< 12", "1"), ("< 14", "2"), (">= 14", "2")], policy="ANY")

    assert decisions.problems(agreeing) == ()
    assert said(decisions.problems(differing)) == [
        (
            "overlap",
            "Rules 1 and 2 both match, for example when “age” is 11, and their outputs differ (hit policy ANY). Make them agree.",
        )
    ]


@pytest.mark.parametrize(
    ("content", "rule", "why"),
    [
        (table([AGE], [("-", "1"), ("> 5", "2")], policy="FIRST"), 2, "the rules that come before it take every case"),
        (table([AGE], [("> 5", "1"), ("<= 5", "2"), ("7", "3")], policy="FIRST"), 3, "come before it"),
        (table([AGE], [("[9..3]", "1")], policy="COLLECT"), 1, "no value passes all of its tests"),
        (table([SAID], [('"perhaps"', "1")], policy="COLLECT"), 1, "no value passes all of its tests"),
        (table([AGE, AGE], [("< 5", "> 7", "1")], policy="COLLECT"), 1, "no value passes all of its tests"),
    ],
)
def test_a_rule_that_never_counts_is_refused(content, rule, why):
    found = said(decisions.problems(content))

    assert [kind for kind, _ in found] == ["unreachable"]
    assert found[0][1].startswith(f"Rule {rule} never counts: ")
    assert why in found[0][1]


@pytest.mark.parametrize(
    ("inputs", "rules", "when"),
    [
        ([AGE], [("< 12", "1"), ("> 12", "2")], "when “age” is 12"),
        ([SAID], [('"yes"', "1")], 'when “said” is "no"'),
        ([ASKED, SAID], [("true", "-", "1"), ("false", '"yes"', "2")], 'when “asked” is false and “said” is "no"'),
        ([ON], [('< @"2026-03-01"', "1"), ('> @"2026-03-02"', "2")], 'when “on” is @"2026-03-0'),
        ([("name", "string", "")], [('"a"', "1")], 'when “name” is "something else"'),
        ([("t", "time", "")], [('< @"09:00:00"', "1")], 'when “t” is @"09:00:00"'),
        ([("d", "dayTimeDuration", "")], [('> @"P1D"', "1")], 'when “d” is @"P1D"'),
        ([("m", "yearMonthDuration", "")], [('> @"P1Y"', "1")], 'when “m” is @"P1Y"'),
    ],
)
def test_an_input_that_no_rule_covers_is_hinted_at_with_an_example_and_a_default_fills_it(inputs, rules, when):
    bare, filled = table(inputs, rules), table(inputs, rules, default="0")

    [hint] = decisions.hints(bare)

    assert (hint.rule, hint.element, hint.name) == ("gap", "t", "T")
    assert when in hint.message
    assert decisions.problems(bare) == ()
    assert decisions.hints(filled) == ()


def test_a_table_with_too_many_combinations_says_that_it_was_not_looked_through():
    inputs = [(f"i{number}", "number", "") for number in range(6)]
    starts = [[(row * (37 + 12 * number)) % 101 for number in range(6)] for row in range(60)]
    content = table(inputs, [(*(f"[{start}..{start + 60}]" for start in row), "1") for row in starts])

    assert decisions.problems(content) == ()
    assert [one.rule for one in decisions.hints(content)] == ["size"]


def test_a_cell_of_another_type_than_its_input_is_refused():
    found = said(decisions.problems(table([AGE], [('"twelve"', "1"), ("-", "2")], policy="FIRST")))

    assert found[0] == ("type", "Rule 1 can never match “age”: a number is never equal to a string (at character 1).")


CELLS = {
    "number": st.sampled_from(
        ["-", "< 3", "<= 3", "> 3", ">= 5", "[2..4]", "(2..4)", "3", "2, 5", "not(3)", "not([2..4])", "? > 1 and ? < 4"]
    ),
    "string": st.sampled_from(["-", '"a"', '"b"', '"a", "b"', 'not("a")', '? = "b"']),
    "boolean": st.sampled_from(["-", "true", "false", "not(true)"]),
}
VALUES = {
    "number": [Decimal(tenths) / 2 for tenths in range(14)],
    "string": ["a", "b", "c"],
    "boolean": [True, False],
}


@settings(max_examples=60)
@given(data=st.data(), kinds=st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=2), count=st.integers(1, 4))
def test_what_is_said_to_be_covered_is_what_asking_every_input_shows(data, kinds, count):
    rules = [(*(data.draw(CELLS[kind]) for kind in kinds), str(number)) for number in range(count)]
    content = table([(f"i{place}", kind, "") for place, kind in enumerate(kinds)], rules, policy="RULE ORDER")
    asked = draft(content)[0].tables["t"]
    grid = [()]
    for kind in kinds:
        grid = [(*before, value) for before in grid for value in VALUES[kind]]

    seen = {asked.decide({f"i{place}": value for place, value in enumerate(values)}).rules for values in grid}
    cases = coverage.covered(drawn(content).boxes.tables[0]).cases

    assert all(perhaps == 0 for _, perhaps in cases)
    assert {tuple(number for number in range(1, count + 1) if sure >> (number - 1) & 1) for sure, _ in cases} == seen


@pytest.mark.parametrize(
    ("text", "says", "position"),
    [
        ('1 + "a"', "A number + a string has no meaning", 2),
        ('age = "12"', "A number is never equal to a string", 4),
        ("12 < agreed", "A number has no order against a boolean", 3),
        ("if age then 1 else 2", "“if” needs a condition, and this is a number", 3),
        ("agreed and age", "“and” needs a condition, and this is a number", 11),
        ("case.born_on > 12", "A date has no order against a number", 13),
        ('age in ("a", 3)', "A number is never equal to a string", 8),
        ('age between 1 and @"2026-01-01"', "A number has no order against a date", 4),
        ("case.born_on.hour", "A date has no “hour”", 12),
        ('string length("a") = "1"', "A number is never equal to a string", 19),
        ("some x in [1] satisfies 1", "“satisfies” needs a condition, and this is a number", 24),
        ("- agreed", "A boolean cannot be negated", 0),
        ('[1.."a"]', "A number has no order against a string", 0),
    ],
)
def test_types_that_never_fit_are_seen_without_evaluating(text, says, position):
    [mistake] = feel.compile(text).mistakes({"age": "number", "agreed": "boolean", "case.born_on": "date"})

    assert (mistake.message, mistake.position) == (says, position)


@pytest.mark.parametrize(
    "text",
    [
        "age + unknown",
        "age = null",
        'for age in ["a"] return age + "b"',
        'function(age) age + "b"',
        '{age: "a", b: age + "c"}',
        '[{age: "a"}][age = "a"]',
        'case.born_on + duration("P1M") > date("2026-01-01")',
        "case.born_on.year > 2000",
        'if agreed then 1 else "none"',
        "age in [1, 2]",
        "age in (< 3, [5..7])",
    ],
)
def test_what_may_be_right_is_not_doubted(text):
    assert feel.compile(text).mistakes({"age": "number", "agreed": "boolean", "case.born_on": "date"}) == ()


def test_dates_that_a_table_tells_apart_are_whole_days():
    assert date(2026, 3, 1) in {
        value
        for example in coverage.covered(drawn(table([ON], [('> @"2026-03-01"', "1")])).boxes.tables[0]).cases.values()
        for _, value in example
    }
