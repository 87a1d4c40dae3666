from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest

from app import feel
from app.domain.errors import NotFound


def value(text, **names):
    return feel.compile(text).evaluate(names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2 = 0.3", True),
        ("1/3", Decimal("0.3333333333333333333333333333333333")),
        ("2 ** 10 - 24", Decimal(1000)),
        ("-2 ** 2", Decimal(4)),
        ("true and null", None),
        ("false and null", False),
        ("true or null", True),
        ('"a" + "b" = "ab"', True),
        ("[1, 2, 3, 4][item > 2]", [Decimal(3), Decimal(4)]),
        ("[1, 2, 3][-1]", Decimal(3)),
        ("[{a: 1}, {a: 2}].a", [Decimal(1), Decimal(2)]),
        ("[{a: 1, b: 5}, {a: 2, b: 6}][a = 2].b", [Decimal(6)]),
        ("{a: 1, b: a + 1}.b", Decimal(2)),
        ('{first name: "Isla", hello: "Hi " + first name}.hello', "Hi Isla"),
        ("some x in [1, 2] satisfies x > 1", True),
        ("every x in [1, 2] satisfies x > 1", False),
        ("for x in 1..3 return x * x", [Decimal(1), Decimal(4), Decimal(9)]),
        ("for x in [1, 2], y in [10, 20] return x + y", [Decimal(11), Decimal(21), Decimal(12), Decimal(22)]),
        ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", [Decimal(n) for n in (1, 2, 6, 24)]),
        ('if 1 > 2 then "a" else "b"', "b"),
        ("5 in [1..5)", False),
        ("5 in (<= 5, > 9)", True),
        ('"b" in ("a", "b")', True),
        ("3 between 1 and 3", True),
        ("1 instance of number", True),
        ("[1] instance of list<string>", False),
        ('string length("abc")', Decimal(3)),
        ('substring("foobar", 3, 2)', "ob"),
        ('substring(string: "foobar", start position: 4)', "bar"),
        ('split("a;b", ";")', ["a", "b"]),
        ('matches("foobar", "^fo*b")', True),
        ('replace("abcd", "(ab)|(a)", "[1=$1]")', "[1=ab]cd"),
        ('string join(["a", "b"], ", ")', "a, b"),
        ('matches("b", "^[a-z-[aeiou]]$")', True),
        ('matches("e", "^[a-z-[aeiou]]$")', False),
        ('matches("5", "^[^a-z-[0-9]]$")', False),
        ('matches("x", "[a-c-[a-c]]")', False),
        ('matches("λόγος", "^\\\\p{IsGreek}+$")', True),
        ('matches("a", "^\\\\P{IsGreek}+$")', True),
        ('matches("a", "[\\\\p{IsGreek}a]")', None),
        ('matches("a", "\\\\p{IsKlingon}")', None),
        ('matches("a b", "a\\\\ s b", "x")', True),
        ("sum([1, 2, 3]) = sum(1, 2, 3)", True),
        ("sort([3, 1, 2], function(a, b) a > b)", [Decimal(3), Decimal(2), Decimal(1)]),
        ("distinct values([1, 2, 1])", [Decimal(1), Decimal(2)]),
        ("(function(a: number, b) a + b)(1, 2)", Decimal(3)),
        ("overlaps([1..5], [5..8])", True),
        ("not(false)", True),
        ("round half up(2.5, 0)", Decimal(3)),
        ("string(1.50)", "1.50"),
        ("1 // a comment\n + /* another */ 1", Decimal(2)),
    ],
)
def test_an_expression_means_what_the_standard_says(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2026-01-31") + duration("P1M")', date(2026, 2, 28)),
        ('date("2024-02-29") - @"P1Y"', date(2023, 2, 28)),
        ('date("2026-03-01") - date("2026-02-01")', timedelta(days=28)),
        ('@"2026-03-01".weekday', Decimal(7)),
        ('time("09:30:00Z") + @"PT15H"', time(0, 30, tzinfo=UTC)),
        ('date and time("2026-03-01T09:00:00Z") < date and time("2026-03-01T10:30:00+01:00")', True),
        ('years and months duration(date("2011-12-22"), date("2013-08-24"))', feel.Months(20)),
        ('duration("P1DT2H").hours', Decimal(2)),
        ('@"P1D" * 1.5', timedelta(hours=36)),
        ('string(@"P1Y2M")', "P1Y2M"),
        ('string(@"2026-03-01T09:30:00@Europe/London")', "2026-03-01T09:30:00@Europe/London"),
        ('day of week(@"2026-03-01")', "Sunday"),
        ('week of year(@"2026-01-01")', Decimal(1)),
        ('@"2026-03-01" in [@"2026-01-01"..@"2026-12-31"]', True),
    ],
)
def test_dates_and_durations_follow_the_calendar(text, expected):
    assert value(text) == expected


def test_a_day_in_london_is_24_hours_also_when_the_clocks_change():
    moment = value('date and time("2026-03-28T12:00:00@Europe/London") + duration("P1D")')

    assert moment.astimezone(UTC) == datetime(2026, 3, 29, 12, tzinfo=UTC)


