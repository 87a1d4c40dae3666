"""Reviews, changes of who leads, and changes of status, played on the engine alone."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from journeying import begun, facts_of
from stories import EWAN, FIONA, ISLA, MONDAY, RELEASE

from app.domain.cases import Review, Reviews, RoleName, Status, StatusName, view
from app.domain.deadlines import local

BORN = date(2021, 5, 4)
LEFT = {"gone": "yes", "convenor": ISLA}


def review(scope="multi_agency", set_by_meeting=None, **facts):
    return begun("plan_review", facts_of(**{"leads": EWAN, **facts}), scope=scope, set_by_meeting=set_by_meeting)


def due_on(story):
    """The day on which the next review is due: what prepares it counts back from there."""
    [timer] = [one for one in story.timers.values() if one.event == "wait_due"]
    return datetime.strptime(timer.due.text, "3 weeks before %d %B %Y").date()  # noqa: DTZ007 - a day


def looked_after(story, since):
    story.facts = replace(story.facts, statuses=(Status(uuid4(), StatusName.LOOKED_AFTER, since),))
    return story


# When


def test_a_review_is_prepared_in_time_to_be_held_by_the_day_on_which_its_clock_runs_out():
    story = review()
    [clock] = story.timers.values()
    assert local(clock.due.at).date() == date(2026, 5, 4)

    meeting = story.ring("wait_due").each("t_report").task("t_review_meeting")

    assert local(meeting.due.at).date() == date(2026, 5, 25)
    assert meeting.due.text == "12 weeks from 2 March 2026"


def test_a_review_that_is_asked_for_is_held_soon_and_never_later_than_its_clock():
    story = review().tell("serious_event", what="Her father was arrested.", happened_on="2026-03-02").each("t_report")
    assert "10 working days from 2 March 2026" in story.task("t_review_meeting").due.text

    story.do("t_review_meeting").do("t_review_decide").ring("wait_due").each("t_report")

    assert "26 weeks from 2 March 2026" in story.task("t_review_meeting").due.text


def test_the_first_review_is_due_twelve_weeks_after_the_plan_and_later_ones_after_twenty_six():
    story = review()
    assert due_on(story) == date(2026, 5, 25)

    story.reviewed()

    assert due_on(story) == date(2026, 11, 23)


def test_a_day_that_the_meeting_set_counts_where_it_is_earlier():
    assert due_on(review(set_by_meeting=date(2026, 4, 15))) == date(2026, 4, 15)
    assert due_on(review(set_by_meeting=date(2026, 9, 1))) == date(2026, 5, 25)


def test_a_looked_after_child_is_reviewed_after_six_weeks_then_three_months_then_six():
    story = review(statuses=(StatusName.LOOKED_AFTER,))
    looked_after(story, date(2026, 3, 2))
    story.tell("status_changed", status="looked_after", on="2026-03-02")
    story.do("t_status_amend")
    assert due_on(story) == date(2026, 4, 13)

    story.reviewed()
    assert due_on(story) == date(2026, 7, 13)

    story.reviewed()
    assert due_on(story) == date(2027, 1, 11)


@pytest.mark.parametrize(
    ("counts", "rules", "day"),
    [
        (((), BORN, 0, 0, None), (1,), date(2026, 5, 25)),
        (((), BORN, 3, 0, None), (2,), date(2026, 8, 31)),
        ((("registered",), BORN, 3, 0, None), (2, 3), date(2026, 8, 31)),
        ((("registered",), date(2026, 5, 4), 0, 0, None), (1, 4), date(2026, 4, 5)),
        ((("registered",), date(2026, 5, 4), 1, 0, None), (2, 3), date(2026, 8, 31)),
        ((("looked_after",), BORN, 1, 0, None), (2, 5), date(2026, 2, 16)),
        ((("looked_after",), BORN, 1, 1, None), (2, 6), date(2026, 6, 2)),
        ((("looked_after",), BORN, 2, 2, None), (2, 7), date(2026, 8, 31)),
        ((("coordinated_support_plan",), BORN, 1, 0, None), (2, 8), date(2026, 8, 31)),
        ((("compulsory_supervision",), BORN, 1, 0, None), (2, 5, 10), date(2026, 2, 16)),
        ((("compulsory_supervision", "placed_at_home"), BORN, 1, 0, None), (2, 10, 13), date(2026, 8, 31)),
        ((("permanence_order", "placed_with_kin"), BORN, 1, 0, None), (2, 5), date(2026, 2, 16)),
        ((("section_25", "placed_short_term"), BORN, 1, 0, None), (2, 11), date(2026, 4, 5)),
        ((("section_25", "placed_in_emergency"), BORN, 1, 1, None), (2, 12), date(2026, 8, 31)),
        (((), BORN, 0, 0, date(2026, 4, 1)), (1, 9), date(2026, 4, 1)),
        (((), BORN, 1, 0, date(2026, 2, 1)), (2,), date(2026, 8, 31)),
    ],
)
def test_the_earliest_clock_counts_and_each_names_its_source(counts, rules, day):
    statuses, born_on, held, while_looked_after, set_by_meeting = counts
    story = review(statuses=tuple(StatusName(one) for one in statuses), born_on=born_on)
    met = [Review(MONDAY.date(), looked_after=which < while_looked_after) for which in range(held)]
    facts = replace(story.facts, reviews=Reviews(planned=date(2026, 3, 1) if held else MONDAY.date(), held=tuple(met)))
    names = {
        "case": view(facts, MONDAY), "policy": story.world.policy.view(), "now": MONDAY, "set_by_meeting": set_by_meeting
    }  # fmt: skip

    def due(key, start):
        moment = start if isinstance(start, datetime) else datetime(start.year, start.month, start.day, tzinfo=UTC)
        return story.world.policy.due(key, moment).at

    decided = RELEASE.decisions["next_review_date"].decide(names, {"due": due})

    assert decided.rules == rules
    assert len(decided.annotations) == len(rules)
    assert local(decided.value).date() == day


# What comes of it


@pytest.mark.parametrize(
    ("found", "statuses", "scope", "rule", "step"),
    [
        (("yes", None, None, None), (), "multi_agency", 1, "step_up"),
        (("no", "no", None, None), (), "multi_agency", 2, "close"),
        (("no", "yes", "yes", "no"), (), "multi_agency", 3, "handback"),
        (("no", "yes", "yes", "no"), ("registered",), "multi_agency", 4, "continue"),
        (("no", "yes", "yes", "yes"), (), "multi_agency", 4, "continue"),
        (("no", "yes", "yes", "yes"), (), "single_agency", 5, "multi_agency"),
        (("no", "yes", "no", "compulsory"), (), "multi_agency", 6, "single_agency"),
        (("no", "yes", "no", "yes"), (), "single_agency", 7, "continue"),
    ],
)
def test_what_follows_from_a_review(found, statuses, scope, rule, step):
    harm, need, several, family = found
    facts = facts_of(statuses=tuple(StatusName(one) for one in statuses))
    names = {
        "case": view(facts, MONDAY), "harm": harm, "need_remains": need, "several_agencies": several,
        "family_accepts": family, "scope": scope,
    }  # fmt: skip

    decided = RELEASE.decisions["review_step"].decide(names, {})

    assert (decided.value, decided.rules) == (step, (rule,))


@pytest.mark.parametrize(
    ("place", "born_on", "mobile", "away", "rule"),
    [
        ("before_school", date(2026, 6, 1), "no", "no", 1),
        ("custody", date(2010, 6, 1), "no", "no", 2),
        ("armed_forces", date(2009, 6, 1), "no", "no", 3),
        ("secure", date(2010, 6, 1), "no", "no", 4),
        ("independent", date(2015, 6, 1), "no", "no", 4),
        ("primary", date(2018, 6, 1), "yes", "no", 6),
        ("primary", date(2018, 6, 1), "no", "yes", 5),
        ("left_school", date(2009, 6, 1), "yes", "yes", 5),
        ("home", date(2018, 6, 1), "no", "no", 7),
        ("left_school", date(2009, 6, 1), "no", "no", 8),
        ("primary", date(2018, 6, 1), "no", "no", 9),
        ("secondary", date(2012, 6, 1), "no", "no", 10),
        ("before_school", date(2023, 6, 1), "no", "no", 11),
    ],
)
def test_who_is_asked_to_be_named_person(place, born_on, mobile, away, rule):
    names = {"case": view(facts_of(born_on=born_on), MONDAY), "now": MONDAY, "place": place, "mobile": mobile}

    decided = RELEASE.decisions["named_person_role"].decide({**names, "np_away": away}, {})

    assert decided.rules == (rule,)
    assert decided.annotations[0]


# Before its time


def test_a_review_before_its_time_is_held_where_there_is_no_reason_against_it():
    story = review().tell("early_review_requested", asked_by="Ailsa", reason="I want to see my granny more.")
    assert story.waits == ["t_triage"]

    story.do("t_triage", triage="accept")

    assert story.waits == ["t_report"] * 3


def test_a_review_that_is_refused_has_a_reason_and_stays_due_when_it_was():
    story = review()
    before = due_on(story)
    for _ in range(2):
        story.tell("early_review_requested", asked_by="A neighbour", reason="Noise.").do("t_triage", triage="decline")

    assert due_on(story) == before
    assert story.timers
    assert not story.open


def test_something_serious_brings_the_review_forward_and_nobody_has_to_agree_first():
    story = review().tell("serious_event", what="Her father was arrested.", happened_on="2026-03-02")

    assert story.waits == ["t_report"] * 3


def test_a_refusal_that_is_disputed_is_settled_above_whoever_refused_and_the_review_is_held():
    ask = {"asked_by": "Ailsa", "reason": "Nobody listens."}
    story = review().tell("early_review_requested", **ask, disputed=True)
    assert story.waits == ["t_triage"]

    story.do("t_triage", triage="decline").tell("early_review_requested", **ask, disputed=True)
    story.do("t_settle_officer", outcome="decided", early_review="held")

    assert story.waits == ["t_report"] * 3


def test_the_meeting_is_held_though_a_report_is_missing():
    story = review().ring("wait_due")
    story.do("t_report", ISLA).ring("b_report")

    assert story.waits == ["t_review_meeting"]


def test_a_plan_that_has_to_change_is_changed_before_the_next_review_counts():
    story = review().reviewed(plan_changes="yes").do("t_amend")

    assert [timer.event for timer in story.timers.values()] == ["wait_due"]


# Somebody else leads


def test_a_review_may_find_that_somebody_else_should_lead():
    story = review().reviewed(lp_right="no").do("t_change", gone="no", convenor=ISLA).appointed(FIONA)
    assert story.leads == "Fiona Hay"
    assert story.task("t_handover").assignee is not None

    story.do("t_handover").do("t_introduce")

    assert story.has(RoleName.PARTNER, EWAN)
    assert [timer.event for timer in story.timers.values()] == ["wait_due"]


def unavailable(person=EWAN):
    facts = facts_of(leads=EWAN, partners=(ISLA, FIONA))
    return begun("lead_professional_unavailable", facts, person=person, **{"from": date(2026, 3, 2)})


def test_a_lead_professional_who_leaves_is_followed_within_a_working_day_and_the_manager_hands_over():
    story = unavailable().do("t_change", **LEFT).do("t_change_interim", interim=FIONA)
    assert story.leads == "Ewan Grant"

    story.do("t_change_accept", interim_accepted="yes")
    assert story.leads == "Fiona Hay"

    story.appointed(ISLA)
    assert story.task("t_handover").assignee is None
    story.do("t_handover").do("t_introduce")
    assert story.done
    assert story.leads == "Isla Reid"
    assert not story.has(RoleName.PARTNER, EWAN)


@pytest.mark.parametrize("happens", ["nobody named", "no answer", "declined"])
def test_where_nobody_is_in_place_the_area_s_rule_says_who_leads_meanwhile(happens):
    story = unavailable().do("t_change", **LEFT)
    if happens == "nobody named":
        story.ring("b_change_interim")
    elif happens == "no answer":
        story.do("t_change_interim", interim=FIONA).ring("b_change_accept")
    else:
        story.do("t_change_interim", interim=FIONA).do("t_change_accept", interim_accepted="no")

    assert story.leads == "Morag Shaw"
    assert "t_preference" in story.waits


def test_a_lead_professional_who_is_chosen_again_hands_nothing_over():
    story = begun("change_lead_professional", facts_of(leads=EWAN)).do("t_change").appointed(EWAN)

    assert story.done
    assert story.leads == "Ewan Grant"


def test_somebody_who_does_not_lead_and_cannot_go_on_changes_nothing_here():
    story = unavailable(FIONA)

    assert story.done
    assert story.leads == "Ewan Grant"


# A status changes


def changed(**facts):
    """Isla, a health visitor, leads; the child has just become looked after."""
    facts = facts_of(**{"leads": ISLA, "statuses": (StatusName.LOOKED_AFTER,), **facts})
    return begun("status_changed_meanwhile", facts, status="looked_after", on=date(2026, 3, 2), ended=None)


def test_a_health_visitor_who_led_stays_a_partner_when_the_child_becomes_looked_after():
    story = changed(named=FIONA, partners=(EWAN, FIONA))
    assert story.task("t_status_interim").due.text.startswith("1 working day")

    story.do("t_status_interim", interim=EWAN, convenor=FIONA).do("t_status_accept", interim_accepted="yes")
    assert story.leads == "Ewan Grant"
    assert story.has(RoleName.PARTNER, ISLA)

    story.appointed(EWAN).do("t_status_tell").do("t_status_amend")
    assert story.done
    assert story.leads == "Ewan Grant"


@pytest.mark.parametrize("happens", ["nobody named", "no answer", "declined"])
def test_where_no_social_worker_is_named_in_time_one_among_the_partners_leads_meanwhile(happens):
    story = changed()
    if happens == "nobody named":
        story.ring("b_status_interim")
    elif happens == "no answer":
        story.do("t_status_interim", interim=EWAN, convenor=FIONA).ring("b_status_accept")
    else:
        story.do("t_status_interim", interim=EWAN, convenor=FIONA).do("t_status_accept", interim_accepted="no")

    assert story.leads == "Ewan Grant"
    assert story.waits == ["t_allocate"]


def test_where_nobody_leads_yet_the_new_status_counts_when_somebody_is_chosen():
    assert changed(leads=None).done


def test_a_social_worker_who_leads_goes_on_and_the_plan_takes_the_status_in():
    assert changed(leads=EWAN).waits == ["t_status_amend"]


def test_where_the_rule_is_usual_people_decide_whether_somebody_else_leads():
    story = changed(pack="national")
    assert story.waits == ["t_status_ask"]

    assert story.do("t_status_ask", change_back="no").do("t_status_amend").done
    assert story.leads == "Isla Reid"


def test_when_a_status_ends_people_decide_and_nothing_changes_back_by_itself():
    ended = begun(
        "status_changed_meanwhile", facts_of(leads=EWAN), status="looked_after", on=date(2026, 3, 2), ended=True
    )
    assert ended.waits == ["t_status_ask"]

    ended.do("t_status_ask", change_back="yes").do("t_change", gone="no", convenor=ISLA).appointed(ISLA)
    ended.do("t_handover").do("t_introduce").do("t_status_amend")

    assert ended.done
    assert ended.leads == "Isla Reid"
    assert ended.has(RoleName.PARTNER, EWAN)


def test_a_status_that_changes_while_a_review_is_waited_for_moves_the_review_too():
    story = review(leads=ISLA)
    story.tell("status_changed", status="looked_after", on="2026-03-02")
    assert story.waits == ["t_status_interim"]

    story.do("t_status_interim", interim=EWAN, convenor=FIONA).do("t_status_accept", interim_accepted="yes")
    story.appointed(EWAN).do("t_status_tell").do("t_status_amend")

    assert due_on(story) == date(2026, 4, 13)
    assert story.leads == "Ewan Grant"
