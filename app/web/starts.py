"""Starting a case: first the child and the people around them, then what the process itself asks at its start."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import orjson
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import forms
from app.actions import cases, episodes, pickers, releases
from app.domain.access import Permission
from app.domain.cases import Child, StatusName
from app.domain.errors import Invalid, InvalidAnswers, NotFound, Problem, RuleBroken
from app.domain.views import Begun, Known, ProcessRow
from app.store.base import uuid_or_none
from app.store.tx import Tx
from app.web import edge, questions
from app.web.edge import permit, read, run

bp = Blueprint("starts", __name__, url_prefix="/cases/start")

START = "start_case"
FOLLOWS = "follows"  # the closed case whose next episode is begun; travels beside the answers
CHILD = "child."  # what was said about the child travels under this prefix to the process's own questions


@bp.get("")
@permit(Permission.START_CASE)
def begin() -> ResponseReturnValue:
    """Ask about the child; about one who is known, where their next episode begins (`follows`, a closed case)."""
    processes, options = read(_to_start)
    first: dict[str, Any] = {"process": processes[0].id} if len(processes) == 1 else {}
    follows = _follows(request.args.get("follows"))
    return _begin(options, first | (_as_known(follows.child) if follows else {}), follows=follows)


@bp.post("")
@permit(Permission.START_CASE)
def about_child() -> ResponseReturnValue:
    """Check what was said about the child; then ask what the process asks, or begin."""
    processes, options = read(_to_start)
    sent = edge.split(request.form)
    form = questions.named(START)
    carried = list(sent.answers.items(multi=True))
    follows = _follows(sent.answers.pop(FOLLOWS, None))
    entered = forms.posted(form, sent.answers)
    if sent.act == "show":
        return _begin(options, entered, follows=follows)
    try:
        clean = forms.check(form, entered, context=questions.context(), options=options)
    except InvalidAnswers as refusal:
        return make_response(_begin(options, entered, refusal.problems, follows=follows), 422)
    if not follows and sent.act != "another" and (known := run(lambda tx: episodes.known_to_actor(tx, _child(clean)))):
        return make_response(_begin(options, entered, known=known), 409)
    process = next(one for one in processes if one.id == clean["process"])
    if process.start_form is None:
        return _start(_new(clean, follows), {}, sent.key, about=entered)
    return _ask(process, clean, carried, sent.key)


@bp.post("/<process_id>")
@permit(Permission.START_CASE)
def start(process_id: str) -> ResponseReturnValue:
    """Check what the process asks at its start, and begin."""
    processes, options = read(_to_start)
    process = next((one for one in processes if one.id == process_id), None)
    if process is None or process.start_form is None:
        raise NotFound("There is no such process.")
    sent = edge.split(request.form)
    about, own = _apart(sent.answers)
    carried = list(about.items(multi=True))
    follows = _follows(about.pop(FOLLOWS, None))
    form = forms.read(orjson.dumps(process.start_form), published=True)
    entered = forms.posted(form, own)
    clean = forms.check(
        questions.named(START),
        forms.posted(questions.named(START), about),
        context=questions.context(),
        options=options,
    )
    if sent.act == "show":
        return _ask(process, clean, carried, sent.key, entered=entered)
    try:
        return _start(_new(clean, follows), entered, sent.key, about=forms.posted(questions.named(START), about))
    except InvalidAnswers as refusal:
        again = _ask(process, clean, carried, sent.key, entered=entered, problems=refusal.problems)
    except RuleBroken as refusal:
        again = _ask(process, clean, carried, sent.key, entered=entered, refusal=refusal)
    return make_response(again, 422)


def _start(
    new: cases.NewCase, answers: Mapping[str, Any], key: str, *, about: Mapping[str, Any]
) -> ResponseReturnValue:
    """Begin, and go on to the first task; or back to the first page, where what was said about the child does not fit."""
    try:
        started = run(lambda tx: cases.start(tx, new, answers, key))
    except Invalid as refusal:
        _, options = read(_to_start)
        return make_response(_begin(options, about, [Problem("", str(refusal))]), 422)
    flash("The case has begun. Everybody you named can see what waits for them.")
    if started.next_task_id:
        return redirect(url_for("tasks.show", task_id=started.next_task_id), code=303)
    if edge.actor().person_id in {new.named_person_id, *new.partner_ids}:
        return redirect(url_for("cases.show", case_id=started.case_id), code=303)
    return redirect(url_for("cases.mine"), code=303)  # whoever holds no role for the child does not see the case again


def _follows(case_id: str | None) -> Begun | None:
    """The child of the closed case whose next episode is begun, where an address or a form names one."""
    if not case_id:
        return None
    if (known := uuid_or_none(case_id)) is None:
        raise NotFound("There is no such case.")
    return run(lambda tx: episodes.to_follow(tx, known))


def _as_known(child: Child) -> dict[str, Any]:
    names = {"given": child.given_name, "family": child.family_name, "known_as": child.known_as}
    born = child.born_on
    return {**names, "born_on": f"{born.day}/{born.month}/{born.year}"}


def _child(clean: Mapping[str, Any]) -> Child:
    return Child(uuid4(), clean["given"], clean["family"], clean["known_as"] or "", clean["born_on"])


def _new(clean: Mapping[str, Any], follows: Begun | None) -> cases.NewCase:
    child = follows.child if follows else _child(clean)
    return cases.NewCase(
        given=child.given_name,
        family=child.family_name,
        known_as=child.known_as or child.given_name,
        born_on=child.born_on,
        process=clean["process"],
        named_person_id=UUID(clean["named_person"]) if clean["named_person"] else None,
        partner_ids=tuple(UUID(partner) for partner in clean["partners"]),
        statuses=_statuses(clean),
        reason=clean["reason"],
        follows=follows.case_id if follows else None,
    )


def _statuses(clean: Mapping[str, Any]) -> dict[StatusName, date]:
    """What holds for the child, and where a child lives whom the council looks after, each with the day it began."""
    held = {StatusName(name): clean[f"{name}_on"] for name in clean["statuses"]}
    return held | ({StatusName(clean["placement"]): clean["placement_on"]} if clean["placement"] else {})


def _apart(answers: MultiDict[str, str]) -> tuple[MultiDict[str, str], MultiDict[str, str]]:
    """What was said about the child, carried from the page before, apart from the process's own answers."""
    pairs = list(answers.items(multi=True))
    about = MultiDict((name.removeprefix(CHILD), text) for name, text in pairs if name.startswith(CHILD))
    return about, MultiDict((name, text) for name, text in pairs if not name.startswith(CHILD))


