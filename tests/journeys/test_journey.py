"""A child's journey from the first concern to the named person again, and its other ends: over HTTP, as people would."""

import episodes
from episodes import BOTH_HEARD, ENDS, HARM, ISLA, THERE, WORDS
from town import Town

from app.cli.demo import AILSA, CALLUM, ELSPETH, EWAN, FRASER, HEARD, MORAG, PRIYA, RHONA

RUARIDH, UNA, SERVICE = "Ruaridh Bain", "Una Kerr", "Named person service"


def led_by(town: Town, who: str) -> None:
    """A plan of several agencies is in effect, and this person leads it."""
    episodes.led(town, who)
    episodes.planned(town, who)


def holds(town: Town, role: str, who: str) -> bool:
    """Does this person hold this role for the child now?"""
    held = [one for one in town.case()["roles"] if one["role"]["name"] == role and not one["role"]["ended_at"]]
    return who in {one["holder"] for one in held}


def test_a_child_is_brought_from_a_concern_to_the_named_person_again(town):
    episodes.concern(town)
    episodes.named(town)
    episodes.assessed(town, "multi_agency")
    episodes.offered(town)
    episodes.proposed(town, CALLUM, dissent=EWAN)
    town.do(FRASER, "t_interim", interim=MORAG)
    town.do(MORAG, "t_accept_interim", interim_accepted="yes")
    town.days_pass(5)
    town.do(RHONA, "t_service_managers", outcome="raised")
    town.do(ISLA, "t_lead_officer", outcome="decided", decided=CALLUM)
    episodes.accepted(town, CALLUM)
    episodes.planned(town, CALLUM)
    episodes.reviewed(town, CALLUM, **HARM)
    episodes.registered(town, CALLUM)
    episodes.deregistered(town, plan_after="none")
    town.do(PRIYA, "t_briefing", named_person_there="no")
    town.do(ELSPETH, "t_cover", cover="ask", asked=EWAN)
    town.do(EWAN, "t_take_on", accepted="yes")
    town.do(EWAN, "t_meet_family")
    episodes.closed(town, EWAN)

    assert town.case()["tasks"] == []
    assert list(dict.fromkeys(town.responsible)) == ["Named person service", EWAN, MORAG, CALLUM, PRIYA]
    assert town.responsible[-1] == EWAN


def test_a_plan_of_one_agency_is_held_by_the_named_person(town):
    episodes.concern(town)
    episodes.named(town)
    episodes.assessed(town, "single_agency")
    episodes.offered(town)
    episodes.planned(town, EWAN, partners=(), approved=False)
    episodes.reviewed(town, EWAN, **ENDS)
    episodes.closed(town, EWAN)

    assert town.case()["tasks"] == []
    assert set(town.responsible) == {SERVICE, EWAN}
    assert not holds(town, "lead_professional", EWAN)


def test_a_family_that_declines_is_heard_and_keeps_its_named_person(town):
    episodes.concern(town)
    episodes.named(town)
    episodes.assessed(town, "multi_agency")
    episodes.offered(town, "decline")
    town.do(MORAG, "t_decline", order="no", child_differs="no", wants_single="no", **BOTH_HEARD)
    town.do(EWAN, "t_sharing", sharing_now="stops")
    episodes.closed(town, EWAN, "declined")

    assert town.case()["tasks"] == []
    assert town.responsible[-1] == EWAN
    assert any("no cause for concern" in line for line in town.history(EWAN))


