"""Model to code: nothing that a designer writes runs on the server, wherever it is put."""

import re
from pathlib import Path

import pytest
from diagrams import (
    boundary,
    catch,
    chain,
    diagram,
    each,
    element,
    end,
    event,
    flow,
    loop,
    message,
    signal,
    start,
    throw,
    user,
    xor,
)
from diagrams import timer as timer_event
from playing import release

from app.domain.errors import NotPublishable, Stuck
from app.engine.script import Environment

SPIFF = 'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'


@pytest.fixture
def payload(tmp_path: Path) -> str:
    """Python that leaves a file behind wherever it is evaluated."""
    return f"__import__('pathlib').Path('{tmp_path}/ran').touch()"


def _line(*parts: str, around: str = "", then: str = "it") -> bytes:
    """A process with one suspicious element, `it`, on its only way."""
    return diagram("p", start(), end(), *parts, *chain("start", then, "end"), around=around)


def _extension(content: str) -> str:
    return f"<bpmn:extensionElements>{content}</bpmn:extensionElements>"


def _script_task(code: str) -> bytes:
    return _line(element("scriptTask", "it", f"<bpmn:script>{code}</bpmn:script>", scriptFormat="python"))


def _flow_condition(code: str) -> bytes:
    ways = [flow("start", "gate"), flow("gate", "end", code, key="it"), flow("gate", "end", key="no")]
    return diagram("p", start(), xor("gate", default="no"), end(), *ways)


def _timer(form: str):
    def write(code: str) -> bytes:
        if form == "Cycle":
            edge = boundary("it", "ask", timer_event(code, form), interrupting=False)
            return _line(user("ask"), edge, end("over"), flow("it", "over"), then="ask")
        return _line(catch("it", timer_event(code, form)))

    return write


def _cardinality(code: str) -> bytes:
    inside = f"<bpmn:loopCardinality>{code}</bpmn:loopCardinality>"
    return _line(user("it", f"<bpmn:multiInstanceLoopCharacteristics>{inside}</bpmn:multiInstanceLoopCharacteristics>"))


def _completion_condition(code: str) -> bytes:
    return _line(user("it", each("case.partners", "partner", until=code)))


def _loop_condition(code: str) -> bytes:
    return _line(user("it", loop(code, 3)))


def _conditional_event(code: str) -> bytes:
    inside = (
        f"<bpmn:conditionalEventDefinition><bpmn:condition>{code}</bpmn:condition></bpmn:conditionalEventDefinition>"
    )
    return _line(catch("it", inside))


def _ad_hoc_condition(code: str) -> bytes:
    return _line(
        element("adHocSubProcess", "it", f"<bpmn:completionCondition>{code}</bpmn:completionCondition>{user('ask')}")
    )


def _around_script(tag: str):
    def write(code: str) -> bytes:
        return _line(user("it", _extension(f"<spiffworkflow:{tag} {SPIFF}>{code}</spiffworkflow:{tag}>")))

    return write


def _service_parameter(code: str) -> bytes:
    operator = (
        f'<spiffworkflow:serviceTaskOperator {SPIFF} id="any"><spiffworkflow:parameters>'
        f'<spiffworkflow:parameter id="x" type="any" value="{code}"/></spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>'
    )
    return _line(element("serviceTask", "it", _extension(operator), topic="note_availability"))


def _message_payload(code: str) -> bytes:
    inside = _extension(f"<spiffworkflow:messagePayload {SPIFF}>{code}</spiffworkflow:messagePayload>")
    thrown = throw(
        "it", f'<bpmn:messageEventDefinition messageRef="status_changed">{inside}</bpmn:messageEventDefinition>'
    )
    return _line(thrown, around=message("status_changed"))


def _signal_payload(code: str) -> bytes:
    inside = _extension(f"<spiffworkflow:payloadExpression {SPIFF}>{code}</spiffworkflow:payloadExpression>")
    thrown = throw("it", f'<bpmn:signalEventDefinition signalRef="bell">{inside}</bpmn:signalEventDefinition>')
    return _line(thrown, around=signal("bell"))


