"""The application over a fresh database, and visitors to it. Nothing is stood in for."""

import json
from dataclasses import replace
from uuid import uuid4

import make
import pytest
from diagrams import chain, diagram, end, start, user
from visitor import Visitor

from app.actions import cases
from app.config import Settings
from app.main import create_app


def _question(kind, key, label, **more):
    return {"type": kind, "id": f"q_{key}", "key": key, "label": label, **more}


EVERY_KIND = {
    "schemaVersion": 19,
    "type": "default",
    "id": "every_kind",
    "properties": {"button": "Record all of it", "minutes": "4"},
    "components": [
        {"type": "text", "id": "words", "text": "Answer **what you know**."},
        _question(
            "radio",
            "agreed",
            "Do you agree?",
            values=[{"value": "yes", "label": "I agree"}, {"value": "no", "label": "I object"}],
            validate={"required": True},
            properties={"rule": "partners have to agree"},
        ),
        _question(
            "textarea",
            "objection",
            "What stands in the way?",
            conditional={"hide": '=agreed != "no"'},
            validate={"required": True, "maxLength": 400},
        ),
        _question("textfield", "place", "Where did you meet?"),
        _question("select", "colleague", "Who was with you?", valuesKey="colleagues"),
        _question(
            "checklist",
            "factors",
            "What matters most?",
            values=[{"value": "trust", "label": "Trust"}, {"value": "time", "label": "Time"}],
        ),
        _question("checkbox", "told", "The child knows about this"),
        _question("number", "hours", "How many hours a week?", appearance={"suffixAdorner": "hours"}, decimalDigits=0),
        {"type": "datetime", "subtype": "date", "id": "q_met_on", "key": "met_on", "dateLabel": "When did you meet?"},
        {
            "type": "group",
            "id": "more",
            "label": "More",
            "components": [_question("textfield", "aside", "Anything else?")],
        },
        {
            "type": "dynamiclist",
            "id": "people",
            "path": "others",
            "label": "Person to tell",
            "isRepeating": True,
            "allowAddRemove": True,
            "components": [_question("textfield", "who", "Name"), _question("textfield", "how", "How to tell them")],
        },
    ],
}
SETTLE = {
    "schemaVersion": 19,
    "type": "default",
    "id": "settle",
    "properties": {"button": "Record the decision", "confirm": "true", "shows": "ask"},
    "components": [_question("textarea", "reasons", "Why is this right for the child?", validate={"required": True})],
}
BEGIN = {
    "schemaVersion": 19,
    "type": "default",
    "id": "begin",
    "properties": {"button": "Begin"},
    "components": [_question("textarea", "concern", "What worries you?", validate={"required": True})],
}
ASK = diagram(
    "ask_everything",
    start(form="begin"),
    user("ask", form="every_kind", groups="named_person", due='=due("lp_accept_within", now)'),
    user("settle", form="settle", groups="named_person"),
    user("told", groups="named_person"),
    end(),
    *chain("start", "ask", "settle", "told", "end"),
    name="Ask everything",
)
FILES = {
    **make.FILES,
    "bpmn/ask_everything.bpmn": ASK,
    **{f"forms/{form['id']}.json": json.dumps(form).encode() for form in (EVERY_KIND, SETTLE, BEGIN)},
}


@pytest.fixture
def place(database):
    return make.place(database, files=FILES)


@pytest.fixture
def settings(tmp_path):
    static = tmp_path / "static"
    static.mkdir()
    (static / "manifest.json").write_text('{"girfec.css": "girfec-ABCD.css"}')
    (static / "girfec-ABCD.css").write_text("body { margin: 0 }")
    return Settings("", tmp_path, b"s" * 32, b"k" * 32, static=static, area=make.AREA, scheduler=False)


@pytest.fixture
def app(settings, database):
    return create_app(settings, database)


@pytest.fixture
def demo(settings, database):
    return create_app(replace(settings, demo=True), database)


@pytest.fixture
def nobody(app):
    """A visitor who is not signed in."""
    return Visitor(app.test_client())


@pytest.fixture
def aileen(app, database, place):
    """The children's named person."""
    return Visitor(app.test_client()).sign_in(database, place.aileen)


@pytest.fixture
def ben(app, database, place):
    """A colleague who has nothing to do with the child."""
    return Visitor(app.test_client()).sign_in(database, place.ben)


@pytest.fixture
def start_case(database, place):
    """Start a case as Aileen, who is its named person; gives its id."""

    def begin(process="ask_everything", **said):
        answers = {"concern": "Iona is tired."} if process == "ask_everything" else {}
        new = make.new_case(place, process, **said)
        return database.run(place.aileen, lambda tx: cases.start(tx, new, answers, uuid4().hex)).case_id

    return begin


@pytest.fixture
def task(start_case, aileen):
    """The address of a task that asks every kind of question; it is Aileen's."""
    start_case()
    return aileen.open("/tasks").links("Ask")[0]
