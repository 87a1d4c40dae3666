"""Deadlines against a second way of counting, in every summer time and over every holiday that is known."""

import random
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

import make
import pytest
from sizes import said, size

from app.domain import policy
from app.domain.deadlines import Span

LONDON = ZoneInfo("Europe/London")
SPANS = [Span(28, "calendar days"), Span(15, "working days"), Span(10, "working days"), Span(3, "calendar days")]
SPANS += [Span(5, "calendar days"), Span(1, "working days"), Span(2, "weeks"), Span(12, "hours")]


@pytest.fixture(scope="module")
def calendar():
    return policy.load(make.packs(), "national").calendar


def second_count(calendar, start, span):
    """The same by listing all days of ten years once and looking positions up in that list."""
    here = start.astimezone(LONDON)
    if span.unit == "hours":
        return start + timedelta(hours=span.count)
    if span.unit == "working days":
        days = (date.fromordinal(n) for n in range(here.date().toordinal() + 1, here.date().toordinal() + 200))
        worked = [day for day in days if day.isoweekday() not in {6, 7} and day not in calendar.holidays]
        return datetime.combine(worked[span.count - 1], calendar.closes, LONDON).astimezone(UTC)
    days = span.count * {"calendar days": 1, "weeks": 7}[span.unit]
    last = date.fromordinal(here.date().toordinal() + days)
    return datetime.combine(last, clock(23, 59, 59), LONDON).astimezone(UTC)


@pytest.fixture(params=["UTC", "Europe/London", "Pacific/Kiritimati"])
def somewhere(request, monkeypatch):
    """The machine stands in another time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_ten_thousand_deadlines_are_the_same_by_a_second_count(calendar, somewhere):
    chance = random.Random(20261122)
    differ = []

    for _ in range(size(1000, 10_000)):
        start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(10 * 365 * 86400))
        span = chance.choice(SPANS)
        if (found := calendar.after(start, span).at) != second_count(calendar, start, span):
            differ.append((start, span, found))

    said("B13", deadlines=size(1000, 10_000), differ=len(differ), zone=time.tzname[0])
    assert differ == []


def test_deadlines_around_every_change_of_the_clocks_for_ten_years(calendar, somewhere):
    def changes():
        for year in range(2027, 2037):
            for month in (3, 10):
                last = max(day for day in range(1, 32) if date(year, month, day).isoweekday() == 7)
                yield date(year, month, last)

    starts = [
        datetime.combine(day + timedelta(days=before), at, LONDON).astimezone(UTC)
        for day in changes()
        for before in (-2, -1, 0, 1)
        for at in (clock(0, 30), clock(1, 30), clock(17, 0))
    ]

    said("B11", deadlines=len(starts) * len(SPANS), zone=time.tzname[0])
    assert len(starts) == 240
    for span in SPANS:
        assert [one for one in starts if calendar.after(one, span).at != second_count(calendar, one, span)] == []
