"""A child comes here from another area: somebody here is responsible from the first moment. Over HTTP."""

from http import HTTPStatus

import episodes
from episodes import AILSA, BOTH_HEARD, HAMISH, HEARD, SHEENA, THERE, TOM, WORDS
from town import Town

from app.actions import inspections
from app.cli.demo import CALLUM, ELSPETH, EWAN, MORAG, PRIYA, RHONA

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

SERVICE = "Named person service"
FROM = {"from_area": "Another council", "from_lead": WORDS, "from_plan": WORDS}
ALL_THERE = ["their_worker", "their_manager", "our_worker", "our_manager", "health", "education"]


def arrives(town: Town, how: str, **start) -> None:
    """A child comes from another area, and Morag takes it forward."""
    episodes.concern(
        town, start={"immediate_danger": "no", "concern_source": "another_area", "arrives": how, **FROM} | start
    )


def statuses(town: Town) -> list[str]:
    return sorted(one["name"] for one in town.case()["identity"]["statuses"])


def tasks(town: Town) -> list[str]:
    return sorted(one["name"] for one in town.case()["tasks"])


def led_here(town: Town) -> None:
    """The interim safety plan is in place, and a social worker here has accepted to lead."""
    town.do(AILSA, "t_safety", safety_until=town.today(30), **HEARD, child_said=WORDS)
    town.do(AILSA, "t_name", lead=PRIYA)
    town.do(PRIYA, "t_accept_lead", lead_accepted="yes")


def met(town: Town, there=ALL_THERE, **decided) -> None:
    """The transfer meeting is held."""
    usual = {
        "consensus": "yes",
        "core_group": [MORAG, EWAN, PRIYA],
        "transfer_review": "no",
        "restricted_information": [],
    }
    town.do(SHEENA, "t_transfer_meeting", attendance=THERE, transfer_there=there, **usual | decided, **BOTH_HEARD)


def test_E4_a_child_on_another_register_is_on_this_one_for_the_time_being_at_once(town):
    arrives(town, "temporary")
    assert town.responsible[-1] == SERVICE
    town.do(TOM, "t_temporary", told_in_writing="yes", back_on=town.today(20))
    assert statuses(town) == ["temporarily_registered"]

    town.do(AILSA, "t_name", sees=PRIYA)
    town.do(PRIYA, "t_accept", sees_accepted="yes")
    town.do(TOM, "t_gone", gone="not_yet", back_on=town.today(30))
    assert statuses(town) == ["temporarily_registered"]
    town.do(TOM, "t_gone", gone="back")

    assert statuses(town) == []
    assert tasks(town) == ["Close the journey"]
    episodes.closed(town, ELSPETH, "moved")
    assert town.responsible[-1] == SERVICE
    assert inspections.inspect(town.database).differences == ()


def test_E4_a_late_transfer_meeting_goes_to_a_service_manager_and_then_registers_the_child_here(town):
    arrives(town, "permanent")
    assert statuses(town) == ["protection"]
    led_here(town)
    assert town.responsible[-1] == PRIYA
    late = town.send(HAMISH, "t_book", meeting_on=town.today(90))
    assert (late.status_code, "at the latest" in late.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    town.do(HAMISH, "t_book", meeting_on=town.today(14))
    town.until("The meeting is late")

    town.do(
        RHONA,
        "t_extend",
        extension="extend",
        safety_plan_holds="yes",
        meet_until=town.today(7),
        **HEARD,
        child_said=WORDS,
    )
    met(town, there=["their_worker", "our_worker", "health"])
    assert "Hold the transfer meeting" in tasks(town)
    assert statuses(town) == ["protection"]
    met(town)
    town.do(TOM, "t_register")

    assert statuses(town) == ["protection", "registered"]
    town.do(PRIYA, "t_core_first", finding="as_planned", attendance=THERE, **BOTH_HEARD)
    assert "Time to prepare the review" in {one["name"] for one in town.case()["deadlines"]}
    assert inspections.inspect(town.database).differences == ()


def test_E4_a_stay_that_becomes_lasting_is_handed_over_by_a_transfer_meeting(town):
    arrives(town, "temporary")
    town.do(TOM, "t_temporary", told_in_writing="asked", back_on=town.today(20))
    town.do(TOM, "t_gone", gone="for_good")
    assert statuses(town) == ["protection", "temporarily_registered"]
    led_here(town)
    town.do(HAMISH, "t_book", meeting_on=town.today(14))

    met(town, transfer_review="yes")
    town.do(TOM, "t_register")

    assert statuses(town) == ["protection", "registered"]
    assert "Report for the review meeting" in tasks(town)
    assert any(
        "The review meeting is held on" in line or "The review meeting is called for" in line
        for line in town.history(PRIYA)
    )


def test_E4_a_child_who_comes_with_a_plan_is_taken_in_by_name_and_a_plan_of_here_begins(town):
    arrives(town, "plan")
    episodes.named(town)
    [taking] = [one for one in town.case()["deadlines"] if one["name"] == "Take in what the other area sent"]
    assert taking["due"]["text"]

    town.do(EWAN, "t_take_in", plan_scope="multi_agency", **HEARD, child_said=WORDS)

    assert town.responsible[-1] == EWAN
    assert tasks(town) == ["Offer the help to the family"]
    episodes.offered(town)
    episodes.proposed(town, CALLUM)
    episodes.accepted(town, CALLUM)
    assert town.responsible[-1] == CALLUM


def test_E4_another_area_s_word_about_a_child_who_is_known_here_begins_beside_the_journey(town):
    episodes.concern(town)
    episodes.named(town)
    before = tasks(town)
    wrong = {"payload": {"from_area": "Another council", "arrives": "sometimes"}}
    refused = town.call(EWAN, "POST", f"/cases/{town.case_id}/messages/registered_elsewhere", wrong)
    assert (refused.status_code, "Use permanent and temporary." in refused.text) == (HTTPStatus.BAD_REQUEST, True), (
        refused.text
    )

    assert town.tell(EWAN, "registered_elsewhere", from_area="Another council", arrives="temporary")["taken"]
    town.do(TOM, "t_temporary", told_in_writing="yes", back_on=town.today(20))
    assert set(before) < set(tasks(town))
    town.tell(EWAN, "registered_elsewhere", from_area="Another council", arrives="permanent")
    town.do(AILSA, "t_answer_word")
    town.do(TOM, "t_gone", gone="elsewhere")

    assert (tasks(town), statuses(town)) == (before, [])
    assert town.responsible[-1] == EWAN
    assert any("went on to another area" in line for line in town.history(EWAN))


def test_E4_nobody_records_a_name_on_the_register_or_an_investigation_by_hand(town):
    episodes.concern(town)
    for status, instead in (
        ("registered", "say that the child comes from there"),
        ("investigation", "Raise the concern"),
    ):
        told = {"payload": {"status": status, "on": town.today()}}
        refused = town.call(MORAG, "POST", f"/cases/{town.case_id}/messages/status_changed", told)
        assert (refused.status_code, instead in refused.text) == (HTTPStatus.BAD_REQUEST, True), refused.text
    assert statuses(town) == []
