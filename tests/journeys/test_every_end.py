"""Every end that a shipped diagram has is come to, and every rule of every decision table counts for some child."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain, product
from uuid import uuid4

import protecting
import pytest
from journeying import Journey, begun, concern, facts_of
from protecting import WORDS, deregistered, investigated, prepared, registered, reviewing
from stories import CHOSEN, DECISIONS, EWAN, FIONA, FORMS, ISLA, MONDAY, PACKS, RELEASE, disputed

from app import engine
from app.domain import messages, policy
from app.domain.cases import Status, StatusName

ENDS = [(key, one[0]) for key, process in RELEASE.processes.items() for one in process.elements if one[2] == "endEvent"]
LEAVES = {"person": EWAN, "from": "2026-03-02"}


def offered(outcome: str = "multi_agency") -> Journey:
    return concern().assessed(outcome)


def in_review() -> Journey:
    return offered().do("t_offer").appointed(EWAN).planned()


def withdrawn() -> Journey:
    return in_review().tell("consent_withdrawn", who="The parents")


def word(process: str, message: str, payload: dict, **facts) -> Journey:
    """A process that begins with a message beside the journey."""
    return begun(process, facts_of(**facts), **messages.read(message, payload).payload)


def changed(person: str) -> Journey:
    """Somebody leaves, and this person is chosen to lead after them."""
    story = word("lead_professional_unavailable", "lp_unavailable", LEAVES, leads=EWAN)
    story.do("t_change").appointed(person)
    return story if person == EWAN else story.do("t_handover").do("t_introduce")


def reviewed(plan_after: str):
    """The review meeting took the name off the register, and everybody was told."""
    story = registered().do("t_core_first", finding="review", finding_because=WORDS)
    reviewing(story).do("t_review_meeting", plan_after=plan_after).do("t_remove")
    return story.do("t_tell_off_register")


def handed_back(story):
    return story.do("t_briefing").do("t_take_on").do("t_meet_family")


def followed(story, **answers):
    return story.do("t_who_leads").do("t_amend_plan").ring("e_weeks").do("t_after_register", **answers)


def stories() -> Iterator[Journey]:
    """Stories that come to every end between them."""
    yield in_review().reviewed(need_remains="no").handed_back().do("t_close")
    yield offered("advice")
    yield (concern().do("t_views_child").do("t_views_parents").shared().do("t_assess", harm_suspected="yes"))
    yield from heard()
    yield withdrawn().do("t_decline", order="yes").do("t_compulsory")
    yield withdrawn().do("t_decline").do("t_sharing")
    yield withdrawn().do("t_decline", wants_single="yes").do("t_sharing")
    yield (
        offered()
        .do("t_offer")
        .appointed()
        .do("t_draft")
        .each("t_contribute")
        .do("t_comment", family_says="declines")
        .do("t_decline")
        .do("t_sharing")
    )
    yield disputed("national").do("t_lead_officer", **CHOSEN, decided=EWAN, review_on="2026-09-01")
    yield word("lead_professional_unavailable", "lp_unavailable", LEAVES, leads=ISLA)
    yield changed(EWAN)
    yield changed(FIONA)
    status = {"status": "looked_after", "on": "2026-03-02"}
    yield word("status_changed_meanwhile", "status_changed", status)
    yield word("status_changed_meanwhile", "status_changed", status, leads=EWAN).do("t_status_amend")
    for process, message, payload in (
        ("lead_professional_unavailable", "lp_unavailable", LEAVES),
        ("status_changed_meanwhile", "status_changed", status),
    ):
        yield word(process, message, payload, leads=EWAN).handed_back_meanwhile()
    yield begun("status_change", facts_of(), ended=False)
    for process in (
        "early_review",
        "serious_event",
        "preference_changed",
        "consent_withdrawn",
        "early_cppm",
    ):
        yield begun(f"{process}_meanwhile").do("t_answer_word")
        yield begun(f"{process}_meanwhile").closed_meanwhile()
    yield begun("concern_meanwhile", facts_of(statuses=[StatusName.PROTECTION])).do("t_answer_word")
    yield begun("change_named_person").do("t_other_named", np_found="nobody")
    yield from moving()
    yield from arriving()
    yield from ahead()
    yield from visited()
    yield from short_orders()
    yield from contested()
    said = {"on": "2026-03-01", "said_by": "A hospital"}
    yield word("death_of_a_child", "child_died", said).do("t_verify", verified="no")
    verified = word("death_of_a_child", "child_died", said).do("t_verify", verified="yes", died_on="2026-03-01")
    yield verified.do("t_tell").do("t_learning")
    yield begun("change_named_person").do("t_other_named", np_person=EWAN).do("t_accept_other", np_accepted="yes")
    yield begun("status_change", facts_of(leads=EWAN), ended=False).do("t_status_amend")
    yield from protected()
    yield from unborn()
    yield from asked_to_help()
    yield from named_anew()
    led = protecting.child(leads=EWAN)
    yield protecting.begin("handback", protecting.child())
    yield protecting.begin("handback", protecting.child(leads=EWAN, statuses=[StatusName.LOOKED_AFTER]))
    refused = protecting.begin("handback", led).do("t_briefing").do("t_take_on", accepted="no", declined_because=WORDS)
    yield refused.ring("b_cover").do("t_settle_officer", decision="lead_stays")
    unnamed = protecting.begin("handback", led).do("t_briefing", named_person_there="no")
    given = {"cover": "service", "no_named_because": "declined", "service_because": WORDS, "signposted": WORDS}
    yield unnamed.do("t_cover", **given, **protecting.HEARD).do("t_sign_off", signed_off="yes", signed_because=WORDS)


def protected() -> Iterator[Journey]:
    """A child is protected from harm, and what follows the register."""
    yield (
        protecting.begin("child_protection", protecting.child())
        .do("t_notify")
        .do("t_screen", discussion_needed="no")
        .do("t_feedback")
    )
    yield protecting.noticed().do("t_ird", ird_decision="nfa_to_np", lead=None).do("t_ird_feedback")
    yield protecting.noticed().do("t_ird", ird_decision="diversion_protocol", lead=None).do("t_divert")
    yield investigated().do("t_assess").do("t_needed", meeting_needed="no", no_meeting_support=WORDS)
    late = investigated().ring("e_warning").ring("e_late")
    yield late.do("t_extend", safety_plan_holds="yes", extension="held")
    yield prepared().do("t_planning_meeting", register_decision="not", support_needed="no")
    beside = protecting.called(protecting.noticed("concern_meanwhile").do("t_ird").do("t_accept_lead").do("t_safety"))
    beside.do("t_planning_meeting", register_decision="not", support_needed="no")
    yield beside.do("t_summary").do("t_recipients").do("t_record")
    recalled = reviewing(protecting.registered().ring("wait_due"))
    yield protecting.called_for(recalled, date(2026, 8, 12))
    again = protecting.registered().do("t_core_first").do("t_core_plan").ring("e_interval")
    yield again.do("t_core_group", finding="change", finding_because=WORDS).do("t_core_change").written()
    yield protecting.begin("meeting_record", protecting.child()).do("t_summary").do("t_recipients").do("t_record")
    recorded = concern(immediate_danger="yes")
    for step in ("t_notify", "t_screen", "t_ird", "t_accept_lead", "t_safety", "t_assess", "t_needed", "t_book"):
        recorded.do(step, **protecting.USUAL[step])
    recorded.do("t_planning_meeting", **protecting.USUAL["t_planning_meeting"])
    for step in ("t_summary", "t_recipients", "t_record"):
        recorded.do(step, **protecting.USUAL[step])
    yield recorded
    yield asked_for_another().do("t_change").appointed()
    again = asked_for_another().ring("wait_due").do("t_book", **protecting.USUAL["t_book"])
    yield again.do("t_review_meeting", **protecting.USUAL["t_review_meeting"])
    yield handed_back(reviewed("none"))
    yield followed(reviewed("continue"))
    yield deregistered().ring("e_weeks").do("t_after_register", plan_needed="no")
    yield followed(deregistered(), risk="higher", plan_needed=None)


def asked_for_another() -> Journey:
    """The planning meeting registers the child, and wants somebody else to lead."""
    story = begun("child_protection", facts_of())
    for step in ("t_notify", "t_screen", "t_ird", "t_accept_lead", "t_safety", "t_assess", "t_needed", "t_book"):
        story.do(step, **protecting.USUAL[step])
    wants = protecting.USUAL["t_planning_meeting"] | {"lead_right": "no", "lead_right_because": WORDS}
    return story.do("t_planning_meeting", **wants).do("t_register", **protecting.USUAL["t_register"])


def english() -> Iterator[Journey]:
    """Where nothing is assessed without the family's agreement, and children have no named person."""
    for said in ("no", "harm"):
        yield concern(facts_of(named=None, pack="east_riding")).do("t_consent", consent_given=said)
    led = protecting.child(named=None, leads=EWAN, pack="east_riding")
    yield protecting.begin("handback", led).do("t_briefing").do("t_cover", cover="service", signposted=WORDS)


