"""The named person begins, when they have accepted; until then the area's named person service answers for the child."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.cases import RoleEnded, RoleName
from app.domain.deadlines import day_in_words
from app.domain.errors import Invalid
from app.domain.named_persons import CHANGES
from app.domain.operations.handing import around, handed_over, held_by, notices
from app.domain.operations.model import PERSON, Operation, Outcome, person_in
from app.domain.statutory import described
from app.domain.steps import World

UNTIL = "the day to which they cover for somebody, or null"


def begin_named_person(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The person, who has just accepted, becomes the named person; whoever was, or was only asked, no longer is.

    Whoever covers only to a day is asked about again when it has come (`actions.covering`).
    """
    person, facts, until = person_in(inputs, "person"), world.facts, day_in(inputs, "until")
    who = described(facts.people.get(person))
    named = facts.holder(RoleName.NAMED_PERSON)
    if named and named.person_id == person and named.until == until:
        return Outcome(noted=(f"{who} stays the named person.",))
    earlier = [role for role in facts.roles if role.name is RoleName.NAMED_PERSON and role.ended_at is None]
    told = (person, *(role.person_id for role in earlier), *around(facts))
    return Outcome(
        changes=handed_over(earlier, RoleName.NAMED_PERSON, person, world, f"{who} became named person.", until=until),
        effects=notices("named_person_began", told, world),
        noted=(f"{who} accepted and is the named person from {day_in_words(world.today)}{_to(until)}.",),
    )


def named_person_changes(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Word that the named person cannot go on. They stay until somebody else has accepted; who has left is it no more."""
    facts, why = world.facts, str(inputs.get("why"))
    if why not in CHANGES:
        raise Invalid(f"Say why: {', '.join(CHANGES)}.", field="why")
    named = facts.holder(RoleName.NAMED_PERSON)
    leaving = named.person_id if named and why != "left" else None
    there = str(leaving) if leaving and why in ("leaves", "school", "other") else None
    ended = [RoleEnded(named.id, world.now, "They have left.")] if named and why == "left" else []
    stays = (
        f"{held_by(named, facts)} stays the named person" if named and leaving else "The service answers for the child"
    )
    return Outcome(
        {"leaving": there, "np_away": "yes" if why == "away" else "no"},
        changes=tuple(ended),
        effects=notices("named_person_leaves", around(facts), world),
        noted=(f"{CHANGES[why]}. {stays} until somebody else has accepted.",),
    )


def keep_named_person(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Nobody else was found: whoever is named person stays so, and cover that was to end goes on to another day."""
    facts, until = world.facts, day_in(inputs, "until")
    named = facts.holder(RoleName.NAMED_PERSON)
    if named is None or named.person_id is None:
        return Outcome(noted=("Nobody is named person. The named person service answers for the child.",))
    who = held_by(named, facts)
    if named.until == until:
        return Outcome(noted=(f"{who} stays the named person.",))
    return Outcome(
        changes=handed_over(
            [named], RoleName.NAMED_PERSON, named.person_id, world, "Their cover goes on.", until=until
        ),
        effects=notices("named_person_stays", (named.person_id,), world),
        noted=(f"{who} stays the named person{_to(until)}.",),
    )


def day_in(inputs: Mapping[str, Any], name: str) -> date | None:
    """An input that is a day, or None where none is given. Raises Invalid for anything else."""
    if (given := inputs.get(name)) is None:
        return None
    if not isinstance(given, date):
        raise Invalid(f"Give “{name}” as a day, or leave it out.", field=name)
    return given


def _to(until: date | None) -> str:
    return f" to {day_in_words(until)}, as cover" if until else ""


OPERATIONS = (
    Operation("begin_named_person", {"person": PERSON, "until": UNTIL}, {}, begin_named_person),
    Operation(
        "named_person_changes",
        {"why": f"why the named person cannot go on: {', '.join(CHANGES)}"},
        {
            "leaving": "id of the named person who can still brief the next one, or null",
            "np_away": "is the school closed, or are they only away: yes or no",
        },
        named_person_changes,
    ),
    Operation("keep_named_person", {"until": UNTIL}, {}, keep_named_person),
)
