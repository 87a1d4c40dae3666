"""Answering a task in a browser: with the keyboard alone, with drafts that survive, without scripts."""

import re
import threading

import make
import pytest
from playwright.sync_api import expect

from app.actions import people
from app.domain.access import SYSTEM
from app.web import edge

pytestmark = pytest.mark.browser


@pytest.fixture
def task(site, start_case):
    """Aileen at a task that asks every kind of question."""
    start_case()
    page = site.visit(site.place.aileen)
    page.goto("/tasks")
    page.locator("main").get_by_role("link", name="Ask").click()
    page.get_by_role("heading", name="Ask", exact=True).wait_for()
    return page


def saved(page):
    """Wait until the page says that it has saved what was typed."""
    page.locator("#draft-saved", has_text=re.compile(r"Saved at \d")).wait_for()


def focused(page):
    return page.evaluate("[document.activeElement.id, document.activeElement.innerText ?? ''].join(' ').trim()")


def tab_to(page, wanted, *, at_most=60):
    """Press Tab until the focus is where the words say; each stop has to be visible to whoever looks."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if re.search(wanted, focused(page)):
            return
    pytest.fail(f"Tab never reached “{wanted}”")


def test_a_task_is_done_with_the_keyboard_alone(site, start_case):
    start_case()
    page = site.visit(site.place.aileen)
    page.goto("/tasks")

    page.keyboard.press("Tab")
    assert "Skip to main content" in focused(page)
    page.keyboard.press("Enter")
    tab_to(page, "^Ask")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/tasks/."))
    tab_to(page, "^agreed")
    page.keyboard.press("Space")
    tab_to(page, "^place")
    page.keyboard.type("At school")
    tab_to(page, "^told")
    page.keyboard.press("Space")
    tab_to(page, "Record all of it")
    page.keyboard.press("Enter")

    page.get_by_text("Recorded. Next: Settle.").wait_for()
    page.get_by_text("At school").wait_for()


def test_where_the_focus_is_can_always_be_seen(task):
    unseen = []
    for _ in range(40):
        task.keyboard.press("Tab")
        shown = task.evaluate(
            """() => {
                const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
                const label = one.labels?.[0], ring = [style, label && getComputedStyle(label), label && getComputedStyle(label, '::before')];
                const marked = ring.some((each) => each && (each.outlineStyle !== 'none' || each.boxShadow !== 'none' || each.backgroundColor === 'rgb(253, 213, 34)'));
                return one === document.body || (marked && box.bottom > 0 && box.top < innerHeight);
            }"""
        )
        if not shown:
            unseen.append(focused(task))

    assert unseen == []


def test_what_was_typed_is_there_after_a_reload(task):
    task.get_by_label("Where did you meet?").fill("At the school gate")
    task.get_by_label("How many hours").fill("man")
    task.get_by_label("Trust").check()
    task.get_by_label("Name (optional)").fill("Gran")
    saved(task)

    task.reload()

    expect(task.get_by_label("Where did you meet?")).to_have_value("At the school gate")
    expect(task.get_by_label("How many hours")).to_have_value("man")
    expect(task.get_by_label("Trust")).to_be_checked()
    expect(task.get_by_label("Name (optional)")).to_have_value("Gran")


def test_what_was_typed_last_is_kept_when_the_page_is_left_at_once(task):
    address = task.url
    task.get_by_label("Where did you meet?").fill("At the school gate")

    task.goto("/tasks")
    task.goto(address)

    expect(task.get_by_label("Where did you meet?")).to_have_value("At the school gate")


def test_what_was_typed_last_comes_even_where_it_arrives_after_the_page(task, monkeypatch):
    address, read, arrives = task.url, edge.json_body, threading.Event()
    monkeypatch.setattr(edge, "json_body", lambda: arrives.wait(10) and read())
    task.get_by_label("Where did you meet?").fill("At the school gate")

    task.goto("/tasks")
    task.goto(address)
    before = task.get_by_label("Where did you meet?").input_value()
    arrives.set()

    assert before == ""
    expect(task.get_by_label("Where did you meet?")).to_have_value("At the school gate")


def test_a_question_that_follows_appears_and_the_typing_is_not_disturbed(task):
    task.get_by_label("I object").check()
    objection = task.get_by_label("What stands in the way?")
    objection.wait_for()

    objection.press_sequentially("She does not know them, and it is far to go.", delay=30)
    saved(task)

    assert objection.input_value() == "She does not know them, and it is far to go."
    assert focused(task) == "objection"
    task.get_by_label("I agree").check()
    objection.wait_for(state="detached")


def test_what_was_typed_while_saving_is_sent_all_the_same(task):
    task.get_by_label("I agree").check()
    task.get_by_label("Where did you meet?").fill("At the school gate")

    task.get_by_role("button", name="Record all of it").click()

    task.get_by_text("Recorded. Next: Settle.").wait_for()
    task.get_by_text("At the school gate").wait_for()


def test_another_row_keeps_what_was_typed(task):
    task.get_by_label("Name (optional)").fill("Gran")

    task.get_by_role("button", name="Add another").click()

    task.get_by_role("group", name="Person to tell 2").wait_for()
    assert task.get_by_label("Name (optional)").first.input_value() == "Gran"


def test_two_at_once_are_told_of_each_other_and_shown_both_texts(site, start_case):
    make.case(site.database, site.place)
    pages = []
    for person, view in ((site.place.aileen, "mine"), (site.place.sorcha, "team")):
        page = site.visit(person)
        page.goto(f"/tasks?view={view}")
        page.locator("main").get_by_role("link", name="Look").click()
        page.get_by_label("What about words").wait_for()
        pages.append(page)
    aileen, sorcha = pages

    aileen.get_by_label("What about words").fill("She likes the garden.")
    saved(aileen)
    sorcha.get_by_label("What about words").fill("He likes the swings.")

    sorcha.get_by_text("Aileen Ross changed this answer while you did.").wait_for()
    sorcha.get_by_text("She likes the garden.").wait_for()
    assert sorcha.get_by_label("What about words").input_value() == "He likes the swings."
    assert "Also being edited by Aileen Ross" in sorcha.locator("#draft-others").inner_text()
    sorcha.get_by_label("What about words").fill("Garden and swings.")
    saved(sorcha)


def test_an_ended_session_is_said_and_nothing_is_lost(task, site):
    task.context.clear_cookies(name="girfec")

    task.get_by_label("Where did you meet?").fill("At the school gate")
    task.get_by_text("You have been signed out.").wait_for()
    task.get_by_role("button", name="Record all of it").click()

    task.get_by_text("What you wrote is kept").wait_for()
    assert task.locator("input[name='kept.place']").first.input_value() == "At the school gate"


def test_the_error_summary_has_the_focus_and_leads_to_the_field(task):
    task.get_by_label("How many hours").fill("many")
    task.get_by_role("button", name="Record all of it").click()
    task.locator("#error-summary").wait_for()
    assert focused(task).startswith("error-summary")

    task.locator("#error-summary").get_by_role("link", name="How many hours").click()

    assert focused(task) == "hours"


def test_everything_works_without_scripts(site, start_case):
    start_case()
    page = site.visit(site.place.aileen, scripts=False)
    page.goto("/tasks")
    page.locator("main").get_by_role("link", name="Ask").click()
    page.get_by_label("I object").check()
    page.get_by_role("button", name="Show the questions that follow").click()
    page.get_by_label("What stands in the way?").fill("It is far to go.")

    page.get_by_role("button", name="Record all of it").click()

    page.get_by_text("Recorded. Next: Settle.").wait_for()
    page.get_by_text("It is far to go.").wait_for()


def test_a_name_is_found_in_a_long_list_and_what_is_ticked_stays_in_sight(site, axe):
    place = site.place
    for number in range(14):
        site.database.run(place.operator, lambda tx, number=number: make.person(tx, f"Colleague {number}"))
    page = site.visit(place.aileen)
    page.goto("/cases/start")
    page.get_by_label("Ben Aird").check()

    page.get_by_label("Find a name in this list").fill("gunn")

    page.get_by_text("2 of 22 shown").wait_for()
    assert page.get_by_label("Cara Gunn").is_visible()
    assert page.get_by_label("Ben Aird").is_checked()
    assert not page.get_by_label("Colleague 3").is_visible()
    assert axe(page) == []


def test_signing_in_again_in_another_window_lets_this_one_go_on(task, site):
    task.context.clear_cookies(name="girfec")
    task.get_by_label("Where did you meet?").fill("At the school gate")
    task.get_by_text("You have been signed out.").wait_for()

    token = site.database.run(SYSTEM, lambda tx: people._begin(tx, site.place.id("aileen"))).token
    task.context.add_cookies([{"name": "girfec", "value": token, "url": site.address}])
    task.evaluate("window.dispatchEvent(new Event('focus'))")

    saved(task)
