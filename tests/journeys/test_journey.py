"""A child's journey from the first concern to the named person again, and its other ends: over HTTP, as people would."""

import episodes
import pytest
from episodes import HARM, ISLA
from town import Town

from app.cli.demo import CALLUM, ELSPETH, EWAN, FRASER, MORAG, PRIYA, RHONA


@pytest.fixture
def town(app, database) -> Town:
    """The invented council without children."""
    return Town(app, database)


def led_by_callum(town: Town) -> None:
    """A plan of several agencies is in effect, and Callum leads it."""
    episodes.concern(town, named_person_id=None)
    episodes.named(town)
    episodes.assessed(town, "multi_agency")
    episodes.offered(town)
    episodes.proposed(town, CALLUM)
    episodes.accepted(town, CALLUM)
    episodes.planned(town, CALLUM)


def test_a_child_is_brought_from_a_concern_to_the_named_person_again(town):
    episodes.concern(town)
    episodes.named(town)
    episodes.assessed(town, "multi_agency")
    episodes.offered(town)
    episodes.proposed(town, CALLUM, dissent=EWAN)
    town.do(FRASER, "t_interim", interim=MORAG)
    town.do(MORAG, "t_accept_interim", interim_accepted="yes")
    town.days_pass(5)
    town.do(RHONA, "t_service_managers", outcome="raised")
    town.do(ISLA, "t_lead_officer", outcome="decided", decided=CALLUM)
    episodes.accepted(town, CALLUM)
    episodes.planned(town, CALLUM)
    episodes.reviewed(town, CALLUM, **HARM)
    episodes.registered(town, CALLUM)
    episodes.deregistered(town, plan_after="none")
    town.do(PRIYA, "t_briefing", named_person_there="no")
    town.do(ELSPETH, "t_cover", cover="ask", asked=EWAN)
    town.do(EWAN, "t_take_on", accepted="yes")
    town.do(EWAN, "t_meet_family")
    episodes.closed(town, EWAN)

    assert town.case()["tasks"] == []
    assert list(dict.fromkeys(town.responsible)) == ["Named person service", EWAN, MORAG, CALLUM, PRIYA]
    assert town.responsible[-1] == EWAN