def contested() -> Iterator[Journey]:
    """An agency disagrees, a family appeals."""
    for outcome in ("uphold", "reconvene"):
        dissent = word(
            "agency_dissent", "dissent_recorded", {"agency": "Health", "held_on": "2026-03-02", "reason": "-"}
        )
        dissent.do("t_pass_on").do("t_reply", dissent_outcome=outcome)
        yield dissent.do("t_again") if outcome == "reconvene" else dissent
    for lodged, outcome in (("2026-02-02", ""), ("2026-01-06", "upheld"), ("2026-01-06", "not_upheld")):
        days = {"lodged_on": lodged, "decided_on": "2026-01-05"}
        appeal = word("family_appeal", "appeal_lodged", {"who": "Skye", **days}).do("t_receive", appeal_taken="no")
        if outcome:
            appeal.do("t_review" if "t_review" in appeal.waits else "t_review_late", appeal_outcome=outcome)
        yield appeal.do("t_meet") if outcome == "upheld" else appeal


def heard() -> Iterator[Journey]:
    """Harm comes up while people are heard; information is asked for."""
    for who in ("child", "parents"):
        yield concern().do(f"t_views_{who}", **{f"harm_{who}": "yes"})
    yield concern().do("t_decide_sharing", EWAN).do("t_partner_information", EWAN, harm_partner="yes")
    for decided in ("all", "none"):
        asked = sharing_asked(at_once=False).do("t_decide_sharing_responsible", sharing=decided)
        yield asked.do("t_give") if decided == "all" else asked
    yield sharing_asked(at_once=True).do("t_share_now").do("t_decide_sharing_responsible")


