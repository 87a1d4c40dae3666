"""An agency disagrees, or a family appeals: the decision stands meanwhile, and they are replied to in time. Over HTTP."""

from datetime import date, datetime
from http import HTTPStatus

import episodes
import pytest
from episodes import AILSA, BOTH_HEARD, MORAG, SHEENA, THERE, TOM, WORDS
from journeying import begun, facts_of
from stories import PACKS
from town import Town

from app.cli.demo import HAMISH, HEARD, PRIYA, RHONA
from app.domain import policy
from app.domain.deadlines import local

DUNCAN = "Duncan Weir"
SAID = {**HEARD, "child_said": WORDS}
MET = {"quorate": "yes", "consensus": "yes", "attendance": THERE, "reporter": "no", "restricted_information": []}


@pytest.fixture
def town(app, database) -> Town:
    """A child is on the register, and Priya leads."""
    town = Town(app, database)
    episodes.concern(town, start={"immediate_danger": "yes"})
    episodes.registered(town, MORAG)
    return town


def registered(town: Town) -> bool:
    """Is the child's name on the register, as the case says?"""
    return "registered" in {one["name"] for one in town.case()["identity"]["statuses"]}


def tasks(town: Town) -> set[str]:
    return {one["name"] for one in town.case()["tasks"]}


def clocks(town: Town) -> dict[str, str]:
    """When the journey's clocks run out, by their names."""
    return {one["name"]: one["due"]["at"] for one in town.case()["deadlines"] if one["journey"]}


def working_day(town: Town) -> str:
    """The first day on which offices are open, some days ahead."""
    works = policy.load(PACKS, "ayrshire").calendar.works
    return next(day for day in (town.today(later) for later in range(4, 14)) if works(date.fromisoformat(day)))


def review_held_by(town: Town) -> str:
    """The day by which the review meeting is held, once those invited are told."""
    town.do(HAMISH, "t_book", meeting_on=town.today(3), short_notice="cannot_wait")
    [meeting] = [one for one in town.case()["tasks"] if one["name"] == "Hold the review meeting"]
    return local(datetime.fromisoformat(meeting["due"]["at"])).date().isoformat()


def test_E17_an_agency_that_disagrees_is_replied_to_within_the_area_s_days_and_the_decision_stands(town):
    before, began = tasks(town), clocks(town)
    held = town.today()
    town.tell(MORAG, "dissent_recorded", agency="Health", held_on=held, reason="Too early.")
    town.do(SHEENA, "t_pass_on", dissent_about="register")
    replied_by = date.fromisoformat(clocks(town)["No reply in time"][:10])
    assert (replied_by - date.fromisoformat(held)).days == 28

    town.do(RHONA, "t_reply", dissent_outcome="uphold", dissent_replied_on=town.today(), **SAID)

    assert registered(town)
    assert (tasks(town), clocks(town)) == (before, began)
    assert set(town.responsible[-3:]) == {PRIYA}


def test_E17_no_reply_in_time_goes_to_the_chief_officers_who_have_the_meeting_held_again(town):
    town.tell(MORAG, "dissent_recorded", agency="Health", held_on=town.today(), reason="Too early.")
    town.do(SHEENA, "t_pass_on", dissent_about="register")
    town.until("No reply in time")

    town.do(DUNCAN, "t_reply_late", dissent_outcome="reconvene", dissent_replied_on=town.today(), **SAID)
    assert registered(town)
    town.do(SHEENA, "t_again", dissent_again_on=(day := working_day(town)))

    assert registered(town)
    assert review_held_by(town) == day
    assert "No reply in time" not in clocks(town)
    assert not {"Call the meeting again", "Reply in the manager's place"} & tasks(town)


def test_E17_a_family_s_appeal_that_is_upheld_leads_to_a_new_meeting_and_takes_no_name_off(town):
    before = tasks(town)
    town.tell(MORAG, "appeal_lodged", who="Skye's mother", lodged_on=town.today(), decided_on=town.today())
    town.do(HAMISH, "t_receive", appeal_about="register", appeal_acknowledged_on=town.today())

    town.do(RHONA, "t_review", appeal_outcome="upheld", appeal_replied_on=town.today(), **SAID)
    assert registered(town)
    too_late = town.send(SHEENA, "t_meet", appeal_meeting_on=town.today(40))
    assert "10 working days from" in too_late.text
    town.do(SHEENA, "t_meet", appeal_meeting_on=(day := working_day(town)))

    assert registered(town)
    assert tasks(town) - before == {"Call the meeting", "Report for the review meeting"}
    assert review_held_by(town) == day
    assert "Hold the review meeting" in tasks(town)
    assert set(town.responsible[-4:]) == {PRIYA}


