"""Every address that the application has, tried by those who may not know of the child: new routes are tried by themselves."""

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import make
import pytest
import written
from sqlalchemy import func, select
from visitor import Visitor

from app.actions import areas, chronology, contacts
from app.domain.access import Permission
from app.domain.cases import RoleEnded
from app.domain.chronology import Wording
from app.store import cases as stored
from app.store import sessions
from app.store.access import Look
from app.store.cases import Contact, Role
from app.store.chronology import ChronologyEntry
from app.store.documents import Document
from app.store.instances import Instance
from app.store.likenesses import Likeness
from app.store.tasks import Task, unassign

NOBODY = UUID(int=7)
OF_NO_CHILD = {Permission.ADMINISTER, Permission.PUBLISH}
WORDS = {
    "name": "preference_changed",
    "process": "write_it",
    "process_id": "write_it",
    "form_id": "write_it",
    "decision_id": "nothing",
    "token": "t",
    "rest": "no/where",
}
TABLES = {
    "task_id": Task,
    "role_id": Role,
    "instance_id": Instance,
    "entry_id": ChronologyEntry,
    "document_id": Document,
    "contact_id": Contact,
    "likeness_id": Likeness,
}
BODIES = {
    "api.cases.send": {"payload": {}},
    "api.tasks.save_draft": {"fields": {}},
    "api.tasks.complete": {"answers": {}, "seen": 1},
    "api.siblings.link": {"other": str(NOBODY), "reason": "No."},
    "api.siblings.unlink": {"other": str(NOBODY), "reason": "No."},
    "api.siblings.meet": {"common": {}, "children": {}},
    "api.episodes.begin": {"process": "write_it"},
    "api.episodes.settle": {"same": False, "reason": "No."},
    "api.documents.decline": {"reason": "No."},
    "api.documents.correct": {
        "reason": "No.",
        "entry": {"happened_on": "2026-01-05", "happened": "x", "family": True},
    },
}


@pytest.fixture
def place(database):
    return make.place(database, files=written.FILES)


@pytest.fixture
def known(database, place):
    """{the name of an id in an address: the ids that there are}: a case with everything that a case can have."""
    case_id = written.begun(database, place)
    written.plan(database, place, case_id, needs=[written.need("She sleeps badly")], again="no")
    written.share(database, place, case_id)
    make.case(database, place, by="sorcha", born_on=make.BORN)  # a role is on offer; it may be the same child
    database.run(place.aileen, lambda tx: contacts.add(tx, case_id, name="Gran", relation="grandmother", how=""))
    wording = Wording(date(2026, 1, 5), "She moved.", "Her mother", "unknown", "", family=True)
    database.run(place.aileen, lambda tx: chronology.add(tx, case_id, wording, "k"))
    found = {
        name: database.read(place.operator, lambda tx, table=table: tx.connection.scalars(select(table.id)).all())
        for name, table in TABLES.items()
    }
    found["case_id"] = database.read(place.operator, lambda tx: tx.connection.scalars(select(stored.Case.id)).all())
    assert all(found.values())
    return found


def addresses(app, known):
    """(endpoint, method, an address with ids that there are, the same with ids that there are not)."""
    for rule in app.url_map.iter_rules():
        ids = [name for name in sorted(rule.arguments) if name not in WORDS]
        # What administrators settle and designers draw is the area's, no child's, and refused to everybody else before it
        # is looked up.
        if not ids or getattr(app.view_functions[rule.endpoint], "permission", None) in OF_NO_CHILD:
            continue
        assert set(ids) <= set(known), f"{rule.rule} has an id that this crawl does not know: give it one above"
        assert len(ids) == 1, f"{rule.rule} names two things: teach this crawl to try both"
        name = "plan" if "/print/" in rule.rule else WORDS["name"]
        words = {word: text for word, text in {**WORDS, "name": name}.items() if word in rule.arguments}
        for one in known[ids[0]]:
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield (
                    rule.endpoint,
                    method,
                    rule.build({**words, ids[0]: one})[1],
                    rule.build({**words, ids[0]: NOBODY})[1],
                )


