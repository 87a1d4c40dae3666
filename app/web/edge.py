"""Where a request becomes an act: who asks, what they may do, which transaction, what the reply's headers say."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import uuid4

from flask import Flask, Response, abort, current_app, g, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import MultiDict

from app.actions import people
from app.config import Settings
from app.domain.access import SYSTEM, Actor, Permission
from app.domain.errors import NotSignedIn
from app.store.base import Database
from app.store.tx import Tx

P = ParamSpec("P")
T = TypeVar("T")

EXTENSION = "girfec"
CONTROLS = frozenset({"csrf_token", "seen", "key", "act", "version"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
A_YEAR = 31_536_000


@dataclass(frozen=True, slots=True)
class Edge:
    """What every request needs: the database and the installation's settings."""

    database: Database
    settings: Settings

    @property
    def cookie(self) -> str:
        """The session cookie's name. Browsers accept the `__Host-` prefix over HTTPS only."""
        return "__Host-girfec" if self.settings.https else "girfec"


def register(app: Flask, database: Database, settings: Settings) -> None:
    """Put database, CSRF protection and headers in place."""
    app.extensions[EXTENSION] = Edge(database, settings)
    app.config.update(
        # Flask's own cookie carries only the CSRF token and the sentence for the next page; see `remember` for ours.
        SESSION_COOKIE_NAME="__Host-girfec-form" if settings.https else "girfec-form",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a form may be open for hours; the token ends with the browser's session
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, which our own policy forbids; `_same_site` looks at Fetch metadata
    )
    app.before_request(_same_site)
    CSRFProtect(app)
    app.after_request(_headers)


def here() -> Edge:
    """The edge of the application that serves this request."""
    edge = current_app.extensions[EXTENSION]
    assert isinstance(edge, Edge)
    return edge


def permit(permission: Permission) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Mark a view as needing somebody signed in who has this permission."""

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            actor().require(permission)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the test that every route declares one
        return guarded

    return decorate


def public(reason: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Mark a view as open to everybody, and say why."""

    def decorate(view: Callable[P, T]) -> Callable[P, T]:
        view.permission = f"public: {reason}"  # type: ignore[attr-defined]  # read by the same test
        return view

    return decorate


def actor() -> Actor:
    """Who is asking. Raises NotSignedIn."""
    if "actor" not in g:
        token = request.cookies.get(here().cookie, "")
        if not token:
            raise NotSignedIn("Sign in to continue.")
        settings = here().settings
        idle, longest = timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours)
        g.actor = people.recognise(here().database, token, kind="session", idle=idle, longest=longest)
    found: Actor = g.actor
    return found


def actor_or_none() -> Actor | None:
    """Who is asking, or None where nobody is signed in: for pages that both see."""
    try:
        return actor()
    except NotSignedIn:
        return None


def run(work: Callable[[Tx], T], *, as_system: bool = False) -> T:
    """Do something in one writing transaction, as whoever is signed in."""
    return here().database.run(SYSTEM if as_system else actor(), _dated(work))


def read(work: Callable[[Tx], T], *, as_system: bool = False) -> T:
    """Look something up in a transaction that cannot write."""
    return here().database.read(SYSTEM if as_system else actor(), _dated(work))


def _dated(work: Callable[[Tx], T]) -> Callable[[Tx], T]:
    """Keep the transaction's moment for the page: the templates' “today” is the database's, not the server's."""

    def dated(tx: Tx) -> T:
        g.now = tx.now
        return work(tx)

    return dated


@dataclass(frozen=True, slots=True)
class Sent:
    """A posted task form, taken apart. answers: the form's own fields. versions: {field: draft version shown}.

    seen: the instance's version shown. key: made when the form was drawn. act: which button was pressed.
    """

    answers: MultiDict[str, str]
    versions: Mapping[str, int]
    seen: int
    key: str
    act: str


def split(form: MultiDict[str, str]) -> Sent:
    """Take the control fields off, so that only answers reach the form's own check."""
    answers = MultiDict[str, str](
        (name, value.replace("\x00", ""))  # no character that databases keep
        for name, value in form.items(multi=True)
        if name not in CONTROLS and not name.startswith("version.")
    )
    versions = {name.removeprefix("version."): _whole(form[name]) for name in form if name.startswith("version.")}
    return Sent(answers, versions, _whole(form.get("seen", "")), form.get("key", ""), form.get("act", ""))


def _whole(text: str) -> int:
    """A whole number from a hidden field; anything else is as good as none, and the action refuses it as out of date."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def new_key() -> str:
    """An idempotency key for a form about to be drawn."""
    return uuid4().hex


def remember(response: Response, token: str) -> Response:
    """Give the browser its session: a random name for it, nothing else.

    The CSRF token stays the browser's own, so that a form in another tab can still be sent after signing in again.
    """
    settings = here().settings
    response.set_cookie(
        here().cookie,
        token,
        max_age=settings.session_hours * 3600,
        secure=settings.https,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def forget(response: Response) -> Response:
    """Take everything about this site out of the browser."""
    session.clear()
    settings = here().settings
    response.delete_cookie(here().cookie, secure=settings.https, httponly=True, samesite="Lax", path="/")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def local(path: str) -> str | None:
    """A path of ours that a sign-in may return to, or None: never another site's address."""
    one_slash = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if one_slash and path.isprintable() and "\\" not in path else None


def _same_site() -> None:
    """Refuse what another site's page made a browser send. Browsers that say nothing are left to the CSRF token."""
    if request.method not in SAFE and request.headers.get("Sec-Fetch-Site", "same-origin") not in {
        "same-origin",
        "none",
    }:
        abort(400, "This did not come from one of our own pages.")


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if here().settings.https:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}; includeSubDomains")
    return response


def json_body() -> dict[str, Any]:
    """The request's JSON object. Aborts with 400 where it is something else.

    Half characters are let through, for browsers send them; whoever takes a text leaves them out.
    """
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        abort(400, "This is not JSON.")
    if not isinstance(body, dict):
        abort(400, "A JSON object is needed here.")
    return body


def bpmn(xml: str) -> Response:
    """A diagram as a reply. It is read by the viewer, never shown by the browser itself."""
    return make_response(
        xml, 200, {"Content-Type": "application/xml; charset=utf-8", "Content-Disposition": "attachment"}
    )
