"""What is ahead of a child is prepared in time, also where its day changes; and growing up closes the case. Over HTTP."""

from datetime import date
from http import HTTPStatus

import episodes
import pytest
from episodes import BOTH_HEARD, ELSPETH, THERE, TOM, WORDS
from town import Town

from app.actions import inspections
from app.cli.demo import CALLUM, EWAN, HEARD, MORAG, PRIYA
from app.domain.deadlines import months_later

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

SERVICE = "Named person service"
HEARD_NOW = {**HEARD, "child_said": WORDS}


def later(town: Town, months: int) -> date:
    return months_later(date.fromisoformat(town.today()), months)


def led(town: Town, born_on: date) -> None:
    """A plan of several agencies is in effect for a child born then, and Callum leads it."""
    episodes.concern(town, born_on=born_on.isoformat())
    episodes.named(town)
    episodes.assessed(town, "multi_agency")
    episodes.offered(town)
    episodes.proposed(town, CALLUM)
    episodes.accepted(town, CALLUM)


def tasks(town: Town) -> set[str]:
    return {one["name"] for one in town.case()["tasks"]}


def due(town: Town, clock: str) -> str:
    """The day of a clock of the journey, as text."""
    [found] = [one for one in town.case()["deadlines"] if one["name"] == clock]
    return found["due"]["text"]


def planned(town: Town, who: str, **said) -> None:
    town.do(who, "t_plan", **{"comes": "yes", "comes_on": None} | BOTH_HEARD | said)


def shared(town: Town, who: str) -> None:
    town.do(who, "t_decide_sharing_responsible", shared_with="Those who come next", sharing="all", copy_risk="none")
    town.do(who, "t_share", given_what=WORDS, given_how="By hand.")


def test_E13_a_young_person_is_prepared_for_growing_up_and_the_case_closes_with_their_agreement(town):
    led(town, months_later(later(town, 0), -12 * 17))
    town.days_pass(1)
    assert "Plan the change that is ahead" in tasks(town)
    assert ["What is ahead", "Is grown up"] in town.task(CALLUM, "t_plan")["earlier"][0]["answers"]
    planned(town, CALLUM)
    eighteen = later(town, 12)
    assert due(town, "Time for the next step").startswith("6 months before")
    town.until("Time for the next step")
    shared(town, CALLUM)
    town.until("Time for the next step")
    town.do(CALLUM, "t_adult", adult_lead="named", adult_agrees_ahead="yes", **BOTH_HEARD)
    town.until("Time for the next step")
    town.do(CALLUM, "t_meeting", attendance=THERE, **BOTH_HEARD)
    town.until("Time for the next step")
    assert abs((date.fromisoformat(town.today()) - eighteen).days) <= 2

    refused = town.send(
        CALLUM, "t_day", adult_outcome="adult_services_referral", adult_until=None, adult_agrees="no", **HEARD_NOW
    )
    assert (refused.status_code, "only where the young person agrees" in refused.text) == (400, True)
    assert town.responsible[-1] == CALLUM
    town.do(CALLUM, "t_day", adult_outcome="adult_services_referral", adult_until=None, adult_agrees="yes", **HEARD_NOW)

    case = town.case()
    assert (case["closed_as"], case["tasks"], case["deadlines"]) == ("age_18", [], [])
    assert [one["name"] for one in case["identity"]["statuses"]] == ["grown_up"]
    assert town.responsible[-1] == SERVICE
    assert inspections.inspect(town.database).differences == ()


def test_E13_nothing_is_lost_where_the_day_of_a_school_change_moves_and_the_next_named_person_accepts_first(town):
    led(town, date(2018, 5, 14))
    town.tell(EWAN, "transition_due", transition="changes_school", on=later(town, 20).isoformat())
    assert due(town, "Time for the next step").startswith("12 months before")
    town.tell(MORAG, "transition_due", transition="changes_school", on=later(town, 8).isoformat())
    town.days_pass(1)
    planned(town, CALLUM)
    before = due(town, "Time for the next step")
    town.tell(MORAG, "transition_due", transition="changes_school", on=later(town, 9).isoformat())
    assert due(town, "Time for the next step") != before

    town.until("Time for the next step")
    shared(town, CALLUM)
    town.until("Time for the next step")
    town.do(CALLUM, "t_meeting", attendance=THERE, **BOTH_HEARD)
    town.until("Time for the next step")
    town.do(EWAN, "t_pack", sharing_basis="agreement", **HEARD_NOW)
    assert town.case()["identity"]["named_person"]["holder"] == EWAN
    town.do(ELSPETH, "t_other_named", np_found="yes", np_person=PRIYA)
    town.do(PRIYA, "t_accept_other", np_accepted="yes")
    assert town.case()["identity"]["named_person"]["holder"] == PRIYA
    town.until("Time for the next step")
    town.do(CALLUM, "t_check", check_found="well", **BOTH_HEARD)

    assert "Time for the next step" not in {one["name"] for one in town.case()["deadlines"]}
    assert town.responsible[-1] == CALLUM
    assert inspections.inspect(town.database).differences == ()


def test_E13_whoever_grows_up_on_the_register_comes_off_it_or_goes_on_for_a_while(town):
    if town.database.dialect != "sqlite":
        pytest.skip("a variant of the first story, which both databases were told")
    episodes.concern(
        town, start={"immediate_danger": "yes"}, born_on=months_later(later(town, 0), -12 * 18 + 1).isoformat()
    )
    episodes.registered(town, MORAG)
    assert town.call(ELSPETH, "GET", f"/cases/{town.case_id}").status_code == HTTPStatus.OK
    town.days_pass(35)
    planned(town, PRIYA)
    town.days_pass(1)
    shared(town, PRIYA)
    town.days_pass(1)
    town.do(PRIYA, "t_adult", adult_lead="nobody", adult_agrees_ahead="no", **BOTH_HEARD)
    town.days_pass(1)
    town.do(PRIYA, "t_meeting", attendance=THERE, **BOTH_HEARD)
    town.days_pass(1)
    until = later(town, 4).isoformat()
    town.do(PRIYA, "t_day", adult_outcome="at_school", adult_until=until, **HEARD_NOW)
    assert "registered" in [one["name"] for one in town.case()["identity"]["statuses"]]

    town.until("Time for the next step")
    town.do(PRIYA, "t_adult", adult_lead="nobody", adult_agrees_ahead="yes", **BOTH_HEARD)
    town.until("Time for the next step")
    town.do(PRIYA, "t_meeting", attendance=THERE, **BOTH_HEARD)
    town.until("Time for the next step")
    town.do(PRIYA, "t_day", adult_outcome="none", adult_until=None, **HEARD_NOW)
    assert town.responsible[-1] == PRIYA
    town.do(TOM, "t_register")

    assert (town.case()["closed_as"], town.responsible[-1]) == ("age_18", SERVICE)
    assert [one["name"] for one in town.case()["identity"]["statuses"]] == ["grown_up"]
