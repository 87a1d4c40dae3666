"""What tests are about, made by real actions: an area with its people, small processes, a case, a task.

place = make.place(database)
case_id = make.case(database, place)
task = make.task(database, place)
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from diagrams import boundary, chain, diagram, each, end, event, flow, message, operation, start, timer, user, xor
from sqlalchemy import select, update

from app.actions import areas, cases, people, policy, releases, tasks
from app.actions.cases import NewCase
from app.domain.access import SYSTEM, Actor
from app.domain.policy import load
from app.domain.views import TaskPage
from app.store import people as stored
from app.store import sessions
from app.store.base import Database
from app.store.tx import Tx

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
KEY = bytes(range(32))
PASSWORD = "four plain words here"
AREA = "testshire"


def form(key: str, *components: Mapping[str, Any], **properties: str) -> bytes:
    """A form-js form. components: as `radio`, `text` and `picker` make them."""
    tree: dict[str, Any] = {"type": "default", "id": key, "title": key.capitalize(), "schemaVersion": 19}
    return json.dumps(tree | {"components": list(components), "properties": properties}).encode()


def radio(key: str, *values: str, required: bool = True) -> dict[str, Any]:
    """A choice of words."""
    options = [{"label": value.capitalize(), "value": value} for value in values]
    return question("radio", key, required=required) | {"values": options}


def text(key: str, *, required: bool = False) -> dict[str, Any]:
    """A question for words."""
    return question("textarea", key, required=required)


def picker(key: str, source: str, *, required: bool = True) -> dict[str, Any]:
    """A choice of people."""
    return question("select", key, required=required) | {"valuesKey": source}


def question(kind: str, key: str, *, required: bool) -> dict[str, Any]:
    """Any question; a mandatory one names its rule."""
    asked = {"type": kind, "id": f"field_{key}", "key": key, "label": f"What about {key}?"}
    needed = {"validate": {"required": True}, "properties": {"rule": "This test needs it"}}
    return asked | (needed if required else {})


FORMS = {
    "forms/look.json": form("look", radio("again", "yes", "no"), text("words"), shows="look"),
    "forms/say.json": form("say", radio("position", "agree", "disagree"), text("objection"), text("views")),
    "forms/choose.json": form(
        "choose",
        picker("chosen", "colleagues"),
        radio("exception", "yes", "no", required=False),
        radio("accepted", "yes", "no", required=False),
        text("views"),
    ),
    "forms/note.json": form("note", text("noted")),
    "forms/sign.json": form("sign", radio("signed", "yes", "no"), other_than="look"),
}

# Look at something again and again, then a second person signs: the shortest process with a loop, people and a team.
LOOK = diagram(
    "look_again",
    start(),
    user("look", form="look", groups="named_person,named_person_service", due='=due("lp_accept_within", now)'),
    xor("again", default="enough"),
    user("sign", form="sign", groups="managing_authority_officer"),
    end(),
    *chain("start", "look", "again"),
    flow("again", "look", 'again = "yes"'),
    flow("again", "sign", key="enough"),
    flow("sign", "end"),
    name="Look again",
)

# Every partner says something in a task of their own; a clock reminds the service meanwhile.
PANEL = diagram(
    "ask_partners",
    start(),
    user("say", each("case.partners", "partner"), form="say", groups=None, assignee="=partner"),
    boundary("late", "say", timer('due("lp_accept_within", now)', "Date"), interrupting=False),
    user("remind", form="note", groups="named_person_service"),
    end(),
    end("reminded"),
    *chain("start", "say", "end"),
    *chain("late", "remind", "reminded"),
    name="Ask the partners",
)

# Somebody is chosen to lead, against the area's rule where there is one.
LEAD = diagram(
    "choose_lead",
    start(),
    user("choose", form="choose", groups="named_person"),
    operation(
        "lead",
        "begin_lead_professional",
        {"person": "=chosen", "exception": '=if exception = "yes" then true else null'},
    ),
    user("plan", form="note", groups="lead_professional"),
    end(),
    *chain("start", "choose", "lead", "plan", "end"),
    name="Choose who leads",
)

# A wait for a clock or for word, whichever is first; and what begins by itself when a status changes.
WAIT = diagram(
    "wait_for_word",
    start(),
    '<bpmn:eventBasedGateway id="which" name="Which comes first?"/>',
    '<bpmn:intermediateCatchEvent id="word" name="Word came">'
    + event("message", "preference_changed")
    + "</bpmn:intermediateCatchEvent>",
    '<bpmn:intermediateCatchEvent id="clock" name="Time is up">'
    + timer('due("lp_accept_within", now)', "Date")
    + "</bpmn:intermediateCatchEvent>",
    user("hear", form="note", groups="named_person_service"),
    user("chase", form="note", groups="named_person_service"),
    end(),
    end("chased"),
    *chain("start", "which", "word", "hear", "end"),
    *chain("which", "clock", "chase", "chased"),
    name="Wait for word",
    around=message("preference_changed"),
)
STATUS = diagram(
    "status_review",
    start("start", event("message", "status_changed")),
    user("review", form="note", groups="named_person_service"),
    end(),
    *chain("start", "review", "end"),
    name="Review a status",
    around=message("status_changed"),
)

# A disagreement that goes straight to the lead officer.
LADDER = diagram(
    "small_escalation",
    start(),
    user("decide", form="say", groups="girfec_lead_officer", due='=due("ladder.girfec_lead_officer", now)'),
    end(),
    *chain("start", "decide", "end"),
    name="Disagreement",
)

FILES: Mapping[str, bytes] = {
    "bpmn/look_again.bpmn": LOOK,
    "bpmn/ask_partners.bpmn": PANEL,
    "bpmn/choose_lead.bpmn": LEAD,
    "bpmn/wait_for_word.bpmn": WAIT,
    "bpmn/status_review.bpmn": STATUS,
    "bpmn/small_escalation.bpmn": LADDER,
    **FORMS,
}


@cache
def packs() -> Mapping[str, bytes]:
    """The shipped policy packs: {path: content}."""
    return {str(path.relative_to(ROOT)): path.read_bytes() for path in sorted((ROOT / "bpmn/policies").glob("*.toml"))}


@cache
def shipped() -> Mapping[str, bytes]:
    """The shipped processes and forms: {path: content}."""
    return {
        str(path.relative_to(ROOT)): path.read_bytes()
        for room in ("bpmn", "forms")
        for path in sorted((ROOT / room).rglob("*"))
        if path.suffix in {".bpmn", ".dmn", ".json"}
    }


@dataclass(frozen=True)
class Place:
    """An area that works. people: {first name: who they are when they act}. teams: {short name: id}.

    born: when the next child was: no two are taken for one another, however many there are.
    """

    area: str
    operator: Actor
    people: Mapping[str, Actor]
    teams: Mapping[str, UUID]
    born: Iterator[date] = field(default_factory=lambda: (BORN - timedelta(days=day % YEARS) for day in count()))

    def __getattr__(self, name: str) -> Actor:
        """place.aileen: a person by first name."""
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def id(self, name: str) -> UUID:
        """A person's id."""
        person_id = self.people[name].person_id
        assert person_id
        return person_id


