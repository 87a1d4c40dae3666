"""The whole disagreement in a real browser: everybody finds their own task, answers it and sends it off."""

import pytest
from people_at_work import People
from playwright.sync_api import expect
from town import Town

from app.cli.demo import CALLUM, CAN, EWAN, FRASER, HAMISH, MORAG, PRIYA, RHONA, objects, proposal, weighed, wishes

pytestmark = pytest.mark.browser

ISLA = "Isla Geddes"


@pytest.fixture
def place(database, app) -> Town:
    """The invented council without children, in place of the small area that the other pages are looked at in."""
    return Town(app, database)


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
