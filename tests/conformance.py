"""BPMN construct by construct: a small process for each, how it is played, and what has to come of it by the standard.

`passed` is what must have been passed, in order; `refused` the rule by which a process is refused that is not run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from diagrams import (
    HEAD,
    both,
    boundary,
    call,
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
    some,
    start,
    sub,
    throw,
    timer,
    xor,
)

from app import engine
from app.cli.feel import PACK, shipped
from app.domain import invented

WORLD = invented.world(shipped(PACK))


@dataclass(frozen=True, slots=True)
class Case:
    """One construct. passed: ids separated by blanks. data, script, processes: as `girfec play` takes them."""

    construct: str
    content: bytes
    passed: str = ""
    refused: str = ""
    status: str = "ended"
    data: Mapping[str, Any] = field(default_factory=dict)
    script: tuple[Mapping[str, Any], ...] = ()
    processes: tuple[str, ...] = ()
    auto: bool = True


def task(key: str, inside: str = "", tag: str = "task", **attributes: str) -> str:
    return element(tag, key, inside, **attributes)


def line(*parts: str, then: str = "a", around: str = "") -> bytes:
    """`then` stands between start and end."""
    return diagram("p", start(), *parts, end(), *chain("start", *then.split(), "end"), around=around)


def several(*processes: tuple[str, tuple[str, ...]], around: str = "") -> bytes:
    """A file with several processes."""
    body = "\n".join(
        f'<bpmn:process id="{key}" isExecutable="true">{"".join(parts)}</bpmn:process>' for key, parts in processes
    )
    return f"{HEAD}{body}{around}</bpmn:definitions>".encode()


def inner(*parts: str, then: str = "b") -> tuple[str, ...]:
    """The inside of a sub-process: `then` between its own start and end."""
    return (start("s"), *parts, end("e"), *chain("s", *then.split(), "e"))


def by_event(key: str, what: str, *, interrupting: bool = True, step: str = "h") -> str:
    """An event sub-process with one step."""
    inside = (
        start(f"{key}_s", what, isInterrupting="true" if interrupting else "false"), task(step), end(f"{key}_e"),
        *chain(f"{key}_s", step, f"{key}_e"),
    )  # fmt: skip
    return sub(key, *inside, triggeredByEvent="true")


def many(times: str, *, sequential: bool = False, until: str | None = None, more: str = "") -> str:
    said = f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}" {more}>'
        f"<bpmn:loopCardinality>{times}</bpmn:loopCardinality>{said}</bpmn:multiInstanceLoopCharacteristics>"
    )


def rounds(more: str, condition: str | None = None) -> str:
    said = f"<bpmn:loopCondition>{condition}</bpmn:loopCondition>" if condition else ""
    return f"<bpmn:standardLoopCharacteristics {more}>{said}</bpmn:standardLoopCharacteristics>"


def link(name: str) -> str:
    return f'<bpmn:linkEventDefinition name="{name}"/>'


def fork(
    gateway: str, join: str, default: str | None = None, conditions: tuple[str | None, ...] = (None, None)
) -> tuple[str, ...]:
    """start, a split into a and b, a join, end."""
    return (
        start(), element(gateway, "g", default=default), task("a"), task("b"), element(join, "j"), end(),
        flow("start", "g"), flow("g", "a", conditions[0], key="to_a"), flow("g", "b", conditions[1], key="to_b"),
        *chain("a", "j", "end"), flow("b", "j"),
    )  # fmt: skip


CHOICE = fork("exclusiveGateway", "exclusiveGateway", "to_b", ('x = "a"', None))
SOME = fork("inclusiveGateway", "inclusiveGateway", None, ('contains(x, "a")', 'contains(x, "b")'))
X, M = signal("x"), message("m")

CASES = (
    # Basics
    Case("a task of no kind", line(task("a")), "start a end"),
    *(
        Case(f"a {tag}", line(task("a", tag=tag)), "start a end")
        for tag in ("userTask", "manualTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask")
    ),
    Case("a script task", line(task("a", tag="scriptTask")), refused="element"),
    Case("tasks stay open", line(task("a")), "start", status="waiting", auto=False),
    Case("a process without start and end", diagram("p", task("a"), task("b"), flow("a", "b")), "a b"),
    Case("two beginnings without a start", diagram("p", task("a"), task("b")), "a b"),
    Case(
        "two ends",
        diagram(
            "p", start(), both("g"), task("a"), end("e1"), end("e2"), *chain("start", "g", "a", "e1"), flow("g", "e2")
        ),
        "start g e2 a e1",
    ),
    Case("a plain intermediate event", line(throw("a")), "start a end"),
    Case(
        "booleans written as 1",
        diagram(
            "p", start(), task("a", many("2").replace('"false"', '"1"')), end(), *chain("start", "a", "end")
        ).replace(b'isExecutable="true"', b'isExecutable="1"'),
        "start a a end",
    ),
    Case("two pools, one played", several(("p", (task("a"),)), ("q", (task("b"),))), "a"),
    Case("two pools, both played", several(("p", (task("a"),)), ("q", (task("b"),))), "a b", processes=("p", "q")),
    # Flows
    Case(
        "two flows out of a task",
        diagram(
            "p",
            start(),
            task("t"),
            task("a"),
            task("b"),
            end(),
            *chain("start", "t", "a", "end"),
            *chain("t", "b", "end"),
        ),
        "start t a end b end",
    ),
    Case(
        "conditional flows out of a task, one true",
        diagram(
            "p",
            start(),
            task("t"),
            task("a"),
            task("b"),
            end(),
            flow("start", "t"),
            flow("t", "a", 'x = "a"'),
            flow("t", "b", 'x = "b"'),
            flow("a", "end"),
            flow("b", "end"),
        ),
        "start t a end",
        data={"x": "a"},
    ),
    Case(
        "conditional and default flow out of a task, default",
        diagram(
            "p",
            start(),
            task("t", default="d"),
            task("a"),
            task("b"),
            end(),
            flow("start", "t"),
            flow("t", "a", 'x = "a"'),
            flow("t", "b", key="d"),
            flow("a", "end"),
            flow("b", "end"),
        ),
        "start t b end",
        data={"x": "b"},
    ),
    Case(
        "conditional and plain flow out of a task",
        diagram(
            "p",
            start(),
            task("t"),
            task("a"),
            task("b"),
            end(),
            flow("start", "t"),
            flow("t", "a", 'x = "a"'),
            flow("t", "b"),
            flow("a", "end"),
            flow("b", "end"),
        ),
        "start t b end",
        data={"x": "b"},
    ),
    Case(
        "two flows to the same step",
        diagram(
            "p",
            start(),
            both("g"),
            task("a"),
            end(),
            flow("start", "g"),
            flow("g", "a", key="f1"),
            flow("g", "a", key="f2"),
            flow("a", "end"),
        ),
        "start g a end a end",
    ),
    Case(
        "no condition true out of a task",
        diagram(
            "p",
            start(),
            task("t"),
            task("a"),
            task("b"),
            end(),
            flow("start", "t"),
            flow("t", "a", 'x = "a"'),
            flow("t", "b", 'x = "b"'),
            flow("a", "end"),
            flow("b", "end"),
        ),
        "start t",
        status="incident",
        data={"x": "c"},
    ),
    # Gateways
    Case("exclusive, condition true", diagram("p", *CHOICE), "start g a j end", data={"x": "a"}),
    Case("exclusive, default", diagram("p", *CHOICE), "start g b j end", data={"x": "c"}),
    Case(
        "exclusive, nothing true",
        diagram("p", *fork("exclusiveGateway", "exclusiveGateway", None, ('x = "a"', 'x = "b"'))),
        "start",
        status="incident",
        data={"x": "c"},
    ),
    Case(
        "exclusive, two true: the first",
        diagram("p", *fork("exclusiveGateway", "exclusiveGateway", None, ("x > 1", "x > 2"))),
        "start g a j end",
        data={"x": 3},
    ),
    Case(
        "exclusive split into a parallel join",
        diagram("p", *fork("exclusiveGateway", "parallelGateway", "to_b", ('x = "a"', None))),
        "start g a",
        status="waiting",
        data={"x": "a"},
    ),
    Case("parallel", diagram("p", *fork("parallelGateway", "parallelGateway")), "start g a b j end"),
    Case(
        "parallel split, exclusive join",
        diagram("p", *fork("parallelGateway", "exclusiveGateway")),
        "start g a j end b j end",
    ),
    Case(
        "parallel join and split in one",
        diagram(
            "p",
            start(),
            both("g"),
            task("a"),
            task("b"),
            both("j"),
            task("c"),
            task("d"),
            end(),
            *chain("start", "g", "a", "j", "c", "end"),
            *chain("g", "b", "j", "d", "end"),
        ),
        "start g a b j c end d end",
    ),
    Case("inclusive, one", diagram("p", *SOME), "start g a j end", data={"x": "a"}),
    Case("inclusive, both", diagram("p", *SOME), "start g a b j end", data={"x": "ab"}),
    Case("inclusive, none", diagram("p", *SOME), "start", status="incident", data={"x": "c"}),
    Case(
        "inclusive, default",
        diagram("p", *fork("inclusiveGateway", "inclusiveGateway", "to_b", ('x = "a"', None))),
        "start g b j end",
        data={"x": "c"},
    ),
    Case(
        "inclusive split, parallel join, both",
        diagram("p", *fork("inclusiveGateway", "parallelGateway", None, ("true", "true"))),
        "start g a b j end",
    ),
    Case(
        "inclusive split, exclusive join",
        diagram("p", *fork("inclusiveGateway", "exclusiveGateway", None, ("true", "true"))),
        "start g a j end b j end",
    ),
    Case("complex", diagram("p", *fork("complexGateway", "exclusiveGateway")), refused="element"),
    Case(
        "event-based, a message",
        diagram(
            "p",
            start(),
            first("g"),
            catch("m1", event("message", "m")),
            catch("t1", timer("P1D")),
            end(),
            *chain("start", "g", "m1", "end"),
            *chain("g", "t1", "end"),
            around=M,
        ),
        "start g m1 end",
        script=({"message": "m"},),
    ),
    Case(
        "event-based, time",
        diagram(
            "p",
            start(),
            first("g"),
            catch("m1", event("message", "m")),
            catch("t1", timer("P1D")),
            end(),
            *chain("start", "g", "m1", "end"),
            *chain("g", "t1", "end"),
            around=M,
        ),
        "start g t1 end",
    ),
    Case(
        "event-based, a receive task",
        diagram(
            "p",
            start(),
            first("g"),
            task("m1", tag="receiveTask", messageRef="m"),
            catch("t1", timer("P1D")),
            end(),
            *chain("start", "g", "m1", "end"),
            *chain("g", "t1", "end"),
            around=M,
        ),
        "start g m1 end",
        script=({"message": "m"},),
    ),
    Case(
        "event-based, signals",
        diagram(
            "p",
            start(),
            first("g"),
            catch("s1", event("signal", "x")),
            catch("s2", event("signal", "y")),
            end(),
            *chain("start", "g", "s1", "end"),
            *chain("g", "s2", "end"),
            around=X + signal("y"),
        ),
        "start g s2 end",
        script=({"signal": "y"},),
    ),
    Case(
        "event-based, instantiating",
        diagram(
            "p",
            element("eventBasedGateway", "g", instantiate="true"),
            catch("s1", event("signal", "x")),
            catch("s2", event("signal", "y")),
            end(),
            *chain("g", "s1", "end"),
            *chain("g", "s2", "end"),
            around=X + signal("y"),
        ),
        refused="ignored",
    ),
    Case(
        "a loop back to an exclusive gateway",
        diagram(
            "p",
            start(),
            xor("m"),
            task("a"),
            xor("g", default="out"),
            end(),
            *chain("start", "m", "a", "g"),
            flow("g", "m", 'x = "again"'),
            flow("g", "end", key="out"),
        ),
        "start m a g m a g end",
        data={"x": "again"},
        script=({"complete": "a"}, {"complete": "a", "data": {"x": "enough"}}),
    ),
    Case(
        "a loop of steps that nothing leaves",
        diagram(
            "p", start(), both("s"), task("a"), task("b"), end(), *chain("start", "s", "a", "b", "a"), flow("s", "end")
        ),
        "start s end a b a",
        status="waiting",
        script=({"complete": "a"}, {"complete": "b"}, {"complete": "a"}),
        auto=False,
    ),
    Case(
        "a loop back to a step",
        diagram(
            "p",
            start(),
            task("a"),
            task("b", default="out"),
            end(),
            *chain("start", "a", "b"),
            flow("b", "a", 'x = "again"'),
            flow("b", "end", key="out"),
        ),
        "start a b a b end",
        data={"x": "again"},
        script=({"complete": "b"}, {"complete": "b", "data": {"x": "enough"}}),
    ),
    # Activities
    Case("a sub-process", line(sub("a", *inner(task("b")))), "start s b e a end"),
    Case(
        "a sub-process without start and end", line(sub("a", task("b"), task("c"), flow("b", "c"))), "start b c a end"
    ),
    Case(
        "a sub-process within another",
        line(sub("a", *inner(sub("b", start("s2"), task("c"), end("e2"), *chain("s2", "c", "e2"))))),
        "start s s2 c e2 b e a end",
    ),
    Case(
        "a sub-process in which two tokens end",
        line(
            sub(
                "a",
                start("s"),
                both("g"),
                task("b"),
                task("c"),
                end("e"),
                *chain("s", "g", "b", "e"),
                *chain("g", "c", "e"),
            )
        ),
        "start s g b e c e a end",
    ),
    Case("a transaction", line(element("transaction", "a", "".join(inner(task("b"))))), "start s b e a end"),
    Case(
        "a cancelled transaction",
        diagram(
            "p",
            start(),
            element("transaction", "a", "".join((start("s"), end("c", event("cancel")), *chain("s", "c")))),
            boundary("x", "a", event("cancel")),
            task("n"),
            end(),
            *chain("start", "a", "end"),
            *chain("x", "n", "end"),
        ),
        "start s c x n end",
    ),
    Case("an ad-hoc sub-process", line(element("adHocSubProcess", "a", task("b"))), refused="element"),
    Case(
        "a call of a process",
        several(
            ("p", (start(), call("a", "q"), end(), *chain("start", "a", "end"))),
            ("q", (start("s"), task("b"), end("e"), *chain("s", "b", "e"))),
        ),
        "start s b e a end",
    ),
    Case(
        "a call of a global task", line(call("a", "g"), around='<bpmn:globalUserTask id="g" name="G"/>'), "start a end"
    ),
    Case("a call of nothing", line(element("callActivity", "a")), refused="reference"),
    Case("a loop, at most three times", line(task("a", rounds('loopMaximum="3"', "true"))), "start a a a end"),
    Case("a loop with a largest number only", line(task("a", rounds('loopMaximum="2"'))), "start a a end"),
    Case("a loop that is tested before", line(task("a", rounds('testBefore="true"', "false"))), "start end"),
    Case("a loop that is tested after", line(task("a", rounds('testBefore="false"', "false"))), "start a end"),
    Case("a loop tested before, written as 1", line(task("a", rounds('testBefore="1"', "false"))), "start end"),
    Case("a negative loop maximum", line(task("a", rounds('loopMaximum="-1"', "true"))), refused="repeat-form"),
    Case(
        "a looping sub-process",
        line(sub("a", *inner(task("b")), rounds('loopMaximum="2"', "true"))),
        "start s b e a s b e a end",
    ),
    Case("three at once", line(task("a", many("3"))), "start a a a end"),
    Case("three one by one", line(task("a", many("3", sequential=True))), "start a a a end"),
    Case("none at all", line(task("a", many("0"))), "start end"),
    Case("one by one until enough", line(task("a", many("3", sequential=True, until="true"))), "start a end"),
    Case("all at once until enough", line(task("a", many("3", until="true"))), "start a end"),
    Case(
        "a sub-process three times",
        line(sub("a", *inner(task("b")), many("2", sequential=True))),
        "start s b e a s b e a end",
    ),
    Case(
        "a multi-instance that throws an event for one",
        line(task("a", many("3", more='behavior="One" oneBehaviorEventRef="x"'))),
        refused="ignored",
    ),
    Case("a completion quantity", line(task("a", completionQuantity="2")), refused="ignored"),
    Case("a start quantity", line(task("a", startQuantity="2")), refused="ignored"),
    Case(
        "a send task to a waiting pool",
        several(
            ("p", (start(), task("a", tag="sendTask", messageRef="m"), end(), *chain("start", "a", "end"))),
            ("q", (start("s", event("message", "m")), task("b"), end("e"), *chain("s", "b", "e"))),
            around=M,
        ),
        "start a end s b e",
    ),
    Case(
        "a receive task that waits",
        line(task("a", tag="receiveTask", messageRef="m"), around=M),
        "start",
        status="waiting",
    ),
    Case(
        "a receive task that receives",
        line(task("a", tag="receiveTask", messageRef="m"), around=M),
        "start a end",
        script=({"message": "m"},),
    ),
    # Events
    Case(
        "a terminate end",
        diagram(
            "p",
            start(),
            both("g"),
            task("a"),
            end("t", event("terminate")),
            end(),
            *chain("start", "g", "a", "end"),
            flow("g", "t"),
        ),
        "start g t",
    ),
    Case(
        "a terminate end in a sub-process",
        line(
            sub(
                "a",
                start("s"),
                both("g"),
                task("b"),
                end("t", event("terminate")),
                end("e"),
                *chain("s", "g", "b", "e"),
                flow("g", "t"),
            )
        ),
        "start s g t a end",
    ),
    Case("a timer, a duration", line(catch("a", timer("P3D"))), "start a end"),
    Case("a timer, a date", line(catch("a", timer("2026-05-01T10:00:00Z", "Date"))), "start a end"),
    Case(
        "a timer, not yet",
        line(catch("a", timer("P3D"))),
        "start",
        status="waiting",
        auto=False,
        script=({"advance": "P2D"},),
    ),
    Case("a timer, by then", line(catch("a", timer("P3D"))), "start a end", auto=False, script=({"advance": "P3D"},)),
    Case("a timer without a time", line(catch("a", "<bpmn:timerEventDefinition/>")), refused="timer-missing"),
    Case(
        "a timer at the start",
        diagram("p", start("start", timer("P3D")), task("a"), end(), *chain("start", "a", "end")),
        "start a end",
    ),
    Case(
        "a signal to a waiting event",
        diagram(
            "p",
            start(),
            both("g"),
            catch("c", event("signal", "x")),
            task("a"),
            throw("t", event("signal", "x")),
            end(),
            *chain("start", "g", "c", "end"),
            *chain("g", "a", "t", "end"),
            around=X,
        ),
        "start g a t c end end",
    ),
    Case(
        "a signal at an end",
        diagram(
            "p",
            start(),
            both("g"),
            catch("c", event("signal", "x")),
            task("a"),
            end("t", event("signal", "x")),
            end(),
            *chain("start", "g", "c", "end"),
            *chain("g", "a", "t"),
            around=X,
        ),
        "start g a t c end",
    ),
    Case(
        "a signal that starts another pool",
        several(
            ("p", (start(), end("t", event("signal", "x")), flow("start", "t"))),
            ("q", (start("s", event("signal", "x")), task("b"), end("e"), *chain("s", "b", "e"))),
            around=X,
        ),
        "start t s b e",
    ),
    Case(
        "a signal from outside",
        line(catch("a", event("signal", "x")), around=X),
        "start a end",
        script=({"signal": "x"},),
    ),
    Case(
        "a message at an end",
        several(
            ("p", (start(), end("t", event("message", "m")), flow("start", "t"))),
            ("q", (start("s"), catch("c", event("message", "m")), end("e"), *chain("s", "c", "e"))),
            around=M,
        ),
        "start t s c e",
        processes=("p", "q"),
    ),
    Case(
        "a message thrown",
        several(
            ("p", (start(), throw("t", event("message", "m")), end(), *chain("start", "t", "end"))),
            ("q", (start("s"), catch("c", event("message", "m")), end("e"), *chain("s", "c", "e"))),
            around=M,
        ),
        "s start t end c e",
        processes=("q", "p"),
    ),
    Case(
        "a message from outside",
        line(catch("a", event("message", "m")), around=M),
        "start a end",
        script=({"message": "m"},),
    ),
    Case("a message that never comes", line(catch("a", event("message", "m")), around=M), "start", status="waiting"),
    Case(
        "several starts, the plain one",
        diagram(
            "p",
            start(),
            start("s2", event("message", "m")),
            task("a"),
            end(),
            *chain("start", "a", "end"),
            flow("s2", "a"),
            around=M,
        ),
        "start a end",
    ),
    Case(
        "two plain starts",
        diagram("p", start(), start("s2"), task("a"), end(), *chain("start", "a", "end"), flow("s2", "a")),
        refused="starts",
    ),
    Case(
        "a condition, met at once",
        line(
            catch(
                "a",
                '<bpmn:conditionalEventDefinition><bpmn:condition>x = "a"</bpmn:condition></bpmn:conditionalEventDefinition>',
            )
        ),
        "start a end",
        data={"x": "a"},
    ),
    Case(
        "a condition that is not met",
        line(
            catch(
                "a",
                '<bpmn:conditionalEventDefinition><bpmn:condition>x = "a"</bpmn:condition></bpmn:conditionalEventDefinition>',
            )
        ),
        "start",
        status="waiting",
        data={"x": "b"},
    ),
    Case(
        "a link",
        diagram(
            "p",
            start(),
            task("a"),
            throw("l1", link("l")),
            catch("l2", link("l")),
            task("b"),
            end(),
            *chain("start", "a", "l1"),
            *chain("l2", "b", "end"),
        ),
        "start a l1 l2 b end",
    ),
    Case(
        "two links to one place",
        diagram(
            "p",
            start(),
            both("g"),
            throw("l1", link("l")),
            throw("l2", link("l")),
            catch("l3", link("l")),
            end(),
            flow("start", "g"),
            flow("g", "l1"),
            flow("g", "l2"),
            flow("l3", "end"),
        ),
        "start g l1 l2 l3 end l3 end",
    ),
    Case(
        "an event definition shared by events",
        line(
            catch("a", "<bpmn:eventDefinitionRef>d</bpmn:eventDefinitionRef>"),
            around='<bpmn:signalEventDefinition id="d" signalRef="x"/>' + X,
        ),
        "start a end",
        script=({"signal": "x"},),
    ),
    Case("compensation", line(throw("a", event("compensate"))), refused="not-run"),
    # Errors and escalations
    Case(
        "an error caught on a sub-process",
        diagram(
            "p",
            start(),
            sub("a", start("s"), end("f", event("error", "e1")), flow("s", "f")),
            boundary("x", "a", event("error", "e1")),
            task("h"),
            end(),
            *chain("start", "a", "end"),
            *chain("x", "h", "end"),
            around=error("e1"),
        ),
        "start s f x h end",
    ),
    Case(
        "any error caught",
        diagram(
            "p",
            start(),
            sub("a", start("s"), end("f", event("error", "e1")), flow("s", "f")),
            boundary("x", "a", event("error")),
            task("h"),
            end(),
            *chain("start", "a", "end"),
            *chain("x", "h", "end"),
            around=error("e1"),
        ),
        "start s f x h end",
    ),
    Case(
        "an error that stops the other branch",
        diagram(
            "p",
            start(),
            sub(
                "a",
                start("s"),
                both("g"),
                task("b"),
                task("c"),
                end("f", event("error", "e1")),
                end("e"),
                *chain("s", "g", "b", "f"),
                *chain("g", "c", "e"),
            ),
            boundary("x", "a", event("error", "e1")),
            end(),
            *chain("start", "a", "end"),
            flow("x", "end"),
            around=error("e1"),
        ),
        "start s g b f x end",
    ),
    Case(
        "an error of another code is not caught",
        diagram(
            "p",
            start(),
            sub("a", start("s"), end("f", event("error", "e1")), flow("s", "f")),
            boundary("x", "a", event("error", "e2")),
            end(),
            *chain("start", "a", "end"),
            flow("x", "end"),
            around=error("e1") + error("e2"),
        ),
        "start s",
        status="incident",
    ),
    Case(
        "an error at the top",
        diagram("p", start(), end("f", event("error", "e1")), flow("start", "f"), around=error("e1")),
        "start",
        status="incident",
    ),
    Case(
        "an error caught on a call",
        several(
            (
                "p",
                (
                    start(),
                    call("a", "q"),
                    boundary("x", "a", event("error", "e1")),
                    task("h"),
                    end(),
                    *chain("start", "a", "end"),
                    *chain("x", "h", "end"),
                ),
            ),
            ("q", (start("s"), end("f", event("error", "e1")), flow("s", "f"))),
            around=error("e1"),
        ),
        "start s f x h end",
    ),
    Case(
        "an error that a task meets",
        diagram(
            "p",
            start(),
            task("a"),
            boundary("x", "a", event("error", "e1")),
            task("h"),
            end(),
            *chain("start", "a", "end"),
            *chain("x", "h", "end"),
            around=error("e1"),
        ),
        "start x h end",
        script=({"error": "e1", "at": "a"},),
    ),
    Case(
        "an escalation caught, interrupting",
        diagram(
            "p",
            start(),
            sub(
                "a", start("s"), throw("t", event("escalation", "c1")), task("b"), end("e"), *chain("s", "t", "b", "e")
            ),
            boundary("x", "a", event("escalation", "c1")),
            task("h"),
            end(),
            *chain("start", "a", "end"),
            *chain("x", "h", "end"),
            around=escalation("c1"),
        ),
        "start s t x h end",
    ),
    Case(
        "an escalation caught, not interrupting",
        diagram(
            "p",
            start(),
            sub(
                "a", start("s"), throw("t", event("escalation", "c1")), task("b"), end("e"), *chain("s", "t", "b", "e")
            ),
            boundary("x", "a", event("escalation", "c1"), interrupting=False),
            task("h"),
            end(),
            *chain("start", "a", "end"),
            *chain("x", "h", "end"),
            around=escalation("c1"),
        ),
        "start s t x h end b e a end",
    ),
    Case(
        "an escalation at an end",
        diagram(
            "p",
            start(),
            sub("a", start("s"), end("t", event("escalation", "c1")), flow("s", "t")),
            boundary("x", "a", event("escalation", "c1")),
            task("h"),
            end(),
            *chain("start", "a", "end"),
            *chain("x", "h", "end"),
            around=escalation("c1"),
        ),
        "start s t x h end",
    ),
    Case(
        "an escalation that nobody catches",
        line(throw("a", event("escalation", "c1")), around=escalation("c1")),
        "start a end",
    ),
    # Boundary events
    Case(
        "time at the edge, too late",
        diagram(
            "p",
            start(),
            task("a"),
            boundary("x", "a", timer("P1D")),
            task("h"),
            end(),
            *chain("start", "a", "end"),
            *chain("x", "h", "end"),
        ),
        "start x h end",
        script=({"advance": "P2D"}, {"complete": "h"}),
        auto=False,
    ),
    Case(
        "time at the edge, in time",
        diagram(
            "p",
            start(),
            task("a"),
            boundary("x", "a", timer("P1D")),
            task("h"),
            end(),
            *chain("start", "a", "end"),
            *chain("x", "h", "end"),
        ),
        "start a end",
    ),
    Case(
        "time at the edge that does not interrupt",
        diagram(
            "p",
            start(),
            task("a"),
            boundary("x", "a", timer("P1D"), interrupting=False),
            task("h"),
            end(),
            *chain("start", "a", "end"),
            *chain("x", "h", "end"),
        ),
        "start x a end h end",
        script=({"advance": "P2D"}, {"complete": "a"}, {"complete": "h"}),
        auto=False,
    ),
    Case(
        "a message at the edge",
        diagram(
            "p",
            start(),
            task("a"),
            boundary("x", "a", event("message", "m")),
            end(),
            *chain("start", "a", "end"),
            flow("x", "end"),
            around=M,
        ),
        "start x end",
        script=({"message": "m"},),
    ),
    Case(
        "a message at the edge, twice",
        diagram(
            "p",
            start(),
            task("a"),
            boundary("x", "a", event("message", "m"), interrupting=False),
            end("e2"),
            end(),
            *chain("start", "a", "end"),
            flow("x", "e2"),
            around=M,
        ),
        "start x e2 x e2 a end",
        script=({"message": "m"}, {"message": "m"}),
    ),
    Case(
        "a signal at the edge of a sub-process",
        diagram(
            "p",
            start(),
            sub("a", *inner(task("b"))),
            boundary("x", "a", event("signal", "x")),
            end(),
            *chain("start", "a", "end"),
            flow("x", "end"),
            around=signal("x").replace('id="x"', 'id="sig"'),
        ).replace(b'signalRef="x"', b'signalRef="sig"'),
        "start s x end",
        script=({"signal": "x"},),
    ),
    Case(
        "a condition at the edge",
        diagram(
            "p",
            start(),
            both("g"),
            task("a"),
            task("b"),
            boundary(
                "x",
                "a",
                "<bpmn:conditionalEventDefinition><bpmn:condition>y = 1</bpmn:condition></bpmn:conditionalEventDefinition>",
            ),
            end(),
            *chain("start", "g", "a", "end"),
            *chain("g", "b", "end"),
            flow("x", "end"),
        ),
        "start g b x end end",
        script=({"complete": "b", "data": {"y": 1}},),
    ),
    Case(
        "an edge without a step after it",
        diagram(
            "p",
            start(),
            task("a"),
            boundary("x", "a", timer("P1D"), interrupting=False),
            end(),
            *chain("start", "a", "end"),
        ),
        refused="leads-nowhere",
    ),
    # Event sub-processes
    Case(
        "an event sub-process for an error",
        diagram(
            "p",
            start(),
            sub("a", start("s"), end("f", event("error", "e1")), flow("s", "f"), by_event("h0", event("error", "e1"))),
            end(),
            *chain("start", "a", "end"),
            around=error("e1"),
        ),
        "start s f h0_s h h0_e h0 a end",
    ),
    Case(
        "an event sub-process for a message that interrupts",
        diagram(
            "p", start(), task("a"), end(), *chain("start", "a", "end"), by_event("h0", event("message", "m")), around=M
        ),
        "start h0_s h h0_e h0",
        script=({"message": "m"},),
    ),
    Case(
        "an event sub-process for a message beside the rest",
        diagram(
            "p",
            start(),
            task("a"),
            end(),
            *chain("start", "a", "end"),
            by_event("h0", event("message", "m"), interrupting=False),
            around=M,
        ),
        "start h0_s a end h h0_e h0",
        script=({"message": "m"}, {"complete": "a"}, {"complete": "h"}),
    ),
    Case(
        "an event sub-process that is not needed",
        diagram(
            "p", start(), task("a"), end(), *chain("start", "a", "end"), by_event("h0", event("message", "m")), around=M
        ),
        "start a end",
    ),
    Case(
        "an event sub-process for time",
        diagram("p", start(), task("a"), end(), *chain("start", "a", "end"), by_event("h0", timer("P1D"))),
        "start h0_s h h0_e h0",
        script=({"advance": "P2D"},),
    ),
    Case(
        "an event sub-process for a signal",
        diagram(
            "p", start(), task("a"), end(), *chain("start", "a", "end"), by_event("h0", event("signal", "x")), around=X
        ),
        "start h0_s h h0_e h0",
        script=({"signal": "x"},),
    ),
    Case(
        "an event sub-process for an escalation",
        diagram(
            "p",
            start(),
            throw("t", event("escalation", "c1")),
            task("a"),
            end(),
            *chain("start", "t", "a", "end"),
            by_event("h0", event("escalation", "c1"), interrupting=False),
            around=escalation("c1"),
        ),
        "start t h0_s a end h h0_e h0",
        script=({"complete": "a"}, {"complete": "h"}),
    ),
    Case(
        "an event sub-process for a condition",
        diagram(
            "p",
            start(),
            task("a"),
            task("b"),
            end(),
            *chain("start", "a", "b", "end"),
            by_event(
                "h0",
                "<bpmn:conditionalEventDefinition><bpmn:condition>y = 1</bpmn:condition></bpmn:conditionalEventDefinition>",
            ),
        ),
        "start a h0_s h h0_e h0",
        script=({"complete": "a", "data": {"y": 1}},),
    ),
    # Steps of a script
    Case(
        "the whole case called off",
        line(task("a")),
        "start",
        status="cancelled",
        script=({"cancel": True},),
        auto=False,
    ),
    Case(
        "a join that starves",
        diagram(
            "p",
            start(),
            both("g"),
            task("a"),
            task("b"),
            boundary("x", "a", timer("P1D")),
            both("j"),
            end(),
            end("late"),
            *chain("start", "g", "a", "j", "end"),
            *chain("g", "b", "j"),
            flow("x", "late"),
        ),
        "start g x late b",
        status="waiting",
        script=({"advance": "P2D"},),
    ),
    Case(
        "an inclusive join whose branch left by an edge",
        diagram(
            "p",
            start(),
            both("g"),
            task("a"),
            task("b"),
            boundary("x", "a", timer("P1D")),
            some("j"),
            end(),
            end("late"),
            *chain("start", "g", "a", "j", "end"),
            *chain("g", "b", "j"),
            flow("x", "late"),
        ),
        "start g x late b j end",
        script=({"advance": "P2D"},),
    ),
)

KEEP_FROM_PLAY = frozenset({"structure", "faithful"})


def judged(case: Case) -> engine.Judged:
    return engine.judge("p.bpmn", case.content, engine.Around())


def refusals(case: Case) -> set[str]:
    """The rules that keep a case from being played."""
    return {one.rule for one in judged(case).findings if one.severity == "error" and one.family in KEEP_FROM_PLAY}


def played(case: Case) -> engine.Played:
    return engine.play(
        judged(case), WORLD, processes=case.processes, given=case.data, script=case.script, auto=case.auto
    )


def outcome(case: Case) -> str:
    """What comes of a case, in words."""
    if rules := refusals(case):
        return f"refused: {', '.join(sorted(rules))}" if case.refused in rules else "WRONG: refused"
    result = played(case)
    right = (" ".join(result.passed), result.status, result.unused) == (case.passed, case.status, ())
    return f"{case.status}, as the standard says" if right and not case.refused else "WRONG"
