import contextlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app import forms
from app.domain.errors import InvalidAnswers

YES_NO = [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}]


def form(*components):
    described = [{"id": raw.get("key") or raw.get("path"), "label": "The reason", **raw} for raw in components]
    for raw in described:
        if raw["type"] == "expression":
            del raw["label"]
    return forms.read(json.dumps({"id": "f", "components": described}).encode())


def answers(form, posted, context=None, options=None):
    return forms.check(form, posted, context=context or {}, options=options or {})


def messages(form, posted, context=None, options=None):
    with pytest.raises(InvalidAnswers) as refusal:
        answers(form, posted, context, options)
    return {problem.field: problem.message for problem in refusal.value.problems}


EVERYTHING = form(
    {"type": "textfield", "key": "place"},
    {"type": "textarea", "key": "story", "validate": {"maxLength": 20}},
    {"type": "number", "key": "weeks", "decimalDigits": 0, "validate": {"min": 1, "max": 1000}},
    {"type": "datetime", "key": "began", "properties": {"earliest": "2020-01-01"}},
    {"type": "checkbox", "key": "told"},
    {"type": "checklist", "key": "needs", "values": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]},
    {"type": "radio", "key": "agreed", "values": YES_NO},
    {"type": "select", "key": "partner", "valuesKey": "partners"},
    {"type": "dynamiclist", "path": "people", "components": [
        {"type": "textfield", "id": "p1", "key": "name", "label": "Name", "validate": {"required": True}},
        {"type": "number", "id": "p2", "key": "years", "label": "Years"}]},
)  # fmt: skip
PARTNERS = {"partners": (("p-1", "Isla Fraser"), ("p-2", "Rory Boyd"))}


def test_answers_from_a_browser_and_from_json_mean_the_same():
    sent = MultiDict([
        ("place", " Nursery\r\n"), ("story", "One\r\ntwo"), ("weeks", "1,000"), ("began", "3/3/2026"), ("told", ""),
        ("told", "true"), ("needs", ""), ("needs", "b"), ("needs", "a"), ("agreed", "no"), ("partner", "p-2"),
        ("people-0-name", "Ann"), ("people-0-years", "3"), ("people-4-name", "Bo"), ("people-4-years", ""),
    ])  # fmt: skip
    as_json = {
        "place": "Nursery", "story": "One\ntwo", "weeks": 1000, "began": "2026-03-03", "told": True, "needs": ["a", "b"],
        "agreed": "no", "partner": "p-2", "people": [{"name": "Ann", "years": 3}, {"name": "Bo"}],
    }  # fmt: skip

    from_browser = answers(EVERYTHING, forms.posted(EVERYTHING, sent), options=PARTNERS)
    from_json = answers(EVERYTHING, as_json, options=PARTNERS)

    assert from_browser == from_json == {
        "place": "Nursery", "story": "One\ntwo", "weeks": Decimal(1000), "began": date(2026, 3, 3), "told": True,
        "needs": ["a", "b"], "agreed": "no", "partner": "p-2",
        "people": [{"name": "Ann", "years": Decimal(3)}, {"name": "Bo", "years": None}],
    }  # fmt: skip


