"""One role passing to the next person without a gap, and who hears of it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid5

from app.domain.cases import Change, Facts, Role, RoleBegan, RoleEnded, RoleName
from app.domain.steps import Effect, World


def profession(person_id: UUID, facts: Facts) -> str | None:
    """The code of somebody's profession, or None where they are not known here."""
    person = facts.people.get(person_id)
    return person.profession if person else None


def held_by(role: Role, facts: Facts) -> str:
    """The name of whoever holds a role."""
    person = facts.people.get(role.person_id) if role.person_id else None
    return person.name if person else "The area's named person service"


def handed_over(
    earlier: Iterable[Role], name: RoleName, person: UUID, world: World, reason: str, *, until: date | None = None
) -> tuple[Change, ...]:
    """The earlier roles end at the moment at which the new one begins, so there is never a gap between them.

    until: the day to which whoever only covers has said they go on.
    """
    identity = uuid5(world.facts.case_id, f"{name} {person} {world.now.isoformat()}")
    began = Role(identity, name, person, None, proposed_at=world.now, accepted_at=world.now, until=until)
    return (*(RoleEnded(role.id, world.now, reason) for role in earlier), RoleBegan(began))


def partner_began(person: UUID, world: World) -> Change:
    """This person, who has agreed, is a partner to the plan from now on."""
    identity = uuid5(world.facts.case_id, f"{RoleName.PARTNER} {person} {world.now.isoformat()}")
    return RoleBegan(Role(identity, RoleName.PARTNER, person, None, world.now, world.now))


def around(facts: Facts) -> tuple[UUID | None, ...]:
    """The named person and the partners: who hears of each change of who leads."""
    named = facts.holder(RoleName.NAMED_PERSON)
    return (named.person_id if named else None, *facts.partners)


def notices(notice: str, told: Iterable[UUID | None], world: World) -> tuple[Effect, ...]:
    """A notice (`notices.NOTICES`) to each person once, with ids only."""
    return tuple(
        Effect(notice, {"case_id": str(world.facts.case_id), "person_id": str(person)})
        for person in dict.fromkeys(told)
        if person
    )
