"""No text may ask for more than its budget, whoever wrote it."""

import sys
import tracemalloc
from decimal import Decimal

import pytest

from app import feel


def attempt(text):
    """The value of a text, or the sentence it is refused with."""
    try:
        return feel.compile(text).evaluate({"case": {}})
    except feel.FeelError as refused:
        return str(refused)


_DOUBLING = "for i in 1..{n} return if i = 1 then {first} else {more}"


@pytest.mark.parametrize(
    "text",
    [
        "for a in 1..1e6000 return a",
        "for a in 1..9999, b in 1..9999 return a",
        "some a in 1..9999, b in 1..9999 satisfies false",
        'for d in @"0001-01-01"..@"9999-12-31" return d',
        _DOUBLING.format(n=100, first="[1]", more="concatenate(partial[-1], partial[-1])"),
        _DOUBLING.format(n=100, first="[1, 1]", more="[partial[-1], partial[-1]]"),
        "(function(f) f(f))(function(f) f(f))",
        "for a in 1..5000 return exp(log(a + 0.37)) ** 0.37",
        'for i in 1..1000 return matches("abc", "a{" + string(i) + "}b*c{0,500}")',
        "(for i in 1..5000 return i)[list contains(for j in 1..5000 return j, item)]",
        "{a: [1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c], e: [d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e]}",
    ],
)
def test_an_evaluation_that_asks_for_too_much_is_null_and_says_so(text):
    evaluation = feel.compile(text).evaluate_with_warnings({})

    assert evaluation.value is None
    assert any(word in evaluation.warnings[0] for word in ("steps", "items", "deep"))


@pytest.mark.parametrize(
    "text",
    [
        "9.9 ** 999999",
        "exp(1e6000)",
        '@"P1D" * 1e6000',
        'date("9999-12-31") + @"P1D"',
        _DOUBLING.format(n=30, first='"ab"', more="partial[-1] + partial[-1]") + "[-1]",
        'time("10:00:00@../../../etc/passwd")',
        'matches("aaaa", "((((a{1,100}){1,100}){1,100}){1,100})")',
        'duration("P999999999999Y")',
    ],
)
def test_a_value_that_would_be_too_large_is_null(text):
    evaluation = feel.compile(text).evaluate_with_warnings({})

    assert evaluation.warnings
    assert evaluation.value is None or None in evaluation.value


@pytest.mark.parametrize(
    "text",
    [
        "1" + " + 1" * 400,
        "(" * 500,
        "[" * 500,
        "-" * 900 + "1",
        "not(" * 200,
        "if true then 1 else " * 45 + "1",
        "a" + ".a" * 490,
        "f" + "()" * 490,
        "1" + " = 1" * 240,
        "1 instance of " + "list<" * 100,
        "{a:" * 300,
        "1e999999999",
        '"' * 999,
    ],
)
def test_a_text_nested_without_end_is_refused_or_calculated_but_never_crashes(text):
    assert isinstance(attempt(text), Decimal | bool | str | None)


def test_a_text_longer_than_the_limit_is_refused_unless_more_is_allowed():
    text = "1" + " + 1" * 400

    with pytest.raises(feel.FeelError, match="longer than 1,000 characters"):
        feel.compile(text)

    assert feel.compile(text, limits=feel.Limits(text=5_000)).evaluate({}) == 401


def test_evaluating_opens_no_file_and_imports_nothing():
    seen = []
    expression = feel.compile('string(sum([1, 2])) + replace("a", "b", "c") + string(date("2026-01-01"))')
    expression.evaluate({})
    watching = [True]
    sys.addaudithook(lambda event, _: seen.append(event) if watching and event != "object.__getattr__" else None)

    expression.evaluate({})
    watching.clear()

    assert not [event for event in seen if event.split(".")[0] in {"open", "import", "socket", "exec", "compile", "os"}]


@pytest.mark.parametrize(
    "text",
    ['__import__("os")', "().__class__", 'open("/etc/hostname").read()', '"".__class__.__mro__', "case.__dict__"],
)
def test_pythons_own_names_mean_nothing(text):
    assert attempt(text) is None or "(at character" in attempt(text)


HOSTILE = [
    'string join(for a in 1..9000 return "aaaaaaaaaaaaaaaa")',
    "for a in 1..9000 return {a: a, b: a, c: a, d: a, e: [a, a, a, a]}",
    "for a in 1..60 return for b in 1..60 return [a, b, a, b]",
    "sort(for a in 1..9000 return modulo(a * 7919, 9001), function(x, y) x > y)",
    'for i in 1..20 return if i = 1 then "abcdefghij" else partial[-1] + partial[-1]',
    'for i in 1..1000 return matches("x", string(i) + "[a-z]{1,100}")',
    'matches("x", "x{0,500}y{0,500}z{0,500}")',
    'split(string join(for i in 1..9000 return "a,"), ",")',
    "for i in 1..400 return decimal(1e6000 / 3, 6000)",
    "for a in 1..9000 return function(x) x",
    "[" * 24 + "1" + "]" * 24,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_takes_more_than_twenty_megabytes(text):
    feel.compile(text).evaluate({})
    tracemalloc.start()

    feel.compile.__wrapped__(text).evaluate({})
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 20_000_000
