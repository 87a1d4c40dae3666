"""Is it the same child? What the named person service is asked where a case began for a child who may be known already."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.actions import likenesses
from app.domain.access import Permission
from app.web import edge
from app.web.edge import permit, run

bp = Blueprint("likenesses", __name__)


@bp.get("/likenesses")
@permit(Permission.WORK)
def show() -> ResponseReturnValue:
    """Each pair of cases that may be about one child."""
    return render_template("likenesses.html", pairs=run(likenesses.waiting), here="inbox")


@bp.post("/likenesses/<uuid:likeness_id>/settle")
@permit(Permission.WORK)
def settle(likeness_id: UUID) -> ResponseReturnValue:
    """What the service found."""
    sent = edge.split(request.form)
    same = {"same": True, "other": False}.get(sent.act)
    reason = sent.answers.get("reason", "")
    case_id = run(lambda tx: likenesses.settle(tx, likeness_id, same=same, reason=reason, key=sent.key))
    flash("Recorded.")
    if not same:
        return redirect(url_for("likenesses.show"), code=303)
    return redirect(url_for("cases.show", case_id=case_id), code=303)
