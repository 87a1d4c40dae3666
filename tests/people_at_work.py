"""The invented council's people at their browsers: they sign in, find their own tasks, answer them and send them off."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as NotShown
from town import Town


class People:
    """Everybody's browser, one each. All work at the same child.

    once: what somebody has answered in a browser already is sent over the API when somebody answers it alike.
    """

    def __init__(self, town: Town, site: Any, *, once: bool = False) -> None:
        self.town, self.site, self.once = town, site, once
        self.pages: dict[str, Page] = {}
        self.signed_in: set[str] = set()
        self.done: set[str] = set()

    def page(self, who: str) -> Page:
        """Somebody's browser; they step into their shoes on the demo's sign-in page."""
        if who not in self.signed_in:
            page = self.pages[who] = self.pages.get(who) or self.site.visit()
            page.goto("/sign-in")
            page.get_by_role("listitem").filter(has_text=who).get_by_role("button").click()
            page.get_by_role("heading", name="My tasks").wait_for()
            self.signed_in.add(who)
        return self.pages[who]

    def days_pass(self, days: int) -> None:
        """The clock goes on; whoever was signed in no longer is."""
        self.town.days_pass(days)
        self.signed_in.clear()

    def until(self, clock_name: str) -> None:
        """A clock of the journey runs out; whoever was signed in no longer is."""
        self.town.until(clock_name)
        self.signed_in.clear()

    def do(self, who: str, key: str, **given: Any) -> None:
        """Go to the inbox, open the task, answer, check the answers where asked, send."""
        task = self.town.task(who, key)
        asked_and_given = f"{task['form']['id']} {given}"
        if self.once and asked_and_given in self.done:
            self.town.do(who, key, **given)
            return
        self.done.add(asked_and_given)
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

    def answer(self, page: Page, answers: Mapping[str, Any]) -> None:
        """Fill in the questions, in their order; what appears because of an answer is waited for."""
        for key, value in answers.items():
            if value is None:
                continue
            if isinstance(value, list) and value and isinstance(value[0], Mapping):
                self.rows(page, key, value)
            elif self.appears(page, key):
                self.fill(page, key, value)

    def appears(self, page: Page, key: str, *, start: bool = False) -> bool:
        """Is the question shown, once the page has caught up with the answers before it? start: `key` is how it starts."""
        try:
            page.locator(f'[name{"^" if start else ""}="{key}"]:not([type=hidden])').first.wait_for(timeout=2_500)
        except NotShown:
            return False
        return True

    def rows(self, page: Page, key: str, rows: list[Mapping[str, Any]]) -> None:
        """Fill in a row each, asking for another one in between."""
        for number, row in enumerate(rows):
            if number and not self.another(page, key, number):
                self.another(page, key, number)  # an answer saved at the same moment may have come after the new row
            for column, value in row.items():
                if value is not None and self.appears(page, f"{key}-{number}-{column}"):
                    self.fill(page, f"{key}-{number}-{column}", value)

    def another(self, page: Page, key: str, number: int) -> bool:
        """Ask for a row more; did it come?"""
        page.locator(f'button[value="add:{key}"]').click()
        return self.appears(page, f"{key}-{number}-", start=True)

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
