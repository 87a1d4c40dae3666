"""Partners choose a lead professional, cannot agree, and the GIRFEC lead officer decides: over HTTP, as people would."""

import episodes
import make
import pytest
from sqlalchemy import select, update
from town import OPERATOR, Town

from app.actions import policy
from app.cli.demo import (
    AGREES,
    CALLUM,
    CAN,
    ELSPETH,
    EWAN,
    FRASER,
    HAMISH,
    MORAG,
    PRIYA,
    RHONA,
    objects,
    proposal,
    weighed,
    wishes,
)
from app.domain.access import SYSTEM
from app.store.outbox import Outgoing
from app.store.people import Person

ISLA = "Isla Geddes"
AILSA = "Ailsa Brodie"
PARTNERS = (MORAG, EWAN, PRIYA, CALLUM)


@pytest.fixture
def town(app, database, request) -> Town:
    """A council under the pack that the test asks for."""
    return Town(app, database, getattr(request, "param", "ayrshire"))


def choose(town: Town, candidate: str, *, dissent: str = "") -> None:
    """From the family's wish to the partners' positions; one may object."""
    town.do(MORAG, "t_preference", **wishes("Callum. He does not rush me.", candidate))
    town.do(MORAG, "t_candidates", **weighed(candidate, PRIYA))
    town.do(candidate, "t_availability", **CAN)
    town.do(PRIYA, "t_availability", **CAN)
    town.do(MORAG, "t_propose", **proposal(candidate, "Yes, please."))
    for partner in PARTNERS:
        position = objects("The school needs somebody who can call a meeting.", PRIYA) if partner == dissent else AGREES
        town.do(partner, "t_agree", **position)


def years_later(town: Town) -> None:
    """The area weighs fewer factors under another version of its pack, and who was chosen has another name and post."""
    ours = "bpmn/policies/ayrshire.toml"
    later = dict(make.packs())
    later[ours] = later[ours].replace(b"2026.1", b"2029.1").replace(b'"relationship", "contact", ', b"")
    town.database.run(OPERATOR, lambda tx: policy.publish(tx, later, pack="ayrshire", approved_by="test"))
    married = update(Person).where(Person.name == CALLUM).values(name="Callum Reid-Orr", profession="teacher")
    town.database.run(OPERATOR, lambda tx: tx.execute(married))


def test_E1_two_practitioners_disagree_the_clock_raises_it_and_the_lead_officer_decides_and_why_is_readable_years_later(
    town,
):
    town.begin(MORAG, partner_ids=[town.ids[name] for name in PARTNERS], named_person_id=town.ids[EWAN])
    choose(town, CALLUM, dissent=EWAN)
    town.do(FRASER, "t_interim", interim=MORAG, interim_why="She knows Skye.")
    town.do(MORAG, "t_accept_interim", interim_accepted="yes")
    town.until("Time is up")  # nobody at the first level settles it within two working days
    town.do(RHONA, "t_service_managers", outcome="raised")
    town.do(ISLA, "t_lead_officer", outcome="information", answerer=PRIYA, question="How many cases have you?")
    town.days_pass(1)
    town.do(PRIYA, "t_answer", answer_text="Fifteen.")
    town.do(ISLA, "t_lead_officer", outcome="decided", decided=CALLUM, reasons="Skye trusts him.")
    town.do(HAMISH, "t_confirm", confirmed="yes", views_weighed="Her wish decided it.")
    town.do(CALLUM, "t_accept", accepted="yes")

    assert town.case()["identity"]["responsible"]["holder"] == CALLUM
    assert town.case()["tasks"] == []
    raised = town.responsible.index(MORAG)  # the interim lead professional held it from then until it was settled
    assert set(town.responsible[raised:-1]) == {MORAG}
    [record] = town.choices(CALLUM)
    assert (record["chosen"], record["reason"]) == ("Callum Reid, youth worker", "Skye trusts him.")
    assert record["how"] == "Decided by the GIRFEC lead officer"
    assert record["changed"] == "Her wish decided it."
    assert [(one["office"], one["outcome"]) for one in record["levels"]] == [
        ("Line managers", "The time ran out"),
        ("Service managers", "Not settled here, and raised"),
        ("GIRFEC lead officer", "More information was asked for"),
        ("A partner who was asked", "Answered"),
        ("GIRFEC lead officer", "Decided: Callum Reid, youth worker"),
    ]
    [weighing], [proposal] = record["weighings"], record["proposals"]
    assert [(one["name"], one["asked_for"], one["answer"]) for one in weighing["candidates"]] == [
        ("Callum Reid, youth worker", True, "Yes"),
        ("Priya Raman, social worker", False, "Yes"),
    ]
    assert "Sees the child and family most" in weighing["factors"]
    assert [one["who"] for one in proposal["positions"] if not one["agrees"]] == [EWAN]
    assert record["wishes"][0]["child"][1:2] == [
        ["What did they say, in their own words?", "Callum. He does not rush me."]
    ]
    assert [(one["who"], one["why"]) for one in record["interims"]] == [
        ("Morag Sillars, health visitor", "She knows Skye.")
    ]
    assert {(one["source"], one["pack"]) for one in record["checks"]} == {
        ("GIRFEC Practice Guidance 3: the role of the lead professional, page 6", "ayrshire 2026.1")
    }

    years_later(town)
    assert town.choices(CALLUM) == [record]


