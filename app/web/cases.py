"""A child's case: its page, its history, what may be told to it, and starting a new one."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import forms
from app.actions import cases, people, releases
from app.domain.access import Permission
from app.domain.cases import StatusName
from app.domain.errors import Invalid, InvalidAnswers, NotFound, Problem, RuleBroken
from app.domain.messages import KINDS
from app.domain.people import PROFESSIONS
from app.domain.views import CasePage, Holder, ProcessRow
from app.store.tx import Tx
from app.web import edge, pages
from app.web.edge import permit, read, run

bp = Blueprint("cases", __name__)

QUESTIONS = Path(__file__).parent / "questions"
START = "start_case"
CHILD = "child."  # what was said about the child travels under this prefix to the process's own questions
Options = dict[str, tuple[tuple[str, str], ...]]


def questions(name: str) -> forms.Form:
    """One of this room's own forms: what is asked before any process runs."""
    return forms.read((QUESTIONS / f"{name}.json").read_bytes(), file=f"{name}.json")


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
    tells = [(kind, questions(kind.name)) for kind in KINDS.values()]
    return render_template("case.html", page=page, offers=_offers(page), tells=tells, here="cases")


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
    form = questions(name)
    page = run(lambda tx: cases.open(tx, case_id))
    options = read(_colleagues)
    if request.method == "GET":
        return _tell(page, form, name, options, {})
    sent = edge.split(request.form)
    entered = forms.posted(form, sent.answers)
    try:
        payload = PAYLOADS[name](forms.check(form, entered, context=_now(), options=options))
        taken = run(lambda tx: cases.send(tx, case_id, name, payload, sent.key))
    except InvalidAnswers as refusal:
        return make_response(_tell(page, form, name, options, entered, problems=refusal.problems), 422)
    except RuleBroken as refusal:
        return make_response(_tell(page, form, name, options, entered, refusal=refusal), 422)
    flash(
        "Recorded, and the process has taken it up."
        if taken
        else "Recorded. Nothing in the process was waiting for it."
    )
    return redirect(url_for("cases.show", case_id=case_id), code=303)


PAYLOADS: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "status_changed": lambda clean: {
        "status": clean["status"],
        "on": clean["on"],
        "ended": clean["change"] == "ended",
        "source": clean["source"] or "",
    },
    "preference_changed": lambda clean: {"prefers": UUID(clean["prefers"])} if clean["prefers"] else {},
    "lp_unavailable": lambda clean: {"person": UUID(clean["person"]), "from": clean["from_on"]},
}


def _tell(
    page: CasePage, form: forms.Form, name: str, options: Options, entered: Mapping[str, Any], **more: Any
) -> str:
    drawn = forms.draw(form, entered, context=_now(), options=options, problems=more.get("problems", ()))
    return render_template(
        "tell.html", page=page, kind=KINDS[name], form=form, questions=drawn, key=edge.new_key(), here="cases", **more
    )


# Roles that were offered


@bp.post("/roles/<uuid:role_id>/accept")
@permit(Permission.WORK)
def accept_role(role_id: UUID) -> ResponseReturnValue:
    """Yes to a role."""
    run(lambda tx: cases.accept_role(tx, role_id))
    flash("You have accepted. The role is yours from now.")
    return redirect(url_for("inbox.show"), code=303)


@bp.post("/roles/<uuid:role_id>/decline")
@permit(Permission.WORK)
def decline_role(role_id: UUID) -> ResponseReturnValue:
    """No to a role, with a reason."""
    reason = request.form.get("reason", "").strip()
    run(lambda tx: cases.decline_role(tx, role_id, reason))
    flash("You have declined. Whoever offered it can see why.")
    return redirect(url_for("inbox.show"), code=303)


# Starting a case: first the child and the people, then what the process itself asks at its start


@bp.get("/cases/start")
@permit(Permission.START_CASE)
def begin() -> ResponseReturnValue:
    """Ask about the child."""
    processes, options = read(_to_start)
    first = {"process": processes[0].id} if len(processes) == 1 else {}
    return _begin(options, first)


@bp.post("/cases/start")
@permit(Permission.START_CASE)
def about_child() -> ResponseReturnValue:
    """Check what was said about the child; then ask what the process asks, or begin."""
    processes, options = read(_to_start)
    sent = edge.split(request.form)
    form = questions(START)
    entered = forms.posted(form, sent.answers)
    if sent.act == "show":
        return _begin(options, entered)
    try:
        clean = forms.check(form, entered, context=_now(), options=options)
    except InvalidAnswers as refusal:
        return make_response(_begin(options, entered, refusal.problems), 422)
    process = next(one for one in processes if one.id == clean["process"])
    if process.start_form is None:
        return _start(_new(clean), {}, sent.key, about=entered)
    return _ask(process, clean, list(sent.answers.items(multi=True)), sent.key, options)


