"""While a child's name is on the register the child has a real plan: owners, days, versions, copies. Over HTTP."""

from datetime import date
from http import HTTPStatus
from uuid import UUID

import episodes
import pytest
from episodes import BOTH_HEARD, RECIPIENTS, SHEENA, THERE, TOM, WORDS
from reckoning import day
from town import OPERATOR, Town
from visitor import Visitor

from app.actions import audits, documents
from app.cli.demo import CALLUM, MORAG, PRIYA
from app.domain.access import SYSTEM
from app.domain.tabs import PlanPage
from app.store import people

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

SECRET = "The uncle of whom the child is afraid lives at the harbour."
VISIT, CLINIC, NURSERY = "Priya visits each week.", "Morag weighs the child.", "Callum keeps a place for the child."
MET = {"finding": "as_planned", "attendance": THERE, "contingency_used": "no", **BOTH_HEARD}
CHANGE = {"finding": "change", "finding_because": WORDS}
HAND_OUT = ("Say who gets a copy", "Give the copies", "Accept your part of the plan")


def action(town: Town, words: str, owner: str, **more: str) -> dict[str, str]:
    """An action of the plan."""
    row = {"action": words, "owner": owner, "by_when": town.today(90), "shown_by": WORDS, "action_state": "to_do"}
    return row | {"reduces": "Nobody notices hunger."} | more


def progress(words: str, owner: str, state: str = "under_way") -> dict[str, str]:
    """What a core group says of an action."""
    return {"action": words, "owner": owner, "action_state": state, "action_progress": WORDS}


def plan_page(town: Town) -> PlanPage:
    """The page of the child's plan, as Priya sees it."""
    actor = town.database.read(OPERATOR, lambda tx: people.actor(tx, UUID(town.ids[PRIYA]), "a session"))
    return town.database.run(actor, lambda tx: documents.plan(tx, UUID(town.case_id)))


def stands(town: Town) -> dict[str, tuple[str, str]]:
    """Of each action on the page of the plan: who does it, and how it stands."""
    page = plan_page(town)
    return {one.action: (page.owners[one.owner].partition(",")[0], one.state) for one in page.actions}


def open_tasks(town: Town) -> list[str]:
    return sorted(one["name"] for one in town.case()["tasks"])


def due(town: Town, name: str) -> date:
    """The day on which an open task, or a clock of the journey, is due."""
    [found] = [one for one in town.case()["deadlines"] if one["name"] == name]
    return date.fromisoformat(found["due"]["at"][:10])


def handed_out(town: Town, **answers: str) -> None:
    """The copies are given, and those who are named say whether they take their part on."""
    town.do(PRIYA, "t_recipients", recipients=RECIPIENTS)
    town.do(PRIYA, "t_copies")
    for who, accepts in answers.items():
        town.do({"priya": PRIYA, "morag": MORAG, "callum": CALLUM}[who], "t_acknowledge", accepts=accepts)


@pytest.fixture
def town(app, database) -> Town:
    """The planning meeting put a child's name on the register, and the first core group met."""
    town = Town(app, database)
    episodes.concern(town, start={"immediate_danger": "yes"})
    episodes.noticed(town)
    episodes.investigated(town, MORAG)
    episodes.called(town)
    meeting = {"quorate": "yes", "consensus": "yes", "attendance": THERE, "register_decision": "register"}
    meeting |= {"reporter": "no", "core_group": [MORAG, CALLUM, PRIYA], "restricted_information": []}
    town.do(SHEENA, "t_planning_meeting", **meeting, **BOTH_HEARD)
    town.do(TOM, "t_register")
    town.do(PRIYA, "t_core_first", finding="as_planned", attendance=THERE, **BOTH_HEARD)
    return town


@pytest.fixture
def planned(town) -> Town:
    """The core group's plan has two actions, which Priya and Morag took on."""
    rows = [action(town, VISIT, PRIYA), action(town, CLINIC, MORAG)]
    usual = episodes.plan(town, PRIYA) | BOTH_HEARD
    town.do(PRIYA, "t_core_plan", **usual | {"actions": rows, "restricted_notes": SECRET})
    handed_out(town, priya="yes", morag="yes")
    return town


