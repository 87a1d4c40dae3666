"""Messages: one receiver gets it, a repeating one may get it again, and what it carries is taken in as facts only."""

from datetime import date
from uuid import UUID

import pytest
from diagrams import both, boundary, catch, chain, diagram, element, end, event, flow, message, start, timer, user, xor
from playing import Table, release, world

from app import engine
from app.domain.errors import Conflict, NothingWaiting
from app.domain.messages import Message

CHANGED = Message("status_changed", {"status": "looked_after", "on": date(2026, 3, 1)})
AROUND = message("status_changed") + message("lp_unavailable")


def test_a_message_goes_to_the_one_that_waits_and_its_facts_can_be_read():
    made = release(
        diagram(
            "p", start(), catch("wait", event("message", "lp_unavailable")), user("after", assignee="=person", groups=None), end(),
            *chain("start", "wait", "after", "end"), around=AROUND,
        )
    )  # fmt: skip
    table = Table(made, "p")
    assert [(one.message, one.name) for one in table.step.awaiting] == [("lp_unavailable", "Wait")]

    told = Message("lp_unavailable", {"person": UUID(int=2), "from": date(2026, 3, 4)})
    table.keep(engine.deliver(made, table.state, told, world()))

    assert table.task("after").assignee == UUID(int=2)
    assert table.sees("after") == {"person": str(UUID(int=2))}
    assert table.step.awaiting == ()


def test_a_message_that_nobody_waits_for_says_so_and_changes_nothing():
    made = release(diagram("p", start(), user("a"), end(), *chain("start", "a", "end")))
    table = Table(made, "p")

    with pytest.raises(NothingWaiting):
        engine.deliver(made, table.state, CHANGED, world())


def test_a_message_for_which_two_wait_is_refused_and_neither_gets_it():
    made = release(
        diagram(
            "p", start(), user("review"), boundary("often", "review", timer("R3/P1D", "Cycle"), interrupting=False),
            catch("a", event("message", "status_changed")), end(), end("e2"), *chain("start", "review", "end"), *chain("often", "a", "e2"),
            around=AROUND,
        )
    )  # fmt: skip
    table = Table(made, "p")
    table.wake("often")
    table.wake("often")

    with pytest.raises(Conflict):
        engine.deliver(made, table.state, CHANGED, world())

    assert len(engine.standing(made, table.state).awaiting) == 2


def test_an_event_that_does_not_interrupt_happens_as_often_as_it_is_told():
    made = release(
        diagram(
            "p", start(), user("review"), boundary("told", "review", event("message", "status_changed"), interrupting=False), user("look"),
            end(), end("e2"), *chain("start", "review", "end"), *chain("told", "look", "e2"), around=AROUND,
        )
    )  # fmt: skip
    table = Table(made, "p")

    for _ in range(3):
        table.keep(engine.deliver(made, table.state, CHANGED, world()))

    assert table.open == ["look", "look", "look", "review"]
    assert len(table.step.awaiting) == 1
    table.complete("review")
    assert (table.open, table.step.awaiting) == (["look", "look", "look"], ())
    for _ in range(3):
        table.complete("look")
    assert table.step.done


def test_a_second_token_through_a_split_leaves_alone_what_the_first_one_began():
    made = release(
        diagram(
            "p", start(), user("review"), boundary("told", "review", event("message", "status_changed"), interrupting=False), both("s"),
            user("a"), user("b"), both("j"), end(), end("e2"), *chain("start", "review", "end"), *chain("told", "s", "a", "j", "e2"),
            *chain("s", "b", "j"), around=AROUND,
        )
    )  # fmt: skip
    table = Table(made, "p")

    for _ in range(2):
        table.keep(engine.deliver(made, table.state, CHANGED, world()))

    assert table.open == ["a", "a", "b", "b", "review"]


def test_an_interrupting_message_ends_the_task_it_is_attached_to():
    made = release(
        diagram(
            "p", start(), user("review"), boundary("told", "review", event("message", "status_changed")), xor("m"), user("again"), end(),
            *chain("start", "review", "m", "again", "end"), flow("told", "m"), around=AROUND,
        )
    )  # fmt: skip
    table = Table(made, "p")

    table.keep(engine.deliver(made, table.state, CHANGED, world()))

    assert table.open == ["again"]
    assert [one.element for one in table.step.passed] == ["told", "m"]


def test_a_receive_task_waits_for_its_message():
    made = release(
        diagram(
            "p",
            start(),
            element("receiveTask", "wait", messageRef="status_changed"),
            end(),
            *chain("start", "wait", "end"),
            around=AROUND,
        )
    )
    table = Table(made, "p")

    assert table.keep(engine.deliver(made, table.state, CHANGED, world())).done


def test_a_process_that_a_message_starts_is_found_by_it_and_starts_with_what_it_carries():
    made = release(
        diagram("p", start(), user("a"), end(), *chain("start", "a", "end")),
        diagram(
            "side", start("begin", event("message", "lp_unavailable")), user("cover", assignee="=person"), end("over"),
            *chain("begin", "cover", "over"), around=AROUND,
        ),
    )  # fmt: skip

    process = made.starts_with("lp_unavailable")
    table = Table(made, process, person=UUID(int=3))

    assert process == "side"
    assert made.starts_with("status_changed") is None
    assert table.task("cover").assignee == UUID(int=3)
