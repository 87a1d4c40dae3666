from datetime import UTC, datetime
from uuid import uuid4

import make
import pytest

NEW = {"given": "Iona", "family": "Marr", "born_on": "2017-05-04", "process": "look_again"}


def test_a_case_is_started_once_and_read(caller, place):
    aileen = caller("aileen")
    new = {
        **NEW,
        "named_person_id": str(place.id("aileen")),
        "statuses": {"looked_after": "2024-01-05"},
        "reason": "Worried",
    }

    started, again = (aileen.post("/cases", new, key="start-1") for _ in range(2))
    case = aileen.get(f"/cases/{started.json['case_id']}").json

    assert (started.status_code, started.json) == (201, again.json)
    assert case["identity"]["responsible"]["holder"]
    assert [status["name"] for status in case["identity"]["statuses"]] == ["looked_after"]
    assert [task["name"] for task in case["tasks"]]
    assert case["deadlines"][0]["due"]["text"]
    assert [row["case_id"] for row in aileen.get("/cases").json["cases"]] == [started.json["case_id"]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"process": "nothing"}, {"process": "status_review"}, {"given": " "}, {"born_on": "1900-01-01"}, {"statuses": {"ill": "2024-01-01"}},
        {"named_person_id": str(uuid4())}, {"answers": {"x": 1}}, {"age": 3}, {"given": None},
    ],
)  # fmt: skip
def test_a_case_that_makes_no_sense_is_refused_in_a_sentence(caller, wrong):
    reply = caller("aileen").post("/cases", {**NEW, **wrong})

    assert reply.status_code == 400
    assert reply.json["detail"].endswith(".")


def test_the_history_is_read_newest_first(caller, database, place):
    aileen, case_id = caller("aileen"), make.case(database, place)
    make.complete(database, place.aileen, make.open_task(database, place.aileen, case_id), {"again": "yes"})

    events = aileen.get(f"/cases/{case_id}/timeline").json["events"]
    older = aileen.get(f"/cases/{case_id}/timeline", after=events[0]["seq"]).json["events"]

    assert [event["seq"] for event in events] == sorted((event["seq"] for event in events), reverse=True)
    assert older == events[1:]


def test_a_message_is_taken_by_what_waits_for_it_or_recorded(caller, database, place):
    aileen = caller("aileen")
    waiting, other = make.case(database, place, "wait_for_word"), make.case(database, place)

    taken, recorded = (
        aileen.post(f"/cases/{case_id}/messages/preference_changed", {"payload": {}}) for case_id in (waiting, other)
    )

    assert (taken.status_code, taken.json["taken"]) == (202, True)
    assert (recorded.status_code, recorded.json["taken"]) == (202, False)


def test_a_message_that_carries_something_else_is_refused(caller, database, place):
    aileen, case_id = caller("aileen"), make.case(database, place)

    for name, payload in [
        ("gossip", {}),
        ("status_changed", {}),
        ("status_changed", {"status": "ill", "on": "2026-01-01"}),
    ]:
        assert aileen.post(f"/cases/{case_id}/messages/{name}", {"payload": payload}).status_code == 400


def test_a_child_with_whom_one_has_nothing_to_do_does_not_exist(caller, database, place):
    olaf, case_id = caller("olaf"), make.case(database, place)

    for path in ("", "/timeline"):
        hidden, unknown = (olaf.get(f"/cases/{one}{path}") for one in (case_id, uuid4()))
        assert (hidden.status_code, hidden.json["detail"]) == (404, unknown.json["detail"])
    assert olaf.post(f"/cases/{case_id}/messages/preference_changed", {}).status_code == 404
    assert olaf.get("/cases").json == {"cases": []}


def test_the_processes_that_may_be_started_come_with_their_diagram(caller):
    processes = caller("aileen").get("/processes").json["processes"]

    assert "look_again" in [process["id"] for process in processes]
    assert all("<bpmn:definitions" in process["diagram"] for process in processes)


def test_moments_are_sent_in_utc(caller, database, place):
    case_id = make.case(database, place)

    [case] = caller("aileen").get("/cases").json["cases"]

    assert case["case_id"] == str(case_id)
    assert datetime.fromisoformat(case["opened_at"]).tzinfo == UTC
