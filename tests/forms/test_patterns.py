import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms import patterns

SHAPES = [
    "[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}",
    r"\d+,\d+",
    "a*a*a*b",
    "ab|cd?|",
    r"[^a]\.b+",
    ".",
]


@given(st.sampled_from(SHAPES), st.text("abcdA1 ,.", max_size=12))
def test_a_pattern_fits_what_the_usual_regular_expression_fits(shape, text):
    assert patterns.compile(shape).matches(text) is (re.fullmatch(shape, text, re.ASCII) is not None)


@pytest.mark.parametrize(
    "shape", ["(a+)+", "(?=a)", r"\1", "a**", "[z-a]", "a{3,1}", "[a", "*", "a" * 300, r"\p{L}", "a+?", "(?:a|a)*"]
)
def test_what_could_keep_a_worker_busy_is_not_taken(shape):
    with pytest.raises(patterns.BadPattern):
        patterns.compile(shape)


def test_a_pattern_that_is_slow_elsewhere_is_answered_at_once():
    assert not patterns.compile("a*" * 50 + "b").matches("a" * 10_000)
