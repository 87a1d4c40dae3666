"""A child who is looked after is seen where they live, in time, until they are looked after no more. Over HTTP."""

from datetime import date, datetime, timedelta
from uuid import UUID

import episodes
from reckoning import day
from visitor import Visitor

from app.actions import people
from app.cli.demo import MORAG, PRIYA
from app.domain.access import SYSTEM
from app.domain.deadlines import local

AILSA = "Ailsa Brodie"

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show


def visits(town):
    """{name of a step that is open for social work: the day on which it is due}."""
    return {
        one["name"]: date.fromisoformat(one["due_at"][:10])
        for one in town.case()["tasks"]
        if "See the child" in one["name"]
    }


def test_an_order_alone_has_a_child_seen_where_they_live_and_each_time_that_they_move(town):
    episodes.concern(town)
    today = date.fromisoformat(town.today())
    order = {"legal_basis": "Children's Hearings (Scotland) Act 2011, section 83", "source_order_id": "H-2026-17"}
    told = order | {"status": "compulsory_supervision", "placement": "placed_at_home", "on": today.isoformat()}
    town.tell(MORAG, "status_changed", **told)
    town.days_pass(1)

    town.do(AILSA, "t_name", visitor=PRIYA)
    assert visits(town) == {"See the child for the first time": today + timedelta(weeks=1)}
    town.do(PRIYA, "t_first", visited_on=town.today(), seen_alone="yes")
    town.days_pass(1)
    moved = date.fromisoformat(town.today())
    town.tell(MORAG, "status_changed", status="placed_with_kin", on=moved.isoformat())

    town.days_pass(1)
    town.do(AILSA, "t_name", visitor=PRIYA)
    assert visits(town) == {"See the child for the first time": moved + timedelta(weeks=1)}
    [supervised] = [one for one in town.case()["identity"]["statuses"] if one["name"] == "compulsory_supervision"]
    assert supervised | order == supervised
    actor = town.database.run(SYSTEM, lambda tx: people.sign_in_as(tx, UUID(town.ids[MORAG]))).actor
    page = Visitor(town.app.test_client()).sign_in(town.database, actor).open(f"/cases/{town.case_id}").text
    assert "section 83, reference H-2026-17" in page
    assert "Lives with kinship carers" in page
    assert "Lives at home" not in page
    [gone] = [one for one in town.history(MORAG) if "at home" in one and "no longer" in one]
    assert gone.startswith("The child is no longer looked after at home, or with parents, since")


def test_a_child_protection_order_is_followed_at_once_and_the_interim_order_that_takes_its_place_after_it(town):
    episodes.concern(town)
    began = date.fromisoformat(town.today())
    town.tell(MORAG, "status_changed", status="child_protection_order", on=town.today())
    assert heard_by(town) == [day("ayrshire", "child_protection_order_hearing", began)]

    town.do(AILSA, "t_hearing", decided_on=town.today())
    assert heard_by(town) == [day("ayrshire", "child_protection_order_second_hearing", began)]
    town.days_pass(1)
    made = date.fromisoformat(town.today())
    lives = {"placement": "placed_in_emergency", "legal_basis": "Section 69", "source_order_id": "I-7"}
    town.tell(MORAG, "status_changed", status="interim_compulsory_supervision", on=made.isoformat(), **lives)
    town.tell(MORAG, "status_changed", status="child_protection_order", on=made.isoformat(), ended=True)

    assert heard_by(town) == [made + timedelta(days=21)]  # the twenty-second day, with the one on which it was made
    town.tell(MORAG, "status_changed", status="interim_compulsory_supervision", on=made.isoformat(), ended=True)
    assert heard_by(town) == []
    assert {one["name"] for one in town.case()["identity"]["statuses"]} == set()


def heard_by(town):
    """The days by which hearings that are waited for are held."""
    tasks = [one for one in town.case()["tasks"] if one["name"] == "Record what the hearing decided"]
    return [local(datetime.fromisoformat(one["due_at"])).date() for one in tasks]


def test_who_is_looked_after_is_seen_within_a_week_and_every_three_months_until_it_ends(town):
    episodes.concern(town)
    today = date.fromisoformat(town.today())
    town.tell(MORAG, "status_changed", status="looked_after", on=today.isoformat())
    assert visits(town) == {}

    town.days_pass(1)
    town.days_pass(1)

    town.do(AILSA, "t_name", visitor=PRIYA)
    assert visits(town) == {"See the child for the first time": today + timedelta(weeks=1)}
    town.do(PRIYA, "t_first", visited_on=town.today(), seen_alone="yes")
    [again] = visits(town).values()
    assert 88 <= (again - date.fromisoformat(town.today())).days <= 95
    town.tell(MORAG, "status_changed", status="looked_after", on=town.today(), ended=True)
    assert visits(town) == {}
    town.days_pass(2)
    assert visits(town) == {}
