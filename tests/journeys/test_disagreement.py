"""Partners choose a lead professional, cannot agree, and the GIRFEC lead officer decides: over HTTP, as people would."""

import episodes
import pytest
from town import Town

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


def test_two_practitioners_disagree_the_clock_raises_it_and_the_lead_officer_decides(town):
    town.begin(MORAG, partner_ids=[town.ids[name] for name in PARTNERS], named_person_id=town.ids[EWAN])
    choose(town, CALLUM, dissent=EWAN)
    town.do(FRASER, "t_interim", interim=MORAG)
    town.do(MORAG, "t_accept_interim", interim_accepted="yes")
    town.days_pass(5)  # nobody at the first level settles it within two working days
    raised = town.history(MORAG)
    town.do(RHONA, "t_service_managers", outcome="raised")
    town.do(ISLA, "t_lead_officer", outcome="decided", decided=CALLUM)
    town.do(HAMISH, "t_confirm", confirmed="yes")
    town.do(CALLUM, "t_accept", accepted="yes")

    case = town.call(CALLUM, "GET", f"/cases/{town.case_id}").json
    assert case["identity"]["lead_professional"]["holder"] == CALLUM
    assert case["identity"]["responsible"]["holder"] == CALLUM
    assert any("time of the line managers ran out" in line for line in raised)
    assert "" not in town.responsible
    assert MORAG in town.responsible  # the interim lead professional held it meanwhile
    assert case["tasks"] == []


def test_the_chief_officers_decide_where_every_clock_runs_out(town):
    town.begin(MORAG, partner_ids=[town.ids[name] for name in PARTNERS])
    choose(town, CALLUM, dissent=EWAN)

    town.days_pass(40)

    task = town.task("Duncan Weir", "t_chief_officers")
    assert task["open"]
    assert town.call(MORAG, "GET", f"/cases/{town.case_id}").json["identity"]["responsible"]["holder"]


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
