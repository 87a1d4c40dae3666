"""What would strand a case is found before anybody publishes it, with steps that lead there."""

import pytest
from conformance import WORLD, fork, inner, line, many, several, task
from diagrams import (
    both,
    boundary,
    call,
    catch,
    chain,
    diagram,
    end,
    error,
    escalation,
    event,
    flow,
    start,
    sub,
    timer,
    user,
    xor,
)
from playing import form

from app import engine
from app.domain.errors import Finding
from app.engine.explore import told


def explored(content: bytes) -> list[Finding]:
    judged = engine.judge("p.bpmn", content, engine.Around())
    return list(engine.explored(judged, WORLD, engine.FAMILIES))


STRANDING = {
    "a choice that is joined as if both came": (
        diagram("p", *fork("exclusiveGateway", "parallelGateway", "to_b", ('x = "a"', None))), "deadlock", "j"),
    "a join whose branch leaves by time": (
        diagram("p", start(), both("g"), task("a"), task("b"), boundary("x", "a", timer("P1D")), both("j"), end(), end("late"),
                *chain("start", "g", "a", "j", "end"), *chain("g", "b", "j"), flow("x", "late")), "starving", "j"),
    "branches that meet without waiting": (
        diagram("p", start(), both("g"), task("a"), task("b"), xor("j"), task("t"), end(),
                *chain("start", "g", "a", "j", "t", "end"), *chain("g", "b", "j")), "twice", "t"),
    "a decision that nothing fits": (
        diagram("p", start(), task("ask"), *fork("exclusiveGateway", "exclusiveGateway", None, ('x = "a"', 'x = "b"'))[1:6],
                *chain("start", "ask", "g"), flow("g", "a", 'x = "a"'), flow("g", "b", 'x = "b"'), *chain("a", "j", "end"), flow("b", "j")),
        "no-flow", "g"),
    "an error that nobody catches": (
        line(sub("a", start("s"), end("f", event("error", "e1")), flow("s", "f")), around=error("e1")), "uncaught", "f"),
}  # fmt: skip


@pytest.mark.parametrize("what", STRANDING)
def test_what_strands_a_case_is_found_with_steps_that_lead_there(what):
    content, rule, element = STRANDING[what]

    found = [one for one in explored(content) if (one.rule, one.element) == (rule, element)]

    assert found, [(one.rule, one.element) for one in explored(content)]
    judged = engine.judge("p.bpmn", content, engine.Around())
    played = engine.play(judged, WORLD, script=found[0].example)
    assert played.unused == ()
    if rule in {"deadlock", "starving"}:
        assert (played.status, played.open, played.waiting) == ("waiting", (), (element,))
    elif rule == "twice":
        assert played.open.count(element) == 2
    else:
        assert (played.status, played.findings[0].element) == ("incident", element)


FORMS = {"ask": form("ask", agreed="choice")}


def ask(key: str) -> str:
    return user(key, form="ask")


