import msgspec
import pytest
from flask import Flask
from openapi_spec_validator import validate

from app import api
from app.api import openapi
from app.domain.access import Permission
from app.domain.errors import STATUS


@pytest.fixture(scope="module")
def routes():
    app = Flask("girfec")
    app.register_blueprint(api.blueprint())
    return [(rule, app.view_functions[rule.endpoint]) for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_the_document_is_openapi():
    validate(openapi.document())


def test_every_route_is_in_the_document(routes):
    described = {(method, path) for path, operations in openapi.document()["paths"].items() for method in operations}
    spoken = {
        (
            method.lower(),
            rule.rule.removeprefix("/api/v1").replace("<uuid:", "{").replace("<string:", "{").replace(">", "}"),
        )
        for rule, _ in routes
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if not rule.endpoint.endswith(".nowhere")
    }

    assert described == spoken


def test_every_route_says_who_may_use_it(routes):
    silent = [rule.rule for rule, view in routes if not hasattr(view, "permission")]
    public = {rule.rule for rule, view in routes if not isinstance(view.permission, Permission)}

    assert silent == []
    assert public == {"/api/v1/token", "/api/v1/openapi.json", "/api/v1/problems", "/api/v1/<path:rest>"}


def test_every_act_that_records_something_for_good_asks_for_a_key():
    keyed = {
        path
        for path, operations in openapi.document()["paths"].items()
        for operation in operations.values()
        if any(parameter["name"] == "Idempotency-Key" for parameter in operation["parameters"])
    }

    assert keyed == {
        "/tasks/{task_id}/complete",
        "/cases",
        "/cases/{case_id}/messages/{name}",
        "/cases/{case_id}/chronology",
        "/cases/{case_id}/episodes",
        "/cases/{case_id}/siblings",
        "/cases/{case_id}/siblings/unlink",
        "/cases/{case_id}/joint-meeting",
        "/likenesses/{likeness_id}/settle",
        "/register/enquiries",
    }


def test_every_operation_says_what_it_refuses():
    for path, operations in openapi.document()["paths"].items():
        for operation in operations.values():
            if "{" in path and operation["tags"] != ["openapi"]:
                assert {"401", "403", "404"} <= set(operation["responses"])
            assert operation["summary"]


def test_every_kind_of_refusal_is_explained():
    explained = msgspec.to_builtins(openapi.explained.__wrapped__())

    assert {kind["code"] for kind in explained["problems"]} == set(STATUS)
    assert all(kind["met"] for kind in explained["problems"])
