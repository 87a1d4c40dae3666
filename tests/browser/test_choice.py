"""The record of how somebody came to lead, and the lead officer's desk with the candidates side by side, as browsers show them."""

import pytest
from people_at_work import People
from playwright.sync_api import expect
from town import Town

from app.cli.demo import AGREES, CALLUM, CAN, EWAN, FRASER, HAMISH, MORAG, PRIYA, RHONA, objects, proposal, wishes

pytestmark = pytest.mark.browser

ISLA = "Isla Geddes"
SIZES = ((1280, 900), (375, 812))
WEIGHED = [
    {"person": CALLUM, "f_relationship": "strong", "f_contact": "strong", "f_capacity": "some", "why": "He sees Skye every week, at the harbour club."},
    {"person": PRIYA, "f_relationship": "some", "f_capacity": "strong", "f_expertise": "strong", "why": "She has brought such meetings together before."},
]  # fmt: skip


@pytest.fixture
def place(database, app) -> Town:
    """The invented council without children, in place of the small area that the other pages are looked at in."""
    return Town(app, database)


def disputed(town: Town) -> None:
    """Callum is proposed, the school objects, and the managers have not settled it."""
    town.begin(MORAG, partner_ids=[town.ids[name] for name in (MORAG, EWAN, PRIYA, CALLUM)])
    town.do(MORAG, "t_preference", **wishes("Callum. He does not rush me.", CALLUM))
    town.do(MORAG, "t_candidates", candidates=WEIGHED)
    for candidate in (CALLUM, PRIYA):
        town.do(candidate, "t_availability", **CAN)
    town.do(MORAG, "t_propose", **proposal(CALLUM, "Yes, please."))
    for partner in (MORAG, PRIYA, CALLUM):
        town.do(partner, "t_agree", **AGREES)
    town.do(EWAN, "t_agree", **objects("The school needs somebody who can call a meeting.", PRIYA))
    town.do(FRASER, "t_interim", interim=MORAG, interim_why="She knows Skye and has time this week.")
    town.do(MORAG, "t_accept_interim", interim_accepted="yes")
    town.days_pass(5)
    town.do(
        RHONA, "t_service_managers", outcome="raised", tried="We met twice.", raised_because="Who calls the meetings."
    )


def looked_at(page, axe, folder, name, size):
    """Nothing is wrong with the page, nothing stands beside it, and somebody can look at its picture."""
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.screenshot(path=folder / f"{name} {size[0]}.png", full_page=True)


def test_the_lead_officer_decides_with_the_candidates_side_by_side(place, site, axe, folder):
    town, people = place, People(place, site)
    disputed(town)

    for size in SIZES:
        page = people.page(ISLA)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto("/disagreements")
        card = page.locator(".gf-card")
        expect(card).to_contain_text("Asked for by the child or family")
        expect(card).to_contain_text("The school needs somebody who can call a meeting.")
        expect(card).to_contain_text("The time ran out")
        expect(card.get_by_role("link", name="Read and decide")).to_be_visible()
        looked_at(page, axe, folder, "desk with candidates", size)

    heads = page.locator(".gf-weighed thead th")
    assert [text.split(",")[0] for text in heads.all_text_contents()] == [CALLUM, PRIYA]

    town.do(ISLA, "t_lead_officer", outcome="decided", decided=CALLUM, reasons="Skye trusts him.", child_said="Callum!")
    town.do(HAMISH, "t_confirm", confirmed="yes", views_weighed="Her wish decided between two who could both lead.")
    town.do(CALLUM, "t_accept", accepted="yes")
    for size in SIZES:
        page = people.page(CALLUM)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(f"/cases/{town.case_id}/choice")
        expect(page.get_by_role("heading", level=1)).to_have_text("How Callum Reid, youth worker came to lead for Skye")
        expect(page.locator("main")).to_contain_text("Her wish decided between two who could both lead.")
        looked_at(page, axe, folder, "choice record", size)
        page.goto(f"/cases/{town.case_id}/print/choice")
        looked_at(page, axe, folder, "choice record printed", size)

    page.goto(f"/cases/{town.case_id}")
    tab = page.get_by_role("navigation", name="About Skye").get_by_role("link", name="Lead professional")
    tab.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=2, name="Who could lead").wait_for()
