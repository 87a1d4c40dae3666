"""The inbox: whose it is, why, when; taking on and giving back; roles that wait for a yes or no."""

from datetime import timedelta

import make
import pytest
from visitor import Visitor

from app.actions import clock
from app.domain.access import SYSTEM


def test_each_row_says_which_child_what_to_do_when_and_why(aileen, start_case):
    start_case()

    row = aileen.open("/tasks").tree.find_class("gf-row")[0].text_content()

    assert "Iona Marr" in row
    assert "Ask" in row
    assert "The child's named person." in row
    assert "Due in" in row or "Due to" in row


def test_what_is_late_says_so_in_words(aileen, start_case, database, place):
    start_case()
    clock.advance(database, database.read(SYSTEM, lambda tx: tx.now) + timedelta(days=30))
    aileen.sign_in(database, place.aileen)

    aileen.open("/tasks?view=overdue")

    assert "Overdue by" in aileen.tree.find_class("gf-row")[0].text_content()


def test_a_list_with_nothing_in_it_says_what_will_appear(ben):
    for view in ("mine", "team", "overdue"):
        assert "appear" in ben.open(f"/tasks?view={view}").tree.find_class("gf-empty")[0].text_content()


def test_a_list_that_does_not_exist_is_not_found(aileen):
    assert aileen.open("/tasks?view=everything").status == 404
    assert aileen.open("/tasks?after=made-up").status == 400


def test_a_colleague_without_a_role_sees_nothing_of_the_child(ben, start_case):
    start_case()

    assert "Iona" not in ben.open("/tasks?view=team").text + ben.open("/cases").text


def test_a_task_is_taken_on_and_given_back_where_one_was(aileen, start_case):
    start_case()

    aileen.open("/tasks").press("Take this on")
    assert aileen.path == "/tasks"
    assert "You are working on this." in aileen.text

    aileen.press("Give back")
    assert "You gave the task back." in aileen.text
    assert "You are working on this." not in aileen.text


def test_a_long_list_goes_on_from_page_to_page(aileen, start_case):
    for _ in range(27):
        start_case("look_again")

    first = aileen.open("/tasks").links("Look")
    later = aileen.open(aileen.links("Show later tasks")[0]).links("Look")

    assert (len(first), len(later)) == (25, 2)
    assert not set(first) & set(later)
    assert aileen.links("Back to the soonest due") == ["/tasks?view=mine"]


@pytest.fixture
def offered(database, place):
    """Sorcha starts a case and names Aileen as named person, who has not answered yet."""
    return make.case(database, place, by="sorcha")


def test_a_role_that_was_offered_waits_above_the_list_and_is_accepted(aileen, offered):
    aileen.open("/tasks")
    assert "Waiting for your yes or no" in aileen.text

    aileen.press("Accept")

    assert "You have accepted." in aileen.text
    assert "Waiting for your yes or no" not in aileen.text
    assert "Aileen Ross is responsible for Iona now, as named person." in aileen.open(f"/cases/{offered}").text


def test_a_role_is_declined_with_a_reason(aileen, offered, app, database, place):
    aileen.open("/tasks").press("Decline the role", reason="I am moving to another area.")

    assert "You have declined." in aileen.text
    sorcha = Visitor(app.test_client()).sign_in(database, place.sorcha)
    assert "Named person service is responsible" in sorcha.open(f"/cases/{offered}").text
