"""The reporting year of returns, and what is not told so that nobody can be known by a number or a difference."""

from datetime import date

import pytest
from stories import PACKS

from app.domain import characteristics, measures, minimum_dataset, policy
from app.domain.errors import Invalid
from app.domain.returns import Year
from app.domain.suppression import SMALL, suppressed

A, B, C, ALL = (("a", 0), ("b", 0), ("c", 0), ("", 0))


def hidden(*numbers):
    """What is not told of three groups and their sum."""
    cells = dict(zip((A, B, C), numbers, strict=True)) | {ALL: sum(numbers)}
    return suppressed(cells, [[A, B, C, ALL]])


def test_the_reporting_year_goes_from_august_to_july():
    year = Year.of(date(2026, 7, 31))

    assert (year.title, year.first, year.last) == ("2025-26", date(2025, 8, 1), date(2026, 7, 31))
    assert [year.quarter(date(2025, month, 15)) for month in (8, 10, 11, 12)] == [0, 0, 1, 1]
    assert [year.quarter(date(2026, month, 15)) for month in (1, 2, 5, 7, 8)] == [1, 2, 3, 3, None]
    assert [year.ends(quarter) for quarter in (0, 3)] == [date(2025, 10, 31), date(2026, 7, 31)]
    with pytest.raises(Invalid):
        Year(1066)


def test_a_small_number_is_not_told_and_nothing_is_a_number_that_may_be():
    assert hidden(0, 0, 0) == frozenset()
    assert hidden(SMALL, 9, 30) == frozenset()
    assert hidden(3, 0, 0) == {A, ALL}


def test_the_only_number_that_is_not_told_takes_the_next_smallest_along():
    assert hidden(3, 10, 20) == {A, B}
    assert hidden(3, 0, 20) == {A, C}


def test_two_that_are_not_told_and_are_few_together_take_a_third_along():
    assert hidden(1, 2, 20) == {A, B, C}
    assert hidden(2, 4, 20) == {A, B}


def test_no_number_that_is_not_told_can_be_worked_out_over_groups_and_quarters():
    cells = {(group, column): number for group, row in ROWS.items() for column, number in enumerate(row)}
    lines = [[(group, column) for column in range(5)] for group in ROWS]
    lines += [[("a", column), ("b", column), ("", column)] for column in range(5)]

    kept = suppressed(cells, lines)

    assert {cell for cell, number in cells.items() if 0 < number < SMALL} <= kept
    assert all(len(kept & set(line)) != 1 for line in lines)
    assert ("", 4) not in kept


ROWS = {"a": (3, 8, 9, 12, 32), "b": (20, 10, 11, 2, 43), "": (23, 18, 20, 14, 75)}


def test_every_indicator_has_a_number_of_its_own_and_a_share_of_one_of_its_groups():
    every = (*minimum_dataset.indicators(policy.load(PACKS, "fife")), *measures.INDICATORS)

    assert len({one.number for one in every}) == len(every)
    assert all(not one.part or one.part in one.groups for one in every)
    assert all("" not in one.groups for one in every)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"sex": "cat"}, "Choose one of the answers for “Sex”"),
        ({"shoe_size": "4"}, "is not asked"),
        ({"disability": "no", "main_disability": "autism"}, "belongs to a child who has one"),
    ],
)
def test_what_returns_ask_is_one_of_their_answers(given, says):
    with pytest.raises(Invalid, match=says):
        characteristics.checked(given)


def test_nobody_has_to_say_anything():
    assert characteristics.checked({"sex": "", "religion": "prefers_not"}) == {"religion": "prefers_not"}
    assert characteristics.in_words("sex", None) == "Not recorded"
