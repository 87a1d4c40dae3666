"""A concern about harm that comes on the way is looked into beside everything else; only the register takes its place."""

import episodes
import pytest
from episodes import BOTH_HEARD, ENDS, WORDS
from town import Town

from app.actions import inspections
from app.cli.demo import AILSA, CALLUM, EWAN, HEARD, MORAG, PRIYA

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

PREPARED = "Time to prepare the review"
SAID = {**HEARD, "child_said": WORDS}


@pytest.fixture
def town(app, database) -> Town:
    return Town(app, database)


@pytest.fixture
def planned(town) -> Town:
    """A plan of several agencies is in effect, and Callum leads it."""
    episodes.led(town, CALLUM)
    episodes.planned(town, CALLUM)
    return town


def open_tasks(town: Town) -> set[str]:
    return {one["name"] for one in town.case()["tasks"]}


def statuses(town: Town) -> set[str]:
    return {one["name"] for one in town.case()["identity"]["statuses"]}


def prepared(town: Town) -> str:
    """The moment from which the next review is prepared."""
    [clock] = [one["due"]["at"] for one in town.case()["deadlines"] if one["name"] == PREPARED]
    return clock


def concern(town: Town, **screened) -> None:
    """Somebody suspects harm, and social work decides whether the agencies discuss it."""
    assert town.tell(EWAN, "cp_concern", told_by=AILSA)["taken"]
    town.do(AILSA, "t_notify", parents_told="yes")
    town.do(AILSA, "t_screen", **{"discussion_needed": "yes", **SAID, **screened})


def not_investigated(town: Town) -> None:
    """The agencies see no need to investigate, and those who shared the concern hear why."""
    town.do(AILSA, "t_ird", **episodes.DISCUSSED | {"ird_decision": "nfa_to_np", "lead": None}, **SAID)
    town.do(AILSA, "t_ird_feedback")


def test_a_concern_that_comes_to_nothing_moves_no_review_and_takes_nobody_s_task(planned):
    before = prepared(planned)
    concern(planned)
    assert "protection" in statuses(planned)
    planned.until(PREPARED)
    reporting = open_tasks(planned)

    not_investigated(planned)

    assert open_tasks(planned) == reporting - {"Discuss the concern between agencies"}
    assert "protection" not in statuses(planned)
    assert before
    episodes.held(planned, CALLUM)
    assert prepared(planned) > before


def test_a_choice_that_is_under_way_goes_on_while_a_concern_is_looked_into(town):
    episodes.concern(town)
    episodes.named(town)
    episodes.assessed(town, "multi_agency")
    episodes.offered(town)
    choosing = open_tasks(town)

    concern(town, discussion_needed="no")
    town.do(AILSA, "t_feedback")

    assert open_tasks(town) == choosing
    assert town.responsible[-1] == EWAN


def test_whom_the_investigation_names_ends_a_choice_that_is_under_way_and_the_plan_is_made(town):
    episodes.concern(town)
    episodes.named(town)
    episodes.assessed(town, "multi_agency")
    episodes.offered(town)

    concern(town)
    episodes.investigated(town, CALLUM)

    assert town.responsible[-1] == PRIYA
    assert "Write the plan" in open_tasks(town)


def test_a_name_on_the_register_takes_the_plan_s_place_and_the_plan_goes_on_after_it_with_its_count(planned):
    episodes.reviewed(planned, CALLUM)
    concern(planned)
    episodes.registered_again(planned, CALLUM)
    assert {"registered", "protection"} <= statuses(planned)
    assert "Report how it goes" not in open_tasks(planned)

    episodes.deregistered(planned, plan_after="continue")
    planned.do(PRIYA, "t_who_leads", lead_after="keep", **SAID)
    planned.do(PRIYA, "t_amend_plan")
    planned.until("Some weeks later")
    planned.do(PRIYA, "t_after_register", risk="lower", plan_needed="yes", attendance=episodes.THERE, **BOTH_HEARD)

    assert not {"registered", "protection"} & statuses(planned)
    assert prepared(planned) > planned.today(22 * 7)
    assert prepared(planned) < planned.today(24 * 7)
    assert planned.responsible[-1] == PRIYA


def test_a_child_on_the_register_who_becomes_looked_after_is_reviewed_by_the_earlier_clock(town):
    episodes.concern(town, start={"immediate_danger": "yes"})
    episodes.registered(town, MORAG)
    later = prepared(town)

    town.tell(EWAN, "status_changed", status="looked_after", on=town.today())

    assert prepared(town) < later
    town.until(PREPARED)
    episodes.reported(town)
    [meeting] = [one for one in town.case()["tasks"] if one["name"] == "Hold the review meeting"]
    assert meeting["due"]["text"].startswith("6 weeks from")


def test_nothing_is_closed_while_a_concern_is_looked_into(planned):
    planned.until(PREPARED)
    episodes.held(planned, CALLUM, **ENDS)
    concern(planned)
    planned.do(CALLUM, "t_briefing", named_person_there="yes", **SAID)
    planned.do(EWAN, "t_take_on", accepted="yes", first_contact_on=planned.today(5))
    planned.do(EWAN, "t_meet_family", **SAID)
    assert "Close the journey" not in open_tasks(planned)

    not_investigated(planned)

    assert open_tasks(planned)
    assert planned.case()["closed_at"] is None


def test_a_journey_that_is_about_to_be_closed_waits_for_a_concern_and_says_so(planned):
    episodes.reviewed(planned, CALLUM, **ENDS)
    planned.do(CALLUM, "t_briefing", named_person_there="yes", **SAID)
    planned.do(EWAN, "t_take_on", accepted="yes", first_contact_on=planned.today(5))
    planned.do(EWAN, "t_meet_family", **SAID)
    concern(planned)

    refused = planned.send(EWAN, "t_close", close_reason="outcomes_met", **BOTH_HEARD)

    assert "Close the journey when it is settled" in refused.json["detail"]
    not_investigated(planned)
    episodes.closed(planned, EWAN)
    assert planned.case()["closed_at"]


def test_a_journey_that_waits_for_the_register_is_no_case_without_a_next_thing(planned, database):
    concern(planned)
    episodes.registered_again(planned, CALLUM)

    assert not inspections.inspect(database).differences
