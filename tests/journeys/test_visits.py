"""A child who is looked after is seen where they live, in time, until they are looked after no more. Over HTTP."""

from datetime import date, timedelta

import episodes

from app.cli.demo import MORAG, PRIYA

AILSA = "Ailsa Brodie"

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show


def visits(town):
    """{name of a step that is open for social work: the day on which it is due}."""
    return {
        one["name"]: date.fromisoformat(one["due_at"][:10])
        for one in town.case()["tasks"]
        if "See the child" in one["name"]
    }


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
