"""A child's journey from the first concern to the named person again, and its other ends: over HTTP, as people would."""

from datetime import date, datetime
from typing import Any

import episodes
from episodes import BOTH_HEARD, ENDS, HARM, ISLA, THERE, WORDS
from town import Town

from app.cli.demo import AILSA, CALLUM, ELSPETH, EWAN, FRASER, HEARD, MORAG, PRIYA, RHONA
from app.domain.deadlines import local

RUARIDH, UNA, SERVICE = "Ruaridh Bain", "Una Kerr", "Named person service"


# What is still to be done for the record of a child protection meeting, by those who support planning.
OF_THE_RECORD = {"Send the summary of the key decisions", "Say who gets the record", "Send the record of the meeting"}


def led_by(town: Town, who: str) -> None:
    """A plan of several agencies is in effect, and this person leads it."""
    episodes.led(town, who)
    episodes.planned(town, who)


def holds(town: Town, role: str, who: str) -> bool:
    """Does this person hold this role for the child now?"""
    held = [one for one in town.case()["roles"] if one["role"]["name"] == role and not one["role"]["ended_at"]]
    return who in {one["holder"] for one in held}


def document(town: Town, who: str, kind: str) -> dict[str, str]:
    """The words of the newest document of a kind."""
    listed = town.call(who, "GET", f"/cases/{town.case_id}/documents").json["documents"]
    newest = next(one["id"] for one in listed if one["kind"] == kind)
    return dict(town.call(who, "GET", f"/documents/{newest}").json["words"])


def due(town: Town, name: str) -> dict[str, Any]:
    """When a clock of the journey runs out, and by which rule."""
    return next(one["due"] for one in town.case()["deadlines"] if one["name"] == name)


def days_until(town: Town, name: str) -> int:
    """In how many days a clock of the journey runs out."""
    return (local(datetime.fromisoformat(due(town, name)["at"])).date() - date.fromisoformat(town.today())).days


def test_E10_a_child_comes_off_the_register_without_a_plan_and_the_named_person_accepts_them_again(town):
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
    assert holds(town, "partner", CALLUM)  # whoever led stays a partner of the plan
    episodes.deregistered(town, plan_after="none")
    town.do(PRIYA, "t_briefing", named_person_there="no")
    assert holds(town, "lead_professional", PRIYA)
    town.do(ELSPETH, "t_cover", cover="ask", asked=EWAN)
    town.do(EWAN, "t_take_on", accepted="yes")
    town.do(EWAN, "t_meet_family")
    episodes.closed(town, EWAN)

    assert town.case()["tasks"] == []
    assert list(dict.fromkeys(town.responsible)) == ["Named person service", EWAN, MORAG, CALLUM, PRIYA]
    assert town.responsible[-1] == EWAN
    assert holds(town, "named_person", EWAN)
    assert not holds(town, "lead_professional", PRIYA)
    assert any("accepted and is responsible for the child as named person" in line for line in town.history(EWAN))
    chosen = {one["chosen"]: one["how"] for one in town.choices(EWAN) if one["settled"]}
    assert list(chosen) == ["Priya Raman, social worker", "Callum Reid, youth worker"]


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


def test_E8_a_family_that_declines_is_heard_and_keeps_its_named_person(town):
    episodes.concern(town)
    episodes.named(town)
    episodes.assessed(town, "multi_agency")
    episodes.offered(town, "decline")
    town.do(MORAG, "t_decline", order="no", child_differs="no", wants_single="no", **BOTH_HEARD)
    town.do(EWAN, "t_sharing", sharing_now="stops")
    episodes.closed(town, EWAN, "declined")

    case = town.case()
    assert (case["tasks"], case["identity"]["statuses"]) == ([], [])  # nothing that speaks against the family
    assert town.responsible[-1] == EWAN
    assert holds(town, "named_person", EWAN)
    assert any("no cause for concern" in line for line in town.history(EWAN))


def test_E8_a_family_that_withdraws_does_not_stand_in_the_way_of_protecting_the_child(town):
    led_by(town, CALLUM)
    town.tell(CALLUM, "consent_withdrawn", who="Skye's mother", what="All of it.")
    town.tell(EWAN, "early_review_requested", asked_by="The school", reason="She came with a bruise.")
    town.do(CALLUM, "t_triage", triage="accept", **HEARD, child_said=WORDS)
    episodes.held(town, CALLUM, **HARM)

    names = {one["name"] for one in town.case()["tasks"]}
    assert town.task(AILSA, "t_notify")["open"]
    town.do(MORAG, "t_decline", order="no", child_differs="no", wants_single="no", **BOTH_HEARD)
    town.do(CALLUM, "t_sharing", sharing_now="narrower")

    assert town.task(AILSA, "t_notify")["name"] in names
    assert town.responsible[-1] == CALLUM


