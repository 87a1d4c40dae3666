"""Years go by, day by day: each review comes up exactly once, on the day that a second way of counting gives. Bar B12."""

import calendar
from collections import Counter
from datetime import date, datetime, timedelta
from datetime import time as at
from zoneinfo import ZoneInfo

import make
from diagrams import chain, diagram, flow, start, timer, user, xor
from sizes import said, size
from sqlalchemy import func, select

from app.actions import clock, inspections, tasks
from app.domain.access import SYSTEM
from app.store.instances import Instance
from app.store.journal import Entry

LONDON = ZoneInfo("Europe/London")
BEGINS = date(2027, 8, 28)  # before a leap year, at the end of a month, in summer time
DAYS, CASES = max(200, size(200, 1826)), size(4, 200)
MONTHS = {"first": 3, "later": 6}


def waits(key, rule):
    clock_ = timer(f'due("{rule}", now)', "Date")
    return (
        f'<bpmn:intermediateCatchEvent id="{key}" name="The {key} review is due">{clock_}</bpmn:intermediateCatchEvent>'
    )


YEARS = diagram(
    "review_years",
    start(),
    waits("first", "looked_after_review_second"),
    user("review", form="look", groups="named_person"),
    xor("again", default="enough"),
    waits("later", "looked_after_review_later"),
    '<bpmn:endEvent id="end" name="Over"/>',
    *chain("start", "first", "review", "again"),
    flow("again", "later", 'again = "yes"'),
    flow("later", "review"),
    flow("again", "end", key="enough"),
    name="Review for years",
)


def due(begun, months):
    """The same day so many months later, or the last one of that month: counted by the calendar's own table."""
    month = begun.month - 1 + months
    year, month = begun.year + month // 12, month % 12 + 1
    return date(year, month, min(begun.day, calendar.monthrange(year, month)[1]))


def test_each_review_comes_up_once_and_on_its_day_for_years(database):
    place = make.place(database, files={**make.FILES, "bpmn/review_years.bpmn": YEARS})
    clock.begin_at(database, datetime.combine(BEGINS, at(9), LONDON))
    expected, held, wrong = {}, Counter(), []

    for number in range(DAYS):
        today = BEGINS + timedelta(days=number)
        if number:
            clock.advance(database, datetime.combine(today, at(9), LONDON))
        if len(expected) < CASES:
            for _ in range(2):
                expected[make.case(database, place, "review_years")] = due(today, MONTHS["first"])
        rows = database.read(place.aileen, lambda tx: tasks.inbox(tx, limit=100)).rows
        came = {row.case_id: row.opened_at.astimezone(LONDON).date() for row in rows}
        should = {case_id: day for case_id, day in expected.items() if day < today}
        if came != should:
            wrong.append((today, came, should))
        for row in rows:
            page = database.run(place.aileen, lambda tx, row=row: tasks.open(tx, row.id))
            make.complete(database, place.aileen, page, {"again": "yes"})
            held[row.case_id] += 1
            expected[row.case_id] = due(today, MONTHS["later"])

    def look(tx):
        largest = tx.connection.scalar(select(func.max(func.length(Instance.state))))
        return largest, tx.connection.scalar(select(func.count()).where(Entry.kind == "timer.rang"))

    largest, rang = database.read(SYSTEM, look)
    said("B12", database=database.dialect, days=DAYS, cases=len(expected), reviews=sum(held.values()), bytes=largest)
    assert wrong == []
    assert held.total() == rang > 0
    assert largest <= 4096
    assert inspections.inspect(database).differences == ()
