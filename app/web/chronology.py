"""The chronology: reading it, wording what was proposed, adding to it, correcting it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import forms
from app.actions import chronology
from app.domain.access import Permission
from app.domain.chronology import Entry, Wording
from app.domain.errors import Invalid, InvalidAnswers, Problem
from app.domain.tabs import ChronologyPage
from app.store.tx import Tx
from app.web import edge, questions
from app.web.edge import permit, run

bp = Blueprint("chronology", __name__)

BEGUN = {"share": "all", "precision": "day"}  # with which an entry begins
# Questions whose answers are kept as they are, "" where they were left open.
WORDED = (
    *("source", "impact", "action", "kind", "agency", "clock", "share"),
    *("impact_note", "no_action", "outcome", "significance"),
)


@bp.get("/cases/<uuid:case_id>/chronology")
@permit(Permission.WORK)
def show(case_id: UUID) -> ResponseReturnValue:
    """What happened, by day, and what waits for words; or the agencies side by side."""
    page = run(lambda tx: chronology.open(tx, case_id))
    several = request.args.get("view") == "agencies"
    return render_template("chronology.html", page=page, several=several, here="cases")


@bp.route("/cases/<uuid:case_id>/chronology/add", methods=["GET", "POST"])
@permit(Permission.WORK)
def add(case_id: UUID) -> ResponseReturnValue:
    """An entry of one's own."""
    if request.method == "GET":
        return _ask(run(lambda tx: chronology.open(tx, case_id)), None, BEGUN)

    def act(tx: Tx, wording: Wording, _: str) -> object:
        return chronology.add(tx, case_id, wording, request.form.get("key", ""))

    return _act(case_id, None, act)


@bp.route("/chronology/<uuid:entry_id>/word", methods=["GET", "POST"])
@permit(Permission.WORK)
def word(entry_id: UUID) -> ResponseReturnValue:
    """A proposed entry in one's own words."""
    page, entry = run(lambda tx: chronology.one(tx, entry_id))
    if request.method == "GET":
        return _ask(page, entry, {**BEGUN, "happened_on": entry.wording.happened_on, "happened": entry.proposal})
    return _act(page.identity.case_id, entry, lambda tx, wording, _: chronology.accept(tx, entry_id, wording))


@bp.post("/chronology/<uuid:entry_id>/decline")
@permit(Permission.WORK)
def decline(entry_id: UUID) -> ResponseReturnValue:
    """A proposed entry is left out, with the reason."""
    page, _ = run(lambda tx: chronology.one(tx, entry_id))
    run(lambda tx: chronology.decline(tx, entry_id, request.form.get("reason", "").replace("\x00", "")))
    flash("Left out. It stands under “Left out” with your reason.")
    return redirect(url_for("chronology.show", case_id=page.identity.case_id), code=303)


@bp.route("/chronology/<uuid:entry_id>/correct", methods=["GET", "POST"])
@permit(Permission.WORK)
def correct(entry_id: UUID) -> ResponseReturnValue:
    """Another entry in the place of one that was wrong."""
    page, entry = run(lambda tx: chronology.one(tx, entry_id))
    if request.method == "GET":
        return _ask(page, entry, _entered(entry.wording))
    return _act(page.identity.case_id, entry, lambda tx, wording, why: chronology.correct(tx, entry_id, wording, why))


def _entered(wording: Wording) -> dict[str, Any]:
    return {**asdict(wording), "family": "yes" if wording.family else "no"}


def _act(case_id: UUID, entry: Entry | None, act: Callable[[Tx, Wording, str], object]) -> ResponseReturnValue:
    """Check what was entered, do it, and go back; or show what is wrong with every word still there."""
    form = questions.named("chronology")
    sent = edge.split(request.form)
    entered = forms.posted(form, sent.answers)
    if sent.act == "show":
        return _ask(run(lambda tx: chronology.open(tx, case_id)), entry, entered)
    try:
        clean = forms.check(form, entered, context=_context(entry), options={})
    except InvalidAnswers as refusal:
        page = run(lambda tx: chronology.open(tx, case_id))
        return make_response(_ask(page, entry, entered, problems=refusal.problems), 422)
    words = {name: clean[name] or "" for name in WORDED} | {"precision": clean["precision"] or "day"}
    wording = Wording(clean["happened_on"], clean["happened"], family=clean["family"] == "yes", **words)
    try:
        run(lambda tx: act(tx, wording, clean["reason"] or ""))
    except Invalid as refusal:
        page = run(lambda tx: chronology.open(tx, case_id))
        problem = Problem(refusal.field, str(refusal))
        return make_response(_ask(page, entry, entered, problems=(problem,)), 422)
    flash("It is in the chronology.")
    return redirect(url_for("chronology.show", case_id=case_id), code=303)


def _context(entry: Entry | None) -> dict[str, Any]:
    return {**questions.context(), "correcting": entry is not None and entry.state == "accepted"}


def _ask(page: ChronologyPage, entry: Entry | None, entered: Mapping[str, Any], **more: Any) -> str:
    form = questions.named("chronology")
    drawn = forms.draw(form, entered, context=_context(entry), options={}, problems=more.get("problems", ()))
    return render_template(
        "chronology_entry.html",
        page=page,
        entry=entry,
        form=form,
        questions=drawn,
        key=edge.new_key(),
        here="cases",
        **more,
    )
