"""Changing the area's policy: what a change would touch, proposing it from a day on, approving it, taking it back."""

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.actions import policy_changes
from app.domain.access import Permission
from app.domain.errors import Invalid, NotPublishable
from app.web.edge import permit, read, run

bp = Blueprint("policy_changes", __name__, url_prefix="/policy/change")


@bp.get("")
@permit(Permission.PUBLISH)
def begin() -> ResponseReturnValue:
    """A pack's text, to be changed."""
    pack, text, packs = read(lambda tx: policy_changes.text_of(tx, request.args.get("pack")))
    return _page(pack, text, packs)


@bp.post("")
@permit(Permission.PUBLISH)
def propose() -> ResponseReturnValue:
    """What it would touch; or the proposal itself."""
    said = {name: request.form.get(name, "") for name in ("pack", "text", "begins_on", "note")}
    text = said["text"].replace("\r\n", "\n")
    pack, _, packs = read(lambda tx: policy_changes.text_of(tx, said["pack"]))
    try:
        if request.form.get("act") != "propose":
            found = read(lambda tx: policy_changes.preview(tx, pack, text))
            return _page(pack, text, packs, said=said, preview=found)
        day = _day(said["begins_on"])
        run(lambda tx: policy_changes.propose(tx, pack, text, begins_on=day, note=said["note"]))
    except NotPublishable as refusal:
        lines = [f"{one.element or one.file}: {one.message}" for one in refusal.findings]
        return _page(pack, text, packs, said=said, problems=lines), 422
    except Invalid as refusal:
        return _page(pack, text, packs, said=said, problems=[str(refusal)]), 422
    flash("Proposed. Somebody else approves it before its day.")
    return redirect(url_for("policies.show"), code=303)


@bp.post("/<uuid:change_id>/approve")
@permit(Permission.PUBLISH)
def approve(change_id: UUID) -> ResponseReturnValue:
    """The second signature."""
    try:
        run(lambda tx: policy_changes.approve(tx, change_id))
    except Invalid as refusal:
        flash(str(refusal))
    else:
        flash("Approved. It is put in force on its day, and the clocks that run are worked out anew.")
    return redirect(url_for("policies.show"), code=303)


@bp.post("/<uuid:change_id>/withdraw")
@permit(Permission.PUBLISH)
def withdraw(change_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    run(lambda tx: policy_changes.withdraw(tx, change_id))
    flash("Taken back. What is in force stays as it is.")
    return redirect(url_for("policies.show"), code=303)


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Invalid("Enter the day from which it counts.") from None


def _page(pack: str, text: str, packs: object, **more: object) -> str:
    given: dict[str, object] = {"said": {}, "preview": None, "problems": (), **more}
    return render_template("policy_change.html", pack=pack, text=text, packs=packs, here="processes", **given)
