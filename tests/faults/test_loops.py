"""Long loops: two thousand times round each loop that is shipped, a child is as visible as the first time, and as small.

Bar B45. A round ends where it began; the clock is set back to its beginning, for two thousand reviews are a thousand years.
"""

import journeying
import protecting
import pytest
import zstandard
from journeying import facts_of
from sizes import said, size
from stories import DECLINE, EWAN, FIONA, ISLA, MONDAY, NO, WORDS, YES, begin, positions, proposed

ASKED = {"asked_by": "Ailsa", "reason": "I want to see my granny more."}
DECLINES = {"accepted": "no", "declined_because": WORDS}
ROUNDS = size(12, 2_000)
EARLY = 5
LARGEST = 20_480


def review():
    return journeying.begun("plan_review", facts_of(leads=EWAN), scope="multi_agency", set_by_meeting=None)


def handback():
    declined = protecting.begin("handback", protecting.child(leads=EWAN)).do("t_briefing").do("t_take_on", **DECLINES)
    return declined.do("t_cover", cover="ask", asked=FIONA).do("t_take_on", **DECLINES)


def core_groups():
    return protecting.registered().planned()


LOOPS = {
    "a review is held": (
        review,
        lambda story: story.tell("early_review_requested", **ASKED).do("t_triage", triage="accept").reviewed(),
    ),
    "a review before its time is refused": (
        review,
        lambda story: story.tell("early_review_requested", **ASKED).do("t_triage", triage="decline"),
    ),
    "a core group meets": (core_groups, lambda story: story.ring("e_interval").do("t_core_group")),
    "a core group finds that the plan has to change": (
        core_groups,
        lambda story: (
            story.ring("e_interval")
            .do("t_core_group", finding="change", finding_because=WORDS)
            .do("t_core_change")
            .written()
        ),
    ),
    "whoever is asked to take the child on declines": (
        handback,
        lambda story: story.do("t_settle_officer", asked=FIONA).do("t_take_on", **DECLINES),
    ),
    "whoever is chosen to lead declines": (
        begin,
        lambda story: positions(proposed(story, EWAN)).do("t_confirm", **YES).do("t_accept", **DECLINE),
    ),
    "a choice of who leads is not confirmed": (
        begin,
        lambda story: positions(proposed(story, ISLA)).do("t_confirm", **NO),
    ),
}


@pytest.mark.parametrize("loop", LOOPS)
def test_round_after_round_the_next_thing_is_there_and_nothing_grows(loop):
    started, once = LOOPS[loop]
    story = once(started())
    story.now = MONDAY
    waits, clocks = story.waits, sorted(one.event for one in story.timers.values())
    sizes = []

    for _ in range(ROUNDS):
        story = once(story)
        story.now = MONDAY
        assert story.waits == waits
        assert sorted(one.event for one in story.timers.values()) == clocks
        sizes.append(len(zstandard.ZstdDecompressor().decompress(story.state)))

    said("B45", loop=loop, rounds=ROUNDS, bytes=sizes[-1])
    assert sizes[-1] <= 1.2 * sizes[EARLY]
    assert sizes[-1] <= LARGEST
