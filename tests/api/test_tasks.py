from datetime import date

import make
from sqlalchemy import select

from app.domain.cases import StatusName
from app.store.access import Look


def first(caller, case_id):
    [row, *_] = caller.get("/tasks", case=str(case_id)).json["rows"]
    return caller.get(f"/tasks/{row['id']}").json


def test_a_task_is_found_opened_drafted_and_completed(caller, database, place):
    aileen, case_id = caller("aileen"), make.case(database, place)

    task = first(aileen, case_id)
    drafted = aileen.put(f"/tasks/{task['id']}/draft", {"fields": {"words": {"value": "So far"}}})
    done = aileen.post(
        f"/tasks/{task['id']}/complete", {"answers": {"again": "yes", "words": "Seen"}, "seen": task["seen"]}
    )

    assert task["identity"]["child"]["given_name"] == "Iona"
    assert [component["key"] for component in task["form"]["components"]] == ["again", "words"]
    assert task["due"]["text"]
    assert drafted.json["fields"]["words"]["value"] == "So far"
    assert (done.status_code, done.json["case_id"], done.json["done"]) == (200, str(case_id), False)
    assert first(aileen, case_id)["earlier"][0]["answers"] == [
        ["What about again?", "Yes"],
        ["What about words?", "Seen"],
    ]


def test_what_conditions_read_is_not_sent_to_callers(caller, database, place):
    assert "context" not in first(caller("aileen"), make.case(database, place))


def test_the_same_key_gets_the_same_answer_and_another_content_is_refused(caller, database, place):
    aileen = caller("aileen")
    task = first(aileen, make.case(database, place))
    where, body = f"/tasks/{task['id']}/complete", {"answers": {"again": "yes"}, "seen": task["seen"]}

    once, twice = aileen.post(where, body, key="k-1"), aileen.post(where, body, key='"k-1"')
    other = aileen.post(where, {**body, "answers": {"again": "no"}}, key="k-1")

    assert once.json == twice.json
    assert (other.status_code, other.json["type"]) == (422, "/api/v1/problems#key-reused")


def test_answers_that_do_not_fit_are_named_field_by_field(caller, database, place):
    aileen = caller("aileen")
    task = first(aileen, make.case(database, place))

    reply = aileen.post(
        f"/tasks/{task['id']}/complete", {"answers": {"again": "perhaps", "x": 1}, "seen": task["seen"]}
    )

    assert (reply.status_code, reply.mimetype) == (422, "application/problem+json")
    assert reply.json["problems"] == [
        {"field": "x", "message": "Remove “x”. This form does not ask for it."},
        {"field": "again", "message": "Select an answer to “What about again?” from the list."},
    ]


def test_a_case_that_has_moved_on_is_a_conflict(caller, database, place):
    aileen = caller("aileen")
    task = first(aileen, make.case(database, place))
    body = {"answers": {"again": "yes"}, "seen": task["seen"]}
    aileen.post(f"/tasks/{task['id']}/complete", body)

    again = aileen.post(f"/tasks/{task['id']}/complete", body)

    assert (again.status_code, again.json["type"]) == (409, "/api/v1/problems#conflict")


def test_a_draft_that_somebody_else_changed_shows_both_texts(caller, database, place):
    aileen, sorcha = caller("aileen"), caller("sorcha")
    where = f"/tasks/{first(aileen, make.case(database, place))['id']}/draft"
    sorcha.put(where, {"fields": {"words": {"value": "Hers"}}})

    reply = aileen.put(where, {"fields": {"words": {"value": "Mine"}}})

    assert reply.status_code == 409
    [both] = reply.json["problems"]
    assert (both["field"], both["yours"], both["theirs"], both["theirs_by"]) == ("words", "Mine", "Hers", "Sorcha Bell")


def test_a_broken_rule_is_named_with_its_source_and_pack(database, caller):
    place = make.place(database, pack="ayrshire", area="elsewhere")
    aileen = caller("aileen", place)
    case_id = make.case(database, place, "choose_lead", statuses={StatusName.LOOKED_AFTER: date(2024, 1, 5)})
    task = first(aileen, case_id)

    body = {"answers": {"chosen": str(place.id("aileen"))}, "seen": task["seen"]}
    reply = aileen.post(f"/tasks/{task['id']}/complete", body)

    assert reply.status_code == 422
    assert reply.json["type"] == "/api/v1/problems#rule-broken"
    assert reply.json["rule"]
    assert reply.json["source"]
    assert reply.json["pack"].startswith("ayrshire ")


def test_a_task_can_be_claimed_taken_over_and_given_back(caller, database, place):
    aileen, sorcha = caller("aileen"), caller("sorcha")
    where = f"/tasks/{first(aileen, make.case(database, place))['id']}"

    claimed = aileen.post(f"{where}/claim")
    taken_over = sorcha.post(f"{where}/claim")
    not_hers_now = aileen.post(f"{where}/release")
    given_back = sorcha.post(f"{where}/release")

    assert [one.status_code for one in (claimed, taken_over, not_hers_now, given_back)] == [204, 204, 409, 204]
    assert aileen.get(where).json["claimed_by"] is None


def test_a_task_of_a_child_with_whom_one_has_nothing_to_do_does_not_exist(caller, database, place):
    olaf, task = caller("olaf"), make.task(database, place)
    nowhere = "00000000-0000-4000-8000-000000000000"

    for method, path, body in [
        ("GET", "", None), ("POST", "/claim", None), ("POST", "/release", None), ("PUT", "/draft", {"fields": {}}),
        ("POST", "/complete", {"answers": {}, "seen": 0}),
    ]:  # fmt: skip
        refused, unknown = (
            olaf.send(method, f"/tasks/{task_id}{path}", json=body, headers={"Idempotency-Key": "k"})
            for task_id in (task.id, nowhere)
        )

        assert (refused.status_code, refused.json["detail"]) == (404, unknown.json["detail"])


def test_each_look_is_recorded(caller, database, place):
    aileen, case_id = caller("aileen"), make.case(database, place)

    first(aileen, case_id)

    looks = database.read(place.aileen, lambda tx: set(tx.connection.scalars(select(Look.what))))
    assert {"inbox", "task"} <= looks


def test_lists_are_paged(caller, database, place):
    sorcha = caller("sorcha")
    for _ in range(3):
        make.case(database, place)

    page = sorcha.get("/tasks", view="team", limit=2).json
    rest = sorcha.get("/tasks", view="team", limit=2, after=page["next"]).json

    assert [len(page["rows"]), len(rest["rows"]), rest["next"]] == [2, 1, None]
    assert sorcha.get("/tasks", view="overdue").json["rows"] == []


def test_a_cursor_that_is_not_ours_is_refused(caller):
    assert caller("sorcha").get("/tasks", after="x").status_code == 400
