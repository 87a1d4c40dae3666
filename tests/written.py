"""A small process that writes documents: views of each partner, a plan as often as wanted, what was shared.

case_id = begun(database, place)
plan(database, place, case_id, needs=[need("She sleeps badly")])
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import make
from diagrams import chain, diagram, each, end, flow, start, user, xor

from app.actions.tasks import Completed
from app.store.base import Database

SECRET = "The grandfather has moved away."


def _form(key: str, *components: Mapping[str, Any], **properties: str) -> bytes:
    tree: dict[str, Any] = {"type": "default", "id": key, "title": key.capitalize(), "schemaVersion": 19}
    return json.dumps(tree | {"components": list(components), "properties": properties}).encode()


def _asked(kind: str, key: str, label: str, *, required: bool = False, **more: Any) -> dict[str, Any]:
    properties = {**({"rule": "This test needs it"} if required else {}), **more.pop("properties", {})}
    needed = {"validate": {"required": True}} if required else {}
    return {"type": kind, "id": f"f_{key}", "key": key, "label": label, "properties": properties, **needed, **more}


def _values(*codes: str) -> dict[str, Any]:
    return {"values": [{"value": code, "label": code.capitalize()} for code in codes]}


def _rows(key: str, label: str, *columns: Mapping[str, Any]) -> dict[str, Any]:
    box = {"type": "dynamiclist", "id": f"f_{key}", "path": key, "label": label}
    return box | {"isRepeating": True, "allowAddRemove": True, "components": list(columns)}


_DATE = {"subtype": "date", "dateLabel": "By when?"}
PLAN = _form(
    "plan",
    _asked("textarea", "plan_reason", "Why is there a plan?"),
    _rows(
        "needs",
        "Need",
        _asked("select", "indicator", "Which part of wellbeing?", **_values("safe", "healthy", "achieving")),
        _asked("textarea", "need", "What does the child need?", required=True),
        _asked("textarea", "outcome", "What will be different?"),
        _asked("select", "need_state", "How is it now?", **_values("open", "partly", "met", "no_longer")),
    ),
    _rows(
        "actions",
        "Action",
        _asked("textarea", "action", "What is done?", required=True),
        _asked("select", "owner", "Who does it?", valuesKey="colleagues"),
        {**_asked("datetime", "by_when", "By when?"), **_DATE},
        _asked("textarea", "shown_by", "How will it be seen?", properties={"restricted": "true"}),
        _asked("select", "action_state", "How far is it?", **_values("to_do", "under_way", "done")),
    ),
    _asked("textarea", "not_for_family", "What must the family not see?", properties={"restricted": "true"}),
    {
        "type": "expression",
        "id": "f_careful",
        "key": "careful",
        "expression": '=if not_for_family = null then "no" else "Careful: " + not_for_family',
        "properties": {"kind": "text"},
    },
    _asked("textarea", "child_said", "What did the child say?", required=True, properties={"views": "child"}),
    _asked("radio", "again", "Another version?", required=True, **_values("yes", "no")),
    records="childs_plan",
    prefill="childs_plan",
    chronology="A plan was written.",
)
HEAR = _form("hear", _asked("textarea", "knows", "What do you know?"), records="partner_information")
SHARE = _form(
    "share",
    {**_asked("datetime", "shared_on", "When?"), "subtype": "date", "dateLabel": "When?"},
    _asked("textarea", "shared_what", "What was shared, with whom and why?"),
    _asked("textarea", "withheld_because", "Why can they not be told?", properties={"restricted": "true"}),
    records="sharing_decision",
    chronology="Information was shared.",
)
WRITE = diagram(
    "write_it",
    start(),
    user("hear", each("case.partners", "partner"), form="hear", groups=None, assignee="=partner"),
    user("plan", form="plan", groups="named_person"),
    xor("again", default="enough"),
    user("share", form="share", groups="named_person"),
    end(),
    *chain("start", "hear", "plan", "again"),
    flow("again", "plan", 'again = "yes"'),
    flow("again", "share", key="enough"),
    flow("share", "end"),
    name="Write it down",
)
FILES = {
    **make.FILES,
    "bpmn/write_it.bpmn": WRITE,
    "forms/plan.json": PLAN,
    "forms/hear.json": HEAR,
    "forms/share.json": SHARE,
}


def need(words: str, **more: str) -> dict[str, str]:
    """A need that is still there."""
    return {"indicator": "healthy", "need": words, "outcome": "She sleeps through.", "need_state": "open", **more}


def action(place: make.Place, words: str, **more: str) -> dict[str, str]:
    """Something that Cara does."""
    owner = str(place.id("cara"))
    return {"action": words, "owner": owner, "by_when": "2031-03-03", "action_state": "to_do", **more}


def begun(database: Database, place: make.Place, **said: Any) -> UUID:
    """A case with two partners, who have said what they know; its plan is about to be written."""
    case_id = make.case(database, place, "write_it", partner_ids=(place.id("ben"), place.id("cara")), **said)
    for name in ("ben", "cara"):
        page = make.open_task(database, place.people[name], case_id)
        make.complete(database, place.people[name], page, {"knows": f"{name.capitalize()} knows her."})
    return case_id


def plan(
    database: Database,
    place: make.Place,
    case_id: UUID,
    *,
    needs: Sequence[Mapping[str, str]] = (),
    actions: Sequence[Mapping[str, str]] = (),
    again: str = "yes",
    **more: str,
) -> Completed:
    """Write a version of the plan."""
    page = make.open_task(database, place.aileen, case_id, "plan")
    given = {"needs": list(needs), "actions": list(actions), "child_said": "I want my own bed.", "again": again} | more
    return make.complete(database, place.aileen, page, given)


def share(database: Database, place: make.Place, case_id: UUID) -> Completed:
    """Record what was shared; the plan is finished before."""
    page = make.open_task(database, place.aileen, case_id, "share")
    given = {"shared_on": "2026-01-05", "shared_what": "The plan, with the school.", "withheld_because": SECRET}
    return make.complete(database, place.aileen, page, given)
