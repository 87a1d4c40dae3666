"""What returns ask of every child: recorded by those who hold a role for the child, as far as the family says it."""

from collections.abc import Mapping
from uuid import UUID

from app.actions import moves
from app.domain import characteristics as domain
from app.domain.access import Permission
from app.domain.errors import Forbidden
from app.domain.tabs import Known
from app.store import characteristics, locks
from app.store.journal import Happened
from app.store.tx import Tx


def known(tx: Tx, child_id: UUID) -> Known:
    """What is known of a child whose case the caller has opened, question by question."""
    row = characteristics.newest(tx, child_id)
    given = row.given if row else {}
    said = tuple((title, domain.in_words(key, given.get(key))) for key, (title, _) in domain.ASKED.items())
    return Known(given, said, row.by if row else "", row.at if row else None)


def record(tx: Tx, case_id: UUID, given: Mapping[str, str]) -> None:
    """Record what is known now, all of it; what was recorded before stays readable. Raises NotFound, Forbidden or Invalid.

    The history names which questions were answered and never how.
    """
    tx.actor.require(Permission.WORK)
    locks.lock(tx, case_id)
    scene = moves.scene(tx, locks.case(tx, case_id))
    if not scene.facts.involves(tx.actor.person_id, tx.actor.team_ids):
        raise Forbidden("This is recorded by those who hold a role for this child. The tab “People” names them.")
    kept = domain.checked(given)

    characteristics.add(tx, scene.facts.child.id, kept)
    more = {"fields": sorted(kept)}
    said = Happened("child.described", f"{tx.actor.name} recorded what returns ask about the child.", (), more)
    moves.note(tx, scene.case, said)
