"""The episodes of a child's record, and whether two records are of one child."""

from uuid import UUID

from flask import Blueprint

from app.actions import cases, episodes, likenesses
from app.api import edge
from app.api.edge import permit, speaks
from app.api.shapes import Following, Likenesses, LookAt, Settled
from app.domain.access import Permission
from app.domain.errors import Conflict, InvalidAnswers, KeyReused, NotFound, RuleBroken
from app.store.tx import Tx

bp = Blueprint("episodes", __name__)


@bp.post("/cases/<uuid:case_id>/episodes")
@permit(Permission.START_CASE)
@speaks(
    takes=Following,
    gives=cases.Started,
    status=201,
    keyed=True,
    refuses=(NotFound, Conflict, InvalidAnswers, KeyReused, RuleBroken),
)
def begin(case_id: UUID, body: Following, key: str) -> cases.Started:
    """Begin the next episode of a child whose case is closed. Statuses that held, and the named person, go on."""

    def work(tx: Tx) -> cases.Started:
        child = episodes.child_of(tx, case_id)
        new = cases.NewCase(
            child.given_name,
            child.family_name,
            child.known_as,
            child.born_on,
            body.process,
            body.named_person_id,
            body.partner_ids,
            body.statuses,
            body.reason,
            follows=case_id,
        )
        return cases.start(tx, new, body.answers, key)

    return edge.run(work)


@bp.get("/likenesses")
@permit(Permission.WORK)
@speaks(gives=Likenesses)
def waiting() -> Likenesses:
    """List cases that may be about a child who is known already: for the named person service. The list is recorded."""
    return Likenesses(edge.run(likenesses.waiting))


@bp.post("/likenesses/<uuid:likeness_id>/settle")
@permit(Permission.WORK)
@speaks(takes=Settled, gives=LookAt, status=200, keyed=True, refuses=(NotFound, Conflict, KeyReused))
def settle(likeness_id: UUID, body: Settled, key: str) -> LookAt:
    """Say whether two cases are about one child: the newer becomes the next episode, or ends as a duplicate."""
    return LookAt(edge.run(lambda tx: likenesses.settle(tx, likeness_id, same=body.same, reason=body.reason, key=key)))
