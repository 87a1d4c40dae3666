"""Messages that may be sent to a case, and what each carries. A payload is flat: scalars only.

The fact that a message carries is recorded before anything that waits for it is told (`carried`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from app.domain.cases import (
    BY_HAND,
    BY_PROCEDURES,
    LOOKING_AFTER,
    PLACEMENTS,
    Change,
    ChildBorn,
    Counted,
    Facts,
    Status,
    StatusBegan,
    StatusEnded,
    StatusName,
    apply,
)
from app.domain.deadlines import local
from app.domain.errors import Invalid, listed
from app.domain.named_persons import CHANGES, PLACES
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


ARRIVES = {"temporary": "For a while", "permanent": "For good"}
# What a field is called where somebody reads what was told; one that is not named here, by its own words.
ASKED = {
    "status": "Which status",
    "on": "On which day",
    "ended": "It ended",
    "legal_basis": "On which legal basis",
    "source_order_id": "Reference of the order",
    "placement": "Where the child lives",
    "review_agreed_on": "The next review, as agreed with the child and parents",
    "source": "How it is known",
    "prefers": "Whom they would like",
    "reason": "Why",
    "person": "Who cannot go on",
    "from": "From which day",
    "why": "Why",
    "place": "Where the child learns now",
    "mobile": "The family moves often",
    "asked_by": "Who asked",
    "disputed": "A refusal is disputed",
    "what": "What",
    "happened_on": "When",
    "where": "Where to",
    "moves_on": "On which day",
    "from_area": "Which area, and who said so",
    "arrives": "For how long",
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
            {
                "status": ("str", True),
                "on": ("date", True),
                "ended": ("bool", False),
                "legal_basis": ("str", False),
                "source_order_id": ("str", False),
                "placement": ("code", False),
                "review_agreed_on": ("date", False),
                "source": ("str", False),
            },
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
            "np_changed",
            "The named person leaves or is away, or the child goes to another school: somebody else has to be named person.",
            {"why": ("code", True), "from": ("date", True), "place": ("code", False), "mobile": ("code", False)},
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
            "registered_elsewhere",
            "Another area says that the child's name is on its register, and that the child is here.",
            {"from_area": ("str", True), "arrives": ("code", True)},
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
    _coded(name, values)
    return Message(name, values)


def _coded(name: str, values: Mapping[str, Any]) -> None:
    """Raise Invalid where a code is none of its closed list."""
    if name == "status_changed":
        _by_hand(str(values["status"]), ended=values.get("ended") is True)
    if values.get("placement") not in (None, *PLACEMENTS):
        raise Invalid(
            f"“{values['placement']}” is not where a child lives. Use {listed([one.value for one in PLACEMENTS])}."
        )
    if name == "registered_elsewhere" and values["arrives"] not in ARRIVES:
        raise Invalid(f"“{values['arrives']}” is no kind of stay. Use {listed(ARRIVES)}.")
    if name == "transition_due" and values["transition"] not in TRANSITIONS:
        raise Invalid(f"“{values['transition']}” is no change that is prepared. Use {listed(TRANSITIONS)}.")
    known = {"why": tuple(CHANGES), "place": tuple(PLACES), "mobile": ("yes", "no")} if name == "np_changed" else {}
    for field, codes in known.items():
        if field in values and values[field] not in codes:
            raise Invalid(f"{name}: “{field}” must be one of {listed(codes)}.")


def _by_hand(status: str, *, ended: bool) -> None:
    """Raise Invalid, saying what to do instead, for a status that nobody records by hand.

    What was recorded by hand once, in an earlier release, may still end so (`carried`, and I3 for the register).
    """
    procedures = {name.value: instead for name, instead in BY_PROCEDURES.items()}
    if status in procedures and ended:
        return
    if status in procedures:
        raise Invalid(f"“{status}” is not recorded by hand. {procedures[status]}")
    if status not in BY_HAND:
        raise Invalid(f"“{status}” is not a status. Use {listed([one.value for one in BY_HAND])}.")


def carried(message: Message, facts: Facts) -> tuple[Change, ...]:
    """The facts that a message brings. The same status begun or ended again brings nothing.

    Raises Invalid where a child is said to be born whose case began after the birth, or to be placed whom nobody looks after,
    or an investigation to have ended that child protection procedures are at.
    """
    if message.name == "child_born":
        return (_born(message.payload, facts),)
    return tuple(_status_changed(message.payload, facts)) if message.name == "status_changed" else ()


def _status_changed(payload: Mapping[str, Any], facts: Facts) -> Iterator[Change]:
    """A status that begins or ends; where the child lives from then on, and when a review was agreed for."""
    status, on = StatusName(payload["status"]), payload["on"]
    holds = [one for one in facts.statuses if one.name is status and one.ended_on is None]
    if payload.get("ended"):
        if status is StatusName.INVESTIGATION and facts.has(StatusName.PROTECTION):
            raise Invalid(
                "The investigation ends with the agencies' decision or the planning meeting. Record it there."
            )
        ends = [StatusEnded(one.id, on) for one in holds]
        yield from ends
        if facts.placement and status not in PLACEMENTS and not apply(facts, ends).looked_after:
            yield StatusEnded(facts.placement.id, on)
        return
    if status not in PLACEMENTS and not holds:
        known, basis, order = (
            str(payload.get(name) or "").strip() for name in ("source", "legal_basis", "source_order_id")
        )
        yield StatusBegan(Status(_identity(facts, status, on), status, on, None, known, basis, order))
    lives = status if status in PLACEMENTS else StatusName(payload["placement"]) if payload.get("placement") else None
    if lives:
        if status not in LOOKING_AFTER and not facts.looked_after:
            raise Invalid(
                "The council does not look after this child. Record first why it does, then where the child lives."
            )
        yield from _placed(facts, lives, on, str(payload.get("source") or ""))
    if agreed := payload.get("review_agreed_on"):
        yield Counted(replace(facts.reviews, agreed=agreed))


def _placed(facts: Facts, lives: StatusName, on: date, source: str) -> Iterator[Change]:
    """The child lives there from a day on, and no longer where they lived before. The same again brings nothing."""
    before = facts.placement
    if before and before.name is lives and before.began_on >= on:
        return
    if before:
        yield StatusEnded(before.id, on)
    yield StatusBegan(Status(_identity(facts, lives, on), lives, on, source=source))


def _identity(facts: Facts, status: StatusName, on: date) -> UUID:
    return uuid5(facts.case_id, f"{status} {on} {len(facts.statuses)}")


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
