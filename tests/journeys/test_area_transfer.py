"""A child moves to another area: somebody here is responsible until somebody there has accepted. Over HTTP."""

from http import HTTPStatus

import episodes
from episodes import BOTH_HEARD, SHEENA, THERE, TOM, WORDS
from sqlalchemy import func, select
from town import Town

from app.actions import inspections
from app.cli.demo import CALLUM, ELSPETH, EWAN, MORAG, PRIYA, RHONA
from app.domain.access import SYSTEM
from app.store.instances import Instance

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

SERVICE = "Named person service"
ACCEPTED = {"accepted_there": "yes", "accepted_by": "A head teacher", "family_told_move": WORDS}


def led(town: Town) -> None:
    """A plan of several agencies is in effect, and Callum leads it."""
    episodes.led(town, CALLUM)
    episodes.planned(town, CALLUM)


def registered(town: Town) -> None:
    """A child is on the register, and Priya leads; the named person service is around."""
    episodes.concern(town, start={"immediate_danger": "yes"})
    episodes.registered(town, MORAG)
    assert town.call(ELSPETH, "GET", f"/cases/{town.case_id}").status_code == HTTPStatus.OK


def statuses(town: Town) -> list[str]:
    return sorted(one["name"] for one in town.case()["identity"]["statuses"])


def tasks(town: Town) -> list[str]:
    return sorted(one["name"] for one in town.case()["tasks"])


def running(town: Town) -> int:
    """How many processes of the case go on."""
    count = select(func.count()).select_from(Instance).where(Instance.ended_at.is_(None))
    return town.database.read(SYSTEM, lambda tx: tx.execute(count).scalar())


def test_E4_a_child_with_a_plan_is_led_here_until_somebody_there_has_accepted(town):
    led(town)
    town.tell(EWAN, "area_move", where="Another council", moves_on=town.today(20))
    town.do(CALLUM, "t_tell", stay="permanent", move_risk="same")
    assert "Time to prepare the review" in {one["name"] for one in town.case()["deadlines"]}
    assert set(town.responsible[-2:]) == {CALLUM}

    town.do(CALLUM, "t_accept", registered_there="not", **ACCEPTED)

    assert (tasks(town), town.case()["deadlines"], running(town)) == ([], [], 0)
    assert statuses(town) == ["moved"]
    assert town.responsible[-1] == SERVICE
    assert inspections.inspect(town.database).differences == ()


def test_E4_a_name_comes_off_the_register_only_when_it_is_on_the_other_area_s(town):
    registered(town)
    town.tell(PRIYA, "area_move", where="Another council", moves_on=town.today())
    town.do(PRIYA, "t_tell", stay="permanent", move_risk="higher")
    town.until("No answer in time")
    town.do(RHONA, "t_settle_service", settled="again")
    assert statuses(town) == ["protection", "registered"]
    town.do(PRIYA, "t_accept", registered_there="no", **ACCEPTED)
    assert town.responsible[-1] == PRIYA

    refused = town.send(TOM, "t_entry", registered_there="no")
    assert (refused.status_code, "I3" in refused.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert statuses(town) == ["protection", "registered"]
    town.do(TOM, "t_entry", registered_there="yes")

    assert statuses(town) == ["moved"]
    assert (tasks(town), running(town)) == ([], 0)
    assert town.responsible[-1] == SERVICE
    assert len([line for line in town.history(ELSPETH) if "no longer on the child protection register" in line]) == 1


def test_E4_a_child_who_stays_elsewhere_for_a_while_keeps_everything_here(town):
    registered(town)
    before = tasks(town)
    town.tell(PRIYA, "area_move", where="An aunt's", moves_on=town.today())
    town.do(PRIYA, "t_tell", stay="temporary", move_risk="lower")
    town.do(TOM, "t_temporary", back_on=town.today(5))
    town.until("The day of the return")
    town.do(TOM, "t_back", back="not_yet", back_on=town.today(3))
    town.until("The day of the return")

    town.do(TOM, "t_back", back="back")

    assert statuses(town) == ["protection", "registered"]
    assert tasks(town) == before
    assert town.responsible[-1] == PRIYA


def test_E4_where_the_risk_is_lower_the_review_meeting_here_comes_first(town):
    registered(town)
    town.tell(PRIYA, "area_move", where="Another council", moves_on=town.today())
    town.do(PRIYA, "t_tell", stay="permanent", move_risk="lower")

    town.do(SHEENA, "t_review", move_review_on=town.today(4))
    assert "Hand over and record the other area's answer" not in tasks(town)
    meeting = {
        "quorate": "yes",
        "consensus": "yes",
        "attendance": THERE,
        "review_decision": "stay",
        "reporter": "no",
        "lead_right": "yes",
    }
    episodes.reported(town)
    town.do(SHEENA, "t_review_meeting", **meeting, **BOTH_HEARD)

    assert "Hand over and record the other area's answer" in tasks(town)
    assert statuses(town) == ["protection", "registered"]


def test_E4_a_child_whom_the_council_looks_after_stays_its_own_wherever_the_child_lives(town):
    led(town)
    town.tell(EWAN, "status_changed", status="looked_after", on=town.today())
    town.tell(EWAN, "area_move", where="Another council", moves_on=town.today())
    leads = town.responsible[-1]
    town.do(leads, "t_tell", stay="permanent", move_risk="same")

    refused = town.send(leads, "t_accept", registered_there="not", **ACCEPTED)

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This council looks after the child" in refused.text
    town.do(leads, "t_accept", accepted_there="no")
    town.do(RHONA, "t_settle_service", settled="stays")
    assert statuses(town) == ["looked_after"]
    assert town.responsible[-1] == leads


def test_E4_a_child_whom_nobody_finds_is_traced_and_stays_the_responsibility_of_here(town):
    registered(town)
    before = tasks(town)
    town.tell(PRIYA, "area_move", where="Nobody knows", moves_on=town.today())
    town.do(PRIYA, "t_tell", stay="unknown", move_risk="higher")
    town.do(TOM, "t_trace", found="not_yet", trace_told=["police", "keepers"])
    town.until("Some days later")

    assert statuses(town) == ["protection", "registered"]
    assert town.responsible[-1] == PRIYA
    town.do(TOM, "t_trace", found="elsewhere", trace_told=["police"])
    town.do(PRIYA, "t_tell", stay="abroad", move_risk="same")
    town.do(SHEENA, "t_review", move_review_on=town.today(4))

    assert "Tell those who have to know abroad" not in tasks(town)
    assert set(before) - set(tasks(town)) <= {"Hold the core group"}
    assert statuses(town) == ["protection", "registered"]
    assert town.responsible[-1] == PRIYA


def test_E4_out_of_the_country_the_case_ends_once_those_who_have_to_know_were_told(town):
    led(town)
    town.tell(EWAN, "area_move", where="Another country", moves_on=town.today(20))
    town.do(CALLUM, "t_tell", stay="abroad", move_risk="same")
    assert town.responsible[-1] == CALLUM

    town.do(CALLUM, "t_abroad")

    assert (tasks(town), statuses(town), running(town)) == ([], ["moved"], 0)
    assert town.responsible[-1] == SERVICE
    assert any("out of the United Kingdom" in line for line in town.history(ELSPETH))
