import json
from datetime import date

from app import forms
from app.forms.begun import begun

WAYS = [{"value": "talk", "label": "Talk"}, {"value": "play", "label": "Play"}]
FORM = forms.read(
    json.dumps(
        {
            "id": "f",
            "components": [
                {"id": "how", "key": "how", "type": "radio", "label": "How?", "values": WAYS},
                {"id": "also", "key": "also", "type": "checklist", "label": "How else?", "values": WAYS},
                {
                    "id": "game",
                    "key": "game",
                    "type": "textfield",
                    "label": "Which game?",
                    "conditional": {"hide": '=how != "play"'},
                },
            ],
        }
    ).encode()
)


def test_the_first_choice_is_taken_where_nobody_chooses():
    assert forms.invented(FORM, context={}, options={}) == {"how": "talk", "also": ["talk"]}


def test_somebody_else_may_choose_and_what_follows_from_it_is_answered_too():
    invented = forms.invented(FORM, context={}, options={}, choose=lambda key, values: values[-1])

    assert invented["how"] == "play"
    assert invented["game"]
    assert forms.check(FORM, invented, context={}, options={})


def test_whoever_leaves_everything_as_it_was_still_fills_in_what_is_mandatory():
    columns = [
        {"id": "who", "key": "who", "type": "textfield", "label": "Who?", "validate": {"required": True}},
        {
            "id": "there",
            "key": "there",
            "type": "radio",
            "label": "There?",
            "values": WAYS,
            "validate": {"required": True},
        },
    ]
    rows = {"id": "rows", "path": "rows", "type": "dynamiclist", "label": "Who came?", "components": columns}
    form = forms.read(json.dumps({"id": "r", "components": [rows]}).encode())

    assert begun(form, {"rows": [{"who": "Morag"}]}, by=date(2026, 3, 2)) == {
        "rows": [{"who": "Morag", "there": "talk"}]
    }
