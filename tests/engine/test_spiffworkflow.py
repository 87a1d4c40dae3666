"""What SpiffWorkflow 3.2 does that our engine room is built around. Where an upgrade turns one of these red, it tells
us which of our measures may go, or must change.

These use the library as it is shipped, without our parser, specs or script engine.
"""

from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import pytest
from diagrams import (
    both,
    boundary,
    call,
    catch,
    chain,
    diagram,
    element,
    end,
    event,
    first,
    flow,
    message,
    signal,
    start,
    sub,
    throw,
    timer,
    user,
)
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.util.task import TaskState


def shipped(content: bytes, process: str = "p"):
    """A workflow as the library's own parser makes it."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(content))
    return BpmnWorkflow(parser.get_spec(process), parser.get_subprocess_specs(process))


def ready(workflow) -> list[str]:
    return sorted(task.task_spec.name for task in workflow.get_tasks(state=TaskState.READY, manual=True))


def complete(workflow, name: str) -> None:
    workflow.get_next_task(state=TaskState.READY, spec_name=name).run()
    workflow.do_engine_steps()


def tell(workflow, name: str) -> None:
    workflow.send_event(BpmnEvent(MessageEventDefinition(name), payload={}))
    workflow.do_engine_steps()


def reloaded(workflow):
    serializer = BpmnWorkflowSerializer()
    return serializer.deserialize_json(serializer.serialize_json(workflow))


def test_the_version_is_the_one_whose_faults_we_know():
    assert version("SpiffWorkflow").startswith("3.2.")


def test_row_1_a_task_below_depth_one_thousand_is_ready_and_not_seen():
    workflow = shipped(diagram("p", start(), user("a"), end(), *chain("start", "a", "end")))
    task = workflow.task_tree
    for _ in range(1_001):
        task._set_state(TaskState.COMPLETED)
        task = task._add_child(workflow.spec.task_specs["a"], TaskState.FUTURE)
    task._set_state(TaskState.READY)

    assert any(one is task for one in workflow.tasks.values())
    assert task not in workflow.get_tasks(state=TaskState.READY)


def test_row_2_finished_tasks_are_kept_and_the_state_grows():
    content = diagram("p", start(), user("a"), element("exclusiveGateway", "g", default="out"), end(), *chain("start", "a", "g"),
                      flow("g", "a", "True"), flow("g", "end", key="out"))  # fmt: skip
    workflow = shipped(content)
    workflow.do_engine_steps()
    sizes = []
    for _ in range(20):
        complete(workflow, "a")
        sizes.append(len(workflow.tasks))

    assert sizes[-1] > 3 * sizes[0]


def test_row_4_parallel_branches_merge_by_last_one_in_wins():
    content = diagram("p", start(), both("s"), user("a"), user("b"), both("j"), user("after"), end(),
                      *chain("start", "s", "a", "j", "after", "end"), *chain("s", "b", "j"))  # fmt: skip
    workflow = shipped(content)
    workflow.do_engine_steps()
    a, b = (workflow.get_next_task(spec_name=name) for name in "ab")
    a.data["mine"], b.data["mine"] = ["a"], ["b"]
    complete(workflow, "a")
    complete(workflow, "b")

    assert workflow.get_next_task(spec_name="after").data["mine"] != ["a", "b"]


@pytest.mark.parametrize("thrown", ["signal", "compensate"])
def test_row_5_a_signal_or_compensation_at_an_end_loads_and_does_nothing(thrown):
    content = diagram("p", start(), both("s"), user("a"), catch("wait", event("signal", "x")), end("thrown", event(thrown, "x")), end("heard"),
                      *chain("start", "s", "a", "thrown"), *chain("s", "wait", "heard"), around=signal("x"))  # fmt: skip
    workflow = shipped(content)
    workflow.do_engine_steps()

    complete(workflow, "a")

    assert not workflow.is_completed()


def test_row_5_an_interrupting_event_sub_process_does_not_interrupt():
    inner = sub("e", start("on", event("signal", "x"), isInterrupting="true"), user("instead"), end("b"), *chain("on", "instead", "b"),
                triggeredByEvent="true")  # fmt: skip
    content = diagram("p", start(), both("s"), user("work"), throw("ring", event("signal", "x")), user("go"), end(), inner,
                      *chain("start", "s", "work", "end"), *chain("s", "go", "ring", "end"), around=signal("x"))  # fmt: skip
    workflow = shipped(content)
    workflow.do_engine_steps()

    complete(workflow, "go")

    assert "work" in ready(workflow)


def test_row_8_the_default_script_engine_runs_python():
    content = diagram("p", start(), element("exclusiveGateway", "g", default="no"), user("ran"), end(), flow("start", "g"),
                      flow("g", "ran", "__import__('os').getpid() > 0"), flow("g", "end", key="no"), flow("ran", "end"))  # fmt: skip
    workflow = shipped(content)

    workflow.do_engine_steps()

    assert ready(workflow) == ["ran"]


def test_row_8_after_loading_the_default_script_engine_is_back():
    workflow = shipped(diagram("p", start(), user("a"), end(), *chain("start", "a", "end")))
    workflow.script_engine = mine = object()

    assert reloaded(workflow).script_engine is not mine


def test_row_9_a_key_called_typename_makes_a_state_unloadable():
    workflow = shipped(diagram("p", start(), user("a"), end(), *chain("start", "a", "end")))
    workflow.do_engine_steps()
    workflow.get_next_task(spec_name="a").data["answer"] = {"typename": "anything"}

    with pytest.raises(TypeError):
        reloaded(workflow)


def test_row_11_a_month_after_the_thirty_first_of_january_is_in_march():
    end_of_january = datetime(2026, 1, 31, tzinfo=UTC)

    after = end_of_january + TimerEventDefinition.get_timedelta_from_start({"months": 1}, end_of_january)

    assert (after.month, after.day) == (3, 3)


def test_row_12_a_process_that_calls_itself_is_accepted_by_the_parser():
    parser = BpmnParser()
    parser.add_bpmn_xml(
        etree.fromstring(diagram("p", start(), call("again", "p"), end(), *chain("start", "again", "end")))
    )

    assert parser.get_spec("p")


def test_row_13_a_message_is_caught_by_whoever_waits_when_no_key_is_set():
    content = diagram(
        "p", start(), catch("wait", event("message", "m")), end(), *chain("start", "wait", "end"), around=message("m")
    )
    workflow = shipped(content)
    workflow.do_engine_steps()

    workflow.send_event(BpmnEvent(MessageEventDefinition("m"), payload={}, correlations={"case": {"id": "another"}}))
    workflow.do_engine_steps()

    assert workflow.is_completed()


def test_row_15_a_starved_join_waits_for_ever_without_a_word():
    content = diagram("p", start(), both("s"), user("a"), boundary("told", "a", event("message", "m")), end("left"), user("b"), both("j"), end(),
                      *chain("start", "s", "a", "j", "end"), *chain("s", "b", "j"), flow("told", "left"), around=message("m"))  # fmt: skip
    workflow = shipped(content)
    workflow.do_engine_steps()
    tell(workflow, "m")

    complete(workflow, "b")

    assert not workflow.is_completed()
    assert ready(workflow) == []


def test_row_19_a_condition_on_the_only_flow_out_of_a_task_is_ignored():
    content = diagram("p", start(), user("a"), end(), flow("start", "a"), flow("a", "end", "False"))
    workflow = shipped(content)
    workflow.do_engine_steps()

    complete(workflow, "a")

    assert workflow.is_completed()


def test_row_19_a_boolean_written_as_1_counts_as_false():
    content = diagram("p", start(), user("a"), boundary("told", "a", event("message", "m")), user("b"), end(), end("e2"),
                      *chain("start", "a", "end"), *chain("told", "b", "e2"), around=message("m")).replace(b'"true"><bpmn:message', b'"1"><bpmn:message')  # fmt: skip
    workflow = shipped(content)
    workflow.do_engine_steps()

    tell(workflow, "m")

    assert ready(workflow) == ["a", "b"]


def test_row_21_the_ids_start_and_end_collide_with_inner_names():
    with pytest.raises((ValidationException, WorkflowException, KeyError, RecursionError, AttributeError)):
        _played_to_its_end(diagram("p", start("Start"), user("a"), end("End"), *chain("Start", "a", "End")))


def _played_to_its_end(content: bytes) -> None:
    workflow = shipped(content)
    workflow.do_engine_steps()
    complete(workflow, "a")


def test_row_22_a_flow_without_a_condition_is_refused_without_its_names():
    content = diagram("p", start(), element("exclusiveGateway", "g"), user("a"), user("b"), end(), flow("start", "g"), flow("g", "a"), flow("g", "b"),
                      flow("a", "end"), flow("b", "end"))  # fmt: skip

    with pytest.raises(ValidationException) as refused:
        shipped(content)

    assert "FEEL" not in str(refused.value)


def test_row_24_an_inner_entity_is_expanded_by_a_plain_parse():
    content = diagram("p", start(), user("a"), end(), *chain("start", "a", "end"))
    with_entity = b'<!DOCTYPE x [<!ENTITY e "injected">]>' + content.replace(b'name="A"', b'name="&e;"')

    assert b"injected" in etree.tostring(etree.fromstring(with_entity).find(".//{*}userTask"))


def test_row_25_an_event_that_does_not_interrupt_fires_once_only():
    content = diagram("p", start(), user("a"), boundary("told", "a", event("message", "m"), interrupting=False), user("b"), end(), end("e2"),
                      *chain("start", "a", "end"), *chain("told", "b", "e2"), around=message("m"))  # fmt: skip
    workflow = shipped(content)
    workflow.do_engine_steps()
    tell(workflow, "m")

    with pytest.raises(WorkflowException):
        tell(workflow, "m")


def test_row_26_two_timers_at_an_event_based_gateway_share_one_moment():
    content = diagram("p", start(), first("g"), catch("soon", timer('"PT1S"')), catch("late", timer('"P9D"')), end(), *chain("start", "g", "soon", "end"),
                      *chain("g", "late", "end"))  # fmt: skip
    workflow = shipped(content)
    workflow.do_engine_steps()
    [gateway] = workflow.get_tasks(state=TaskState.WAITING, spec_name="g")

    moments = [value for value in gateway.internal_data.values() if isinstance(value, str)]

    assert len(moments) == 1
    assert datetime.fromisoformat(moments[0]) < datetime.now(UTC) + timedelta(days=1)


def test_row_27_a_message_completes_every_receiver():
    content = diagram("p", start(), both("s"), catch("a", event("message", "m")), catch("b", event("message", "m")), end(), end("e2"),
                      *chain("start", "s", "a", "end"), *chain("s", "b", "e2"), around=message("m"))  # fmt: skip
    workflow = shipped(content)
    workflow.do_engine_steps()

    tell(workflow, "m")

    assert workflow.is_completed()


def test_row_28_the_stock_parser_refuses_a_business_rule_task():
    with pytest.raises(ValidationException):
        shipped(diagram("p", start(), element("businessRuleTask", "r"), end(), *chain("start", "r", "end")))


def test_row_29_a_process_that_a_message_starts_starts_and_waits():
    content = diagram(
        "p", start("start", event("message", "m")), user("a"), end(), *chain("start", "a", "end"), around=message("m")
    )
    workflow = shipped(content)

    workflow.do_engine_steps()

    assert [task.task_spec.name for task in workflow.get_tasks(state=TaskState.WAITING)] == ["start"]


def test_an_uncaught_escalation_is_offered_to_a_stranger():
    inner = sub("other", start("x"), user("work"), end("y"), *chain("x", "work", "y"))
    content = diagram("p", start(), both("s"), inner, boundary("up", "other", event("escalation", "e")), user("wrong"), user("go"),
                      throw("raise", event("escalation", "e")), end(), end("e2"), *chain("start", "s", "other", "end"), *chain("s", "go", "raise", "e2"),
                      *chain("up", "wrong", "e2"), around='<bpmn:escalation id="e" name="e" escalationCode="e"/>')  # fmt: skip
    workflow = shipped(content)
    workflow.do_engine_steps()

    complete(workflow, "go")

    assert "wrong" in ready(workflow)


def test_in_the_second_round_of_a_loop_a_join_counts_the_arrivals_of_the_first():
    content = diagram("p", start(), element("exclusiveGateway", "m"), both("s"), user("a"), user("b"), both("j"), user("again"),
                      element("exclusiveGateway", "g", default="out"), end(), *chain("start", "m", "s", "a", "j", "again", "g"), *chain("s", "b", "j"),
                      flow("g", "m", "True"), flow("g", "end", key="out"))  # fmt: skip
    workflow = shipped(content)
    workflow.do_engine_steps()
    for name in ("a", "b", "again", "b"):
        complete(workflow, name)

    assert "again" in ready(workflow)  # although “a” of this round is still to be done


def test_refreshing_waiting_tasks_is_deprecated():
    workflow = shipped(diagram("p", start(), user("a"), end(), *chain("start", "a", "end")))

    with pytest.raises(DeprecationWarning):
        workflow.refresh_waiting_tasks()