@bp.post("/cases/start/<process_id>")
@permit(Permission.START_CASE)
def start(process_id: str) -> ResponseReturnValue:
    """Check what the process asks at its start, and begin."""
    processes, options = read(_to_start)
    process = next((one for one in processes if one.id == process_id), None)
    if process is None or process.start_form is None:
        raise NotFound("There is no such process.")
    about, own = _apart(edge.split(request.form).answers)
    sent = edge.split(request.form)
    form = forms.read(orjson.dumps(process.start_form))
    entered = forms.posted(form, own)
    clean = forms.check(questions(START), forms.posted(questions(START), about), context=_now(), options=options)
    carried = list(about.items(multi=True))
    if sent.act == "show":
        return _ask(process, clean, carried, sent.key, options, entered=entered)
    try:
        forms.check(form, entered, context=_now(), options=options)
        return _start(_new(clean), entered, sent.key, about=forms.posted(questions(START), about))
    except InvalidAnswers as refusal:
        again = _ask(process, clean, carried, sent.key, options, entered=entered, problems=refusal.problems)
    except RuleBroken as refusal:
        again = _ask(process, clean, carried, sent.key, options, entered=entered, refusal=refusal)
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
    return redirect(url_for("cases.show", case_id=started.case_id), code=303)


def _new(clean: Mapping[str, Any]) -> cases.NewCase:
    return cases.NewCase(
        given=clean["given"],
        family=clean["family"],
        known_as=clean["known_as"] or clean["given"],
        born_on=clean["born_on"],
        process=clean["process"],
        named_person_id=UUID(clean["named_person"]) if clean["named_person"] else None,
        partner_ids=tuple(UUID(partner) for partner in clean["partners"]),
        statuses={StatusName(name): clean[f"{name}_on"] for name in clean["statuses"]},
        reason=clean["reason"],
    )


def _apart(answers: MultiDict[str, str]) -> tuple[MultiDict[str, str], MultiDict[str, str]]:
    """What was said about the child, carried from the page before, apart from the process's own answers."""
    pairs = list(answers.items(multi=True))
    about = MultiDict((name.removeprefix(CHILD), text) for name, text in pairs if name.startswith(CHILD))
    return about, MultiDict((name, text) for name, text in pairs if not name.startswith(CHILD))


def _now() -> dict[str, Any]:
    """What conditions of a form may read before there is a case."""
    return {"now": pages.now()}


def _to_start(tx: Tx) -> tuple[tuple[ProcessRow, ...], Options]:
    processes = releases.processes(tx)
    return processes, {**_colleagues(tx), "processes": tuple((one.id, one.name) for one in processes)}


def _colleagues(tx: Tx) -> Options:
    """Everybody of the area, for pickers: under the name of each source that a form may ask."""
    found = people.colleagues(tx)
    pairs = tuple((str(one.id), f"{one.name}, {PROFESSIONS.get(one.profession, one.profession)}") for one in found)
    workers = {str(one.id) for one in found if one.profession == "social_worker"}
    return {"colleagues": pairs, "social_workers": tuple(pair for pair in pairs if pair[0] in workers)}


def _begin(options: Options, entered: Mapping[str, Any], problems: Sequence[Problem] = ()) -> str:
    form = questions(START)
    drawn = forms.draw(form, entered, context=_now(), options=options, problems=problems)
    return render_template(
        "start.html", form=form, questions=drawn, options=options, problems=problems, key=edge.new_key(), here="start"
    )


def _ask(
    process: ProcessRow,
    clean: Mapping[str, Any],
    carried: list[tuple[str, str]],
    key: str,
    options: Options,
    *,
    entered: Mapping[str, Any] | None = None,
    problems: Sequence[Problem] = (),
    refusal: RuleBroken | None = None,
) -> str:
    form = forms.read(orjson.dumps(process.start_form))
    return render_template(
        "start_process.html",
        process=process,
        child=clean["known_as"] or clean["given"],
        form=form,
        questions=forms.draw(form, entered or {}, context=_now(), options=options, problems=problems),
        carried=[(CHILD + name, text) for name, text in carried],
        problems=problems,
        refusal=refusal,
        key=key,
        here="start",
    )


def _offers(page: CasePage) -> list[Holder]:
    """The offered roles that wait for the actor's own yes or no."""
    me = edge.actor()
    return [one for one in page.offered if one.role.person_id == me.person_id or one.role.team_id in me.team_ids]
