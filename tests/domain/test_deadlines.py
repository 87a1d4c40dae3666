from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import policy
from app.domain.deadlines import LONDON, Calendar, Span, months_later

PACKS = {path.name: path.read_bytes() for path in Path("bpmn/policies").glob("*.toml")}
CALENDAR = policy.load(PACKS, "national").calendar


# Any minute of ten years for which the bank holidays are known.
MOMENTS = st.integers(0, 10 * 365 * 24 * 60).map(lambda n: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


def at(text, zone="Europe/London"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def due(start, count, unit):
    return CALENDAR.after(at(start), Span(count, unit))


def said(result):
    return result.at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")


def second_opinion(start, count):
    """Working days by brute force: list every day, strike out what is not worked, take the one wanted."""
    day = start.astimezone(LONDON).date()
    following = [day + timedelta(days=n) for n in range(1, count * 4 + 60)]
    worked = [one for one in following if one.isoweekday() <= 5 and one not in CALENDAR.holidays]
    return worked[count - 1]


def test_three_working_days_from_a_monday_end_on_thursday_when_offices_close():
    result = due("2026-03-02 09:00", 3, "working days")

    assert said(result) == "2026-03-05 17:00"
    assert result.text == "3 working days from 2 March 2026"


def test_the_calculation_names_each_day_and_why_it_was_skipped():
    result = due("2026-04-01 16:30", 2, "working days")

    assert result.days == (
        "Begins 4:30pm on Wednesday 1 April 2026",
        "Thursday 2 April 2026: working day 1",
        "Friday 3 April 2026: Good Friday, not counted",
        "Saturday 4 April 2026: weekend, not counted",
        "Sunday 5 April 2026: weekend, not counted",
        "Monday 6 April 2026: working day 2",
        "Due at 5pm on Monday 6 April 2026, when offices close",
    )


def test_what_starts_on_23_december_waits_for_the_new_year():
    assert said(due("2026-12-23 09:00", 5, "working days")) == "2027-01-05 17:00"


def test_the_same_working_day_is_the_day_itself_until_offices_close_and_then_the_next():
    assert said(due("2026-03-02 09:00", 0, "working days")) == "2026-03-02 17:00"
    assert said(due("2026-03-02 17:00", 0, "working days")) == "2026-03-03 17:00"
    assert said(due("2026-03-07 09:00", 0, "working days")) == "2026-03-09 17:00"


def test_a_long_clock_names_what_it_skipped_and_not_each_day():
    result = due("2026-01-05 09:00", 120, "working days")

    assert result.days[1] == "Friday 3 April 2026: Good Friday, not counted"
    assert len(result.days) < 12


def test_past_the_last_known_year_the_calculation_says_so():
    result = due("2036-12-30 09:00", 5, "working days")

    assert "Bank holidays after 2036 are not known yet; only weekends were left out" in result.days


@pytest.mark.parametrize(
    ("start", "count", "unit", "ends"),
    [
        ("2026-03-02 09:00", 28, "calendar days", "2026-03-30 23:59"),  # over the clocks going forward
        ("2026-10-19 09:00", 6, "weeks", "2026-11-30 23:59"),  # over the clocks going back, ends on a holiday
        ("2026-01-31 09:00", 1, "months", "2026-02-28 23:59"),
        ("2028-01-31 09:00", 1, "months", "2028-02-29 23:59"),
        ("2028-02-29 09:00", 12, "months", "2029-02-28 23:59"),
        ("2026-11-30 09:00", 3, "months", "2027-02-28 23:59"),
        ("2026-03-28 09:00", 48, "hours", "2026-03-30 10:00"),  # 48 hours pass, whatever the clock on the wall says
        ("2026-10-24 09:00", 48, "hours", "2026-10-26 08:00"),
    ],
)
def test_days_weeks_months_and_hours(start, count, unit, ends):
    assert said(due(start, count, unit)) == ends


def test_a_month_that_is_too_short_is_explained():
    assert "February 2026 has no day 31, so its last day counts" in due("2026-01-31 09:00", 1, "months").days


def test_midnight_in_summer_belongs_to_the_day_in_scotland_and_not_in_greenwich():
    result = CALENDAR.after(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), Span(1, "calendar days"))

    assert said(result) == "2026-07-02 23:59"


@given(start=MOMENTS, count=st.integers(1, 120))
def test_working_days_agree_with_counting_on_a_wall_calendar(start, count):
    result = CALENDAR.after(start, Span(count, "working days"))

    assert result.at == datetime.combine(second_opinion(start, count), time(17), LONDON)


@given(start=st.dates(date(2024, 1, 1), date(2035, 1, 1)), months=st.integers(0, 240))
def test_a_number_of_months_ends_in_the_month_that_many_later(start, months):
    end = months_later(start, months)

    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@given(
    start=MOMENTS,
    ran=st.integers(0, 4),
    stood=st.integers(0, 20),
)
def test_a_clock_that_stood_still_has_as_many_working_days_left_as_when_it_stopped(start, ran, stood):
    stopped = CALENDAR.later(start, ran)
    again = CALENDAR.later(stopped, stood)

    counts_from = CALENDAR.later(start, CALENDAR.worked_between(stopped, again))

    ends = CALENDAR.after(counts_from, Span(5, "working days")).at
    assert CALENDAR.worked_between(again, ends) == 5 - ran


def test_a_moment_without_its_offset_is_refused():
    with pytest.raises(ValueError, match="offset from UTC"):
        CALENDAR.after(datetime(2026, 3, 2, 9), Span(1, "hours"))  # noqa: DTZ001 — what is refused


@pytest.mark.parametrize(
    ("value", "unit"), [(1, "moons"), (-1, "weeks"), (1.5, "hours"), (True, "weeks"), (241, "months")]
)
def test_a_span_is_a_whole_number_of_a_known_unit_and_at_most_twenty_years(value, unit):
    with pytest.raises(ValueError, match=r"unit|whole|between"):
        Span.of(value, unit)


def test_an_areas_own_days_off_are_skipped_like_bank_holidays():
    calendar = Calendar({date(2026, 9, 21): "Ayr Gold Cup"})

    assert (
        "Monday 21 September 2026: Ayr Gold Cup, not counted"
        in calendar.after(at("2026-09-18 09:00"), Span(1, "working days")).days
    )
