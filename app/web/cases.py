"""A child's case: its page, its history, what may be told to it, and starting a new one."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import forms
from app.actions import cases, messages, releases, roles
from app.domain.access import Permission
from app.domain.cases import STILL
from app.domain.deadlines import local
from app.domain.episodes import CLOSINGS, months_between
from app.domain.errors import Conflict, Invalid, InvalidAnswers, NotFound, Problem, RuleBroken, status
from app.domain.messages import KINDS, Kind
from app.domain.views import CasePage, Holder
from app.store.tx import Tx
from app.web import edge, pages, questions
from app.web.edge import permit, read, run

bp = Blueprint("cases", __name__)


@bp.get("/cases")
@permit(Permission.WORK)
def mine() -> ResponseReturnValue:
    """The children with whom the actor has to do."""
    return render_template("cases.html", rows=run(cases.mine), here="cases")


@bp.get("/cases/<uuid:case_id>")
@permit(Permission.WORK)
def show(case_id: UUID) -> ResponseReturnValue:
    """Everything about one case that its people need in one place."""
    page = run(lambda tx: cases.open(tx, case_id))
    tells = [(kind, questions.named(kind.name)) for kind in KINDS.values() if _may_happen(kind, page)]
    return render_template(
        "case.html",
        page=page,
        offers=_offers(page),
        tells=tells,
        closings=CLOSINGS,
        can_follow=_can_follow(page),
        months_off=_months_off,
        here="cases",
    )


def _may_happen(kind: Kind, page: CasePage) -> bool:
    """Is it worth offering? Not a birth of somebody who is a year old; of a closed case, only what is still to be known."""
    if page.closed_at:
        return kind.after_closing
    return kind.name != "child_born" or page.identity.age < 1


def _can_follow(page: CasePage) -> bool:
    """May whoever looks begin the next episode? The newest one is closed, and its child alive."""
    newest = not page.episodes or page.episodes[0].case_id == page.identity.case_id
    still = {one.name for one in page.identity.statuses} & set(STILL)
    return bool(page.closed_at) and newest and not still and edge.actor().may(Permission.START_CASE)


def _months_off(off: date) -> str:
    """How long ago a name came off the register, “7 months ago”."""
    months = months_between(off, local(pages.now()).date())
    return f"{months} month{'' if months == 1 else 's'} ago" if months else "less than a month ago"


@bp.get("/cases/<uuid:case_id>/history")
@permit(Permission.WORK)
def history(case_id: UUID) -> ResponseReturnValue:
    """The timeline, further back than the case's page goes."""
    after = request.args.get("after", type=int)

    def work(tx: Tx) -> tuple[CasePage, tuple[Any, ...]]:
        return cases.open(tx, case_id), cases.timeline(tx, case_id, after=after)

    page, events = run(work)
    return render_template("history.html", page=page, events=events, after=after, here="cases")


@bp.get("/diagrams/<uuid:instance_id>/<process>")
@permit(Permission.WORK)
def diagram(instance_id: UUID, process: str) -> ResponseReturnValue:
    """The diagram that an instance runs, or of a process that it calls, for the viewer."""
    return edge.bpmn(read(lambda tx: releases.diagram(tx, instance_id, process)))


# Telling a case something


@bp.route("/cases/<uuid:case_id>/tell/<name>", methods=["GET", "POST"])
@permit(Permission.WORK)
def tell(case_id: UUID, name: str) -> ResponseReturnValue:
    """A message to the case: its questions, and sending it."""
    if name not in KINDS:
        raise NotFound("There is no such message.")
    form = questions.named(name)
    page = run(lambda tx: cases.open(tx, case_id))
    options = questions.options(form)
    if request.method == "GET":
        return _tell(page, form, name, options, {})
    sent = edge.split(request.form)
    entered = forms.posted(form, sent.answers)
    if sent.act == "show":
        return _tell(page, form, name, options, entered)
    try:
        payload = PAYLOADS.get(name, _as_given)(
            forms.check(form, entered, context=questions.context(), options=options)
        )
        taken = run(lambda tx: messages.send(tx, case_id, name, payload, sent.key))
    except InvalidAnswers as refusal:
        return make_response(_tell(page, form, name, options, entered, problems=refusal.problems), 422)
    except RuleBroken as refusal:
        return make_response(_tell(page, form, name, options, entered, refusal=refusal), 422)
    except (Conflict, Invalid) as refusal:
        said = (Problem(getattr(refusal, "field", ""), str(refusal)),)
        return make_response(_tell(page, form, name, options, entered, problems=said), status(refusal))
    flash(
        "Recorded, and the process has taken it up."
        if taken
        else "Recorded. Nothing in the process was waiting for it."
    )
    return redirect(url_for("cases.show", case_id=case_id), code=303)


def _as_given(clean: dict[str, Any]) -> dict[str, Any]:
    """The answers under their own names, without those that were left open."""
    return {key: value for key, value in clean.items() if value}


def _status(clean: dict[str, Any]) -> dict[str, Any]:
    """A change of status; where only the place in which the child lives is new, that place is what began."""
    lives = None if clean["placement"] in (None, "as_before") else clean["placement"]
    said = {name: clean[name] for name in ("legal_basis", "source_order_id", "review_agreed_on") if clean[name]}
    payload = said | {"on": clean["on"], "ended": clean["change"] == "ended", "source": clean["source"] or ""}
    if clean["status"] != "placement":
        return payload | {"status": clean["status"]} | ({"placement": lives} if lives else {})
    if lives is None:
        raise InvalidAnswers([Problem("placement", "Choose where the child lives now.")])
    return payload | {"status": lives}


PAYLOADS: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "status_changed": _status,
    "preference_changed": lambda clean: {"prefers": UUID(clean["prefers"])} if clean["prefers"] else {},
    "cp_concern": lambda clean: {"told_by": UUID(clean["told_by"])},
    "assistance_requested": lambda clean: {"asked": UUID(clean["asked"]), "help_with": clean["help_with"]},
    "np_changed": lambda clean: {"from" if key == "from_on" else key: value for key, value in clean.items() if value},
    "lp_unavailable": lambda clean: {"person": UUID(clean["person"]), "from": clean["from_on"]},
}


def _tell(
    page: CasePage, form: forms.Form, name: str, options: questions.Options, entered: Mapping[str, Any], **more: Any
) -> str:
    drawn = forms.draw(form, entered, context=questions.context(), options=options, problems=more.get("problems", ()))
    return render_template(
        "tell.html", page=page, kind=KINDS[name], form=form, questions=drawn, key=edge.new_key(), here="cases", **more
    )


# Roles that were offered


@bp.post("/roles/<uuid:role_id>/accept")
@permit(Permission.WORK)
def accept_role(role_id: UUID) -> ResponseReturnValue:
    """Yes to a role."""
    run(lambda tx: roles.accept(tx, role_id))
    flash("You have accepted. The role is yours from now.")
    return redirect(url_for("inbox.show"), code=303)


@bp.post("/roles/<uuid:role_id>/decline")
@permit(Permission.WORK)
def decline_role(role_id: UUID) -> ResponseReturnValue:
    """No to a role, with a reason."""
    reason = request.form.get("reason", "").strip()
    run(lambda tx: roles.decline(tx, role_id, reason))
    flash("You have declined. Whoever offered it can see why.")
    return redirect(url_for("inbox.show"), code=303)


def _offers(page: CasePage) -> list[Holder]:
    """The offered roles that wait for the actor's own yes or no."""
    me = edge.actor()
    return [one for one in page.offered if one.role.person_id == me.person_id or one.role.team_id in me.team_ids]
