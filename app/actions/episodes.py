"""The episodes of a child's record: what came before, and beginning the next one where the last is closed."""

from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.actions import moves
from app.domain.access import Permission
from app.domain.cases import BY_PROCESS, Change, Child, Role, RoleEnded, RoleName, Status
from app.domain.deadlines import Due
from app.domain.episodes import Episode, alike, same_name
from app.domain.errors import Conflict
from app.domain.policy import Policy
from app.domain.views import Begun, Known
from app.store import access, cases, episodes, likenesses, locks
from app.store.cases import Held
from app.store.journal import Happened
from app.store.tx import Tx

CONTINUE = (RoleName.NAMED_PERSON, RoleName.LEAD_PROFESSIONAL, RoleName.INTERIM_LEAD_PROFESSIONAL)
SETTLED_BY = "same_child_within"
NAMED = 3  # cases in a sentence
NEXT = "A new episode of the child's record began."


def of_child(tx: Tx, scene: moves.Scene) -> tuple[Episode, ...]:
    """The episodes of the child of an opened case that the actor may see, newest first. A single one is none to show."""
    rows = episodes.seen(tx, scene.facts.child.id)
    found = tuple(
        Episode(
            row.id,
            row.episode,
            row.opened_at,
            row.closed_at,
            row.closed_as,
            row.lead or "",
            bool(row.lead) and row.left_at is None,
            row.plan_id,
            row.off_register_on,
        )
        for row in rows
    )
    return found if len(found) > 1 else ()


def to_follow(tx: Tx, case_id: UUID) -> Begun:
    """The child of a closed case, to begin the next episode. The look is recorded. Raises NotFound or Conflict."""
    tx.actor.require(Permission.START_CASE)
    held = locks.case(tx, case_id)
    access.opened(tx, held.id, "case", held.relation)
    closed(tx, held)
    return Begun(held.id, held.child)


def child_of(tx: Tx, case_id: UUID) -> Child:
    """The child of a case that the actor may see. Raises NotFound."""
    return locks.case(tx, case_id).child


def closed(tx: Tx, earlier: Held) -> None:
    """Raise Conflict, with what to do instead, where no new episode may follow this one."""
    newest, _ = episodes.newest(tx, earlier.child.id)
    if newest != earlier.id:
        raise Conflict("A newer episode of this child's record has begun. Open that one.")
    if episodes.running(tx, earlier.id):
        raise Conflict(
            "This child's case is open. Tell it what has changed; a new episode begins only after it is closed."
        )
    if moves.scene(tx, earlier).facts.still:
        raise Conflict("The child has died, or that is being verified, so nothing new begins.")


@dataclass(frozen=True, slots=True)
class Continuing:
    """What goes on from one episode to the next: whoever was accepted stays so, and what held of the child holds."""

    roles: tuple[Role, ...] = ()
    statuses: tuple[Status, ...] = ()


def follow(tx: Tx, case_id: UUID, release_id: UUID, earlier_id: UUID) -> Continuing:
    """Write the next case of a child whose last one is closed; returns what goes on into it.

    Raises NotFound where the actor may not see the last one, and Conflict where it is not closed.
    """
    locks.lock(tx, earlier_id)
    earlier = locks.case(tx, earlier_id)
    closed(tx, earlier)
    episodes.close(tx, earlier.id, "other")
    _, number = episodes.newest(tx, earlier.child.id)
    episodes.begin(tx, case_id, earlier, number + 1, release_id)

    scene = moves.scene(tx, earlier)
    going_on = tuple(scene.facts.holding(*CONTINUE))
    holding = tuple(one for one in scene.facts.statuses if one.ended_on is None and one.name not in BY_PROCESS)
    let_go(tx, scene)
    return Continuing(going_on, holding)


def let_go(tx: Tx, scene: moves.Scene) -> None:
    """Whoever worked with the child then is let go there; the named person service keeps the record of that time."""
    leaving = [
        role for role in scene.facts.roles if not role.ended_at and role.name is not RoleName.NAMED_PERSON_SERVICE
    ]
    changes: list[Change] = [RoleEnded(role.id, tx.now, NEXT) for role in leaving]
    cases.write(tx, scene.case.id, changes)
    case = cases.facts_moved(tx, moves.note(tx, scene.case, Happened("episode.began", NEXT)))
    gone = {role.id for role in leaving}
    rest = tuple(role for role in scene.facts.roles if role.id not in gone)
    moves.reassign(tx, case, replace(scene.facts, roles=rest))


def known_to_actor(tx: Tx, child: Child) -> tuple[Known, ...]:
    """The newest case of each child of this name and day of birth with whom the actor works. The list is recorded."""
    rows = [row for row in likenesses.alike(tx, child) if same_name(child, _child(row, child))]
    mine = access.seen_of(tx, [row.case_id for row in rows]) if rows else frozenset()
    found = tuple(Known(row.case_id, _child(row, child).name, row.closed_at) for row in rows if row.case_id in mine)
    if tx.writing:
        access.listed(tx, [one.case_id for one in found], "known")
    return found


def ask_which_child(tx: Tx, child: Child) -> None:
    """Raise Conflict where the actor works with a child of this name and day of birth. Of any other they learn nothing."""
    if known := known_to_actor(tx, child):
        ids = ", ".join(str(one.case_id) for one in known[:NAMED])
        raise Conflict(
            f"You work with a child of this name and day of birth already: {ids}. Tell that case what has changed or, where "
            "it is closed, begin its next episode. If this is another child, say so."
        )


def ask_about_likeness(tx: Tx, case: Held, policy: Policy) -> None:
    """Where a child who is known may be this one, the named person service is asked. Whoever started it learns nothing."""
    for row in likenesses.alike(tx, case.child):
        if alike(case.child, _child(row, case.child)):
            due = policy.due(SETTLED_BY, tx.now) if SETTLED_BY in policy.settings else Due(tx.now)
            likenesses.notice(tx, case.id, row.case_id, asdict(due))


def _child(row: Row[Any], born: Child) -> Child:
    return Child(row.child_id, row.given_name, row.family_name, row.known_as, born.born_on)
