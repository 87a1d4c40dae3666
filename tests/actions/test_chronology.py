"""The chronology: proposed by the workflow, worded by people with a role, never overwritten."""

from dataclasses import replace
from datetime import date, timedelta

import make
import pytest
import written
from sqlalchemy import select
from written import SECRET

from app.actions import chronology, papers
from app.domain.chronology import Wording
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.store.journal import Content

MOVED = Wording(date(2026, 1, 5), "Iona moved to her aunt’s.", "Her aunt", "helped", "A visit was agreed.", family=True)


@pytest.fixture
def place(database):
    return make.place(database, files=written.FILES)


@pytest.fixture
def case_id(database, place):
    return written.begun(database, place)


def page(database, actor, case_id):
    return make.as_(database, actor, lambda tx: chronology.open(tx, case_id))


def add(database, actor, case_id, wording=MOVED, key="k"):
    return make.as_(database, actor, lambda tx: chronology.add(tx, case_id, wording, key))


@pytest.fixture
def proposed(database, place, case_id):
    written.plan(database, place, case_id, not_for_family=SECRET, again="no")
    written.share(database, place, case_id)
    return page(database, place.aileen, case_id).proposed


def test_a_task_proposes_an_entry_without_anything_restricted(proposed):
    assert {one.proposal for one in proposed} == {"A plan was written.", "Information was shared."}
    assert not any(one.wording.family for one in proposed)
    assert {one.proposed_by for one in proposed} == {"Aileen Ross"}


def test_a_proposal_is_dated_on_the_day_that_was_answered(proposed):
    [shared] = [one for one in proposed if one.proposal == "Information was shared."]

    assert shared.wording.happened_on == date(2026, 1, 5)


def test_a_person_words_a_proposal_and_it_stands_by_its_day(database, place, case_id, proposed):
    add(database, place.aileen, case_id, replace(MOVED, happened_on=date(2025, 6, 1)))

    make.as_(database, place.cara, lambda tx: chronology.accept(tx, proposed[0].id, MOVED))

    after = page(database, place.aileen, case_id)
    assert [one.wording.happened_on for one in after.entries] == [date(2026, 1, 5), date(2025, 6, 1)]
    assert (after.entries[0].settled_by, after.entries[0].proposal) == ("Cara Gunn", proposed[0].proposal)
    assert len(after.proposed) == 1


def test_a_proposal_is_settled_once(database, place, case_id, proposed):
    make.as_(database, place.cara, lambda tx: chronology.decline(tx, proposed[0].id, "It is in the plan already."))

    with pytest.raises(Conflict):
        make.as_(database, place.aileen, lambda tx: chronology.accept(tx, proposed[0].id, MOVED))
    [declined] = page(database, place.aileen, case_id).declined
    assert declined.reason == "It is in the plan already."


def test_a_correction_takes_the_place_and_keeps_what_it_corrects(database, place, case_id):
    first = add(database, place.aileen, case_id)
    better = replace(MOVED, happened="Iona moved to her grandmother’s.")

    second = make.as_(database, place.cara, lambda tx: chronology.correct(tx, first, better, "It was her grandmother."))

    after = page(database, place.aileen, case_id)
    assert [(one.id, one.reason) for one in after.entries] == [(second, "It was her grandmother.")]
    assert [one.wording.happened for one in after.corrected[second]] == ["Iona moved to her aunt’s."]
    with pytest.raises(Conflict):
        make.as_(database, place.aileen, lambda tx: chronology.correct(tx, first, better, "Again."))


def test_adding_twice_with_one_key_adds_once(database, place, case_id):
    assert add(database, place.aileen, case_id) == add(database, place.aileen, case_id)
    assert len(page(database, place.aileen, case_id).entries) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"happened": " "},
        {"impact": "great"},
        {"happened_on": date.max - timedelta(days=1)},
        {"action": "x" * 2001},
        {"source": "a\0b"},
    ],
)
def test_what_is_no_entry_is_refused_in_a_sentence(database, place, case_id, wrong):
    with pytest.raises(Invalid, match=r"\.$"):
        add(database, place.aileen, case_id, replace(MOVED, **wrong))


