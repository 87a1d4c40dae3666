"""A child comes here whose name is on another area's register: for a while, or for good.

For a while the name goes on the register here for the time being, and the other area's plan stays the plan. For good the
transfer meeting puts it on the register here; that meeting takes no name off. Source: National Guidance for Child
Protection in Scotland 2021, updated 2023, pages 20 and 21; Highland child protection procedures: transfer of cases.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.cases import Counted, RoleName, StatusName, responsible
from app.domain.deadlines import day_in_words, local
from app.domain.errors import Invalid, listed
from app.domain.operations.concern import registered_again
from app.domain.operations.handing import around, held_by, notices
from app.domain.operations.model import Operation, Outcome, broken, moment_in
from app.domain.operations.register import HELD_ON, held_on, joining
from app.domain.operations.standing import begun, ended
from app.domain.steps import World
from app.domain.units import MEETING

ELSEWHERE = "The child's name is on another area's register"


def open_arrival(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The other area says that the child is here. Whoever is responsible here stays so, and those around hear of it.

    A child who is here for good is under child protection procedures from now on; for a while the other area's go on.
    """
    facts, for_good = world.facts, inputs.get("stay") == "permanent"
    who, leading = held_by(responsible(facts), facts), facts.holder(RoleName.LEAD_PROFESSIONAL)
    how = "for good" if for_good else "for a while"
    return Outcome(
        {"began": world.now, "former": str(leading.person_id) if leading and leading.person_id else None},
        changes=begun(StatusName.PROTECTION, f"{ELSEWHERE}.", world) if for_good else (),
        effects=notices("arrives_registered", (responsible(facts).person_id, *around(facts)), world),
        noted=(f"{ELSEWHERE}, and the child is here {how}. {who} is responsible here.",),
    )


def enter_temporarily(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The keeper entered the name for the time of the stay. Raises Invalid without the day on which it is expected to end."""
    until = inputs.get("until")
    if not isinstance(until, date):
        raise Invalid("Enter the day on which the child is expected to go back.", field="back_on")
    source = f"On another area's register; expected back there on {day_in_words(until)}"
    return Outcome(
        changes=begun(StatusName.TEMPORARILY_REGISTERED, source, world),
        noted=(f"The name is on the register here for the time being. {source}.",),
    )


def end_stay(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The child has gone back or on, so that the entry for the time being ends; or stays for good, so that it goes on.

    Nobody comes off a register by this (I3): the name is on the other area's all the time.
    """
    match inputs.get("gone"):
        case "for_good":
            on = world.facts.has(StatusName.REGISTERED)
            said = "the name is on the register here already" if on else "the transfer meeting is called"
            return Outcome({"stays": not on}, noted=(f"The child stays here for good: {said}.",))
        case "back":
            said = "The child went back to the area whose register has the name"
        case "elsewhere":
            said = "The child went on to another area; the area whose register has the name knows"
        case _:
            raise Invalid("Say whether the child has gone back.", field="gone")
    return Outcome(
        {"stays": False},
        changes=ended(StatusName.TEMPORARILY_REGISTERED, world, source=said),
        effects=notices("stay_ended", (responsible(world.facts).person_id, *around(world.facts)), world),
        noted=(f"{said}. The entry here for the time being has ended.",),
    )


def book_transfer_meeting(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The transfer meeting is called for a day within the pack's days from the notice (`transfer_meeting`).

    Raises RuleBroken for a later day; once those days have passed, a senior manager says until when, and any day is taken.
    """
    on, due = inputs.get("on"), world.policy.due("transfer_meeting", moment_in(inputs, "began"))
    if not isinstance(on, date):
        raise Invalid("Enter the day on which the meeting is.", field="meeting_on")
    latest = local(due.at).date()
    if world.now < due.at and on > latest:
        said = f"The transfer meeting is held by {day_in_words(latest)} at the latest ({due.text}). Enter that day or an earlier one."
        raise broken(world, "transfer_meeting", said, field="meeting_on")
    return Outcome(noted=(f"The transfer meeting is called for {day_in_words(on)}.",))


def check_attendance(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Were all at the transfer meeting who have to be there (`transfer_attendance`)? The history says who was not."""
    needed = world.policy.setting("transfer_attendance").value
    if missing := [MEETING[one] for one in needed if one not in (inputs.get("there") or ())]:
        return Outcome(
            {"all_there": False}, noted=(f"The transfer meeting could not decide without {listed(missing)}.",)
        )
    return Outcome({"all_there": True})


def take_over_entry(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The keeper entered the name, as the transfer meeting decided: the child is registered here, and reviews count from it.

    core_group: list of ids; whoever is no partner yet becomes one. What was entered for the time being ends with it.
    """
    facts, met = world.facts, held_on(inputs)
    partners, joined = joining(inputs, world)
    source = f"Transfer meeting of {day_in_words(met)}"
    again = registered_again(facts, world.today)
    return Outcome(
        changes=(
            *begun(StatusName.REGISTERED, source, world),
            *ended(StatusName.TEMPORARILY_REGISTERED, world, source=source),
            Counted(replace(facts.reviews, registered=met)),
            *joined,
        ),
        effects=notices("registered", (responsible(facts).person_id, *partners, *around(facts)), world),
        noted=(
            f"The child's name is on the register here: {source}. The other area was told.",
            *([again] if again else []),
        ),
    )


OPERATIONS = (
    Operation(
        "open_arrival",
        {"stay": "temporary or permanent"},
        {"began": "the moment of the notice", "former": "id of the person who leads here already, or null"},
        open_arrival,
    ),
    Operation(
        "enter_temporarily", {"until": "the day on which the child is expected to go back"}, {}, enter_temporarily
    ),
    Operation(
        "end_stay",
        {"gone": "back, elsewhere or for_good"},
        {"stays": "is the child here for good, and the name not yet on the register here"},
        end_stay,
    ),
    Operation(
        "book_transfer_meeting",
        {"on": "the day of the meeting", "began": "the moment of the notice"},
        {},
        book_transfer_meeting,
    ),
    Operation(
        "check_attendance",
        {"there": "list of those who were there, by their codes"},
        {"all_there": "were all there who have to be: true or false"},
        check_attendance,
    ),
    Operation("take_over_entry", {"held_on": HELD_ON, "core_group": "list of persons' ids"}, {}, take_over_entry),
)
