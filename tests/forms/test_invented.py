import json

from app import forms

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
