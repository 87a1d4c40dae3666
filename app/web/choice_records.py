"""How somebody came to lead: the record of each choice, as a page of the case."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.actions import choice_records
from app.domain.access import Permission
from app.domain.errors import NotFound
from app.store.base import uuid_or_none
from app.web import pdf
from app.web.edge import permit, run

bp = Blueprint("choice_records", __name__)


@bp.get("/cases/<uuid:case_id>/choice")
@permit(Permission.WORK)
def show(case_id: UUID) -> ResponseReturnValue:
    """The newest choice of a case, or the one that the address names."""
    record_id = named()
    page = run(lambda tx: choice_records.open(tx, case_id, record_id))
    return render_template("choice.html", page=page, missing=pdf.missing(), here="cases")


def named() -> UUID | None:
    """The record that the address asks for, None where it names none. Raises NotFound where it names no id."""
    text = request.args.get("record")
    if text and uuid_or_none(text) is None:
        raise NotFound("There is no such choice in this case.")
    return uuid_or_none(text) if text else None
