"""Whatever is sent is answered, or refused in a problem document: never a fault."""

import json
from uuid import UUID

import make
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import RuleBroken


@pytest.fixture
def client(app):
    return app.test_client(use_cookies=False)


def test_an_address_that_does_not_exist_is_a_problem_document(client):
    reply = client.get("/api/v1/children")

    assert (reply.status_code, reply.mimetype) == (404, "application/problem+json")
    assert reply.json["detail"].startswith("There is no such address")


def test_a_method_that_an_address_does_not_know_names_those_that_it_does(client):
    reply = client.delete("/api/v1/cases")

    assert reply.status_code == 405
    assert set(reply.headers["Allow"].split(", ")) >= {"GET", "POST"}


def test_a_body_that_is_too_large_is_refused(caller):
    reply = caller("aileen").post("/cases", {"given": "x" * 300_000})

    assert (reply.status_code, reply.json["detail"]) == (413, "The body is too large. Send 256 kB at most.")


def test_a_fault_shows_a_reference_and_nothing_else(app, monkeypatch):
    monkeypatch.setattr("app.api.openapi.kinds", lambda: 1 / 0)

    reply = app.test_client().get("/api/v1/problems")

    assert reply.status_code == 500
    assert set(reply.json) == {"type", "title", "status", "detail", "instance", "reference"}


def test_a_broken_rule_says_what_would_repair_it(app):
    from app.api import problems

    refusal = RuleBroken(
        "No.", rule="I6", source="Practice Guidance 3, page 4", pack="national 2026.1", repair="exception"
    )
    with app.test_request_context("/api/v1/tasks"):
        document = problems.refused(refusal).json

    assert document["repair"] == "exception"
    assert (document["rule"], document["source"], document["pack"]) == (
        "I6",
        "Practice Guidance 3, page 4",
        "national 2026.1",
    )


def test_everything_is_kept_by_nobody(client):
    for path in ("openapi.json", "problems", "tasks", "nothing"):
        assert client.get(f"/api/v1/{path}").headers["Cache-Control"] == "no-store"


words = st.text(max_size=20) | st.sampled_from(
    ["\x00", "\ud800", "=1+1", "' OR 1=1", "../..", "{{7*7}}", "look_again", "9" * 40]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | words
junk = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4), max_leaves=10
)
names = st.sampled_from(
    [
        "answers",
        "seen",
        "fields",
        "payload",
        "value",
        "version",
        "email",
        "password",
        "given",
        "family",
        "born_on",
        "process",
        "statuses",
        "partner_ids",
    ]
)
bodies = junk | st.dictionaries(names | words, junk | st.just("2017-05-04"), max_size=8) | st.fixed_dictionaries(
    {"seen": st.integers(0, 9), "answers": st.dictionaries(st.sampled_from(["again", "words", "x"]), junk, max_size=3)}
) | st.fixed_dictionaries({"fields": st.dictionaries(st.sampled_from(["again", "words", "x"]), st.fixed_dictionaries({"value": junk}), max_size=3)}) | st.fixed_dictionaries(
    {"given": words, "family": words, "born_on": st.just("2017-05-04"), "process": st.just("look_again"), "reason": words, "answers": st.just({})}
)  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_request_is_a_fault(app, database, place, data, target):
    caller, rules, task_id, case_id = target
    rule = data.draw(st.sampled_from(rules))
    method = data.draw(st.sampled_from(sorted(rule.methods - {"OPTIONS", "HEAD"})))
    place_of = {"task_id": str(task_id), "case_id": str(case_id), "name": "status_changed", "rest": "x"}
    path = rule.rule.removeprefix("/api/v1")
    for converter, name in (
        ("uuid:task_id", "task_id"),
        ("uuid:case_id", "case_id"),
        ("string:name", "name"),
        ("path:rest", "rest"),
    ):
        path = path.replace(f"<{converter}>", data.draw(st.just(place_of[name]) | st.uuids().map(str) | st.just("%00")))
    body = data.draw(bodies)
    text = data.draw(st.just(json.dumps(body)) | st.text(max_size=30))
    kind = data.draw(st.sampled_from(["application/json", "application/json; charset=utf-16", "text/plain", ""]))
    query = data.draw(st.dictionaries(st.sampled_from(["view", "case", "after", "limit", "x"]), words, max_size=3))
    headers = {"Idempotency-Key": data.draw(st.sampled_from(["", "k", '"', "x" * 300]) | st.uuids().map(str))}

    reply = caller.send(
        method, path, data=text.encode("utf-8", "surrogatepass"), content_type=kind, headers=headers,
        query_string={name: value.encode("utf-8", "surrogatepass") for name, value in query.items()},
    )  # fmt: skip

    assert reply.status_code < 500, reply.get_data(as_text=True)
    if reply.status_code >= 400:
        assert reply.mimetype == "application/problem+json"
        assert reply.json["detail"].endswith(".")


@pytest.fixture
def target(app, caller, database, place):
    case_id = make.case(database, place)
    task_id = UUID(caller("aileen").get("/tasks").json["rows"][0]["id"])
    rules = sorted(
        (rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")), key=lambda rule: rule.rule
    )
    return caller("aileen"), rules, task_id, case_id
