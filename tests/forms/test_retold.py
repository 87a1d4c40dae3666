"""What was answered long ago is told as it was then, whatever anybody is called since."""

import json

from app import forms


def question(kind, key, label, **more):
    return {"type": kind, "id": f"q_{key}", "key": key, "label": label, **more}


ROWS = {
    "type": "dynamiclist",
    "id": "q_people",
    "path": "people",
    "label": "Somebody",
    "components": [
        question("select", "person", "Who could lead?", valuesKey="colleagues"),
        question("select", "contact", "Contact", values=[{"label": "Often", "value": "often"}]),
        question("textarea", "why", "Why?"),
    ],
}
FORM = forms.read(
    json.dumps(
        {
            "type": "default",
            "id": "f",
            "title": "F",
            "schemaVersion": 19,
            "components": [
                question("textarea", "child", "What did they say?"),
                question("textarea", "parents", "What did they say?"),
                question("textarea", "kept", "What is not for the family?", properties={"restricted": "true"}),
                ROWS,
            ],
        }
    ).encode()
)
GIVEN = {
    "child": None,
    "parents": "Anybody.",
    "kept": "A secret.",
    "people": [
        {"person": "1", "contact": "often", "why": "She is kind.\nContact: she comes by."},
        {"person": "2", "contact": None, "why": None},
    ],
}


def test_each_answer_is_told_by_its_key_with_the_words_of_the_time():
    options = {"colleagues": (("1", "Isla Reid, health visitor"), ("2", "Ewan Grant, social worker"))}
    said = (("Why now", "A move."), *forms.words(FORM, GIVEN, options))

    told = forms.retold(FORM, GIVEN, said)

    assert sorted(told) == ["parents", "people"]  # what was left empty or is restricted is not told
    assert told["parents"].text == "Anybody."
    first, second = told["people"].rows
    assert {key: one.text for key, one in first.items()} == {
        "person": "Isla Reid, health visitor",
        "contact": "Often",
        "why": "She is kind.\nContact: she comes by.",
    }
    assert {key: one.text for key, one in second.items()} == {"person": "Ewan Grant, social worker"}
    assert told["people"].columns == ("Who could lead?", "Contact", "Why?")