def sharing_asked(*, at_once: bool) -> Journey:
    """Somebody asks for information."""
    return word("sharing_asked", "sharing_asked", {"with_whom": "Housing", "purpose": "A flat", "at_once": at_once})


def asked_to_help() -> Iterator[Journey]:
    """Somebody of another agency is asked to help."""
    for answer in ("yes", "no"):
        asked = word("assistance_requested", "assistance_requested", {"asked": FIONA, "help_with": "Sleep"})
        asked.do("t_join", accepted=answer)
        yield asked.do("t_follow", request_follows="leave") if answer == "no" else asked
    for steps in ((), (("t_join", {"accepted": "no"}),)):
        closed = word("assistance_requested", "assistance_requested", {"asked": FIONA, "help_with": "Sleep"})
        for step, answers in steps:
            closed.do(step, **answers)
        yield closed.closed_meanwhile()


def named_anew() -> Iterator[Journey]:
    """The named person leaves or has left, and the case may be closed meanwhile."""
    leaves, left = ({"why": why, "from": "2026-03-02", "place": "primary"} for why in ("leaves", "left"))
    followed = word("named_person_changed", "np_changed", leaves).do("t_brief").do("t_other_named", np_person=EWAN)
    yield followed.do("t_accept_other", np_accepted="yes")
    yield word("named_person_changed", "np_changed", left).do("t_other_named", np_found="nobody")
    yield word("named_person_changed", "np_changed", leaves).closed_meanwhile()


def unborn() -> Iterator[Journey]:
    """A child is born for whom people worked before birth."""
    born = {"born_on": "2026-03-02", "given_name": "Ailsa", "family_name": "Munro"}
    yield word("birth_of_a_child", "child_born", born | {"only_name": True})
    yield word("birth_of_a_child", "child_born", born).do("t_birth_tell")
    home = word("birth_of_a_child", "child_born", born, statuses=[StatusName.REGISTERED])
    yield home.do("t_pre_discharge", home_decision="not_yet").do("t_pre_discharge").do("t_discharge")


