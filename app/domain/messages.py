"""Messages that may be sent to a case, and what each carries. A payload is flat: scalars only.

The fact that a message carries is recorded before anything that waits for it is told (`carried`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from app.domain.cases import BY_PROCESS, Change, ChildBorn, Facts, Status, StatusBegan, StatusEnded, StatusName
from app.domain.deadlines import local
from app.domain.errors import Invalid, listed
from app.domain.transitions import TRANSITIONS


@dataclass(frozen=True, slots=True)
class Kind:
    """A message by name. fields: {name: (type, required)} with type one of str, code, int, bool, date, uuid.

    str is free text, which no process reads; a code is one of a closed list. after_closing: a closed case takes it in too.
    """

    name: str
    says: str
    fields: Mapping[str, tuple[str, bool]]
    after_closing: bool = False


# What a field is called where somebody reads what was told; one that is not named here, by its own words.
ASKED = {
    "status": "Which status",
    "on": "On which day",
    "ended": "It ended",
    "source": "How it is known",
    "prefers": "Whom they would like",
    "reason": "Why",
    "person": "Who cannot go on",
    "from": "From which day",
    "asked_by": "Who asked",
    "disputed": "A refusal is disputed",
    "what": "What",
    "happened_on": "When",
    "where": "Where to",
    "moves_on": "On which day",
    "transition": "What is ahead",
    "agency": "Which agency",
    "held_on": "When the meeting was",
    "lodged_on": "When the appeal came",
    "decided_on": "When the decision was taken",
    "purpose": "What it is for",
    "at_once": "It cannot wait for a decision",
    "asked": "Who is asked to help",
    "help_with": "What they are asked to help with",
    "born_on": "Born on",
    "given_name": "First name",
    "known_as": "Called",
    "only_name": "Only the name is new",
    "said_by": "Who said so, and how they can be reached",
}


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it arrived and was checked."""

    name: str
    payload: Mapping[str, Any]


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "status_changed",
            "A status of the child began or ended, for example being looked after.",
            {"status": ("str", True), "on": ("date", True), "ended": ("bool", False), "source": ("str", False)},
            after_closing=True,
        ),
        Kind(
            "preference_changed",
            "The child or young person has said whom they would like now.",
            {"prefers": ("uuid", False)},
        ),
        Kind(
            "early_cppm_requested",
            "Somebody asks for the child protection review meeting before its time.",
            {"reason": ("str", False)},
        ),
        Kind(
            "lp_unavailable",
            "The lead professional, or somebody about to become it, cannot go on.",
            {"person": ("uuid", True), "from": ("date", True)},
        ),
        Kind(
            "early_review_requested",
            "Somebody asks that the child's plan is reviewed before its time. Anybody may, the child too.",
            {"asked_by": ("str", True), "reason": ("str", True), "disputed": ("bool", False)},
        ),
        Kind(
            "cp_concern",
            "Somebody suspects that the child may be harmed. In danger the telephone comes first.",
            {"told_by": ("uuid", True)},
        ),
        Kind(
            "serious_event",
            "Something serious has happened in the child's life, so that the plan is reviewed at once.",
            {"what": ("str", True), "happened_on": ("date", True)},
        ),
        Kind(
            "consent_withdrawn",
            "The family no longer wants the plan, or part of it.",
            {"who": ("str", True), "what": ("str", False)},
        ),
        Kind(
            "area_move",
            "The child moves to another area, for a while or for good.",
            {"where": ("str", True), "moves_on": ("date", True)},
        ),
        Kind(
            "transition_due",
            "A change is ahead: a school, adult services, growing up; or its day has changed.",
            {"transition": ("code", True), "on": ("date", True)},
        ),
        Kind(
            "dissent_recorded",
            "An agency still disagrees with the decision of a child protection meeting. The decision stands meanwhile.",
            {"agency": ("str", True), "held_on": ("date", True), "reason": ("str", True)},
            after_closing=True,
        ),
        Kind(
            "appeal_lodged",
            "The child or the family appeals against a child protection decision. It stands meanwhile.",
            {"who": ("str", True), "lodged_on": ("date", True), "decided_on": ("date", True)},
            after_closing=True,
        ),
        Kind(
            "sharing_asked",
            "Somebody asks for information about the child, or needs to know something. Where it cannot wait, share it.",
            {"with_whom": ("str", True), "purpose": ("str", True), "at_once": ("bool", False)},
            after_closing=True,
        ),
        Kind(
            "assistance_requested",
            "Somebody of another agency is asked to join the partners to the plan: a request for assistance.",
            {"asked": ("uuid", True), "help_with": ("str", True)},
        ),
        Kind(
            "child_born",
            "A child for whom we worked before birth is born.",
            {
                "born_on": ("date", True),
                "given_name": ("str", True),
                "family_name": ("str", True),
                "known_as": ("str", False),
                "only_name": ("bool", False),
            },
        ),
        Kind(
            "child_died",
            "The child has died. Everything else waits until that is verified.",
            {"on": ("date", True), "said_by": ("str", True)},
            after_closing=True,
        ),
    )
}

