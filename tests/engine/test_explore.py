"""What would strand a case is found before anybody publishes it, with steps that lead there."""

import pytest
from conformance import WORLD, fork, inner, line, task
from diagrams import both, boundary, chain, diagram, end, error, event, flow, start, sub, timer, xor

from app import engine
from app.domain.errors import Finding


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
