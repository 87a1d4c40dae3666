"""The lead officer's desk: disagreements that have climbed to an office the actor holds."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.actions import escalations
from app.domain.access import Permission
from app.web.edge import permit, run

bp = Blueprint("escalations", __name__)


@bp.get("/disagreements")
@permit(Permission.SETTLE_ESCALATIONS)
def desk() -> ResponseReturnValue:
    """Each disagreement on one card."""
    return render_template("desk.html", cards=run(escalations.desk), here="desk")
