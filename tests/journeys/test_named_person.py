"""Somebody else becomes named person between two reviews, or for a while: over HTTP, in virtual time."""

from pathlib import Path

import episodes
import pytest
from town import Town

from app import forms
from app.cli.demo import CALLUM, ELSPETH, EWAN, MORAG
from app.domain.named_persons import PLACES

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

TOLD = "app/web/questions/np_changed.json"
UNA, ISLA = "Una Kerr", "Isla Geddes"


@pytest.fixture
def town(app, database) -> Town:
    """A plan of several agencies is in effect, and Callum leads it; Ewan is named person."""
    town = Town(app, database)
    episodes.led(town, CALLUM)
    episodes.planned(town, CALLUM)
    return town


def open_tasks(town: Town) -> list[str]:
    return sorted(one["name"] for one in town.case()["tasks"])


def named(town: Town) -> list[str]:
    """Who is the child's named person now."""
    roles = town.case()["roles"]
    return [one["holder"] for one in roles if one["role"]["name"] == "named_person" and not one["role"]["ended_at"]]


def test_a_named_person_who_leaves_between_reviews_stays_until_the_next_has_accepted_and_briefs_them(town):
    refused = {"payload": {"why": "bored", "from": town.today()}}
    assert town.call(EWAN, "POST", f"/cases/{town.case_id}/messages/np_changed", refused).status_code == 400
    assert town.tell(EWAN, "np_changed", why="school", place="secondary", **{"from": town.today(7)})["taken"]
    assert open_tasks(town) == ["Find another named person", "Write the briefing for the next named person"]
    assert "guidance teacher" in town.words(ELSPETH, "t_other_named")

    town.do(ELSPETH, "t_other_named", np_found="yes", np_person=UNA)
    assert named(town) == [EWAN]
    town.until("No answer in time")
    assert named(town) == [EWAN]
    town.do(ELSPETH, "t_other_named", np_found="yes", np_person=ISLA)
    town.do(ISLA, "t_accept_other", np_accepted="yes")
    assert named(town) == [ISLA]
    town.do(EWAN, "t_brief")

    assert open_tasks(town) == []
    assert town.responsible[-1] == CALLUM
    lines = town.history(CALLUM)
    assert any(line.startswith("The child goes to another school or service. Ewan Tulloch stays") for line in lines)


def test_whoever_only_covers_is_asked_about_again_on_the_day_and_stays_until_somebody_else_has_accepted(town):
    town.tell(EWAN, "np_changed", why="away", **{"from": town.today()})
    assert open_tasks(town) == ["Find another named person"]
    assert "central education officer" in town.words(ELSPETH, "t_other_named")
    town.do(ELSPETH, "t_other_named", np_found="yes", np_person=UNA, np_for="cover", cover_until=town.today(5))
    town.do(UNA, "t_accept_other", np_accepted="yes")
    assert named(town) == [UNA]
    town.days_pass(4)
    assert open_tasks(town) == []

    town.days_pass(2)
    assert open_tasks(town) == ["Find another named person"]
    town.days_pass(2)
    assert open_tasks(town) == ["Find another named person"]
    town.do(ELSPETH, "t_other_named", np_found="nobody", look_again_on=town.today(3))
    assert (named(town), open_tasks(town)) == ([UNA], [])
    town.days_pass(4)
    town.do(ELSPETH, "t_other_named", np_found="yes", np_person=EWAN)
    town.do(EWAN, "t_accept_other", np_accepted="yes")
    town.days_pass(30)

    assert (named(town), open_tasks(town)) == ([EWAN], [])
    assert set(town.responsible) >= {CALLUM}


def test_cover_that_ends_after_the_case_was_closed_asks_nobody(app, database):
    town = Town(app, database)
    episodes.concern(town)
    town.do(ELSPETH, "t_named_person", np_found="yes", np_person=EWAN, np_for="cover", cover_until=town.today(40))
    town.do(EWAN, "t_accept_named", np_accepted="yes")
    episodes.assessed(town, "none")

    town.days_pass(45)

    assert open_tasks(town) == []
    assert not any("sent word" in line for line in town.history(MORAG))


def test_where_a_child_learns_is_the_same_list_wherever_it_is_asked():
    asked = [forms.read(Path(one).read_bytes()) for one in ("forms/girfec_case/case_start.json", TOLD)]

    for form in asked:
        [place] = [one for one in form.components if one.key == "place"]
        assert dict(place.choices.fixed) == dict(PLACES)
