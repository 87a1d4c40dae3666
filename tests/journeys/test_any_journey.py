"""Whatever people answer on the way, the journey goes on, and somebody is responsible for the child."""

from random import Random

import pytest
from journeying import concern, facts_of
from stories import CALUM, EWAN, FIONA, FORMS, ISLA, MORAG

from app.domain.cases import StatusName
from app.domain.errors import InvalidAnswers, RuleBroken
from app.domain.forms import FieldKind
from app.forms.schema import asked

PEOPLE = (ISLA, EWAN, FIONA, MORAG, CALUM)
MOST_TASKS = 120
SELDOM = ("harm_child", "harm_parents", "harm_partner")  # each is asked of everybody who is heard


@pytest.mark.parametrize("pack", ["national", "ayrshire"])
@pytest.mark.parametrize("status", [None, StatusName.LOOKED_AFTER])
def test_whatever_people_answer_the_journey_goes_on_and_somebody_is_responsible(pack, status):
    ended = 0
    for seed in range(4, 7):
        chance = Random(f"{pack} {status} {seed}")
        story = concern(facts_of(pack=pack, named=chance.choice([None, ISLA]), statuses=(status,) if status else ()))
        for _ in range(MOST_TASKS):
            if story.done:
                break
            step(story, chance)
            assert story.done or story.open or story.timers
        ended += story.done

    assert ended


def step(story, chance):
    """One thing happens: word comes, a clock runs out, or somebody answers."""
    if not story.open or (story.timers and chance.random() < 0.1):
        first = min(story.timers.values(), key=lambda timer: (timer.due.at, timer.event))
        story.ring(first.event)
        return
    task = chance.choice(sorted(story.open.values(), key=lambda one: (one.key, str(one.item))))
    try:
        story.do(task.key, task.item, **chosen(task, chance))
    except (InvalidAnswers, RuleBroken):
        assert task.id in story.open


def chosen(task, chance):
    """An answer to every choice of a task's form, by chance; yes more often than no, so that journeys come to an end."""
    harm = {key: "no" for key in SELDOM if chance.random() < 0.95}
    return {
        one.key: chance.choice(PEOPLE) if one.choices.key else chance.choice([one.choices.fixed[0][0], *dict(one.choices.fixed)])
        for one in asked(FORMS[task.form].components)
        if one.kind is FieldKind.CHOICE and one.choices and (one.choices.fixed or one.choices.key in {"colleagues", "partners"})
    } | {key: "no" for key in harm if key in FORMS[task.form].outline.fields}  # fmt: skip
