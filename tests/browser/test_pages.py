"""Most pages and states, as axe and a narrow window see it, at a desk and on a phone."""

import make
import pytest
from people_at_work import follow

from app.actions import people

pytestmark = pytest.mark.browser

DESKTOP, PHONE, MAGNIFIED = (1280, 900), (375, 812), (320, 256)  # the last is 1280 × 1024 at 400 %


def first(page, words):
    """Follow the first link with these words."""
    follow(page.locator("main").get_by_role("link", name=words).first)


def states(site, start_case, size):
    """Brings a browser to every page and state in turn, and yields it with a name for each."""
    yield from nobodys(site, size)
    yield from with_nothing_to_do(site, size)
    case_id = start_case(reason="She is tired.")
    aileen = site.visit(site.place.aileen, size=size)
    yield from answering(site, start_case, aileen)
    yield from both_texts(site, aileen)
    yield from about_a_case(aileen, case_id)
    yield from starting(aileen)
    yield from settling(site, size)


def nobodys(site, size):
    page = site.visit(size=size)
    page.goto("/sign-in")
    yield "sign in", page
    page.get_by_label("Password").fill("something else altogether")
    follow(page.get_by_role("button", name="Sign in", exact=True))
    yield "sign in, wrong password", page
    token = site.database.run(
        site.place.operator,
        lambda tx: people.invite(tx, email="new@testshire.invalid", name="Neil Gow", profession="youth_worker"),
    )
    page.goto(f"/invitation/{token}")
    follow(page.get_by_role("button", name="Set password"))
    yield "invitation, too short", page


def with_nothing_to_do(site, size):
    page = site.visit(site.place.ben, size=size)
    for path in (
        "/tasks",
        "/cases",
        "/disagreements",
        "/nowhere",
        "/policy?beside=fife&rule=register_entry&from=2026-12-31",
    ):
        page.goto(path)
        yield f"nothing at {path}", page


def answering(site, start_case, page):
    make.case(site.database, site.place, by="sorcha")
    start_case("choose_lead")
    page.goto("/tasks")
    yield "inbox with an offer", page
    first(page, "Ask")
    yield "task", page
    page.get_by_text("How this date was worked out").click()
    page.get_by_label("I object").check()
    page.get_by_label("How many hours").fill("many")
    follow(page.get_by_role("button", name="Record all of it"))
    page.locator("#error-summary").wait_for()
    yield "task with problems", page
    page.get_by_label("I agree").check()
    page.get_by_label("How many hours").fill("3")
    follow(page.get_by_role("button", name="Record all of it"))
    page.get_by_role("heading", name="What was said before").wait_for()
    yield "task with earlier answers", page
    page.get_by_label("Why is this right").fill("Iona asked for it.")
    follow(page.get_by_role("button", name="Check my answers"))
    page.wait_for_url("**/check")
    yield "check your answers", page
    page.goto("/tasks")
    first(page, "Choose")
    page.get_by_label("What about chosen").select_option(label="Aileen Ross, health visitor")
    follow(page.get_by_role("button", name="Save and continue"))
    page.get_by_text("A rule of your area does not allow this").wait_for()
    yield "refused by a rule", page


def both_texts(site, page):
    make.case(site.database, site.place)
    page.goto("/tasks")
    first(page, "Look")
    other = site.visit(site.place.sorcha)
    other.goto(page.url)
    other.get_by_label("What about words").fill("He likes swings.")
    follow(other.get_by_role("button", name="Save and come back later"))
    page.get_by_label("What about words").fill("She likes gardens.")
    page.get_by_text("changed this answer while you did").wait_for()
    yield "both texts", page


def about_a_case(page, case_id):
    page.goto(f"/cases/{case_id}")
    while (folded := page.locator("main details:not([open]) > summary")).count():
        folded.first.click()
    page.locator(".gf-mark-current").first.wait_for()
    yield "case", page
    page.goto(f"/cases/{case_id}/history")
    yield "history", page
    page.goto(f"/cases/{case_id}/tell/status_changed")
    follow(page.get_by_role("button", name="Record a change of status"))
    yield "telling a case, with problems", page
    page.goto("/cases")
    yield "my children", page


def starting(page):
    page.goto("/cases/start")
    page.get_by_label("Looked after").check()
    page.get_by_label("Since when").wait_for()
    yield "start a case", page
    follow(page.get_by_role("button", name="Continue"))
    yield "start a case, with problems", page
    page.goto("/processes")
    yield "processes", page
    first(page, "Ask everything")
    yield "process", page


def settling(site, size):
    make.case(site.database, site.place, "small_escalation")
    page = site.visit(site.place.lorna, size=size)
    page.goto("/disagreements")
    yield "lead officer's desk", page
    page.goto("/returns")
    yield "returns", page
    follow(page.get_by_role("button", name="Sign out"))
    yield "signed out", page


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_no_page_or_state_has_anything_that_axe_complains_of(site, start_case, axe, size, folder):
    found = []
    for number, (name, page) in enumerate(states(site, start_case, size)):
        found += [f"{name}: {one}" for one in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name}: the page scrolls sideways")
        page.screenshot(path=folder / f"{size[0]}-{number:02} {name.replace('/', '')}.png", full_page=True)

    assert found == []


def test_at_four_hundred_per_cent_nothing_scrolls_sideways(site, start_case):
    wide = [
        name
        for name, page in states(site, start_case, MAGNIFIED)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth")
    ]

    assert wide == []
