"""A change of the local policy: what it would touch, the second signature, and the day on which it counts."""

import re
from datetime import timedelta

import make
import pytest
from designing import designers

from app.actions import cases, clock, inspections, policy, policy_changes
from app.domain.access import SYSTEM
from app.domain.errors import Forbidden, Invalid, NotFound, NotPublishable
from app.store.people import local_day

LONGER = re.compile(r"(\[settings\.lp_accept_within\]\ntitle = .*\nvalue = )\d+")


@pytest.fixture
def people(database, place):
    return designers(database, place)


@pytest.fixture
def waits(database, place):
    """A case with a task and a timer that run by the rule that is going to change."""
    return make.case(database, place, "look_again")


def written(database, designer, days=4, version="2027.1"):
    """The text of the pack in force with another clock and a new version."""
    pack, text, _ = database.read(designer, lambda tx: policy_changes.text_of(tx, None))
    return pack, LONGER.sub(rf"\g<1>{days}", text.replace('version = "2026.1"', f'version = "{version}"'))


def day(database, later=3):
    return database.read(SYSTEM, lambda tx: local_day(tx.now)) + timedelta(days=later)


def propose(database, designer, *, later=3, note="The chief officers decided it."):
    pack, text = written(database, designer)
    begins_on = day(database, later)
    return database.run(designer, lambda tx: policy_changes.propose(tx, pack, text, begins_on=begins_on, note=note))


def moment(database, place, case_id):
    return make.open_task(database, place.aileen, case_id).due


def test_a_change_says_beforehand_which_open_cases_and_dates_it_touches(database, place, people, waits):
    pack, text = written(database, people["gregor"])
    due = moment(database, place, waits)

    seen = database.read(people["gregor"], lambda tx: policy_changes.preview(tx, pack, text))

    assert (seen.cases, seen.clocks) == (1, 1)
    assert {move.was for move in seen.moves} == {due.at}
    assert all(move.now > move.was and "4 working days" in move.text and not move.mine for move in seen.moves)
    assert [one.key for chapter in seen.chapters for one in chapter.variants] == ["lp_accept_within"]
    assert moment(database, place, waits) == due


def test_from_its_day_a_change_is_in_force_and_every_case_says_what_moved(database, place, people, waits):
    change = propose(database, people["gregor"])
    before = moment(database, place, waits)
    database.run(people["catriona"], lambda tx: policy_changes.approve(tx, change))
    clock.ring(database)
    assert moment(database, place, waits).at == before.at

    now = database.read(SYSTEM, lambda tx: tx.now)
    clock.advance(database, now + timedelta(days=3))

    after = moment(database, place, waits)
    assert after.text.startswith("4 working days from")
    assert after.at > before.at
    assert after.pack.endswith(" 2027.1")
    events = database.read(place.aileen, lambda tx: cases.timeline(tx, waits))
    history = [line for event in events for line in event.lines]
    assert any("was put in force" in line for line in history)
    assert any("is now due" in line for line in history)
    assert database.read(people["gregor"], policy_changes.waiting) == ()
    assert inspections.inspect(database).differences == ()


def test_nobody_approves_their_own_change_and_what_is_not_approved_never_counts(database, people):
    change = propose(database, people["gregor"])

    with pytest.raises(Invalid, match="Somebody else has to approve it"):
        database.run(people["gregor"], lambda tx: policy_changes.approve(tx, change))
    clock.advance(database, database.read(SYSTEM, lambda tx: tx.now) + timedelta(days=5))

    [row] = database.read(people["gregor"], policy_changes.waiting)
    assert row.approved_by is None
    database.run(people["gregor"], lambda tx: policy_changes.withdraw(tx, change))
    with pytest.raises(NotFound):
        database.run(people["catriona"], lambda tx: policy_changes.approve(tx, change))


def test_what_cannot_be_proposed_is_refused_in_a_sentence(database, place, people):
    gregor = people["gregor"]
    pack, text = written(database, gregor)
    same = database.read(gregor, lambda tx: policy_changes.text_of(tx, None))[1]

    def refused(said, text=text, *, later=3, note="Because."):
        begins_on = day(database, later)
        with pytest.raises((Invalid, NotPublishable), match=said):
            database.run(gregor, lambda tx: policy_changes.propose(tx, pack, text, begins_on=begins_on, note=note))

    refused("a day after today", later=0)
    refused("Say why", note=" ")
    refused("what is in force already", same)
    refused("Give the pack a new version", written(database, gregor, version="2026.1")[1])
    refused("not TOML", "pack = ")
    with pytest.raises(Forbidden):
        database.read(place.aileen, lambda tx: policy_changes.preview(tx, pack, text))


def test_what_the_page_changed_outlives_the_folders_next_text(database, place, people):
    change = propose(database, people["gregor"])
    database.run(people["catriona"], lambda tx: policy_changes.approve(tx, change))
    clock.advance(database, database.read(SYSTEM, lambda tx: tx.now) + timedelta(days=3))

    pack, files = database.read(place.operator, lambda tx: policy_changes.over(tx, make.packs(), "national"))
    label = database.run(place.operator, lambda tx: policy.publish(tx, files, pack=pack, approved_by="the folder"))

    assert label.endswith(" 2027.1")
