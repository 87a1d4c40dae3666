"""One task: its page, its draft, checking the answers, completing it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import forms
from app.actions import tasks
from app.domain.access import Permission
from app.domain.errors import InvalidAnswers, NotFound, Refused, status
from app.web import edge, errors, sheets
from app.web.edge import permit, run

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.get("/<uuid:task_id>")
@permit(Permission.WORK)
def show(task_id: UUID) -> ResponseReturnValue:
    """The task with its form and its draft."""
    return sheets.draw(sheets.opened(task_id))


@bp.post("/<uuid:task_id>")
@permit(Permission.WORK)
def submit(task_id: UUID) -> ResponseReturnValue:
    """What a button asked for: save and leave, show what follows, another row, or the act itself."""
    sent = edge.split(request.form)
    sheet = sheets.opened(task_id)
    if sheet.form:
        sheet = replace(sheet, entered=sheets.with_rows(forms.posted(sheet.form, sent.answers), sent.act))
    if sent.act in {"", "complete"}:
        return _complete(sheet, sent)
    refused = sheets.keep(sheet, sent)
    if refused:
        return sheets.draw(refused, 409)
    if sent.act == "save":
        flash("Your answers so far are saved. Nothing has been sent.")
        return redirect(url_for("inbox.show"), code=303)
    return redirect(
        url_for("tasks.show", task_id=task_id, _anchor=sent.act.split(":")[1] if ":" in sent.act else None), 303
    )


@bp.get("/<uuid:task_id>/check")
@permit(Permission.WORK)
def check(task_id: UUID) -> ResponseReturnValue:
    """“Check your answers”, where the act moves responsibility. What is shown is what will be sent."""
    sheet = sheets.opened(task_id)
    if sheet.form is None or not sheet.page.open:
        return redirect(url_for("tasks.show", task_id=task_id), code=303)
    try:
        clean = forms.check(sheet.form, sheet.entered, context=sheet.page.context, options=sheet.page.options)
    except InvalidAnswers as refusal:
        return sheets.draw(replace(sheet, problems=refusal.problems), 422)
    lines = forms.words(sheet.form, clean, sheet.page.options, context=sheet.page.context)
    return render_template(
        "check.html", page=sheet.page, form=sheet.form, lines=lines, sent=list(_flat(sheet.entered)), key=edge.new_key()
    )


@bp.post("/<uuid:task_id>/confirm")
@permit(Permission.WORK)
def confirm(task_id: UUID) -> ResponseReturnValue:
    """Send what “check your answers” showed."""
    sent = edge.split(request.form)
    sheet = sheets.opened(task_id)
    if sheet.form:
        sheet = replace(sheet, entered=forms.posted(sheet.form, sent.answers))
    return _send(sheet, sent)


@bp.post("/<uuid:task_id>/claim")
@permit(Permission.WORK)
def claim(task_id: UUID) -> ResponseReturnValue:
    """Say that one is on it."""
    run(lambda tx: tasks.claim(tx, task_id))
    flash("This task is yours. Others can still see it and take it over.")
    return _back(task_id)


@bp.post("/<uuid:task_id>/release")
@permit(Permission.WORK)
def release(task_id: UUID) -> ResponseReturnValue:
    """Give it back."""
    run(lambda tx: tasks.release(tx, task_id))
    flash("You gave the task back. It waits for whoever takes it on.")
    return _back(task_id)


def _complete(sheet: sheets.Sheet, sent: edge.Sent) -> Response:
    """Send the answers; where the form asks to confirm, show them in words first."""
    if not (sheet.form and sheet.form.confirm and sheet.page.open):
        return _send(sheet, sent)
    refused = sheets.keep(sheet, sent)
    if refused:
        return sheets.draw(refused, 409)
    try:
        forms.check(sheet.form, sheet.entered, context=sheet.page.context, options=sheet.page.options)
    except InvalidAnswers as refusal:
        return sheets.draw(replace(sheets.opened(sheet.page.id), entered=sheet.entered, problems=refusal.problems), 422)
    return make_response(redirect(url_for("tasks.check", task_id=sheet.page.id), code=303))


def _send(sheet: sheets.Sheet, sent: edge.Sent) -> Response:
    """Complete the task and go on to the next; or show what stands in the way, with every answer still there."""
    task_id = sheet.page.id
    try:
        done = run(lambda tx: tasks.complete(tx, task_id, sheet.entered, seen=sent.seen, key=sent.key))
    except NotFound:
        raise
    except Refused as refusal:
        return _not_sent(sheet, sent, refusal)
    flash(done.said)
    place = url_for("tasks.show", task_id=done.next_task_id) if done.next_task_id else url_for("inbox.show")
    return make_response(redirect(place, code=303))


def _not_sent(sheet: sheets.Sheet, sent: edge.Sent, refusal: Refused) -> Response:
    """Why it could not be sent, with everything that was written: as a draft, or to be copied where that is too late."""
    try:
        refused = sheets.keep(sheet, sent) if sheet.page.open and sheet.page.mine else None
        again = replace(refused or sheets.opened(sheet.page.id), entered=sheet.entered)
    except Refused as later:
        return errors.page(status(later), str(later), lines=sheet.lines())
    if isinstance(refusal, InvalidAnswers):
        return sheets.draw(replace(again, problems=refusal.problems), 422)
    return sheets.draw(replace(again, refusal=refusal), status(refusal))


def _flat(entered: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The answers as hidden fields, named as the form would have named them."""
    fields: list[tuple[str, str]] = []
    for key, value in entered.items():
        match value:
            case [{}, *_]:
                for number, row in enumerate(value):
                    fields += [(f"{key}-{number}-{name}", text) for name, text in _flat(row)]
            case list():
                fields += [(key, ""), *((key, str(one)) for one in value)]
            case None:
                pass
            case _:
                fields.append((key, str(value)))
    return fields


def _back(task_id: UUID) -> ResponseReturnValue:
    place = edge.local(request.form.get("then", ""))
    return redirect(place or url_for("tasks.show", task_id=task_id), code=303)
