"""Every refusal and every fault as a page that says what happened and what to do next."""

from typing import Any
from uuid import uuid4

import structlog
from flask import Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.domain.errors import Refused, status
from app.domain.faults import trace

log = structlog.get_logger()

# What each kind of page is called, and what it says where the refusal itself has no sentence for it.
PAGES = {
    400: ("This page could not read what was sent", "Go back, reload the page and try again."),
    403: (
        "You cannot do this",
        "Your account does not allow this. Ask your administrator if you need it for your work.",
    ),
    404: (
        "Page not found",
        "There is nothing here that you can see. It may never have existed, or you may not be involved with this child.",
    ),
    405: ("This page cannot be used like that", "Start again from your tasks."),
    409: (
        "Somebody was here before you",
        "This has changed since you opened it. Open it again to see it as it is now.",
    ),
    413: (
        "That is too much for one page",
        "Shorten what you wrote, or split it, and send it again. What you typed is kept.",
    ),
    415: ("This page could not read what was sent", "Go back, reload the page and try again."),
    422: ("This cannot be recorded as it is", "Change the answers named below and send them again."),
    429: ("Too many tries", "Wait a few minutes, then try again."),
    500: ("Something went wrong here", "Nothing that you sent was recorded half. Try again in a few minutes."),
    503: ("This step could not be finished", "The case stays as it was. Somebody has been told. Try again later."),
}


def register(app: Flask) -> None:
    """Put the error pages in place."""
    app.register_error_handler(CSRFError, out_of_date)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, fault)


def page(code: int, sentence: str = "", **more: Any) -> Response:
    """An error page. sentence: what a refusal says, instead of the page's own words."""
    title, usual = PAGES.get(code, PAGES[400 if code < 500 else 500])
    return make_response(
        render_template("error.html", title=title, sentence=sentence or usual, code=code, **more), code
    )


def out_of_date(_: CSRFError) -> ResponseReturnValue:
    """A form without its token, or with another session's."""
    return page(
        400, "This page was open for too long or came from another window. Go back, reload it and send it again."
    )


def refused(refusal: Refused) -> ResponseReturnValue:
    """A refusal that no view has drawn on its own page."""
    return page(status(refusal), str(refusal) if refusal.code != "not-found" else "", refusal=refusal)


def http(error: HTTPException) -> ResponseReturnValue:
    """What Flask itself refuses: unknown addresses, wrong methods, too large bodies."""
    code = error.code or 500
    return error.get_response() if code < 400 else page(code)


def fault(error: Exception) -> ResponseReturnValue:
    """A bug: logged with a reference, shown without a detail."""
    reference = uuid4().hex[:8].upper()
    log.error("fault", reference=reference, route=str(request.url_rule), **trace(error))
    return page(500, reference=reference)
