"""Roles that were offered to somebody: accepting and declining them."""

from dataclasses import replace
from uuid import UUID

from app.actions import moves
from app.domain import cases as domain
from app.domain import invariants
from app.domain.access import Permission
from app.domain.cases import Role, RoleBegan, RoleEnded, RoleName
from app.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from app.domain.words import LONGEST_WORDS, check_words
from app.store import cases, locks, outbox
from app.store.journal import Happened
from app.store.tx import Tx


def accept(tx: Tx, role_id: UUID) -> None:
    """Accept a role that was offered to the actor or their team. Raises NotFound, Conflict or RuleBroken.

    Whoever held the role before no longer does.
    """
    tx.actor.require(Permission.WORK)
    scene, offered = _offered(tx, role_id)
    before = scene.facts.holder(offered.name)
    accepted = replace(offered, accepted_at=tx.now)
    ended = [RoleEnded(before.id, tx.now, "Passed on.")] if before and offered.name is not RoleName.PARTNER else []
    rest = tuple(role for role in scene.facts.roles if role.id != role_id)
    facts = domain.apply(replace(scene.facts, roles=rest), [*ended, RoleBegan(accepted)])
    try:
        invariants.check(facts, scene.policy, [RoleBegan(accepted)])
    except RuleBroken as refusal:
        act = f"Accept being {moves.ROLES[offered.name]}"
        moves.keep_attempt(tx, scene.case.id, act, refusal, {"role_id": str(role_id)})
        raise

    cases.write(tx, scene.case.id, ended)
    cases.settle_offer(tx, role_id, accepted_at=tx.now)
    _settled(
        tx, scene, facts, Happened("role.accepted", f"{tx.actor.name} accepted being {moves.ROLES[offered.name]}.")
    )


def decline(tx: Tx, role_id: UUID, reason: str) -> None:
    """Decline a role that was offered, with a reason. Raises NotFound, Conflict or Invalid."""
    tx.actor.require(Permission.WORK)
    if not reason.strip():
        raise Invalid("Say why you cannot take this on, so that somebody else can be asked.")
    check_words(reason, LONGEST_WORDS)
    scene, offered = _offered(tx, role_id)

    cases.settle_offer(tx, role_id, ended_at=tx.now, reason=reason.strip())
    facts = domain.apply(scene.facts, [RoleEnded(role_id, tx.now, reason.strip())])
    declined = Happened("role.declined", f"{tx.actor.name} declined being {moves.ROLES[offered.name]}.")
    _settled(tx, scene, facts, declined)


def _offered(tx: Tx, role_id: UUID) -> tuple[moves.Scene, Role]:
    """The locked scene of a role that waits for the actor's answer. Raises NotFound or Conflict."""
    case_id = cases.case_of_role(tx, role_id)
    locks.lock(tx, case_id)
    scene = moves.scene(tx, locks.case(tx, case_id))
    role = next(role for role in scene.facts.roles if role.id == role_id)
    if role.person_id != tx.actor.person_id and role.team_id not in tx.actor.team_ids:
        raise NotFound(cases.UNSEEN)
    if role.accepted_at or role.ended_at:
        raise Conflict("This role no longer waits for an answer. Reload to see who holds it.")
    if scene.facts.still:
        raise Conflict("The child has died, or that is being verified, so nobody is asked to take on a role now.")
    return scene, role


def _settled(tx: Tx, scene: moves.Scene, facts: domain.Facts, happened: Happened) -> None:
    """A role has been accepted or declined: ask the right people, write the history."""
    case = moves.note(tx, scene.case, happened)
    case = cases.facts_moved(tx, case)
    outbox.put(tx, case.id, case.journal_seq, moves.reassign(tx, case, facts))
