"""A closed case is never used again: what follows is a new episode, and only who answers now sees the old one. Over HTTP."""

from http import HTTPStatus
from uuid import uuid4

import episodes
from episodes import WORDS
from town import Town

from app.actions import inspections
from app.cli.demo import CALLUM, CONCERN, ELSPETH, EWAN, JOURNEY, MORAG, PRIYA, RHONA

SERVICE = "Named person service"


def closed(town: Town) -> str:
    """Callum led, the child was handed back to Ewan, and the journey was closed; returns the case."""
    episodes.led(town, CALLUM)
    episodes.planned(town, CALLUM)
    episodes.reviewed(town, CALLUM, **episodes.ENDS)
    town.do(CALLUM, "t_briefing", named_person_there="yes")
    town.do(EWAN, "t_take_on", accepted="yes", first_contact_on=town.today(3))
    town.do(EWAN, "t_meet_family")
    episodes.closed(town, EWAN)
    return town.case_id


def advised(town: Town) -> str:
    """Wellbeing was assessed, and no plan was needed; returns the case."""
    episodes.concern(town, partners=[MORAG])
    episodes.named(town)
    town.tell(EWAN, "transition_due", transition="leaves_school", on=town.today(900))
    assert [one["name"] for one in town.case()["deadlines"] if one["journey"]].count("Time for the next step") == 1
    episodes.assessed(town, "none", partners=[MORAG])
    assert town.case()["deadlines"] == []
    assert town.case()["closed_as"] == "other"
    return town.case_id


def concern(town: Town) -> dict:
    """The answers with which a journey begins."""
    start = CONCERN | {"concern_on": town.today(), "q_in_the_way": WORDS, "convenor": MORAG, "place": "primary"}
    return town.with_ids(start)


def seen(town: Town, who: str, case_id: str) -> dict | None:
    """A case as somebody may see it, or None where it does not exist for them."""
    reply = town.call(who, "GET", f"/cases/{case_id}")
    assert reply.status_code in (HTTPStatus.OK, HTTPStatus.NOT_FOUND)
    return reply.json if reply.status_code == HTTPStatus.OK else None


def begin_next(town: Town, who: str, case_id: str, **said):
    body = {"process": JOURNEY, "reason": "A new concern.", "answers": concern(town)} | said
    return town.call(who, "POST", f"/cases/{case_id}/episodes", body)


def likeness(town: Town) -> dict:
    """The one pair that waits for the named person service."""
    [pair] = town.call(ELSPETH, "GET", "/likenesses").json["likenesses"]
    return pair


def settle(town: Town, pair: dict, *, same: bool) -> dict:
    reply = town.call(ELSPETH, "POST", f"/likenesses/{pair['id']}/settle", {"same": same, "reason": WORDS})
    assert reply.status_code == HTTPStatus.OK, reply.text
    return reply.json


def test_E14_a_new_concern_begins_a_linked_episode_and_the_closed_one_stays_closed(town):
    old = closed(town)
    before = town.case()
    assert (before["closed_as"], before["kept"]["due"]["rule"]) == ("outcomes_met", "retention_record")
    assert seen(town, CALLUM, old) is None
    refused = town.call(EWAN, "POST", "/cases", {"given": "Skye", "family": "Carmichael", "born_on": "2018-05-14", "process": JOURNEY, "answers": concern(town)})  # fmt: skip
    assert (refused.status_code, old in refused.text) == (HTTPStatus.CONFLICT, True)

    town.days_pass(200)
    reply = begin_next(town, EWAN, old, partner_ids=[town.ids[one] for one in (MORAG, PRIYA, CALLUM)])
    assert reply.status_code == HTTPStatus.CREATED, reply.text
    town.case_id, town.began_by = reply.json["case_id"], EWAN
    town.note()

    now = town.case()
    assert [(one["number"], one["closed_as"], one["lead"], one["in_post"]) for one in now["episodes"]] == [
        (2, None, "", False),
        (1, "outcomes_met", CALLUM, True),
    ]
    assert now["identity"]["responsible"]["holder"] == EWAN
    assert town.call(EWAN, "GET", f"/documents/{now['episodes'][1]['plan_id']}").status_code == HTTPStatus.OK
    assert seen(town, CALLUM, town.case_id)["episodes"] == []
    assert seen(town, CALLUM, old) is None
    assert begin_next(town, EWAN, old).status_code == HTTPStatus.CONFLICT
    assert begin_next(town, EWAN, town.case_id).status_code == HTTPStatus.CONFLICT
    assert [one["role"]["name"] for one in seen(town, ELSPETH, old)["roles"] if not one["role"]["ended_at"]] == [
        "named_person_service"
    ]
    episodes.assessed(town, "multi_agency", partners=(MORAG, PRIYA, CALLUM))
    episodes.offered(town)
    first = town.task(MORAG, "t_preference")["options"]["colleagues"][0]
    assert first[1].endswith("was lead professional before")
    assert seen(town, ELSPETH, old)["tasks"] == []
    assert inspections.inspect(town.database).differences == ()


