"""What an operation refuses is said at the answer that it is about, over HTTP."""

import episodes
import pytest
from episodes import WORDS
from town import Town

from app.cli.demo import AILSA, HEARD, MORAG, PRIYA, RHONA

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

SAID = {**HEARD, "child_said": WORDS}
OFF = {"extension": "extend", "safety_plan_holds": "yes"}


@pytest.fixture
def late(town) -> Town:
    """The planning meeting was not held in time."""
    episodes.concern(town, start={"immediate_danger": "yes"})
    episodes.noticed(town)
    episodes.investigated(town, MORAG)
    town.until("A week before it is late")
    town.until("The meeting is late")
    return town


def test_a_meeting_is_not_put_off_until_today(late):
    refused = late.send(RHONA, "t_extend", **OFF, meet_until=late.today(), **SAID)

    [problem] = refused.json["problems"]
    assert (refused.status_code, problem["field"]) == (422, "meet_until")
    assert "or later" in problem["message"]
    late.do(RHONA, "t_extend", **OFF, meet_until=late.today(1), **SAID)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"meet_until": 400}, "meet_until"), ({"meet_until": 5, "safety_plan_holds": "no"}, "safety_plan_holds")],
)
def test_what_a_rule_forbids_names_the_answer_and_nothing_is_recorded(late, given, field):
    refused = late.send(RHONA, "t_extend", **OFF | given | {"meet_until": late.today(given["meet_until"])}, **SAID)

    assert (refused.status_code, refused.json["type"].rsplit("#", 1)[-1]) == (422, "rule-broken")
    assert [one["field"] for one in refused.json["problems"]] == [field]
    assert refused.json["problems"][0]["message"] == refused.json["detail"]
    assert late.task(RHONA, "t_extend")


def test_an_agency_that_was_not_heard_and_a_person_who_may_not_lead_are_named_at_their_questions(town):
    episodes.concern(town, start={"immediate_danger": "yes"})
    episodes.noticed(town)

    unheard = town.send(AILSA, "t_ird", **episodes.DISCUSSED | {"ird_agencies": episodes.agencies("police")})
    unfit = town.send(AILSA, "t_ird", **episodes.DISCUSSED | {"lead": MORAG})

    assert [one["field"] for one in unheard.json["problems"]] == ["ird_agencies"]
    assert [one["field"] for one in unfit.json["problems"]] == ["lead"]
    assert PRIYA in unfit.json["detail"]


def test_no_form_takes_a_day_that_has_yet_to_come_for_what_has_happened(town):
    concern = town.call(
        MORAG,
        "POST",
        "/cases",
        {
            "given": "Skye",
            "family": "Carmichael",
            "born_on": "2018-05-14",
            "process": "girfec_case",
            "reason": WORDS,
            "answers": town.with_ids({"concern_on": town.today(2), "convenor": MORAG}),
        },
    )

    assert "concern_on" in [one["field"] for one in concern.json["problems"]]
