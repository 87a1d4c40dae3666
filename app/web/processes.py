"""The processes as drawn: a list, and each with its diagram and the same in words."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.actions import releases
from app.domain.access import Permission
from app.domain.errors import NotFound
from app.domain.views import ProcessRow
from app.web.edge import bpmn, permit, read

bp = Blueprint("processes", __name__)


@bp.get("/processes")
@permit(Permission.READ_PROCESSES)
def show() -> ResponseReturnValue:
    """What the newest release holds."""
    return render_template("processes.html", rows=read(releases.processes), here="processes")


@bp.get("/processes/<process_id>")
@permit(Permission.READ_PROCESSES)
def one(process_id: str) -> ResponseReturnValue:
    """One process: its diagram, and its steps as text."""
    return render_template("process.html", row=_row(process_id), here="processes")


@bp.get("/processes/<process_id>/diagram")
@permit(Permission.READ_PROCESSES)
def diagram(process_id: str) -> ResponseReturnValue:
    """The diagram itself, for the viewer."""
    return bpmn(_row(process_id).diagram)


def _row(process_id: str) -> ProcessRow:
    for row in read(releases.processes):
        if row.id == process_id:
            return row
    raise NotFound("There is no such process.")
