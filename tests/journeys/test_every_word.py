"""No word that a practitioner sends finds nothing waiting, and a named person who is not right is followed by another."""

import episodes
import pytest
from episodes import ISLA, WORDS
from town import Town

from app.cli.demo import AILSA, CALLUM, ELSPETH, EWAN, HEARD, MORAG

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

UNA = "Una Kerr"
SAID = {**HEARD, "child_said": WORDS}


@pytest.fixture
def town(app, database) -> Town:
    """A plan of several agencies is in effect, and Callum leads it."""
    town = Town(app, database)
    episodes.led(town, CALLUM)
    episodes.planned(town, CALLUM)
    return town


def open_tasks(town: Town) -> list[str]:
    return sorted(one["name"] for one in town.case()["tasks"])


def test_whatever_is_said_while_a_change_of_status_is_taken_in_is_answered_by_somebody(town):
    town.tell(EWAN, "status_changed", status="coordinated_support_plan", on=town.today())
    taking_in = open_tasks(town)

    words = [
        town.tell(EWAN, "early_review_requested", asked_by="Skye", reason="I want to change school."),
        town.tell(EWAN, "serious_event", what="Her granny has died.", happened_on=town.today()),
        town.tell(EWAN, "preference_changed", prefers=MORAG),
        town.tell(EWAN, "early_cppm_requested", reason="It gets worse."),
    ]

    assert [one["taken"] for one in words] == [True, True, True, True]
    assert sorted(set(open_tasks(town)) - set(taking_in)) == [
        "Answer who asks for a meeting",
        "Answer who asks for a review",
        "Say what follows from the wish",
        "Say what follows from what happened",
    ]
    answered = {"word_follows": "next_meeting", "word_because": "The review next week takes it up.", **SAID}
    for _ in range(3):
        town.do(CALLUM, "t_answer_word", **answered)
    assert open_tasks(town) == sorted([*taking_in, "Answer who asks for a meeting"])
    assert town.responsible[-1] == CALLUM


def test_harm_that_is_suspected_between_reviews_waits_for_no_meeting_and_the_plan_goes_on_where_it_was_none(town):
    assert town.tell(EWAN, "cp_concern", told_by=MORAG)["taken"]
    assert open_tasks(town) == ["Tell social work about the concern"]
    town.do(MORAG, "t_notify")
    assert town.responsible[-1] == CALLUM
    assert town.tell(EWAN, "cp_concern", told_by=EWAN)["taken"]
    assert open_tasks(town) == ["Decide whether the agencies have to discuss it", "Say what follows from the concern"]
    town.do(AILSA, "t_answer_word", word_follows="taken_in", **SAID)
    town.do(AILSA, "t_screen", discussion_needed="no")
    town.do(AILSA, "t_feedback")

    assert open_tasks(town) == []
    assert "Time to prepare the review" in {one["name"] for one in town.case()["deadlines"]}
    assert town.responsible[-1] == CALLUM


def test_a_family_that_withdraws_before_there_is_a_plan_is_heard(app, database):
    town = Town(app, database)
    episodes.concern(town)
    episodes.named(town)

    word = town.tell(MORAG, "consent_withdrawn", who="Skye's mother")

    assert word["taken"]
    town.do(EWAN, "t_answer_word", word_follows="taken_in", **SAID)


def test_a_named_person_who_is_not_right_stays_until_somebody_else_has_accepted(town):
    episodes.reviewed(town, CALLUM, np_right="no")
    assert open_tasks(town) == ["Find another named person"]

    town.do(ELSPETH, "t_other_named", np_found="yes", np_person=ISLA)
    town.do(ISLA, "t_accept_other", np_accepted="no")
    town.do(ELSPETH, "t_other_named", np_found="yes", np_person=UNA)
    assert named(town) == [EWAN]
    town.do(UNA, "t_accept_other", np_accepted="yes")

    assert named(town) == [UNA]
    assert open_tasks(town) == []
    assert "Time to prepare the review" in {one["name"] for one in town.case()["deadlines"]}


def named(town: Town) -> list[str]:
    """Who is the child's named person now."""
    roles = town.case()["roles"]
    return [one["holder"] for one in roles if one["role"]["name"] == "named_person" and not one["role"]["ended_at"]]