def _correlation_property(code: str) -> bytes:
    around = (
        '<bpmn:correlationProperty id="it"><bpmn:correlationPropertyRetrievalExpression messageRef="status_changed">'
        f"<bpmn:messagePath>{code}</bpmn:messagePath></bpmn:correlationPropertyRetrievalExpression></bpmn:correlationProperty>"
    )
    caught = catch("wait", event("message", "status_changed"))
    return _line(caught, around=message("status_changed") + around, then="wait")


IN_DIAGRAMS = {
    "script task": _script_task,
    "flow condition": _flow_condition,
    "timer date": _timer("Date"),
    "timer duration": _timer("Duration"),
    "timer cycle": _timer("Cycle"),
    "multi-instance cardinality": _cardinality,
    "multi-instance completion condition": _completion_condition,
    "loop condition": _loop_condition,
    "conditional event": _conditional_event,
    "ad-hoc completion condition": _ad_hoc_condition,
    "script before a task": _around_script("preScript"),
    "script after a task": _around_script("postScript"),
    "service task parameter": _service_parameter,
    "message payload": _message_payload,
    "signal payload": _signal_payload,
    "correlation property": _correlation_property,
}


@pytest.mark.parametrize("place", IN_DIAGRAMS)
def test_python_in_a_diagram_does_not_run_and_is_refused_by_element(place, payload, tmp_path):
    content = IN_DIAGRAMS[place](payload)

    with pytest.raises(NotPublishable) as refused:
        release(content)

    assert not (tmp_path / "ran").exists()
    assert "it" in {finding.element for finding in refused.value.findings}
    assert all(finding.message.endswith((".", "?")) or payload in finding.message for finding in refused.value.findings)


def _decision(condition: str = "case.age", test: str = "&lt; 5", output: str = '"yes"') -> bytes:
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="http://girfec.example">'
        '<decision id="it" name="it"><decisionTable id="table" hitPolicy="FIRST">'
        f'<input id="in"><inputExpression id="in_text"><text>{condition}</text></inputExpression></input>'
        '<output id="out" name="out"/>'
        f'<rule id="rule"><inputEntry id="cell"><text>{test}</text></inputEntry>'
        f'<outputEntry id="result"><text>{output}</text></outputEntry></rule>'
        "</decisionTable></decision></definitions>"
    ).encode()


@pytest.mark.parametrize("cell", ["condition", "test", "output"])
def test_python_in_a_decision_table_does_not_run_and_is_refused_by_element(cell, payload, tmp_path):
    asked = element("businessRuleTask", "ask", decision="it", result="answer")
    content = _decision(**{cell: payload})

    with pytest.raises(NotPublishable) as refused:
        release(_line(asked, then="ask"), decisions={"table.dmn": content})

    assert not (tmp_path / "ran").exists()
    assert [finding for finding in refused.value.findings if finding.file == "table.dmn" and finding.element]


def test_the_decision_table_is_published_when_its_cells_are_feel():
    asked = element("businessRuleTask", "ask", decision="it", result="answer")

    assert release(_line(asked, then="ask"), decisions={"table.dmn": _decision()})


def test_below_the_checks_the_engine_executes_nothing_and_evaluates_feel_alone(payload, tmp_path):
    environment = Environment()

    with pytest.raises(Stuck):
        environment.execute(payload, {})
    with pytest.raises(Stuck):
        environment.call_service({}, operation_name="any")
    assert environment.evaluate("x + 1", {"x": 1}) == 2

    assert not (tmp_path / "ran").exists()


def test_workflows_are_made_in_one_place_so_that_none_gets_the_engine_that_runs_python():
    rooms = Path(__file__).parents[2] / "app"
    made = [
        path.relative_to(rooms).as_posix()
        for path in rooms.rglob("*.py")
        for _ in re.findall(r"(?<![\w.\"'])BpmnWorkflow\(", path.read_text("utf-8"))
    ]

    assert made == ["engine/codec.py"]
