"""The processes that may be started."""

from flask import Blueprint

from app.actions import releases
from app.api import edge
from app.api.edge import permit, speaks
from app.api.shapes import Processes
from app.domain.access import Permission

bp = Blueprint("processes", __name__)


@bp.get("/processes")
@permit(Permission.READ_PROCESSES)
@speaks(gives=Processes)
def processes() -> Processes:
    """List the processes that a person may start, with start form and diagram."""
    return Processes(edge.read(releases.processes))
