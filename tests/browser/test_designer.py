"""The designer's page: a step is added to the plan process, refused, mended, approved and run; by mouse, and by keyboard alone.

Pages are waited for by what they say: `data-ready` when the drawing is open, no `data-unsaved` when everything is kept.
"""

from itertools import count
from uuid import UUID

import episodes
import make
import pytest
from playwright.sync_api import Page, expect
from town import Town

from app.actions import designs
from app.cli.demo import EWAN
from app.domain.access import SYSTEM

pytestmark = pytest.mark.browser

GREGOR, IAIN = "Gregor Shaw", "Iain Galbraith"
STEP = "Ask the school"
DAYS = count(14)  # of May, on which the children are born
PROCESS = "childs_plan"


@pytest.fixture
def place(database, app) -> Town:
    """The invented council, in place of the small area that the other pages are looked at in."""
    return Town(app, database)


class Desk:
    """A designer at their page. page: their browser."""

    def __init__(self, site, town: Town, who: str, **how) -> None:
        self.town, self.database = town, town.database
        self.actor = self.database.run(SYSTEM, lambda tx: make.actor(tx, UUID(town.ids[who])))
        self.page: Page = site.visit(self.actor, **how)

    def begin(self) -> "Desk":
        """Begin a change to the plan process, and open it."""
        return self.open(self.database.run(self.actor, lambda tx: designs.edit(tx, PROCESS)))

    def open(self, design_id: UUID) -> "Desk":
        """Open a design, and wait until it is drawn."""
        self.design_id = design_id
        self.page.goto(f"/designs/{design_id}")
        self.page.locator("[data-content][data-ready]").wait_for()
        return self

    def kept(self) -> None:
        """Wait until everything is kept and checked."""
        self.page.locator("#designer[data-unsaved]").wait_for(state="detached")
        expect(self.page.locator("#designer-saved")).to_contain_text("Saved at")

    @property
    def text(self) -> str:
        """The text as it is kept."""
        return self.database.read(self.actor, lambda tx: designs.text(tx, self.design_id))[1].decode()

    def step(self, name: str):
        """A row of the list of steps, by its name."""
        return self.page.locator("#designer-steps").get_by_role("button", name=name).first

    def count(self):
        """How many things are to mend."""
        return self.page.locator("#designer-count")


@pytest.fixture
def desk(site, place) -> Desk:
    return Desk(site, place, GREGOR).begin()


# The whole story


def until_the_plan(town: Town) -> str:
    """A case for which a plan with one agency is to be made; returns its id."""
    episodes.concern(town, born_on=f"2018-05-{next(DAYS)}")
    episodes.named(town)
    episodes.assessed(town, "single_agency")
    episodes.offered(town)
    return town.case_id


def waits_for(town: Town, case_id: str) -> list[str]:
    town.case_id = case_id
    return [task["name"] for task in town.case()["tasks"]]


