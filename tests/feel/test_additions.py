"""Our own functions against an oracle that goes through the calendar day by day, and knows nothing of weeks."""

import os
import random
from datetime import UTC, date, datetime, timedelta

import pytest

from app import feel
from app.domain.deadlines import Calendar
from app.feel import additions

# GIRFEC_LAWS=100000 counts in full; the ordinary run takes a few thousand.
ROUNDS = int(os.environ.get("GIRFEC_LAWS", "3000"))
EASTER = Calendar({date(2026, 4, 3): "Good Friday", date(2026, 4, 6): "Easter Monday"})


def value(text, **names):
    return feel.compile(text).evaluate(names, additions.functions(EASTER))


def stepped(calendar, day, count):
    """The oracle: one day at a time, each looked up in the calendar."""
    direction = 1 if count > 0 else -1
    while count:
        day += timedelta(days=direction)
        if day.isoweekday() not in {6, 7} and day not in calendar.holidays:
            count -= direction
    return day


def months_on(day, months):
    """The oracle for months: forward or back to that month, then back to a day that it has."""
    month = day.replace(day=1)
    for _ in range(abs(months)):
        month = (
            (month + timedelta(days=32)).replace(day=1) if months > 0 else (month - timedelta(days=1)).replace(day=1)
        )
    for last in range(day.day, 27, -1):
        try:
            return month.replace(day=last)
        except ValueError:
            continue
    return month.replace(day=day.day)


def birthdays(born, day):
    """The oracle for ages: count the days on which a birthday began."""
    return sum(
        1
        for year in range(born.year + 1, day.year + 1)
        if (date(year, 3, 1) if (born.month, born.day) == (2, 29) and year % 4 else born.replace(year=year)) <= day
    )


def test_working_days_and_dates_never_differ_from_counting_day_by_day():
    chance = random.Random(20260301)
    add = feel.compile("add working days(day, count)")
    between = feel.compile("working days between(day, other)")
    age = feel.compile("age on(day, other)")
    moved = feel.compile("[day + length, other - day, day + days]")
    different = []
    calendar, functions = EASTER, additions.functions(EASTER)
    for one in range(ROUNDS):
        if one % 50 == 0:
            closed = (
                date(2018, 1, 1) + timedelta(days=chance.randrange(4000)) for _ in range(chance.choice([0, 9, 90, 900]))
            )
            calendar = Calendar(dict.fromkeys(closed, "closed"))
            functions = additions.functions(calendar)
        day, count = date(2018, 1, 1) + timedelta(days=chance.randrange(-400, 4400)), chance.randint(-40, 40)
        other, months = stepped(calendar, day, count), chance.randint(-60, 60)
        names = {"day": day, "other": other, "count": count, "length": feel.Months(months), "days": timedelta(count)}
        got = [
            add.evaluate(names, functions),
            between.evaluate(names, functions),
            age.evaluate({"day": min(day, other), "other": max(day, other)}, functions),
            *moved.evaluate(names),
        ]
        days = (other - day).days
        wanted = [other, count, birthdays(min(day, other), max(day, other)), months_on(day, months), timedelta(days)]
        if got != [*wanted, date.fromordinal(day.toordinal() + count)]:
            different.append((names, got, wanted))

    print(f"{ROUNDS:,} rounds, {len(different)} differences")  # noqa: T201 - the count is what one wants to see
    assert different == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('add working days(@"2026-04-02", 1)', date(2026, 4, 7)),
        ('add working days(@"2026-04-07", -1)', date(2026, 4, 2)),
        ('add working days(@"2026-04-04", 0)', date(2026, 4, 4)),
        ('working days between(@"2026-04-02", @"2026-04-08")', 2),
        ('working days between(end: @"2026-04-02", start: @"2026-04-08")', -2),
        ('girfec.add working days(@"2026-04-02", 1)', date(2026, 4, 7)),
        ('age on(@"2012-02-29", @"2026-02-28")', 13),
        ('age on(@"2012-02-29", @"2026-03-01")', 14),
        ('age on(@"2026-05-01", @"2026-03-01")', 0),
    ],
)
def test_our_own_functions_follow_the_areas_calendar_and_scots_law(text, expected):
    assert value(text) == expected


def test_a_moment_late_in_the_evening_belongs_to_the_day_that_it_is_in_scotland():
    moment = datetime(2026, 7, 2, 23, 30, tzinfo=UTC)  # Friday, half past midnight

    assert value("add working days(moment, 1)", moment=moment) == datetime(2026, 7, 5, 23, 30, tzinfo=UTC)
    assert value('age on(@"2014-07-03", moment)', moment=moment) == 12


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ('add working days("2026-04-02", 1)', "A date is needed here, not a string"),
        ('add working days(@"2026-04-02", 1.5)', "A number of working days is whole"),
        ('add working days(@"2026-04-02", 1000000)', "A number of working days is whole and between -5,220 and 5,220"),
        ('add working days(@"9999-12-30", 9)', "The date would lie outside the calendar"),
        ('age on(null, @"2026-03-01")', "A date is needed here, not a null"),
        ('add working days(@"2026-04-02")', "The function takes (start, days)"),
    ],
)
def test_what_cannot_be_counted_is_null_and_says_why(text, because):
    evaluation = feel.compile(text).evaluate_with_warnings({}, additions.functions(EASTER))

    assert evaluation.value is None
    assert because.lower() in evaluation.warnings[0].lower()
