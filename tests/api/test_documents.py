import make
import pytest
import written
from written import SECRET

ENTRY = {"happened_on": "2026-01-05", "happened": "Iona moved to her aunt’s.", "family": True, "impact": "helped"}


@pytest.fixture
def place(database):
    return make.place(database, files=written.FILES)


@pytest.fixture
def case_id(database, place):
    case_id = written.begun(database, place)
    written.plan(database, place, case_id, needs=[written.need("She sleeps badly.")], not_for_family=SECRET)
    return case_id


def test_a_cases_documents_are_listed_and_each_is_read_in_words(caller, case_id):
    aileen = caller("aileen")

    [plan, *others] = aileen.get(f"/cases/{case_id}/documents").json["documents"]
    read = aileen.get(f"/documents/{plan['id']}").json

    assert (plan["kind"], plan["title"], plan["version"], plan["by"]) == (
        "childs_plan",
        "Child's plan",
        1,
        "Aileen Ross",
    )
    assert {one["kind"] for one in others} == {"partner_information"}
    assert read["answers"]["needs"][0]["need"] == "She sleeps badly."
    assert ["What must the family not see?", SECRET] in read["withheld"]


def test_a_task_says_what_it_begins_with_and_takes_it_back_as_it_is(caller, database, place, case_id):
    aileen = caller("aileen")
    task_id = make.open_task(database, place.aileen, case_id, "plan").id

    task = aileen.get(f"/tasks/{task_id}").json
    answers = {**task["carried"]["values"], "child_said": "My own bed.", "again": "no"}
    done = aileen.post(f"/tasks/{task_id}/complete", {"answers": answers, "seen": task["seen"]})

    assert task["carried"]["title"] == "Child's plan"
    assert done.status_code == 200, done.json
    assert aileen.get(f"/cases/{case_id}/documents").json["documents"][0]["version"] == 2


def test_the_chronology_is_read_added_to_accepted_and_corrected(caller, case_id):
    aileen, cara = caller("aileen"), caller("cara")
    [proposed] = aileen.get(f"/cases/{case_id}/chronology").json["proposed"]

    added, again = (cara.post(f"/cases/{case_id}/chronology", ENTRY, key="once") for _ in range(2))
    assert (added.status_code, added.json) == (201, again.json)
    assert aileen.post(f"/chronology/{proposed['id']}/accept", {**ENTRY, "happened": "A plan."}).status_code == 204
    corrected = cara.post(
        f"/chronology/{added.json['id']}/correct", {"entry": {**ENTRY, "family": False}, "reason": "Not for them."}
    )

    assert corrected.status_code == 201
    chronology = aileen.get(f"/cases/{case_id}/chronology").json
    assert {one["wording"]["happened"] for one in chronology["entries"]} == {ENTRY["happened"], "A plan."}
    assert chronology["proposed"] == []
    assert aileen.post(f"/chronology/{proposed['id']}/decline", {"reason": "No."}).status_code == 409


def test_an_entry_in_the_future_is_refused_in_a_sentence(caller, case_id):
    reply = caller("aileen").post(f"/cases/{case_id}/chronology", {**ENTRY, "happened_on": "2099-01-01"})

    assert (reply.status_code, reply.json["detail"]) == (
        400,
        "A chronology holds what has happened. Choose today or an earlier day.",
    )


def test_a_stranger_gets_the_same_answer_as_for_what_does_not_exist(caller, case_id):
    olaf = caller("olaf")
    [plan, *_] = caller("aileen").get(f"/cases/{case_id}/documents").json["documents"]

    replies = [
        olaf.get(path)
        for path in (f"/cases/{case_id}/documents", f"/documents/{plan['id']}", f"/cases/{case_id}/chronology")
    ]
    nothing = olaf.get(f"/documents/{case_id}")

    assert [reply.status_code for reply in replies] == [404, 404, 404]
    assert replies[1].json["detail"] == nothing.json["detail"]