def test_E2_the_child_is_told_why_nobody_whom_they_asked_for_can_lead_and_another_is_found(town):
    town.begin(MORAG, partner_ids=[town.ids[name] for name in PARTNERS], named_person_id=town.ids[EWAN])
    town.do(MORAG, "t_preference", **wishes("Callum. He does not rush me.", CALLUM))
    town.do(MORAG, "t_candidates", **weighed(CALLUM, PRIYA))
    town.do(CALLUM, "t_availability", availability="no", hindrance="He works two days a week.")
    town.do(PRIYA, "t_availability", **CAN)
    town.do(
        MORAG,
        "t_explain",
        explained="Callum is here two days only.",
        child_words="Then Ewan.",
        wish="someone_else",
        preferred=EWAN,
    )
    town.do(MORAG, "t_candidates", **weighed(EWAN, PRIYA))
    town.do(PRIYA, "t_availability", **CAN)
    town.until("No reply in time")
    town.do(MORAG, "t_explain", explained="Ewan has not answered.", child_words="It is all right.", wish="content")
    town.do(MORAG, "t_propose", **proposal(PRIYA, "She is fine."))
    for partner in PARTNERS:
        town.do(partner, "t_agree", **AGREES)
    town.do(HAMISH, "t_confirm", confirmed="yes")
    town.do(PRIYA, "t_accept", accepted="yes")

    [record] = town.choices(PRIYA)
    told = [dict(one["said"]) for one in record["explained"]]
    assert [one["What did you tell them, and how?"] for one in told] == [
        "Callum is here two days only.",
        "Ewan has not answered.",
    ]
    assert [one["What did the child or young person say?"] for one in told] == ["Then Ewan.", "It is all right."]
    asked = [[(one["asked_for"], one["answer"]) for one in weighing["candidates"]] for weighing in record["weighings"]]
    assert asked == [[(True, "No"), (False, "Yes")], [(True, "No answer in time"), (False, "Yes")]]
    assert (record["chosen"], record["how"]) == ("Priya Raman, social worker", "Agreed by all partners")
    assert town.responsible[-1] == PRIYA


def test_E1_the_chief_officers_decide_where_every_clock_runs_out(town):
    town.begin(MORAG, partner_ids=[town.ids[name] for name in PARTNERS])
    choose(town, CALLUM, dissent=EWAN)

    town.days_pass(40)

    task = town.task("Duncan Weir", "t_chief_officers")
    assert task["open"]
    assert town.call(MORAG, "GET", f"/cases/{town.case_id}").json["identity"]["responsible"]["holder"]


