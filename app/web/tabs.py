"""The tabs of a case's page besides the overview: the plan, people, sharing; and a document by itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import forms
from app.actions import characteristics, contacts, documents
from app.domain.access import Permission
from app.domain.errors import InvalidAnswers
from app.domain.tabs import PeoplePage
from app.web import edge, pdf, questions
from app.web.edge import permit, run

bp = Blueprint("tabs", __name__)


@bp.get("/cases/<uuid:case_id>/plan")
@permit(Permission.WORK)
def plan(case_id: UUID) -> ResponseReturnValue:
    """The plan as it stands, what is different, and what else was written."""
    page = run(lambda tx: documents.plan(tx, case_id))
    return render_template("plan.html", page=page, missing=pdf.missing(), here="cases")


@bp.get("/documents/<uuid:document_id>")
@permit(Permission.WORK)
def document(document_id: UUID) -> ResponseReturnValue:
    """One version of a document."""
    page = run(lambda tx: documents.open(tx, document_id))
    return render_template("document.html", page=page, here="cases")


@bp.get("/cases/<uuid:case_id>/sharing")
@permit(Permission.WORK)
def sharing(case_id: UUID) -> ResponseReturnValue:
    """What was shared or kept back, and who made copies."""
    page = run(lambda tx: documents.sharing(tx, case_id))
    return render_template("sharing.html", page=page, here="cases")


@bp.get("/cases/<uuid:case_id>/people")
@permit(Permission.WORK)
def people(case_id: UUID) -> ResponseReturnValue:
    """Roles with their history, the child's own people, and who can see the case."""
    return render_template("people.html", page=run(lambda tx: contacts.open(tx, case_id)), here="cases")


@bp.route("/cases/<uuid:case_id>/people/add", methods=["GET", "POST"])
@permit(Permission.WORK)
def add_contact(case_id: UUID) -> ResponseReturnValue:
    """Somebody of the child's own world."""
    form = questions.named("contact")
    if request.method == "GET":
        return _contact(run(lambda tx: contacts.open(tx, case_id)), form, {})
    sent = edge.split(request.form)
    entered = forms.posted(form, sent.answers)
    if sent.act == "show":
        return _contact(run(lambda tx: contacts.open(tx, case_id)), form, entered)
    try:
        clean = forms.check(form, entered, context=questions.context(), options={})
    except InvalidAnswers as refusal:
        page = run(lambda tx: contacts.open(tx, case_id))
        return make_response(_contact(page, form, entered, problems=refusal.problems), 422)
    said = {key: clean[key] or "" for key in ("name", "relation", "how", "prr")}
    run(lambda tx: contacts.add(tx, case_id, **said))
    flash("Added. Everybody who works with this child can see it.")
    return redirect(url_for("tabs.people", case_id=case_id), code=303)


@bp.route("/cases/<uuid:case_id>/about", methods=["GET", "POST"])
@permit(Permission.WORK)
def about(case_id: UUID) -> ResponseReturnValue:
    """What the national return asks of every child, as far as the family says it."""
    form = questions.named("about")
    if request.method == "GET":
        page = run(lambda tx: contacts.open(tx, case_id))
        return _about(page, form, page.known.given)
    sent = edge.split(request.form)
    entered = forms.posted(form, sent.answers)
    if sent.act == "show":
        return _about(run(lambda tx: contacts.open(tx, case_id)), form, entered)
    try:
        clean = forms.check(form, entered, context=questions.context(), options={})
    except InvalidAnswers as refusal:
        page = run(lambda tx: contacts.open(tx, case_id))
        return make_response(_about(page, form, entered, problems=refusal.problems), 422)
    given = {key: str(value) for key, value in clean.items() if value}
    run(lambda tx: characteristics.record(tx, case_id, given))
    flash("Recorded.")
    return redirect(url_for("tabs.people", case_id=case_id), code=303)


@bp.post("/contacts/<uuid:contact_id>/end")
@permit(Permission.WORK)
def end_contact(contact_id: UUID) -> ResponseReturnValue:
    """Somebody is no longer among the child's people."""
    case_id = run(lambda tx: contacts.end(tx, contact_id))
    flash("Recorded. The name stays under “Earlier”.")
    return redirect(url_for("tabs.people", case_id=case_id), code=303)


def _contact(page: PeoplePage, form: forms.Form, entered: Mapping[str, Any], **more: Any) -> str:
    drawn = forms.draw(form, entered, context=questions.context(), options={}, problems=more.get("problems", ()))
    return render_template("contact.html", page=page, form=form, questions=drawn, here="cases", **more)


def _about(page: PeoplePage, form: forms.Form, entered: Mapping[str, Any], **more: Any) -> str:
    drawn = forms.draw(form, entered, context=questions.context(), options={}, problems=more.get("problems", ()))
    return render_template("about.html", page=page, form=form, questions=drawn, here="cases", **more)
