"""Texts that nobody would write, watched by Python's own audit: they reach for nothing outside."""

import os
import sys
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import feel
from app.domain.deadlines import Calendar
from app.feel.functions import BUILTINS

ROUNDS = int(os.environ.get("GIRFEC_FUZZ", "400"))
FUNCTIONS = feel.additions.functions(Calendar())
NAMES = {
    "a": Decimal(3),
    "text": "a-b",
    "day": datetime(2026, 3, 1, tzinfo=UTC).date(),
    "rows": [{"k": 1}, {"k": None}],
}
FORBIDDEN = (
    "open",
    "import",
    "exec",
    "compile",
    "socket",
    "os",
    "subprocess",
    "ctypes",
    "shutil",
    "glob",
    "pty",
    "marshal",
)
# What Python or Hypothesis does for itself between two evaluations is not looked at: only what happens inside one.
_watching: list[bool] = []
_reached: list[str] = []


def _audit(event, _):
    if _watching and event.partition(".")[0] in FORBIDDEN:
        _reached.append(event)


sys.addaudithook(_audit)

leaves = st.one_of(
    st.sampled_from(
        ["a", "text", "day", "rows", "unknown", "null", "true", "false", "?", "item", "now", "__class__", "os"]
    ),
    st.integers(-(10**6), 10**6).map(str),
    st.sampled_from(["1e6000", "0.1", "1e-40", '@"2026-03-01"', '@"P1D"', '@"P1Y"', '@"09:00:00@Europe/London"']),
    st.sampled_from(
        ['@"2026-03-29T01:30:00@Europe/London"', '@"10:00:00@../../etc/passwd"', '"\\u20ac\\U01F600"', '"(a*)*b"']
    ),
    st.text(alphabet="ab .*+?()[]{}\\|^$", max_size=12).map(lambda text: '"' + text.replace("\\", "\\\\") + '"'),
)
operators = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in", "instance of"])
functions = st.sampled_from([*BUILTINS, *FUNCTIONS, "eval", "open", "__import__", "a"])


def larger(part):
    return st.one_of(
        st.tuples(part, operators, part).map(" ".join),
        st.tuples(functions, st.lists(part, max_size=3)).map(lambda made: f"{made[0]}({', '.join(made[1])})"),
        st.tuples(part, part).map(lambda made: f"({made[0]})[{made[1]}]"),
        st.tuples(part, st.sampled_from(["k", "year", "__class__", "start included", "time offset"])).map(".".join),
        st.tuples(part, part, part).map(lambda made: f"if {made[0]} then {made[1]} else {made[2]}"),
        st.tuples(part, part).map(lambda made: f"for x in {made[0]} return {made[1]}"),
        st.tuples(part, part).map(lambda made: f"some x in 1..{made[0]} satisfies {made[1]}"),
        st.tuples(part, part).map(lambda made: f"[{made[0]}..{made[1]})"),
        st.tuples(part, part).map(lambda made: f"{{x: {made[0]}, y y: {made[1]}}}"),
        part.map(lambda body: f"(function(f, g) {body})(function(f) f(f), 1)"),
    )


written = st.recursive(leaves, larger, max_leaves=14)
scribbled = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


def watched(act):
    """What a text gives or is refused with, and every reach for the outside meanwhile."""
    _reached.clear()
    _watching.append(True)
    try:
        return act()
    except feel.FeelError as refused:
        return refused
    finally:
        _watching.clear()


@settings(max_examples=ROUNDS, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(text=written | scribbled)
def test_no_text_reaches_outside_or_fails_in_any_way_but_the_languages_own(text):
    result = watched(lambda: feel.compile(text).evaluate_with_warnings(NAMES, FUNCTIONS))

    assert _reached == []
    assert isinstance(result, feel.FeelError | feel.Evaluation)
    feel.written(getattr(result, "value", None))


@settings(max_examples=ROUNDS // 4, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(cell=written | scribbled)
def test_no_cell_of_a_table_reaches_outside_either(cell):
    result = watched(lambda: feel.unary_tests(cell).matches(Decimal(3), NAMES, FUNCTIONS))

    assert _reached == []
    assert isinstance(result, feel.FeelError | bool | None)


@pytest.mark.parametrize(
    "act",
    [
        lambda: os.close(os.open(__file__, os.O_RDONLY)),
        lambda: os.scandir(".").close(),
        lambda: compile("1", "", "eval"),
    ],
)
def test_the_watch_itself_sees_what_it_is_there_to_see(act):
    watched(act)

    assert _reached
