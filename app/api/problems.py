"""Every refusal and every fault as a problem document (RFC 9457): what happened, by which rule, what to do next."""

from dataclasses import dataclass, fields
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import msgspec
import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from app.domain.errors import InvalidAnswers, NotPublishable, NotSignedIn, Refused, RuleBroken, StaleDraft, status
from app.domain.faults import trace

log = structlog.get_logger()

TYPES = "/api/v1/problems#"
RETRY_AFTER = "60"  # seconds

# What the web server refuses before any of our rules is asked.
HTTP = {
    400: "The request cannot be read. Compare it with /api/v1/openapi.json.",
    404: "There is no such address here. See /api/v1/openapi.json for those that there are.",
    405: "This address cannot be used with this method. See /api/v1/openapi.json.",
    413: "The body is too large. Send 256 kB at most.",
    415: "Send a JSON body, with “Content-Type: application/json”.",
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: a form's field, a draft's field with both texts, or an element of a file."""

    message: str
    field: str = ""
    yours: Any = None
    theirs: Any = None
    theirs_by: str = ""
    element: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem document. type: which kind, as /api/v1/problems explains it. detail: a sentence for a person.

    rule, source, pack: the rule that forbids it, where it stands, and the policy pack's name and version. repair: the
    answer that would allow it. problems: every single thing that is wrong. reference: what to quote when reporting a
    fault.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str = ""
    rule: str = ""
    source: str = ""
    pack: str = ""
    repair: str | None = None
    problems: tuple[Flaw, ...] = ()
    reference: str = ""


def register(bp: Blueprint) -> None:
    """Answer with problem documents whatever goes wrong in this blueprint."""
    bp.register_error_handler(Refused, refused)
    bp.register_error_handler(HTTPException, http)
    bp.register_error_handler(Exception, fault)


def refused(refusal: Refused) -> Response:
    """A refusal of ours."""
    code = status(type(refusal))
    problem = Problem(
        TYPES + refusal.code,
        title(type(refusal)),
        code,
        str(refusal),
        request.path,
        **_rule(refusal),
        problems=flaws(refusal),
    )
    reply = answer(problem)
    if isinstance(refusal, NotSignedIn):
        reply.headers["WWW-Authenticate"] = 'Bearer realm="girfec"'
    if code in {429, 503}:
        reply.headers["Retry-After"] = RETRY_AFTER
    return reply


def http(error: HTTPException) -> Response:
    """What Flask itself refuses."""
    code = error.code or 500
    words = HTTPStatus(code).phrase
    reply = answer(Problem("about:blank", words, code, HTTP.get(code, f"{words}."), request.path))
    for name, value in error.get_headers():
        if name == "Allow":
            reply.headers[name] = value
    return reply


def fault(error: Exception) -> Response:
    """A bug: logged with a reference, shown without a detail."""
    reference = uuid4().hex[:8].upper()
    log.error("fault", reference=reference, route=str(request.url_rule), **trace(error))
    detail = "Something went wrong here. Nothing was recorded half. Try again; if it stays, quote the reference."
    return answer(Problem("about:blank", "Internal Server Error", 500, detail, request.path, reference=reference))


def answer(problem: Problem) -> Response:
    """The document as a reply; what is empty is left out."""
    shown = {one.name: getattr(problem, one.name) for one in fields(problem)}
    shown["problems"] = [
        {name: value for name, value in msgspec.to_builtins(flaw).items() if value not in ("", None, 0)}
        for flaw in problem.problems
    ]
    kept = {name: value for name, value in shown.items() if value or name in {"type", "title", "status", "detail"}}
    return Response(msgspec.json.encode(kept), problem.status, mimetype="application/problem+json")


def title(kind: type[Refused]) -> str:
    """The kind of refusal in a few words: “Rule broken”."""
    return kind.code.replace("-", " ").capitalize()


def flaws(refusal: Refused) -> tuple[Flaw, ...]:
    """Every single thing that is wrong, where a refusal lists them."""
    match refusal:
        case InvalidAnswers():
            return tuple(Flaw(one.message, field=one.field) for one in refusal.problems)
        case RuleBroken() if refusal.field:
            return (Flaw(str(refusal), field=refusal.field),)
        case StaleDraft():
            return tuple(
                Flaw("Somebody else has changed this answer.", one.field, one.yours, one.theirs, one.theirs_by)
                for one in refusal.fields
            )
        case NotPublishable():
            return tuple(
                Flaw(one.message, element=one.element, file=one.file, line=one.line) for one in refusal.findings
            )
    return ()


def _rule(refusal: Refused) -> dict[str, Any]:
    if not isinstance(refusal, RuleBroken):
        return {}
    return {"rule": refusal.rule, "source": refusal.source, "pack": refusal.pack, "repair": refusal.repair}
