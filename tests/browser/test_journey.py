"""A child's journey in real browsers: from the first concern to the named person again, everybody at their own page.

What several people answer alike is answered in a browser once and sent over the API by the others.
"""

import episodes
import pytest
from episodes import HARM, ISLA
from people_at_work import People
from playwright.sync_api import expect
from town import Town

from app.cli.demo import CALLUM, ELSPETH, EWAN, FRASER, HEARD, MORAG, PRIYA, RHONA

pytestmark = pytest.mark.browser


@pytest.fixture
def place(database, app) -> Town:
    """The invented council without children, in place of the small area that the other pages are looked at in."""
    return Town(app, database)


def test_a_child_is_brought_from_a_concern_to_the_named_person_again(place, site):
    town, people = place, People(place, site, once=True)
    episodes.concern(people)
    episodes.named(people)
    episodes.assessed(people, "multi_agency")
    episodes.offered(people)
    episodes.proposed(people, CALLUM, dissent=EWAN)
    people.do(FRASER, "t_interim", interim=MORAG)
    people.do(MORAG, "t_accept_interim", interim_accepted="yes")
    people.days_pass(5)
    people.do(RHONA, "t_service_managers", outcome="raised")
    people.do(ISLA, "t_lead_officer", outcome="decided", decided=CALLUM)
    episodes.accepted(people, CALLUM)
    episodes.planned(people, CALLUM)
    episodes.reviewed(people, CALLUM, **HARM)
    episodes.registered(people, CALLUM)
    episodes.deregistered(people, plan_after="none")
    people.do(PRIYA, "t_briefing", named_person_there="no", **HEARD, child_said=episodes.WORDS)
    people.do(ELSPETH, "t_cover", cover="ask", asked=EWAN)
    people.do(EWAN, "t_take_on", accepted="yes")
    people.do(EWAN, "t_meet_family", **HEARD, child_said=episodes.WORDS)
    episodes.closed(people, EWAN)

    page = people.page(EWAN)
    page.goto(f"/cases/{town.case_id}")
    expect(page.get_by_text(f"{EWAN} is responsible for Skye now")).to_be_visible()
    assert town.case()["tasks"] == []
    assert town.responsible[-1] == EWAN
