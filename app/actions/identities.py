"""Who the child is, and who is responsible: what the identity bar shows on every page about a child."""

from app.actions.moves import Scene, holder
from app.domain.cases import Role, RoleName, age, responsible
from app.domain.people import PROFESSIONS
from app.domain.views import Holder, Identity
from app.store.people import local_day
from app.store.tx import Tx


def identity(tx: Tx, scene: Scene) -> Identity:
    """The identity bar of a case."""
    facts = scene.facts

    def held(name: RoleName) -> Holder | None:
        role = facts.holder(name)
        return shown(scene, role) if role else None

    return Identity(
        facts.case_id,
        facts.child,
        age(facts.child.born_on, local_day(tx.now)),
        shown(scene, responsible(facts)),
        held(RoleName.NAMED_PERSON),
        held(RoleName.LEAD_PROFESSIONAL),
        held(RoleName.INTERIM_LEAD_PROFESSIONAL),
        tuple(status for status in facts.statuses if status.ended_on is None),
    )


def shown(scene: Scene, role: Role) -> Holder:
    """A role with the name and profession of whoever holds it; a team has no profession."""
    person = scene.facts.people.get(role.person_id) if role.person_id else None
    profession = PROFESSIONS.get(person.profession, person.profession) if person else ""
    return Holder(role, holder(role, scene.facts, scene.teams), profession)
