"""What tells one child's records apart, and how long they are kept."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import make
import pytest

from app.domain.cases import Child, Facts, Status, StatusName
from app.domain.episodes import alike, closing, kept, months_between, same_name
from app.domain.policy import load

BORN = date(2014, 3, 2)
CLOSED = datetime(2026, 3, 2, 10, tzinfo=UTC)
PACK = load(make.packs(), "national")


def child(given, family, known_as=""):
    return Child(uuid4(), given, family, known_as, BORN)


@pytest.mark.parametrize(
    ("one", "other", "same", "asked"),
    [
        (child("Màiri", "O'Neill"), child("MAIRI", "O’Neill "), True, True),
        (child("Margaret", "Reid", "Peggy"), child("Peggy", "Reid"), True, True),
        (child("Isla", "Reid"), child("Skye", "Reid"), False, True),
        (child("Isla", "Reid"), child("Isla", "Tulloch"), False, True),
        (child("Isla", "Reid"), child("Skye", "Tulloch"), False, False),
    ],
)
def test_names_are_compared_as_people_say_them(one, other, same, asked):
    assert (same_name(one, other), alike(one, other)) == (same, asked)


def test_months_off_the_register_are_whole_months():
    assert [months_between(date(2026, 1, 31), day) for day in (date(2026, 2, 28), date(2026, 3, 31))] == [0, 2]


def test_a_reason_that_an_earlier_form_gave_is_still_understood():
    assert [closing(code) for code in ("age", "age_18", "", None, "declined")] == [
        *("age_18", "age_18", "other", "other", "declined")
    ]


@pytest.mark.parametrize(
    ("held", "reason", "rule", "year"),
    [
        ((), "outcomes_met", "retention_record", 2051),
        ((StatusName.LOOKED_AFTER,), "outcomes_met", "retention_looked_after", 2114),
        ((StatusName.LOOKED_AFTER,), "death", "retention_died", 2051),
    ],
)
def test_how_long_a_record_is_kept_depends_on_what_held_of_the_child(held, reason, rule, year):
    statuses = tuple(Status(uuid4(), name, BORN, date(2020, 1, 1)) for name in held)
    facts = Facts(UUID(int=1), "x", CLOSED, child("Isla", "Reid"), (), statuses)

    found = kept(facts, PACK, CLOSED, reason)

    assert (found.due.rule, found.due.at.year) == (rule, year)


def test_a_record_that_is_held_for_legal_reasons_is_kept_without_end():
    hold = Status(uuid4(), StatusName.LEGAL_HOLD, BORN)
    facts = Facts(UUID(int=1), "x", CLOSED, child("Isla", "Reid"), (), (hold,))

    assert kept(facts, PACK, CLOSED, "death").due is None