# What: the diagram, the rule, its element, and how the example leaves it: the status, what is open, what is said there.
FORESEEN = {
    "a loop that goes round by itself": (
        diagram("p", start(), ask("a"), xor("m"), xor("g", default="no"), end(), *chain("start", "a", "m", "g"),
                flow("g", "m", 'agreed = "yes"'), flow("g", "end", key="no")), "loop", "m", "incident", ()),
    "a loop without a way out": (
        diagram("p", start(), task("t"), both("s"), task("a"), task("b"), end(), *chain("start", "t", "s", "end"),
                *chain("s", "a", "b", "a")), "loop", "a", "waiting", ("a",)),
    "branches that write one field": (
        diagram("p", start(), task("t"), both("s"), ask("a"), ask("b"), both("j"), xor("g", default="no"), end(),
                *chain("start", "t", "s", "a", "j"), *chain("s", "b", "j", "g"), flow("g", "end", 'agreed = "yes"'),
                flow("g", "end", key="no")), "parallel-write", "b", "waiting", ("a", "b")),
    "an answer that is read before anybody has given it": (
        diagram("p", start(), task("t"), xor("g", default="no"), task("a"), ask("b"), end(), *chain("start", "t", "g"),
                flow("g", "a", 'agreed = "yes"', key="yes"), flow("g", "b", key="no"), flow("a", "b"), flow("b", "end")),
        "too-early", "yes", "waiting", ("b",)),
    "a time out of bounds": (line(task("t"), catch("a", timer("P99999999D")), then="t a"), "timer", "a", "incident", ()),
    "a count out of bounds": (line(task("t"), task("a", many("1000000")), then="t a"), "repeat", "a", "incident", ()),
    "processes that call each other for ever": (
        several(("p", (start(), task("t"), call("a", "q"), end(), *chain("start", "t", "a", "end"))),
                ("q", (start("s"), call("b", "p"), end("e"), *chain("s", "b", "e")))), "call-circle", "a", "waiting", ("t",)),
    "an escalation that nobody catches": (
        line(task("t"), sub("a", start("s"), end("f", event("escalation", "c1")), flow("s", "f")), then="t a",
             around=escalation("c1")), "uncaught", "f", "ended", ()),
    "a task that nobody may do": (line(task("t"), user("a", groups=None), then="t a"), "people", "a", "waiting", ("a",)),
    "a task for a group that resolves to nobody": (
        line(task("t"), user("a", groups="everybody"), then="t a"), "group", "a", "waiting", ("a",)),
}  # fmt: skip


@pytest.mark.parametrize("what", FORESEEN)
def test_what_is_seen_in_the_drawing_alone_comes_with_steps_that_lead_there(what):
    content, rule, element, status, opened = FORESEEN[what]
    judged = engine.judge("p.bpmn", content, engine.Around(forms=FORMS))

    found = [one for one in told(judged, WORLD, engine.FAMILIES) if (one.rule, one.element) == (rule, element)]

    assert found
    assert found[0].example
    played = engine.play(judged, WORLD, script=found[0].example)
    assert (played.status, played.open, played.unused) == (status, opened, ())


def test_a_step_to_which_nothing_leads_is_found_and_no_steps_can_show_it():
    parts = (start(), task("a"), task("b"), end(), flow("start", "end"), *chain("a", "b", "a"))
    judged = engine.judge("p.bpmn", diagram("p", *parts), engine.Around())

    found = [one for one in told(judged, WORLD, engine.FAMILIES) if one.rule == "unreached"]

    assert [(one.element, one.family, one.severity, one.example) for one in found] == [
        ("a", "soundness", "error", ()), ("b", "soundness", "error", ()),
    ]  # fmt: skip
    assert not {"a", "b"} & set(engine.play(judged, WORLD, auto=True).passed)


@pytest.mark.parametrize(
    "content",
    [
        line(task("a")), line(sub("a", *inner(task("b")))), diagram("p", *fork("parallelGateway", "parallelGateway")),
        diagram("p", *fork("exclusiveGateway", "exclusiveGateway", "to_b", ('x = "a"', None))),
        diagram("p", *fork("inclusiveGateway", "inclusiveGateway", "to_b", ('x = "a"', None))),
    ],
    ids=["a step", "a part", "parallel", "a choice", "several"],
)  # fmt: skip
def test_a_sound_process_is_not_suspected(content):
    assert explored(content) == []


def test_a_process_of_a_hundred_elements_is_explored_within_bounds():
    keys = [f"t{number}" for number in range(50)]
    parts = [task(key) for key in keys]
    gates = []
    for number, key in enumerate(keys[:-1]):
        parts += [xor(f"x{number}", default=f"d{number}")]
        gates += [flow(key, f"x{number}"), flow(f"x{number}", keys[number + 1], key=f"d{number}"),
                  flow(f"x{number}", "end", f'v{number} = "stop"', key=f"c{number}")]  # fmt: skip
    content = diagram("p", start(), end(), *parts, flow("start", "t0"), flow("t49", "end"), *gates)

    assert [one.rule for one in explored(content)] == []
