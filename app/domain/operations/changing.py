"""Another person leads, or a status asks for it: what a change begins with, and that whoever led stays a partner."""

from collections.abc import Mapping
from typing import Any

from app.domain import statutory
from app.domain.cases import RoleName
from app.domain.operations.handing import partner_began, profession
from app.domain.operations.model import PERSON, Operation, Outcome, person_in
from app.domain.steps import World

LEADING = (RoleName.LEAD_PROFESSIONAL, RoleName.INTERIM_LEAD_PROFESSIONAL)


def note_leader(_inputs: Mapping[str, Any], world: World) -> Outcome:
    """Who leads now, and does the child's status still allow it? The moment is what the clocks of a change count from."""
    facts = world.facts
    rule, setting = statutory.statutory_rule(facts, world.policy)
    leading = next((role for role in facts.holding(*LEADING) if role.person_id), None)
    person = leading.person_id if leading else None
    fits = person is not None and (rule == "free" or profession(person, facts) == statutory.SOCIAL_WORKER)
    said = (
        f"The status asks for a social worker as lead professional ({rule}): {setting.source}; {world.policy.cited}."
        if setting and rule != "free"
        else f"No rule of the local policy ({world.policy.cited}) says who must lead for this child."
    )
    return Outcome(
        {
            "former": str(person) if person else None,
            "former_manager": _manager(world, person) if person else None,
            "rule": rule,
            "fits": fits,
            "began": world.now,
        },
        noted=(said,),
    )


def _manager(world: World, person: Any) -> str | None:
    known = world.facts.people.get(person)
    return str(known.line_manager_id) if known and known.line_manager_id else None


def stay_partner(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Whoever led before stays a partner to the plan; nobody who knows the child is lost by a change."""
    if inputs.get("person") is None:
        return Outcome()
    person, facts = person_in(inputs, "person"), world.facts
    who = statutory.described(facts.people.get(person))
    if person in facts.partners:
        return Outcome(noted=(f"{who} stays a partner to the child's plan.",))
    return Outcome(changes=(partner_began(person, world),), noted=(f"{who} stays a partner to the child's plan.",))


OPERATIONS = (
    Operation(
        "note_leader",
        {},
        {
            "former": "id of the person who leads now, or null",
            "former_manager": "id of that person's line manager, or null",
            "rule": "must, usual or free: what the child's status asks for now",
            "fits": "may the person who leads now go on under that rule",
            "began": "the moment from which the clocks of the change count",
        },
        note_leader,
    ),
    Operation("stay_partner", {"person": f"{PERSON}, or null"}, {}, stay_partner),
)
