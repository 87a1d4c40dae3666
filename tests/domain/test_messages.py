from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from app.domain import messages
from app.domain.cases import Child, Facts, StatusBegan, StatusEnded, apply
from app.domain.errors import Invalid

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FACTS = Facts(UUID(int=91), "ayrshire", NOW, Child(UUID(int=90), "Ailsa", "Munro", "", date(2021, 5, 4)))
LOOKED_AFTER = {"status": "looked_after", "on": "2026-03-01", "source": "Compulsory supervision order"}


def test_a_status_begins_with_the_message_that_says_so():
    [change] = messages.carried(messages.read("status_changed", LOOKED_AFTER), FACTS)

    assert isinstance(change, StatusBegan)
    assert (change.status.name, change.status.began_on) == ("looked_after", date(2026, 3, 1))


def test_hearing_of_a_status_twice_records_it_once_and_its_end_ends_it():
    began = messages.read("status_changed", LOOKED_AFTER)
    facts = apply(FACTS, messages.carried(began, FACTS))

    [ended] = messages.carried(messages.read("status_changed", {**LOOKED_AFTER, "ended": True}), facts)

    assert messages.carried(began, facts) == ()
    assert isinstance(ended, StatusEnded)


def test_other_messages_bring_no_fact_of_their_own():
    assert messages.carried(messages.read("preference_changed", {}), FACTS) == ()


@pytest.mark.parametrize(
    ("name", "payload", "says"),
    [
        ("full_moon", {}, "There is no message called"),
        ("status_changed", {"status": "looked_after"}, "needs “on”"),
        ("status_changed", {**LOOKED_AFTER, "on": "soon"}, "a date like"),
        ("status_changed", {**LOOKED_AFTER, "ended": "yes"}, "true or false"),
        ("status_changed", {**LOOKED_AFTER, "status": "tired"}, "is not a status"),
        ("status_changed", {**LOOKED_AFTER, "colour": "red"}, "has no colour"),
        ("lp_unavailable", {"person": "Isla", "from": "2026-03-01"}, "id of a person"),
    ],
)
def test_a_message_that_cannot_be_read_is_refused_with_what_would_be(name, payload, says):
    with pytest.raises(Invalid, match=says):
        messages.read(name, payload)