def test_after_the_register_the_plan_goes_on_and_another_agency_leads(town):
    episodes.concern(town, start={"immediate_danger": "yes"})
    episodes.registered(town, MORAG)
    episodes.deregistered(town, plan_after="continue")
    town.do(PRIYA, "t_who_leads", lead_after="change", **HEARD, child_said=WORDS)
    town.do(PRIYA, "t_change", gone="no", convenor=MORAG, **HEARD, child_said=WORDS)
    partners = [one["holder"] for one in town.case()["roles"] if one["role"]["name"] == "partner"]
    episodes.proposed(town, CALLUM, partners=partners)
    assert town.responsible[-1] == PRIYA
    episodes.accepted(town, CALLUM)
    town.do(PRIYA, "t_handover")
    town.do(CALLUM, "t_introduce")
    town.do(CALLUM, "t_amend_plan", **episodes.plan(town, CALLUM) | BOTH_HEARD)
    town.until("Some weeks later")
    town.do(CALLUM, "t_after_register", risk="lower", plan_needed="yes", attendance=THERE, **BOTH_HEARD)

    assert town.case()["tasks"] == []
    assert holds(town, "lead_professional", CALLUM)
    assert holds(town, "partner", PRIYA)
    assert town.responsible[-1] == CALLUM
    assert "The review is due" in {one["name"] for one in town.case()["deadlines"]}


def test_where_the_named_person_declines_whoever_leads_stays_responsible_until_somebody_accepts(town):
    led_by(town, CALLUM)
    episodes.reviewed(town, CALLUM, **ENDS)
    town.do(CALLUM, "t_briefing", named_person_there="yes", **HEARD, child_said=WORDS)
    town.do(EWAN, "t_take_on", accepted="no")
    town.do(ISLA, "t_settle_officer", decision="somebody", asked=UNA, **HEARD, child_said=WORDS)
    assert town.responsible[-1] == CALLUM

    town.do(UNA, "t_take_on", accepted="yes")
    town.do(UNA, "t_meet_family", **HEARD, child_said=WORDS)
    episodes.closed(town, UNA)

    assert town.responsible[-1] == UNA
    assert holds(town, "named_person", UNA)
    assert not holds(town, "named_person", EWAN)


def test_a_child_becomes_looked_after_and_the_health_visitor_who_led_stays_a_partner(town):
    led_by(town, MORAG)

    town.tell(PRIYA, "status_changed", status="looked_after", on=town.today())
    town.do(AILSA, "t_status_interim", interim=PRIYA, convenor=MORAG)
    assert town.responsible[-1] == MORAG
    town.do(PRIYA, "t_status_accept", interim_accepted="yes")
    assert town.responsible[-1] == PRIYA
    town.do(AILSA, "t_allocate", proposed=PRIYA, **HEARD, child_said=WORDS)
    episodes.accepted(town, PRIYA)
    town.do(PRIYA, "t_status_tell", **HEARD, child_said=WORDS)
    town.do(PRIYA, "t_status_amend", **episodes.plan(town, PRIYA))

    assert holds(town, "lead_professional", PRIYA)
    assert holds(town, "partner", MORAG)
    assert town.case()["tasks"] == []
    assert "The review is due" in {one["name"] for one in town.case()["deadlines"]}


def test_a_review_that_is_asked_for_early_is_refused_with_a_reason_or_held(town):
    led_by(town, CALLUM)

    town.tell(EWAN, "early_review_requested", asked_by="Skye", reason="I want to change school.")
    town.do(CALLUM, "t_triage", triage="decline", triage_because="We meet next week.", **HEARD, child_said=WORDS)
    refused = town.case()["tasks"]
    town.tell(EWAN, "early_review_requested", asked_by="Skye's mother", reason="It gets worse.")
    town.do(CALLUM, "t_triage", triage="accept", **HEARD, child_said=WORDS)
    episodes.held(town, CALLUM)

    assert refused == []
    assert town.case()["tasks"] == []
    assert "The review is due" in {one["name"] for one in town.case()["deadlines"]}


def test_a_lead_professional_leaves_with_nobody_in_place_and_the_area_s_rule_says_who_leads_meanwhile(town):
    led_by(town, CALLUM)

    town.tell(EWAN, "lp_unavailable", person=CALLUM, **{"from": town.today()})
    town.do(RUARIDH, "t_change", change_why="leaves", gone="yes", convenor=MORAG, **HEARD, child_said=WORDS)
    town.until("Nobody named in time")
    assert town.responsible[-1] == FRASER
    episodes.proposed(town, PRIYA)
    episodes.accepted(town, PRIYA)
    town.do(RUARIDH, "t_handover")
    town.do(PRIYA, "t_introduce")

    assert town.responsible[-1] == PRIYA
    assert town.case()["tasks"] == []
