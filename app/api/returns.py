"""The figures of a reporting year."""

from flask import Blueprint

from app.actions import returns
from app.api import edge
from app.api.edge import permit, speaks
from app.api.shapes import Figures, OfYear
from app.domain.access import Permission
from app.domain.errors import Invalid

bp = Blueprint("returns", __name__)


@bp.get("/returns")
@permit(Permission.READ_RETURNS)
@speaks(asks=OfYear, gives=Figures, refuses=(Invalid,))
def figures(query: OfYear) -> Figures:
    """Read every indicator of a reporting year by quarter. A number that is null is too small to be told."""
    return Figures.of(edge.read(lambda tx: returns.figures(tx, query.year)))
