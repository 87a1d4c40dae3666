"""Children's cases."""

from uuid import UUID

from flask import Blueprint

from app.actions import cases, messages
from app.api import edge
from app.api.edge import permit, speaks
from app.api.shapes import Case, Cases, Delivered, Opening, Sent, Since, Timeline
from app.domain.access import Permission
from app.domain.errors import Conflict, InvalidAnswers, KeyReused, NotFound, RuleBroken

bp = Blueprint("cases", __name__, url_prefix="/cases")


@bp.get("")
@permit(Permission.WORK)
@speaks(gives=Cases)
def mine() -> Cases:
    """List the children with whom you have to do, soonest due first. The list is recorded as looked at."""
    return Cases(edge.run(cases.mine))


@bp.post("")
@permit(Permission.START_CASE)
@speaks(
    takes=Opening,
    gives=cases.Started,
    status=201,
    keyed=True,
    refuses=(Conflict, InvalidAnswers, KeyReused, RuleBroken),
)
def start(body: Opening, key: str) -> cases.Started:
    """Start a child's case."""
    new = cases.NewCase(
        body.given,
        body.family,
        body.known_as,
        body.born_on,
        body.process,
        body.named_person_id,
        body.partner_ids,
        body.statuses,
        body.reason,
        another_child=body.another_child,
    )
    return edge.run(lambda tx: cases.start(tx, new, body.answers, key))


@bp.get("/<uuid:case_id>")
@permit(Permission.WORK)
@speaks(gives=Case, refuses=(NotFound,))
def open(case_id: UUID) -> Case:  # noqa: A001 - the verb that people use for a child's record
    """Open a case: who is responsible, roles, statuses, open tasks and deadlines. The look is recorded."""
    return Case.of(edge.run(lambda tx: cases.open(tx, case_id)))


@bp.get("/<uuid:case_id>/timeline")
@permit(Permission.WORK)
@speaks(asks=Since, gives=Timeline, refuses=(NotFound,))
def timeline(case_id: UUID, query: Since) -> Timeline:
    """Read a case's history, newest first, 50 events at a time. The look is recorded."""
    return Timeline(edge.run(lambda tx: cases.timeline(tx, case_id, after=query.after)))


@bp.post("/<uuid:case_id>/messages/<string:name>")
@permit(Permission.WORK)
@speaks(takes=Sent, gives=Delivered, status=202, keyed=True, refuses=(Conflict, NotFound, KeyReused, RuleBroken))
def send(case_id: UUID, name: str, body: Sent, key: str) -> Delivered:
    """Send a message to a case. It is recorded even where nothing waits for it."""
    taken = edge.run(lambda tx: messages.send(tx, case_id, name, body.payload, key))
    said = "The message was taken." if taken else "The message is recorded. Nothing in this case was waiting for it."
    return Delivered(taken, said)