def test_E9_after_the_register_the_plan_goes_on_another_agency_leads_and_the_meeting_is_held_in_time(town):
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
    assert due(town, "Some weeks later")["rule"] == "post_dereg_from"
    assert 35 <= days_until(town, "Some weeks later") <= 56
    town.until("Some weeks later")
    assert town.task(CALLUM, "t_after_register")["due"]["rule"] == "post_dereg_until"
    town.do(CALLUM, "t_after_register", risk="lower", plan_needed="yes", attendance=THERE, **BOTH_HEARD)

    assert {one["name"] for one in town.case()["tasks"]} <= OF_THE_RECORD
    assert holds(town, "lead_professional", CALLUM)
    assert holds(town, "partner", PRIYA)
    assert town.responsible[-1] == CALLUM
    assert "Time to prepare the review" in {one["name"] for one in town.case()["deadlines"]}


def test_E11_whoever_leads_stays_responsible_while_the_named_person_is_silent_cover_declines_and_an_officer_decides(
    town,
):
    led_by(town, CALLUM)
    episodes.reviewed(town, CALLUM, **ENDS)
    town.do(CALLUM, "t_briefing", named_person_there="yes", **HEARD, child_said=WORDS)
    town.until("No answer in time")
    town.do(ELSPETH, "t_cover", cover="ask", asked=MORAG)
    town.do(MORAG, "t_take_on", accepted="no")
    town.do(ISLA, "t_settle_officer", decision="somebody", asked=UNA, **HEARD, child_said=WORDS)
    assert set(town.responsible[-5:]) == {CALLUM}

    town.do(UNA, "t_take_on", accepted="yes")
    town.do(UNA, "t_meet_family", **HEARD, child_said=WORDS)
    episodes.closed(town, UNA)

    assert town.responsible[-1] == UNA
    assert holds(town, "named_person", UNA)
    assert not holds(town, "named_person", EWAN)
    assert not holds(town, "lead_professional", CALLUM)


def test_E21_the_lead_professional_who_is_the_named_person_accepts_the_change_of_role_all_the_same(town):
    led_by(town, EWAN)
    assert holds(town, "named_person", EWAN)
    episodes.reviewed(town, EWAN, **ENDS)
    town.do(EWAN, "t_briefing", named_person_there="yes", **HEARD, child_said=WORDS)
    assert holds(town, "lead_professional", EWAN)
    town.do(EWAN, "t_take_on", accepted="yes")
    town.do(EWAN, "t_meet_family", **HEARD, child_said=WORDS)
    episodes.closed(town, EWAN)

    ended = [one["role"] for one in town.case()["roles"] if one["role"]["name"] == "lead_professional"]
    assert [one["reason"] for one in ended] == ["Ewan Tulloch, head teacher accepted the handback."]
    assert town.case()["identity"]["responsible"]["role"]["name"] == "named_person"
    assert town.responsible[-1] == EWAN
    assert any("Ewan Tulloch completed “Accept or decline the handback”" in line for line in town.history(EWAN))


def test_E5_a_child_becomes_looked_after_and_the_health_visitor_who_led_stays_a_partner(town):
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
    # The clock of a looked-after child comes before the plan's own; three weeks before it runs out the review is prepared.
    assert days_until(town, "Time to prepare the review") == (6 - 3) * 7
    record = town.choices(PRIYA)[0]
    assert record["how"] == f"Named by {AILSA}, because the child's status asks for a social worker"
    assert [one["who"] for one in record["interims"]] == ["Priya Raman, social worker"]
    found = {(one["rule"], one["source"], one["pack"]) for one in record["checks"]}
    source = "GIRFEC in Ayrshire, Module Three: lead professional"
    assert {(rule, where) for rule, where, _ in found} == {("statutory_lp_rule.looked_after", source)}
    assert all(pack.startswith("ayrshire ") for _, _, pack in found)


