"""Whether information is shared is decided and recorded each time (I5): over HTTP, as people would."""

import episodes
from town import Town

from app.cli.demo import CALLUM, EWAN, MORAG, PRIYA

DECIDED = {"shared_with": "Housing", "purpose": "A flat with a room for each child.", "child_informed": "yes"}


def ledger(town: Town, who: str) -> list[dict[str, str]]:
    """Each decision in the sharing ledger in words, newest first, with what the family may not see."""
    listed = town.call(who, "GET", f"/cases/{town.case_id}/documents").json["documents"]
    kept = [one for one in listed if one["kind"] == "sharing_decision"]
    found = [town.call(who, "GET", f"/documents/{one['id']}").json for one in kept]
    return [dict(one["words"]) | {"by": one["by"], "withheld": str(one["withheld"])} for one in found]


def test_every_partner_decides_before_they_say_anything_and_also_a_no_is_recorded(town):
    episodes.concern(town, partners=(MORAG, EWAN, PRIYA))
    episodes.named(town)
    town.do(MORAG, "t_decide_sharing", agreement="yes", agreement_id="Children's services agreement 2025")
    town.do(EWAN, "t_decide_sharing", sharing="part", data_kinds=["wellbeing", "health"], art9_condition="care")
    town.do(
        PRIYA, "t_decide_sharing", sharing="none", child_informed="no", not_informed_reason="It would put her at risk."
    )

    tasks = sorted(one["name"] for one in town.case()["tasks"])
    assert tasks.count("Say what your agency knows") == 2
    refused, part, covered = ledger(town, MORAG)
    assert (refused["by"], refused["What is decided?"]) == (PRIYA, "Nothing is shared")
    assert "It would put her at risk." in refused["withheld"]
    assert part["Which condition allows the special category information?"] == "Health or social care (article 9(2)(h))"
    assert "Why is it necessary?" in part
    assert covered["Which agreement?"] == "Children's services agreement 2025"
    assert "Why is it necessary?" not in covered


def test_at_any_time_information_is_shared_at_once_and_recorded_within_a_working_day_or_decided_first(town):
    episodes.led(town, CALLUM)
    asked = {"with_whom": "The housing office", "purpose": "A flat away from the harbour."}

    assert town.tell(EWAN, "sharing_asked", at_once=True, **asked)["taken"]
    shown = town.task(CALLUM, "t_share_now")["earlier"][0]
    assert ["With whom", "The housing office"] in shown["answers"]
    town.do(CALLUM, "t_share_now", now_with="The police", now_what="Where she is.", now_why="She was on the pier.")
    task = town.task(CALLUM, "t_decide_sharing_responsible")
    assert task["due"]["rule"] == "sharing_record"
    town.do(CALLUM, "t_decide_sharing_responsible", **DECIDED)
    assert town.case()["tasks"][0]["name"] == "Write the plan"

    town.tell(EWAN, "sharing_asked", **asked)
    assert town.task(CALLUM, "t_decide_sharing_responsible")["due"]["rule"] == "sharing_decide"
    refused = town.send(CALLUM, "t_decide_sharing_responsible", **DECIDED, sharing="part", sharing_because=None)
    assert refused.status_code == 422
    against = {
        "copy_risk": "somebody",
        "redaction": "yes",
        "against_because": "Her father would learn where she lives.",
    }
    refused = town.send(CALLUM, "t_decide_sharing_responsible", **DECIDED, **against, sharing="all")
    assert refused.status_code == 422
    town.do(
        CALLUM, "t_decide_sharing_responsible", **DECIDED, **against, sharing="part", sharing_because="Not her health."
    )
    town.do(CALLUM, "t_give", given_what="Where they live now.", given_how="By letter.")

    given, decided, recorded, at_once = ledger(town, CALLUM)[:4]
    assert given["What did you share?"] == "Where they live now."
    assert decided["What is not shared, and why?"] == "Not her health."
    assert "Her father would learn where she lives." in decided["withheld"]
    assert recorded["With whom: which agency, and who there?"] == "Housing"
    assert at_once["Why could it not wait?"] == "She was on the pier."
    assert town.responsible[-1] == CALLUM


def test_a_handback_decides_about_sharing_where_that_is_still_open(town):
    episodes.led(town, CALLUM)
    episodes.planned(town, CALLUM)
    episodes.reviewed(town, CALLUM, **episodes.ENDS)

    town.do(CALLUM, "t_briefing", named_person_there="yes", sharing_settled="not_yet")
    assert [one["name"] for one in town.case()["tasks"]] == ["Decide whether to share, and record why"]
    town.do(CALLUM, "t_decide_sharing_responsible", **DECIDED)

    assert [one["name"] for one in town.case()["tasks"]] == ["Accept or decline the handback"]
    assert town.responsible[-1] == CALLUM
