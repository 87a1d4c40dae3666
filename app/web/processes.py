"""The processes as drawn: a list, and each with its diagram and the same in words."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.actions import folders, processes
from app.domain.access import Permission
from app.web.edge import actor, bpmn, permit, read

bp = Blueprint("processes", __name__)


@bp.get("/processes")
@permit(Permission.READ_PROCESSES)
def show() -> ResponseReturnValue:
    """What the newest release holds, and who published it."""
    return render_template(
        "processes.html",
        rows=read(processes.drawn),
        releases=read(processes.history),
        on_page=read(folders.on_page) if actor().may(Permission.PUBLISH) else (),
        here="processes",
    )


@bp.get("/processes/<process_id>")
@permit(Permission.READ_PROCESSES)
def one(process_id: str) -> ResponseReturnValue:
    """One process: its diagram, and its steps as text."""
    row = read(lambda tx: processes.one(tx, process_id))
    return render_template("process.html", row=row, releases=read(processes.history), here="processes")


@bp.get("/forms/<form_id>")
@permit(Permission.READ_PROCESSES)
def form(form_id: str) -> ResponseReturnValue:
    """What a form asks, to be read."""
    return render_template("form.html", form=read(lambda tx: processes.questions(tx, form_id)), here="processes")


@bp.get("/decisions/<decision_id>")
@permit(Permission.READ_PROCESSES)
def decision(decision_id: str) -> ResponseReturnValue:
    """A decision table, to be read."""
    return render_template("decision.html", table=read(lambda tx: processes.table(tx, decision_id)), here="processes")


@bp.get("/processes/<process_id>/diagram")
@permit(Permission.READ_PROCESSES)
def diagram(process_id: str) -> ResponseReturnValue:
    """The diagram itself, for the viewer."""
    return bpmn(read(lambda tx: processes.one(tx, process_id)).diagram)
