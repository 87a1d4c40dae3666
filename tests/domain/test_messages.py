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


ORDER = {
    "status": "compulsory_supervision",
    "on": "2026-03-01",
    "legal_basis": "Children's Hearings (Scotland) Act 2011, section 83",
    "source_order_id": "H-2026-17",
    "placement": "placed_at_home",
}


def told(facts, **payload):
    return apply(facts, messages.carried(messages.read("status_changed", payload), facts))


def holding(facts):
    return [(one.name, one.began_on.day) for one in facts.statuses if one.ended_on is None]


def test_an_order_is_kept_with_its_legal_basis_and_reference_and_with_where_the_child_lives():
    facts = told(FACTS, **ORDER)

    order, lives = facts.statuses
    assert (order.legal_basis, order.source_order_id) == (ORDER["legal_basis"], "H-2026-17")
    assert (lives.name, facts.looked_after_since) == ("placed_at_home", date(2026, 3, 1))


def test_a_child_lives_in_one_place_until_they_move_or_are_looked_after_no_more():
    facts = told(FACTS, **ORDER)
    moved = told(facts, status="placed_with_kin", on="2026-03-09")
    again = told(moved, status="placed_with_kin", on="2026-03-16")
    over = told(again, status="compulsory_supervision", on="2026-03-20", ended=True)

    assert told(facts, **ORDER) == facts
    assert holding(moved) == [("compulsory_supervision", 1), ("placed_with_kin", 9)]
    assert holding(again) == [("compulsory_supervision", 1), ("placed_with_kin", 16)]
    assert holding(over) == []


def test_a_child_is_looked_after_without_a_break_while_one_order_follows_the_other():
    agreed = told(FACTS, status="section_25", on="2026-01-05", placement="placed_with_foster_carers")
    both = told(agreed, status="compulsory_supervision", on="2026-02-02")
    order = told(both, status="section_25", on="2026-02-02", ended=True)

    assert order.looked_after_since == date(2026, 1, 5)
    assert holding(order) == [("placed_with_foster_carers", 5), ("compulsory_supervision", 2)]


def test_where_a_child_lives_whom_nobody_looks_after_is_not_recorded():
    with pytest.raises(Invalid, match="does not look after this child"):
        told(FACTS, status="placed_with_kin", on="2026-03-01")


def test_the_day_agreed_for_the_next_review_is_kept():
    assert told(FACTS, **ORDER, review_agreed_on="2026-05-04").reviews.agreed == date(2026, 5, 4)


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
        ("status_changed", {**LOOKED_AFTER, "placement": "the moon"}, "is not where a child lives"),
        ("lp_unavailable", {"person": "Isla", "from": "2026-03-01"}, "id of a person"),
        ("np_changed", {"why": "bored", "from": "2026-03-01"}, "“why” must be one of away, cover_over"),
        ("np_changed", {"why": "leaves", "from": "2026-03-01", "place": "sea"}, "“place” must be one of"),
    ],
)
def test_a_message_that_cannot_be_read_is_refused_with_what_would_be(name, payload, says):
    with pytest.raises(Invalid, match=says):
        messages.read(name, payload)
