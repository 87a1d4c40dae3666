"""Where a request becomes an act: who asks, what they may do, what they sent, which transaction, how the reply reads.

Callers prove who they are with a bearer token and nothing else. There are no cookies here, so nobody's browser can be
made to act for them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import msgspec
import orjson
from flask import Response, current_app, g, request

from app.actions import people
from app.config import Settings
from app.domain.access import SYSTEM, Actor, Permission
from app.domain.errors import Invalid, NotSignedIn, Refused
from app.store.base import Database
from app.store.tx import Tx

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[..., Any]

EXTENSION = "girfec-api"
BODY_LIMIT = 256_000  # bytes
DEPTH_LIMIT = 12  # lists and objects inside one another
KEY_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Edge:
    """What every request needs: the database and the installation's settings."""

    database: Database
    settings: Settings


@dataclass(frozen=True, slots=True)
class Speech:
    """What a route takes and gives, read by the view's wrapper and by the OpenAPI document alike.

    takes: shape of the JSON body. asks: shape of the query. gives: shape of the reply, None for an empty one. keyed: an
    Idempotency-Key is needed. refuses: what may be refused, besides what every route refuses.
    """

    takes: type | None = None
    asks: type | None = None
    gives: Any = None
    status: int = 200
    keyed: bool = False
    refuses: tuple[type[Refused], ...] = ()


def permit(permission: Permission) -> Callable[[View], View]:
    """Mark a view as needing a token of somebody who has this permission."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            actor().require(permission)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the test that every route declares one
        return guarded

    return decorate


def public(reason: str) -> Callable[[View], View]:
    """Mark a view as open to everybody, and say why."""

    def decorate(view: View) -> View:
        view.permission = f"public: {reason}"  # type: ignore[attr-defined]  # read by the same test
        return view

    return decorate


def speaks(
    *,
    gives: Any = None,
    takes: type | None = None,
    asks: type | None = None,
    status: int = 200,
    keyed: bool = False,
    refuses: tuple[type[Refused], ...] = (),
) -> Callable[[View], View]:
    """Give a view its decoded `body`, `query` and `key`, as far as it asks for them, and send what it returns as JSON."""

    def decorate(view: View) -> View:
        @wraps(view)
        def spoken(**place: Any) -> Response:
            if takes:
                place["body"] = body(takes)
            if asks:
                place["query"] = query(asks)
            if keyed:
                place["key"] = key()
            return reply(view(**place), 204 if gives is None else status)

        spoken.speech = Speech(takes, asks, gives, status, keyed, refuses)  # type: ignore[attr-defined]  # for the document
        return spoken

    return decorate


def here() -> Edge:
    """The edge of the application that serves this request."""
    edge = current_app.extensions[EXTENSION]
    assert isinstance(edge, Edge)
    return edge


def actor() -> Actor:
    """Who is asking. Raises NotSignedIn."""
    if "api_actor" not in g:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise NotSignedIn(
                "Send your token with this request: “Authorization: Bearer …”. POST /api/v1/token gives one."
            )
        g.api_actor = people.recognise(here().database, token.strip(), kind="api")
    found: Actor = g.api_actor
    return found


def run(work: Callable[[Tx], T], *, as_system: bool = False) -> T:
    """Do something in one writing transaction, as whoever sent the token."""
    return here().database.run(SYSTEM if as_system else actor(), work)


def read(work: Callable[[Tx], T]) -> T:
    """Look something up in a transaction that cannot write."""
    return here().database.read(actor(), work)


def body(shape: type[T]) -> T:
    """The request's JSON body in this shape. Raises Invalid, naming the place that does not fit."""
    request.max_content_length = BODY_LIMIT
    if request.mimetype != "application/json":
        raise Invalid("Send a JSON body, with “Content-Type: application/json”.")
    try:
        sent = orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        raise Invalid(
            f"The body cannot be read as JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        ) from error
    return _fitted(sent, shape, strict=True)


def query(shape: type[T]) -> T:
    """The request's query in this shape. Raises Invalid, naming the parameter that does not fit."""
    repeated = [name for name in request.args if len(request.args.getlist(name)) > 1]
    if repeated:
        raise Invalid(f"Send “{repeated[0][:60]}” once.")
    return _fitted(request.args.to_dict(), shape, strict=False)


def key() -> str:
    """The Idempotency-Key, with or without the quotes that its standard asks for. Raises Invalid."""
    sent = request.headers.get("Idempotency-Key", "").strip()
    if len(sent) > 1 and sent[0] == sent[-1] == '"':
        sent = sent[1:-1]
    if not 0 < len(sent) <= KEY_LIMIT or not sent.isascii() or not sent.isprintable():
        raise Invalid(
            "Send an Idempotency-Key header, made anew for each act: 1 to 200 letters, digits or signs, a UUID for "
            "example. The same key again gets the same answer."
        )
    return sent


def reply(value: Any, status: int) -> Response:
    """A JSON reply, or an empty one."""
    if status == 204:
        return Response(status=204)
    return Response(msgspec.json.encode(value, enc_hook=_as_json), status, mimetype="application/json")


def _as_json(value: Any) -> Any:
    """What JSON has no word for: a mapping that is no dict."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")


def _fitted(sent: Any, shape: type[T], *, strict: bool) -> T:
    _sound(sent, DEPTH_LIMIT)
    try:
        return msgspec.convert(sent, shape, strict=strict)
    except msgspec.ValidationError as error:
        raise Invalid(
            f"This does not fit what is taken here. {_plain(str(error))} See /api/v1/openapi.json."
        ) from error


def _plain(message: str) -> str:
    """“Expected int, got str at seen.”"""
    return message.replace("`", "").replace(" - at $.", " at ").replace("Object ", "The object ").rstrip(".") + "."


def _sound(value: Any, depth: int) -> None:
    """Refuse what no database or page could carry: NUL characters, and lists inside lists without end."""
    if depth == 0:
        raise Invalid(f"Lists and objects may be nested {DEPTH_LIMIT} deep at most.")
    match value:
        case str() if "\x00" in value:
            raise Invalid("Take the NUL characters (\\u0000) out of the text.")
        case Mapping():
            for name, one in value.items():
                _sound(name, depth)
                _sound(one, depth - 1)
        case list():
            for one in value:
                _sound(one, depth - 1)