def _to_start(tx: Tx) -> tuple[tuple[ProcessRow, ...], questions.Options]:
    processes = releases.processes(tx)
    options = pickers.for_start(tx, questions.named(START))
    return processes, {**options, "processes": tuple((one.id, one.name) for one in processes)}


def _begin(
    options: questions.Options,
    entered: Mapping[str, Any],
    problems: Sequence[Problem] = (),
    *,
    follows: Begun | None = None,
    known: Sequence[Known] = (),
) -> str:
    form = questions.named(START)
    drawn = forms.draw(form, entered, context=questions.context(), options=options, problems=problems)
    return render_template(
        "start.html",
        form=form,
        questions=drawn,
        options=options,
        problems=problems,
        follows=follows,
        known=known,
        key=edge.new_key(),
        here="start",
    )


def _ask(
    process: ProcessRow,
    clean: Mapping[str, Any],
    carried: list[tuple[str, str]],
    key: str,
    *,
    entered: Mapping[str, Any] | None = None,
    problems: Sequence[Problem] = (),
    refusal: RuleBroken | None = None,
) -> str:
    form = forms.read(orjson.dumps(process.start_form), published=True)
    return render_template(
        "start_process.html",
        process=process,
        child=clean["known_as"] or clean["given"],
        form=form,
        questions=forms.draw(
            form, entered or {}, context=questions.context(), options=questions.options(form), problems=problems
        ),
        carried=[(CHILD + name, text) for name, text in carried],
        problems=problems,
        refusal=refusal,
        key=key,
        here="start",
    )
