"""The named person begins, when they have accepted; until then the area's named person service answers for the child."""

from collections.abc import Mapping
from typing import Any

from app.domain.cases import RoleName
from app.domain.deadlines import day_in_words
from app.domain.operations.handing import around, handed_over, notices
from app.domain.operations.model import PERSON, Operation, Outcome, person_in
from app.domain.statutory import described
from app.domain.steps import World


def begin_named_person(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The person, who has just accepted, becomes the named person; whoever was, or was only asked, no longer is."""
    person, facts = person_in(inputs, "person"), world.facts
    who = described(facts.people.get(person))
    named = facts.holder(RoleName.NAMED_PERSON)
    if named and named.person_id == person:
        return Outcome(noted=(f"{who} stays the named person.",))
    earlier = [role for role in facts.roles if role.name is RoleName.NAMED_PERSON and role.ended_at is None]
    told = (person, *(role.person_id for role in earlier), *around(facts))
    return Outcome(
        changes=handed_over(earlier, RoleName.NAMED_PERSON, person, world, f"{who} became named person."),
        effects=notices("named_person_began", told, world),
        noted=(f"{who} accepted and is the named person from {day_in_words(world.today)}.",),
    )


OPERATIONS = (Operation("begin_named_person", {"person": PERSON}, {}, begin_named_person),)
