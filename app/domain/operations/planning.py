"""What must hold before a child's plan is put into effect."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.cases import Facts, RoleName, StatusName, responsible
from app.domain.documents import OPEN_ACTION
from app.domain.errors import RuleBroken
from app.domain.operations.handing import held_by
from app.domain.operations.model import Operation, Outcome
from app.domain.steps import World

SAID_YES = frozenset({"accept", "partial"})
COMPULSORY = (StatusName.REGISTERED, StatusName.TEMPORARILY_REGISTERED, StatusName.INVESTIGATION)
STATEMENT = "GIRFEC practice statement: the child's plan"


def check_plan(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Hold a plan against the rules before anybody gets it.

    Raises RuleBroken: I4 where the family has not decided for it and nothing makes it compulsory; I1 where several
    agencies act and nobody leads; `plan_actions` where an action has nobody who does it, or no day.
    """
    facts, scope = world.facts, inputs.get("scope")
    if inputs.get("family_decision") not in SAID_YES and not compulsory(facts, inputs.get("order") is True):
        raise _broken(
            world,
            "I4",
            "A plan is voluntary, and the family has not decided for it. Ask them, and record what they decide.",
            f"{STATEMENT}, page 3",
        )
    if scope == "multi_agency" and not any(
        facts.holding(RoleName.LEAD_PROFESSIONAL, RoleName.INTERIM_LEAD_PROFESSIONAL)
    ):
        raise _broken(
            world,
            "I1",
            "Several agencies act in this plan and nobody leads it. Appoint a lead professional first.",
            "GIRFEC Practice Guidance 3: the role of the lead professional, page 5",
        )
    actions = list(inputs.get("actions") or ())
    if not actions or not all(_complete(one) for one in actions):
        raise _broken(
            world,
            "plan_actions",
            "Each action needs somebody who does it and a day by which it is done. Send the plan back and complete it.",
            STATEMENT,
            field="actions",
        )
    return Outcome(
        {"owners": _owners(actions), "complete_at": world.now},
        noted=(f"The child's plan holds {len(actions)} actions, each with an owner.",),
    )


def settle_plan(inputs: Mapping[str, Any], world: World) -> Outcome:
    """A plan as it was has ended: does another remain, which one agency carries with the named person, or several now?"""
    if inputs.get("review") == "multi_agency":
        return Outcome({"scope": "multi_agency", "remains": True}, noted=("Help from several agencies is needed now.",))
    smaller = "single_agency" in (inputs.get("review"), inputs.get("refusal"))
    remains = smaller and inputs.get("scope") == "multi_agency"
    said = "Help from one agency remains." if remains else "No plan remains."
    return Outcome(
        {"scope": "single_agency" if remains else inputs.get("scope"), "remains": remains},
        noted=(f"{said} {held_by(responsible(world.facts), world.facts)} is responsible.",),
    )


def compulsory(facts: Facts, order: bool) -> bool:
    """May the plan go on without the family's consent? order: a hearing or a sheriff has made it compulsory."""
    return order or any(facts.has(name) for name in COMPULSORY)


def _complete(action: object) -> bool:
    return isinstance(action, Mapping) and bool(action.get("owner")) and bool(action.get("by_when"))


def _owners(actions: Iterable[Mapping[str, Any]]) -> list[str]:
    """Whoever still has something to do, each once. An action of which nobody said how it stands is still to be done."""
    open_ones = (one for one in actions if (one.get("state") or "to_do") in OPEN_ACTION)
    return list(dict.fromkeys(str(one["owner"]) for one in open_ones))


def _broken(world: World, rule: str, message: str, source: str, *, field: str = "") -> RuleBroken:
    return RuleBroken(message, rule=rule, source=source, pack=world.policy.label, field=field)


OPERATIONS = (
    Operation(
        "check_plan",
        {
            "scope": "single_agency or multi_agency",
            "family_decision": "accept, partial, not_yet or decline",
            "order": "has a hearing or a sheriff made it compulsory: true or false",
            "actions": "list of {owner, by_when, state}; state: code of ACTION_STATES, or null",
        },
        {
            "owners": "list of the ids of those who still have something to do",
            "complete_at": "the moment from which the clock of its copies counts",
        },
        check_plan,
    ),
    Operation(
        "settle_plan",
        {
            "scope": "single_agency or multi_agency: the plan as it was",
            "review": "what the last review came to, or null",
            "refusal": "what followed from the family's refusal, or null",
        },
        {"scope": "single_agency or multi_agency: the plan from now on", "remains": "is there still a plan"},
        settle_plan,
    ),
)
