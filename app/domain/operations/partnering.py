"""Somebody of another agency who was asked for assistance joins the partners to the child's plan."""

from collections.abc import Mapping
from typing import Any

from app.domain.cases import responsible
from app.domain.deadlines import day_in_words
from app.domain.operations.handing import around, notices, partner_began
from app.domain.operations.model import PERSON, Operation, Outcome, person_in
from app.domain.statutory import described
from app.domain.steps import World


def begin_partner(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The person, who has just accepted, is a partner to the plan; whoever is one already stays so, and nobody is told anew.

    Source: GIRFEC practice statement: the child's plan, page 4.
    """
    person, facts = person_in(inputs, "person"), world.facts
    who = described(facts.people.get(person))
    if person in facts.partners:
        return Outcome(noted=(f"{who} is a partner to the child's plan already, and goes on as one.",))
    return Outcome(
        changes=(partner_began(person, world),),
        effects=notices("partner_began", (responsible(facts).person_id, *around(facts)), world),
        noted=(f"{who} accepted and is a partner to the child's plan from {day_in_words(world.today)}.",),
    )


OPERATIONS = (Operation("begin_partner", {"person": PERSON}, {}, begin_partner),)
