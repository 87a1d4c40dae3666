"""A task's page without scripts: answering, drafts, problems, both texts, checking answers, and the next task."""

import json
import re
from datetime import date

import make
import pytest
from visitor import Visitor

from app.actions import tasks
from app.domain.cases import StatusName

GOOD = {
    "agreed": "yes",
    "place": "At school",
    "hours": "3",
    "met_on": "3 March 2026",
    "factors": ["time"],
    "told": True,
}


def draft(visitor, changes, live=False):
    """What the page's script sends while somebody types."""
    token = visitor.tree.xpath("//input[@name='csrf_token']/@value")[0]
    address = visitor.tree.xpath("//form/@data-draft")[0]
    return visitor.client.post(address, json={"changes": changes, "live": live}, headers={"X-CSRFToken": token})


def test_the_page_says_who_the_child_is_why_it_is_mine_and_when_it_is_due(aileen, task):
    aileen.open(task)

    bar = aileen.tree.find_class("gf-identity")[0].text_content()
    assert "Iona Marr" in bar
    assert "years old, born 4 May 2017" in bar
    assert "Aileen Ross" in bar
    assert "You: The child's named person." in aileen.text
    assert "How this date was worked out" in aileen.text
    assert "About 4 minutes" in aileen.text
    assert "partners have to agree" in aileen.text


def test_a_task_is_completed_and_leads_to_the_next_one(aileen, task):
    aileen.open(task).press("Record all of it", **GOOD)

    assert aileen.status == 200
    assert aileen.path.startswith("/tasks/")
    assert aileen.path != task
    assert "Recorded. Next: Settle." in aileen.text
    assert "What was said before" in aileen.text
    assert "3 March 2026" in aileen.text


def test_answers_that_do_not_fit_come_back_with_a_summary_that_leads_to_each(aileen, task):
    aileen.open(task).press("Record all of it", agreed="no", hours="many", met_on="tomorrow", place="At school")

    assert aileen.status == 422
    assert aileen.title.startswith("Problem: Ask")
    leads = aileen.tree.xpath("//*[@id='error-summary']//a/@href")
    assert {"#objection", "#hours", "#met_on"} <= set(leads)
    assert all(aileen.tree.get_element_by_id(lead[1:]) is not None for lead in leads)
    assert [aileen.value(name) for name in ("place", "hours", "met_on")] == ["At school", "many", "tomorrow"]
    wrong = aileen.tree.get_element_by_id("hours")
    assert wrong.get("aria-invalid") == "true"
    assert "hours-error" in wrong.get("aria-describedby")


def test_what_did_not_fit_is_kept_when_one_goes_away(aileen, task):
    aileen.open(task).press("Record all of it", agreed="no", hours="many")

    assert aileen.open(task).value("hours") == "many"


def test_answers_are_saved_to_come_back_to(aileen, task):
    aileen.open(task).press("Save and come back later", place="Half a sent", told=True, factors=["trust"])
    assert aileen.path == "/tasks"
    assert "Nothing has been sent." in aileen.text

    aileen.open(task)

    assert aileen.value("place") == "Half a sent"
    assert aileen.tree.xpath("//input[@name='told' and @type='checkbox']/@checked")
    assert aileen.tree.xpath("//input[@name='factors' and @checked]/@value") == ["trust"]


def test_a_question_that_follows_from_an_answer_appears_without_scripts(aileen, task):
    aileen.open(task)
    assert "objection" not in aileen.asked()

    aileen.press("Show the questions that follow from my answers", agreed="no")

    assert "objection" in aileen.asked()
    assert aileen.tree.xpath("//input[@name='agreed' and @checked]/@value") == ["no"]


def test_rows_are_added_and_removed_without_scripts(aileen, task):
    aileen.open(task).press("Add another", **{"others-0-who": "Gran", "others-0-how": "By telephone"})
    aileen.press("Add another", **{"others-1-who": "Nursery"})
    assert {"others-0-who", "others-1-who", "others-2-who"} <= aileen.asked()

    aileen.press("Remove Person to tell 1")

    assert aileen.value("others-0-who") == "Nursery"
    assert "others-2-who" not in aileen.asked()


