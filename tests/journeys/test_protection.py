"""Protecting a child where it does not go as planned: late, too few people, before birth, a family at risk. Over HTTP."""

from datetime import date, timedelta
from http import HTTPStatus

import episodes
from episodes import BOTH_HEARD, SHEENA, THERE, TOM, WORDS
from town import Town

from app.actions import inspections
from app.cli.demo import AILSA, HAMISH, HEARD, MORAG, PRIYA, RHONA
from app.domain.deadlines import day_in_words

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

SAID = {**HEARD, "child_said": WORDS}
OFF = {"extension": "extend", "safety_plan_holds": "yes"}
DECIDED = {"quorate": "yes", "consensus": "yes", "attendance": THERE, "reporter": "no", "restricted_information": []}
REGISTER = DECIDED | {"register_decision": "register", "core_group": [MORAG, PRIYA]}


def danger(town: Town, **case) -> None:
    """Morag records that a child may be in danger."""
    episodes.concern(town, start={"immediate_danger": "yes"}, **case)


def due(town: Town, name: str) -> dict:
    """When an open task is due, as the case says."""
    [task] = [one for one in town.case()["tasks"] if one["name"] == name]
    return task["due"]


def held_by(town: Town) -> set[str]:
    """Everybody who answered for the child so far; nobody never did."""
    assert all(town.responsible)
    return set(town.responsible)


def statuses(town: Town) -> set[str]:
    return {one["name"] for one in town.case()["identity"]["statuses"]}


def test_E12_risk_that_has_risen_after_the_register_begins_with_the_agencies_again_and_is_counted(town):
    danger(town)
    episodes.registered(town, MORAG)
    episodes.deregistered(town, plan_after="continue")
    off = date.fromisoformat(town.today())
    assert statuses(town) == {"protection"}  # for the weeks after it, until the meeting has seen how it goes

    town.until("Some weeks later")
    town.do(PRIYA, "t_after_register", risk="higher", attendance=THERE, **BOTH_HEARD)
    assert "Discuss the concern between agencies" in {one["name"] for one in town.case()["tasks"]}
    assert town.case()["identity"]["responsible"]["holder"] == PRIYA
    said = town.words(AILSA, "t_ird")
    assert (
        f"to {day_in_words(off)}. It came off a month ago: putting it on again is counted as a re-registration" in said
    )
    episodes.registered_again(town, PRIYA)

    assert statuses(town) == {"protection", "registered"}
    weeks = (date.fromisoformat(town.today()) - off).days // 7
    history = " ".join(town.history(MORAG))
    assert weeks >= 6
    assert "the risk has risen since the name came off. The answer: the child's name was on it before" in history
    assert "this is registration 2, 1 month after the name came off" in history
    assert held_by(town) == {"Named person service", PRIYA}


def test_E15_a_planning_meeting_that_is_late_is_put_off_only_while_the_child_is_safe(town):
    danger(town)
    episodes.noticed(town)
    episodes.investigated(town, MORAG)
    began = date.fromisoformat(town.today())
    town.until("A week before it is late")
    assert (date.fromisoformat(town.today()) - began).days == 21 + 1  # a calendar day ends at midnight
    town.until("The meeting is late")

    unsafe = town.send(RHONA, "t_extend", **OFF | {"safety_plan_holds": "no"}, meet_until=town.today(7), **SAID)
    town.do(RHONA, "t_extend", **OFF, meet_until=town.today(7), **SAID)
    episodes.called(town)

    assert (unsafe.status_code, unsafe.json["problems"][0]["field"]) == (422, "safety_plan_holds")
    assert due(town, "Hold the planning meeting")["at"][:10] == town.today(7)
    town.do(SHEENA, "t_planning_meeting", **REGISTER, **BOTH_HEARD)
    town.do(TOM, "t_register")
    assert statuses(town) == {"protection", "registered"}
    assert "The meeting is late" not in {one["name"] for one in town.case()["deadlines"]}
    assert held_by(town) == {"Named person service", PRIYA}


