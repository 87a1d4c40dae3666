"""Nothing goes on for a plan that has ended: what was under way stops where the child is handed back, over HTTP."""

from http import HTTPStatus

import episodes
from episodes import BOTH_HEARD, ENDS, ISLA, THERE, WORDS
from town import Town

from app.cli.demo import CALLUM, ELSPETH, EWAN, HAMISH, HEARD, MORAG, PRIYA, wishes
from app.domain.access import SYSTEM
from app.store import incidents

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

RUARIDH = "Ruaridh Bain"
SAID = {**HEARD, "child_said": WORDS}


RECORDS = {
    "t_summary": "Send the summary of the key decisions",
    "t_recipients": "Say who gets the record",
    "t_record": "Send the record of the meeting",
}


def open_tasks(town: Town) -> list[str]:
    return sorted(one["name"] for one in town.case()["tasks"])


def nobody_was_asked(town: Town) -> list[str]:
    """Tasks for which nobody could be asked, so that the cover team stood in."""
    found = town.database.read(SYSTEM, lambda tx: incidents.unsettled(tx, 50))
    return [one.detail for one in found if one.kind == "nobody-to-ask"]


def led_by(town: Town, who: str) -> None:
    """A plan of several agencies is in effect, and this person leads it."""
    episodes.led(town, who)
    episodes.planned(town, who)


def off_the_register(town: Town) -> None:
    """The child's name came off the register, and the plan goes on."""
    episodes.concern(town, start={"immediate_danger": "yes"})
    episodes.registered(town, MORAG)
    episodes.deregistered(town, plan_after="continue")
    for key, name in RECORDS.items():
        while name in open_tasks(town):
            town.do(HAMISH, key, **({"recipients": episodes.RECIPIENTS} if key == "t_recipients" else {}))


def handed_back(town: Town, by: str, *, there: str = "yes") -> None:
    """Ewan takes the child on, as the named person or, where there is none, as whom the service has found."""
    town.do(by, "t_briefing", named_person_there=there, **SAID)
    if there == "no":
        town.do(ELSPETH, "t_cover", cover="ask", asked=EWAN)
    town.do(EWAN, "t_take_on", accepted="yes")


def ended(town: Town) -> None:
    """The family was met and the journey closed: nothing is left to do, to wait for, or to nobody."""
    assert open_tasks(town) == ["Meet the child and family"]
    assert town.responsible[-1] == EWAN
    town.do(EWAN, "t_meet_family", **SAID)
    episodes.closed(town, EWAN)
    assert open_tasks(town) == []
    assert town.case()["deadlines"] == []
    assert nobody_was_asked(town) == []


def test_a_change_of_who_leads_stops_when_no_plan_is_needed_after_the_register(town):
    off_the_register(town)
    town.do(PRIYA, "t_who_leads", lead_after="change", **SAID)
    town.do(PRIYA, "t_change", gone="no", convenor=MORAG, **SAID)
    town.do(MORAG, "t_preference", **wishes("Somebody who does not rush me.", CALLUM))
    town.until("Some weeks later")
    assert open_tasks(town) == ["Hold the meeting after the register", "Weigh who could lead"]

    town.do(PRIYA, "t_after_register", risk="lower", plan_needed="no", attendance=THERE, **BOTH_HEARD)

    assert open_tasks(town) == ["Write the briefing for the named person"]
    assert town.responsible[-1] == PRIYA
    handed_back(town, PRIYA, there="no")
    ended(town)


def test_a_handback_that_comes_to_nothing_has_the_plan_put_right_and_looked_at_again(town):
    off_the_register(town)
    town.do(PRIYA, "t_who_leads", lead_after="change", **SAID)
    town.until("Some weeks later")
    town.do(PRIYA, "t_after_register", risk="same", plan_needed="no", attendance=THERE, **BOTH_HEARD)
    town.do(PRIYA, "t_briefing", named_person_there="no", **SAID)
    town.do(ELSPETH, "t_cover", cover="nobody")

    town.do(ISLA, "t_settle_officer", decision="lead_stays", **SAID)

    assert open_tasks(town) == ["Say whether the lead professional is still right"]
    assert town.responsible[-1] == PRIYA
    town.until("Some weeks later")
    assert open_tasks(town) == [
        "Hold the meeting after the register",
        "Say whether the lead professional is still right",
    ]


