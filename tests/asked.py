"""A small process whose tasks ask every kind of question, for tests of pages."""

import json

import make
from diagrams import chain, diagram, end, start, user
from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


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
    "components": [
        _question("textarea", "reasons", "Why is this right for the child?", validate={"required": True}),
        _question("textarea", "views", "What does the child think of it?"),
    ],
}
TOLD = {
    "schemaVersion": 19,
    "type": "default",
    "id": "told",
    "properties": {"button": "Mark as done"},
    "components": [],
}
BEGIN = {
    "schemaVersion": 19,
    "type": "default",
    "id": "begin",
    "properties": {"button": "Begin"},
    "components": [_question("textarea", "concern", "What worries you?", validate={"required": True})],
}


def drawn(content: bytes) -> bytes:
    """The diagram with a place for each element, from left to right, so that a viewer can show it."""
    tree = etree.fromstring(content)
    [process] = tree.iterfind(f"{{{BPMN}}}process")
    shapes, places = [], {}
    for number, one in enumerate(one for one in process if not one.tag.endswith("sequenceFlow")):
        width, height = (100, 80) if one.tag.endswith("Task") else (36, 36)
        places[one.get("id")] = 100 + number * 160
        bounds = f'<dc:Bounds x="{100 + number * 160}" y="{140 - height // 2}" width="{width}" height="{height}"/>'
        shapes.append(
            f'<bpmndi:BPMNShape id="{one.get("id")}_di" bpmnElement="{one.get("id")}">{bounds}</bpmndi:BPMNShape>'
        )
    for one in process.iterfind(f"{{{BPMN}}}sequenceFlow"):
        ends = "".join(f'<di:waypoint x="{places[one.get(at)]}" y="140"/>' for at in ("sourceRef", "targetRef"))
        shapes.append(
            f'<bpmndi:BPMNEdge id="{one.get("id")}_di" bpmnElement="{one.get("id")}">{ends}</bpmndi:BPMNEdge>'
        )
    plane = f'<bpmndi:BPMNPlane id="plane" bpmnElement="{process.get("id")}">{"".join(shapes)}</bpmndi:BPMNPlane>'
    whole = f'<bpmndi:BPMNDiagram id="drawing">{plane}</bpmndi:BPMNDiagram></bpmn:definitions>'
    text = content.decode().replace("</bpmn:definitions>", whole)
    return text.replace(
        "<bpmn:definitions ", '<bpmn:definitions xmlns:di="http://www.omg.org/spec/DD/20100524/DI" ', 1
    ).encode()


ASK = diagram(
    "ask_everything",
    start(form="begin"),
    user("ask", form="every_kind", groups="named_person", due='=due("lp_accept_within", now)'),
    user("settle", form="settle", groups="named_person"),
    user("told", form="told", groups="named_person"),
    end(),
    *chain("start", "ask", "settle", "told", "end"),
    name="Ask everything",
)
FILES = {
    **make.FILES,
    "bpmn/ask_everything.bpmn": drawn(ASK),
    **{f"forms/{form['id']}.json": json.dumps(form).encode() for form in (EVERY_KIND, SETTLE, BEGIN, TOLD)},
}