def test_values_from_outside_are_read_as_feels_own():
    class Answer(StrEnum):
        NO = "no"

    names = {"age": 12, "share": 0.1, "said": Answer.NO, "id": UUID(int=1), "ages": (1, 2), "deep": {"list": [1, [2]]}}

    assert value("age = 12 and share = 0.1", **names) is True
    assert value('said = "no" and id = "00000000-0000-0000-0000-000000000001"', **names) is True
    assert value("sum(ages)", **names) == Decimal(3)
    assert value("flatten(deep.list)", **names) == [Decimal(1), Decimal(2)]


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ('1 + "a"', "A number + a string has no meaning (at character 3)."),
        ("1 / 0", "A number cannot be divided by zero (at character 3)."),
        ("unknown", "Nothing is called “unknown” here (at character 1)."),
        ("{a: 1}.b", "There is no entry “b” (at character 7)."),
        ('1 = "1"', "A number cannot be compared with a string (at character 3)."),
        ('date("2026-02-30")', "“2026-02-30” is not a date. Write it as 2026-03-01 (at character 5)."),
        ("unheard(1)", "There is no function called “unheard” (at character 1)."),
        ('matches("a", "(a)\\\\1")', "A pattern cannot use back references, look-around, word boundaries or classes "),
    ],
)
def test_a_fault_in_the_data_is_null_with_a_warning_that_says_where(text, warning):
    evaluation = feel.compile(text).evaluate_with_warnings({})

    assert evaluation.value is None
    assert evaluation.warnings[0].startswith(warning)


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("", 0, "The expression is empty"),
        ("a b", 2, "Expected an operator"),
        ("a == 1", 3, "FEEL compares with a single “=”"),
        ("if a then b", 11, "Expected “else” here, but the expression ends"),
        ("f(", 2, "Expected a value, a name or a bracket here"),
        ("a = 'no'", 4, "double quotation marks"),
        ('"open', 0, "no closing quotation mark"),
        ("a & b", 2, "means nothing in FEEL"),
        ('@"yesterday"', 0, "is not a date"),
    ],
)
def test_a_text_that_is_not_feel_is_refused_with_its_place_and_what_to_write(text, position, says):
    with pytest.raises(feel.FeelError, match=says) as refused:
        feel.compile(text)

    assert refused.value.position == position


def test_an_expression_tells_what_it_reads_from_outside():
    expression = feel.compile(
        'due("plan_due", now) > case.opened_at and count(case.partners[role = wanted]) > 1 and (for x in ages return x)[1] > 2'
    )

    assert expression.names == {"now", "case", "ages"}
    assert expression.item_names == {"role", "wanted"}
    assert expression.paths == {"case.opened_at", "case.partners"}
    assert expression.calls == {"due"}


def test_an_expression_calls_the_functions_it_is_given_by_position_and_by_name():
    def due(rule, start):
        if rule != "plan_due":
            raise NotFound(f"There is no rule “{rule}”.")
        return start + timedelta(days=7)

    start = datetime(2026, 3, 1, tzinfo=UTC)
    by_place = feel.compile('due("plan_due", now)').evaluate({"now": start}, {"due": due})
    by_name = feel.compile('due(start: now, rule: "plan_due")').evaluate({"now": start}, {"due": due})
    unknown = feel.compile('due("nonsense", now)').evaluate_with_warnings({"now": start}, {"due": due})

    assert by_place == by_name == datetime(2026, 3, 8, tzinfo=UTC)
    assert (unknown.value, unknown.warnings) == (None, ("There is no rule “nonsense” (at character 4).",))


def test_the_clock_is_only_what_the_caller_gives():
    given = datetime(2026, 3, 1, 9, tzinfo=UTC)

    assert feel.compile("now()").evaluate({"now": given}) == given
    assert feel.compile("today()").evaluate({"now": given}) == date(2026, 3, 1)
    assert feel.compile("now()").evaluate({}) is None


def test_names_with_blanks_can_be_declared():
    expression = feel.compile("Monthly Salary*12", names=frozenset({"Monthly Salary"}))

    assert expression.evaluate({"Monthly Salary": 100}) == Decimal(1200)
    assert expression.names == {"Monthly Salary"}


@pytest.mark.parametrize(
    ("text", "passing", "failing"),
    [
        ("< 5", 4, 5),
        ("[1..5], > 9", 10, 7),
        ('"a", "b"', "b", "c"),
        ('not("a", "b")', "c", "a"),
        ("not(? > 3)", 2, 4),
        ("? > limit", 8, 6),
        ("null", None, 1),
        ('starts with(?, "x")', "xy", "yx"),
        ('date("2026-01-01")', date(2026, 1, 1), date(2026, 1, 2)),
        ("true", True, False),
    ],
)
def test_unary_tests_pass_and_fail_values(text, passing, failing):
    tests = feel.unary_tests(text)

    assert tests.matches(passing, {"limit": 7}) is True
    assert tests.matches(failing, {"limit": 7}) is False


def test_a_dash_passes_everything():
    assert feel.unary_tests("-").matches(None) is True
