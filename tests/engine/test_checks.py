"""What is refused at publish: by element, and with a sentence that says what to do."""

import pytest
from diagrams import (
    HEAD,
    both,
    boundary,
    call,
    catch,
    chain,
    diagram,
    each,
    element,
    end,
    error,
    escalation,
    event,
    first,
    flow,
    loop,
    message,
    operation,
    rule,
    signal,
    some,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)
from playing import form, release

from app.domain.errors import Finding, NotPublishable
from app.engine import check

FORMS = (form("ask", agreed="choice", why="text", amount="number"), form("len", len="choice"))


def findings(*diagrams: bytes) -> list[Finding]:
    try:
        release(*diagrams, forms=FORMS)
    except NotPublishable as refused:
        return list(refused.findings)
    return []


def line(*parts: str, then: str = "it", around: str = "") -> bytes:
    """A process in which `it` stands between start and end."""
    return diagram("p", start(), end(), *parts, *chain("start", then, "end"), around=around)


def gate(*flows: str, default: str | None = "no") -> bytes:
    return diagram(
        "p", start(), user("ask", form="ask"), xor("it", default=default), end(), *chain("start", "ask", "it"), *flows
    )


NO = flow("it", "end", key="no")

REFUSED = {
    "a flow without a condition": (
        gate(flow("it", "end", key="bare"), NO),
        "bare",
        (
            'The flow to “end” out of “It” has no condition, so nobody can tell when it is taken. Write one in FEEL, '
            'for example answer = "yes", or make it the default flow.'
        ),
    ),
    "a timer without a time": (
        line(catch("it", "<bpmn:timerEventDefinition/>")),
        "it",
        (
            "The timer “It” has no time, so it would never go off. Give it a date, for example "
            'due("lp_choice_within", now) from the policy pack, or a duration such as P5D.'
        ),
    ),
    "a gateway without a default flow": (
        gate(flow("it", "end", "agreed = 1"), flow("it", "end", "agreed = 2", key="two"), default=None),
        "it",
        "has no default flow",
    ),
    "a default flow that leaves another element": (
        gate(flow("it", "end", "agreed = 1"), NO, default="start_to_ask"),
        "it",
        "does not leave it",
    ),
    "a condition on the only flow out of a task": (
        diagram("p", start(), user("it", form="ask"), end(), flow("start", "it"), flow("it", "end", "agreed = 1", key="odd")),
        "odd",
        "never asked",
    ),
    "a condition after a parallel gateway": (
        diagram("p", start(), user("ask", form="ask"), both("it"), end(), *chain("start", "ask", "it"), NO, flow("it", "end", "agreed = 1", key="odd")),
        "odd",
        "takes every flow",
    ),
    "an expression that is no FEEL": (gate(flow("it", "end", "agreed = = 1", key="odd"), NO), "odd", "In the condition of"),
    "a name that nothing gives": (gate(flow("it", "end", "agred = 1", key="odd"), NO), "odd", "Do you mean “agreed”?"),
    "something that a case does not have": (gate(flow("it", "end", "case.aeg = 1", key="odd"), NO), "odd", "Do you mean “age”?"),
    "a function that does not exist": (gate(flow("it", "end", "today2() = 1", key="odd"), NO), "odd", "no function “today2”"),
    "free text in a condition": (gate(flow("it", "end", 'why = "so"', key="odd"), NO), "odd", "free text"),
    "a script task": (line(element("scriptTask", "it")), "it", "never run"),
    "a task of no kind": (line(element("task", "it")), "it", "what kind of task"),
    "a send task": (line(element("sendTask", "it")), "it", "operation"),
    "a transaction": (line(element("transaction", "it", start("a") + end("b") + flow("a", "b"))), "it", "sub-process"),
    "an ad-hoc sub-process": (line(element("adHocSubProcess", "it", user("a"))), "it", "order"),
    "an event sub-process": (
        line(user("ask"), sub("it", start("a"), end("b"), flow("a", "b"), triggeredByEvent="true"), then="ask"),
        "it",
        "boundary event",
    ),
    "a complex gateway": (line(element("complexGateway", "it")), "it", "exclusive, parallel or inclusive"),
    "compensation at an end": (diagram("p", start(), end("it", event("compensate")), flow("start", "it")), "it", "compensate"),
    "a timer at a start": (diagram("p", start("it", timer("P1D")), end(), flow("it", "end")), "it", "not by a clock"),
    "an event that waits for nothing": (line(catch("it", "")), "it", "what this event waits for"),
    "a boundary event about nothing": (line(user("ask"), boundary("it", "ask", ""), flow("it", "end"), then="ask"), "it", "what this event is about"),
    "an event about two things": (line(catch("it", timer("P1D") + event("signal", "x")), around=signal("x")), "it", "one thing only"),
    "a boundary event with nothing after it": (line(user("ask"), boundary("it", "ask", timer("P1D")), then="ask"), "it", "Nothing follows"),
    "a boundary event attached to nothing": (line(user("ask"), boundary("it", "gone", timer("P1D")), flow("it", "end"), then="ask"), "it", "not attached"),
    "an error that only warns": (
        line(sub("s", start("a"), end("b", event("error", "e")), flow("a", "b")), boundary("it", "s", event("error", "e"), interrupting=False), flow("it", "end"), then="s", around=error("e")),
        "it",
        "always interrupts",
    ),
    "an error that nobody catches": (diagram("p", start(), end("it", event("error", "e")), flow("start", "it"), around=error("e")), "it", "Nobody catches"),
    "an escalation without a code": (line(throw("it", event("escalation"))), "it", "Say which escalation"),
    "an escalation that does not exist": (line(throw("it", event("escalation", "gone"))), "it", "“gone”, which does not exist"),
    "a message that does not exist": (line(catch("it", event("message", "gone")), around=message("gone")), "it", "no message “gone”"),
    "a message event without a message": (line(catch("it", event("message"))), "it", "which message"),
    "a task that leads nowhere": (diagram("p", start(), end(), user("it"), both("s"), flow("start", "s"), flow("s", "it"), flow("s", "end")), "it", "Nothing follows here"),
    "a task that nothing leads to": (line(user("ask"), user("it"), flow("it", "end"), then="ask"), "it", "Nothing leads here"),
    "a flow to nowhere": (line(user("ask"), flow("ask", "gone", key="it"), then="ask"), "it", "“gone”"),
    "a flow after an end": (line(user("ask"), flow("end", "ask", key="on"), then="ask"), "end", "Nothing follows an end"),
    "a flow into a start": (line(user("ask"), flow("ask", "start", key="on"), then="ask"), "start", "No flow leads into"),
    "two starts": (diagram("p", start(), start("other"), end(), flow("start", "end"), flow("other", "end", key="f")), "p", "2 start events"),
    "no end": (diagram("p", start(), user("ask"), flow("start", "ask")), "p", "no end event"),
    "a loop without a way out": (diagram("p", start(), user("ask"), user("it"), end(), both("s"), *chain("start", "s", "end"), *chain("s", "ask", "it", "ask")), "ask", "no way out"),
    "a loop that nobody stops": (
        diagram("p", start(), xor("it"), operation("work", "note_availability", {"candidates": "=null", "answers": "=null", "preferred": "=null"}, {"wish_met": "=wish_met"}), xor("g", default="no"), end(), *chain("start", "it", "work", "g"), flow("g", "it", "wish_met = true"), flow("g", "end", key="no")),
        "it",
        "goes round by itself",
    ),
    "a task that nobody can do": (line(user("it", groups=None)), "it", "Nobody can do this"),
    "a group that does not exist": (line(user("it", groups="everybody")), "it", "no group “everybody”"),
    "the line manager of nobody": (line(user("it", groups="line_manager of stranger")), "it", "“stranger”"),
    "a form that does not exist": (line(user("it", form="gone")), "it", "no form “gone”"),
    "an assignee that is not FEEL": (line(user("it", assignee="anna")), "it", "begins with “=”"),
    "a due date that is not FEEL": (line(user("it", due="P3D")), "it", "begins with “=”"),
    "a priority that is no number": (line(user("it", priority="high")), "it", "0 to 100"),
    "an operation that does not exist": (line(operation("it", "gone")), "it", "no operation “gone”"),
    "an input that an operation does not take": (line(operation("it", "note_availability", {"candidates": "=null", "answers": "=null", "preferred": "=null", "other": "=1"})), "it", "takes no “other”"),
    "an input that an operation needs": (line(operation("it", "note_availability")), "it", "needs the input “candidates”"),
    "an output that an operation does not give": (line(operation("it", "note_availability", {"candidates": "=null", "answers": "=null", "preferred": "=null"}, {"x": "=other"})), "it", "“other”"),
    "a decision table that does not exist": (line(rule("it", "gone", "x")), "it", "no decision table “gone”"),
    "a called process that does not exist": (line(call("it", "gone")), "it", "no process “gone”"),
    "a process that calls itself": (line(call("it", "p")), "it", "comes to call itself"),
    "an answer with a reserved name": (line(user("it", form="len")), "it", "“len”"),
    "a variable called typename": (line(call("it", "q", out={"typename": "1"})), "it", "“typename”"),
    "a cardinality that is too large": (line(user("it", "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>1000000</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>")), "it", "50 is the most"),
    "a repetition without a list": (line(user("it", "<bpmn:multiInstanceLoopCharacteristics/>")), "it", "for what it is repeated"),
    "an item that hides something": (diagram("p", start(form="ask"), end(), user("it", each("case.partners", "agreed")), *chain("start", "it", "end")), "it", "already something called “agreed”"),
    "an answer that nothing gives": (line(user("it", each("case.partners", "partner", "all", "missing"))), "it", "“missing”"),
    "a loop without an end": (line(user("it", "<bpmn:standardLoopCharacteristics/>")), "it", "how long it is repeated"),
    "a loop with too many rounds": (line(user("it", loop("true", 100000))), "it", "1 to 100"),
    "a duration that means nothing": (line(catch("it", timer("P1X"))), "it", "P1X"),
    "a duration of millions of months": (line(catch("it", timer("P2000000000M"))), "it", "within twenty years"),
    "a duration of too many days": (line(catch("it", timer("P99999999D"))), "it", "within twenty years"),
    "an endless cycle": (line(user("ask"), boundary("it", "ask", timer("R/PT0S", "Cycle"), interrupting=False), flow("it", "end"), then="ask"), "it", "at least an hour apart"),
    "a cycle that interrupts": (line(user("ask"), boundary("it", "ask", timer("R3/P1D", "Cycle")), flow("it", "end"), then="ask"), "it", "does not interrupt can repeat"),
    "a gateway for events followed by a task": (line(first("it"), user("ask"), flow("it", "ask", key="odd"), flow("ask", "end")), "ask", "come only events"),
    "two branches of a gateway for one message": (
        diagram("p", start(), first("it"), catch("a", event("message", "status_changed")), catch("b", event("message", "status_changed")), end(), *chain("start", "it", "a", "end"), *chain("it", "b", "end"), around=message("status_changed")),
        "it",
        "2 branches wait",
    ),
    "a message for each of several at once": (
        line(sub("it", each("case.partners", "partner"), start("a"), catch("wait", event("message", "status_changed")), end("b"), *chain("a", "wait", "b")), around=message("status_changed")),
        "wait",
        "Each instance",
    ),
    "two branches that write one name": (
        diagram("p", start(), both("s"), user("a", form="ask"), user("b", form="ask"), both("j"), xor("g", default="no"), end(), *chain("start", "s", "a", "j"), *chain("s", "b", "j", "g"), flow("g", "end", "agreed = 1"), flow("g", "end", key="no")),
        "b",
        "It sets “agreed”",
    ),
    "the id Start": (diagram("p", start("Start"), end(), flow("Start", "end")), "Start", "taken"),
    "compensation for a task": (line(user("it", isForCompensation="true")), "it", "Compensation"),
    "more than one token at a time": (line(user("it", completionQuantity="2")), "it", "completionQuantity"),
    "an attribute that would vanish": (line(user("it", **{"camunda:candidateUsers": "anna"})), "it", "“candidateUsers”"),
    "a listener": (line(user("it", '<bpmn:extensionElements><camunda:taskListener class="X"/></bpmn:extensionElements>')), "it", "“taskListener”"),
    "a call that copies everything": (
        line(call("it", "q", inside="").replace("</bpmn:callActivity>", '<bpmn:extensionElements><camunda:in variables="all"/></bpmn:extensionElements></bpmn:callActivity>')),
        "it",
        "Name each value",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_by_element_with_a_sentence(what):
    content, key, said = REFUSED[what]

    found = findings(content)

    assert [one for one in found if one.element == key and said in one.message], [str(one) for one in found]


def test_two_parts_that_wait_for_one_message_at_the_same_time_are_refused():
    told = event("message", "status_changed")
    around = message("status_changed")
    branches = diagram(
        "p", start(), both("s"), catch("a", told), catch("b", told), both("j"), end(), *chain("start", "s", "a", "j", "end"),
        *chain("s", "b", "j"), around=around,
    )  # fmt: skip
    edge = diagram(
        "p",
        start(),
        call("c", "q"),
        boundary("edge", "c", told),
        end(),
        end("e2"),
        *chain("start", "c", "end"),
        flow("edge", "e2"),
        around=around,
    )
    called = diagram("q", start("qs"), catch("inner", told), end("qe"), *chain("qs", "inner", "qe"), around=around)
    in_turn = diagram(
        "p", start(), catch("a", told), catch("b", told), end(), *chain("start", "a", "b", "end"), around=around
    )

    assert [one.element for one in findings(branches)] == ["b"]
    assert [one.element for one in findings(edge, called)] == ["inner"]
    assert findings(in_turn) == []


LANES = '<bpmn:laneSet><bpmn:lane id="l" name="{0}"><bpmn:flowNodeRef>{1}</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'


def test_a_lane_that_bears_a_group_s_name_agrees_with_the_task_in_it():
    task = user("it", groups="named_person")

    agreeing = findings(line(LANES.format("Named person", "it"), task))
    contrary = findings(line(LANES.format("GIRFEC lead officer", "it"), task))
    beside = findings(line(LANES.format("Named person", "start"), task))
    free = findings(line(LANES.format("Whoever has time", "it"), task))

    assert (agreeing, free) == ([], [])
    assert [(one.rule, one.element) for one in contrary + beside] == [("lane", "it"), ("lane", "it")]


def test_everything_that_is_wrong_is_said_at_once_with_file_and_line():
    content = line(user("it", groups="everybody", form="gone"), catch("wait", timer("P1X")), flow("wait", "end"))

    found = findings(content)

    assert {(one.file, one.element, one.line > 1) for one in found} == {
        ("file0.bpmn", "it", True),
        ("file0.bpmn", "wait", True),
    }
    assert len(found) == 4


def test_a_diagram_with_a_doctype_is_refused_before_anything_reads_it():
    content = b'<!DOCTYPE x [<!ENTITY e "user">]>' + line(user("it"))

    [found] = findings(content)

    assert "DOCTYPE" in found.message


@pytest.mark.parametrize("content", [b"", b"not xml", b"\xff\xfe\x00", b"<a/>", HEAD.encode() + b"</bpmn:definitions>"])
def test_a_file_that_is_no_diagram_is_refused_in_words(content):
    [found] = findings(content)

    assert found.file == "file0.bpmn"
    assert found.message


def test_a_data_association_to_nothing_is_dropped_and_does_not_hang_the_parser():
    typo = '<bpmn:dataOutputAssociation id="d"><bpmn:targetRef>gone</bpmn:targetRef></bpmn:dataOutputAssociation>'
    inner = sub("s", start("a"), user("it", typo), end("b"), *chain("a", "it", "b"))

    assert findings(line(inner, then="s")) == []


def test_a_chain_of_a_thousand_tasks_is_refused_and_not_parsed():
    keys = [f"t{number}" for number in range(1000)]
    content = diagram("p", start(), end(), *(user(key) for key in keys), *chain("start", *keys, "end"))

    assert [one.rule for one in findings(content)] == ["size"]


def test_an_escalation_end_is_published_and_an_error_caught_by_every_caller_too():
    called = diagram("q", start(), end("bad", event("error", "e")), flow("start", "bad"), around=error("e"))
    calling = diagram(
        "p",
        start(),
        call("c", "q"),
        boundary("b", "c", event("error", "e")),
        end(),
        end("up", event("escalation", "u")),
        *chain("start", "c", "end"),
        flow("b", "up"),
        around=error("e") + escalation("u"),
    )

    assert findings(calling, called) == []


def test_an_inclusive_split_with_a_default_is_published():
    ways = [flow("o", "a", "agreed = 1"), flow("o", "b", key="else")]
    content = diagram(
        "p", start(), user("ask", form="ask"), some("o", default="else"), user("a"), user("b"), some("j"), end(),
        *chain("start", "ask", "o"), *ways, *chain("a", "j", "end"), flow("b", "j"),
    )  # fmt: skip

    assert findings(content) == []


def test_what_slips_through_the_checks_is_still_refused_with_its_element(monkeypatch):
    monkeypatch.setattr(check, "problems", lambda _model: ())

    [found] = findings(line(element("complexGateway", "it")))

    assert (found.rule, found.file, found.element) == ("engine", "file0.bpmn", "it")
