"""The text twin: a diagram that can be followed by ear."""

from pathlib import Path

import pytest
from diagrams import both, boundary, chain, diagram, end, flow, start, sub, timer, user, xor

from app import engine

SHIPPED = sorted(Path("bpmn").rglob("*.bpmn"))


def told(*parts: str) -> list[str]:
    [one] = engine.read("p.bpmn", diagram("p", *parts))
    return [str(line) for line in one.lines]


def test_steps_are_numbered_in_the_order_in_which_they_are_done():
    lines = told(end(), user("second"), user("first"), start(), *chain("start", "first", "second", "end"))

    assert [line.split(" ")[0] for line in lines] == ["1.", "2.", "3.", "4."]
    assert lines[1] == "2. Step: “First”. For: named person."


def test_a_decision_says_where_each_answer_leads_and_a_loop_says_back():
    lines = told(
        start(), user("ask"), xor("ok", default="no"), end(), *chain("start", "ask", "ok"),
        flow("ok", "end", 'agreed = "yes"'), flow("ok", "again", key="no"), user("again"), flow("again", "ask"),
    )  # fmt: skip

    assert lines[2] == '3. Decision: “Ok” If agreed = "yes", go to 4. Otherwise, go to 5.'
    assert lines[4].endswith("Then go back to 2.")


def test_a_timer_at_the_edge_has_the_number_of_its_step_and_a_letter():
    lines = told(
        start(), user("ask"), end(), end("late"), *chain("start", "ask", "end"),
        boundary("b", "ask", timer('due("lp_choice_within", now)')), flow("b", "late"),
    )  # fmt: skip

    assert lines[2] == (
        "2a. If, during 2, its time is over, the policy's “lp choice within”, counted from now (“B”): "
        "2 is broken off, and go to 4."
    )


def test_what_lies_inside_a_part_carries_its_number():
    inside = (start("s"), user("in"), end("e"), *chain("s", "in", "e"))
    lines = told(start(), sub("part", *inside), end(), *chain("start", "part", "end"))

    assert [line.partition(" ")[0] for line in lines] == ["1.", "2.", "2.1.", "2.2.", "2.3.", "3."]


def test_branches_at_the_same_time_are_said_and_waited_for():
    lines = told(
        start(), both("fork"), user("a"), user("b"), both("join"), end(),
        *chain("start", "fork", "a", "join", "end"), *chain("fork", "b", "join"),
    )  # fmt: skip

    assert "2. At the same time “Fork”: go to 3 and 6." in lines
    assert "4. Wait until all branches are here “Join”." in lines


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_element_of_a_shipped_process_is_told_once(file):
    [one] = engine.read(file.name, file.read_bytes())

    numbers = [line.number for line in one.lines]
    assert len(numbers) == len(set(numbers))
    assert not any("that is missing" in line.text or "which is missing" in line.text for line in one.lines)
