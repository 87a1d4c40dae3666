"""Brothers and sisters are linked, met about together, and planned for apart; nobody sees a child because of a link. Over HTTP."""

from http import HTTPStatus

import episodes
from episodes import WORDS
from town import Town

from app.actions import inspections
from app.cli.demo import CALLUM, EWAN, MORAG, PRIYA

ISLAS, RORYS, BOTH = "Isla wants to stay at her school.", "Rory does not sleep.", "Grandmother comes on Mondays."


def case(town: Town, who: str, case_id: str):
    return town.call(who, "GET", f"/cases/{case_id}")


def seen(town: Town, who: str, case_id: str) -> str:
    """Everything that somebody can read of a case, in one text."""
    paths = ("", "/timeline", "/documents", "/chronology", "/siblings")
    replies = [town.call(who, "GET", f"/cases/{case_id}{path}") for path in paths]
    assert {reply.status_code for reply in replies} == {HTTPStatus.OK}
    documents = [one["id"] for one in replies[2].json["documents"]]
    return "".join(
        reply.text for reply in (*replies, *(town.call(who, "GET", f"/documents/{one}") for one in documents))
    )


def test_E20_siblings_are_met_about_together_and_nobody_learns_of_a_child_because_of_a_link(town):
    episodes.concern(town, partners=(MORAG, EWAN), given="Isla", born_on="2015-02-03")
    isla = town.case_id
    episodes.concern(town, partners=(MORAG, CALLUM), given="Rory", born_on="2018-05-14")
    rory = town.case_id

    def linking(who: str, one: str, other: str, path: str = "/siblings"):
        return town.call(who, "POST", f"/cases/{one}{path}", {"other": other, "reason": "The same mother."})

    assert linking(EWAN, isla, rory).status_code == HTTPStatus.NOT_FOUND
    assert linking(MORAG, isla, isla).status_code == HTTPStatus.BAD_REQUEST
    assert linking(MORAG, isla, rory).status_code == HTTPStatus.CREATED
    assert linking(MORAG, rory, isla).status_code == HTTPStatus.CONFLICT
    assert [one["child"] for one in case(town, MORAG, isla).json["siblings"]] == ["Rory Carmichael"]
    assert case(town, EWAN, isla).json["siblings"] == case(town, CALLUM, rory).json["siblings"] == []
    assert case(town, EWAN, rory).status_code == case(town, CALLUM, isla).status_code == HTTPStatus.NOT_FOUND

    there = [{"attendee": name, "attendee_from": "Family", "attended": "yes"} for name in ("Mother", "Grandmother")]
    common = {"held_on": town.today(), "attendance": there, "common_words": BOTH}
    heard = {"child_heard": "yes", "child_said": WORDS, "own_not_for_family": None}
    children = {isla: {**heard, "own_words": ISLAS}, rory: {**heard, "own_words": RORYS}}
    meeting = {"common": common, "children": children}
    assert town.call(EWAN, "POST", f"/cases/{isla}/joint-meeting", meeting).status_code == HTTPStatus.NOT_FOUND
    unheard = {**meeting, "children": {**children, rory: {"own_words": RORYS}}}
    refused = town.call(MORAG, "POST", f"/cases/{isla}/joint-meeting", unheard)
    assert (refused.status_code, "Rory" in refused.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    reply = town.call(MORAG, "POST", f"/cases/{isla}/joint-meeting", meeting, key="the meeting")
    again = town.call(MORAG, "POST", f"/cases/{isla}/joint-meeting", meeting, key="the meeting")
    assert (reply.status_code, set(reply.json["cases"]), again.json) == (HTTPStatus.CREATED, {isla, rory}, reply.json)

    of_isla, of_rory = seen(town, EWAN, isla), seen(town, CALLUM, rory)
    assert BOTH in of_isla
    assert BOTH in of_rory
    assert (ISLAS in of_isla, RORYS in of_isla, "Rory" in of_isla, rory in of_isla) == (True, False, False, False)
    assert (RORYS in of_rory, ISLAS in of_rory, "Isla" in of_rory, isla in of_rory) == (True, False, False, False)
    for one in (isla, rory):
        town.case_id = one
        kinds = [doc["kind"] for doc in town.call(MORAG, "GET", f"/cases/{one}/documents").json["documents"]]
        assert kinds.count("meeting") == 1
        town.note()

    assert linking(MORAG, isla, rory, "/siblings/unlink").json == {"siblings": []}
    assert town.call(MORAG, "POST", f"/cases/{isla}/joint-meeting", meeting).status_code == HTTPStatus.CONFLICT
    assert PRIYA not in town.responsible
    assert inspections.inspect(town.database).differences == ()