def test_E1_a_risk_of_harm_that_comes_up_on_the_ladder_goes_to_child_protection_and_the_lead_officer_hears(town):
    town.begin(MORAG, partner_ids=[town.ids[name] for name in PARTNERS], named_person_id=town.ids[EWAN])
    choose(town, CALLUM, dissent=EWAN)
    town.do(FRASER, "t_interim", interim=MORAG, interim_why="She knows Skye.")
    town.do(MORAG, "t_accept_interim", interim_accepted="yes")
    told = town.do(FRASER, "t_line_managers", outcome="raised", harm_now=True)

    assert told["said"] == "Recorded, and what you ticked was passed on. You have another task for this child."
    names = {one["name"] for one in town.case()["tasks"]}
    assert {"Tell social work about the concern", "Try to settle it between service managers"} <= names
    told_to = select(Outgoing.person_id).where(Outgoing.kind == "protection_concern")
    heard = town.database.read(SYSTEM, lambda tx: {str(one) for one in tx.execute(told_to).scalars()})
    assert town.ids[ISLA] in heard

    town.do(FRASER, "t_notify", parents_told="yes")
    town.do(RHONA, "t_service_managers", outcome="decided", decided=CALLUM, reasons="Skye trusts him.")
    assert town.unattended() == []


def test_a_health_visitor_cannot_lead_for_a_looked_after_child_in_ayrshire(town):
    town.begin(MORAG, partner_ids=[town.ids[name] for name in PARTNERS], statuses={"looked_after": "2026-01-05"})

    reply = town.send(AILSA, "t_allocate", proposed=MORAG)

    problem = reply.json
    assert (reply.status_code, problem["rule"]) == (422, "statutory_lp_rule.looked_after")
    assert problem["pack"] == "ayrshire 2026.1"
    assert problem["source"]
    assert town.task(AILSA, "t_allocate")["open"]
    tried = [line for line in town.history(MORAG) if "statutory_lp_rule.looked_after" in line]
    assert tried
    assert "ayrshire 2026.1" in tried[0]


@pytest.mark.parametrize("town", ["national"], indirect=True)
def test_nationally_a_reason_and_a_second_signature_let_a_health_visitor_lead(town):
    town.begin(MORAG, partner_ids=[town.ids[name] for name in PARTNERS], statuses={"looked_after": "2026-01-05"})
    town.do(MORAG, "t_preference", **wishes("Morag.", MORAG))
    town.do(MORAG, "t_candidates", **weighed(MORAG, PRIYA))
    town.do(MORAG, "t_availability", **CAN)
    town.do(PRIYA, "t_availability", **CAN)

    refused = town.send(MORAG, "t_propose", **proposal(MORAG, "Morag."), exception=None, exception_reason=None)
    town.do(MORAG, "t_propose", **proposal(MORAG, "Morag."), exception="trust", exception_reason="She is trusted.")
    for partner in PARTNERS:
        town.do(partner, "t_agree", **AGREES)
    town.do(HAMISH, "t_confirm", confirmed="yes", exception_seen=True)
    town.do(MORAG, "t_accept", accepted="yes")

    assert (refused.status_code, refused.json["rule"]) == (422, "statutory_lp_rule.looked_after")
    assert town.responsible[-1] == MORAG


def test_a_second_signature_goes_to_others_where_the_only_one_who_could_sign_has_proposed_it_themselves(town):
    everyone = (*PARTNERS, HAMISH)
    town.begin(HAMISH, partner_ids=[town.ids[name] for name in everyone], named_person_id=town.ids[EWAN])

    episodes.proposed(town, CALLUM, partners=everyone, convenor=HAMISH)

    with pytest.raises(LookupError):
        town.task(HAMISH, "t_confirm")
    town.do(ELSPETH, "t_confirm", confirmed="yes")
    town.do(CALLUM, "t_accept", accepted="yes")
    assert town.responsible[-1] == CALLUM
