"""Somebody stops working here: nothing opens for them from then on, and nothing that was theirs is left lying.

The account is closed in one transaction; each case follows in one of its own (`hand_over`, called by `clock.ring`), so that
an outage in between is caught up. From then on they count as away for good, with their line manager in their place.
"""

from dataclasses import replace
from uuid import UUID

from app.actions import messages, moves, releases
from app.domain import cases as domain
from app.domain import invariants
from app.domain.access import SYSTEM, Actor, Permission
from app.domain.cases import Role, RoleEnded, RoleName
from app.domain.errors import Conflict, NotFound
from app.domain.invariants import LEADING
from app.store import cases, incidents, instances, locks, outbox, people, sessions
from app.store.journal import Happened
from app.store.tx import Tx

LEFT = "Has left."
WORD = "lp_unavailable"
NAMED = "np_changed"


def close(tx: Tx, person_id: UUID) -> tuple[str, ...]:
    """Close an account: sessions, tokens and invitations end at once, and so do memberships of teams.

    Returns the names of teams in which nobody works any more. Raises Forbidden, NotFound or Conflict.
    """
    tx.actor.require(Permission.ADMINISTER)
    account = people.account(tx, person_id)
    if account is None or account.area != tx.actor.area:
        raise NotFound("There is no such person in your area.")
    if account.left_at:
        raise Conflict(f"{account.name} has left already, and nothing is open to them.")

    sessions.end_everything(tx, person_id)
    emptied = people.close(tx, person_id)
    people.stay_away(tx, person_id, substitute_id=account.line_manager_id)
    people.changed(tx, tx.actor.area)
    return emptied


def cases_with(tx: Tx, person_id: UUID) -> tuple[UUID, ...]:
    """The cases in which somebody holds or was offered a role."""
    return cases.held_by(tx, person_id)


def hand_over(tx: Tx, case_id: UUID, person_id: UUID) -> None:
    """End what somebody who has left still holds in a case. Doing it twice does nothing more.

    Where they lead, word goes to the case, and the change of lead professional begins; until somebody else leads, their
    tasks are their line manager's. Every other role ends, and what waited for their yes or no is declined. Where they were
    named person, the named person service is asked at once who follows.
    """
    locks.lock(tx, case_id)
    scene = moves.scene(tx, locks.of_any(tx, case_id))
    theirs = [role for role in scene.facts.roles if role.person_id == person_id and role.ended_at is None]
    ending = [role for role in theirs if role.name not in LEADING or role.accepted_at is None]
    if ending:
        _end(tx, scene, ending)
    if len(theirs) > len(ending):
        _tell(tx, case_id, person_id)
    if any(role.name is RoleName.NAMED_PERSON and role.current for role in ending):
        _replace(tx, case_id, person_id)


def _end(tx: Tx, scene: moves.Scene, ending: list[Role]) -> None:
    changes = [RoleEnded(role.id, tx.now, LEFT) for role in ending]
    facts = domain.apply(scene.facts, changes)
    invariants.check(facts, scene.policy, changes)
    cases.write(tx, scene.case.id, changes)
    lines = tuple(moves.change_in_words(change, scene.facts, scene.teams) for change in changes)
    case = moves.note(tx, scene.case, Happened("role.left", "Somebody has left, and their roles have ended.", lines))
    case = cases.facts_moved(tx, case)
    outbox.put(tx, case.id, case.journal_seq, moves.reassign(tx, case, facts))


def _tell(tx: Tx, case_id: UUID, person_id: UUID) -> None:
    """Begin the change of who leads, once. Where no process waits for such word, an administrator has to see to it."""
    case = locks.of_any(tx, case_id)
    change = releases.compiled(tx, case.release_id).engine.starts_with(WORD)
    if change and any(one.process == change for one in instances.of_case(tx, case_id)):
        return
    payload = {"person": str(person_id), "from": people.local_day(tx.now).isoformat()}
    if not messages.send(tx, case_id, WORD, payload, f"left {person_id} {case_id}"):
        incidents.report(tx, "leader-left", f"person {person_id}", area=case.area, case_id=case_id)


def _replace(tx: Tx, case_id: UUID, person_id: UUID) -> None:
    """Have somebody else asked to be named person, in an open case. Where no process does that, the service goes on."""
    case = locks.of_any(tx, case_id)
    facts = moves.scene(tx, case).facts
    there = replace(tx, actor=Actor(None, SYSTEM.name, case.area, system=True))
    if facts.closed or facts.still or not releases.begins_with(there, NAMED):
        return
    payload = {"why": "left", "from": people.local_day(tx.now).isoformat()}
    messages.send(there, case_id, NAMED, payload, f"left named {person_id} {case_id}")
