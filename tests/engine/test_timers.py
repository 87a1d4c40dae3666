"""Timers: worked out on arrival, fired when they are named and due, and never otherwise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from diagrams import both, boundary, catch, chain, diagram, end, event, first, flow, message, start, timer, user
from playing import NOW, Table, form, later, release, world

from app import engine
from app.domain.errors import Stuck
from app.domain.messages import Message

REVIEW = diagram(
    "p", start(), user("review"), boundary("late", "review", timer('due("ladder.level_1", now)', "Date")), user("chase"), end(),
    end("e2"), *chain("start", "review", "end"), *chain("late", "chase", "e2"),
)  # fmt: skip


def test_a_timer_is_armed_with_its_moment_and_its_explanation():
    table = Table(release(REVIEW), "p")

    [armed] = table.step.armed
    assert (armed.event, armed.name, armed.generation) == ("late", "Late", 1)
    assert armed.due.at == datetime(2026, 3, 9, 17, tzinfo=UTC)
    assert armed.due.rule == "ladder.level_1"
    assert armed.due.source == "Practice guidance, page 2"
    assert engine.standing(table.release, table.state).timers == ((armed.task_id, "late", 1, armed.due.at),)


def test_a_ring_that_comes_early_does_nothing():
    table = Table(release(REVIEW), "p")

    step = engine.wake(table.release, table.state, [table.ring("late")], later(days=1))

    assert (step.state, step.opened, step.closed, step.disarmed, step.passed) == (table.state, (), (), (), ())


def test_a_ring_that_comes_twice_does_nothing_the_second_time():
    table = Table(release(REVIEW), "p")
    ring = table.ring("late")
    table.wake("late")

    step = engine.wake(table.release, table.state, [ring], later(days=30))

    assert table.open == ["chase"]
    assert (step.state, step.opened, step.closed) == (table.state, (), ())


def test_a_ring_that_nobody_armed_does_nothing():
    table = Table(release(REVIEW), "p")

    step = engine.wake(
        table.release, table.state, [(uuid4(), "late", 1), (table.ring("late")[0], "late", 7)], later(days=30)
    )

    assert step.state == table.state


def test_completing_a_task_fires_no_timer_of_the_case_however_overdue_it_is():
    made = release(
        diagram(
            "p", start(), both("s"), user("a"), user("review"), boundary("late", "review", timer("P1D")), both("j"), end(), end("e2"),
            *chain("start", "s", "a", "j", "end"), *chain("s", "review", "j"), flow("late", "e2"),
        )
    )  # fmt: skip
    table = Table(made, "p")

    table.complete("a", at=later(days=400))

    assert table.open == ["review"]
    assert len(table.timers) == 1


def test_completing_the_task_disarms_its_timer():
    table = Table(release(REVIEW), "p")
    ring = table.ring("late")

    table.complete("review")

    assert table.step.disarmed == (ring,)


def test_several_rings_are_answered_in_the_order_of_their_moments():
    made = release(
        diagram(
            "p", start(), user("review"), boundary("second", "review", timer("P2D")), boundary("first_", "review", timer("P1D")),
            end(), end("was_second"), end("was_first"), *chain("start", "review", "end"), flow("second", "was_second"), flow("first_", "was_first"),
        )
    )  # fmt: skip
    table = Table(made, "p")

    table.keep(engine.wake(made, table.state, [table.ring("second"), table.ring("first_")], later(days=10)))

    assert table.step.outcome == "Was first"


@pytest.mark.parametrize(
    ("text", "form_", "at"),
    [
        ("P3D", "Duration", NOW + timedelta(days=3)),
        ("PT4H", "Duration", NOW + timedelta(hours=4)),
        ('duration("P1D")', "Duration", NOW + timedelta(days=1)),
        ("P1M", "Duration", datetime(2026, 4, 2, 9, tzinfo=UTC)),  # 10 in the morning in Scotland, in summer time
        ("2026-05-04", "Date", datetime(2026, 5, 3, 23, tzinfo=UTC)),
        ("2026-05-04T09:00:00Z", "Date", datetime(2026, 5, 4, 9, tzinfo=UTC)),
        ('case.born_on + duration("P10Y")', "Date", datetime(2028, 5, 3, 23, tzinfo=UTC)),
    ],
)
def test_a_moment_is_what_it_says_in_scotland(text, form_, at):
    made = release(diagram("p", start(), catch("wait", timer(text, form_)), end(), *chain("start", "wait", "end")))

    table = Table(made, "p")

    assert list(table.timers.values()) == [at]


def test_a_day_is_a_day_on_the_clock_also_when_clocks_are_changed():
    made = release(diagram("p", start(), catch("wait", timer("P2D")), end(), *chain("start", "wait", "end")))

    table = Table(made, "p", at=replace(world(), now=datetime(2026, 3, 28, 9, tzinfo=UTC)))

    assert list(table.timers.values()) == [datetime(2026, 3, 30, 8, tzinfo=UTC)]  # 9 in the morning both times


def test_a_month_after_the_last_of_january_is_the_last_of_february():
    made = release(diagram("p", start(), catch("wait", timer("P1M")), end(), *chain("start", "wait", "end")))

    table = Table(made, "p", at=replace(world(), now=datetime(2026, 1, 31, 12, tzinfo=UTC)))

    assert list(table.timers.values()) == [datetime(2026, 2, 28, 12, tzinfo=UTC)]


@pytest.mark.parametrize(
    "text", ["duration(amount)", "date(amount)", 'now + duration("P30Y")', 'due("gone", now)', "amount"]
)
def test_a_timer_without_a_sensible_moment_refuses_the_act_and_keeps_the_case(text):
    made = release(
        diagram(
            "p",
            start(),
            user("ask", form="ask"),
            catch("wait", timer(text, "Date")),
            end(),
            *chain("start", "ask", "wait", "end"),
        ),
        forms=(form("ask", amount="choice"),),
    )
    table = Table(made, "p")

    with pytest.raises(Stuck):
        table.complete("ask", amount="P1X")

    assert [task.key for task in engine.standing(made, table.state).tasks] == ["ask"]


def test_a_reminder_repeats_until_its_rounds_are_over_or_the_task_is_done():
    made = release(
        diagram(
            "p", start(), user("review"), boundary("nudge", "review", timer("R3/P7D", "Cycle"), interrupting=False), user("nudged"),
            end(), end("e2"), *chain("start", "review", "end"), *chain("nudge", "nudged", "e2"),
        )
    )  # fmt: skip
    table = Table(made, "p")
    moments = []
    for _ in range(3):
        moments += table.timers.values()
        table.wake("nudge")

    assert moments == [NOW + timedelta(days=7 * rounds) for rounds in (1, 2, 3)]
    assert (table.open, table.timers) == (["nudged", "nudged", "nudged", "review"], {})
    table.complete("review")
    assert table.open == ["nudged"] * 3


def test_reminders_missed_while_nobody_was_there_collapse_into_one():
    made = release(
        diagram(
            "p", start(), user("review"), boundary("nudge", "review", timer("R5/P1D", "Cycle"), interrupting=False), end(), end("e2"),
            *chain("start", "review", "end"), flow("nudge", "e2"),
        )
    )  # fmt: skip
    table = Table(made, "p")

    table.wake("nudge", at=later(days=3, hours=2))

    assert [one.element for one in table.step.passed] == ["nudge", "e2"]
    assert list(table.timers.values()) == [NOW + timedelta(days=4)]


def test_at_an_event_based_gateway_each_branch_has_its_own_moment_and_the_first_wins():
    made = release(
        diagram(
            "p", start(), first("g"), catch("soon", timer("P1D")), catch("later", timer("P9D")), catch("told", event("message", "status_changed")),
            user("a"), user("b"), user("c"), end(), *chain("start", "g", "soon", "a", "end"), *chain("g", "later", "b", "end"),
            *chain("g", "told", "c", "end"), around=message("status_changed"),
        )
    )  # fmt: skip
    soon, late, told = (Table(made, "p") for _ in range(3))
    assert sorted(at - NOW for at in soon.timers.values()) == [timedelta(days=1), timedelta(days=9)]
    assert [one.message for one in soon.step.awaiting] == ["status_changed"]

    soon.wake("soon")
    late.wake("later")
    told.keep(engine.deliver(made, told.state, Message("status_changed", {}), world()))

    assert (soon.open, late.open, told.open) == (["a"], ["b"], ["c"])
    assert (soon.timers, late.timers, told.timers) == ({}, {}, {})


def test_a_condition_is_asked_again_whenever_something_happens():
    condition = (
        "<bpmn:conditionalEventDefinition><bpmn:condition>amount > 3</bpmn:condition></bpmn:conditionalEventDefinition>"
    )
    made = release(
        diagram(
            "p", start(), both("s"), user("ask", form="ask"), end(), catch("wait", condition), user("after"), end("e2"),
            *chain("start", "s", "ask", "end"), *chain("s", "wait", "after", "e2"),
        ).replace(b"> 3", b"&gt; 3"),
        forms=(form("ask", amount="number"),),
    )  # fmt: skip
    table = Table(made, "p")
    assert table.open == ["ask"]

    table.complete("ask", amount=4)

    assert table.open == ["after"]
