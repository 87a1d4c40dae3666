"""The whole disagreement in a real browser: everybody finds their own task, answers it and sends it off."""

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as NotShown
from town import Town

from app.cli.demo import CALLUM, CAN, EWAN, FRASER, HAMISH, MORAG, PRIYA, RHONA, objects, proposal, weighed, wishes

pytestmark = pytest.mark.browser

ISLA = "Isla Geddes"


@pytest.fixture
def place(database, app) -> Town:
    """The invented council without children, in place of the small area that the other pages are looked at in."""
    return Town(app, database)


class People:
    """Everybody's browser, one each. All work at the same child."""

    def __init__(self, town: Town, site: Any) -> None:
        self.town, self.site = town, site
        self.pages: dict[str, Page] = {}

    def page(self, who: str) -> Page:
        """Somebody's browser; they step into their shoes on the demo's sign-in page."""
        if who not in self.pages:
            page = self.pages[who] = self.site.visit()
            page.goto("/sign-in")
            page.get_by_role("listitem").filter(has_text=who).get_by_role("button").click()
            page.get_by_role("heading", name="My tasks").wait_for()
        return self.pages[who]

    def days_pass(self, days: int) -> None:
        """The clock goes on; whoever was signed in no longer is."""
        self.town.days_pass(days)
        self.pages.clear()

    def do(self, who: str, key: str, **given: Any) -> Page:
        """Go to the inbox, open the task, answer, check the answers where asked, send; gives the page after it."""
        task = self.town.task(who, key)
        page = self.page(who)
        for view in ("", "?view=team"):
            page.goto(f"/tasks{view}")
            link = page.locator(f'main a[href="/tasks/{task["id"]}"]')
            if link.count():
                break
        link.first.click()
        page.get_by_role("heading", level=1, name=task["name"]).wait_for()
        self.answer(page, self.town.answers(who, task, **given))
        asked = task["form"]["properties"]
        if asked.get("confirm"):
            page.get_by_role("button", name="Check my answers").click()
            page.get_by_role("heading", level=1, name="Check your answers").wait_for()
        page.get_by_role("button", name=asked["button"]).click()
        expect(page.locator(".ds_error-summary")).to_have_count(0)
        page.wait_for_url(lambda url: task["id"] not in url)
        self.town.note()
        return page

    def answer(self, page: Page, answers: Mapping[str, Any]) -> None:
        """Fill in the questions, in their order; what appears because of an answer is waited for."""
        for key, value in answers.items():
            if value is None:
                continue
            if isinstance(value, list) and value and isinstance(value[0], Mapping):
                self.rows(page, key, value)
            elif self.appears(page, key):
                self.fill(page, key, value)

    def appears(self, page: Page, key: str) -> bool:
        """Is the question shown, once the page has caught up with the answers before it?"""
        try:
            page.locator(f'[name="{key}"]:not([type=hidden])').first.wait_for(timeout=2_500)
        except NotShown:
            return False
        return True

    def rows(self, page: Page, key: str, rows: list[Mapping[str, Any]]) -> None:
        """Fill in a row each, asking for another one in between."""
        for number, row in enumerate(rows):
            if number:
                page.get_by_role("button", name="Add another").click()
                page.locator(f'[name^="{key}-{number}-"]').first.wait_for()
            for column, value in row.items():
                if value is not None and self.appears(page, f"{key}-{number}-{column}"):
                    self.fill(page, f"{key}-{number}-{column}", value)

    def fill(self, page: Page, name: str, value: Any) -> None:
        """Answer one question."""
        field = page.locator(f'[name="{name}"]:not([type=hidden])')
        kind = field.first.evaluate("each => each.type")
        if kind == "radio":
            field.and_(page.locator(f'[value="{value}"]')).check()
        elif kind == "checkbox":
            for one in value if isinstance(value, list) else ["true"]:
                field.and_(page.locator(f'[value="{one}"]')).check()
        elif kind.startswith("select"):
            field.select_option(str(value))
        else:
            field.fill(str(value))
            field.blur()


def test_the_partners_cannot_agree_and_the_lead_officer_decides(place, site):
    town, people = place, People(place, site)
    town.begin(MORAG, partner_ids=[town.ids[name] for name in (MORAG, EWAN, PRIYA, CALLUM)])
    people.do(MORAG, "t_preference", **wishes("Callum. He does not rush me.", CALLUM))
    people.do(MORAG, "t_candidates", **weighed(CALLUM, PRIYA))
    for candidate in (CALLUM, PRIYA):
        people.do(candidate, "t_availability", **CAN)
    people.do(MORAG, "t_propose", **proposal(CALLUM, "Yes, please."))
    for partner in (MORAG, PRIYA, CALLUM):
        people.do(partner, "t_agree", position="agree")
    people.do(EWAN, "t_agree", **objects("The school needs somebody who can call a meeting.", PRIYA))
    people.do(FRASER, "t_interim", interim=MORAG)
    people.do(MORAG, "t_accept_interim", interim_accepted="yes")
    people.days_pass(5)
    case = people.page(MORAG)
    case.goto(f"/cases/{town.case_id}")
    expect(case.locator("main")).to_contain_text("time of the line managers ran out")
    people.do(RHONA, "t_service_managers", outcome="raised")
    people.page(ISLA).goto("/disagreements")
    people.do(ISLA, "t_lead_officer", outcome="decided", decided=CALLUM)
    people.do(HAMISH, "t_confirm", confirmed="yes")

    people.do(CALLUM, "t_accept", accepted="yes")

    page = people.page(CALLUM)
    page.goto(f"/cases/{town.case_id}")
    expect(page.get_by_text("Callum Reid is responsible for Skye now")).to_be_visible()
    assert "" not in town.responsible
    assert town.responsible[-1] == CALLUM
