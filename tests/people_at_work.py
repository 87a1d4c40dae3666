"""The invented council's people at their browsers: they sign in, find their own tasks, answer them and send them off."""

from collections.abc import Mapping
from typing import Any

import make
from playwright.sync_api import Locator, Page, expect
from town import Town

from app.domain.policy import load
from app.domain.vocabulary import Vocabulary


def follow(link: Locator) -> None:
    """Press what leads to another page, and wait until that page is there, not the one before it."""
    with link.page.expect_navigation():
        link.click()


class People:
    """Everybody's browser, one each. All work at the same child.

    once: what somebody has answered in a browser already is sent over the API when somebody answers it alike.
    """

    def __init__(self, town: Town, site: Any, *, once: bool = False) -> None:
        self.town, self.site, self.once = town, site, once
        self.pages: dict[str, Page] = {}
        self.signed_in: set[str] = set()
        self.done: set[str] = set()
        self.words = Vocabulary.of(load(make.packs(), town.pack))  # pages are in the area's words

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
        page.get_by_role("heading", level=1, name=self.words.say(task["name"])).wait_for()
        self.answer(page, self.town.answers(who, task, **given))
        asked = task["form"]["properties"]
        if asked.get("confirm"):
            page.get_by_role("button", name="Check my answers").click()
            page.get_by_role("heading", level=1, name="Check your answers").wait_for()
        page.get_by_role("button", name=self.words.say(asked["button"])).click()
        expect(page.locator(".ds_error-summary")).to_have_count(0)
        page.wait_for_url(lambda url: task["id"] not in url)
        self.town.note()

    def answer(self, page: Page, answers: Mapping[str, Any]) -> None:
        """Fill in the questions that are shown, in their order."""
        for key, value in answers.items():
            if value is None:
                continue
            if isinstance(value, list) and value and isinstance(value[0], Mapping):
                self.rows(page, key, value)
            elif self.shown(page, key):
                self.fill(page, key, value)

    def shown(self, page: Page, name: str) -> bool:
        """Is the question shown? The page has caught up with the answers before it, see `fill`."""
        return page.locator(f'[name="{name}"]:not([type=hidden])').count() > 0

    def rows(self, page: Page, key: str, rows: list[Mapping[str, Any]]) -> None:
        """Fill in a row each, asking for another one where there is none yet."""
        for number, row in enumerate(rows):
            if not page.locator(f'[name^="{key}-{number}-"]:not([type=hidden])').count():
                follow(page.locator(f'button[value="add:{key}"]'))
            for column, value in row.items():
                if value is not None and self.shown(page, f"{key}-{number}-{column}"):
                    self.fill(page, f"{key}-{number}-{column}", value)

    def fill(self, page: Page, name: str, value: Any) -> None:
        """Answer one question; where others depend on it, wait until they are drawn."""
        field = page.locator(f'[name="{name}"]:not([type=hidden])')
        kind, live = field.first.evaluate("each => [each.type, Boolean(each.closest('[data-live]'))]")
        if kind == "radio":
            field.and_(page.locator(f'[value="{value}"]')).check()
        elif kind == "checkbox":
            for one in value if isinstance(value, list) else ["true"] if value is True else []:
                field.and_(page.locator(f'[value="{one}"]')).check()
        elif kind.startswith("select"):
            field.select_option(str(value))
        else:
            field.fill(str(value))
            field.blur()
        if live:
            page.locator("form[data-unsaved]").wait_for(state="detached")
