"""The API's OpenAPI 3.1 document, made from the routes themselves: what they take, give, need and refuse."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec
from flask import Blueprint, Flask
from werkzeug.routing import Rule

from app.api import edge, problems
from app.api.edge import Speech, public, speaks
from app.api.shapes import Kind, Kinds
from app.domain.access import Permission
from app.domain.errors import STATUS, Forbidden, Invalid, NotSignedIn, Refused, status

bp = Blueprint("openapi", __name__)

REF = "#/components/schemas/{name}"
ABOUT = (
    "The tasks and cases of Getting It Right For Every Child. Every reply is JSON. A refusal is a problem document "
    "(RFC 9457) whose `detail` says what to do next and which names the rule, its source and the policy pack that "
    "forbids an act."
)


@bp.get("/openapi.json")
@public("says what the API can do and nothing about anybody")
@speaks(gives=dict[str, Any])
def described() -> dict[str, Any]:
    """Read this document."""
    return document()


@bp.get("/problems")
@public("says which refusals there are and nothing about anybody")
@speaks(gives=Kinds)
def explained() -> Kinds:
    """List every kind of problem document."""
    return Kinds(tuple(Kind(kind.code, problems.title(kind), status(kind), _first(kind)) for kind in kinds()))


@cache
def document() -> dict[str, Any]:
    """The whole document. It is the same for every caller and every installation; do not change what is returned."""
    from app.api import blueprint  # noqa: PLC0415 - the blueprint holds this module's own routes too

    bare = Flask("girfec")
    bare.register_blueprint(blueprint())
    routes = [(rule, bare.view_functions[rule.endpoint]) for rule in bare.url_map.iter_rules()]
    spoken = sorted(
        ((rule, view) for rule, view in routes if hasattr(view, "speech")),
        key=lambda route: (route[0].rule, _method(route[0])),
    )
    shapes = {
        shape for _, view in spoken for shape in (view.speech.takes, view.speech.asks, view.speech.gives) if shape
    }
    shapes.add(problems.Problem)
    ordered = sorted(shapes, key=str)
    schemas, components = msgspec.json.schema_components(ordered, ref_template=REF)
    whole = _Document(dict(zip(ordered, schemas, strict=True)), components).whole(spoken)
    as_sent: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(whole))
    return as_sent


class _Document:
    """The document while it is put together. schemas: {shape: JSON Schema}. components: named schemas they refer to."""

    def __init__(self, schemas: dict[Any, Any], components: dict[str, Any]) -> None:
        self.schemas, self.components = schemas, components

    def whole(self, routes: list[tuple[Rule, Any]]) -> dict[str, Any]:
        """The document over these routes."""
        paths: dict[str, dict[str, Any]] = {}
        for rule, view in routes:
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))
            paths.setdefault(path, {})[_method(rule)] = self.operation(rule, view)
        return {
            "openapi": "3.1.0",
            "info": {"title": "GIRFEC workflow orchestrator", "version": version("girfec"), "description": ABOUT},
            "servers": [{"url": "/api/v1"}],
            "security": [{"token": []}],
            "paths": paths,
            "components": {
                "schemas": self.components,
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "From POST /token."}},
            },
        }

    def operation(self, rule: Rule, view: Any) -> dict[str, Any]:
        """One method at one address."""
        speech: Speech = view.speech
        summary = _sentence(view.__doc__)
        found: dict[str, Any] = {
            "operationId": rule.endpoint.removeprefix("api.").replace(".", "_"),
            "tags": [rule.endpoint.split(".")[1]],
            "summary": summary.rstrip("."),
            "description": f"{view.__doc__.strip()} {_needs(view.permission)}",
            "parameters": [*_places(rule), *self.parameters(speech), *_key(speech)],
            "responses": self.responses(speech, view.permission),
        }
        if not isinstance(view.permission, Permission):
            found["security"] = []
        if speech.takes:
            content = {"application/json": {"schema": self.schemas[speech.takes]}}
            found["requestBody"] = {"required": True, "content": content}
        return found

    def parameters(self, speech: Speech) -> Iterator[dict[str, Any]]:
        """The query's parameters."""
        shape = self.components[self.schemas[speech.asks]["$ref"].rpartition("/")[2]] if speech.asks else {}
        for name, schema in shape.get("properties", {}).items():
            yield {"name": name, "in": "query", "required": name in shape.get("required", ()), "schema": schema}

    def responses(self, speech: Speech, permission: object) -> dict[str, Any]:
        """What may come back, by status."""
        if speech.gives is None:
            found: dict[str, Any] = {"204": {"description": "Done."}}
        else:
            schema = self.schemas[speech.gives]
            found = {str(speech.status): {"description": "Done.", "content": {"application/json": {"schema": schema}}}}
        refusals: set[type[Refused]] = set(speech.refuses)
        if speech.takes or speech.asks or speech.keyed:
            refusals.add(Invalid)
        if isinstance(permission, Permission):
            refusals |= {NotSignedIn, Forbidden}
        for code in sorted({status(kind) for kind in refusals}):
            met = [
                f"`{kind.code}`: {_first(kind)}"
                for kind in sorted(refusals, key=lambda one: one.code)
                if status(kind) == code
            ]
            content = {"application/problem+json": {"schema": self.schemas[problems.Problem]}}
            found[str(code)] = {"description": "\n\n".join(met), "content": content}
        return found


def kinds() -> tuple[type[Refused], ...]:
    """Every kind of refusal that has a status of its own, by code."""
    waiting, found = [Refused], {}
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.code in STATUS:
            found[kind.code] = kind
    return tuple(found[code] for code in sorted(found))


def _method(rule: Rule) -> str:
    return next(method.lower() for method in ("GET", "PUT", "POST") if method in (rule.methods or ()))


def _sentence(text: str) -> str:
    return text.strip().partition("\n")[0].partition(". ")[0]


def _first(kind: type[Refused]) -> str:
    return " ".join((kind.__doc__ or "").strip().partition("\n\n")[0].split())


def _needs(permission: object) -> str:
    if isinstance(permission, Permission):
        return f"Needs the permission `{permission}`."
    return "Needs no token."


def _places(rule: Rule) -> Iterator[dict[str, Any]]:
    """The parts of the address that vary."""
    for kind, name in re.findall(r"<(\w+):(\w+)>", rule.rule):
        schema = {"type": "string", "format": "uuid"} if kind == "uuid" else {"type": "string"}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _key(speech: Speech) -> Iterator[dict[str, Any]]:
    """The header that lets an act be sent again safely."""
    if speech.keyed:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "Made anew for each act. The same key again, with the same content, gets the same answer.",
            "schema": {"type": "string", "minLength": 1, "maxLength": edge.KEY_LIMIT},
        }
