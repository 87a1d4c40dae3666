"""What a process may have done: named, pure operations with typed inputs (`camunda:topic` of a service task).

Each is a function of its inputs and the world; it returns outputs for the process, changes of facts, effects for the
outbox and notes for the history. It raises RuleBroken where the pack or an invariant forbids the act; then the whole
act is refused and nothing is kept. Ids of persons come and go as text, as forms and FEEL know them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from app.domain import escalation, statutory
from app.domain.cases import Change, Facts, Role, RoleBegan, RoleEnded, RoleName, responsible
from app.domain.deadlines import day_in_words
from app.domain.errors import Invalid, RuleBroken
from app.domain.steps import Effect, World


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an operation gives back. outputs: {name: Value}, read by `camunda:outputParameter`s as plain names."""

    outputs: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    noted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One named operation. inputs, outputs: {name: what it means}, checked against the diagram at publish."""

    name: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    run: Callable[[Mapping[str, Any], World], Outcome]


def check_lead_professional(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Does the child's status allow this person to lead? Raises RuleBroken, naming who may, where it does not."""
    person = _person(inputs, "person")
    noted = statutory.require_fit(person, world.facts, world.policy, exception=inputs.get("exception"))
    rule, _ = statutory.statutory_rule(world.facts, world.policy)
    return Outcome({"rule": rule}, noted=(noted,))


