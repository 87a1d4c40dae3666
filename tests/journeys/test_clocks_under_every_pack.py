"""The clocks of every area, told on the engine alone: each day is counted by hand from the files of the packs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import protecting
import pytest
from journeying import begun, facts_of
from protecting import EWAN, WORDS
from reckoning import PACKS, POLICIES, day, value
from stories import FIONA, MONDAY, RELEASE

from app import engine
from app.domain import messages, policy
from app.domain.cases import Reviews, Status, StatusName
from app.domain.deadlines import local
from app.domain.episodes import kept
from app.domain.operations import OPERATIONS
from app.domain.steps import World

BEGAN = MONDAY.date()
in_every_area = pytest.mark.parametrize("pack", PACKS)


def due(story, key):
    """The day on which an open task is due."""
    return local(story.task(key).due.at).date()


def rings(story, event):
    """The day on which a clock runs out."""
    [timer] = [one for one in story.timers.values() if one.event == event]
    return local(timer.due.at).date()


def today(story):
    return local(story.now).date()


def waits(story):
    """Let some days pass, as people need them."""
    story.now += timedelta(days=3)
    return today(story)


# On the register


@in_every_area
def test_the_planning_meeting_is_due_from_what_the_area_counts_and_what_follows_from_the_meeting(pack):
    story = protecting.noticed(pack=pack)
    decided = waits(story)
    since = {"concern": BEGAN, "investigation": decided}[value(pack, "cppm_counts_from")]
    story.do("t_ird").do("t_accept_lead").do("t_safety")
    assert rings(story, "e_warning") == day(pack, "cppm_warning", since)
    story.do("t_assess").do("t_needed")
    assert due(story, "t_report") == day(pack, "cp_report_due", since)
    story.do("t_book").do("t_report")
    assert due(story, "t_planning_meeting") == day(pack, "cppm_within", since)

    held = waits(story)
    story.do("t_planning_meeting", held_on=held.isoformat())
    entered = waits(story)
    story.do("t_register", entered_on=entered.isoformat())

    assert due(story, "t_core_first") == day(pack, "core_group_first", held)
    story.planned()
    assert rings(story, "e_interval") == day(pack, "core_group_interval", entered)
    assert rings(story, "wait_due") == day(pack, "cppm_review_opens", held)
    opened = local(story.ring("wait_due").now).date()
    assert due(story, "t_book") == day(pack, "cppm_review_book", opened)
    protecting.reviewing(story)
    assert due(story, "t_review_meeting") == day(pack, "cppm_review", held)

    met = waits(story)
    story.do("t_review_meeting", held_on=met.isoformat())
    story.do("t_remove", removed_on=met.isoformat()).do("t_tell_off_register").do("t_who_leads").do("t_amend_plan")

    assert rings(story, "e_weeks") == day(pack, "post_dereg_from", met)
    story.ring("e_weeks")
    assert due(story, "t_after_register") == day(pack, "post_dereg_until", met)


@pytest.mark.parametrize("counts", ["concern", "discussion", "investigation"])
def test_the_pack_says_what_the_days_until_the_planning_meeting_count_from(counts):
    files = {path.name: path.read_bytes() for path in POLICIES.glob("*.toml")}
    files["national.toml"] = files["national.toml"].replace(b'"concern"\nunit = "beginning"', b'"%s"\nunit = "beginning"' % counts.encode())  # fmt: skip
    raised, discussed = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 4))
    world = World(datetime(2026, 3, 6, 9, tzinfo=UTC), facts_of(), policy.load(files, "national"))

    set_by = OPERATIONS["start_meeting_clock"].run({"began": raised, "discussed": discussed}, world).outputs

    assert set_by["meet_from"] == {"concern": raised, "discussion": discussed, "investigation": world.now}[counts]
    earlier = OPERATIONS["start_meeting_clock"].run({"began": raised}, world).outputs  # diagrams of before ask so
    assert earlier["meet_from"] == (world.now if counts == "investigation" else raised)


# Reviews and visits


def held_by(story):
    """The day by which the next review is held: it is prepared some weeks before."""
    return rings(story, "wait_due") + timedelta(weeks=value(story.pack, "review_opens"))


@in_every_area
def test_a_plan_is_reviewed_after_the_weeks_of_the_area(pack):
    story = begun("plan_review", facts_of(leads=EWAN, pack=pack), scope="multi_agency", set_by_meeting=None)
    first = day(pack, "plan_first_review", BEGAN)
    assert held_by(story) == first

    story.reviewed()

    assert held_by(story) == day(pack, "plan_review", first)


@in_every_area
def test_a_looked_after_child_is_reviewed_and_seen_in_the_days_of_the_area(pack):
    since = Status(uuid4(), StatusName.LOOKED_AFTER, BEGAN)
    facts = replace(facts_of(leads=EWAN, pack=pack), statuses=(since,))
    story = begun("plan_review", facts, scope="multi_agency", set_by_meeting=None)
    met = BEGAN
    for planned, looked_after in (
        ("plan_first_review", "looked_after_review_first"),
        ("plan_review", "looked_after_review_second"),
        ("plan_review", "looked_after_review_later"),
    ):
        earliest = min(day(pack, planned, met), day(pack, looked_after, met))
        assert held_by(story) == earliest
        story.reviewed()
        met = earliest

    visits = begun("looked_after_visits", facts).do("t_name")
    assert due(visits, "t_first") == day(pack, "looked_after_visit_first", BEGAN)
    visits.do("t_first", visited_on=BEGAN.isoformat())

    assert due(visits, "t_again") == day(pack, "looked_after_visit_later", BEGAN)


# By which order a child is looked after, where the child lives, and the rules of the first, the second and later reviews.
AWAY = ("looked_after_review_first", "looked_after_review_second", "looked_after_review_later")
SHORT = ("looked_after_review_short_term", "looked_after_review_later", "looked_after_review_later")
AT_HOME = ("looked_after_review_at_home",) * 3


@in_every_area
@pytest.mark.parametrize(
    ("order", "lives", "rules"),
    [
        ("compulsory_supervision", "placed_at_home", AT_HOME),
        ("compulsory_supervision", None, AWAY),  # nobody has said where: the shortest days count
        ("interim_compulsory_supervision", "placed_in_emergency", SHORT),
        ("permanence_order", "placed_with_kin", AWAY),
        ("section_25", "placed_short_term", SHORT),
        ("section_25", "placed_in_residential_care", AWAY),
    ],
)
def test_an_order_alone_makes_a_child_looked_after_and_where_they_live_says_when_it_is_reviewed(
    order, lives, rules, pack
):
    holds = [Status(uuid4(), StatusName(one), BEGAN) for one in (order, lives) if one]
    facts = replace(facts_of(leads=EWAN, pack=pack), statuses=tuple(holds))
    story = begun("plan_review", facts, scope="multi_agency", set_by_meeting=None)
    met = BEGAN

    for planned, looked_after in zip(("plan_first_review", "plan_review", "plan_review"), rules, strict=True):
        also = ["compulsory_supervision_review"] if order == "compulsory_supervision" else []
        earliest = min(day(pack, rule, met) for rule in (planned, looked_after, *also))
        assert held_by(story) == earliest
        story.reviewed()
        met = earliest


@in_every_area
def test_whoever_moves_is_reviewed_and_seen_as_often_as_where_they_live_now_asks_for(pack):
    at_home = (Status(uuid4(), StatusName(one), BEGAN) for one in ("permanence_order", "placed_at_home"))
    story = begun(
        "plan_review", replace(facts_of(leads=EWAN, pack=pack), statuses=tuple(at_home)), scope="multi_agency"
    )
    visits = begun("looked_after_visits", story.facts).do("t_name").do("t_first", visited_on=BEGAN.isoformat())
    moved = waits(story)

    story.tell("status_changed", status="placed_with_foster_carers", on=moved.isoformat())
    visits.now, visits.facts = story.now, story.facts
    visits.took(engine.wake(RELEASE, visits.state, (), visits.world))

    assert visits.went[-1] == ("looked_after_visits", "end_moved")
    there = begun("looked_after_visits", story.facts).do("t_name")
    assert due(there, "t_first") == day(pack, "looked_after_visit_first", moved)
    assert held_by(story.do("t_status_amend")) == min(
        day(pack, "plan_first_review", BEGAN), day(pack, "looked_after_review_first", moved)
    )


def test_at_home_a_review_is_held_on_the_day_that_was_agreed_with_the_child_and_parents():
    holds = [Status(uuid4(), StatusName(one), BEGAN) for one in ("compulsory_supervision", "placed_at_home")]
    agreed = BEGAN + timedelta(days=30)
    facts = replace(facts_of(leads=EWAN), statuses=tuple(holds), reviews=Reviews(agreed=agreed))

    story = begun("plan_review", facts, scope="multi_agency", set_by_meeting=None)

    assert held_by(story) == agreed
    story.reviewed()
    assert held_by(story) == min(day("national", "plan_review", agreed), day("national", AT_HOME[0], agreed))


def order(name, pack):
    """A short order that was made on the first day."""
    return begun("short_order", replace(facts_of(pack=pack), statuses=(Status(uuid4(), StatusName(name), BEGAN),)))


@in_every_area
def test_a_child_protection_order_is_heard_twice_in_the_days_of_the_area_and_then_has_run_out(pack):
    story = order("child_protection_order", pack)
    assert due(story, "t_hearing") == day(pack, "child_protection_order_hearing", BEGAN)

    story.do("t_hearing", decided_on=waits(story).isoformat())
    assert due(story, "t_hearing") == day(pack, "child_protection_order_second_hearing", BEGAN)
    assert story.do("t_hearing", decided_on=waits(story).isoformat()).waits == []

    assert not story.facts.has(StatusName.CHILD_PROTECTION_ORDER)


@in_every_area
def test_an_interim_order_is_extended_again_and_again_but_never_beyond_the_days_of_the_area(pack):
    story, before = order("interim_compulsory_supervision", pack), timedelta(days=1)  # its first day counts
    last = day(pack, "interim_order_most", BEGAN - before)
    until, extended = day(pack, "interim_order", BEGAN - before), 0

    while until < last:
        assert due(story, "t_hearing") == until
        story.now = datetime(until.year, until.month, until.day, 9, tzinfo=UTC)
        story.do("t_hearing", decided_on=until.isoformat())
        until, extended = min(last, day(pack, "interim_order", until - before)), extended + 1
    assert due(story, "t_hearing") == last
    story.now = datetime(last.year, last.month, last.day, 9, tzinfo=UTC)
    assert story.do("t_hearing", decided_on=last.isoformat()).waits == []

    assert extended >= 3
    assert not story.facts.looked_after


# Disagreements: levels, and the clock of each

LEVELS = {
    "line_manager": ("t_settle_line", "b_line"),
    "service_manager": ("t_settle_service", "b_service"),
    "girfec_lead_officer": ("t_settle_officer", "b_officer"),
}
# The rules that time a level for one subject only; the others have the ladder's own.
OWN = {
    ("plan_content", "girfec_lead_officer"): "plan_dispute",
    ("handback", "girfec_lead_officer"): "handback_decide",
    ("transfer", "service_manager"): "transfer_settle",
    ("early_review", "girfec_lead_officer"): "plan_dispute",
}


@in_every_area
@pytest.mark.parametrize("subject", ["plan_content", "resource_release", "handback", "transfer", "early_review"])
def test_a_disagreement_stays_at_each_level_of_the_area_for_the_area_s_days_and_ends_with_the_chief_officers(
    subject, pack
):
    story = protecting.begin("settle_disagreement", protecting.child(pack=pack, leads=EWAN), subject=subject)
    since = BEGAN

    for level in value(pack, f"ladder.levels.{subject}"):
        if level == "cspp_chief_officer":
            continue
        step, clock = LEVELS[level]
        runs_out = day(pack, OWN.get((subject, level), f"ladder.{level}"), since)
        assert story.waits == [step]
        assert (due(story, step), rings(story, clock)) == (runs_out, runs_out)
        assert story.leads == "Ewan Grant"
        since = today(story.ring(clock))

    assert story.waits == ["t_settle_chiefs"]
    assert due(story, "t_settle_chiefs") == day(pack, "ladder.cspp_chief_officer", since)


# Moving away, and the end


def word(process, message, payload, **facts):
    """A process that begins with a message beside the journey."""
    return begun(process, facts_of(**facts), **messages.read(message, payload).payload)


@pytest.mark.parametrize(
    ("pack", "last"),  # told on the Monday before Easter: working days, calendar days, and Easter Monday in England
    [
        ("national", date(2026, 4, 29)),
        ("ayrshire", date(2026, 4, 20)),
        ("fife", date(2026, 4, 29)),
        ("east_riding", date(2026, 4, 22)),
    ],
)
def test_a_child_on_the_register_who_moves_for_good_is_answered_for_here_until_the_area_s_last_day(pack, last):
    moves = {"where": "Elsewhere", "moves_on": BEGAN.isoformat()}
    on_it = [StatusName.REGISTERED, StatusName.PROTECTION]
    story = word("area_transfer", "area_move", moves, leads=EWAN, statuses=on_it, pack=pack)
    story.now += timedelta(weeks=4)
    assert day(pack, "transfer_meeting", today(story)) == last

    story.do("t_tell", stay="permanent", move_risk="higher")

    assert (due(story, "t_accept"), rings(story, "b_accept")) == (last, last)
    story.ring("b_accept")
    assert story.waits == ["t_settle_service"]
    assert due(story, "t_settle_service") == day(pack, "transfer_settle", last)
    assert story.leads == "Ewan Grant"


@in_every_area
def test_the_death_of_a_looked_after_child_is_notified_in_the_days_of_the_area(pack):
    said = {"on": BEGAN.isoformat(), "said_by": "A hospital"}
    looked_after = [StatusName.LOOKED_AFTER]
    story = word("death_of_a_child", "child_died", said, leads=FIONA, statuses=looked_after, pack=pack)
    verified = waits(story)

    story.do("t_verify", verified="yes", died_on=BEGAN.isoformat(), death_confirmed=WORDS)

    assert due(story, "t_ministers") == day(pack, "death_ministers", verified)


@in_every_area
def test_the_record_of_a_looked_after_child_is_kept_for_the_years_of_the_area(pack):
    looked_after = Status(uuid4(), StatusName.LOOKED_AFTER, BEGAN)
    story = begun(
        "plan_review", replace(facts_of(leads=EWAN, pack=pack), statuses=(looked_after,)), scope="multi_agency"
    )
    born = story.facts.child.born_on

    grown, died = (kept(story.facts, story.world.policy, MONDAY, reason) for reason in ("outcomes_met", "death"))

    assert local(grown.due.at).date() == day(pack, "retention_looked_after", born)
    assert local(died.due.at).date() == day(pack, "retention_died", BEGAN)
    assert str(day(pack, "retention_died", BEGAN).year) in died.words
