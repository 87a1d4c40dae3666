"""A status that begins or ends with a step of a process."""

from uuid import uuid5

from app.domain.cases import Change, Status, StatusBegan, StatusEnded, StatusName
from app.domain.steps import World


def begun(name: StatusName, source: str, world: World) -> tuple[Change, ...]:
    """The status begins today, unless it holds already."""
    facts = world.facts
    if facts.has(name):
        return ()
    identity = uuid5(facts.case_id, f"{name} {world.now.isoformat()}")
    return (StatusBegan(Status(identity, name, world.today, source=source)),)


def ended(name: StatusName, world: World, *, source: str = "") -> tuple[Change, ...]:
    """The status, where it holds, ends today."""
    return tuple(
        StatusEnded(one.id, world.today, source)
        for one in world.facts.statuses
        if one.name is name and one.ended_on is None
    )