def begin_lead_professional(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The person, who has just accepted, becomes lead professional; whoever led before, interim or not, no longer does.

    Raises RuleBroken where the child's status has come to forbid it since the proposal: declining sends it back.
    """
    person, facts = _person(inputs, "person"), world.facts
    checked = statutory.require_fit(person, facts, world.policy, exception=inputs.get("exception"))
    who = statutory.described(facts.people.get(person))
    if (leading := facts.holder(RoleName.LEAD_PROFESSIONAL)) and leading.person_id == person:
        return Outcome(noted=(f"{who} stays the lead professional.",))
    earlier = tuple(facts.holding(RoleName.LEAD_PROFESSIONAL, RoleName.INTERIM_LEAD_PROFESSIONAL))
    told = (person, *(role.person_id for role in earlier), *_around(facts))
    return Outcome(
        changes=_handed_over(earlier, RoleName.LEAD_PROFESSIONAL, person, world, f"{who} became lead professional."),
        effects=_notices("lead_professional_began", told, world),
        noted=(checked, f"{who} accepted and is the lead professional from {day_in_words(world.now.date())}."),
    )


def begin_interim_lead_professional(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The person, who has just accepted, leads until the disagreement is settled. Raises RuleBroken as for a check."""
    return _interim(_person(inputs, "person"), world, "accepted and leads meanwhile", exception=inputs.get("exception"))


def default_interim_lead_professional(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Nobody was named in time, or accepted: the area's rule says who leads meanwhile.

    Where the child's status asks for a social worker, a social worker among the partners; else the line manager of the
    practitioner who brought the partners together, else that practitioner. Where the rule is “must” and no social worker
    is a partner, nobody leads meanwhile and whoever is responsible stays so; the history says it.
    """
    facts = world.facts
    rule, _ = statutory.statutory_rule(facts, world.policy)
    convenor = facts.people.get(_person(inputs, "convenor"))
    workers = [one for one in facts.partners if _profession(one, facts) == statutory.SOCIAL_WORKER]
    usual = [one for one in (convenor and convenor.line_manager_id, convenor and convenor.id) if one]
    order = workers + usual if rule == "usual" else workers if rule == "must" else usual
    if not order:
        holder = _held_by(responsible(facts), facts)
        said = f"Nobody could be named to lead meanwhile that the child's status allows. {holder} stays responsible."
        return Outcome({"interim": None}, noted=(said,))
    return _interim(order[0], world, "leads meanwhile, because nobody was named in time", exception="by_default")


def note_availability(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Who of the candidates can take it on, and is the person the child or family asked for among them?"""
    candidates, answers = list(inputs["candidates"] or ()), list(inputs["answers"] or ())
    available = [one for one, answer in zip(candidates, answers, strict=False) if answer in ("yes", "yes_if")]
    preferred = inputs.get("preferred")
    names = [statutory.described(world.facts.people.get(UUID(one))) for one in available]
    said = f"Can take it on: {'; '.join(names)}." if names else "None of the candidates can take it on."
    return Outcome({"available": available, "wish_met": preferred is None or preferred in available}, noted=(said,))


def note_explanation(inputs: Mapping[str, Any], world: World) -> Outcome:
    """It was explained why the wish cannot be met; shall somebody else whom they named be asked?

    Once more each time, and no more often than the pack says (`lp_explain_rounds`).
    """
    rounds, most = int(inputs.get("rounds") or 0) + 1, int(world.policy.setting("lp_explain_rounds").value)
    again = bool(inputs.get("someone_else")) and rounds < most
    return Outcome(
        {"rounds": rounds, "again": again},
        noted=(f"The child and family were told why their wish could not be met (time {rounds} of at most {most}).",),
    )


def open_escalation(inputs: Mapping[str, Any], world: World) -> Outcome:
    """A disagreement begins its way up. Gives the moment from which somebody must lead meanwhile, and tells the partners."""
    convenor = _person(inputs, "convenor")
    return Outcome(
        {"began": world.now},
        effects=_notices("disagreement_raised", (convenor, *_around(world.facts)), world),
        noted=("No agreement was reached about the lead professional. The disagreement was raised.",),
    )


def next_ladder_level(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The disagreement goes one level up. why: `opened`, `raised` by the level itself, or `clock` where its time ran out."""
    level, why = inputs.get("level"), inputs.get("why")
    following = escalation.next_level(level, world.policy)
    names = escalation.LEVEL_NAMES
    reasons = {
        "clock": f"the time of the {names.get(level or '', '')} ran out",
        "raised": f"the {names.get(level or '', '')} did not settle it",
    }
    because = f", because {reasons[why]}" if why in reasons and level else ""
    return Outcome(
        {"level": following, "clock_from": world.now},
        noted=(f"The disagreement went to the {names[following]}{because} ({world.policy.label}).",),
    )


def stop_clock(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The lead officer asks for more; the clock stands still until the answer. Raises RuleBroken past the pack's limit."""
    asked, limit = int(inputs.get("asked") or 0), world.policy.setting("ladder.information_rounds")
    if asked >= int(limit.value):
        raise RuleBroken(
            "You have already asked for more information, and the clock may stop only so often. "
            "Decide with what is known, or say that you cannot decide.",
            rule=limit.key,
            source=limit.source,
            pack=world.policy.label,
        )
    return Outcome(
        {"stopped_at": world.now, "asked": asked + 1},
        noted=("The GIRFEC lead officer asked for more information. The clock stands still until the answer.",),
    )


def resume_clock(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The clock goes on with the working days that were left when it stopped."""
    began, stopped = _moment(inputs, "clock_from"), _moment(inputs, "stopped_at")
    counts_from = escalation.resumed(began, stopped, world.now, world.policy.calendar)
    return Outcome({"clock_from": counts_from}, noted=("The clock of the GIRFEC lead officer goes on.",))


def record_decision(inputs: Mapping[str, Any], world: World) -> Outcome:
    """A level of the ladder has decided who shall lead. Everybody concerned is told; the person still has to accept."""
    person, level = _person(inputs, "person"), str(inputs.get("level"))
    who = statutory.described(world.facts.people.get(person))
    told = (person, _person(inputs, "convenor"), *_around(world.facts))
    return Outcome(
        effects=_notices("disagreement_settled", told, world),
        noted=(f"Decided by the {escalation.LEVEL_NAMES.get(level, level)}: {who} shall be the lead professional.",),
    )


def _person(inputs: Mapping[str, Any], name: str) -> UUID:
    """The person whom an input names. Raises Invalid where it names nobody."""
    try:
        return UUID(str(inputs.get(name)))
    except ValueError:
        raise Invalid("Choose a person.") from None


def _moment(inputs: Mapping[str, Any], name: str) -> datetime:
    value = inputs.get(name)
    if not isinstance(value, datetime):
        raise Invalid(f"“{name}” must be a date and time.")
    return value


def _profession(person_id: UUID, facts: Facts) -> str | None:
    person = facts.people.get(person_id)
    return person.profession if person else None


def _held_by(role: Role, facts: Facts) -> str:
    person = facts.people.get(role.person_id) if role.person_id else None
    return person.name if person else "The area's named person service"


def _interim(person: UUID, world: World, how: str, *, exception: str | None) -> Outcome:
    """The person leads meanwhile, instead of whoever did so before."""
    facts = world.facts
    checked = statutory.require_fit(person, facts, world.policy, exception=exception)
    who = statutory.described(facts.people.get(person))
    earlier = tuple(facts.holding(RoleName.INTERIM_LEAD_PROFESSIONAL))
    return Outcome(
        {"interim": str(person)},
        changes=_handed_over(earlier, RoleName.INTERIM_LEAD_PROFESSIONAL, person, world, f"{who} leads meanwhile."),
        effects=_notices("interim_lead_professional_began", (person, *_around(facts)), world),
        noted=(checked, f"{who} {how}."),
    )


def _handed_over(
    earlier: Iterable[Role], name: RoleName, person: UUID, world: World, reason: str
) -> tuple[Change, ...]:
    """The earlier roles end at the moment at which the new one begins, so there is never a gap between them."""
    identity = uuid5(world.facts.case_id, f"{name} {person} {world.now.isoformat()}")
    began = Role(identity, name, person, None, proposed_at=world.now, accepted_at=world.now)
    return (*(RoleEnded(role.id, world.now, reason) for role in earlier), RoleBegan(began))


def _around(facts: Facts) -> tuple[UUID | None, ...]:
    """The named person and the partners: who hears of each change of who leads."""
    named = facts.holder(RoleName.NAMED_PERSON)
    return (named.person_id if named else None, *facts.partners)


def _notices(notice: str, told: Iterable[UUID | None], world: World) -> tuple[Effect, ...]:
    """A notice (`notices.NOTICES`) to each person once, with ids only."""
    return tuple(
        Effect(notice, {"case_id": str(world.facts.case_id), "person_id": str(person)})
        for person in dict.fromkeys(told)
        if person
    )


PERSON = "a person's id"
EXCEPTION = "code of the reason why somebody other than a social worker may lead, or null"

OPERATIONS: dict[str, Operation] = {
    operation.name: operation
    for operation in (
        Operation(
            "check_lead_professional",
            {"person": PERSON, "exception": EXCEPTION},
            {"rule": "must, usual or free: what the child's status asks for now"},
            check_lead_professional,
        ),
        Operation("begin_lead_professional", {"person": PERSON, "exception": EXCEPTION}, {}, begin_lead_professional),
        Operation(
            "begin_interim_lead_professional",
            {"person": PERSON, "exception": EXCEPTION},
            {"interim": PERSON},
            begin_interim_lead_professional,
        ),
        Operation(
            "default_interim_lead_professional",
            {"convenor": PERSON},
            {"interim": "a person's id, or null where nobody may"},
            default_interim_lead_professional,
        ),
        Operation(
            "note_availability",
            {
                "candidates": "list of persons' ids",
                "answers": "list of yes, yes_if, no or null, in the same order",
                "preferred": "id of the person whom the child or family asked for, or null",
            },
            {
                "available": "list of the ids of those who can",
                "wish_met": "is the preferred one among them, or none asked for",
            },
            note_availability,
        ),
        Operation(
            "note_explanation",
            {"rounds": "how often it was explained before", "someone_else": "has the family named somebody else"},
            {"rounds": "how often it has been explained now", "again": "shall that person be asked"},
            note_explanation,
        ),
        Operation(
            "open_escalation",
            {"convenor": PERSON},
            {"began": "the moment at which the disagreement was raised"},
            open_escalation,
        ),
        Operation(
            "next_ladder_level",
            {"level": "the level that it comes from, or null", "why": "opened, raised or clock"},
            {"level": "the level that it goes to", "clock_from": "the moment from which that level's clock counts"},
            next_ladder_level,
        ),
        Operation(
            "stop_clock",
            {"asked": "how often the clock was stopped before"},
            {"stopped_at": "the moment at which it stopped", "asked": "how often it has been stopped now"},
            stop_clock,
        ),
        Operation(
            "resume_clock",
            {"clock_from": "the moment from which the clock counted", "stopped_at": "the moment at which it stopped"},
            {"clock_from": "the moment from which the clock counts now"},
            resume_clock,
        ),
        Operation(
            "record_decision",
            {"person": PERSON, "convenor": PERSON, "level": "the level that decided"},
            {},
            record_decision,
        ),
    )
}
