"""Handing a child back to the named person: who is asked, and the moment at which responsibility passes."""

from collections.abc import Mapping
from typing import Any

from app.domain.cases import Change, RoleEnded, RoleName, responsible
from app.domain.deadlines import day_in_words
from app.domain.errors import RuleBroken
from app.domain.operations.handing import around, handed_over, held_by, notices
from app.domain.operations.model import PERSON, Operation, Outcome, person_in
from app.domain.operations.named_person import UNTIL, day_in
from app.domain.statutory import described, statutory_rule
from app.domain.steps import World

LEADING = (RoleName.LEAD_PROFESSIONAL, RoleName.INTERIM_LEAD_PROFESSIONAL)
NONE_HERE = "Children have no named person here."
UNNAMED = {
    "left_school": "They have left school, and no service has a named person for them.",
    "declined": "The family does not want a named person.",
    "other": "There is no named person for this child.",
}
ACCEPTED = "accepted the handback."  # the end of the reason for which a role ended that was handed back


def begin_handback(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """Is there anything to hand back? Nothing where the named person answers for the child already and nobody leads;
    and nobody may go while a status of the child says that somebody must lead.
    """
    facts = world.facts
    named = facts.holder(RoleName.NAMED_PERSON)
    leading = tuple(facts.holding(*LEADING))
    if named and not leading:
        outputs = {"asked": str(named.person_id), "outcome": "handed_back"}
        return Outcome(
            outputs, noted=(f"{held_by(named, facts)} is responsible already: nothing is to be handed back.",)
        )
    holder = responsible(facts)
    rule, setting = statutory_rule(facts, world.policy)
    if setting and rule == "must":
        said = f"{held_by(holder, facts)} stays responsible: a status of the child asks for somebody who leads ({setting.source})."
        return Outcome({"asked": None, "outcome": "lead_stays"}, noted=(said,))
    return Outcome(
        {"asked": str(named.person_id) if named else None, "outcome": None},
        effects=notices("handback_began", (holder.person_id, *around(facts)), world),
        noted=(
            f"The handback to the named person began. {held_by(holder, facts)} stays responsible until it is accepted.",
        ),
    )


def hand_back(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The one asked has accepted and is the named person from this moment; nobody leads or is a partner any more.

    Raises RuleBroken where they have not accepted (I8), and where a status has come to ask for somebody who leads (I6).
    """
    person, facts = person_in(inputs, "person"), world.facts
    if inputs.get("accepted") is not True:
        raise RuleBroken(
            "Responsibility passes only to somebody who has accepted it. Ask them, or ask somebody else.",
            rule="I8",
            source="GIRFEC Practice Guidance 3: the role of the lead professional, page 7",
            pack=world.policy.label,
            field="accepted",
        )
    _nobody_must_lead(world, "Decline, and say so.", field="accepted")
    who, today = described(facts.people.get(person)), day_in_words(world.today)
    reason = f"{who} {ACCEPTED}"
    leaving = [*facts.holding(*LEADING), *facts.holding(RoleName.PARTNER)]
    ended: tuple[Change, ...] = tuple(RoleEnded(role.id, world.now, reason) for role in leaving)
    named = facts.holder(RoleName.NAMED_PERSON)
    stays = named is not None and named.person_id == person
    until = day_in(inputs, "until")
    begun = (
        ()
        if stays
        else handed_over([named] if named else [], RoleName.NAMED_PERSON, person, world, reason, until=until)
    )
    told = (person, *(role.person_id for role in leaving), *around(facts))
    return Outcome(
        {"outcome": "handed_back"},
        changes=(*begun, *ended),
        effects=notices("handed_back", told, world),
        noted=(f"{who} accepted and is responsible for the child as named person from {today}.",),
    )


def _nobody_must_lead(world: World, instead: str, *, field: str) -> None:
    rule, setting = statutory_rule(world.facts, world.policy)
    if setting and rule == "must":
        raise RuleBroken(
            f"A status of this child now says that a social worker must lead, so nobody can be let go. {instead}",
            rule="I6",
            source=setting.source,
            pack=world.policy.label,
            field=field,
        )


def step_down(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The service that holds what nobody else holds takes the record on itself: where children have no named person, or
    where this child has none and somebody agreed to that. Whoever was named person is so no more.

    Raises RuleBroken where a named person has to accept (I8), where the service has not (I8), and where a status has come
    to ask for somebody who leads (I6).
    """
    facts, used = world.facts, world.policy.settings.get("named_person.used")
    unnamed = used is not None and not used.value
    reason = UNNAMED.get(str(inputs.get("reason")))
    if inputs.get("accepted") is not True or not (unnamed or (reason and inputs.get("signed") is True)):
        raise RuleBroken(
            "Here a child is handed back to a named person, who accepts it; or it is said why there is none, and a service "
            "manager agrees. Ask somebody, or say that nobody can be found.",
            rule="I8",
            source=used.source if used else "GIRFEC Practice Guidance 2: the role of the named person, page 6",
            pack=world.policy.label,
            field="cover",
        )
    _nobody_must_lead(world, "Say that nobody can be found, and it is settled who leads.", field="cover")
    leaving = [*facts.holding(*LEADING), *facts.holding(RoleName.PARTNER)]
    ended = [RoleEnded(role.id, world.now, f"The named person service {ACCEPTED}") for role in leaving]
    ended += [RoleEnded(role.id, world.now, reason or NONE_HERE) for role in facts.holding(RoleName.NAMED_PERSON)]
    agreed = () if unnamed else (f"{reason} A service manager agreed that nobody is named person for this child.",)
    return Outcome(
        {"outcome": "handed_back"},
        changes=tuple(ended),
        effects=notices("handed_back", (*(role.person_id for role in leaving), *around(facts)), world),
        noted=(*agreed, "The named person service holds the record from now on. Nobody leads any more."),
    )


def keep_leading(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """The ladder decided that the one who is responsible stays so. Nothing is handed back."""
    facts = world.facts
    holder = responsible(facts)
    return Outcome(
        {"outcome": "lead_stays"},
        effects=notices("handback_settled", (holder.person_id, *around(facts)), world),
        noted=(f"Decided: {held_by(holder, facts)} stays responsible, nothing is handed back.",),
    )


OPERATIONS = (
    Operation(
        "begin_handback",
        {},
        {
            "asked": "id of the named person, or null where the child has none",
            "outcome": "handed_back where nothing is to be handed back, lead_stays where nobody may go, else null",
        },
        begin_handback,
    ),
    Operation(
        "hand_back",
        {"person": PERSON, "accepted": "have they accepted: true or false", "until": UNTIL},
        {"outcome": "handed_back"},
        hand_back,
    ),
    Operation(
        "step_down",
        {
            "accepted": "does the named person service take the record on: true or false",
            "reason": f"why this child has no named person: {', '.join(UNNAMED)}; null where no child has one",
            "signed": "has a service manager agreed: true or false",
        },
        {"outcome": "handed_back"},
        step_down,
    ),
    Operation("keep_leading", {}, {"outcome": "lead_stays"}, keep_leading),
)