BORN = date(2017, 5, 4)
YEARS = 3000  # days: nobody is older than eighteen

TEAMS = {
    "service": ("Named person service", "education", ("named_person_service", "cover")),
    "officers": ("Lead officer’s office", "council", ("girfec_lead_officer",)),
    "authority": ("Planning office", "council", ("managing_authority_officer", "planning_support")),
    "managers": ("Service managers", "council", ("service_manager",)),
    "chiefs": ("Chief officers", "council", ("cspp_chief_officer",)),
    "social": ("Social work", "social_work", ("social_work", "register_keeper", "cppm_chair")),
    "school": ("Hillside Primary School", "education", ()),
    "health": ("Health visiting", "health", ()),
}
PEOPLE = {
    "mhairi": ("Mhairi Lamont", "manager", "health", None),
    "aileen": ("Aileen Ross", "health_visitor", "health", "mhairi"),
    "ben": ("Ben Aird", "head_teacher", "school", "mhairi"),
    "cara": ("Cara Gunn", "social_worker", "social", "mhairi"),
    "sorcha": ("Sorcha Bell", "council_officer", "service", None),
    "hugh": ("Hugh Tait", "council_officer", "authority", None),
    "lorna": ("Lorna Mair", "manager", "officers", None),
    "olaf": ("Olaf Stewart", "youth_worker", "school", None),
}


def place(database: Database, *, pack: str = "national", files: Mapping[str, bytes] = FILES, area: str = AREA) -> Place:
    """An area with teams, people, a policy pack in force and a published release."""
    operator = Actor(None, "The operator", area, system=True)
    releases.check(releases.Changes(files, {}, load(packs(), pack)))  # it takes seconds: not in a transaction

    def found(tx: Tx) -> Place:
        areas.set_up(tx, area, "Testshire")
        policy.publish(tx, packs(), pack=pack, approved_by="a test")
        releases.publish(tx, files, approved_by="a test")
        teams = {}
        for short, (name, sector, offices) in TEAMS.items():
            organisation = areas.add_organisation(tx, f"{name} of Testshire", sector=sector)
            teams[short] = areas.add_team(tx, organisation, name, offices=offices)
        ids: dict[str, UUID] = {}
        for short, (name, profession, team, manager) in PEOPLE.items():
            ids[short] = person(tx, name, profession, teams[team], manager=ids[manager] if manager else None)
        found = {short: actor(tx, person_id) for short, person_id in ids.items()}
        return Place(area, operator, found, teams)

    return database.run(operator, found)


