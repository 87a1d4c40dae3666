"""Signing in and out, sessions that end, invitations, and stepping into somebody's shoes in the demo."""

from uuid import uuid4

import make
import pytest
from visitor import Visitor

from app.actions import cases, people
from app.domain.access import SYSTEM
from app.store import people as stored

EMAIL = "una.field@testshire.invalid"


@pytest.fixture
def una(database, place):
    """Somebody with a password."""
    return database.run(place.operator, lambda tx: make.person(tx, "Una Field", password=make.PASSWORD))


def test_the_right_password_lets_one_in_and_on_to_where_one_was_going(nobody, una):
    nobody.open("/cases")
    assert nobody.path == "/sign-in?then=/cases"

    nobody.press("Sign in", email=EMAIL, password=make.PASSWORD)

    assert (nobody.status, nobody.path) == (200, "/cases")
    assert "Una Field" in nobody.text


def test_a_wrong_password_and_an_unknown_address_read_the_same(nobody, una):
    wrong = nobody.open("/sign-in").press("Sign in", email=EMAIL, password="something else altogether")
    first, status, title = wrong.tree.get_element_by_id("error-summary").text_content(), wrong.status, wrong.title

    unknown = nobody.open("/sign-in").press(
        "Sign in", email="who@testshire.invalid", password="something else altogether"
    )

    assert (status, title) == (401, "Problem: Sign in – GIRFEC casework")
    assert unknown.tree.get_element_by_id("error-summary").text_content() == first
    assert unknown.value("email") == "who@testshire.invalid"


def test_too_many_tries_have_to_wait(nobody, una):
    for _ in range(12):
        nobody.open("/sign-in").press("Sign in", email=EMAIL, password="something else altogether")

    assert nobody.status == 429
    assert "Wait 15 minutes" in nobody.text


def test_signing_out_ends_the_session_here_and_on_the_server(aileen):
    kept = aileen.client.get_cookie("girfec").value

    aileen.open("/tasks").press("Sign out")

    assert "You are signed out" in aileen.text
    assert aileen.reply.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    aileen.client.set_cookie("girfec", kept)
    assert aileen.client.get("/tasks").status_code == 303


def test_the_session_gets_a_new_name_at_each_sign_in_and_browsers_keep_it_from_scripts(nobody, una):
    nobody.client.set_cookie("girfec", "planted")

    page = nobody.open("/sign-in")
    reply = nobody.client.post(
        "/sign-in",
        data={
            "csrf_token": page.tree.xpath("//input[@name='csrf_token']/@value")[0],
            "email": EMAIL,
            "password": make.PASSWORD,
        },
    )

    [cookie] = [one for one in reply.headers.getlist("Set-Cookie") if one.startswith("girfec=")]
    assert "planted" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_in_again_ends_the_session_that_the_browser_had(aileen, una):
    before = aileen.client.get_cookie("girfec").value

    aileen.open("/sign-in").press("Sign in", email=EMAIL, password=make.PASSWORD)
    assert aileen.client.get_cookie("girfec").value != before

    aileen.client.set_cookie("girfec", before)
    assert aileen.open("/tasks").path == "/sign-in?then=/tasks"


def test_after_a_quarter_of_an_hour_without_a_word_one_signs_in_again(aileen, database):
    make.pass_real_time(database, minutes=14)
    assert aileen.open("/tasks").path == "/tasks"

    make.pass_real_time(database, minutes=16)

    assert aileen.open("/tasks").path == "/sign-in?then=/tasks"


def test_what_was_written_when_the_session_ended_comes_back_after_signing_in(app, database, place):
    person = database.run(place.operator, lambda tx: make.person(tx, "Una Field", password=make.PASSWORD))
    case = make.new_case(place, "ask_everything", named_person_id=person)
    una = Visitor(app.test_client()).open("/sign-in").press("Sign in", email=EMAIL, password=make.PASSWORD)
    actor = database.read(SYSTEM, lambda tx: make.actor(tx, person))
    database.run(actor, lambda tx: cases.start(tx, case, {"concern": "Tired."}, uuid4().hex))
    page = una.open(una.open("/tasks").links("Ask")[0])
    make.pass_real_time(database, minutes=20)

    page.press("Record all of it", agreed="no", place="At school", factors=["trust", "time"])
    assert (page.status, "What you wrote is kept" in page.text) == (401, True)
    page.press("Sign in", email=EMAIL, password=make.PASSWORD)
    assert "Nothing that you wrote was lost" in page.text
    page.press("Go back to my answers")

    assert page.value("place") == "At school"
    assert len(page.tree.xpath("//input[@name='factors' and @checked]")) == 2
    assert "objection" in page.asked()


def test_an_invited_person_chooses_a_long_password_and_is_in(nobody, database, place):
    token = database.run(
        place.operator,
        lambda tx: people.invite(tx, email="new@testshire.invalid", name="Neil Gow", profession="youth_worker"),
    )

    nobody.open(f"/invitation/{token}").press("Set password", password="too short")
    assert nobody.status == 422
    assert "15 characters or more" in nobody.text
    nobody.press("Set password", password=make.PASSWORD)

    assert nobody.path == "/tasks"
    assert "Neil Gow" in nobody.text
    used = nobody.open(f"/invitation/{token}").press("Set password", password=make.PASSWORD)
    assert (used.status, "Ask for a new one." in used.text) == (404, True)


def test_in_the_demo_anybody_may_step_into_an_invented_persons_shoes(demo, database, place):
    database.run(place.operator, lambda tx: make.person(tx, "Eve Demo", story="Waits for a decision."))
    visitor = Visitor(demo.test_client()).open("/sign-in")
    assert "Waits for a decision." in visitor.text

    visitor.press("Sign in as Eve Demo")

    assert visitor.path == "/tasks"
    assert "Every child and every person here is invented." in visitor.text


def test_outside_the_demo_nobody_may(app, demo, database, place):
    person = database.run(place.operator, lambda tx: make.person(tx, "Eve Demo", story="Waits for a decision."))
    visitor = Visitor(app.test_client()).open("/sign-in")
    assert "Eve Demo" not in visitor.text
    token = visitor.tree.xpath("//input[@name='csrf_token']/@value")[0]

    reply = visitor.client.post("/sign-in/as", data={"csrf_token": token, "person": str(person)})

    assert reply.status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        ("/cases/start", "Continue", {"given": "Iona", "family": "Marr"}),
        ("/cases/{case}/tell/lp_unavailable", "Say that somebody cannot go on", {"from_on": "3 March 2031"}),
        ("/cases/{case}/people/add", "Add this person", {"name": "Her aunt"}),
        ("/cases/{case}/chronology/add", "Put it into the chronology", {"happened": "She moved to her aunt's."}),
    ],
)
def test_no_form_loses_what_was_written_when_the_session_ended(aileen, place, database, start_case, form):
    address, button, said = form
    path = address.format(case=start_case())
    aileen.open(path)
    make.pass_real_time(database, minutes=20)

    aileen.press(button, **said)
    assert (aileen.status, "What you wrote is kept" in aileen.text) == (401, True)
    hashed = people.PASSWORDS.hash(make.PASSWORD)
    database.run(SYSTEM, lambda tx: stored.set_password(tx, place.id("aileen"), hashed))
    aileen.press("Sign in", email="aileen.ross@testshire.invalid", password=make.PASSWORD)
    aileen.press("Go back to my answers")

    assert {name: aileen.value(name) for name in said} == said
