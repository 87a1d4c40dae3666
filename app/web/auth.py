"""Signing in and out, and accepting an invitation."""

from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.actions import people
from app.domain.errors import Invalid, NotFound, NotSignedIn, Problem, Throttled
from app.web import edge, errors
from app.web.edge import public

bp = Blueprint("auth", __name__)

KEPT = "kept."

# Forms that can be shown again with what was sent: {what it was sent to: where it is shown}.
SHOWN_AGAIN = {
    "tasks.submit": "tasks.show",
    "tasks.confirm": "tasks.show",
    "starts.about_child": "starts.begin",
    "starts.start": "starts.start",
    "cases.tell": "cases.tell",
    "tabs.add_contact": "tabs.add_contact",
    "chronology.add": "chronology.add",
    "chronology.word": "chronology.word",
    "chronology.correct": "chronology.correct",
}


@bp.get("/sign-in")
@public("it is where one signs in")
def sign_in() -> ResponseReturnValue:
    """Ask who it is."""
    return _ask(request.args.get("then", ""))


@bp.post("/sign-in")
@public("it is where one signs in")
def enter() -> ResponseReturnValue:
    """Start a session for whoever knows the password."""
    email, password = request.form.get("email", "").strip(), request.form.get("password", "")
    address = request.remote_addr or ""
    try:
        signed_in = edge.run(
            lambda tx: people.sign_in(tx, email, password, address=address, instead_of=_before()), as_system=True
        )
    except NotSignedIn as refusal:
        return make_response(_ask(_then(), str(refusal), email=email), 401)
    except Throttled as refusal:
        return make_response(_ask(_then(), str(refusal), email=email), 429)
    return _let_in(signed_in.token)


@bp.post("/sign-in/as")
@public("the demo's people are invented; outside the demo there is no such page")
def sign_in_as() -> ResponseReturnValue:
    """Start a session for an invented person of the demo."""
    if not edge.here().settings.demo:
        raise NotFound("There is no such page.")
    try:
        person_id = UUID(request.form.get("person", ""))
    except ValueError:
        raise NotFound("There is no such person.") from None
    signed_in = edge.run(lambda tx: people.sign_in_as(tx, person_id, instead_of=_before()), as_system=True)
    return _let_in(signed_in.token)


@bp.post("/sign-out")
@public("signing out twice does no harm")
def sign_out() -> ResponseReturnValue:
    """End the session, here and on the server."""
    if token := _before():
        edge.run(lambda tx: people.sign_out(tx, token), as_system=True)
    return edge.forget(make_response(render_template("signed_out.html")))


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public("whoever was invited has no account yet; the token is the key")
def invitation(token: str) -> ResponseReturnValue:
    """Let an invited person choose a password."""
    if request.method == "GET":
        return render_template("invitation.html", problems=())
    password = request.form.get("password", "")
    try:
        signed_in = edge.run(
            lambda tx: people.accept_invitation(tx, token, password, instead_of=_before()), as_system=True
        )
    except Invalid as refusal:
        return make_response(render_template("invitation.html", problems=[Problem("password", str(refusal))]), 422)
    except NotFound as refusal:
        return errors.page(404, str(refusal))
    return edge.remember(_go(url_for("inbox.show")), signed_in.token)


@bp.app_errorhandler(NotSignedIn)
def sign_in_first(refusal: NotSignedIn) -> ResponseReturnValue:
    """Send whoever is not signed in to do so: back to where they wanted to go, or with what they were sending."""
    if request.method in edge.SAFE and request.accept_mimetypes.accept_html:
        return redirect(url_for("auth.sign_in", then=request.full_path.rstrip("?")), code=303)
    if place := SHOWN_AGAIN.get(request.endpoint or ""):
        kept = [
            (name, text) for name, text in request.form.items(multi=True) if name not in {"csrf_token", "key", "act"}
        ]
        return make_response(_page(url_for(place, **request.view_args or {}), kept=kept), 401)
    return make_response(str(refusal), 401, {"Content-Type": "text/plain; charset=utf-8"})


def _ask(then: str, problem: str = "", *, email: str = "") -> str:
    problems = [Problem("email", problem)] if problem else []
    return _page(then, problems=problems, email=email, kept=_kept())


def _page(then: str, *, kept: list[tuple[str, str]], problems: list[Problem] | None = None, email: str = "") -> str:
    invented = edge.read(people.demo_people, as_system=True) if edge.here().settings.demo else ()
    return render_template(
        "sign_in.html", then=edge.local(then) or "", people=invented, problems=problems, email=email, kept=kept
    )


def _before() -> str:
    """The token of the session that this browser had, which ends where another begins."""
    return request.cookies.get(edge.here().cookie, "")


def _then() -> str:
    return edge.local(request.form.get("then", "")) or url_for("inbox.show")


def _kept() -> list[tuple[str, str]]:
    return [(name.removeprefix(KEPT), value) for name, value in request.form.items(multi=True) if name.startswith(KEPT)]


def _let_in(token: str) -> Response:
    """On to where they were going; with what they had written, if a session ended while they wrote."""
    if kept := _kept():
        # The page is made before the session changes hands, then carries the new session's CSRF token.
        response = edge.remember(make_response(), token)
        response.set_data(render_template("resume.html", then=_then(), kept=kept))
        return response
    return edge.remember(_go(_then()), token)


def _go(place: str) -> Response:
    response = redirect(place, code=303)
    assert isinstance(response, Response)
    return response
