"""BPMN's own rules, one broken at a time."""

import pytest
from broken import DETAILS, IO, associated, gate, lanes, pools, reading, sent
from conformance import inner, line, link, many, several, task
from diagrams import (
    both,
    boundary,
    catch,
    chain,
    diagram,
    element,
    end,
    error,
    escalation,
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
    xor,
)

from app import engine

BROKEN = {
    # references
    "a flow to nothing": diagram("p", start(), task("a"), end(), *chain("start", "a", "end"), flow("a", "nowhere")),
    "a flow from nothing": diagram("p", start(), task("a"), end(), *chain("start", "a", "end"), flow("nowhere", "a")),
    "a flow without a target": line(task("a")).replace(b' targetRef="end"', b""),
    "a message that does not exist": line(catch("a", event("message", "no"))),
    "a signal that does not exist": line(catch("a", event("signal", "no"))),
    "a signal that is a message": line(catch("a", event("signal", "m")), around=message("m")),
    "an error that does not exist": diagram("p", start(), end("a", event("error", "no")), flow("start", "a")),
    "an escalation that does not exist": line(throw("a", event("escalation", "no"))),
    "a message event without a message": line(catch("a", event("message"))),
    "a signal event without a signal": line(catch("a", event("signal"))),
    "an error end without an error": diagram("p", start(), end("a", event("error")), flow("start", "a")),
    "an escalation end without a code": diagram("p", start(), end("a", event("escalation")), flow("start", "a")),
    "a default that does not exist": diagram("p", start(), xor("g", default="no"), task("a"), end(), *chain("start", "g", "a", "end"), flow("g", "end", "x = 1")),
    "a default of another gateway": diagram("p", start(), xor("g", default="a_to_end"), task("a"), end(), *chain("start", "g", "a", "end"), flow("g", "end", "x = 1")),
    "a lane with nothing in it": line(lanes("no"), task("a")),
    "a pool without its process": pools("").replace(b'processRef="p"', b'processRef="q"'),
    "an operation that does not exist": line(task("a", tag="sendTask", operationRef="no")),
    "a data object that does not exist": line(task("a"), '<bpmn:dataObjectReference id="r" dataObjectRef="no"/>'),
    "a data object reference to nothing": line(task("a"), '<bpmn:dataObjectReference id="r"/>'),
    "a data store that does not exist": line(task("a"), '<bpmn:dataStoreReference id="r" dataStoreRef="no"/>'),
    "an item that does not exist": line(task("a"), '<bpmn:dataObject id="o" itemSubjectRef="no"/>'),
    "a group that does not exist": line(task("a"), '<bpmn:group id="gr" categoryValueRef="no"/>'),
    "an association to nothing": line(task("a"), '<bpmn:association id="as" sourceRef="a" targetRef="no"/>'),
    "a shared event that does not exist": line(catch("a", "<bpmn:eventDefinitionRef>no</bpmn:eventDefinitionRef>")),
    "an incoming flow that is another's": line(task("a", "<bpmn:incoming>a_to_end</bpmn:incoming>")),
    "an outgoing flow that does not exist": line(task("a", "<bpmn:outgoing>no</bpmn:outgoing>")),
    "two things of one id": line(task("a"), task("a")),
    "an id that is none": line(task("a")).replace(b'"a"', b'"1 a"'),
    "a call of nothing": line(element("callActivity", "a")),
    # events
    "a flow into a start": diagram("p", start(), task("a"), end(), *chain("start", "a", "end"), flow("a", "start")),
    "a flow out of an end": diagram("p", start(), task("a"), end(), *chain("start", "a", "end", "a")),
    "a flow into a boundary event": diagram("p", start(), task("a"), boundary("x", "a", timer("P1D")), end(), *chain("start", "a", "end"), flow("x", "end"), flow("a", "x")),
    "a boundary event attached to nothing": diagram("p", start(), task("a"), boundary("x", "no", timer("P1D")), end(), *chain("start", "a", "end"), flow("x", "end")),
    "a boundary event on a gateway": diagram("p", start(), xor("g"), boundary("x", "g", timer("P1D")), end(), *chain("start", "g", "end"), flow("x", "end")),
    "a boundary event without a flow": diagram("p", start(), task("a"), boundary("x", "a", timer("P1D")), end(), *chain("start", "a", "end")),
    "a boundary event about nothing": diagram("p", start(), task("a"), boundary("x", "a", ""), end(), *chain("start", "a", "end"), flow("x", "end")),
    "a boundary event that ends everything": diagram("p", start(), task("a"), boundary("x", "a", event("terminate")), end(), *chain("start", "a", "end"), flow("x", "end")),
    "a boundary link": diagram("p", start(), task("a"), boundary("x", "a", link("l")), end(), *chain("start", "a", "end"), flow("x", "end")),
    "an error that does not interrupt": diagram("p", start(), task("a"), boundary("x", "a", event("error", "e"), interrupting=False), end(), *chain("start", "a", "end"), flow("x", "end"), around=error("e")),
    "a process that starts with an error": diagram("p", start("start", event("error", "e")), end(), flow("start", "end"), around=error("e")),
    "a process that starts with an escalation": diagram("p", start("start", event("escalation", "e")), end(), flow("start", "end"), around=escalation("e")),
    "a process that starts with a compensation": diagram("p", start("start", event("compensate")), end(), flow("start", "end")),
    "a sub-process that starts with a message": line(sub("a", start("s", event("message", "m")), end("e"), flow("s", "e")), around=message("m")),
    "a sub-process that starts with time": line(sub("a", start("s", timer("P1D")), end("e"), flow("s", "e"))),
    "a sub-process with two starts": line(sub("a", start("s"), start("t"), end("e"), flow("s", "e"), flow("t", "e"))),
    "a catch that waits for an error": line(catch("a", event("error", "e")), around=error("e")),
    "a catch that waits for the end": line(catch("a", event("terminate"))),
    "a throw of an error": line(throw("a", event("error", "e")), around=error("e")),
    "a throw of time": line(throw("a", timer("P1D"))),
    "a throw that ends everything": line(throw("a", event("terminate"))),
    "an end about time": diagram("p", start(), end("a", timer("P1D")), flow("start", "a")),
    "an end that is a condition": diagram("p", start(), end("a", "<bpmn:conditionalEventDefinition><bpmn:condition>x</bpmn:condition></bpmn:conditionalEventDefinition>"), flow("start", "a")),
    "an end that cancels no transaction": diagram("p", start(), end("a", event("cancel")), flow("start", "a")),
    "an edge that cancels no transaction": diagram("p", start(), sub("a", *inner(task("b"))), boundary("x", "a", event("cancel")), end(), *chain("start", "a", "end"), flow("x", "end")),
    "a timer without a time": line(catch("a", "<bpmn:timerEventDefinition/>")),
    "a timer with an empty time": line(catch("a", timer(""))),
    "a timer with two times": line(catch("a", "<bpmn:timerEventDefinition><bpmn:timeDate>2026-01-01</bpmn:timeDate><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>")),
    "a condition without words": line(catch("a", "<bpmn:conditionalEventDefinition/>")),
    "a link that arrives nowhere": diagram("p", start(), throw("a", link("l")), end(), task("b"), flow("start", "a"), flow("b", "end"), flow("start", "b")),
    "a link with a flow out of its throw": diagram("p", start(), throw("a", link("l")), catch("b", link("l")), end(), *chain("start", "a", "end"), flow("b", "end")),
    "a link with a flow into its catch": diagram("p", start(), throw("a", link("l")), catch("b", link("l")), end(), task("c"), flow("start", "a"), flow("start", "c"), *chain("c", "b", "end")),
    "two links that arrive under one name": diagram("p", start(), throw("a", link("l")), catch("b", link("l")), catch("c", link("l")), end(), flow("start", "a"), flow("b", "end"), flow("c", "end")),
    "several things that are one": line(catch("a", event("signal", "x"), parallelMultiple="true"), around=signal("x")) if False else line(element("intermediateCatchEvent", "a", event("signal", "x"), parallelMultiple="true"), around=signal("x")),
    "a throw that gives data": line(throw("a", '<bpmn:dataOutput id="d"/><bpmn:outputSet/>')),
    # event sub-processes
    "an event sub-process with a flow": diagram("p", start(), sub("a", start("s", event("signal", "x")), end("e"), flow("s", "e"), triggeredByEvent="true"), end(), *chain("start", "a", "end"), around=signal("x")),
    "an event sub-process without an event": line(task("a"), sub("h", start("s"), end("e"), flow("s", "e"), triggeredByEvent="true")),
    "an event sub-process with two starts": line(task("a"), sub("h", start("s", event("signal", "x")), start("t", event("signal", "x")), end("e"), flow("s", "e"), flow("t", "e"), triggeredByEvent="true"), around=signal("x")),
    "an event sub-process with an edge": diagram("p", start(), task("a"), sub("h", start("s", event("signal", "x")), end("e"), flow("s", "e"), triggeredByEvent="true"), boundary("b", "h", timer("P1D")), end(), *chain("start", "a", "end"), flow("b", "end"), around=signal("x")),
    # flows and processes
    "a start without an end": diagram("p", start(), task("a"), flow("start", "a")),
    "an end without a start": diagram("p", task("a"), end(), flow("a", "end")),
    "a step to which nothing leads": diagram("p", start(), task("a"), task("b"), end(), *chain("start", "a", "end"), flow("b", "end")),
    "a step after which nothing comes": diagram("p", start(), task("a"), task("b"), end(), *chain("start", "a", "end"), flow("a", "b")),
    "a start after which nothing comes": diagram("p", start(), task("a"), end(), flow("a", "end")),
    "a flow into a sub-process": diagram("p", start(), sub("a", *inner(task("b"))), end(), *chain("start", "a", "end"), flow("start", "b")),
    "a flow out of a sub-process": diagram("p", start(), sub("a", *inner(task("b"))), end(), *chain("start", "a", "end"), flow("b", "end", key="across")),
    "a flow into another pool": several(("p", (start(), task("a"), end(), *chain("start", "a", "end"), flow("a", "b", key="across"))), ("q", (start("s"), task("b"), end("e"), *chain("s", "b", "e")))),
    "a sub-process with nothing in it": line(sub("a")),
    "a condition on the only flow": diagram("p", start(), task("a"), end(), flow("start", "a"), flow("a", "end", "x = 1")),
    "a condition out of a start": diagram("p", start(), task("a"), end(), flow("start", "a", "x = 1"), flow("start", "end"), flow("a", "end")),
    "a condition out of a parallel gateway": diagram("p", start(), both("g"), task("a"), end(), flow("start", "g"), flow("g", "a", "x = 1"), flow("g", "end"), flow("a", "end")),
    "a condition on the default": diagram("p", start(), xor("g", default="d"), task("a"), end(), flow("start", "g"), flow("g", "a", "x = 1"), flow("g", "end", "x = 2", key="d"), flow("a", "end")),
    "a flow out of a decision without a condition": diagram("p", start(), xor("g"), task("a"), end(), flow("start", "g"), flow("g", "a"), flow("g", "end", "x = 2"), flow("a", "end")),
    # gateways
    "a gateway that says converging and does not": gate("exclusiveGateway", "Converging"),
    "a gateway that says diverging and does not": gate("parallelGateway", "Diverging"),
    "a gateway that says mixed and is not": gate("inclusiveGateway", "Mixed"),
    "a direction that there is not": gate("exclusiveGateway", "Sideways"),
    "a parallel gateway with a default": diagram("p", start(), element("parallelGateway", "g", default="g_to_a"), task("a"), end(), *chain("start", "g", "a", "end"), flow("g", "end")),
    "an event gateway with one event": diagram("p", start(), first("g"), catch("a", timer("P1D")), end(), *chain("start", "g", "a", "end")),
    "an event gateway before a task": diagram("p", start(), first("g"), catch("a", timer("P1D")), task("b"), end(), *chain("start", "g", "a", "end"), *chain("g", "b", "end")),
    "an event gateway before an event that others reach": diagram("p", start(), both("f"), first("g"), catch("a", timer("P1D")), catch("b", timer("P2D")), end(), *chain("start", "f", "g", "a", "end"), *chain("g", "b", "end"), flow("f", "b")),
    "an event gateway before a message and a receive task": diagram("p", start(), first("g"), catch("a", event("message", "m")), task("b", tag="receiveTask", messageRef="n"), end(), *chain("start", "g", "a", "end"), *chain("g", "b", "end"), around=message("m") + message("n")),
    "an event gateway that waits for all": diagram("p", start(), element("eventBasedGateway", "g", eventGatewayType="Parallel"), catch("a", timer("P1D")), catch("b", timer("P2D")), end(), *chain("start", "g", "a", "end"), *chain("g", "b", "end")),
    "an event gateway that begins and is reached": diagram("p", start(), element("eventBasedGateway", "g", instantiate="true"), catch("a", timer("P1D")), catch("b", timer("P2D")), end(), *chain("start", "g", "a", "end"), *chain("g", "b", "end")),
    # activities
    "a multi-instance of nothing": line(task("a", "<bpmn:multiInstanceLoopCharacteristics/>")),
    "a multi-instance by a list and a number": line(task("a", many("3").replace("<bpmn:loopCardinality>", "<bpmn:loopDataInputRef>x</bpmn:loopDataInputRef><bpmn:loopCardinality>"))),
    "a multi-instance that throws no event": line(task("a", many("3", more='behavior="One"'))),
    "a multi-instance with an entry and no list": line(task("a", many("3").replace("</bpmn:multi", '<bpmn:inputDataItem id="i"/></bpmn:multi'))),
    "a multi-instance with an answer and no list": line(task("a", many("3").replace("</bpmn:multi", '<bpmn:outputDataItem id="i"/></bpmn:multi'))),
    "a behaviour that there is not": line(task("a", many("3", more='behavior="Some"'))),
    "a negative quantity": line(task("a", startQuantity="-1")),
    "a receive task that begins and is reached": line(task("a", tag="receiveTask", instantiate="true", messageRef="m"), around=message("m")),
    "an ad-hoc sub-process with a start": line(element("adHocSubProcess", "a", start("s") + task("b") + flow("s", "b"))),
    "an ad-hoc sub-process with nothing to do": line(element("adHocSubProcess", "a")),
    "an undoing step that is reached": line(task("a", isForCompensation="true")),
    "an undoing edge without a step": diagram("p", start(), task("a"), boundary("x", "a", event("compensate")), end(), *chain("start", "a", "end")),
    "an undoing edge with a flow": diagram("p", start(), task("a"), boundary("x", "a", event("compensate")), end(), *chain("start", "a", "end"), flow("x", "end")),
    "a task that there is not": line(task("a", tag="wishTask")),
    "an attribute that there is not": line(task("a", wish="more")),
    "a boolean that is none": line(task("a", isForCompensation="perhaps")),
    # pools and lanes
    "a message within a pool": pools(sent("a", "b"), start(), task("a"), task("b"), end(), *chain("start", "a", "b", "end")),
    "a message from a start": pools(sent("start", "other")),
    "a message to an end": pools(sent("other", "end")),
    "a message from a gateway": pools(sent("g", "other"), start(), xor("g"), end(), *chain("start", "g", "end")),
    "a message to a plain start": pools(sent("other", "start")),
    "a message from a receive task": pools(sent("a", "other"), start(), task("a", tag="receiveTask"), end(), *chain("start", "a", "end")),
    "a message to a send task": pools(sent("other", "a"), start(), task("a", tag="sendTask"), end(), *chain("start", "a", "end")),
    "a message to nobody": pools(sent("a", "no")),
    "two pools of one process": pools('<bpmn:participant id="third" processRef="p"/>'),
    "a pool of no participants": pools("").replace(b'<bpmn:participant id="other"/>', b'<bpmn:participant id="other"><bpmn:participantMultiplicity minimum="3" maximum="2"/></bpmn:participant>'),
    "a step in two lanes": line(lanes("a", "a"), task("a")),
    # data
    "data from nowhere": reading(associated(None, "i"), inside=IO.format('<bpmn:dataInput id="i"/>', "<bpmn:dataInputRefs>i</bpmn:dataInputRefs>")),
    "data to nowhere": reading(associated("r", None)),
    "data from a task": reading(associated("start", "i"), inside=IO.format('<bpmn:dataInput id="i"/>', "<bpmn:dataInputRefs>i</bpmn:dataInputRefs>")),
    "data from an object that is missing": reading(associated("no", "i"), inside=IO.format('<bpmn:dataInput id="i"/>', "<bpmn:dataInputRefs>i</bpmn:dataInputRefs>")),
    "an input in no set": line(task("a", IO.format('<bpmn:dataInput id="i"/>', ""))),
    "a set of an input that is missing": line(task("a", IO.format("", "<bpmn:dataInputRefs>i</bpmn:dataInputRefs>"))),
    "a specification without sets": line(task("a", "<bpmn:ioSpecification/>")),
    "an operation without a message": line(task("a"), around='<bpmn:interface id="if" name="I"><bpmn:operation id="op" name="O"/></bpmn:interface>'),
    "an interface without an operation": line(task("a"), around='<bpmn:interface id="if" name="I"/>'),
    "a correlation by nothing": line(task("a"), around='<bpmn:correlationProperty id="cp"/>'),
}  # fmt: skip


