"""From when each clock of a review counts: days that are facts, so that nothing that interrupts a plan moves them."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

from journeying import facts_of

from app.domain.cases import Review, Reviews, Status, StatusName, protecting, review_clocks

PLANNED, HELD, LATER = date(2026, 3, 2), date(2026, 5, 20), date(2026, 11, 2)


def facts(*held, planned=None, registered=None, statuses=(), **child):
    holding = tuple(Status(uuid4(), StatusName(name), *days) for name, *days in statuses)
    return replace(facts_of(**child), statuses=holding, reviews=Reviews(planned, registered, held))


def test_a_plan_is_reviewed_from_the_day_on_which_it_began_and_then_from_its_last_review():
    assert review_clocks(facts(planned=PLANNED))["plan"] == 0
    assert review_clocks(facts(planned=PLANNED))["since"]["plan"] == PLANNED

    clocks = review_clocks(facts(Review(HELD), planned=PLANNED))

    assert (clocks["plan"], clocks["last"], clocks["since"]["plan"]) == (1, HELD, HELD)


def test_a_new_plan_begins_its_own_count_and_leaves_the_others_where_they_were():
    held = Review(HELD, looked_after=True)

    clocks = review_clocks(facts(held, planned=LATER, statuses=[("looked_after", PLANNED)]))

    assert (clocks["plan"], clocks["since"]["plan"]) == (0, LATER)
    assert (clocks["looked_after"], clocks["last"]) == (1, HELD)


def test_reviews_while_looked_after_count_for_this_time_only():
    ended = [("looked_after", date(2025, 1, 6), date(2026, 6, 1)), ("looked_after", date(2026, 6, 8))]

    clocks = review_clocks(facts(Review(HELD, looked_after=True), Review(LATER), statuses=ended))

    assert (clocks["looked_after"], clocks["since"]["looked_after"]) == (0, date(2026, 6, 8))


def test_a_registration_is_reviewed_from_its_meeting_though_the_keeper_entered_it_later():
    clocks = review_clocks(facts(registered=PLANNED, statuses=[("registered", date(2026, 3, 4))]))

    assert clocks["since"]["registered"] == PLANNED
    assert review_clocks(facts(statuses=[("registered", HELD)]))["since"]["registered"] == HELD


def test_the_meeting_of_an_earlier_registration_counts_no_more():
    twice = [("registered", PLANNED, HELD), ("registered", LATER)]

    assert review_clocks(facts(registered=PLANNED, statuses=twice))["since"]["registered"] == LATER


def test_a_registration_before_birth_is_reviewed_sooner_once_though_the_child_is_born_meanwhile():
    unborn = facts(registered=PLANNED, statuses=[("registered", PLANNED)], born_on=HELD)
    assert review_clocks(unborn)["before_birth"]

    assert not review_clocks(replace(unborn, reviews=replace(unborn.reviews, held=(Review(date(2026, 6, 1)),))))[
        "before_birth"
    ]


def test_what_is_looked_at_every_year_counts_from_its_beginning_or_from_a_later_review():
    yearly = [("coordinated_support_plan", PLANNED), ("compulsory_supervision", LATER)]

    since = review_clocks(facts(Review(HELD), statuses=yearly))["since"]

    assert (since["coordinated_support_plan"], since["compulsory_supervision"]) == (HELD, LATER)


def test_a_journey_is_not_closed_while_a_concern_is_looked_into_or_the_name_is_on_the_register():
    assert not protecting(facts())
    assert protecting(facts(statuses=[("protection", PLANNED)]))
    assert protecting(facts(statuses=[("registered", PLANNED)]))
    assert not protecting(facts(statuses=[("protection", PLANNED, HELD)]))
    # What earlier releases left open: their diagrams did not end it, and the name is off the register.
    assert not protecting(facts(statuses=[("protection", PLANNED), ("registered", PLANNED, HELD)]))


def test_nothing_is_counted_before_anything_was_reviewed():
    assert facts().reviews == Reviews()
    assert review_clocks(facts())["since"]["plan"] == PLANNED  # the day on which the case was opened
