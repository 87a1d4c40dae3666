"""Lists: soonest due first, page by page, quick however long they are."""

from datetime import timedelta

import make
import pytest
from sqlalchemy import event, text, update

from app.actions import tasks
from app.domain.errors import Invalid
from app.store import bulk, inbox
from app.store import tasks as task_rows
from app.store.tasks import Assignee, Task


@pytest.fixture
def many(database, place):
    """A place with 260 cases of one task each, due a minute apart."""
    case_id = make.case(database, place)
    database.run(place.operator, lambda tx: bulk.multiply(tx, case_id, 259))
    return place


def pages(database, actor, **said):
    after = None
    while True:
        page = database.read(actor, lambda tx, after=after: tasks.inbox(tx, after=after, **said))
        yield page
        if (after := page.next) is None:
            return


def test_page_by_page_every_task_comes_once_and_soonest_first(database, many):
    rows = [row for page in pages(database, many.aileen, view="mine", limit=100) for row in page.rows]

    assert len({row.id for row in rows}) == len(rows) == 260
    assert [row.due_at for row in rows] == sorted(row.due_at for row in rows)


def test_tasks_that_are_due_at_the_same_moment_are_not_lost_between_pages(database, many):
    moment = database.read(many.operator, lambda tx: tx.now) + timedelta(days=1)
    for table in (Task, Assignee):
        database.run(many.operator, lambda tx, table=table: tx.execute(update(table).values(soonest=moment)))

    rows = [row for page in pages(database, many.aileen, view="mine", limit=100) for row in page.rows]

    assert len({row.id for row in rows}) == len(rows) == 260


def test_numbers_are_counted_no_further_than_a_hundred(database, many):
    page = database.read(many.sorcha, lambda tx: tasks.inbox(tx, view="team"))

    assert page.counts == {"mine": 0, "team": 100, "overdue": 0}
    assert len(page.rows) == 25


def test_a_task_that_is_ones_own_and_ones_teams_is_listed_once_with_the_nearer_reason(database, place):
    make.case(database, place)
    database.run(place.operator, lambda tx: make.areas.join_team(tx, place.id("aileen"), place.teams["service"]))
    aileen = make.again(database, place.aileen)
    past = database.read(place.operator, lambda tx: tx.now) - timedelta(days=1)
    for table in (Task, Assignee):
        database.run(place.operator, lambda tx, table=table: tx.execute(update(table).values(soonest=past)))

    page = database.read(aileen, lambda tx: tasks.inbox(tx, view="overdue"))

    [row] = page.rows
    assert (row.why, row.overdue, row.working_days) == ("The child's named person.", True, None)
    assert page.counts["overdue"] == 1


def test_a_task_without_a_due_date_comes_last(database, place):
    make.case(database, place, "ask_partners", partner_ids=(place.id("aileen"),))
    make.case(database, place)

    rows = database.read(place.aileen, tasks.inbox).rows

    assert [row.due_at is None for row in rows] == [False, True]


@pytest.mark.parametrize("cursor", ["", "x", "bnVsbA==", "WzEsMl0=", "é"])
def test_a_cursor_that_is_not_ours_is_refused(database, place, cursor):
    with pytest.raises(Invalid):
        inbox.Cursor.read(cursor)


def test_a_page_is_read_from_the_index_in_its_order(database, many):
    statements = []
    event.listen(database.reader, "before_cursor_execute", lambda *said: statements.append(said[2:4]))
    database.read(many.sorcha, lambda tx: inbox.page(tx, "team", after=None, limit=25, case_id=None))
    statement, parameters = statements[-1]

    def explain(tx):
        connection = tx.connection
        if database.dialect == "sqlite":
            return connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        tx.connection.execute(text("SET LOCAL enable_seqscan = off"))
        return connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).all()

    plan = str(database.read(many.sorcha, explain))

    assert "ix_assignee_team" in plan


def test_a_list_takes_three_statements_however_many_tasks_there_are(database, many):
    statements = []
    event.listen(database.reader, "before_cursor_execute", lambda *said: statements.append(said[2]))

    database.read(many.aileen, tasks.inbox)

    asked = [statement for statement in statements if statement.startswith("SELECT") and "strftime" not in statement]
    assert len([statement for statement in asked if "clock" not in statement]) <= 4


def test_a_closed_task_is_in_nobodys_list(database, place):
    page = make.task(database, place)

    database.run(place.operator, lambda tx: task_rows.unassign(tx, [page.id]))

    assert make.my_tasks(database, place.aileen) == []


def test_somebody_without_teams_has_empty_lists(database, place):
    lonely = make.as_(database, place.operator, lambda tx: make.actor(tx, make.person(tx, "Lone Hand")))

    page = database.read(lonely, lambda tx: tasks.inbox(tx, view="team"))

    assert (page.rows, page.next, page.counts) == ((), None, {"mine": 0, "team": 0, "overdue": 0})
