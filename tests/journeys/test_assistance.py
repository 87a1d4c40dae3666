"""Somebody of another agency is asked to help at any time (`request_for_assistance`): over HTTP, as people would."""

import episodes
from episodes import PARTNERS
from town import Town

from app.cli.demo import CALLUM, ELSPETH, EWAN, HAMISH, MORAG
from app.domain.access import SYSTEM
from app.store import incidents

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

UNA, RUARIDH = "Una Kerr", "Ruaridh Bain"
HELP = "Somebody to go through bedtimes with the family."


def ask(town: Town, asked: str, by: str = EWAN) -> None:
    """A request for assistance is sent to the case."""
    assert town.tell(by, "assistance_requested", asked=asked, help_with=HELP)["taken"]


def sees(town: Town, who: str) -> bool:
    """Does the case exist for this person?"""
    return town.call(who, "GET", f"/cases/{town.case_id}").status_code == 200


def partners(town: Town) -> list[str]:
    """Who is a partner to the plan now."""
    roles = town.case()["roles"]
    return [one["holder"] for one in roles if one["role"]["name"] == "partner" and not one["role"]["ended_at"]]


def open_tasks(town: Town) -> list[str]:
    return sorted(one["name"] for one in town.case()["tasks"])


def test_whoever_is_asked_for_help_and_accepts_is_a_partner_sees_the_case_and_contributes_to_the_plan(town):
    episodes.led(town, CALLUM)
    assert not sees(town, UNA)
    stranger = {"payload": {"asked": "00000000-0000-4000-8000-000000000001", "help_with": HELP}}
    refused = town.call(EWAN, "POST", f"/cases/{town.case_id}/messages/assistance_requested", stranger)
    assert refused.status_code == 400

    ask(town, UNA)
    task = town.task(UNA, "t_join")
    assert task["due"]["rule"] == "assistance_answer"
    assert ["What they are asked to help with", HELP] in task["earlier"][0]["answers"]
    assert UNA not in partners(town)
    town.do(UNA, "t_join", accepted="yes", takes_on="Bedtimes, once a week.")
    assert partners(town).count(UNA) == 1
    assert sees(town, UNA)
    assert any("is a partner to the child's plan from" in line for line in town.history(UNA))

    ask(town, UNA)
    town.do(UNA, "t_join", accepted="yes", takes_on="Mornings too.")
    assert partners(town).count(UNA) == 1
    episodes.planned(town, CALLUM, partners=(*PARTNERS, UNA))
    assert open_tasks(town) == []
    assert town.responsible[-1] == CALLUM


def test_where_whoever_is_asked_declines_or_is_silent_the_responsible_person_says_what_follows(town):
    episodes.led(town, CALLUM)
    before = open_tasks(town)
    ask(town, UNA)
    town.do(UNA, "t_join", accepted="no", declined_because="My list is full until summer.")
    assert not sees(town, UNA)
    shown = town.task(CALLUM, "t_follow")["earlier"]
    assert any("My list is full until summer." in str(one["answers"]) for one in shown)
    town.do(CALLUM, "t_follow", request_follows="ask", asked=RUARIDH, asked_for=HELP)
    assert town.task(RUARIDH, "t_join")["earlier"]

    town.until("No answer in time")
    assert not sees(town, RUARIDH)
    assert town.task(CALLUM, "t_follow")["due"]["rule"] == "assistance_follow"
    town.do(CALLUM, "t_follow", request_follows="leave", left_because="Her aunt helps with bedtimes now.")

    assert open_tasks(town) == before
    assert partners(town) == [*PARTNERS]
    assert town.responsible[-1] == CALLUM


def test_a_request_that_is_still_open_ends_when_the_journey_closes(town):
    episodes.concern(town, partners=(MORAG,))
    episodes.named(town)
    episodes.assessed(town, "multi_agency", partners=(MORAG,))
    episodes.offered(town, "decline")
    town.do(MORAG, "t_decline", order="no", child_differs="no", wants_single="no", **episodes.BOTH_HEARD)
    town.do(EWAN, "t_sharing", sharing_now="stops")
    ask(town, UNA, MORAG)
    assert "Answer the request for assistance" in open_tasks(town)

    episodes.closed(town, EWAN, "declined")

    assert open_tasks(town) == []
    assert town.case()["deadlines"] == []
    found = town.database.read(SYSTEM, lambda tx: incidents.unsettled(tx, 50))
    assert [one.detail for one in found if one.kind == "nobody-to-ask"] == []


def test_the_record_of_a_choice_says_that_nobody_could_agree_where_the_plan_has_no_partners(town):
    town.call(ELSPETH, "GET", "/tasks?view=team")
    episodes.concern(town, partners=())
    episodes.named(town)
    episodes.assessed(town, "multi_agency", partners=())
    episodes.offered(town)
    episodes.proposed(town, CALLUM, partners=())

    assert "no other agency was asked whether it agrees" in town.words(HAMISH, "t_confirm")
    episodes.accepted(town, CALLUM)

    [choice] = town.choices(CALLUM)
    assert choice["how"] == f"Proposed by {MORAG}; nobody else is a partner yet who could have agreed"
    assert choice["proposals"][0]["unasked"].startswith("Nobody else is a partner yet")
