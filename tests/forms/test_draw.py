import json
from datetime import date
from decimal import Decimal

from app import forms
from app.domain.errors import Problem

YES_NO = [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}]
FORM = forms.read(
    json.dumps({
        "id": "f",
        "components": [
            {"type": "text", "id": "t", "text": "# What to know\n\n- *first*\n- <script>alert(1)</script> [x](https://example.org)"},
            {"type": "radio", "id": "a", "key": "agreed", "label": "Do you agree?", "values": YES_NO, "validate": {"required": True}},
            {"type": "textarea", "id": "r", "key": "reason", "label": "Why not?", "conditional": {"hide": '=agreed != "no"'},
             "properties": {"rule": "lead_professional.reason"}, "validate": {"maxLength": 500}},
            {"type": "datetime", "id": "d", "key": "began", "label": "When did it begin?"},
            {"type": "number", "id": "w", "key": "weeks", "label": "Weeks", "appearance": {"suffixAdorner": "weeks"}},
            {"type": "checklist", "id": "n", "key": "needs", "label": "Needs", "values": YES_NO},
            {"type": "textfield", "id": "p", "key": "plan", "label": "Plan", "readonly": True},
            {"type": "dynamiclist", "id": "l", "path": "people", "label": "Person", "components": [
                {"type": "textfield", "id": "l1", "key": "name", "label": "Name"},
                {"type": "checkbox", "id": "l2", "key": "told", "label": "Told"}]},
        ],
    }).encode()
)  # fmt: skip


def drawn(values, **more):
    return {one.name or one.id: one for one in forms.draw(FORM, values, context={"plan": "Shared"}, options={}, **more)}


def test_a_question_that_hangs_on_another_is_drawn_when_its_turn_comes():
    assert "reason" not in drawn({})
    assert "reason" not in drawn({"agreed": "yes"})
    assert drawn({"agreed": "no"})["reason"].rule == "lead_professional.reason"
    assert drawn({})["agreed"].live
    assert not drawn({})["weeks"].live


def test_a_rule_that_asks_for_several_questions_in_a_row_is_said_once():
    asked = [("where", "I1"), ("when", "I1"), ("why", "I2"), ("who", "I2"), ("how", "I1")]
    form = forms.read(
        json.dumps(
            {
                "type": "default",
                "id": "several",
                "components": [
                    {"type": "textfield", "id": key, "key": key, "label": key, "properties": {"rule": rule}}
                    for key, rule in asked
                ],
            }
        ).encode()
    )

    found = [one.rule for one in forms.draw(form, {}, context={}, options={})]

    assert found == ["I1", "", "I2", "", "I1"]


def test_what_was_entered_is_shown_again_even_where_it_is_wrong():
    entered = {"began": "31/31/2026", "weeks": "many <b>", "agreed": "no", "reason": "<i>"}

    shown = drawn(entered, problems=[Problem("weeks", "Enter weeks as a number, like 3.5.")])

    assert (shown["began"].held, shown["weeks"].held) == ("31/31/2026", "many <b>")
    assert shown["weeks"].error == "Enter weeks as a number, like 3.5."
    assert shown["agreed"].choices == (("yes", "Yes", False), ("no", "No", True))


def test_clean_answers_are_shown_as_people_write_them():
    shown = drawn({"began": date(2026, 3, 3), "weeks": Decimal("3.50"), "needs": ["no"]})

    assert (shown["began"].held, shown["weeks"].held) == ("03/03/2026", "3.50")
    assert shown["needs"].choices == (("yes", "Yes", False), ("no", "No", True))
    assert drawn({"began": "2026-03-03"})["began"].held == "03/03/2026"


def test_a_designers_text_keeps_its_lists_and_loses_its_scripts_and_links():
    html = drawn({})["t"].html

    assert "<h2>What to know</h2>" in html
    assert "<li><em>first</em></li>" in html
    assert "&lt;script&gt;" in html
    assert "<a" not in html


def test_what_may_not_be_changed_is_shown_as_words():
    assert (drawn({})["plan"].kind, drawn({})["plan"].words) == ("answer", "Shared")


def test_rows_are_drawn_with_names_that_come_back_and_another_can_be_added_and_taken_away():
    entered = {"people": [{"name": "Ann", "told": "true"}]}

    grown = forms.with_row(entered, "people")
    shown = drawn(grown)["people"]

    assert [[cell.name for cell in row] for row in shown.rows] == [
        ["people-0-name", "people-0-told"], ["people-1-name", "people-1-told"],
    ]  # fmt: skip
    assert [cell.held for cell in shown.rows[0]] == ["Ann", True]
    assert len(forms.without_row(grown, "people", 0)["people"]) == 1
    assert len(drawn({})["people"].rows) == 1


def test_answers_are_read_back_in_words():
    answers = {
        "agreed": "no", "reason": None, "began": date(2026, 3, 3), "weeks": Decimal("1200.50"), "needs": ["yes", "no"],
        "people": [{"name": "Ann", "told": True}, {"name": None, "told": False}],
    }  # fmt: skip
    expected = (
        ("Do you agree?", "No"), ("When did it begin?", "3 March 2026"), ("Weeks", "1,200.5"), ("Needs", "Yes; No"),
        ("Person 1", "Name: Ann\nTold: Yes"),
    )  # fmt: skip

    assert forms.words(FORM, answers, {}) == expected
    assert forms.words(FORM, {**answers, "began": "2026-03-03", "weeks": "1200.50"}, {}) == expected


def test_a_box_that_would_have_sent_word_is_read_back_only_where_it_was_ticked():
    box = {"type": "checkbox", "id": "h", "key": "harm", "label": "Harm", "properties": {"tells": "cp_concern"}}
    asks = forms.read(json.dumps({"type": "default", "id": "f", "components": [box]}).encode())

    assert [forms.words(asks, {"harm": ticked}, {}) for ticked in (False, True)] == [(), (("Harm", "Yes"),)]
    assert [list(forms.told_by(asks, {"harm": ticked})) for ticked in (False, True)] == [[], ["cp_concern"]]
    assert forms.retold(asks, {"harm": False}, ()) == {}
