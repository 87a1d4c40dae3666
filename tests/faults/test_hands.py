"""Many hands: on one task, on the branches of one case, and requests that come several times."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import make
import pytest
import sizes

from app.actions import inspections, tasks
from app.domain.errors import Refused
from app.store.base import Database

HANDS = 16
BRANCHES = 8


@pytest.fixture
def connections(database_url):
    """Sixteen databases as sixteen processes open them."""
    opened = [Database.open(database_url, key=make.KEY, clock_offset=True) for _ in range(HANDS)]
    yield opened
    for one in opened:
        one.close()


def at_once(works):
    """Do all these at the same moment; what each gave, or its refusal."""
    ready = Barrier(len(works))

    def go(work):
        ready.wait(30)
        try:
            return work()
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(go, works))


def test_of_sixteen_hands_on_one_task_exactly_one_succeeds(database, place, connections):
    case_id = make.case(database, place)

    for _ in range(sizes.size(6, 500)):
        page = make.open_task(database, place.aileen, case_id)
        said = at_once(
            [lambda one=one, page=page: make.complete(one, place.aileen, page, {"again": "yes"}) for one in connections]
        )
        done = [one for one in said if not isinstance(one, Refused)]
        assert len(done) == 1, said
        assert {type(one).__name__ for one in said if isinstance(one, Refused)} == {"Conflict"}

    sizes.said("B02", database=database.dialect, hands=HANDS, tasks=sizes.size(6, 500), doubled=0)
    assert inspections.inspect(database).differences == ()


def test_branches_completed_at_the_same_moment_all_count_and_join_once(database, place, connections):
    def partner(tx, number):
        return make.person(tx, f"Partner {number}", "youth_worker", place.teams["health"])

    ids = [database.run(place.operator, lambda tx, n=n: partner(tx, n)) for n in range(BRANCHES)]
    people = [database.read(place.operator, lambda tx, one=one: make.actor(tx, one)) for one in ids]

    for _ in range(sizes.size(3, 300)):
        case_id = make.case(database, place, "ask_partners", partner_ids=tuple(ids))
        pages = [make.open_task(database, one, case_id, "say") for one in people]
        said = at_once(
            [
                lambda n=n, pages=pages: make.complete(connections[n], people[n], pages[n], {"position": "agree"})
                for n in range(BRANCHES)
            ]
        )
        for n, one in enumerate(said):  # one that lost the race for the lock three times is asked to try again
            if isinstance(one, Refused):
                said[n] = make.complete(database, people[n], pages[n], {"position": "agree"})
        assert sum(one.done for one in said) == 1

    sizes.said("B03", database=database.dialect, branches=BRANCHES, cases=sizes.size(3, 300), joined_once=True)
    assert inspections.inspect(database).differences == ()


def test_a_request_that_comes_three_times_at_once_is_done_once_and_answered_alike(database, place, connections):
    case_id = make.case(database, place)

    for _ in range(sizes.size(5, 300)):
        page = make.open_task(database, place.aileen, case_id)
        key = uuid4().hex

        def send(one, page=page, key=key):
            work = lambda tx: tasks.complete(tx, page.id, {"again": "yes"}, seen=page.seen, key=key)  # noqa: E731
            return one.run(place.aileen, work)

        said = at_once([lambda one=one, send=send: send(one) for one in connections[:3]])
        assert len(set(map(repr, said))) == 1, said

    sizes.said("B36", database=database.dialect, requests=sizes.size(5, 300), each=3, doubled=0)
    assert inspections.inspect(database).differences == ()