def test_everything_that_is_left_empty_is_answered_with_nothing():
    assert answers(EVERYTHING, {}) == {
        "place": None, "story": None, "weeks": None, "began": None, "told": False, "needs": [], "agreed": None,
        "partner": None, "people": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("story", "x" * 21, "Enter the reason in 20 characters or fewer; there are 21 now."),
        ("story", 7, "Enter the reason as text."),
        ("weeks", "1.5", "Enter the reason as a whole number, like 3."),
        ("weeks", "many", "Enter the reason as a whole number, like 3."),
        ("weeks", True, "Enter the reason as a whole number, like 3."),
        ("weeks", float("nan"), "Enter the reason as a whole number, like 3."),
        ("weeks", float("inf"), "Enter the reason as a whole number, like 3."),
        ("weeks", 1e300, "Enter the reason as a whole number, like 3."),
        ("weeks", "٣", "Enter the reason as a whole number, like 3."),
        ("weeks", 0, "Enter the reason as 1 or more."),
        ("weeks", 1001, "Enter the reason as 1,000 or less."),
        ("began", "31/02/2026", "Enter the reason as a date, like 27/03/2026."),
        ("began", 20260303, "Enter the reason as a date, like 27/03/2026."),
        ("began", "31/12/2019", "Enter the reason as 1 January 2020 or later."),
        ("told", "perhaps", "Select the reason as yes or no (true or false)."),
        ("needs", ["a", "z"], "Select the reason from the list."),
        ("needs", {"a": 1}, "Select the reason from the list."),
        ("agreed", "maybe", "Select the reason from the list."),
        ("agreed", ["yes"], "Select the reason from the list."),
        ("partner", "p-9", "Select the reason from the list."),
        ("people", "Ann", "Enter “The reason” as a list of rows."),
        ("people", [1], "Enter “The reason” as a list of rows."),
        ("people", [{"name": "A"}] * 51, "Enter 50 rows or fewer for “The reason”."),
        ("hacked", "x", "Remove “hacked”. This form does not ask for it."),
    ],
)
def test_an_answer_that_does_not_fit_is_met_with_what_to_enter(key, value, message):
    assert messages(EVERYTHING, {key: value}, options=PARTNERS) == {key: message}


def test_a_problem_in_a_row_names_the_row():
    found = messages(EVERYTHING, {"people": [{"name": "Ann"}, {"years": 3}, {"name": "Bo", "age": 3}]})

    assert found == {"people-1-name": "Enter name.", "people-2-age": "Remove “age”. A row has no such field."}


@pytest.mark.parametrize(
    ("component", "more", "message"),
    [
        ("textarea", {}, "Answer “Why is this person the right one?”."),
        (
            "textarea",
            {"properties": {"ask": "why this person is the right one"}},
            "Enter why this person is the right one.",
        ),
        ("radio", {"values": YES_NO}, "Select an answer to “Why is this person the right one?”."),
        ("checkbox", {}, "Tick “Why is this person the right one?” to go on."),
    ],
)
def test_what_is_required_asks_in_the_words_of_the_question(component, more, message):
    asking = form({
        "type": component, "key": "why", "label": "Why is this person the right one?", "validate": {"required": True}, **more,
    })  # fmt: skip

    assert messages(asking, {"why": ""}) == {"why": message}


CONDITIONAL = form(
    {"type": "radio", "key": "agreed", "values": YES_NO},
    {"type": "group", "id": "g", "conditional": {"hide": '=agreed != "no"'}, "components": [
        {"type": "textarea", "id": "r", "key": "reason", "label": "The reason", "validate": {"required": True}}]},
    {"type": "textfield", "key": "follow_up", "conditional": {"hide": "=reason = null"}},
)  # fmt: skip


def test_a_question_that_is_not_shown_is_not_required_and_what_was_sent_for_it_is_dropped():
    hidden = answers(CONDITIONAL, {"agreed": "yes", "reason": "left from before", "follow_up": "x"})

    assert hidden == {"agreed": "yes", "reason": None, "follow_up": None}


def test_a_question_that_is_shown_is_required():
    assert messages(CONDITIONAL, {"agreed": "no"}) == {"reason": "Enter the reason."}
    assert answers(CONDITIONAL, {"agreed": "no", "reason": "far", "follow_up": "x"})["follow_up"] == "x"


def test_a_condition_does_not_read_the_answer_of_an_earlier_round():
    assert answers(CONDITIONAL, {}, context={"agreed": "no"}) == {"agreed": None, "reason": None, "follow_up": None}


def test_what_is_only_shown_cannot_be_set():
    locked = form({"type": "textfield", "key": "place", "readonly": True})

    assert messages(locked, {"place": "x"}) == {"place": "Remove “place”. It cannot be changed here."}
    assert answers(locked, {}) == {}


