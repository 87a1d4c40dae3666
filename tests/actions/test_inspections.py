"""The house inspects itself: what agrees is not mentioned, what differs is named; and it can be made anew."""

import make
import pytest
from sqlalchemy import select, text

from app.actions import inspections, rebuilds
from app.domain.access import SYSTEM
from app.domain.errors import Conflict
from app.store.instances import Instance
from app.store.tasks import Assignee, Task
from app.store.timers import Timer


@pytest.fixture
def busy(database, place):
    """A case of every small process, some of them moved on: tasks, clocks, messages, several partners."""
    found = [make.case(database, place, name) for name in ("look_again", "choose_lead", "wait_for_word")]
    found.append(make.case(database, place, "ask_partners", partner_ids=(place.id("ben"), place.id("cara"))))
    found.append(make.case(database, place, "small_escalation"))
    for again in ("yes", "yes", "no"):
        make.complete(database, place.aileen, make.open_task(database, place.aileen, found[0]), {"again": again})
    said = make.open_task(database, place.ben, found[3], "say")
    make.complete(database, place.ben, said, {"position": "agree"})
    return found


def differences(database):
    return [str(one) for one in inspections.inspect(database).differences]


def meddle(database, *statements):
    def work(tx):
        for statement in statements:
            tx.connection.execute(text(statement))

    database.run(SYSTEM, work)


def test_what_was_written_by_actions_agrees(database, busy):
    assert differences(database) == []
    assert inspections.inspect(database).cases == len(busy)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE task SET state = 'withdrawn' WHERE state = 'open' AND key = 'choose'", "has no open row"),
        ("UPDATE task SET state = 'open' WHERE key = 'look'", "is not open by the state"),
        ("UPDATE task SET name = 'Something else' WHERE state = 'open'", "says something else than the state"),
        ("UPDATE timer SET state = 'cancelled'", "is armed by the state"),
        ("UPDATE timer SET state = 'dead'", "was given up after five tries"),
        ("UPDATE instance SET awaiting = '[]'", "waits for other messages"),
        ("UPDATE instance SET current = '[]'", "stands elsewhere"),
        ("DELETE FROM assignee", "nobody is asked for the open task"),
        ("UPDATE outbox SET seq = 99", "belongs to entry 99"),
        ("DELETE FROM answer", "tasks without answers"),
    ],
)
def test_what_differs_is_named(database, busy, statement, said):
    meddle(database, statement)
    assert any(said in one for one in differences(database)), differences(database)


def test_an_erased_entry_is_no_difference(database, busy):
    meddle(database, "DELETE FROM journal_content")

    assert differences(database) == []


def test_a_task_that_was_done_without_a_word_in_the_history_is_named(database, busy):
    meddle(database, "UPDATE task SET state = 'done' WHERE key = 'choose'")

    assert any("tasks not journalled once" in one for one in differences(database))


def test_a_case_that_waits_for_nothing_is_named(database, busy):
    meddle(
        database,
        "DELETE FROM assignee",
        "UPDATE task SET state = 'withdrawn' WHERE state = 'open'",
        "UPDATE timer SET state = 'cancelled'",
        "UPDATE instance SET awaiting = '[]'",
    )

    orphans = [one for one in differences(database) if one.startswith("orphan")]
    assert len(orphans) == len(busy)


def projections(database):
    """Everything that follows from states and histories, as comparable rows."""

    def look(tx):
        task = [column for column in Task.__table__.c if column.name != "due"]
        timer = [column for column in Timer.__table__.c if column.name not in {"due", "closed_at"}]
        asked = [column for column in Assignee.__table__.c if column.name != "id"]
        place = (Instance.id, Instance.current, Instance.passed, Instance.awaiting, Instance.ended_at)
        return [
            sorted(map(repr, tx.connection.execute(query).all()))
            for query in (
                select(*task).where(Task.state == "open"),
                select(*timer).where(Timer.state == "armed"),
                select(*asked).where(Assignee.waiting),
                select(*place),
            )
        ]

    return database.read(SYSTEM, look)


def test_projections_that_were_wiped_are_made_anew_as_they_were(database, place, busy):
    before = projections(database)
    meddle(
        database,
        "DELETE FROM assignee",
        "DELETE FROM timer",
        "DELETE FROM task WHERE state = 'open'",
        "UPDATE instance SET current = '[]', passed = '{}', awaiting = '[]'",
    )

    assert rebuilds.rebuild(database) == len(busy)

    assert projections(database) == before
    assert differences(database) == []


def test_whoever_was_on_a_task_still_is_after_a_rebuild(database, place):
    from app.actions import tasks

    page = make.task(database, place)
    database.run(place.aileen, lambda tx: tasks.claim(tx, page.id))
    before = projections(database)
    meddle(database, "DELETE FROM assignee")

    rebuilds.rebuild(database)

    assert projections(database) == before


def test_nothing_is_rebuilt_from_a_history_that_does_not_hold(database, busy):
    meddle(database, "UPDATE journal_content SET packed = NULL")

    with pytest.raises(Conflict, match="does not hold"):
        rebuilds.rebuild(database)