# What somebody can say by ticking a box, for it carries nothing but who says it.
SAID_BY_A_TICK = tuple(one.name for one in KINDS.values() if one.fields.keys() == {"told_by"})


def read(name: str, payload: Mapping[str, Any]) -> Message:
    """A message as somebody sent it, with dates and ids read from text.

    Raises Invalid, naming what would be accepted, for an unknown name, an unknown or missing field, or a wrong type.
    """
    if (kind := KINDS.get(name)) is None:
        raise Invalid(f"There is no message called “{name}”. Send {listed(KINDS)}.")
    if unknown := set(payload) - set(kind.fields):
        raise Invalid(f"{name} has no {listed(tuple(unknown))}. It carries {listed(kind.fields)}.")
    values = {}
    for field, (wanted, required) in kind.fields.items():
        if (value := payload.get(field)) is None:
            if required:
                raise Invalid(f"{name} needs “{field}”.")
            continue
        values[field] = _value(value, wanted, f"{name}: “{field}”")
    if name == "status_changed" and values["status"] not in (
        told := [one.value for one in StatusName if one not in BY_PROCESS]
    ):
        raise Invalid(f"“{values['status']}” is not a status. Use {listed(told)}.")
    if name == "transition_due" and values["transition"] not in TRANSITIONS:
        raise Invalid(f"“{values['transition']}” is no change that is prepared. Use {listed(TRANSITIONS)}.")
    return Message(name, values)


def carried(message: Message, facts: Facts) -> tuple[Change, ...]:
    """The facts that a message brings. The same status begun or ended again brings nothing.

    Raises Invalid where a child is said to be born whose case began after the birth.
    """
    if message.name == "child_born":
        return (_born(message.payload, facts),)
    if message.name != "status_changed":
        return ()
    status, on = StatusName(message.payload["status"]), message.payload["on"]
    holds = [one for one in facts.statuses if one.name is status and one.ended_on is None]
    if message.payload.get("ended"):
        return tuple(StatusEnded(one.id, on) for one in holds)
    if holds:
        return ()
    identity = uuid5(facts.case_id, f"{status} {on} {len(facts.statuses)}")
    return (StatusBegan(Status(identity, status, on, source=message.payload.get("source", ""))),)


def _born(payload: Mapping[str, Any], facts: Facts) -> ChildBorn:
    """The child as they are called now. A birth before the case began is none that the case waited for."""
    if payload["born_on"] < local(facts.opened_at).date():
        raise Invalid(
            "This case began after that day, so the child was born already. Enter the day of the birth, or tell "
            "the named person service if the date of birth is wrong."
        )
    given, family = (str(payload[name]).strip() for name in ("given_name", "family_name"))
    if not given or not family:
        raise Invalid("Enter the child's first name and family name.")
    return ChildBorn(given, family, str(payload.get("known_as") or "").strip(), payload["born_on"])


def _value(value: object, wanted: str, what: str) -> object:
    """A scalar of the wanted type; dates and ids may come as text."""
    if wanted in _READ and isinstance(value, str):
        try:
            value = _READ[wanted](value)
        except ValueError:
            raise Invalid(f"{what} must be {_SAID[wanted]}.") from None
    if isinstance(value, date) and not 1900 <= value.year <= 2200:
        raise Invalid(f"{what} must be a date between 1900 and 2200.")
    if not isinstance(value, _TYPES[wanted]) or (wanted == "int" and isinstance(value, bool)):
        raise Invalid(f"{what} must be {_SAID[wanted]}.")
    return value


_TYPES = {"str": str, "code": str, "int": int, "bool": bool, "date": date, "uuid": UUID}
_READ: dict[str, Callable[[str], object]] = {"date": date.fromisoformat, "uuid": UUID}
_SAID = {
    "str": "text",
    "code": "one of its codes",
    "int": "a whole number",
    "bool": "true or false",
    "date": "a date like 2026-03-02",
    "uuid": "the id of a person",
}
