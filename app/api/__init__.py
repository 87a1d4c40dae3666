"""The same actions as pages offer, as JSON under `/api/v1`, for other systems. OpenAPI is made from the routes."""

from flask import Blueprint, Flask, Response, request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from app.api import (
    cases,
    documents,
    edge,
    enquiries,
    episodes,
    openapi,
    problems,
    processes,
    returns,
    siblings,
    tasks,
    tokens,
)
from app.config import Settings
from app.store.base import Database

__all__ = ["blueprint", "register"]

ROOMS = (tokens, tasks, cases, episodes, siblings, documents, processes, returns, enquiries, openapi)
METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE")


def register(app: Flask, database: Database, settings: Settings) -> None:
    """Give an application its API."""
    app.extensions[edge.EXTENSION] = edge.Edge(database, settings)
    if csrf := app.extensions.get("csrf"):
        for room in ROOMS:
            csrf.exempt(room.bp)  # tokens come in a header that no other site can make a browser send
        csrf.exempt(nowhere)
    app.register_blueprint(blueprint())


def blueprint() -> Blueprint:
    """The API's blueprint with all its routes."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    for room in ROOMS:
        api.register_blueprint(room.bp)
    api.add_url_rule("/<path:rest>", "nowhere", nowhere, methods=METHODS)
    problems.register(api)
    api.after_request(_kept_by_nobody)
    return api


@edge.public("says only that there is no such address")
def nowhere(rest: str) -> Response:  # noqa: ARG001 - the rest of the address, which leads nowhere
    """Answer for addresses that the API does not have, as it answers everything: with a problem document."""
    allowed = [method for method in METHODS if _leads_somewhere(method)]
    raise MethodNotAllowed(valid_methods=allowed) if allowed else NotFound


def _leads_somewhere(method: str) -> bool:
    adapter = request_ctx.url_adapter
    assert adapter is not None
    try:
        endpoint, _ = adapter.match(request.path, method=method)
    except HTTPException:
        return False
    return not endpoint.endswith(".nowhere")


def _kept_by_nobody(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response