def test_E14_whoever_may_not_see_the_old_case_learns_nothing_and_the_service_joins_the_two(town):
    old = advised(town)
    town.days_pass(30)

    reply = town.call(RHONA, "POST", "/cases", {"given": "SKYE", "family": "Carmichael ", "born_on": "2018-05-14", "process": JOURNEY, "reason": "Neighbours have rung.", "partner_ids": [town.ids[MORAG]], "answers": concern(town)})  # fmt: skip
    assert reply.status_code == HTTPStatus.CREATED, reply.text
    town.case_id, town.began_by = reply.json["case_id"], MORAG
    town.note()
    assert seen(town, MORAG, town.case_id)["episodes"] == []
    assert not [line for line in town.history(MORAG) if "episode" in line.lower()]
    assert town.call(RHONA, "GET", "/likenesses").status_code == HTTPStatus.FORBIDDEN

    pair = likeness(town)
    assert (pair["case_id"], pair["known_id"]) == (town.case_id, old)
    refused = town.call(RHONA, "POST", f"/likenesses/{pair['id']}/settle", {"same": True, "reason": "I guess."})
    assert refused.status_code == HTTPStatus.NOT_FOUND
    assert settle(town, pair, same=True) == {"case_id": town.case_id}

    assert [one["number"] for one in seen(town, ELSPETH, town.case_id)["episodes"]] == [2, 1]
    assert seen(town, MORAG, town.case_id)["episodes"] == []
    assert seen(town, ELSPETH, town.case_id)["identity"]["named_person"]["holder"] == EWAN
    assert len(seen(town, EWAN, town.case_id)["episodes"]) == 2
    assert seen(town, MORAG, old) is None
    again = town.call(ELSPETH, "POST", f"/likenesses/{pair['id']}/settle", {"same": False, "reason": "No."})
    assert again.status_code == HTTPStatus.CONFLICT
    assert inspections.inspect(town.database).differences == ()


def test_E14_a_second_record_of_a_child_with_an_open_case_ends_and_its_concern_is_answered_there(town):
    episodes.concern(town)
    episodes.named(town)
    open_case = town.case_id
    town.call(RHONA, "POST", "/cases", {"given": "Skye", "family": "Carmichael", "born_on": "2018-05-14", "process": JOURNEY, "answers": concern(town) | {"convenor": town.ids[PRIYA]}})  # fmt: skip
    pair = likeness(town)

    assert settle(town, pair, same=True) == {"case_id": open_case}

    ended = seen(town, ELSPETH, pair["case_id"])
    assert (ended["closed_as"], ended["tasks"], ended["deadlines"]) == ("duplicate", [], [])
    assert "Skye" in str(seen(town, ELSPETH, open_case)["identity"])
    assert [one["name"] for one in town.case()["tasks"]].count("Answer who asks for a review") == 1
    town.note()
    assert town.responsible[-1] == EWAN
    assert inspections.inspect(town.database).differences == ()


def test_E14_a_child_of_the_same_name_who_is_another_stays_another(town):
    first = advised(town)
    reply = town.call(EWAN, "POST", "/cases", {"given": "Skye", "family": "Carmichael", "born_on": "2018-05-14", "another_child": True, "process": JOURNEY, "answers": concern(town)}, key=uuid4().hex)  # fmt: skip
    assert reply.status_code == HTTPStatus.CREATED

    settle(town, likeness(town), same=False)

    assert seen(town, ELSPETH, first)["episodes"] == seen(town, ELSPETH, reply.json["case_id"])["episodes"] == []
    assert town.call(ELSPETH, "GET", "/likenesses").json["likenesses"] == []