def test_E17_an_appeal_against_not_registering_that_is_upheld_has_a_planning_meeting_held_whatever_others_think(
    app, database
):
    town = Town(app, database)
    episodes.concern(town, start={"immediate_danger": "yes"})
    episodes.noticed(town)
    episodes.investigated(town, MORAG)
    episodes.called(town)
    town.do(SHEENA, "t_planning_meeting", **MET, register_decision="not", **BOTH_HEARD)
    assert not registered(town)

    town.tell(PRIYA, "appeal_lodged", who="Skye's father", lodged_on=town.today(), decided_on=town.today())
    town.do(HAMISH, "t_receive", appeal_about="not_register", appeal_acknowledged_on=town.today())
    town.do(RHONA, "t_review", appeal_outcome="upheld", appeal_replied_on=town.today(), **SAID)
    day = working_day(town)
    unticked = town.send(SHEENA, "t_meet", appeal_meeting_on=day, protection_now=False)
    town.do(SHEENA, "t_meet", appeal_meeting_on=day)

    town.do(SHEENA, "t_notify", parents_told="yes")
    screened_out = town.send(AILSA, "t_screen", discussion_needed="no", **SAID)
    town.do(AILSA, "t_screen", discussion_needed="yes", **SAID)
    episodes.investigated(town, PRIYA)
    town.do(PRIYA, "t_assess", **BOTH_HEARD)
    not_needed = town.send(AILSA, "t_needed", meeting_needed="no", **SAID)
    town.do(AILSA, "t_needed", meeting_needed="yes", **SAID)
    town.do(HAMISH, "t_book", meeting_on=day, short_notice="cannot_wait")
    [meeting] = [one for one in town.case()["tasks"] if one["name"] == "Hold the planning meeting"]
    assert local(datetime.fromisoformat(meeting["due"]["at"])).date().isoformat() == day
    assert (unticked.status_code, screened_out.status_code, not_needed.status_code) == (422, 422, 422)
    assert "a planning meeting is called for" in screened_out.text
    assert "a planning meeting is called for" in not_needed.text

    town.do(SHEENA, "t_planning_meeting", **MET, register_decision="register", core_group=[MORAG, PRIYA], **BOTH_HEARD)
    town.do(TOM, "t_register")
    assert registered(town)
    assert "Report for the review meeting" not in tasks(town)
    assert town.unattended() == []


def test_E17_an_appeal_that_comes_late_is_taken_on_only_for_a_good_reason(town):
    decided = town.today()
    town.days_pass(12)
    before = tasks(town)
    town.tell(MORAG, "appeal_lodged", who="Skye", lodged_on=town.today(), decided_on=decided)

    town.do(HAMISH, "t_receive", appeal_taken="no", appeal_about="register", appeal_acknowledged_on=town.today())

    assert tasks(town) == before
    assert registered(town)
    assert any("late: it was due by" in line for line in town.history(MORAG))


@pytest.mark.parametrize(("pack", "decides"), [("ayrshire", "head_of_service"), ("fife", "service_manager")])
def test_E17_who_decides_about_an_appeal_and_a_dissent_is_the_area_s_own_rule(pack, decides):
    appeal = {"who": "Skye", "lodged_on": date(2026, 3, 2), "decided_on": date(2026, 3, 2)}
    dissent = {"agency": "Health", "held_on": date(2026, 3, 2), "reason": "Too early."}

    appealed = begun("family_appeal", facts_of(pack=pack), **appeal).do("t_receive", appeal_taken="yes")
    disputed = begun("agency_dissent", facts_of(pack=pack), **dissent).do("t_pass_on")

    assert appealed.task("t_review").groups == disputed.task("t_reply").groups == (decides,)


def test_E17_an_appeal_before_the_decision_is_refused(town):
    payload = {"payload": {"who": "Skye", "lodged_on": town.today(-3), "decided_on": town.today()}}

    reply = town.call(MORAG, "POST", f"/cases/{town.case_id}/messages/appeal_lodged", payload)

    assert reply.status_code == HTTPStatus.BAD_REQUEST
    assert "comes after the decision" in reply.text