class Mouse:
    """Draws and points, as most people would."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.page = desk, desk.page

    def add(self) -> None:
        """Drag a task from the palette onto the way into the first step, and type its name there."""
        entry = self.page.get_by_role("button", name="Task for a person", exact=True)
        way = self.page.locator("[data-element-id=f_start_plan_t_draft] .djs-hit").first
        (x, y), (to_x, to_y) = (self.middle(one) for one in (entry, way))
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(to_x - 30, to_y - 30, steps=4)
        self.page.mouse.move(to_x, to_y, steps=4)
        self.page.mouse.up()
        self.page.keyboard.type(STEP)
        self.page.keyboard.press("Enter")

    @staticmethod
    def middle(one) -> tuple[float, float]:
        box = one.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def propose(self, note: str) -> None:
        """Say what was changed, and propose it."""
        self.page.get_by_label("What did you change, and why?").fill(note)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Propose this change").click()
        self.page.locator("[data-content][data-ready]").wait_for()

    def mend(self) -> None:
        """From the finding to the element, and there choose who, with what, by when."""
        self.page.locator("[data-design=findings]").get_by_role("link", name=STEP).first.click()
        self.page.get_by_label("Named person", exact=True).check()
        self.page.get_by_label("Form").select_option("plan_contribute")
        self.page.get_by_label("When it is due").select_option("plan_contribution")

    def approve(self, page: Page) -> None:
        """Approve as a second person."""
        with page.expect_navigation():
            page.get_by_role("button", name="Approve and publish").click()


class Keys:
    """Nothing but the keyboard: Tab to where the focus has to be, and keys from there."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.page = desk, desk.page

    def to(self, target: str, page: Page | None = None, *, back: bool = False) -> None:
        """Press Tab until what matches has the focus, which is never lost on the way."""
        page = page or self.page
        for _ in range(250):
            if page.evaluate("target => document.activeElement.matches(target)", target):
                return
            page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab does not lead to {target}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def add(self) -> None:
        """Open the first step in the list, and add one after it."""
        self.to("#step-start_plan")
        self.press("Enter")
        self.to("#add-name-start_plan")
        self.page.keyboard.type(STEP)
        self.to("#add-start_plan")
        self.press("Enter")
        expect(self.page.locator("#designer-said")).to_contain_text(f"{STEP} was added as step 2")
        expect(self.desk.step(STEP)).to_be_focused()

    def propose(self, note: str) -> None:
        """Say what was changed, and propose it."""
        self.to("#note")
        self.press("Control+a")
        self.page.keyboard.type(note)
        self.press("Tab")
        with self.page.expect_navigation():
            self.press("Enter")
        self.page.locator("[data-content][data-ready]").wait_for()

    def mend(self) -> None:
        """From the finding into the panel, and through its questions in their order."""
        self.to("[data-design=findings] a[href^='#step-']")
        self.press("Enter")
        expect(self.page.locator("#p-name")).to_be_focused()
        self.to("#p-groups-named_person")
        self.press("Space")
        self.choose("#p-form", "plan_contribute")
        self.choose("#p-due", "plan_contribution")

    def choose(self, target: str, value: str) -> None:
        """Go down a list to a value. The keys themselves, as a list that changed at each would lose the focus."""
        self.to(target)
        for _ in range(200):
            if self.page.locator(target).input_value() == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"the keys do not lead to {value}")

    def approve(self, page: Page) -> None:
        """Approve as a second person."""
        self.to("form[action$='/approve'] button", page)
        with page.expect_navigation():
            page.keyboard.press("Enter")


@pytest.mark.parametrize("hand", [Mouse, Keys])
def test_a_step_is_added_refused_mended_approved_and_run_by_new_cases_only(site, place, desk, hand):
    under_way, designer = until_the_plan(place), hand(desk)

    designer.add()
    desk.kept()
    element = desk.page.locator(".gd-error[data-element-id]")
    expect(element).to_have_count(1)
    expect(desk.count()).to_have_text("2 to mend")
    expect(desk.page.locator("[data-design=findings]")).to_contain_text(f"“{STEP}” has no form")
    designer.propose("The school is asked before a plan is written.")
    expect(desk.page.locator("#error-summary")).to_contain_text("cannot be published")
    expect(element).to_have_count(1)

    designer.mend()
    desk.kept()
    expect(desk.count()).to_have_text("Nothing to mend")
    expect(element).to_have_count(0)
    designer.propose("The school is asked before a plan is written.")
    expect(desk.page.get_by_text("waits for a second person")).to_be_visible()

    second = Desk(site, place, IAIN).open(desk.design_id)
    expect(second.page.locator(".gd-changed[data-element-id]")).not_to_have_count(0)
    designer.approve(second.page)
    expect(second.page.get_by_text("New cases run it")).to_be_visible()

    new = until_the_plan(place)
    assert waits_for(place, new) == [STEP]
    assert waits_for(place, under_way) == ["Write the plan"]
    place.case_id = new
    place.do(EWAN, place.task(EWAN, _key(desk.text))["key"], contribution="agree")
    assert waits_for(place, new) == ["Write the plan"]


def _key(text: str) -> str:
    """The id of the step that was added."""
    return text.partition(f'name="{STEP}"')[0].rpartition('id="')[2].partition('"')[0]
