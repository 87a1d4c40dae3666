"""Who leads: checking a person against the child's status, beginning to lead, leading meanwhile."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.domain import statutory
from app.domain.cases import RoleName, responsible
from app.domain.deadlines import day_in_words
from app.domain.operations.handing import around, handed_over, held_by, notices, profession
from app.domain.operations.model import EXCEPTION, PERSON, Operation, Outcome, person_in
from app.domain.steps import World


def check_lead_professional(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Does the child's status allow this person to lead? Raises RuleBroken, naming who may, where it does not."""
    person = person_in(inputs, "person")
    checked = statutory.require_fit(person, world.facts, world.policy, exception=inputs.get("exception"))
    return Outcome({"rule": checked.rule}, noted=(checked.said,), checked=(checked,))


def begin_lead_professional(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The person, who has just accepted, becomes lead professional; whoever led before, interim or not, no longer does.

    Raises RuleBroken where the child's status has come to forbid it since the proposal: declining sends it back.
    """
    person, facts = person_in(inputs, "person"), world.facts
    checked = statutory.require_fit(person, facts, world.policy, exception=inputs.get("exception"))
    who = statutory.described(facts.people.get(person))
    if (leading := facts.holder(RoleName.LEAD_PROFESSIONAL)) and leading.person_id == person:
        return Outcome(noted=(f"{who} stays the lead professional.",), checked=(checked,))
    earlier = tuple(facts.holding(RoleName.LEAD_PROFESSIONAL, RoleName.INTERIM_LEAD_PROFESSIONAL))
    told = (person, *(role.person_id for role in earlier), *around(facts))
    return Outcome(
        changes=handed_over(earlier, RoleName.LEAD_PROFESSIONAL, person, world, f"{who} became lead professional."),
        effects=notices("lead_professional_began", told, world),
        noted=(checked.said, f"{who} accepted and is the lead professional from {day_in_words(world.today)}."),
        checked=(checked,),
    )


def begin_interim_lead_professional(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The person, who has just accepted, leads until the disagreement is settled. Raises RuleBroken as for a check."""
    return _interim(
        person_in(inputs, "person"), world, "accepted and leads meanwhile", exception=inputs.get("exception")
    )


def default_interim_lead_professional(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Nobody was named in time, or accepted: the area's rule says who leads meanwhile.

    Where the child's status asks for a social worker, a social worker among the partners; else the line manager of the
    practitioner who brought the partners together, else that practitioner. Where the rule is “must” and no social worker
    is a partner, nobody leads meanwhile and whoever is responsible stays so; the history says it.
    """
    facts = world.facts
    rule, _ = statutory.statutory_rule(facts, world.policy)
    convenor = facts.people.get(person_in(inputs, "convenor"))
    workers = [one for one in facts.partners if profession(one, facts) == statutory.SOCIAL_WORKER]
    usual = [one for one in (convenor and convenor.line_manager_id, convenor and convenor.id) if one]
    order = workers + usual if rule == "usual" else workers if rule == "must" else usual
    if not order:
        holder = held_by(responsible(facts), facts)
        said = f"Nobody could be named to lead meanwhile that the child's status allows. {holder} stays responsible."
        return Outcome({"interim": None}, noted=(said,))
    return _interim(order[0], world, "leads meanwhile, because nobody was named in time", exception="by_default")


def _interim(person: UUID, world: World, how: str, *, exception: str | None) -> Outcome:
    """The person leads meanwhile, instead of whoever did so before."""
    facts = world.facts
    checked = statutory.require_fit(person, facts, world.policy, exception=exception)
    who = statutory.described(facts.people.get(person))
    earlier = tuple(facts.holding(RoleName.LEAD_PROFESSIONAL, RoleName.INTERIM_LEAD_PROFESSIONAL))
    return Outcome(
        {"interim": str(person)},
        changes=handed_over(earlier, RoleName.INTERIM_LEAD_PROFESSIONAL, person, world, f"{who} leads meanwhile."),
        effects=notices("interim_lead_professional_began", (person, *around(facts)), world),
        noted=(checked.said, f"{who} {how}."),
        checked=(checked,),
    )


OPERATIONS = (
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
)
