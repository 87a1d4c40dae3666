"""Drawing on the designer's page: what the list of steps can do, what is kept when, and that nobody's work is lost."""

import pytest
from designing import begun, designers, proposed
from playwright.sync_api import Page, expect

from app.actions import designs

pytestmark = pytest.mark.browser

PHONE, MAGNIFIED = (375, 812), (320, 256)  # the last is 1280 × 1024 at 400 %
THEIRS = '<bpmn:extensionElements><zeebe:mail to="them" /></bpmn:extensionElements>'  # of another vendor


@pytest.fixture
def people(database, place):
    return designers(database, place)


@pytest.fixture
def design_id(database, people):
    """A change that Gregor has begun."""
    return begun(database, people["gregor"], "ask_everything")


def opened(site, who, design_id, **how) -> Page:
    """Somebody at a design's page, with the drawing open."""
    page = site.visit(who, **how)
    page.goto(f"/designs/{design_id}")
    page.locator("[data-content][data-ready]").wait_for()
    return page


@pytest.fixture
def page(site, people, design_id) -> Page:
    return opened(site, people["gregor"], design_id)


@pytest.fixture
def text(database, people, design_id):
    """Gives the text as it is kept."""

    def read() -> str:
        return database.read(people["gregor"], lambda tx: designs.text(tx, design_id))[1].decode()

    return read


def kept(page: Page) -> None:
    """Wait until everything is kept and checked."""
    page.locator("#designer[data-unsaved]").wait_for(state="detached")
    expect(page.locator("#designer-saved")).to_contain_text("Saved at")


def names(page: Page) -> list[str]:
    """The steps of the list, from top to bottom."""
    return page.locator(".gd-step__name").all_inner_texts()


def add(page: Page, after: str, kind: str, name: str) -> None:
    """Add a step in the list."""
    if page.locator(f"#step-{after}").get_attribute("aria-expanded") != "true":
        page.locator(f"#step-{after}").click()
    page.locator(f"#add-kind-{after}").select_option(label=kind)
    page.locator(f"#add-name-{after}").fill(name)
    page.locator(f"#add-{after}").click()


def said(page: Page):
    return page.locator("#designer-said")


# The list of steps


def test_a_step_that_is_removed_leaves_a_flow_that_is_whole(page, text):
    page.locator("#step-settle").click()
    page.locator("#remove-settle").click()

    expect(said(page)).to_contain_text("Settle was removed")
    expect(page.locator("#step-ask")).to_be_focused()
    kept(page)
    assert names(page) == ["Start", "Ask", "Told", "End"]
    assert 'sourceRef="ask" targetRef="told"' in text()

    page.get_by_role("button", name="Undo").click()
    kept(page)
    assert names(page) == ["Start", "Ask", "Settle", "Told", "End"]


def test_a_decision_gets_ways_conditions_and_a_way_back(page, text):
    add(page, "ask", "Decision: one way", "Is it enough?")
    expect(page.locator(":focus .gd-step__name")).to_have_text("Is it enough?")
    gateway = page.locator(":focus").get_attribute("id").removeprefix("step-")
    page.locator(f"#connect-{gateway}-to").select_option(label="2 Ask")
    page.locator(f"#connect-{gateway}").click()
    expect(said(page)).to_contain_text("now leads to “Ask”")

    back = page.get_by_role("button", name="Way to 2 Ask")
    back.click()
    page.get_by_role("button", name="Configure").click()
    page.get_by_label("What this way is called").fill("No")
    page.get_by_label("Taken when", exact=True).fill('position = "object"')
    page.get_by_label("Taken when", exact=True).blur()
    page.locator(f"#step-{gateway}").click()
    page.get_by_label("The way when no condition holds").select_option(label="Settle")

    kept(page)
    assert 'name="No" sourceRef="' in text()
    assert 'position = "object"' in text()
    assert f'<bpmn:exclusiveGateway id="{gateway}" name="Is it enough?" default="' in text()


def test_a_time_limit_leads_to_a_step_of_its_own(page, text):
    add(page, "ask", "When a time is over", "No answer")
    edge = page.locator(":focus").get_attribute("id").removeprefix("step-")
    add(page, edge, "Task for a person", "Remind them")
    page.locator(f"#step-{edge}").click()
    page.get_by_label("How long").select_option("date")
    page.get_by_label("Which time").select_option("lp_accept_within")

    kept(page)
    assert 'attachedToRef="ask"' in text()
    assert 'due("lp_accept_within", now)' in text()
    assert names(page)[1:4] == ["Ask", "No answer", "Settle"]
    assert "Remind them" in names(page)


def test_what_a_step_does_can_be_changed_to_an_operation_with_its_inputs(page, text):
    page.locator("#step-told").click()
    page.get_by_label("What it is", exact=True).select_option(label="Automatic step")
    page.get_by_label("What it does").select_option("check_plan")
    page.get_by_label("Input: scope").fill('"multi_agency"')
    page.get_by_label("Input: scope").blur()

    kept(page)
    assert 'camunda:type="external" camunda:topic="check_plan"' in text()
    assert '<camunda:inputParameter name="scope">="multi_agency"</camunda:inputParameter>' in text()
    assert '<camunda:outputParameter name="owners">=owners</camunda:outputParameter>' in text()


def test_the_arrow_keys_go_from_step_to_step_and_undo_says_when_there_is_nothing(page):
    page.locator("#step-start").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#step-ask")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#step-end")).to_be_focused()

    page.get_by_role("button", name="Undo").press("Enter")

    expect(said(page)).to_have_text("There is nothing to undo.")


