"""Whoever leads for a child leaves for good: the shipped journey goes on by itself, and somebody is always responsible."""

from uuid import UUID

import episodes
import pytest
from episodes import WORDS
from town import OPERATOR, Town

from app.actions import clock, inspections, leavers
from app.cli.demo import CALLUM, ELSPETH, EWAN, HEARD, MORAG

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

UNA, RUARIDH = "Una Kerr", "Ruaridh Bain"  # Callum's line manager


@pytest.fixture
def led(town) -> Town:
    """A plan of several agencies is in effect, and Callum leads it."""
    episodes.led(town, CALLUM)
    episodes.planned(town, CALLUM)
    return town


def leaves(town: Town, who: str) -> None:
    """An administrator closes somebody's account, and the bell rings."""
    town.database.run(OPERATOR, lambda tx: leavers.close(tx, UUID(town.ids[who])))
    clock.ring(town.database)


def test_E3_a_lead_professional_whose_account_is_closed_is_replaced_by_the_change_of_lead_professional(led):
    leaves(led, CALLUM)
    led.do(RUARIDH, "t_change", change_why="leaves", gone="yes", convenor=MORAG, **HEARD, child_said=WORDS)
    led.until("Nobody named in time")

    assert led.responsible[-1] not in {CALLUM, None}
    assert inspections.inspect(led.database).differences == ()


def test_a_named_person_whose_account_is_closed_leaves_the_child_to_the_service_which_is_asked_who_follows(led):
    leaves(led, EWAN)
    clock.ring(led.database)

    assert [one["name"] for one in led.case()["tasks"]] == ["Find another named person"]
    led.do(ELSPETH, "t_other_named", np_found="yes", np_person=UNA)
    held = {one["role"]["name"] for one in led.case()["roles"] if not one["role"]["ended_at"]}
    assert "named_person" not in held
    assert "named_person_service" in held
    assert led.responsible[-1] == CALLUM
    assert inspections.inspect(led.database).differences == ()
