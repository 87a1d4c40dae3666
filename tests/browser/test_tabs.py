"""The tabs of a case and the papers, as axe and a narrow window see them, and by keyboard."""

import make
import pytest
import written
from people_at_work import follow

pytestmark = pytest.mark.browser

DESKTOP, PHONE, MAGNIFIED = (1280, 900), (375, 812), (320, 256)  # the last is 1280 × 1024 at 400 %


@pytest.fixture
def place(database):
    return make.place(database, pack="ayrshire", files=written.FILES)


def planned(site):
    """A case with two versions of a plan, a decision about sharing, and a proposed entry worded and corrected."""
    database, place = site.database, site.place
    case_id = written.begun(database, place, known_as="Io")
    sleep, late = written.need("Io sleeps badly and is tired at school."), written.need("Io is often late.")
    visit = written.action(place, "Visit at bedtime twice a week and write down what helps.", by_when="2026-02-03")
    ring = written.action(place, "Ring the school every Friday.", by_when="2033-03-03")
    written.plan(database, place, case_id, needs=[sleep, late], actions=[visit], plan_reason="Nights are hard.")
    better = {**sleep, "need_state": "partly"}
    done = {**visit, "action_state": "done", "shown_by": written.SECRET}
    more = {"plan_reason": "Nights are hard for Io and Io’s mother.", "not_for_family": written.SECRET, "again": "no"}
    written.plan(database, place, case_id, needs=[better, {**late, "need_state": "met"}], actions=[done, ring], **more)
    written.share(database, place, case_id)
    return case_id


def states(site, size):
    """Brings a browser to every tab and its states in turn, and yields it with a name for each."""
    empty = written.begun(site.database, site.place)
    case_id = planned(site)
    page = site.visit(site.place.aileen, size=size)
    for tab in ("plan", "chronology", "people", "sharing"):
        page.goto(f"/cases/{empty}/{tab}")
        yield f"{tab}, empty", page
    for tab in ("plan", "sharing"):
        page.goto(f"/cases/{case_id}/{tab}")
        yield tab, page
    page.goto(f"/cases/{case_id}/plan")
    follow(page.get_by_role("link", name="Version 1"))
    yield "document, earlier version", page
    yield from wording(page, case_id)
    page.goto(f"/cases/{case_id}/people/add")
    follow(page.get_by_role("button", name="Add this person"))
    yield "add somebody, with problems", page
    page.get_by_label("What is their name?").fill("Morag Marr")
    page.get_by_label("Who are they to the child?").fill("Aunt")
    page.get_by_label("Not known yet").check()
    follow(page.get_by_role("button", name="Add this person"))
    yield "people", page
    yield from printing(site, page, case_id)
    written.plan(site.database, site.place, empty, needs=[written.need("Rest.")])
    page.goto(f"/cases/{empty}")
    follow(page.locator("main").get_by_role("link", name="Plan", exact=True).first)
    page.get_by_text("Filled in from version 1").wait_for()
    yield "task that was filled in", page


def wording(page, case_id):
    page.goto(f"/cases/{case_id}/chronology")
    page.locator("summary", has_text="Leave it out").first.click()
    yield "chronology, proposed", page
    follow(page.get_by_role("link", name="Word this entry").first)
    follow(page.get_by_role("button", name="Put it into the chronology"))
    yield "word an entry, with problems", page
    for label in ("It helped the child", "No, it is restricted"):
        page.get_by_label(label).check()
    page.get_by_label("What was done about it?").fill("A visit was agreed.")
    follow(page.get_by_role("button", name="Put it into the chronology"))
    follow(page.get_by_role("link", name="Correct this").first)
    page.get_by_label("What was wrong with the entry?").fill("The day was wrong.")
    yield "correct an entry", page
    follow(page.get_by_role("button", name="Put it into the chronology"))
    page.locator("summary", has_text="What it said before").click()
    yield "chronology", page


def printing(site, page, case_id):
    page.goto(f"/cases/{case_id}/print/plan")
    yield "plan to print", page
    follow(page.get_by_role("link", name="Large print"))
    yield "plan in large print", page
    led = make.case(site.database, site.place, "choose_lead")
    task = make.open_task(site.database, site.place.aileen, led)
    make.complete(site.database, site.place.aileen, task, {"chosen": str(site.place.id("cara"))})
    page.goto(f"/cases/{led}/print/letter")
    yield "letter to print", page
    page.goto(f"/cases/{led}/plan")
    yield "plan, none yet but a letter", page


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_no_tab_or_paper_has_anything_that_axe_complains_of(site, axe, size, folder):
    found = []
    for number, (name, page) in enumerate(states(site, size)):
        found += [f"{name}: {one}" for one in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name}: the page scrolls sideways")
        page.screenshot(path=folder / f"tabs-{size[0]}-{number:02} {name}.png", full_page=True)

    assert found == []


def test_at_four_hundred_per_cent_no_tab_scrolls_sideways(site):
    wide = [
        name
        for name, page in states(site, MAGNIFIED)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth")
    ]

    assert wide == []


def test_the_tabs_are_reached_and_opened_by_keyboard(site):
    case_id = written.begun(site.database, site.place)
    page = site.visit(site.place.aileen)
    page.goto(f"/cases/{case_id}")
    page.get_by_role("link", name="Overview").focus()

    for _tab in ("Plan", "Lead professional", "Chronology"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**/chronology")
    assert page.get_by_role("heading", name="Chronology", exact=True).is_visible()
