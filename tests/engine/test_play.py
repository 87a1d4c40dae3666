"""Processes played in virtual time come out as BPMN says."""

from pathlib import Path

import pytest
from conformance import WORLD, line, played, refusals, task
from conformance_within import CASES
from diagrams import HEAD, boundary, chain, diagram, end, flow, start, timer, user, xor

from app import engine
from app.domain.errors import Invalid


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.construct)
def test_a_construct_runs_as_the_standard_says_or_is_refused_by_name(case):
    if case.refused:
        assert case.refused in refusals(case)
        return
    assert refusals(case) == set()

    result = played(case)

    assert (" ".join(result.passed), result.status, result.unused) == (case.passed, case.status, ())


def test_the_page_on_conformance_says_what_the_engine_does():
    written = Path("docs/conformance.md").read_text()

    assert [case.construct for case in CASES if f"| {case.construct} |" not in written] == []
    assert "WRONG" not in written


def play(content: bytes, *script: dict, auto: bool = False, **given: object) -> engine.Played:
    return engine.play(
        engine.judge("p.bpmn", content, engine.Around()), WORLD, script=script, auto=auto, given=given
    )  # fmt: skip


TWO = diagram("p", start(), task("a"), task("b"), end(), *chain("start", "a", "b", "end"))


def test_a_step_that_is_never_possible_changes_nothing():
    without = play(TWO, auto=True)
    result = play(TWO, {"complete": "typo"}, {"message": "nobody"}, auto=True)

    assert (result.passed, result.status) == (without.passed, without.status)
    assert result.unused == ({"complete": "typo"}, {"message": "nobody"})


def test_a_step_waits_until_it_can_be_taken():
    result = play(TWO, {"complete": "b", "data": {"said": "yes"}}, auto=True)

    assert (result.status, result.unused, result.variables) == ("ended", (), {"said": "yes"})


def test_time_passes_only_after_the_steps_before_it():
    late = diagram(
        "p", start(), task("a"), task("b"), boundary("x", "b", timer("P1D")), end(), end("late"),
        *chain("start", "a", "b", "end"), flow("x", "late"),
    )  # fmt: skip

    result = play(late, {"complete": "a"}, {"advance": "P2D"})

    assert result.passed == ("start", "a", "x", "late")


def test_where_a_process_stands_is_told_by_ids():
    result = play(TWO, {"complete": "a"})

    assert (result.status, result.open, result.waiting) == ("waiting", ("b",), ())


def test_what_has_no_true_flow_is_an_incident_on_the_decision():
    content = diagram(
        "p", start(), xor("g"), task("a"), task("b"), end(), flow("start", "g"), flow("g", "a", 'x = "a"'),
        flow("g", "b", 'x = "b"'), flow("a", "end"), flow("b", "end"),
    )  # fmt: skip

    result = play(content, auto=True)

    assert (result.status, result.findings[0].element) == ("incident", "g")


def test_a_process_that_goes_round_by_itself_is_stopped():
    content = diagram(
        "p", start(), xor("m"), xor("g", default="out"), end(), *chain("start", "m", "g"), flow("g", "m", "true"),
        flow("g", "end", key="out"),
    )  # fmt: skip

    assert play(content, auto=True).status == "incident"


def test_a_step_that_is_none_is_said_to_whoever_wrote_it():
    with pytest.raises(Invalid, match="A step of a script has one of"):
        play(TWO, {"finish": "a"})


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff", b"<a/>", HEAD.encode() + b"</bpmn:definitions>", b"<!DOCTYPE a><a/>"]
)
def test_any_bytes_are_judged(content):
    judged = engine.judge("p.bpmn", content, engine.Around())

    assert judged.findings
    assert not judged.drawings


def test_a_form_that_is_left_empty_leaves_its_names_empty_and_those_given_as_they_are():
    content = line(user("a"))

    assert play(content, auto=True, agreed="yes").variables == {"agreed": "yes"}
