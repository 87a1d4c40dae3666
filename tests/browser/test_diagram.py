"""The diagram: where the case stands, moved by buttons, never in the way of reading."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def case(site, start_case):
    """Aileen at the page of a case whose second step is open."""
    page = site.visit(site.place.aileen)
    page.goto(f"/cases/{start_case()}")
    page.locator(".gf-mark-current").wait_for()
    return page


def test_done_and_current_steps_are_marked_and_the_mark_of_its_makers_stays(case):
    assert case.locator(".gf-mark-done").count() == 1
    assert case.locator(".gf-mark-current[data-element-id=ask]").count() == 1
    assert case.get_by_role("img", name="Diagram of Ask everything").is_visible()
    mark = case.locator("a.bjs-powered-by")
    assert mark.is_visible()
    assert mark.locator("svg").bounding_box()["width"] > 40


def test_the_wheel_scrolls_the_page_and_not_the_diagram(case):
    case.locator(".gf-diagram").scroll_into_view_if_needed()
    before = case.evaluate("scrollY")
    case.locator(".gf-diagram").hover(position={"x": 60, "y": 60})

    case.mouse.wheel(0, 200)

    case.wait_for_function("before => scrollY > before", arg=before)


def test_it_is_moved_and_magnified_by_buttons(case):
    drawing = case.locator(".gf-diagram g.viewport").first
    places = [drawing.get_attribute("transform")]

    for button in ("Zoom in", "Right", "Down", "Show all"):
        case.get_by_role("button", name=button).click()
        places.append(drawing.get_attribute("transform"))

    assert len(set(places)) >= 4


def test_tab_goes_past_the_drawing_to_what_moves_it(case):
    case.locator("summary", has_text="Diagram").focus()

    case.keyboard.press("Tab")  # the makers' mark, which is a link
    case.keyboard.press("Tab")

    assert case.evaluate("document.activeElement.textContent") == "Zoom in"


def test_on_a_phone_it_stays_folded_until_it_is_asked_for(site, start_case):
    page = site.visit(site.place.aileen, size=(375, 812))
    page.goto(f"/cases/{start_case()}")
    assert page.get_by_text("Here now: Ask").is_visible()
    assert not page.locator(".gf-diagram").is_visible()

    page.locator("summary", has_text="Diagram").click()

    page.locator(".gf-mark-current").wait_for()


def test_a_diagram_that_nobody_drew_says_so(site, start_case):
    page = site.visit(site.place.aileen)
    page.goto(f"/cases/{start_case('look_again')}")

    page.get_by_text("The diagram cannot be shown just now.").wait_for()
