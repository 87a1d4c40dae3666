"""The invented council can be made at any hour: what its people did was done in the morning."""

from datetime import UTC, datetime

import pytest

from app.cli import demo


@pytest.mark.parametrize("hour", [0, 7, 16, 18, 23])
def test_whatever_the_hour_what_was_done_before_today_was_done_in_the_morning(hour):
    now = datetime(2026, 11, 22, hour, 15, tzinfo=UTC)

    assert demo.moment(now, 9).astimezone(UTC).isoformat() == "2026-11-13T10:00:00+00:00"
    assert demo.moment(now, 0) == now
