"""Whoever asks the child protection register is logged, also where the child is not known: over HTTP, as people would."""

import csv
import io
from http import HTTPStatus
from uuid import UUID

import episodes
from sqlalchemy import func, select
from town import Town
from visitor import Visitor

from app.actions import people
from app.cli.demo import CALLUM, MORAG
from app.domain.access import SYSTEM
from app.store.access import Look
from app.store.people import Membership, Office, Person

CALLER = {"caller": "Dr Moira Lennox", "agency": "Accident and emergency", "reason": "An injury that nobody explains."}


def keeper(town: Town) -> str:
    """Whoever keeps the register."""
    query = (
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Office, Office.team_id == Membership.team_id)
        .where(Office.code == "register_keeper", Membership.ended_at.is_(None))
    )
    return town.database.read(SYSTEM, lambda tx: tx.execute(query).scalars().first())


def at_the_pages(town: Town, name: str) -> Visitor:
    actor = town.database.run(SYSTEM, lambda tx: people.sign_in_as(tx, UUID(town.ids[name]))).actor
    return Visitor(town.app.test_client()).sign_in(town.database, actor)


def looks(town: Town) -> int:
    query = select(func.count()).select_from(Look).where(Look.what == "register enquiries")
    return town.database.read(SYSTEM, lambda tx: tx.execute(query).scalar())


def test_the_keeper_answers_who_asks_the_register_and_sees_everybody_who_did(town):
    episodes.led(town, CALLUM)
    episodes.planned(town, CALLUM)
    episodes.reviewed(town, CALLUM, **episodes.HARM)
    episodes.registered(town, CALLUM)
    child = town.case()["identity"]["child"]
    born = child["born_on"]
    who = keeper(town)

    asked = {"given": child["given_name"].upper(), "family": child["family_name"], "born_on": born} | CALLER
    said = town.call(who, "POST", "/register/enquiries", asked)
    assert (said.status_code, said.json["code"]) == (201, "registered")
    similar = town.call(who, "POST", "/register/enquiries", asked | {"given": "Somebody"}).json
    assert (similar["code"], similar["until"]) == ("similar", None)
    page = at_the_pages(town, who).open("/register/enquiries")
    day, month, year = born[8:], born[5:7], born[:4]
    wrong = page.press("Ask the register and log it", **CALLER, given="Nobody", family="")
    assert (wrong.status, "the child's family name" in wrong.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    done = wrong.press("Ask the register and log it", family="Known", born_on=f"{day}/{month}/{year}")
    assert "no child of this name and day of birth is known here" in done.text

    log = town.call(who, "GET", "/register/enquiries").json["enquiries"]
    assert [one["answer"]["code"] for one in log] == ["unknown", "similar", "registered", "never"]
    assert log[0]["child"] == "Nobody Known"
    assert {one["caller"] for one in log[:3]} == {CALLER["caller"]}
    assert log[3]["reason"] == "A concern was shared with social work."
    history = town.call(CALLUM, "GET", f"/cases/{town.case_id}/timeline").text
    assert "The child protection register was asked about the child." in history
    assert CALLER["caller"] not in history
    content = done.client.get("/register/enquiries.csv").get_data().decode("utf-8-sig")
    assert [one["Child"] for one in csv.DictReader(io.StringIO(content))][:2] == ["Nobody Known", log[1]["child"]]
    assert looks(town) >= 3
    assert done.links("Register") == ["/register/enquiries"]
    refused = at_the_pages(town, MORAG)
    assert refused.open("/register/enquiries").status == HTTPStatus.FORBIDDEN
    assert refused.open("/").links("Register") == []
    assert town.call(MORAG, "POST", "/register/enquiries", asked).status_code == HTTPStatus.FORBIDDEN
    assert done.open("/register/enquiries?page=x").status == HTTPStatus.BAD_REQUEST