def test_E16_a_planning_meeting_with_too_few_people_decides_nothing_and_is_held_again_in_ten_working_days(town):
    danger(town)
    episodes.noticed(town)
    episodes.investigated(town, MORAG)
    episodes.called(town)

    town.do(SHEENA, "t_planning_meeting", quorate="no", attendance=THERE, restricted_information=[], **BOTH_HEARD)

    again = due(town, "Hold the planning meeting")
    assert "10 working days" in again["text"]
    assert statuses(town) == {"protection", "investigation"}
    town.do(SHEENA, "t_planning_meeting", **REGISTER | {"reporter": "now"}, **BOTH_HEARD)
    assert {"Enter the child in the register", "Refer the child to the Principal Reporter"} <= {
        one["name"] for one in town.case()["tasks"]
    }
    town.do(HAMISH, "t_summary")
    town.do(HAMISH, "t_recipients", recipients=episodes.RECIPIENTS)
    town.do(HAMISH, "t_record")
    assert held_by(town) == {"Named person service", PRIYA}


def test_E18_a_child_protected_before_birth_is_the_same_case_afterwards_and_does_not_leave_hospital_unprotected(town):
    expected = town.today(100)
    danger(town, given="Baby", family="Carmichael", born_on=expected)
    episodes.noticed(town)
    episodes.investigated(town, MORAG)
    episodes.called(town)
    week = date.fromisoformat(expected) - timedelta(weeks=12)
    assert due(town, "Hold the planning meeting")["at"][:10] == week.isoformat()
    town.do(SHEENA, "t_planning_meeting", **REGISTER, **BOTH_HEARD)
    met = date.fromisoformat(town.today())
    town.do(TOM, "t_register")
    town.days_pass(40)

    early = town.call(
        PRIYA,
        "POST",
        f"/cases/{town.case_id}/messages/child_born",
        {"payload": {"born_on": town.today(1), "given_name": "Sorley", "family_name": "Carmichael"}},
    )
    town.tell(PRIYA, "child_born", born_on=town.today(), given_name="Sorley", family_name="Carmichael")

    assert early.status_code == HTTPStatus.BAD_REQUEST
    child = town.case()["identity"]["child"]
    assert (child["given_name"], child["born_on"]) == ("Sorley", town.today())
    assert f"The child was born on {day_in_words(date.fromisoformat(town.today()))}" in " ".join(town.history(PRIYA))
    assert statuses(town) == {"protection", "registered"}
    town.do(PRIYA, "t_pre_discharge", home_decision="not_yet", attendance=THERE, **BOTH_HEARD)
    town.days_pass(2)
    town.do(PRIYA, "t_pre_discharge", home_decision="home", attendance=THERE, **BOTH_HEARD)
    refused = town.send(PRIYA, "t_discharge", left_on=town.today(-1))
    assert (refused.status_code, refused.json["problems"][0]["field"]) == (422, "left_on")
    town.do(PRIYA, "t_discharge", left_on=town.today())
    [review] = [one for one in town.case()["deadlines"] if one["name"] == "Time to prepare the review"]
    assert date.fromisoformat(review["due"]["at"][:10]) <= met + timedelta(days=62)
    assert held_by(town) == {"Named person service", PRIYA}
    assert inspections.inspect(town.database).differences == ()


def test_E19_where_telling_the_parents_is_a_risk_the_reason_is_logged_and_its_words_never_reach_them(town):
    secret = "The father has said what he will do to whoever speaks to social work."
    danger(town)

    town.do(
        AILSA, "t_notify", parents_told="no", not_told="child_at_risk", not_told_because=secret, not_for_family=None
    )

    assert (
        "The parents or carers were not told that the concern is shared: telling them could put the child at risk."
        in (town.history(MORAG))
    )
    [decision] = [
        one
        for one in town.call(AILSA, "GET", f"/cases/{town.case_id}/documents").json["documents"]
        if one["kind"] == "sharing_decision"
    ]
    told = town.call(AILSA, "GET", f"/documents/{decision['id']}").json
    assert [words for _, words in told["withheld"]] == [secret]
    assert held_by(town) == {"Named person service"}