def ask(visitor, endpoint, method, address):
    """What somebody is told: the status and the words, without what differs between any two pages."""
    if endpoint.startswith("api."):
        headers = {"Authorization": f"Bearer {visitor.bearer}", "Idempotency-Key": uuid4().hex}
        body = (
            BODIES.get(endpoint, {"happened_on": "2026-01-05", "happened": "x", "family": True})
            if method != "GET"
            else None
        )
        reply = visitor.client.open(address, method=method, json=body, headers=headers)
    else:
        data = {"csrf_token": visitor.csrf, "seen": "1", "key": uuid4().hex, "reason": "No."}
        if endpoint == "drafts.keep":
            reply = visitor.client.post(address, json={"changes": {}}, headers={"X-CSRFToken": visitor.csrf})
        else:
            reply = visitor.client.open(address, method=method, data=data if method == "POST" else None)
    words = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "an id", reply.data.decode(errors="replace"))
    return reply.status_code, re.sub(r'value="[^"]{40,}"', "a token", words)


@pytest.fixture
def visit(app, database, place):
    """A visitor who is signed in on the pages and has a token for the API."""

    def visiting(actor):
        visitor = Visitor(app.test_client()).sign_in(database, actor)
        visitor.csrf = visitor.open("/sign-in").value_of("csrf_token")
        visitor.bearer = database.run(
            place.operator,
            lambda tx: sessions.add_token(tx, actor.person_id, name="a test", until=tx.real_now + timedelta(days=1)),
        )
        return visitor

    visiting.place = place
    return visiting


def stranger(database, place):
    return place.olaf


def namesake_of_another_area(database, place):
    return make.place(database, files=written.FILES, area="elsewhere").aileen


def former_partner(database, place):
    """Ben, whose roles and tasks have ended."""

    def end(tx):
        for role in tx.connection.execute(select(Role).where(Role.person_id == place.id("ben"))).all():
            stored.write(tx, role.case_id, [RoleEnded(role.id, tx.now, "Moved away.")])
        unassign(tx, tx.connection.scalars(select(Task.id)).all())

    database.run(place.operator, end)
    return place.ben


def former_member(database, place):
    """Sorcha, who has left the named person service."""
    database.run(place.operator, lambda tx: areas.leave_team(tx, place.id("sorcha"), place.teams["service"]))
    return place.sorcha


@pytest.mark.parametrize("who", [stranger, namesake_of_another_area, former_partner, former_member])
def test_a_child_whom_one_may_not_know_of_is_like_one_who_does_not_exist(app, database, known, visit, who):
    visitor = visit(who(database, visit.place))
    tried, asked_before = 0, set()

    for endpoint, method, there, nowhere in addresses(app, known):
        told, of_nobody = ask(visitor, endpoint, method, there), ask(visitor, endpoint, method, nowhere)
        tried += 1
        assert of_nobody[0] == 404, (endpoint, method, of_nobody)
        assert "Marr" not in told[1], (endpoint, method)
        if told != of_nobody:  # those who had been asked for this very task are told that it is done
            assert (told[0], "There is nothing left to do here." in told[1]) == (409, True), (endpoint, method, told)
            asked_before.add(endpoint)

    assert tried > 60
    assert asked_before == set() or who is former_partner


def test_no_list_shows_a_stranger_a_child(app, place, known, visit):
    olaf = visit(place.olaf)

    for rule in app.url_map.iter_rules():
        if not rule.arguments and "GET" in rule.methods:
            assert "Marr" not in ask(olaf, rule.endpoint, "GET", rule.rule)[1], rule.rule


def looks(database, place):
    return database.read(place.operator, lambda tx: tx.connection.scalar(select(func.count()).select_from(Look)))


def test_every_address_that_shows_a_child_writes_down_who_looked(app, database, place, known, visit):
    aileen = visit(place.aileen)
    of_a_child = [(endpoint, there) for endpoint, method, there, _ in addresses(app, known) if method == "GET"]
    lists = [(rule.endpoint, rule.rule) for rule in app.url_map.iter_rules() if not rule.arguments]
    shown = set()

    for endpoint, address in of_a_child + lists:
        before = looks(database, place)
        status, words = ask(aileen, endpoint, "GET", address)
        if status == 200 and endpoint != "cases.diagram" and ((endpoint, address) in of_a_child or "Marr" in words):
            shown.add(endpoint)
            assert looks(database, place) > before, address

    assert shown > {"inbox.show", "cases.mine", "cases.show", "api.tasks.inbox", "api.cases.mine", "api.cases.open"}
    assert len(shown) >= 15
