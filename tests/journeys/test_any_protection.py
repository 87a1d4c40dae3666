"""Protection, what follows it, and handing back: whatever people answer and whichever clocks run out first."""

from datetime import timedelta
from random import Random

import pytest
from protecting import WORDS, agencies, begin, child
from stories import EWAN, FIONA, ISLA, MORAG

from app import engine
from app.domain import messages
from app.domain.cases import RoleName, StatusName
from app.domain.errors import InvalidAnswers, NothingWaiting, RuleBroken

PEOPLE = (ISLA, EWAN, FIONA, MORAG)
CHOICES = {
    "t_notify": [{}, {"parents_told": "no", "not_told": "not_reached"}],
    "t_screen": [{}, {}, {}, {"discussion_needed": "no"}],
    "t_ird": [
        {},
        {},
        {"interview_needed": "yes", "interview_by": EWAN},
        {"lead": ISLA},
        {"ird_decision": "nfa_to_np", "lead": None},
        {"ird_decision": "diversion_protocol", "lead": None},
        {"ird_decision": "further_enquiry", "lead": None, "ird_missing": WORDS},
        {"ird_decision": "case_discussion", "lead": None, "ird_missing": WORDS},
        {"ird_agencies": agencies("police")},
    ],
    "t_accept_lead": [{}, {"lead_accepted": "no", "lead_declined_because": WORDS}],
    "t_allocate_lead": [{}, {"lead": FIONA}],
    "t_needed": [{}, {}, {"meeting_needed": "no", "no_meeting_support": WORDS}],
    "t_book": [{}, {"meeting_on": "2026-03-03"}],
    "t_extend": [
        {"safety_plan_holds": "no", "extension": "extend", "meet_until": "soon"},
        {"safety_plan_holds": "yes", "extension": "extend", "meet_until": "soon"},
        {"safety_plan_holds": "yes", "extension": "extend", "meet_until": "2099-01-15"},
        {"safety_plan_holds": "no", "extension": "meet_now"},
        {"safety_plan_holds": "yes", "extension": "held"},
    ],
    "t_planning_meeting": [
        {},
        {"reporter": "now"},
        {"quorate": "no", "inquorate_because": WORDS},
        {"register_decision": "not", "support_needed": "no"},
    ],
    "t_core_first": [{}, {"finding": "change", "finding_because": WORDS}],
    "t_core_group": [
        {},
        {"finding": "change", "finding_because": WORDS},
        {"finding": "review", "finding_because": WORDS},
    ],
    "t_review_meeting": [
        {},
        {"plan_after": "none"},
        {"review_decision": "stay", "plan_changes": WORDS, "reporter": "now"},
        {"review_decision": "stay", "plan_changes": WORDS, "lead_right": "no", "lead_right_because": WORDS},
        {"quorate": "no", "inquorate_because": WORDS},
    ],
    "t_who_leads": [{}],
    "t_after_register": [{}, {"risk": "higher", "plan_needed": None}, {"plan_needed": "no"}],
    "t_briefing": [{}, {"named_person_there": "no"}],
    "t_take_on": [
        {},
        {"accepted": "away", "away_until": WORDS},
        {"accepted": "no", "declined_because": WORDS},
        {"accepted": "yes_if", "arranged": WORDS},
    ],
    "t_cover": [{"cover": "nobody", "nobody_because": WORDS}, *({"asked": one} for one in PEOPLE)],
    "t_settle_officer": [{"decision": "lead_stays"}, *({"asked": one} for one in PEOPLE)],
}


def step(story, chance):
    """One thing happens: a clock runs out, somebody asks for an early review, or somebody answers."""
    if story.timers and (not story.open or chance.random() < 0.15):
        first = min(story.timers.values(), key=lambda timer: (timer.due.at, timer.event))
        story.ring(first.event)
        return
    if chance.random() < 0.05:
        asked = messages.read("early_cppm_requested", {})
        try:
            story.took(engine.deliver(story.release, story.state, asked, story.world))
        except NothingWaiting:
            return
        return
    task = chance.choice(sorted(story.open.values(), key=lambda one: one.key))
    answers = chance.choice(CHOICES.get(task.key, [{}]))
    if answers.get("meet_until") == "soon":
        answers = answers | {"meet_until": (story.now + timedelta(days=10)).date().isoformat()}
    try:
        story.do(task.key, task.item, **answers)
    except (InvalidAnswers, RuleBroken):
        assert task.id in story.open


@pytest.mark.parametrize("pack", ["national", "ayrshire"])
@pytest.mark.parametrize(
    ("process", "leads", "values"),
    [
        ("child_protection", None, {}),
        ("child_protection", ISLA, {}),
        ("deregistration", EWAN, {"register_outcome": "deregistered_continue"}),
        ("handback", EWAN, {}),
    ],
)
def test_whatever_people_answer_somebody_is_responsible_and_the_register_is_kept(pack, process, leads, values):
    ended = 0
    for seed in range(8):
        chance = Random(f"{pack} {process} {leads} {seed}")
        story = begin(process, child(leads=leads, pack=pack), **values)
        for _ in range(60):
            if story.done:
                break
            registered = story.facts.has(StatusName.REGISTERED)
            last = len(story.passed)
            step(story, chance)
            assert not registered or story.facts.has(StatusName.REGISTERED) or "s_remove" in story.passed[last:]
            led = story.facts.holder(RoleName.LEAD_PROFESSIONAL)
            assert led or "s_hand_back" in story.passed or process == "child_protection"
        ended += story.done
        assert story.done or story.open or story.timers

    assert ended >= 3
