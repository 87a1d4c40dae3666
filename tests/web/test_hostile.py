"""What no browser of ours would send: refused with a page, never a fault, and the child's case goes on."""

import base64
import json
from uuid import UUID

import pytest

DEEP = "[" * 100_000
BODIES = {
    "half a character as a name": '{"changes": {"\\ud800": ["x", 0]}}',
    "half a character as a number": '{"changes": {"place": ["x", "\\ud800"]}}',
    "a version that no database keeps": '{"changes": {"place": ["x", 99999999999999]}}',
    "a version without end": f'{{"changes": {{"place": ["x", {"9" * 400}]}}}}',
    "a version below nothing": '{"changes": {"place": ["x", -1]}}',
    "no number": '{"changes": {"place": [NaN, 0]}}',
    "a number too large": '{"changes": {"place": [1e999, 0]}}',
    "lists without end": DEEP,
    "objects without end": '{"changes":' * 50_000,
    "a deep answer": f'{{"changes": {{"place": [{"[" * 200}{"]" * 200}, 0]}}}}',
    "a name with NUL": '{"changes": {"\\u0000": ["x", 0]}}',
    "names that mean something to programs": '{"changes": {"typename": ["x", 0], "__proto__": ["x", 0]}}',
    "no object": "[]",
    "nothing": "",
    "too much": json.dumps({"changes": {"place": ["x" * 2_000_000, 0]}}),
    "other bytes": b'{"changes": {"\xff": ["x", 0]}}',
}


@pytest.fixture
def token(aileen, task):
    aileen.open(task)
    return aileen.value_of("csrf_token")


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_draft_that_is_none_is_refused_and_the_task_goes_on(aileen, task, token, body):
    reply = aileen.client.post(
        f"{task}/draft", data=body, content_type="application/json", headers={"X-CSRFToken": token}
    )

    assert reply.status_code in {400, 409, 413}
    assert aileen.open(task).press("Record all of it", agreed="yes").status == 200


def test_half_a_character_inside_a_row_is_left_out(aileen, task, token):
    body = '{"changes": {"others": [[{"who\\ud800": "A friend\\ud800"}], 0]}}'

    reply = aileen.client.post(
        f"{task}/draft", data=body, content_type="application/json", headers={"X-CSRFToken": token}
    )

    assert (reply.status_code, aileen.open(task).value("others-0-who")) == (200, "A friend")


@pytest.mark.parametrize(
    "said",
    [
        {"act": "remove:others:²"},
        {"act": "remove:others:٣"},
        {"act": "add:__proto__"},
        {"act": "add:"},
        {"others-999999999999-who": "x", "others--who": "x", "others-0-__class__": "x"},
        {"version.place": "9" * 30, "place": "x", "act": "save"},
        {"typename": "x", "__proto__": "x"},
        {"place": "a\x00b\udcff".encode("utf-8", "surrogateescape"), "act": "save"},
        {"key": "k" * 500},
        {"seen": "²"},
        {"hours": "1e999999999", "agreed": "yes"},
        {"hours": "9" * 5000, "agreed": "yes"},
        {"met_on": "31 December 9999", "agreed": "yes"},
    ],
)
def test_a_form_that_nobody_drew_is_refused_and_the_task_goes_on(aileen, task, token, said):
    controls = {name: aileen.value_of(name) for name in ("csrf_token", "seen", "key")}

    reply = aileen.client.post(task, data=controls | said)

    assert reply.status_code < 500
    assert aileen.open(task).status == 200


def cursor(*parts):
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    "end",
    [
        cursor("0001-01-01T00:00:00+14:00", str(UUID(int=1))),
        cursor("9999-12-31T23:59:59-14:00", str(UUID(int=1))),
        cursor({"a": 1}, []),
        "x" * 400,
        "é",
    ],
)
def test_the_end_of_a_page_that_we_never_gave_is_refused(aileen, task, end):
    assert aileen.client.get("/tasks", query_string={"after": end}).status_code == 400


@pytest.mark.parametrize("after", ["9" * 30, "-1", "-" + "9" * 30, "99999999999"])
def test_a_place_in_the_history_that_never_was_is_refused(aileen, start_case, after):
    case_id = start_case()

    assert aileen.client.get(f"/cases/{case_id}/history", query_string={"after": after}).status_code == 400


@pytest.mark.parametrize("path", ["/tasks?view=%00", "/processes/%00", "/invitation/%00", "/sign-in?then=%ff", "/%ff"])
def test_an_address_that_is_none_gets_a_page(aileen, path):
    assert aileen.client.get(path).status_code in {200, 404}
