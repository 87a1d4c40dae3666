"""The invented council, empty of children, and its people as callers of the API: what whole stories are told with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import make
import orjson
from flask import Flask
from sqlalchemy import select
from visitor import Visitor

from app import forms
from app.actions import areas, clock, folders, people, policy, tasks
from app.cli import demo
from app.domain.access import SYSTEM, Actor
from app.domain.cases import RESPONSIBLE_IN_ORDER
from app.domain.deadlines import local
from app.forms.begun import begun
from app.store.base import Database
from app.store.cases import Case, Role

PASSWORD = "four plain words here"
AREA = "glenmarnoch"
OPERATOR = Actor(None, "The operator", AREA, system=True)


@cache
def form(definition: bytes) -> forms.Form:
    """A form by its definition, read once."""
    return forms.read(definition)


def found(database: Database, pack: str) -> Mapping[str, Any]:
    """The council with its people, the shipped release and one policy pack; {name: person id}."""
    database.run(OPERATOR, lambda tx: areas.set_up(tx, AREA, "Glenmarnoch"))
    database.run(OPERATOR, lambda tx: policy.publish(tx, make.packs(), pack=pack, approved_by="test"))
    folders.bring_in(database, OPERATOR, make.shipped(), approved_by="test")
    return demo.found(database, OPERATOR, PASSWORD)


@dataclass
class Town:
    """One council, driven over HTTP. responsible: who answered for the child after each step, oldest first."""

    app: Flask
    database: Database
    pack: str = "ayrshire"
    responsible: list[str] = field(default_factory=list)
    case_id: str = ""
    began_by: str = ""

    def __post_init__(self):
        self.ids = {name: str(person) for name, person in found(self.database, self.pack).items()}
        self.tokens: dict[str, str] = {}

    def call(self, who: str, method: str, path: str, body: Any = None, *, key: str | None = None):
        """One request to the API as somebody."""
        if who not in self.tokens:
            make_token = lambda tx: people.create_token(tx, demo.address(who), name="test", days=366)  # noqa: E731
            self.tokens[who] = self.database.run(OPERATOR, make_token)
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Idempotency-Key": key or str(uuid4())}
        return self.app.test_client().open(f"/api/v1{path}", method=method, json=body, headers=headers)

    def words(self, who: str, key: str) -> str:
        """What the page of somebody's open task says."""
        actor = self.database.run(SYSTEM, lambda tx: people.sign_in_as(tx, UUID(self.ids[who]))).actor
        visitor = Visitor(self.app.test_client()).sign_in(self.database, actor)
        return visitor.open(f"/tasks/{self.task(who, key)['id']}").text

    def begin(self, who: str, **case: Any) -> str:
        """Start a child's case; returns its id."""
        start = {"convenor": self.ids[who], "why_now": "Now.", "agencies": ["health"], "family_view": "agree"}
        child = {"given": "Skye", "family": "Carmichael", "born_on": "2018-05-14", "process": demo.PROCESS}
        reply = self.call(who, "POST", "/cases", child | {"reason": "Three agencies.", "answers": start} | case)
        assert reply.status_code == HTTPStatus.CREATED, reply.text
        self.case_id, self.began_by = reply.json["case_id"], who
        self.note()
        return self.case_id

    @property
    def town(self) -> "Town":
        """The town itself; whoever tells a story may have it at hand, or live in it."""
        return self

    def today(self, later: int = 0) -> str:
        """The day on the town's clock, or some days later, as forms take it."""
        return (local(self.database.read(SYSTEM, lambda tx: tx.now)) + timedelta(days=later)).date().isoformat()

    def note(self) -> None:
        """Somebody answers for the child now, and did so at every moment since the case was opened; remember who."""
        self.responsible.append(self.case()["identity"]["responsible"]["holder"])
        assert self.responsible[-1]
        assert self.unattended() == []

    def unattended(self) -> list[tuple[datetime, datetime]]:
        """The stretches of time in which nobody answered for the child: (from, until)."""
        case_id, names = UUID(self.case_id), [name.value for name in RESPONSIBLE_IN_ORDER]
        held = select(Role.accepted_at, Role.ended_at).where(
            Role.case_id == case_id, Role.name.in_(names), Role.accepted_at.is_not(None)
        )
        opened = select(Case.opened_at).where(Case.id == case_id)
        roles, reached, now = self.database.read(
            SYSTEM, lambda tx: (tx.execute(held).all(), tx.execute(opened).scalar(), tx.now)
        )
        gaps = []
        for since, until in sorted((since, until or now) for since, until in roles):
            if since > reached:
                gaps.append((reached, since))
            reached = max(reached, until)
        return gaps + ([(reached, now)] if reached < now else [])

    def case(self) -> dict[str, Any]:
        """The case's page, as the first sees it who may still: whoever began it, else whoever acted last."""
        for who in (self.began_by, *reversed(self.tokens)):
            reply = self.call(who, "GET", f"/cases/{self.case_id}")
            if reply.status_code == HTTPStatus.OK:
                return reply.json
        raise LookupError("nobody who took part may see the case any more")

    def tell(self, who: str, message: str, /, **payload: Any) -> dict[str, Any]:
        """Somebody sends a message to the case, and somebody is responsible afterwards."""
        body = {"payload": self.with_ids(payload)}
        reply = self.call(who, "POST", f"/cases/{self.case_id}/messages/{message}", body)
        assert reply.status_code == HTTPStatus.ACCEPTED, reply.text
        self.note()
        return reply.json

    def task(self, who: str, key: str) -> dict[str, Any]:
        """The open task of this kind that is somebody's, in the case at hand."""
        for view in ("mine", "team"):
            for row in self.call(who, "GET", f"/tasks?view={view}&case={self.case_id}").json["rows"]:
                task = self.call(who, "GET", f"/tasks/{row['id']}").json
                if task["key"] == key:
                    return task
        raise LookupError(f"{who} has no open {key}")

    def answers(self, who: str, task: Mapping[str, Any], **given: Any) -> dict[str, Any]:
        """Answers to a task's form; people are named by their names. Conditions read what they read on the page."""
        actor = people.recognise(self.database, self.tokens[who], kind="api")
        page = self.database.run(actor, lambda tx: tasks.open(tx, UUID(task["id"])))
        read = form(orjson.dumps(page.form))
        carried = page.carried.values if page.carried else {}
        given = begun(read, carried, by=date.fromisoformat(self.today(90))) | self.with_ids(given)
        return forms.invented(read, context=page.context, options=page.options, given=given)

    def with_ids(self, value: Any) -> Any:
        """The same with people's names replaced by their ids."""
        if isinstance(value, Mapping):
            return {key: self.with_ids(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.with_ids(one) for one in value]
        return self.ids.get(value, value) if isinstance(value, str) else value

    def send(self, who: str, key: str, **given: Any):
        """Complete a task; the reply, whatever it says."""
        task = self.task(who, key)
        body = {"answers": self.answers(who, task, **given), "seen": task["seen"]}
        return self.call(who, "POST", f"/tasks/{task['id']}/complete", body)

    def do(self, who: str, key: str, **given: Any) -> dict[str, Any]:
        """Complete a task, and see that somebody is responsible afterwards."""
        reply = self.send(who, key, **given)
        assert reply.status_code == HTTPStatus.OK, reply.text
        self.note()
        return reply.json

    def days_pass(self, days: int) -> None:
        """Let the clock go on, from due moment to due moment."""
        now = self.database.read(SYSTEM, lambda tx: tx.now)
        clock.advance(self.database, now + timedelta(days=days))
        self.note()

    def until(self, clock_name: str) -> None:
        """Let time pass until this clock of the journey runs out, and no further."""
        waiting = {one["name"]: one for one in self.case()["deadlines"] if one["journey"]}
        assert clock_name in waiting, sorted(waiting)
        clock.advance(self.database, datetime.fromisoformat(waiting[clock_name]["due"]["at"]) + timedelta(seconds=1))
        self.note()

    def choices(self, who: str) -> list[dict[str, Any]]:
        """How somebody came to lead, each time, newest first."""
        reply = self.call(who, "GET", f"/cases/{self.case_id}/choices")
        assert reply.status_code == HTTPStatus.OK, reply.text
        return reply.json["choices"]

    def history(self, who: str) -> list[str]:
        """Every sentence of the case's timeline, newest first."""
        events = self.call(who, "GET", f"/cases/{self.case_id}/timeline").json["events"]
        return [line for event in events for line in (event["title"], *event["lines"])]