def test_E6_when_a_child_is_no_longer_looked_after_people_decide_whether_somebody_else_leads(town):
    episodes.concern(town, statuses={"looked_after": town.today(-200)})
    episodes.named(town)
    episodes.assessed(town, "multi_agency")
    episodes.offered(town, "compulsory")
    town.do(AILSA, "t_allocate", proposed=PRIYA, **HEARD, child_said=WORDS)
    episodes.accepted(town, PRIYA)
    episodes.planned(town, PRIYA)

    town.tell(PRIYA, "status_changed", status="looked_after", on=town.today(), ended=True)
    assert holds(town, "lead_professional", PRIYA)  # nothing changes by itself
    town.do(
        PRIYA, "t_status_ask", change_back="yes", change_back_why="Morag knows her best.", **HEARD, child_said=WORDS
    )
    town.do(PRIYA, "t_change", change_why="status", gone="no", convenor=MORAG, **HEARD, child_said=WORDS)
    episodes.proposed(town, MORAG)
    assert town.responsible[-1] == PRIYA
    episodes.accepted(town, MORAG)
    town.do(PRIYA, "t_handover")
    town.do(MORAG, "t_introduce")
    town.do(MORAG, "t_status_amend", **episodes.plan(town, MORAG) | BOTH_HEARD)

    assert holds(town, "lead_professional", MORAG)
    assert holds(town, "partner", PRIYA)
    assert town.case()["tasks"] == []
    assert town.case()["identity"]["statuses"] == []
    assert days_until(town, "Time to prepare the review") > (6 - 3) * 7
    assert [one["chosen"] for one in town.choices(MORAG)] == [
        "Morag Sillars, health visitor",
        "Priya Raman, social worker",
    ]


def test_E7_a_review_that_is_asked_for_early_is_answered_within_days_refused_with_a_reason_or_held(town):
    led_by(town, CALLUM)

    town.tell(EWAN, "early_review_requested", asked_by="Skye", reason="I want to change school.")
    asked = town.task(CALLUM, "t_triage")["due"]
    assert (asked["rule"], "3 working days" in asked["text"]) == ("early_review_triage", True)
    without = town.send(CALLUM, "t_triage", triage="decline", triage_because=None, **HEARD, child_said=WORDS)
    assert (without.status_code, without.json["problems"][0]["field"]) == (422, "triage_because")
    town.do(CALLUM, "t_triage", triage="decline", triage_because="We meet next week.", **HEARD, child_said=WORDS)
    assert document(town, CALLUM, "decision")["Why, and how did you tell whoever asked?"] == "We meet next week."
    refused = town.case()["tasks"]
    town.tell(EWAN, "early_review_requested", asked_by="Skye", reason="It cannot wait.", disputed=True)
    settled = {"tried": WORDS, "outcome": "decided", "reasons": "They meet next week.", **HEARD, "child_said": WORDS}
    shown = [one["name"] for one in town.task(ISLA, "t_settle_officer")["earlier"]]
    town.do(ISLA, "t_settle_officer", early_review="not_held", **settled)
    assert ("Say whether it is held now" in shown, town.responsible[-1]) == (True, CALLUM)
    town.tell(EWAN, "early_review_requested", asked_by="Skye's mother", reason="It gets worse.")
    town.do(CALLUM, "t_triage", triage="accept", **HEARD, child_said=WORDS)
    episodes.held(town, CALLUM)

    assert refused == []
    assert town.case()["tasks"] == []
    assert "Time to prepare the review" in {one["name"] for one in town.case()["deadlines"]}


def test_E3_a_lead_professional_leaves_somebody_leads_within_a_working_day_and_the_work_is_handed_over(town):
    led_by(town, CALLUM)

    town.tell(EWAN, "lp_unavailable", person=CALLUM, **{"from": town.today()})
    town.do(RUARIDH, "t_change", change_why="leaves", gone="yes", convenor=MORAG, **HEARD, child_said=WORDS)
    gap = due(town, "Nobody named in time")
    assert (gap["rule"], "1 working day" in gap["text"]) == ("lp_interim_max_gap", True)
    town.until("Nobody named in time")
    assert town.responsible[-1] == FRASER
    first = town.task(MORAG, "t_preference")["options"]["colleagues"][0][1]
    assert (first.startswith(CALLUM), first.endswith("was lead professional before")) == (True, True)
    episodes.proposed(town, PRIYA)
    episodes.accepted(town, PRIYA)
    town.do(RUARIDH, "t_handover", child_told_how="Priya and I went together.")
    town.do(PRIYA, "t_introduce", met_how="At the club; Skye showed her drawings.")

    assert town.responsible[-1] == PRIYA
    assert town.case()["tasks"] == []
    assert document(town, PRIYA, "handover")["Who told the child, when, and how?"] == "Priya and I went together."
    record = town.choices(PRIYA)[0]
    assert [(one["who"], one["why"]) for one in record["interims"]] == [
        (FRASER, "By the area's rule, because nobody was named or accepted in time.")
    ]
    assert dict(record["occasion"][0]["said"])["What is the reason?"]
