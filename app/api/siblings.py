"""Brothers and sisters: linking and unlinking their cases, and meetings held for several of them."""

from uuid import UUID

from flask import Blueprint

from app.actions import siblings
from app.api import edge
from app.api.edge import permit, speaks
from app.api.shapes import Linked, Meeting, Met, Siblings
from app.domain.access import Permission
from app.domain.errors import Conflict, Forbidden, InvalidAnswers, KeyReused, NotFound, RuleBroken
from app.store.tx import Tx

bp = Blueprint("siblings", __name__, url_prefix="/cases/<uuid:case_id>")

REFUSES = (NotFound, Forbidden, Conflict, KeyReused)


@bp.get("/siblings")
@permit(Permission.WORK)
@speaks(gives=Siblings, refuses=(NotFound,))
def show(case_id: UUID) -> Siblings:
    """List the brothers and sisters of a child with whom you work too. Any other does not exist for you."""
    return Siblings(edge.run(lambda tx: siblings.open(tx, case_id)))


@bp.post("/siblings")
@permit(Permission.WORK)
@speaks(takes=Linked, gives=Siblings, status=201, keyed=True, refuses=REFUSES)
def link(case_id: UUID, body: Linked, key: str) -> Siblings:
    """Record that two children are siblings. You hold a role for both; their records stay apart."""

    def work(tx: Tx) -> Siblings:
        siblings.link(tx, case_id, body.other, body.reason, key)
        return Siblings(siblings.open(tx, case_id))

    return edge.run(work)


@bp.post("/siblings/unlink")
@permit(Permission.WORK)
@speaks(takes=Linked, gives=Siblings, keyed=True, refuses=REFUSES)
def unlink(case_id: UUID, body: Linked, key: str) -> Siblings:
    """Record that two children are not siblings after all."""

    def work(tx: Tx) -> Siblings:
        siblings.unlink(tx, case_id, body.other, body.reason, key)
        return Siblings(siblings.open(tx, case_id))

    return edge.run(work)


@bp.post("/joint-meeting")
@permit(Permission.WORK)
@speaks(takes=Meeting, gives=Met, status=201, keyed=True, refuses=(*REFUSES, InvalidAnswers, RuleBroken))
def meet(case_id: UUID, body: Meeting, key: str) -> Met:
    """Record one meeting in the case of each sibling it was about. Each has a record of their own; plans stay apart."""
    return Met(edge.run(lambda tx: siblings.meet(tx, case_id, body.common, body.children, key)))