def test_only_those_with_a_role_word_it_and_strangers_do_not_see_it(database, place, case_id, proposed):
    other = make.case(database, place, "small_escalation")  # on the lead officer's desk, who holds no role

    assert not page(database, place.lorna, other).mine
    with pytest.raises(Forbidden):
        add(database, place.lorna, other)
    for refused in (
        lambda tx: chronology.open(tx, case_id),
        lambda tx: chronology.accept(tx, proposed[0].id, MOVED),
        lambda tx: chronology.decline(tx, proposed[0].id, "No."),
    ):
        with pytest.raises(NotFound):
            make.as_(database, place.olaf, refused)


def test_the_history_says_who_worded_it_and_never_what(database, place, case_id, proposed):
    make.as_(database, place.cara, lambda tx: chronology.accept(tx, proposed[0].id, MOVED))

    bodies = database.read(place.operator, lambda tx: tx.connection.scalars(select(Content.packed)).all())

    assert "Cara Gunn took a proposed entry into the chronology." in str(bodies)
    assert "aunt" not in str(bodies)


WHOLE = replace(
    MOVED,
    family=False,
    kind="life_event",
    agency="education",
    precision="about",
    impact_note="She slept better.",
    outcome="She stayed.",
    significance="It was the third move in a year.",
)


def test_who_may_read_an_entry_is_said_with_it_and_others_learn_that_there_is_one_more(database, place, case_id):
    for number, share in enumerate(("all", "core_agencies", "restricted")):
        add(database, place.aileen, case_id, replace(WHOLE, share=share), key=f"k{number}")

    mine, theirs = page(database, place.aileen, case_id), page(database, place.cara, case_id)

    assert {one.wording.share for one in mine.entries} == {"all", "core_agencies", "restricted"}
    restricted = next(one.id for one in mine.entries if one.wording.share == "restricted")
    assert "restricted" not in {one.wording.share for one in theirs.entries}
    assert len(theirs.entries) + theirs.kept == 3
    for act in (
        lambda tx: chronology.one(tx, restricted),
        lambda tx: chronology.correct(tx, restricted, MOVED, "I was there."),
    ):
        with pytest.raises(NotFound):
            make.as_(database, place.cara, act)


def test_the_family_s_copy_holds_what_they_may_read_and_the_agencies_what_is_not_restricted(database, place, case_id):
    add(database, place.aileen, case_id, MOVED, key="family")
    add(database, place.aileen, case_id, WHOLE, key="agencies")
    add(database, place.aileen, case_id, replace(WHOLE, share="restricted", happened=SECRET), key="kept")

    family = make.as_(database, place.aileen, lambda tx: papers.chronology(tx, case_id)).entries
    agencies = make.as_(database, place.aileen, lambda tx: papers.chronology_agencies(tx, case_id)).entries

    assert [one.wording for one in family] == [MOVED]
    assert {one.wording.happened for one in agencies} == {MOVED.happened}
    assert WHOLE in [one.wording for one in agencies]


@pytest.mark.parametrize(
    ("precision", "clock", "says"),
    [
        ("day", "14:30", "5 January 2026, 2:30pm"),
        ("about", "", "about 5 January 2026"),
        ("month", "", "January 2026"),
        ("year", "", "2026"),
    ],
)
def test_a_day_is_told_as_exactly_as_it_is_known(precision, clock, says):
    assert replace(MOVED, precision=precision, clock=clock).when == says


@pytest.mark.parametrize(
    "wrong",
    [{"share": "restricted"}, {"no_action": "Nobody asked."}, {"kind": "party"}, {"clock": "teatime"}],
)
def test_what_contradicts_itself_is_refused_with_what_to_do(wrong):
    with pytest.raises(Invalid, match=r"\.$"):
        replace(MOVED, **wrong).check(date(2026, 2, 1))
