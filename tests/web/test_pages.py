"""Dates and times as people say them, in Scotland's time."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask, g

from app.web import pages


@pytest.fixture
def page():
    """A page whose moment is 1am on 25 October 2026, the night on which the clocks go back."""
    with Flask("girfec").test_request_context():
        g.now = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
        yield


def at(day, hour=12, month=10):
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "working_days", "words"),
    [
        (at(25, 16), None, "Due today"),
        (at(26), 1, "Due tomorrow"),
        (at(27), 2, "Due in 2 working days"),
        (at(27), None, "Due in 2 days"),
        (at(31), 1, "Due in 1 working day"),
        (at(22), None, "Overdue by 3 days"),
        (at(24), 0, "Overdue by 1 day"),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), None, "Overdue since today"),
    ],
)
def test_how_urgent_a_date_is_stands_in_words(page, due, working_days, words):
    assert pages.due(due, working_days) == words


def test_moments_are_told_on_a_clock_in_scotland():
    assert pages.moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "1 July 2026 at 11:30pm"
    assert pages.moment(datetime(2026, 12, 1, 22, 0, tzinfo=UTC)) == "1 December 2026 at 10pm"
    assert pages.iso(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "2026-07-01T23:30+01:00"
    assert pages.day(date(2026, 3, 3)) == "3 March 2026"


def test_how_long_ago_is_told_in_days(page):
    assert [pages.ago(at(day)) for day in (25, 24, 20)] == ["today", "yesterday", "5 days ago"]


def test_what_was_typed_is_read_back_line_by_line():
    assert pages.entered([{"who": "Gran", "how": "By telephone"}, {"who": "Nursery", "how": ""}]) == (
        "Gran, By telephone\nNursery"
    )
    assert pages.entered(["trust", "time"]) == "trust\ntime"
    assert pages.entered("") == "(nothing)"
