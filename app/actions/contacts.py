"""Who is around a child: roles with their history, the child's own people, and who can see the case."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from app.actions import characteristics, documents, identities, moves
from app.domain.access import Permission
from app.domain.cases import RESPONSIBLE_IN_ORDER, RoleName
from app.domain.errors import Forbidden, Invalid
from app.domain.tabs import PRR, PeoplePage, Seer
from app.store import access, contacts, locks
from app.store.journal import Happened
from app.store.tx import Tx

IN_ORDER = (*RESPONSIBLE_IN_ORDER, RoleName.PARTNER)
LONGEST_NAME = 200
LONGEST_RELATION = 100
LONGEST_HOW = 400


def open(tx: Tx, case_id: UUID) -> PeoplePage:  # noqa: A001 - the verb that people use for a child's record
    """Everybody around a child. The look is recorded. Raises Forbidden or NotFound."""
    scene = documents.look(tx, case_id, "people")
    roles = [identities.shown(scene, role) for role in scene.facts.roles]
    current = sorted((one for one in roles if one.role.current), key=lambda one: IN_ORDER.index(one.role.name))
    ended = [one for one in reversed(roles) if one.role.accepted_at and one.role.ended_at]
    return PeoplePage(
        identities.identity(tx, scene),
        (*current, *ended),
        tuple(one for one in roles if not one.role.accepted_at and not one.role.ended_at),
        contacts.of_child(tx, scene.facts.child.id),
        tuple(_seers(access.seers(tx, case_id))),
        scene.facts.involves(tx.actor.person_id, tx.actor.team_ids),
        characteristics.known(tx, scene.facts.child.id),
    )


def _seers(found: Iterable[tuple[str, str, str]]) -> Iterator[Seer]:
    """Each person and team once, with every reason."""
    reasons: dict[str, list[str]] = {}
    for name, relation, what in sorted(found):
        words = {
            "role": f"{moves.ROLES[RoleName(what)]}" if what else "",
            "offered": f"asked to be {moves.ROLES[RoleName(what)]}" if what else "",
            "task": "asked for a task that is open",
            "episode": f"{moves.ROLES[RoleName(what)]} in a later episode" if what else "",
            "desk": "a disagreement came onto the desk of their office",
        }
        reasons.setdefault(name, []).append(words[relation])
    for name, said in reasons.items():
        why = "; ".join(dict.fromkeys(said))
        yield Seer(name, f"{why[0].upper()}{why[1:]}.")


def add(tx: Tx, case_id: UUID, *, name: str, relation: str, how: str, prr: str = "unknown") -> None:
    """Add somebody of the child's own world. prr: one of `tabs.PRR`. Raises NotFound, Forbidden or Invalid."""
    locks.lock(tx, case_id)
    scene = _permitted(tx, case_id)
    name, relation, how = name.strip(), relation.strip(), how.strip()
    if not name or not relation:
        raise Invalid("Say who this is, and who they are to the child.")
    if len(name) > LONGEST_NAME or len(relation) > LONGEST_RELATION or len(how) > LONGEST_HOW:
        raise Invalid("Shorten this: a name, a relation, and how they are best reached are enough.")
    if not (name + relation).isprintable() or "\0" in how:
        raise Invalid("Write this as plain text.")

    if prr not in PRR:
        raise Invalid("Say whether they hold parental responsibilities and rights, or that it is not known.")

    contacts.add(tx, scene.facts.child.id, name=name, relation=relation, how=how, prr=prr)
    moves.note(tx, scene.case, Happened("contact.added", f"{tx.actor.name} added somebody to the child's people."))


def end(tx: Tx, contact_id: UUID) -> UUID:
    """Somebody is no longer among the child's people; returns the case's id. Raises NotFound, Forbidden or Conflict."""
    case_id = contacts.case_of(tx, contact_id)
    locks.lock(tx, case_id)
    scene = _permitted(tx, case_id)

    contacts.end(tx, contact_id)
    moves.note(tx, scene.case, Happened("contact.ended", f"{tx.actor.name} took somebody off the child's people."))
    return case_id


def _permitted(tx: Tx, case_id: UUID) -> moves.Scene:
    tx.actor.require(Permission.WORK)
    scene = moves.scene(tx, locks.case(tx, case_id))
    if not scene.facts.involves(tx.actor.person_id, tx.actor.team_ids):
        raise Forbidden("The child's people are kept by those who hold a role for this child. Ask one of them.")
    return scene