def visited() -> Iterator[Journey]:
    """A child is looked after no more, before the first visit or after it; or lives somewhere else."""
    for steps in ((), ("t_name",), ("t_name", "t_first")):
        visits = begun("looked_after_visits", facts_of(statuses=[StatusName.LOOKED_AFTER]))
        for step in steps:
            visits.do(step)
        visits.facts = replace(visits.facts, statuses=())
        yield visits.took(engine.wake(RELEASE, visits.state, (), visits.world))
    moved = begun("looked_after_visits", facts_of(statuses=[StatusName.LOOKED_AFTER])).do("t_name").do("t_first")
    there = Status(uuid4(), StatusName.PLACED_WITH_KIN, moved.world.today + timedelta(days=1))
    moved.facts = replace(moved.facts, statuses=(*moved.facts.statuses, there))
    yield moved.took(engine.wake(RELEASE, moved.state, (), moved.world))


def short_orders() -> Iterator[Journey]:
    """A short order is heard until it has run out, or something else takes its place."""
    for hearings in (2, 0):
        order = begun("short_order", facts_of(statuses=[StatusName.CHILD_PROTECTION_ORDER]))
        for _ in range(hearings):
            order.do("t_hearing")
        if not hearings:
            order.facts = replace(order.facts, statuses=())
            order.took(engine.wake(RELEASE, order.state, (), order.world))
        yield order


def ahead() -> Iterator[Journey]:
    """A change is ahead of a child, its day becomes another, and it does not come; or the journey is closed before."""
    change = {"transition": "changes_school", "on": "2026-09-01"}
    coming = word("transition", "transition_due", change)
    yield begun("transition", coming.facts, **messages.read("transition_due", change | {"on": "2026-10-01"}).payload)
    yield coming.ring("wait_step").do("t_plan", comes="no")
    yield word("transition", "transition_due", change).closed_meanwhile()


def moving() -> Iterator[Journey]:
    """A child moves to another area."""
    stay = {"where": "Elsewhere", "moves_on": "2026-03-02"}
    yield word("area_transfer", "area_move", stay).do("t_tell", stay="temporary")
    away = (
        word("area_transfer", "area_move", stay, statuses=[StatusName.REGISTERED])
        .do("t_tell", stay="temporary")
        .do("t_temporary")
    )
    yield away.ring("wait_back").do("t_back", back="back")
    lost = word("area_transfer", "area_move", stay).do("t_tell", stay="unknown").do("t_trace", found="not_yet")
    yield lost.ring("wait_trace").do("t_trace", found="here")
    for answer in ("yes", "no"):
        gone = word("area_transfer", "area_move", stay).do("t_tell", stay="permanent", move_risk="same")
        gone.do("t_accept", accepted_there=answer, **({"registered_there": "not"} if answer == "yes" else {}))
        yield gone.do("t_settle_service", settled="stays") if answer == "no" else gone


ALL_THERE = ["their_worker", "their_manager", "our_worker", "our_manager", "health", "education"]


def arriving() -> Iterator[Journey]:
    """A child on another area's register comes here, for a while and for good."""
    stay = begun("child_protection", facts_of(), arrives="temporary")
    yield stay.do("t_name", sees=EWAN).do("t_accept").do("t_temporary").do("t_gone", gone="back")
    yield begun("arrival_meanwhile", facts_of(statuses=[StatusName.PROTECTION])).do("t_answer_word")
    meanwhile = begun("arrival_meanwhile", facts_of(), arrives="permanent").do("t_safety", safety_until="2027-03-30")
    meanwhile.do("t_name", lead=EWAN).do("t_accept_lead").do("t_book", meeting_on="2026-03-20")
    meanwhile.do("t_transfer_meeting", transfer_there=ALL_THERE)
    yield meanwhile.do("t_summary").do("t_recipients").do("t_record")
    away = begun("arrival_meanwhile", facts_of(), arrives="temporary").do("t_temporary")
    yield away.do("t_gone", gone="elsewhere")
    comes = begun("child_protection", facts_of(), arrives="permanent").do("t_safety", safety_until="2027-03-30")
    comes.do("t_name", lead=EWAN).do("t_accept_lead").do("t_book", meeting_on="2026-03-20").ring("e_late")
    comes.do("t_extend", safety_plan_holds="yes", extension="held")
    yield comes.do("t_transfer_meeting", transfer_there=ALL_THERE).do("t_register")


