"""A case lives for years: after two thousand reviews it is as small and as quick as after twenty."""

from statistics import median
from time import thread_time

import zstandard
from diagrams import both, boundary, chain, diagram, end, flow, start, timer, user, xor
from playing import Table, form, release

ROUNDS = 2_000
EARLY = 20
SAMPLE = 60


def _reviews():
    return release(
        diagram(
            "p", start(), both("s"), user("keep"), end("kept"), xor("top"), user("plan", form="plan"), user("act"),
            boundary("nudge", "act", timer("R3/P7D", "Cycle"), interrupting=False), user("nudged"), end("nudged_end"),
            user("review", form="review"), boundary("late", "review", timer('due("ladder.level_1", now)', "Date")), user("chase"),
            xor("again", default="close"), end(), *chain("start", "s", "keep", "kept"),
            *chain("s", "top", "plan", "act", "review", "again"), flow("again", "top", 'outcome = "go on"'),
            flow("again", "end", key="close"), *chain("nudge", "nudged", "nudged_end"), *chain("late", "chase", "top"),
        ),
        forms=(form("plan", plan_on="date"), form("review", outcome="choice", words="text")),
    )  # fmt: skip


def test_two_thousand_reviews_leave_a_case_as_small_and_as_quick_as_twenty():
    table = Table(_reviews(), "p")
    sizes, live, times = [], [], []

    for _ in range(ROUNDS):
        began = thread_time()
        table.complete("plan")
        table.complete("act")
        table.complete("review", outcome="go on", words="They are doing well")
        times.append(thread_time() - began)
        sizes.append(len(zstandard.ZstdDecompressor().decompress(table.state)))
        live.append(table.state)

    made = table.release
    assert sizes[-1] <= 1.2 * sizes[EARLY]
    assert len(made.load(live[-1]).workflow.tasks) <= 1.2 * len(made.load(live[EARLY]).workflow.tasks)
    assert median(times[-SAMPLE:]) <= 1.3 * median(times[EARLY : EARLY + SAMPLE])
    assert table.open == ["keep", "plan"]


def test_a_reminder_that_repeats_for_ever_longer_leaves_no_trace_of_those_before():
    made = release(
        diagram(
            "p", start(), user("wait"), boundary("nudge", "wait", timer("R100/PT1H", "Cycle"), interrupting=False), end(), end("e2"),
            *chain("start", "wait", "end"), flow("nudge", "e2"),
        )
    )  # fmt: skip
    table = Table(made, "p")
    table.wake("nudge")
    early = len(made.load(table.state).workflow.tasks)

    for _ in range(90):
        table.wake("nudge")

    assert len(made.load(table.state).workflow.tasks) == early
