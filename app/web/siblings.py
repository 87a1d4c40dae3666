"""Brothers and sisters: which there are, linking and unlinking, and a meeting held for several of them."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import forms
from app.actions import cases, siblings
from app.domain.access import Permission
from app.domain.errors import InvalidAnswers, Problem, RuleBroken
from app.domain.views import CasePage, SiblingRow
from app.store.base import uuid_or_none
from app.store.tx import Tx
from app.web import edge, questions, sheets
from app.web.edge import permit, run

bp = Blueprint("siblings", __name__, url_prefix="/cases/<uuid:case_id>")

OWN = "own"  # the group of questions about one child


@bp.get("/siblings")
@permit(Permission.WORK)
def show(case_id: UUID) -> ResponseReturnValue:
    """Those with whom whoever looks works too, and what may be changed."""
    page, found, others = run(lambda tx: _page(tx, case_id))
    return render_template("siblings.html", page=page, siblings=found, others=others, here="cases")


def _page(tx: Tx, case_id: UUID) -> tuple[CasePage, tuple[SiblingRow, ...], tuple[tuple[str, str], ...]]:
    return cases.open(tx, case_id), siblings.open(tx, case_id), siblings.to_link(tx, case_id)


@bp.post("/siblings")
@permit(Permission.WORK)
def link(case_id: UUID) -> ResponseReturnValue:
    """They are siblings."""
    sent = edge.split(request.form)
    other = uuid_or_none(sent.answers.get("other", ""))
    run(lambda tx: siblings.link(tx, case_id, other, sent.answers.get("reason", ""), sent.key))
    flash("Linked. Each child keeps a record and a plan of their own.")
    return redirect(url_for("siblings.show", case_id=case_id), code=303)


@bp.post("/siblings/unlink")
@permit(Permission.WORK)
def unlink(case_id: UUID) -> ResponseReturnValue:
    """They are not, after all."""
    sent = edge.split(request.form)
    other = uuid_or_none(sent.answers.get("other", ""))
    run(lambda tx: siblings.unlink(tx, case_id, other, sent.answers.get("reason", ""), sent.key))
    flash("Unlinked.")
    return redirect(url_for("siblings.show", case_id=case_id), code=303)


@bp.route("/joint-meeting", methods=["GET", "POST"])
@permit(Permission.WORK)
def meeting(case_id: UUID) -> ResponseReturnValue:
    """A meeting for several of them: what is common once, and each child's own."""
    page, found, _ = run(lambda tx: _page(tx, case_id))
    child = page.identity.child
    children = {case_id: child.known_as or child.given_name}
    children |= {one.case_id: one.child for one in found if not one.closed_at}
    form = _form(children)
    if request.method == "GET" or len(children) == 1:
        return _draw(page, form, {})
    sent = edge.split(request.form)
    entered = forms.posted(form, sent.answers)
    if sent.act != "complete":
        return _draw(page, form, sheets.with_rows(entered, sent.act))
    try:
        clean = forms.check(form, entered, context=questions.context(), options={})
        own = {one: _own(clean, one) for one in children if one.hex in clean["about"] or one == case_id}
        common = {name: clean[name] for name in siblings.COMMON}
        run(lambda tx: siblings.meet(tx, case_id, common, own, sent.key))
    except InvalidAnswers as refusal:
        return make_response(_draw(page, form, entered, refusal.problems), 422)
    except RuleBroken as refusal:
        return make_response(_draw(page, form, entered, [Problem("", str(refusal))]), 422)
    flash("Recorded, in the case of each child it was about.")
    return redirect(url_for("cases.show", case_id=case_id), code=303)


def _form(children: Mapping[UUID, str]) -> forms.Form:
    """The form of one child's record, with the questions about one child asked for each of them."""
    definition = copy.deepcopy(dict(siblings.form().definition))
    [own] = [one for one in definition["components"] if one["id"] == OWN]
    here, *others = children
    about = {
        "type": "checklist",
        "id": "about",
        "key": "about",
        "label": "Which brothers and sisters was it about, besides?",
        "values": [{"value": one.hex, "label": children[one]} for one in others],
        "validate": {"required": True},
        "properties": {
            "rule": "A joint meeting is about several children",
            "ask": "which brothers and sisters it was about",
        },
    }
    shared = [one for one in definition["components"] if one["id"] != OWN]
    each = [_of_child(own, one, name, hidden=one != here) for one, name in children.items()]
    definition |= {"components": [*([about] if others else []), *shared, *each], "id": "web_joint_meeting"}
    definition["properties"] = {"button": "Record the meeting"}
    return forms.read(orjson.dumps(definition), published=True)


def _of_child(own: Mapping[str, Any], case_id: UUID, name: str, *, hidden: bool) -> dict[str, Any]:
    """The questions about one child, under keys of their own; hidden where the meeting was not about them."""
    away = f'not(list contains(about, "{case_id.hex}"))' if hidden else "false"
    group = copy.deepcopy(dict(own)) | {"id": f"own_{case_id.hex}", "label": f"{name} alone"}
    for one in group["components"]:
        condition = one.get("conditional", {}).get("hide", "=false").removeprefix("=")
        condition = condition.replace("child_heard", f"child_heard_{case_id.hex}")
        one["conditional"] = {"hide": f"={away} or {condition}"}
        one |= {"id": f"{one['id']}_{case_id.hex}", "key": f"{one['key']}_{case_id.hex}"}
    return group


def _own(clean: Mapping[str, Any], case_id: UUID) -> dict[str, Any]:
    """What was answered about one child, under the names of their record."""
    ending = f"_{case_id.hex}"
    return {name.removesuffix(ending): value for name, value in clean.items() if name.endswith(ending)}


def _draw(page: CasePage, form: forms.Form, entered: Mapping[str, Any], problems: Sequence[Problem] = ()) -> str:
    drawn = forms.draw(form, entered, context=questions.context(), options={}, problems=problems)
    return render_template(
        "joint_meeting.html", page=page, form=form, questions=drawn, problems=problems, key=edge.new_key(), here="cases"
    )