def test_every_change_is_kept_within_the_page_even_if_it_does_not_fit(aileen, task):
    aileen.open(task)

    kept = draft(aileen, {"hours": ["man", 0]})
    again = draft(aileen, {"hours": ["many", kept.json["versions"]["hours"]]})

    assert re.fullmatch(r"Saved at \d{1,2}(:\d\d)?[ap]m", again.json["said"])
    assert (again.json["questions"], again.json["others"]) == (None, "")
    assert aileen.open(task).value("hours") == "many"


def test_an_answer_that_brings_up_a_question_gets_the_questions_as_they_read_now(aileen, task):
    aileen.open(task)

    reply = draft(aileen, {"agreed": ["no", 0]}, live=True)

    assert "What stands in the way?" in reply.json["questions"]


@pytest.mark.parametrize(
    "changes", [{"nonsense": ["x", 0]}, {"hours": "3"}, {"hours": [3.5, 0]}, {"hours": ["x", "1"]}]
)
def test_a_draft_that_no_page_of_ours_would_send_is_refused(aileen, task, changes):
    aileen.open(task)

    assert draft(aileen, changes).status_code == 400


def test_characters_that_no_database_keeps_are_left_out(aileen, task):
    aileen.open(task)

    draft(aileen, {"place": ["At\x00 \ud800school", 0]})

    assert aileen.open(task).value("place") == "At school"


@pytest.fixture
def shared(database, place, app):
    """A task that two people may do, Aileen and Sorcha, each at its page."""
    make.case(database, place)
    both = [Visitor(app.test_client()).sign_in(database, person) for person in (place.aileen, place.sorcha)]
    for one, view in zip(both, ("mine", "team"), strict=True):
        one.open(one.open(f"/tasks?view={view}").links("Look")[0])
    return both


def test_two_who_write_at_once_see_both_texts_and_each_other(shared):
    aileen, sorcha = shared
    aileen.press("Save and come back later", words="She likes the garden.")

    sorcha.press("Save and come back later", words="He likes the swings.")

    assert sorcha.status == 409
    assert "Aileen Ross changed this answer while you did." in sorcha.text
    assert "She likes the garden." in sorcha.text
    assert sorcha.value("words") == "He likes the swings."
    assert "Also being edited by Aileen Ross" in sorcha.text


def test_whoever_has_seen_both_texts_chooses(shared):
    aileen, sorcha = shared
    aileen.press("Save and come back later", words="She likes the garden.")
    sorcha.press("Save and come back later", words="He likes the swings.")

    sorcha.press("Save and come back later", words="Garden and swings.")

    assert sorcha.path == "/tasks"
    assert aileen.open(aileen.open("/tasks").links("Look")[0]).value("words") == "Garden and swings."


def test_a_script_gets_both_texts_too(shared):
    aileen, sorcha = shared
    draft(aileen, {"words": ["She likes the garden.", 0]})

    reply = draft(sorcha, {"words": ["He likes the swings.", 0]})

    assert reply.status_code == 409
    assert "She likes the garden." in reply.json["questions"]
    assert "He likes the swings." in reply.json["questions"]
    assert reply.json["versions"]["words"] == 1


def test_what_was_written_can_be_copied_when_somebody_else_was_quicker(shared):
    aileen, sorcha = shared
    aileen.press("Save and continue", again="no")

    sorcha.press("Save and continue", again="yes", words="I wrote so much.")

    assert sorcha.status == 409
    assert "Completed by Aileen Ross." in sorcha.text
    assert "I wrote so much." in sorcha.text
    assert "It was not sent." in sorcha.text


