"""The child protection register's enquiries: its keeper answers who asks, and reads the log."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import forms
from app.actions import enquiries
from app.actions.enquiries import Question
from app.domain.access import Permission
from app.domain.errors import Invalid, InvalidAnswers, Problem
from app.web import edge, questions
from app.web.edge import permit, run

bp = Blueprint("enquiries", __name__, url_prefix="/register")

ENQUIRY = "register_enquiry"


@bp.get("/enquiries")
@permit(Permission.KEEP_REGISTER)
def show() -> ResponseReturnValue:
    """Who asked about whom, newest first, and what to ask the next caller."""
    return _page({})


@bp.post("/enquiries")
@permit(Permission.KEEP_REGISTER)
def ask() -> ResponseReturnValue:
    """Answer somebody who asks, and log it."""
    sent = edge.split(request.form)
    form = questions.named(ENQUIRY)
    entered = forms.posted(form, sent.answers)
    try:
        question = Question(**forms.check(form, entered, context=questions.context(), options={}))
        answer = run(lambda tx: enquiries.ask(tx, question, sent.key))
    except InvalidAnswers as refusal:
        return make_response(_page(entered, refusal.problems), 422)
    except Invalid as refusal:
        return make_response(_page(entered, [Problem(refusal.field, str(refusal))]), 422)
    flash(f"{question.given} {question.family}: {answer.words}. The enquiry is logged.")
    return redirect(url_for("enquiries.show"), code=303)


@bp.get("/enquiries.csv")
@permit(Permission.KEEP_REGISTER)
def log() -> ResponseReturnValue:
    """The whole log as a file."""
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="register-enquiries.csv"',
    }
    return make_response(run(enquiries.as_csv), 200, headers)


def _page(entered: Mapping[str, Any], problems: Sequence[Problem] = ()) -> str:
    form = questions.named(ENQUIRY)
    return render_template(
        "enquiries.html",
        log=run(lambda tx: enquiries.log(tx, _number())),
        form=form,
        questions=forms.draw(form, entered, context=questions.context(), options={}, problems=problems),
        problems=problems,
        key=edge.new_key(),
        here="register",
    )


def _number() -> int:
    """Which page of the log is asked for. Raises Invalid."""
    said = request.args.get("page", "1")
    if not (said.isascii() and said.isdigit() and 0 < len(said) < 6 and int(said)):
        raise Invalid("This address names no page of the log. Go back to the register.")
    return int(said)
