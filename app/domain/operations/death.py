"""A child has died: everything waits until it is verified, then ends; the record is closed and kept.

Source: National Guidance for Child Protection in Scotland 2021, updated 2023, page 21; National Guidance for Child
Protection Committees undertaking Learning Reviews, 2021.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import uuid5

from app.domain.cases import Change, RoleEnded, RoleName, Status, StatusBegan, StatusEnded, StatusName, responsible
from app.domain.deadlines import day_in_words
from app.domain.errors import Invalid, RuleBroken
from app.domain.operations.handing import around, notices
from app.domain.operations.model import Operation, Outcome
from app.domain.steps import Effect, World

CONFIRMED = {
    "registrar": "the registrar",
    "doctor": "a hospital or a doctor",
    "police": "the police",
    "fiscal": "the procurator fiscal",
    "other": "somebody who can know it",
}
KEPT = (StatusName.DEATH_REPORTED, StatusName.DIED, StatusName.LEGAL_HOLD)


def hold_for_death(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Word has come that the child died: nobody is asked anything else until somebody has verified it."""
    source = f"Word that the child died on {_day(inputs, 'on')}, still to be verified"
    return Outcome(
        changes=_begun(StatusName.DEATH_REPORTED, world.today, source, world),
        effects=_told("death_reported", world),
        noted=("Everything else waits until this is verified. Nothing is lost.",),
    )


def lift_hold(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """The report was mistaken: everything goes on where it stood, and what fell due meanwhile is due now."""
    return Outcome(
        changes=tuple(_ended((StatusName.DEATH_REPORTED,), "The report was mistaken", world)),
        effects=_told("death_mistaken", world),
        noted=("The report was mistaken. Everything goes on where it stood.",),
    )


def record_death(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The death is verified. Statuses end with it, but the register's entry: its keeper ends that. The record is kept.

    Offers of roles that nobody has accepted lapse. Raises Invalid where it is not said on which day, or who confirmed it.
    """
    facts, day = world.facts, _day(inputs, "died_on")
    if (who := CONFIRMED.get(str(inputs.get("source")))) is None:
        raise Invalid("Say who confirmed the death.", field="death_source")
    source = f"The child died on {day}, confirmed by {who}"
    others = tuple(name for name in StatusName if name not in (*KEPT, StatusName.REGISTERED))
    offers = [role for role in facts.roles if not role.accepted_at and not role.ended_at]
    return Outcome(
        {
            "was_registered": facts.has(StatusName.REGISTERED),
            "was_looked_after": facts.looked_after,
        },
        changes=(
            *_ended((StatusName.DEATH_REPORTED, *others), source, world),
            *_begun(StatusName.DIED, inputs["died_on"], source, world),
            *_begun(StatusName.LEGAL_HOLD, world.today, "The record of a child who has died is kept", world),
            *(RoleEnded(role.id, world.now, "The child has died.") for role in offers),
        ),
        effects=_told("death_recorded", world),
        noted=(f"{source}. Everything else has ended.",),
    )


def remove_after_death(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """The keeper took the child's name off the register because the child has died: I3's exception.

    Raises RuleBroken (I3) where no death is recorded.
    """
    died = next((one for one in world.facts.statuses if one.name is StatusName.DIED), None)
    if died is None:
        raise RuleBroken(
            "Only a review meeting that decided so takes a child's name off the register. Hold the meeting first.",
            rule="I3",
            source="National Guidance for Child Protection in Scotland 2021, updated 2023, page 113",
            pack=world.policy.label,
        )
    return Outcome(
        changes=tuple(_ended((StatusName.REGISTERED,), died.source, world)),
        noted=("The child's name was taken off the child protection register because the child has died.",),
    )


def close_after_death(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """Nothing is left to do: whoever worked with the child is let go, and the named person service holds the record."""
    facts, service = world.facts, RoleName.NAMED_PERSON_SERVICE
    leaving = [role for role in facts.roles if role.current and role.name is not service]
    return Outcome(
        changes=tuple(RoleEnded(role.id, world.now, "The child has died.") for role in leaving),
        noted=("The record is closed. The area's named person service holds it, and it is kept.",),
    )


def _begun(name: StatusName, on: date, source: str, world: World) -> tuple[Change, ...]:
    """The status begins, unless it holds already."""
    if world.facts.has(name):
        return ()
    identity = uuid5(world.facts.case_id, f"{name} {world.now.isoformat()}")
    return (StatusBegan(Status(identity, name, on, source=source)),)


def _ended(names: tuple[StatusName, ...], source: str, world: World) -> Iterator[Change]:
    """Those of these statuses that hold end today."""
    for one in world.facts.statuses:
        if one.name in names and one.ended_on is None:
            yield StatusEnded(one.id, world.today, source)


def _told(notice: str, world: World) -> tuple[Effect, ...]:
    """Whoever is responsible, the named person and the partners hear of it, each once."""
    return notices(notice, (responsible(world.facts).person_id, *around(world.facts)), world)


def _day(inputs: Mapping[str, Any], name: str) -> str:
    """The day that an input names, in words. Raises Invalid where it names none."""
    if not isinstance(inputs.get(name), date):
        raise Invalid("Enter the day on which the child died.", field=name)
    return day_in_words(inputs[name])


OPERATIONS = (
    Operation("hold_for_death", {"on": "the day on which the child is said to have died"}, {}, hold_for_death),
    Operation("lift_hold", {}, {}, lift_hold),
    Operation(
        "record_death",
        {
            "died_on": "the day on which the child died",
            "source": "who confirmed it: registrar, doctor, police, fiscal or other",
        },
        {
            "was_registered": "was the child's name on the register",
            "was_looked_after": "was the child looked after",
        },
        record_death,
    ),
    Operation("remove_after_death", {}, {}, remove_after_death),
    Operation("close_after_death", {}, {}, close_after_death),
)