def test_a_task_that_is_somebody_elses_shows_who_may_do_it_and_no_questions(app, database, place, start_case):
    start_case()
    aileen = Visitor(app.test_client()).sign_in(database, place.aileen)
    address = aileen.open("/tasks").links("Ask")[0]
    sorcha = Visitor(app.test_client()).sign_in(database, place.sorcha)

    sorcha.open(address)

    assert sorcha.status == 200
    assert "This task is for somebody else." in sorcha.text
    assert "Aileen Ross: The child's named person." in sorcha.text
    assert not sorcha.asked()


def test_where_responsibility_moves_the_answers_are_shown_once_more_before_they_are_sent(aileen, task):
    aileen.open(task).press("Record all of it", **GOOD)
    aileen.press("Check my answers", reasons="Iona asked for it.")

    assert aileen.path.endswith("/check")
    assert aileen.title.startswith("Check your answers")
    assert "Iona asked for it." in aileen.text
    aileen.press("Record the decision")

    assert "Recorded. Next: Told." in aileen.text


def test_answers_that_do_not_fit_never_reach_the_check(aileen, task):
    aileen.open(task).press("Record all of it", **GOOD)

    aileen.press("Check my answers", reasons="")

    assert aileen.status == 422
    assert aileen.tree.xpath("//*[@id='error-summary']//a/@href") == ["#reasons"]


def test_a_task_that_asks_nothing_is_marked_as_done(aileen, task):
    aileen.open(task).press("Record all of it", **GOOD)
    aileen.press("Check my answers", reasons="Iona asked for it.").press("Record the decision")

    aileen.press("Mark as done")

    assert aileen.path == "/tasks"
    assert "Recorded. This process has ended." in aileen.text


def test_pressing_twice_does_it_once(aileen, task, database, place):
    page = aileen.open(task)
    data = {"csrf_token": page.tree.xpath("//input[@name='csrf_token']/@value")[0], "agreed": "yes", "act": "complete"}
    data |= {name: page.tree.xpath(f"//input[@name='{name}']/@value")[0] for name in ("seen", "key")}

    first, second = (page.client.post(task, data=data) for _ in range(2))

    assert (first.status_code, first.location) == (303, second.location)
    assert len(database.read(place.aileen, tasks.inbox).rows) == 1


def test_a_task_that_is_done_says_by_whom(aileen, task):
    aileen.open(task).press("Record all of it", **GOOD)

    assert "Completed by Aileen Ross." in aileen.open(task).text
    assert not aileen.asked()


@pytest.fixture
def strict(database):
    """An area where a looked-after child's own social worker has to lead."""
    return make.place(database, pack="ayrshire")


def test_a_refusal_names_rule_source_and_pack_and_loses_nothing(app, database, strict):
    make.case(database, strict, "choose_lead", statuses={StatusName.LOOKED_AFTER: date(2026, 1, 5)})
    aileen = Visitor(app.test_client()).sign_in(database, strict.aileen)
    aileen.open(aileen.open("/tasks").links("Choose")[0])

    aileen.press("Save and continue", chosen=str(strict.id("aileen")))

    assert aileen.status == 422
    summary = aileen.tree.get_element_by_id("error-summary").text_content()
    assert "A rule of your area does not allow this" in summary
    assert re.search(r"Policy pack\s*ayrshire", summary)
    assert re.search(r"Source\s*\S+", summary)
    assert aileen.tree.xpath("//select[@name='chosen']/option[@selected]/@value") == [str(strict.id("aileen"))]
    assert "chosen" in aileen.open(aileen.open("/tasks").links("Choose")[0]).asked()


def test_the_script_of_a_page_is_told_to_sign_in_when_the_session_has_ended(aileen, task):
    aileen.open(task)
    aileen.client.delete_cookie("girfec")

    reply = draft(aileen, {"place": ["x", 0]})

    assert (reply.status_code, reply.mimetype) == (401, "text/plain")


def test_a_draft_is_json(aileen, task):
    aileen.open(task)
    token = aileen.tree.xpath("//input[@name='csrf_token']/@value")[0]

    reply = aileen.client.post(
        f"{task}/draft", data=json.dumps([1]), content_type="application/json", headers={"X-CSRFToken": token}
    )

    assert reply.status_code == 400
