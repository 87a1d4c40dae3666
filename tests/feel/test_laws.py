"""Laws of arithmetic and order, on values nobody thought of."""

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app import feel

QUICK = settings(max_examples=60)
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1))
plain = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=20), days)
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
)
_EXACT = Context(prec=34, rounding=ROUND_HALF_EVEN)


def value(text, **names):
    return feel.compile(text).evaluate(names)


@QUICK
@given(a=numbers, b=numbers)
def test_sums_agree_with_decimal_arithmetic(a, b):
    assert value("a + b", a=a, b=b) == _EXACT.add(a, b)
    assert value("a - b = -(b - a)", a=a, b=b) is True
    assert value("a * b", a=a, b=b) == value("b * a", a=a, b=b) == _EXACT.multiply(a, b)


@QUICK
@given(a=numbers, b=numbers)
def test_exactly_one_of_less_equal_and_greater_holds(a, b):
    assert [value(f"a {sign} b", a=a, b=b) for sign in ("<", "=", ">")].count(True) == 1
    assert value("a <= b", a=a, b=b) is (value("a < b or a = b", a=a, b=b))
    assert value("a in [a..b]", a=a, b=b) is (a <= b)


@QUICK
@given(day=days, count=st.integers(-50_000, 50_000))
def test_days_added_are_the_days_between(day, count):
    later = value("day + length", day=day, length=timedelta(days=count))

    assert value("later - day", later=later, day=day) == timedelta(days=count)


@QUICK
@given(day=days, count=st.integers(-600, 600))
def test_months_added_keep_the_day_or_end_the_month(day, count):
    later = value("day + length", day=day, length=feel.Months(count))

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@QUICK
@given(any_value=values)
def test_every_value_equals_itself_and_nothing_is_both_equal_and_unequal(any_value):
    assert value("v = v", v=any_value) is True
    assert value("v != v", v=any_value) is False


@QUICK
@given(left=values, right=values, sign=st.sampled_from(["+", "-", "*", "/", "**", "<", "=", "in", "and", "or", ">="]))
def test_no_pair_of_values_raises(left, right, sign):
    evaluation = feel.compile(f"a {sign} b").evaluate_with_warnings({"a": left, "b": right})

    assert evaluation.value is not None or evaluation.warnings or sign in {"and", "or", "in"}


@QUICK
@given(text=st.text(alphabet='ab12 .,()[]{}<>=+-*/"@?:\n', max_size=40))
def test_any_text_is_either_evaluated_or_refused_with_a_sentence(text):
    refused = None
    try:
        feel.compile(text).evaluate({"a": Decimal(1)})
    except feel.FeelError as why:
        refused = why

    assert refused is None or (refused.message and 0 <= refused.position <= len(text))