def test_what_is_computed_comes_from_the_server():
    computing = form(
        {"type": "number", "key": "weeks"},
        {"type": "expression", "key": "same", "expression": "=weeks", "properties": {"kind": "number"}},
    )

    assert answers(computing, {"weeks": 3}) == {"weeks": Decimal(3), "same": Decimal(3)}
    assert "same" in messages(computing, {"weeks": 3, "same": 4})


def test_a_pattern_says_in_words_what_to_enter():
    postcode = form({
        "type": "textfield", "key": "postcode",
        "validate": {"pattern": "^[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}$", "patternErrorMessage": "Enter a postcode, like AB1 2CD."},
    })  # fmt: skip

    assert answers(postcode, {"postcode": "KA1 2AB"}) == {"postcode": "KA1 2AB"}
    assert messages(postcode, {"postcode": "12"}) == {"postcode": "Enter a postcode, like AB1 2CD."}


def test_a_pattern_that_is_slow_elsewhere_is_answered_at_once():
    check = {"pattern": "^(a+)+$", "patternErrorMessage": "Enter the letter a only."}
    asking = form({"type": "textfield", "key": "letters", "validate": check})

    assert messages(asking, {"letters": "a" * 9_000 + "b"}) == {"letters": "Enter the letter a only."}


@pytest.mark.parametrize(
    ("shape", "good", "bad"), [("email", "a@example.org", "a@b"), ("phone", "01632 960 001", "call me")]
)
def test_addresses_and_numbers_are_checked_for_their_shape(shape, good, bad):
    asking = form({"type": "textfield", "key": "contact", "validate": {"validationType": shape}})

    assert answers(asking, {"contact": good}) == {"contact": good}
    assert "contact" in messages(asking, {"contact": bad})


def test_a_date_that_must_not_have_passed_is_measured_by_the_case_clock_in_scotland():
    meeting = form({"type": "datetime", "key": "meets_on", "disallowPassedDates": True})
    late_evening = {"now": datetime(2026, 6, 1, 23, 30, tzinfo=UTC)}  # 2 June in Scotland

    assert answers(meeting, {"meets_on": "2/6/2026"}, late_evening) == {"meets_on": date(2026, 6, 2)}
    assert messages(meeting, {"meets_on": "1/6/2026"}, late_evening) == {
        "meets_on": "Enter the reason as 2 June 2026 or later."
    }


def test_control_characters_lone_surrogates_and_direction_overrides_do_not_survive():
    sent = {"story": "a\x00b\u202ec\ud800d\r\ne"}

    assert answers(EVERYTHING, sent)["story"] == "abcd\ne"


def test_choices_may_come_from_a_process_variable():
    asking = form({"type": "select", "key": "chosen", "valuesKey": "candidates"})

    assert answers(asking, {"chosen": "a"}, context={"candidates": ["a", "b"]}) == {"chosen": "a"}
    assert "chosen" in messages(asking, {"chosen": "c"}, context={"candidates": ["a", "b"]})


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*EVERYTHING.outline.fields, "x", ""]), anything))
def test_whatever_is_sent_is_answered_or_refused_never_a_fault(sent):
    with contextlib.suppress(InvalidAnswers):
        assert set(answers(EVERYTHING, sent, options=PARTNERS)) == set(EVERYTHING.outline.fields)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["place", "weeks", "told", "people", "people-0-name", "people-x-name", "people-999-name"])
            | st.text(max_size=9),
            st.text(max_size=9),
        )
    )
)
def test_whatever_a_browser_posts_can_be_drawn_again(pairs):
    entered = forms.posted(EVERYTHING, MultiDict(pairs))

    drawn = forms.draw(EVERYTHING, entered, context={}, options=PARTNERS)

    assert [one.name for one in drawn] == list(EVERYTHING.outline.fields)
