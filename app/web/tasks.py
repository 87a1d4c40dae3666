"""One task: its page, its draft, checking the answers, completing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import forms
from app.actions import tasks
from app.domain.access import Permission
from app.domain.errors import Invalid, InvalidAnswers, NotFound, Problem, Refused, Stale, StaleDraft, status
from app.domain.views import DraftField, TaskPage
from app.web import edge, errors, pages
from app.web.edge import permit, run

bp = Blueprint("tasks", __name__, url_prefix="/tasks")

JUST_NOW = timedelta(minutes=15)
DEFAULT_BUTTON = "Mark as done"


@dataclass(frozen=True, slots=True)
class Desk:
    """A task as it lies before somebody: the page, its form, what they entered, and what is wrong with it.

    entered: {field: as typed}. stale: {field: what somebody else wrote meanwhile}. refusal: the rule that forbids the
    act, or a sentence about what has moved on.
    """

    page: TaskPage
    form: forms.Form | None
    entered: Mapping[str, Any]
    problems: Sequence[Problem] = ()
    stale: Mapping[str, Stale] = field(default_factory=dict)
    refusal: Refused | None = None

    @classmethod
    def of(cls, page: TaskPage) -> "Desk":
        """The task with its draft."""
        form = forms.read(orjson.dumps(page.form)) if page.form else None
        return cls(page, form, {key: one.value for key, one in page.draft.items()})

    def questions(self) -> tuple[forms.Drawn, ...]:
        """What is asked, as it stands now."""
        if self.form is None:
            return ()
        return forms.draw(
            self.form, self.entered, context=self.page.context, options=self.page.options, problems=self.problems
        )

    def lines(self) -> list[tuple[str, str]]:
        """What was entered, in words, for somebody who can no longer send it."""
        labels = {one.name: one.label for one in self.questions() if one.name}
        return [(labels.get(key, key), pages.entered(value)) for key, value in self.entered.items() if value]

    def changes(self, versions: Mapping[str, int]) -> dict[str, tuple[Any, int]]:
        """What was entered and is not yet in the draft, each with the draft's version that was shown."""
        draft = self.page.draft
        return {
            key: (value, versions.get(key, 0))
            for key, value in self.entered.items()
            if (draft[key].value != value if key in draft else value not in ("", [], None))
        }


@bp.get("/<uuid:task_id>")
@permit(Permission.WORK)
def show(task_id: UUID) -> ResponseReturnValue:
    """The task with its form and its draft."""
    return _draw(_desk(task_id))


@bp.post("/<uuid:task_id>")
@permit(Permission.WORK)
def submit(task_id: UUID) -> ResponseReturnValue:
    """What a button asked for: save and leave, show what follows, another row, or the act itself."""
    sent = edge.split(request.form)
    desk = _desk(task_id)
    if desk.form:
        desk = replace(desk, entered=_with_rows(forms.posted(desk.form, sent.answers), sent.act))
    if sent.act in {"", "complete"}:
        return _complete(desk, sent)
    refused = _keep(desk, sent)
    if refused:
        return _draw(refused, 409)
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
    desk = _desk(task_id)
    if desk.form is None or not desk.page.open:
        return redirect(url_for("tasks.show", task_id=task_id), code=303)
    try:
        clean = forms.check(desk.form, desk.entered, context=desk.page.context, options=desk.page.options)
    except InvalidAnswers as refusal:
        return _draw(replace(desk, problems=refusal.problems), 422)
    lines = forms.words(desk.form, clean, desk.page.options, context=desk.page.context)
    return render_template(
        "check.html", page=desk.page, form=desk.form, lines=lines, sent=list(_flat(desk.entered)), key=edge.new_key()
    )


@bp.post("/<uuid:task_id>/confirm")
@permit(Permission.WORK)
def confirm(task_id: UUID) -> ResponseReturnValue:
    """Send what “check your answers” showed."""
    sent = edge.split(request.form)
    desk = _desk(task_id)
    if desk.form:
        desk = replace(desk, entered=forms.posted(desk.form, sent.answers))
    return _send(desk, sent)


@bp.post("/<uuid:task_id>/draft")
@permit(Permission.WORK)
def draft(task_id: UUID) -> ResponseReturnValue:
    """Keep what was just typed; says when it was kept, and how the questions read now where an answer changes them.

    Takes JSON {changes: {field: [value, version shown]}, live: whether other questions depend on one of them}.
    """
    body = edge.json_body()
    changes = _changes(body.get("changes"))
    try:
        kept = run(lambda tx: tasks.save_draft(tx, task_id, changes))
    except StaleDraft as refusal:
        return _both_texts(task_id, refusal, {key: value for key, (value, _) in changes.items()})
    questions = _questions(_desk(task_id)) if body.get("live") else None
    return jsonify(
        said=f"Saved at {pages.clock(pages.now())}",
        versions={key: one.version for key, one in kept.items()},
        others=_others(kept),
        questions=questions,
    )


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


def _desk(task_id: UUID) -> Desk:
    return Desk.of(run(lambda tx: tasks.open(tx, task_id)))


def _complete(desk: Desk, sent: edge.Sent) -> Response:
    """Send the answers; where the form asks to confirm, show them in words first."""
    if not (desk.form and desk.form.confirm and desk.page.open):
        return _send(desk, sent)
    refused = _keep(desk, sent)
    if refused:
        return _draw(refused, 409)
    try:
        forms.check(desk.form, desk.entered, context=desk.page.context, options=desk.page.options)
    except InvalidAnswers as refusal:
        return _draw(replace(_desk(desk.page.id), entered=desk.entered, problems=refusal.problems), 422)
    return make_response(redirect(url_for("tasks.check", task_id=desk.page.id), code=303))