def test_every_end_of_every_shipped_diagram_is_come_to():
    come_to = {passed for story in chain(stories(), english()) for passed in story.went}

    assert sorted(set(ENDS) - come_to) == []


# Which values are tried in every combination, for each table. `due` tells moments that are enough to compare.
ORDERS = ("investigation", "registered", "looked_after", "coordinated_support_plan", "compulsory_supervision")
STATUSES = [dict(zip(ORDERS, held, strict=True)) for held in product((False, True), repeat=5)]
RULES = [
    dict(zip(("investigation", "registered", "looked_after", "csp"), rule, strict=True))
    for rule in product(("free", "usual", "must"), repeat=4)
]
BORN, UNBORN = date(2018, 5, 4), date(2026, 8, 1)
CLOCKS = ("plan", "registered", "looked_after", "at_home", "coordinated_support_plan", "compulsory_supervision")
COUNTS = ("plan", "looked_after", "before_birth", "placement", "last", "agreed", "since")
TRIED = {
    "statutory_lp_rule": {"case": STATUSES, "policy": [{"statutory_lp_rule": rule} for rule in RULES]},
    "lp_consider": {
        "statutory_rule": ["must", "usual", "free"],
        "case": [
            {"coordinated_support_plan": plan, "young_carer_statement": carer}
            for plan, carer in product((True, False), repeat=2)
        ],
    },
    "hearing_due_date": {
        "order": ["child_protection_order", "interim_compulsory_supervision"],
        "hearings": [0, 1],
        "decided_on": [UNBORN],
        "case": [{"since": dict.fromkeys(("child_protection_order", "interim_compulsory_supervision"), BORN)}],
    },
    "named_person_role": {
        "case": [{"born_on": BORN}, {"born_on": UNBORN}],
        "place": [
            value for one in FORMS["case_start"].components if one.key == "place" for value, _ in one.choices.fixed
        ],
        "mobile": ["yes", "no"],
        "np_away": ["yes", "no", None],
    },
    "ladder_clocks": {"subject": ["plan_content", "resource_release", "handback", "transfer", "early_review"]},
    "plan_copy": {
        "recipient": [
            dict(zip(("who", "understands", "copy_risk", "redaction", "prr"), row, strict=True))
            for row in product(
                ("child", "parent", "named_person", "partner", "agency", "other"),
                ("yes", "no", "not_child"),
                ("none", "wellbeing", "somebody", "legal"),
                ("yes", "no", "not_needed"),
                ("yes", "care", "no", None),
            )
        ]
    },
    "next_review_date": {
        "case": [
            one | {"reviews": dict(zip(COUNTS, counts, strict=True))}
            for one in STATUSES
            for counts in product(
                (0, 1),
                (0, 1, 2),
                (True, False),
                ("home", "away", "short_term"),
                (BORN,),
                (None, UNBORN),
                (dict.fromkeys(CLOCKS, BORN),),
            )
        ],
        "set_by_meeting": [None, UNBORN],
    },
    "review_step": {
        "case": STATUSES,
        "harm": ["yes", "no"],
        "need_remains": ["yes", "no", None],
        "several_agencies": ["yes", "no", None],
        "family_accepts": ["yes", "no", "compulsory", None],
        "scope": ["multi_agency", "single_agency"],
    },
}


@pytest.mark.parametrize("table", sorted(RELEASE.decisions))
def test_every_rule_of_every_decision_table_counts_for_some_child(table):
    decision, tried = RELEASE.decisions[table], TRIED[table]
    due = policy.load(PACKS, "national").due

    def moment(rule: str, start: date | datetime) -> datetime:
        return due(rule, start if isinstance(start, datetime) else datetime(*start.timetuple()[:3], tzinfo=UTC)).at

    counted = {
        rule
        for values in product(*tried.values())
        for rule in decision.decide({"now": MONDAY, **dict(zip(tried, values, strict=True))}, {"due": moment}).rules
    }

    assert counted == set(range(1, rules_of(table) + 1))


def rules_of(table: str) -> int:
    """How many rules the table has, counted in its file."""
    [content] = [one for one in DECISIONS.values() if f'id="{table}"'.encode() in one]
    return len(re.findall(rb"<(?:\w+:)?rule\b", content))