def person(
    tx: Tx,
    name: str,
    profession: str = "youth_worker",
    team_id: UUID | None = None,
    *,
    manager: UUID | None = None,
    password: str | None = None,
    **duties: Any,
) -> UUID:
    """An account; without a password they are signed in by `actor`."""
    email = f"{name.lower().replace(' ', '.')}@{tx.actor.area}.invalid"
    return people.add_person(
        tx,
        email=email,
        name=name,
        profession=profession,
        team_id=team_id,
        line_manager_id=manager,
        password=password,
        **duties,
    )


def actor(tx: Tx, person_id: UUID) -> Actor:
    """A person as they act now, with the teams and offices that they have now."""
    found = stored.actor(tx, person_id, "a session")
    assert found
    return found


def again(database: Database, actor_before: Actor) -> Actor:
    """The same person with the teams and offices that they have by now."""
    person_id = actor_before.person_id
    assert person_id
    return database.read(actor_before, lambda tx: actor(tx, person_id))


def new_case(place: Place, process: str = "look_again", **said: Any) -> NewCase:
    """A child whom nobody is like. said: whatever else of NewCase matters."""
    given = {"given": "Iona", "family": "Marr", "known_as": "", "born_on": next(place.born), "process": process}
    return NewCase(**{**given, "named_person_id": place.id("aileen"), **said})


def case(database: Database, place: Place, process: str = "look_again", *, by: str = "aileen", **said: Any) -> UUID:
    """A case that has been started, by Aileen, who is the child's named person."""
    new = new_case(place, process, **said)
    return database.run(place.people[by], lambda tx: cases.start(tx, new, {}, uuid4().hex)).case_id


def task(database: Database, place: Place, *, by: str = "aileen", **said: Any) -> TaskPage:
    """The first task of a new case, opened by whoever started it."""
    return open_task(database, place.people[by], case(database, place, by=by, **said))


def open_task(database: Database, actor: Actor, case_id: UUID, key: str | None = None) -> TaskPage:
    """The actor's soonest open task in a case, or the one with this key, opened."""
    pages = [database.run(actor, lambda tx, row=row: tasks.open(tx, row)) for row in my_tasks(database, actor, case_id)]
    [page, *_] = [page for page in pages if key in {None, page.key}]
    return page


def my_tasks(database: Database, actor: Actor, case_id: UUID | None = None) -> list[UUID]:
    """The ids of what is in the actor's lists, their own first."""
    found = [
        database.read(actor, lambda tx, view=view: tasks.inbox(tx, view=view, case_id=case_id, limit=100)).rows
        for view in ("mine", "team")
    ]
    return list(dict.fromkeys(row.id for rows in found for row in rows))


def complete(
    database: Database, actor: Actor, page: TaskPage, answers: Mapping[str, Any] | None = None, **said: Any
) -> tasks.Completed:
    """Complete a task that was opened."""
    sent = {"seen": page.seen, "key": uuid4().hex, **said}
    return database.run(actor, lambda tx: tasks.complete(tx, page.id, answers or {}, **sent))


def pass_real_time(database: Database, **by: float) -> None:
    """Age all sign-in state, which the demo's clock does not move: by minutes=…, hours=…, days=…."""
    columns = [
        (sessions.SessionRow, "began_at"),
        (sessions.SessionRow, "seen_at"),
        (sessions.ApiToken, "expires_at"),
        (sessions.Invitation, "expires_at"),
        (sessions.SignInTry, "at"),
    ]

    def age(tx: Tx) -> None:
        for table, column in columns:
            for row in tx.execute(select(table)).all():
                this = [key == getattr(row, key.key) for key in table.__table__.primary_key]
                tx.execute(update(table).where(*this).values({column: getattr(row, column) - timedelta(**by)}))

    database.run(SYSTEM, age)


def acting(tx: Tx, actor: Actor) -> Tx:
    """The same transaction with somebody else acting in it."""
    return replace(tx, actor=actor)


def as_(database: Database, actor: Actor, work: Callable[[Tx], T]) -> T:
    """Do something as somebody."""
    return database.run(actor, work)