def test_a_change_of_who_leads_beside_the_journey_stops_when_the_child_is_handed_back(town):
    led_by(town, CALLUM)
    town.tell(EWAN, "lp_unavailable", person=CALLUM, **{"from": town.today()})
    town.do(RUARIDH, "t_change", change_why="leaves", gone="no", convenor=MORAG, **SAID)
    episodes.reviewed(town, CALLUM, **ENDS)
    assert open_tasks(town) == [
        "Ask the child and parents whom they would like",
        "Write the briefing for the named person",
    ]

    handed_back(town, CALLUM)

    ended(town)
    assert any("Nobody has to lead any more" in line for line in town.history(EWAN))


def test_a_change_of_status_beside_the_journey_stops_when_the_child_is_handed_back(town):
    led_by(town, CALLUM)
    town.until("Time to prepare the review")
    town.tell(EWAN, "status_changed", status="coordinated_support_plan", on=town.today())
    assert "Change the plan for the new status" in open_tasks(town)
    episodes.held(town, CALLUM, **ENDS)

    handed_back(town, CALLUM)

    ended(town)


def test_a_family_that_is_being_heard_when_the_journey_closes_leaves_nothing_open(town):
    led_by(town, CALLUM)
    town.tell(EWAN, "consent_withdrawn", who="Skye's mother")
    episodes.reviewed(town, CALLUM, **ENDS)
    handed_back(town, CALLUM)
    town.do(EWAN, "t_meet_family", **SAID)
    assert open_tasks(town) == ["Close the journey", "Hear why, and what they would like instead"]

    episodes.closed(town, EWAN)

    assert open_tasks(town) == []
    assert nobody_was_asked(town) == []


def test_word_that_waits_for_an_answer_ends_with_the_journey_and_a_closed_case_takes_in_only_what_it_can_answer(town):
    led_by(town, CALLUM)
    episodes.reviewed(town, CALLUM, **ENDS)
    handed_back(town, CALLUM)
    town.do(EWAN, "t_meet_family", **SAID)
    town.tell(EWAN, "early_review_requested", asked_by="Skye", reason="She is unhappy at school.")
    town.tell(EWAN, "preference_changed")
    town.tell(EWAN, "serious_event", what="A fire at home.", happened_on=town.today())
    town.tell(EWAN, "early_cppm_requested", reason="The grandmother asks.")
    town.tell(EWAN, "consent_withdrawn", who="Skye's mother")
    assert len(open_tasks(town)) == 6

    episodes.closed(town, EWAN)
    assert open_tasks(town) == []

    concern = {"payload": {"told_by": town.ids[EWAN]}}
    refused = town.call(EWAN, "POST", f"/cases/{town.case_id}/messages/cp_concern", concern)
    assert (refused.status_code, "Begin the child's next episode" in refused.text) == (HTTPStatus.CONFLICT, True)
    assert town.tell(EWAN, "appeal_lodged", who="Skye's mother", lodged_on=town.today(), decided_on=town.today())[
        "taken"
    ]
    assert open_tasks(town) == ["Acknowledge the appeal and offer help"]
    assert town.unattended() == []


def test_whoever_leads_meanwhile_is_not_left_behind_when_a_handback_comes_to_nothing(town):
    led_by(town, CALLUM)
    town.tell(EWAN, "lp_unavailable", person=CALLUM, **{"from": town.today()})
    town.do(RUARIDH, "t_change", change_why="leaves", gone="yes", convenor=MORAG, **SAID)
    town.until("Nobody named in time")
    leads = town.responsible[-1]
    episodes.reviewed(town, leads, **ENDS)
    town.do(leads, "t_briefing", named_person_there="yes", **SAID)
    town.do(EWAN, "t_take_on", accepted="no")
    town.do(ELSPETH, "t_cover", cover="nobody")

    town.do(ISLA, "t_settle_officer", decision="lead_stays", **SAID)

    assert "Close the journey" not in open_tasks(town)
    assert town.responsible[-1] == leads
