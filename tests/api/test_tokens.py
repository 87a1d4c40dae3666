import make
import pytest

from app.config import Settings
from app.main import create_app

EMAIL = "robin.orr@testshire.invalid"


@pytest.fixture
def robin(database, place):
    return database.run(place.operator, lambda tx: make.person(tx, "Robin Orr", password=make.PASSWORD))


@pytest.fixture
def client(app):
    return app.test_client(use_cookies=False)


def test_a_token_for_a_password_opens_the_api(client, robin):
    given = client.post("/api/v1/token", json={"email": EMAIL, "password": make.PASSWORD})

    reply = client.get("/api/v1/tasks", headers={"Authorization": f"Bearer {given.json['token']}"})

    assert (given.status_code, given.json["token_type"]) == (201, "Bearer")
    assert given.headers["Cache-Control"] == "no-store"
    assert (reply.status_code, reply.json["rows"]) == (200, [])


def test_a_wrong_password_and_an_unknown_account_read_the_same(client, robin):
    wrong, unknown = (
        client.post("/api/v1/token", json={"email": email, "password": "not the password"})
        for email in (EMAIL, "nobody@testshire.invalid")
    )

    assert (wrong.status_code, wrong.json) == (401, unknown.json)
    assert wrong.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["", "x", "x" * 5_000, "caf\u00e9", "a b"])
def test_a_token_that_is_none_of_ours_is_refused(client, token):
    reply = client.get("/api/v1/tasks", headers={"Authorization": f"Bearer {token}"})

    assert (reply.status_code, reply.mimetype) == (401, "application/problem+json")


def test_somebody_without_the_permission_is_told_so(client, database, place):
    person_id = database.run(
        place.operator, lambda tx: make.person(tx, "Robin Orr", password=make.PASSWORD, practises=False)
    )
    token = client.post("/api/v1/token", json={"email": EMAIL, "password": make.PASSWORD}).json["token"]

    reply = client.get("/api/v1/tasks", headers={"Authorization": f"Bearer {token}"})

    assert person_id
    assert (reply.status_code, reply.json["type"]) == (403, "/api/v1/problems#forbidden")


def test_in_the_whole_application_the_api_wants_no_cookie_and_no_csrf_token(database, robin, tmp_path):
    settings = Settings(database_url="", var=tmp_path, secret=b"s" * 32, key=b"k" * 32, scheduler=False)
    client = create_app(settings, database).test_client(use_cookies=False)

    token = client.post("/api/v1/token", json={"email": EMAIL, "password": make.PASSWORD}).json["token"]
    lost = client.get("/api/v1/nothing")
    claimed = client.post(f"/api/v1/tasks/{robin}/claim", headers={"Authorization": f"Bearer {token}"})

    assert [reply.mimetype for reply in (lost, claimed)] == ["application/problem+json"] * 2
    assert (lost.status_code, claimed.status_code) == (404, 404)
    assert claimed.headers["Cache-Control"] == "no-store"
