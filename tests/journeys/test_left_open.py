"""An open need or action is never left out without a word, over HTTP: somebody says what became of it."""

import episodes
import pytest
from episodes import WORDS
from town import Town

from app.cli.demo import CALLUM, EWAN, HEARD

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

SAID = {**HEARD, "child_said": WORDS, "parents_said": WORDS}


@pytest.fixture
def town(app, database) -> Town:
    """A plan of several agencies is reviewed, and has to change."""
    town = Town(app, database)
    episodes.led(town, CALLUM)
    episodes.planned(town, CALLUM)
    episodes.reviewed(town, CALLUM, plan_changes="yes")
    return town


def test_what_was_open_cannot_be_deleted_and_is_named(town):
    refused = town.send(CALLUM, "t_amend", needs=[], actions=[], **SAID)

    assert refused.status_code == 422
    [need] = [one for one in refused.json["problems"] if one["field"] == "needs"]
    assert "need" in need["message"]

    other = episodes.plan(town, EWAN)
    replaced = {
        "needs": [one | {"indicator": "safe", "need": "Another need"} for one in other["needs"]],
        "actions": [one | {"action": "Something else"} for one in other["actions"]],
    }
    refused = town.send(CALLUM, "t_amend", **replaced, **SAID)
    messages = {one["field"]: one["message"] for one in refused.json["problems"]}
    assert f"The need “{WORDS}” was still there." in messages["needs"]
    assert f"The action “{WORDS}” was still open." in messages["actions"]


def test_what_is_not_needed_any_more_has_a_reason_and_is_closed(town):
    before = episodes.plan(town, CALLUM)
    closed = {
        "needs": [one | {"need_state": "no_longer"} for one in before["needs"]],
        "actions": [one | {"action_state": "dropped"} for one in before["actions"]],
    }
    unsaid = town.send(CALLUM, "t_amend", **closed, **SAID)
    assert {one["field"] for one in unsaid.json["problems"]} == {"needs-0-need_because", "actions-0-action_because"}

    said = {
        "needs": [one | {"need_because": "The family moved."} for one in closed["needs"]],
        "actions": [one | {"action_because": "The club closed."} for one in closed["actions"]],
    }
    town.do(CALLUM, "t_amend", **said, **SAID)

    assert town.case()["tasks"] == []