def _send(desk: Desk, sent: edge.Sent) -> Response:
    """Complete the task and go on to the next; or show what stands in the way, with every answer still there."""
    task_id = desk.page.id
    try:
        done = run(lambda tx: tasks.complete(tx, task_id, desk.entered, seen=sent.seen, key=sent.key))
    except NotFound:
        raise
    except Refused as refusal:
        return _not_sent(desk, sent, refusal)
    flash(done.said)
    place = url_for("tasks.show", task_id=done.next_task_id) if done.next_task_id else url_for("inbox.show")
    return make_response(redirect(place, code=303))


def _not_sent(desk: Desk, sent: edge.Sent, refusal: Refused) -> Response:
    """Why it could not be sent, with everything that was written: as a draft, or to be copied where that is too late."""
    try:
        refused = _keep(desk, sent) if desk.page.open and desk.page.mine else None
        again = replace(refused or _desk(desk.page.id), entered=desk.entered)
    except Refused as later:
        return errors.page(status(later), str(later), lines=desk.lines())
    if isinstance(refusal, InvalidAnswers):
        return _draw(replace(again, problems=refusal.problems), 422)
    return _draw(replace(again, refusal=refusal), status(refusal))


def _keep(desk: Desk, sent: edge.Sent) -> Desk | None:
    """Save what was entered as a draft. None where that worked, else the task with both texts."""
    changes = desk.changes(sent.versions)
    if not changes:
        return None
    try:
        run(lambda tx: tasks.save_draft(tx, desk.page.id, changes))
    except StaleDraft as refusal:
        return replace(_desk(desk.page.id), entered=desk.entered, stale={one.field: one for one in refusal.fields})
    return None


def _draw(desk: Desk, code: int = 200) -> Response:
    asked = desk.questions() if desk.page.open and desk.page.mine else ()
    return make_response(
        render_template(
            "task.html",
            desk=desk,
            page=desk.page,
            form=desk.form,
            questions=asked,
            versions={key: one.version for key, one in desk.page.draft.items()},
            others=_others(desk.page.draft),
            sides=_sides(desk.page),
            lines=desk.lines() if request.method == "POST" and not asked else (),
            button=desk.form.button if desk.form else DEFAULT_BUTTON,
            key=edge.new_key(),
        ),
        code,
    )


def _questions(desk: Desk) -> str:
    versions = {key: one.version for key, one in desk.page.draft.items()}
    return render_template("questions.html", questions=desk.questions(), versions=versions, stale=desk.stale)


def _both_texts(task_id: UUID, refusal: StaleDraft, yours: Mapping[str, Any]) -> Response:
    """Somebody was quicker: the questions once more, with their text beside what is being typed here."""
    found = _desk(task_id)
    desk = replace(found, entered={**found.entered, **yours}, stale={one.field: one for one in refusal.fields})
    return make_response(
        jsonify(
            said="Not saved: somebody else changed the same answer. Both texts are shown.",
            versions={key: one.version for key, one in found.page.draft.items()},
            others=_others(found.page.draft),
            questions=_questions(desk),
        ),
        409,
    )


def _others(draft: Mapping[str, DraftField]) -> str:
    """Who else wrote here lately, in a sentence; empty where nobody did."""
    me = edge.actor().name
    lately = {one.by: one.at for one in sorted(draft.values(), key=lambda one: one.at) if one.by != me}
    names = [f"{by} ({pages.clock(at)})" for by, at in lately.items() if pages.now() - at < JUST_NOW]
    return f"Also being edited by {', '.join(names)}." if names else ""


def _sides(page: TaskPage) -> list[list[Any]]:
    """Earlier answers, those to the same question together, so that they can stand side by side."""
    groups: dict[str, list[Any]] = {}
    for one in page.earlier:
        groups.setdefault(one.key, []).append(one)
    return list(groups.values())


def _changes(raw: object) -> dict[str, tuple[Any, int]]:
    """The changes of a draft as a script sends them. Raises Invalid for anything else."""
    changes: dict[str, tuple[Any, int]] = {}
    for name, change in raw.items() if isinstance(raw, dict) else ():
        match change:
            case [value, int(version)]:
                changes[str(name)] = (_typed(value), version)
            case _:
                raise Invalid("A change is a list of the value and the version that was shown.")
    return changes


def _typed(value: object, depth: int = 3) -> Any:
    """What may have been typed: a text, a list of choices, or rows of them; without what no database keeps."""
    match value:
        case str():
            return value.encode(errors="ignore").decode().replace("\x00", "")
        case list() if depth:
            return [_typed(one, depth - 1) for one in value]
        case dict() if depth:
            return {str(name): _typed(one, depth - 1) for name, one in value.items()}
        case _:
            raise Invalid("An answer is a text, a list of texts, or a list of rows.")


def _with_rows(entered: dict[str, Any], act: str) -> dict[str, Any]:
    """“Add another” and “Remove”, where there are no scripts to do it."""
    match act.split(":"):
        case ["add", key]:
            return forms.with_row(entered, key)
        case ["remove", key, number] if number.isdigit() and len(number) < 4:
            return forms.without_row(entered, key, int(number))
        case _:
            return entered


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
