"""Nothing is read before any path has written it, and each such finding shows the steps that lead there."""

from conformance import WORLD, task
from diagrams import chain, diagram, end, flow, signal, start, sub, throw, user, xor
from playing import form

from app import engine
from app.domain.errors import Finding
from app.engine import confined

FORMS = {"ask": form("ask", agreed="choice")}
TOO_EARLY = diagram(
    "p", start(), xor("g", default="no"), task("a"), user("b", form="ask"), end(), flow("start", "g"),
    flow("g", "a", 'agreed = "yes"', key="yes"), flow("g", "b", key="no"), flow("a", "b"), flow("b", "end"),
)  # fmt: skip
IN_A_LOOP = diagram(
    "p", start(), xor("m"), task("a"), xor("g", default="no"), user("b", form="ask"), end(), *chain("start", "m", "a", "g"),
    flow("g", "end", 'agreed = "yes"'), flow("g", "b", key="no"), flow("b", "m"),
)  # fmt: skip


def early(content: bytes) -> list[Finding]:
    found = confined.judged("p.bpmn", content, engine.Around(forms=FORMS), WORLD)
    return [one for one in found if one.rule == "too-early"]


def test_an_answer_that_is_only_given_later_cannot_be_read():
    [finding] = early(TOO_EARLY)

    assert (finding.element, finding.family, finding.severity) == ("yes", "soundness", "error")
    assert "only “B” gives it, which comes later" in finding.message


def test_an_answer_that_an_earlier_round_gave_can_be_read():
    assert early(IN_A_LOOP) == []


def test_the_condition_of_a_loop_reads_what_is_answered_inside_it():
    again = '<bpmn:standardLoopCharacteristics loopMaximum="3" testBefore="{}"><bpmn:loopCondition>agreed = "no"</bpmn:loopCondition></bpmn:standardLoopCharacteristics>'
    inside = (start("s"), user("b", form="ask"), end("e"), *chain("s", "b", "e"))

    def looped(before: str) -> bytes:
        part = sub("a", again.format(before), *inside)
        return diagram("p", start(), part, end(), *chain("start", "a", "end"))

    assert early(looped("false")) == []
    assert [one.element for one in early(looped("true"))] == ["a"]


def test_a_finding_that_needed_no_playing_shows_the_steps_to_where_it_is():
    content = diagram(
        "p", start(), user("b"), throw("t"), xor("g", default="no"), task("a"), user("c", form="ask"), end(),
        *chain("start", "b", "t", "g"), flow("g", "a", 'agreed = "yes"', key="yes"), flow("g", "c", key="no"), flow("a", "c"), flow("c", "end"),
        around=signal("x"),
    )  # fmt: skip
    [finding] = early(content)

    judged = engine.judge("p.bpmn", content, engine.Around(forms=FORMS))
    played = engine.play(judged, WORLD, script=finding.example)

    assert finding.example == ({"complete": "b", "data": {}},)
    assert played.passed[-1] == "g"


def test_processes_that_call_each_other_for_ever_are_refused():
    around = '<bpmn:callActivity id="a" name="A" calledElement="p"/>'
    found = engine.judge(
        "p.bpmn", diagram("p", start(), around, end(), *chain("start", "a", "end")), engine.Around()
    ).findings

    assert "call-circle" in {one.rule for one in found}
