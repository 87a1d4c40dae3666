"""Brothers and sisters, and children who are known already, on the pages, without scripts."""

from datetime import date

import make
import pytest
from visitor import Visitor

SAME = "You work with a child of this name and day of birth"


@pytest.fixture
def two(start_case):
    """The cases of Iona and of her brother, both of whom Aileen knows."""
    return start_case(), start_case(given="Euan", born_on=date(2019, 2, 1))


def test_siblings_are_linked_met_about_and_unlinked(aileen, two):
    iona, euan = two
    aileen.open(f"/cases/{iona}").open(aileen.links("Link, unlink, or record")[0])
    assert "None is linked that you work with" in aileen.text
    aileen.press("Link the two cases", other=str(euan), reason="The same mother.")
    assert ("Linked." in aileen.text, "Euan Marr" in aileen.text) == (True, True)

    aileen.open(aileen.links("Record a joint meeting")[0]).press("Show the questions", about=[euan.hex])
    aileen.press("Add another")
    assert {f"own_words_{iona.hex}", f"own_words_{euan.hex}"} <= aileen.asked()
    said = {
        name: {"attended": "yes"}.get(name.split("-")[-1].split(".")[-1], "Mother")
        for name in aileen.asked()
        if name.startswith("attendance")
    }
    own = {f"child_heard_{one.hex}": "no" for one in two}
    aileen.press("Show the questions", **own, **said)
    words = {f"own_words_{one.hex}": f"About {one}." for one in two}
    words |= {f"child_not_heard_{one.hex}": "Too young." for one in two}
    aileen.press("Record the meeting", held_on="1/9/2026", common_words="Gran comes on Mondays.", **words)
    assert "Recorded, in the case of each child it was about." in aileen.text, aileen.text
    assert (f"About {iona}." in aileen.text, f"About {euan}." in aileen.text) == (True, False)

    aileen.open(f"/cases/{iona}/siblings").press("Unlink", reason="They are cousins.")
    assert "None is linked that you work with" in aileen.text


def test_whoever_knows_the_child_is_sent_to_the_case_that_is_there(aileen, app, database, place, start_case):
    case_id = start_case("look_again")
    about = {"given": "iona", "family": "Marr", "born_on": "4/5/2017", "reason": "Tired.", "process": "look_again"}

    aileen.open("/cases/start").press("Continue", **about)
    assert (aileen.status, SAME in aileen.text) == (409, True)
    assert f"/cases/{case_id}" in aileen.links("Open the case")[0]
    ben = Visitor(app.test_client()).sign_in(database, place.ben).open("/cases/start").press("Continue", **about)
    assert (ben.status, SAME in ben.text) == (200, False)
    sorcha = Visitor(app.test_client()).sign_in(database, place.sorcha).open("/tasks")
    sorcha.open(sorcha.links("may be about a child")[0]).press("Another child", reason="Ben's is from Leith.")
    assert "Nothing waits here" in sorcha.text

    aileen.press("This is another child: continue")
    assert "The case has begun." in aileen.text


def test_a_closed_case_leads_to_the_next_episode(aileen, database, place, start_case):
    case_id = start_case("look_again")
    page = make.open_task(database, place.aileen, case_id)
    make.complete(database, place.aileen, page, {"again": "no"})
    make.complete(database, place.hugh, make.open_task(database, place.hugh, case_id), {"signed": "yes"})
    aileen.open(f"/cases/{case_id}")
    assert "This case is closed" in aileen.text
    said = {"told_by": str(place.aileen.person_id)}
    aileen.open(f"/cases/{case_id}/tell/cp_concern").press("Tell social work", **said)
    assert (aileen.status, "This case is closed, so nothing in it would answer." in aileen.text) == (409, True)
    aileen.open(f"/cases/{case_id}")

    aileen.open(aileen.links("Begin the next episode")[0])
    assert aileen.value("family") == "Marr"
    aileen.press("Continue", reason="Tired again.", process="look_again")

    assert "The case has begun." in aileen.text
    aileen.open(f"/cases/{case_id}")
    assert "Episode 2" in aileen.text
    assert aileen.open(f"/cases/start?follows={case_id}").status == 409