def found(content: bytes) -> list:
    return [
        one
        for one in engine.judge("p.bpmn", content, engine.Around()).findings
        if one.severity == "error" and one.family == "structure"
    ]


@pytest.mark.parametrize("detail", DETAILS)
def test_a_diagram_that_breaks_a_finer_rule_of_bpmn_is_refused(detail):
    judged = engine.judge("p.bpmn", DETAILS[detail], engine.Around())

    assert {"structure", "faithful"} & {one.family for one in judged.findings if one.severity == "error"}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_diagram_that_breaks_a_rule_of_bpmn_is_refused_with_a_sentence(rule):
    said = found(BROKEN[rule])

    assert said
    for one in said:
        message, repair = engine.parted(one)
        assert message.endswith(".")
        assert repair.endswith((".", ")"))
        assert not any(word in message for word in ("Error", "None", "{http", "object at"))


@pytest.mark.parametrize(
    "content",
    [
        line(user("a")), line(sub("a", *inner(task("b")))), pools(sent("a", "other")), reading(associated("r", "i"), inside=IO.format('<bpmn:dataInput id="i"/>', "<bpmn:dataInputRefs>i</bpmn:dataInputRefs>")),
        line(lanes("a"), task("a")), line(task("a", "<bpmn:incoming>start_to_a</bpmn:incoming><bpmn:outgoing>a_to_end</bpmn:outgoing>")),
    ],
    ids=["a step", "a part", "a message", "data", "a lane", "flows"],
)  # fmt: skip
def test_a_diagram_that_keeps_the_rules_is_not(content):
    assert [str(one) for one in found(content)] == []