def test_the_first_core_group_makes_a_plan_in_which_each_action_has_an_owner_a_day_and_a_risk(town, app, database):
    met = date.fromisoformat(town.today())
    assert due(town, "Write the child protection plan") == day("ayrshire", "cp_plan", met)
    usual = episodes.plan(town, PRIYA) | BOTH_HEARD
    rows = [action(town, VISIT, PRIYA), action(town, CLINIC, MORAG)]

    without = town.send(PRIYA, "t_core_plan", **usual | {"actions": [{**rows[0], "reduces": ""}]})
    slipped = town.send(
        PRIYA, "t_core_plan", **usual | {"actions": rows, "summary": SECRET, "restricted_notes": SECRET}
    )
    town.do(PRIYA, "t_core_plan", **usual | {"actions": rows, "restricted_notes": SECRET})

    assert (without.status_code, without.json["problems"][0]["message"]) == (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Enter which risk it makes smaller.",
    )
    assert (slipped.status_code, slipped.json["rule"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "I10")
    copies = day("ayrshire", "cp_plan_copies", met)
    assert due(town, "Say who gets a copy") == copies
    at_risk = {"copy_risk": "somebody", "redaction": "yes", "withheld_because": "An address."}
    town.do(PRIYA, "t_recipients", recipients=[RECIPIENTS[0], RECIPIENTS[1] | at_risk, RECIPIENTS[2]])
    town.days_pass(1)
    assert due(town, "Give the copies") == copies
    assert "redacted" in town.words(PRIYA, "t_copies")
    town.do(PRIYA, "t_copies")
    actor = database.read(OPERATOR, lambda tx: people.actor(tx, UUID(town.ids[PRIYA]), "a session"))
    paper = Visitor(app.test_client()).sign_in(database, actor).open(f"/cases/{town.case_id}/print/plan").text
    assert "The risk that it makes smaller: Nobody notices hunger." in paper
    assert "What will be different for good" in paper
    assert SECRET not in paper

    town.do(PRIYA, "t_acknowledge", accepts="yes")
    town.do(MORAG, "t_acknowledge", accepts="no", accepts_not=WORDS)
    town.do(PRIYA, "t_reassign", actions=[rows[0], {**rows[1], "owner": CALLUM}], child_said=WORDS, parents_said=WORDS)

    assert stands(town) == {VISIT: (PRIYA, "To do"), CLINIC: (CALLUM, "To do")}
    page = plan_page(town)
    assert (page.plan.version, page.changes) == (2, ("Somebody else does it now: “Morag weighs the child”.",))
    assert [one.reduces for one in page.actions] == ["Nobody notices hunger."] * 2
    assert town.responsible[-1] == PRIYA


def test_a_core_group_says_of_each_open_action_how_far_it_is_and_its_change_is_a_new_version_for_everybody(planned):
    met = date.fromisoformat(planned.today())
    assert due(planned, "Until the next core group") == day("ayrshire", "core_group_interval", met)
    planned.until("Until the next core group")
    told = [progress(CLINIC, MORAG, "done"), progress(VISIT, PRIYA)]

    left_out = planned.send(PRIYA, "t_core_group", **MET | CHANGE, actions=told[:1])
    planned.do(PRIYA, "t_core_group", **MET | CHANGE, actions=told)

    assert left_out.json["problems"][0]["message"].startswith(f"The action “{VISIT}” was still open.")
    assert stands(planned) == {VISIT: (PRIYA, "Under way"), CLINIC: (MORAG, "Done")}
    planned.do(PRIYA, "t_core_change", chair_told="yes")
    begun = planned.task(PRIYA, "t_core_plan")["carried"]["values"]
    assert [(one["action"], one["action_state"]) for one in begun["actions"]] == [(VISIT, "under_way")]
    rows = [action(planned, VISIT, PRIYA, action_state="under_way"), action(planned, NURSERY, CALLUM)]
    planned.do(PRIYA, "t_core_plan", actions=rows, **BOTH_HEARD)
    assert stands(planned) == {VISIT: (PRIYA, "Under way"), NURSERY: (CALLUM, "To do")}
    assert "A new action: Callum keeps a place for the child." in plan_page(planned).changes

    planned.do(PRIYA, "t_recipients", recipients=RECIPIENTS)  # and the copies wait, but the core group does not
    planned.until("Until the next core group")
    planned.do(PRIYA, "t_core_group", **MET | CHANGE, actions=[progress(VISIT, PRIYA), progress(NURSERY, CALLUM)])
    planned.do(PRIYA, "t_core_change", chair_told="yes")
    planned.do(PRIYA, "t_core_plan", **BOTH_HEARD)
    assert [one for one in open_tasks(planned) if one in HAND_OUT] == ["Say who gets a copy"]
    handed_out(planned, priya="yes", callum="yes")

    assert [one for one in open_tasks(planned) if one in HAND_OUT] == []
    assert plan_page(planned).plan.version == 3
    assert "Until the next core group" in {one["name"] for one in planned.case()["deadlines"]}
    assert set(planned.responsible) == {"Named person service", PRIYA}


def test_after_a_review_meeting_the_plan_goes_on_anew_on_the_register_or_without_it_and_nothing_open_is_lost(planned):
    planned.until("Time to prepare the review")
    meeting = {"quorate": "yes", "consensus": "yes", "attendance": THERE, **BOTH_HEARD}
    episodes.reported(planned)
    stays = {"review_decision": "stay", "plan_changes": WORDS, "reporter": "no", "core_group": [MORAG, CALLUM, PRIYA]}
    planned.do(SHEENA, "t_review_meeting", **stays, **meeting)
    assert due(planned, "Write the child protection plan") == day(
        "ayrshire", "cp_plan", date.fromisoformat(planned.today())
    )
    planned.do(PRIYA, "t_core_plan", **BOTH_HEARD)
    handed_out(planned, priya="yes")
    assert plan_page(planned).plan.version == 2

    episodes.deregistered(planned, plan_after="continue")
    planned.do(PRIYA, "t_who_leads", lead_after="keep", **BOTH_HEARD)
    rows = [action(planned, VISIT, PRIYA), action(planned, CLINIC, MORAG, action_state="done")]
    left_out = planned.send(PRIYA, "t_amend_plan", actions=rows[:1], **BOTH_HEARD)
    planned.do(PRIYA, "t_amend_plan", actions=rows, **BOTH_HEARD)

    assert left_out.json["problems"][0]["message"].startswith(f"The action “{CLINIC}” was still open.")
    assert stands(planned) == {VISIT: (PRIYA, "To do"), CLINIC: (MORAG, "Done")}
    assert plan_page(planned).plan.version == 3
    planned.until("Some weeks later")
    planned.do(PRIYA, "t_after_register", risk="lower", plan_needed="no", attendance=THERE, **BOTH_HEARD)
    briefing = planned.task(PRIYA, "t_briefing")["carried"]["values"]
    assert [one["action"] for one in briefing["actions"]] == [VISIT]
    found = planned.database.read(SYSTEM, lambda tx: [*audits.of_case(tx, UUID(planned.case_id))])
    assert found == []
