"""Whatever people answer, and whichever clocks run out first: the case goes on, and somebody is responsible."""

from random import Random

import pytest
from stories import ACCEPT, CHOSEN, DECIDED, DECLINE, EWAN, FIONA, ISLA, NO, OBJECT, RAISED, WORDS, YES, begin

from app import engine
from app.domain.cases import StatusName
from app.domain.errors import InvalidAnswers, RuleBroken

PEOPLE = (ISLA, EWAN, FIONA)
ASKS = {"outcome": "information", "question": WORDS, "answerer": EWAN}
BECAUSE = {"exception": "needs", "exception_reason": WORDS}


def every_answer(story, task):
    """All that somebody may answer to this task."""
    seen = engine.variables(story.release, story.state, task.id)
    anybody = [{"decided": one} for one in PEOPLE]
    choices = {
        "t_preference": [{}, *({"preferred": one} for one in PEOPLE)],
        "t_candidates": [{"candidates": [{"person": one, "why": WORDS} for one in some]} for some in (PEOPLE, (EWAN,))],
        "t_availability": [{"availability": "yes"}, {"availability": "no", "hindrance": WORDS}],
        "t_explain": [{"wish": "content"}, {"wish": "someone_else", "preferred": FIONA}],
        "t_propose": [
            {"proposal": "again", "again_because": WORDS},
            *({"proposed": one} for one in seen.get("available") or ()),
        ],
        "t_agree": [{"position": "agree"}, {"position": "agree"}, OBJECT],
        "t_allocate": [{"proposed": one} for one in PEOPLE],
        "t_confirm": [YES, {**YES, "exception_seen": True}, NO],
        "t_accept": [ACCEPT, DECLINE],
        "t_interim": [{"interim": one} for one in PEOPLE],
        "t_accept_interim": [
            {"interim_accepted": "yes"},
            {"interim_accepted": "no", "interim_declined_because": WORDS},
        ],
        "t_line_managers": [RAISED, *({**CHOSEN, **one} for one in anybody)],
        "t_service_managers": [RAISED, *({**CHOSEN, **one} for one in anybody)],
        "t_lead_officer": [RAISED, ASKS, *({**DECIDED, **one} for one in anybody)],
        "t_chief_officers": anybody,
        "t_answer": [{}],
    }[task.key]
    excused = task.key in {"t_propose", "t_line_managers", "t_service_managers", "t_lead_officer", "t_chief_officers"}
    with_reason = [{**one, **BECAUSE} for one in choices if one.get("proposed", one.get("decided")) in (ISLA, FIONA)]
    return [*choices, *with_reason] if excused and story.facts.statuses else choices


@pytest.mark.parametrize("pack", ["national", "ayrshire"])
@pytest.mark.parametrize("status", [None, StatusName.LOOKED_AFTER, StatusName.INVESTIGATION])
def test_whatever_people_answer_the_case_goes_on_and_somebody_is_responsible(pack, status):
    ended = 0
    for seed in range(8):
        chance = Random(f"{pack} {status} {seed}")
        story = begin(pack, *([status] if status else ()))
        for _ in range(50):
            if story.done:
                break
            step(story, chance)
        ended += story.done
        assert story.done or story.open

    assert ended >= 4


def step(story, chance):
    """One thing happens: now and then a clock runs out, else somebody answers."""
    if story.timers and chance.random() < 0.15:
        first = min(story.timers.values(), key=lambda timer: (timer.due.at, timer.event))
        story.ring(first.event)
        return
    task = chance.choice(sorted(story.open.values(), key=lambda one: (one.key, str(one.item))))
    try:
        story.do(task.key, task.item, **chance.choice(every_answer(story, task)))
    except (InvalidAnswers, RuleBroken):
        assert task.id in story.open