def test_only_what_the_engine_runs_is_offered(page):
    offered = page.locator(".djs-palette .entry").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    page.locator("[data-element-id=ask] .djs-hit").first.click(position={"x": 50, "y": 15})  # its name, not the way
    page.get_by_title("Make this something else").click()
    page.locator(".djs-popup").wait_for()
    others = page.locator(".djs-popup .entry").all_inner_texts()

    assert "Task for a person" in offered
    assert "Decision table" in others
    unwanted = ("Script", "Send", "Complex", "Transaction", "Ad-hoc", "Data", "Gateway", "User task")
    assert not [one for one in (*offered, *others) if any(word.lower() in one.lower() for word in unwanted)]


# What is kept


def test_what_other_tools_wrote_survives_being_drawn_on(site, database, people, design_id, text):
    foreign = text().replace(
        "<bpmn:definitions ", '<bpmn:definitions xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    )
    whole = foreign.replace('name="Ask" ', 'name="Ask" zeebe:retries="3" ', 1)
    whole = whole.replace('isExecutable="true"', 'isExecutable="true" camunda:isStartableInTasklist="true"')
    whole = whole.replace("</bpmn:process>", f"{THEIRS}</bpmn:process>").encode()
    database.run(people["gregor"], lambda tx: designs.upload(tx, design_id, whole))
    page = opened(site, people["gregor"], design_id)

    page.locator("#step-ask").click()
    page.get_by_label("Name", exact=True).fill("Ask them")
    kept(page)

    assert 'name="Ask them"' in text()
    assert 'zeebe:retries="3"' in text()
    assert 'camunda:isStartableInTasklist="true"' in text()
    assert '<zeebe:mail to="them" />' in text()


def test_what_cannot_be_saved_yet_is_tried_again(page, text):
    page.route("**/content", lambda route: route.fulfill(status=503, body="busy"))
    add(page, "ask", "Task for a person", "Listen")
    expect(page.locator("#designer-saved")).to_have_text("Not saved yet. Trying again.")
    assert "Listen" not in text()

    page.unroute("**/content")

    kept(page)
    assert "Listen" in text()


def test_a_text_that_cannot_be_drawn_says_so_and_loses_nothing(site, database, people, design_id, text):
    database.run(people["gregor"], lambda tx: designs.upload(tx, design_id, b"<half"))

    page = opened(site, people["gregor"], design_id)

    expect(page.locator("#designer-warning")).to_contain_text("This cannot be drawn.")
    expect(page.locator("[data-design=findings]")).to_contain_text("keeps this from being published")
    assert text() == "<half"


def test_of_two_who_draw_at_once_neither_loses_anything(site, database, *, people, design_id, page, text):
    database.run(people["catriona"], lambda tx: designs.join(tx, design_id))
    other = opened(site, people["catriona"], design_id)
    add(other, "ask", "Task for a person", "Hers")
    kept(other)

    add(page, "ask", "Task for a person", "His")
    expect(page.get_by_role("heading", name="Somebody else saved this too")).to_be_visible()
    expect(page.locator("#designer-clash")).to_contain_text("Catriona Muir")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download mine").click()
    assert "His" in download.value.path().read_text()

    page.get_by_role("button", name="Load theirs").click()
    expect(page.locator("#designer-saved")).to_have_text("This is what Catriona Muir saved.")
    assert names(page) == ["Start", "Ask", "Hers", "Settle", "Told", "End"]
    add(page, "told", "Task for a person", "Again")
    kept(page)
    assert "Hers" in text()
    assert "Again" in text()


# How it looks, to whom


def test_somebody_who_only_looks_sees_what_was_changed_and_can_change_nothing(site, database, people, text, design_id):
    new = text().replace('name="Settle"', 'name="Settle it"').encode()
    waiting = proposed(database, people["dougal"], new, "ask_everything")

    page = opened(site, people["catriona"], waiting)

    expect(page.locator(".gd-changed[data-element-id=settle]")).to_have_count(1)
    expect(page.locator(".djs-palette")).to_have_count(0)
    page.locator("[data-design=twin]").get_by_role("link", name="3. Show this step").click()
    expect(page.locator(".gd-chosen[data-element-id=settle]")).to_have_count(1)


@pytest.mark.parametrize("size", [(1280, 900), PHONE], ids=["desk", "phone"])
def test_axe_has_nothing_to_complain_of_while_something_is_drawn(site, people, *, design_id, axe, folder, size):
    page = opened(site, people["gregor"], design_id, size=size)
    found = axe(page)
    add(page, "ask", "Decision: one way", "")
    kept(page)
    found += axe(page)
    page.locator("[data-design=findings]").get_by_role("link").first.click()
    page.screenshot(path=folder / f"designer-{size[0]}.png", full_page=True)
    if size == PHONE:
        assert not page.locator(".gd-canvas").is_visible()
        page.locator("summary", has_text="Drawing").click()
        found += axe(page)

    assert found == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_at_four_hundred_per_cent_a_step_is_added_without_scrolling_sideways(site, people, design_id, text):
    page = opened(site, people["gregor"], design_id, size=MAGNIFIED)

    add(page, "ask", "Task for a person", "Listen")
    page.get_by_role("button", name="Configure").click()
    expect(page.locator("#p-name")).to_be_focused()
    kept(page)

    assert "Listen" in text()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
