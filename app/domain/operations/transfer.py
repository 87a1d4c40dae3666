"""A child moves to another area: whoever is responsible here stays so until somebody there has accepted.

Source: National Guidance for Child Protection in Scotland 2021, updated 2023, page 20; areas' own procedures.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid5

from app.domain.cases import Change, RoleEnded, RoleName, Status, StatusBegan, StatusEnded, StatusName, responsible
from app.domain.errors import RuleBroken
from app.domain.operations.handing import around, held_by, notices
from app.domain.operations.model import Operation, Outcome
from app.domain.steps import World

GUIDANCE = "National Guidance for Child Protection in Scotland 2021, updated 2023, page 20"
SOURCE = "Another area has accepted responsibility for the child"
ABROAD = "The child has moved out of the United Kingdom, and those who have to know there were told"


def open_transfer(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """The child moves: whoever is responsible stays so meanwhile."""
    facts = world.facts
    who = held_by(responsible(facts), facts)
    return Outcome(
        {"on_register": facts.has(StatusName.REGISTERED)},
        effects=notices("moves_area", (responsible(facts).person_id, *around(facts)), world),
        noted=(f"The child moves to another area. {who} stays responsible until somebody there has accepted.",),
    )


def close_transfer(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Somebody in the other area has accepted, or abroad those who have to know were told: roles and statuses here end, and so does everything that is under way.

    Raises RuleBroken while this council looks after the child, and (I3) for a registered child whose name is not on the
    other area's register.
    """
    facts = world.facts
    if facts.looked_after:
        raise RuleBroken(
            "This council looks after the child, so it stays responsible wherever the child lives. Record that it stays.",
            rule="looked_after_stays",
            source="Children (Scotland) Act 1995, section 17",
            pack=world.policy.label,
            field="accepted_there",
        )
    abroad = inputs.get("there") == "abroad"
    if facts.has(StatusName.REGISTERED) and inputs.get("there") != "yes":
        raise RuleBroken(
            "No register abroad takes the name over. Only a review meeting takes it off here: ask for the meeting first."
            if abroad
            else "The name comes off here only when it is on the other area's register. Ask their keeper first.",
            rule="I3",
            source=GUIDANCE,
            pack=world.policy.label,
            field="" if abroad else "registered_there",
        )
    told, why = (responsible(facts).person_id, *around(facts)), ABROAD if abroad else SOURCE
    return Outcome(
        changes=tuple(_changes(world, why)),
        effects=notices("moved_area", told, world),
        noted=(f"{why}. Everything here has ended; the named person service keeps the record.",),
    )


def _changes(world: World, why: str) -> Iterator[Change]:
    facts, service = world.facts, RoleName.NAMED_PERSON_SERVICE
    for status in facts.statuses:
        if status.ended_on is None:
            yield StatusEnded(status.id, world.today, why)
    for role in facts.roles:
        if not role.ended_at and role.name is not service:
            yield RoleEnded(role.id, world.now, f"{why}.")
    identity = uuid5(facts.case_id, f"{StatusName.MOVED} {world.now.isoformat()}")
    yield StatusBegan(Status(identity, StatusName.MOVED, world.today, source=why))


OPERATIONS = (
    Operation(
        "open_transfer",
        {},
        {"on_register": "is the child's name on the register: true or false"},
        open_transfer,
    ),
    Operation(
        "close_transfer",
        {"there": "is the child's name on the other area's register: yes, no, not where it is on none, or abroad"},
        {},
        close_transfer,
    ),
)
