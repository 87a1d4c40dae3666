"""Constructs of BPMN within one another: events at the edges of sub-processes, repetition of calls, joins in loops.

What each `passed` must be was written from the standard; see conformance.py for how a case is read.
"""

from conformance import CASES as EACH
from conformance import Case, by_event, inner, line, link, many, rounds, several, task
from conformance_several import CASES as SEVERAL
from diagrams import (
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

X, Y, M, N = signal("x"), signal("y"), message("m"), message("n")
E1, E2, C1, C2 = error("e1"), error("e2"), escalation("c1"), escalation("c2")
WHEN = "<bpmn:conditionalEventDefinition><bpmn:condition>{}</bpmn:condition></bpmn:conditionalEventDefinition>"


def around(inside: str, *edges: str, more: str = "", ends: tuple[str, ...] = ()) -> bytes:
    """start, `inside` called a, end; each edge event x, y… leads to a step h, k… and an end of its own."""
    steps = "hk"[: len(edges)]
    parts = [
        part
        for edge, step in zip("xy", steps, strict=False)
        for part in (task(step), end(f"{step}_end"), *chain(edge, step, f"{step}_end"))
    ]
    return diagram("p", start(), inside, *edges, end(), *chain("start", "a", "end"), *parts, around=more)


def nested(depth_two: str) -> str:
    """Sub-process a with sub-process b, which holds `depth_two` and ends as it says."""
    return sub("a", start("s"), sub("b", depth_two), end("e"), *chain("s", "b", "e"))


def failing(ref: str, kind: str = "error", key: str = "f", begin: str = "s2") -> str:
    return start(begin) + end(key, event(kind, ref)) + flow(begin, key)


def pools(*processes: tuple[str, tuple[str, ...]], more: str = "") -> bytes:
    return several(*processes, around=more)


def q(*parts: str, then: str = "b") -> tuple[str, tuple[str, ...]]:
    """A called process: `then` between its own start and end."""
    return "q", (start("qs"), *parts, end("qe"), *chain("qs", *then.split(), "qe"))


CALLS = ("p", (start(), call("a", "q"), end(), *chain("start", "a", "end")))

# fmt: off
CASES = (
    *EACH,
    *SEVERAL,
    # Nested sub-processes and events at their edges
    Case("an error from the innermost of three, caught outside", around(nested(failing("e1")), boundary("x", "a", event("error", "e1")), more=E1), "start s s2 f x h h_end"),
    Case("an error caught on the inner of two edges", diagram("p", start(), sub("a", start("s"), sub("b", failing("e1")), boundary("y", "b", event("error", "e1")), task("k"), end("e"), *chain("s", "b", "e"), flow("y", "k"), flow("k", "e")), boundary("x", "a", event("error", "e1")), end(), *chain("start", "a", "end"), flow("x", "end"), around=E1), "start s s2 f y k e a end"),
    Case("an error caught by its code rather than by any", around(sub("a", failing("e1")), boundary("x", "a", event("error")), boundary("y", "a", event("error", "e1")), more=E1), "start s2 f y k k_end"),
    Case("of two errors the right edge", around(sub("a", failing("e2")), boundary("x", "a", event("error", "e1")), boundary("y", "a", event("error", "e2")), more=E1 + E2), "start s2 f y k k_end"),
    Case("an error thrown by what handled an error", diagram("p", start(), sub("a", start("s"), sub("b", failing("e1")), boundary("y", "b", event("error", "e1")), end("g", event("error", "e2")), end("e"), *chain("s", "b", "e"), flow("y", "g")), boundary("x", "a", event("error", "e2")), task("h"), end(), *chain("start", "a", "end"), *chain("x", "h", "end"), around=E1 + E2), "start s s2 f y g x h end"),
    Case("an escalation passes the inner edge of another code", around(nested(start("s2") + throw("t", event("escalation", "c1")) + end("e2") + "".join(chain("s2", "t", "e2"))), boundary("x", "a", event("escalation", "c1"), interrupting=False), more=C1), "start s s2 t x e2 b e a end h h_end"),
    Case("time at the edge of a sub-process stops what is inside", around(sub("a", *inner(task("b"))), boundary("x", "a", timer("P1D"))), "start s x h h_end", script=({"advance": "P2D"},)),
    Case("time at the edge of a sub-process beside what is inside", around(sub("a", *inner(task("b"))), boundary("x", "a", timer("P1D"), interrupting=False)), "start s x b e a end h h_end", script=({"advance": "P2D"}, {"complete": "b"}, {"complete": "h"})),
    Case("a message at the edge of a sub-process within another", around(nested(start("s2") + task("c") + end("e2") + "".join(chain("s2", "c", "e2"))), boundary("x", "a", event("message", "m")), more=M), "start s s2 x h h_end", script=({"message": "m"},)),
    Case("two edges, the first that happens", around(task("a"), boundary("x", "a", timer("P1D")), boundary("y", "a", event("message", "m")), more=M), "start y k k_end", script=({"message": "m"},)),
    Case("an edge that repeats three times", around(task("a"), boundary("x", "a", timer("R3/P1D", "Cycle"), interrupting=False)), "start x x x a end h h_end h h_end h h_end", script=({"advance": "P5D"}, {"complete": "a"})),
    Case("a signal at the edge, twice, beside the rest", around(task("a"), boundary("x", "a", event("signal", "s"), interrupting=False), more=signal("s")), "start x x a end h h_end h h_end", script=({"signal": "s"}, {"signal": "s"}, {"complete": "a"})),
    Case("an edge of a call, time", pools(("p", (start(), call("a", "q"), boundary("x", "a", timer("P1D")), task("h"), end(), *chain("start", "a", "end"), *chain("x", "h", "end"))), q(task("b"))), "start qs x h end", script=({"advance": "P2D"},)),
    Case("an edge of a call, an escalation from inside", pools(("p", (start(), call("a", "q"), boundary("x", "a", event("escalation", "c1"), interrupting=False), task("h"), end("he"), end(), *chain("start", "a", "end"), *chain("x", "h", "he"))), q(throw("t", event("escalation", "c1")), task("b"), then="t b"), more=C1), "start qs t x b qe a end h he", script=({"complete": "b"}, {"complete": "h"})),
    Case("an edge of a call of a call", pools(("p", (start(), call("a", "q"), boundary("x", "a", event("error", "e1")), end(), end("he"), *chain("start", "a", "end"), flow("x", "he"))), ("q", (start("qs"), call("b", "r"), end("qe"), *chain("qs", "b", "qe"))), ("r", (start("rs"), end("f", event("error", "e1")), flow("rs", "f"))), more=E1), "start qs rs f x he"),
    # Event sub-processes
    Case("an event sub-process in a sub-process, a message", diagram("p", start(), sub("a", *inner(task("b")), by_event("v", event("message", "m"))), end(), *chain("start", "a", "end"), around=M), "start s v_s h v_e v a end", script=({"message": "m"},)),
    Case("an event sub-process in a sub-process beside the rest", diagram("p", start(), sub("a", *inner(task("b")), by_event("v", event("message", "m"), interrupting=False)), end(), *chain("start", "a", "end"), around=M), "start s v_s b e h v_e v a end", script=({"message": "m"}, {"complete": "b"}, {"complete": "h"})),
    Case("an event sub-process beside the rest, twice", diagram("p", start(), task("a"), end(), *chain("start", "a", "end"), by_event("v", event("message", "m"), interrupting=False), around=M), "start v_s h v_e v v_s h v_e v a end", script=({"message": "m"}, {"complete": "h"}, {"message": "m"}, {"complete": "h"}, {"complete": "a"})),
    Case("an event sub-process for time beside the rest", diagram("p", start(), task("a"), end(), *chain("start", "a", "end"), by_event("v", timer("P1D"), interrupting=False)), "start v_s a end h v_e v", script=({"advance": "P2D"}, {"complete": "a"}, {"complete": "h"})),
    Case("an event sub-process for a signal beside the rest", diagram("p", start(), task("a"), end(), *chain("start", "a", "end"), by_event("v", event("signal", "x"), interrupting=False), around=X), "start v_s a end h v_e v", script=({"signal": "x"}, {"complete": "a"}, {"complete": "h"})),
    Case("an event sub-process for an escalation that interrupts", diagram("p", start(), sub("a", start("s"), throw("t", event("escalation", "c1")), task("b"), end("e"), *chain("s", "t", "b", "e"), by_event("v", event("escalation", "c1"))), end(), *chain("start", "a", "end"), around=C1), "start s t v_s h v_e v a end"),
    Case("an event sub-process at the top for an error from within", diagram("p", start(), sub("a", failing("e1")), end(), *chain("start", "a", "end"), by_event("v", event("error", "e1")), around=E1), "start s2 f v_s h v_e v"),
    Case("an event sub-process for any error", diagram("p", start(), sub("a", failing("e1")), end(), *chain("start", "a", "end"), by_event("v", event("error")), around=E1), "start s2 f v_s h v_e v"),
    Case("an edge goes before an event sub-process further out", diagram("p", start(), sub("a", failing("e1")), boundary("x", "a", event("error", "e1")), end(), end("he"), *chain("start", "a", "end"), flow("x", "he"), by_event("v", event("error", "e1")), around=E1), "start s2 f x he"),
    Case("an event sub-process goes before the edge around it", diagram("p", start(), sub("a", failing("e1"), by_event("v", event("error", "e1"))), boundary("x", "a", event("error", "e1")), end(), end("he"), *chain("start", "a", "end"), flow("x", "he"), around=E1), "start s2 f v_s h v_e v a end"),
    Case("an event sub-process that fails in turn", diagram("p", start(), sub("a", failing("e1"), sub("v", start("v_s", event("error", "e1")), end("g", event("error", "e2")), flow("v_s", "g"), triggeredByEvent="true")), boundary("x", "a", event("error", "e2")), end(), end("he"), *chain("start", "a", "end"), flow("x", "he"), around=E1 + E2), "start s2 f v_s g x he"),
    Case("an event sub-process interrupts all branches", diagram("p", start(), both("g"), task("a"), task("b"), end(), *chain("start", "g", "a", "end"), *chain("g", "b", "end"), by_event("v", event("message", "m")), around=M), "start g v_s h v_e v", script=({"message": "m"},)),
    Case("an event sub-process stops an event beside", diagram("p", start(), task("a"), end(), *chain("start", "a", "end"), by_event("v", event("message", "m"), interrupting=False), by_event("w", event("message", "n"), step="k"), around=M + N), "start v_s w_s k w_e w", script=({"message": "m"}, {"message": "n"})),
    Case("an event sub-process in a called process", pools(CALLS, ("q", (start("qs"), task("b"), end("qe"), *chain("qs", "b", "qe"), by_event("v", event("message", "m")))), more=M), "start qs v_s h v_e v a end", script=({"message": "m"},)),
    # Terminate
    Case("a terminate end two levels down", around(nested(start("s2") + both("g") + task("c") + end("t", event("terminate")) + end("e2") + "".join((*chain("s2", "g", "c", "e2"), flow("g", "t"))))), "start s s2 g t b e a end"),
    Case("a terminate end in a called process", pools(CALLS, ("q", (start("qs"), both("g"), task("b"), end("t", event("terminate")), end("qe"), *chain("qs", "g", "b", "qe"), flow("g", "t")))), "start qs g t a end"),
    Case("a terminate end beside an event sub-process that has not begun", diagram("p", start(), end("t", event("terminate")), flow("start", "t"), by_event("v", event("message", "m")), around=M), "start t"),
    Case("a terminate end while an event sub-process runs", diagram("p", start(), task("a"), end("t", event("terminate")), *chain("start", "a", "t"), by_event("v", event("message", "m"), interrupting=False), around=M), "start v_s a t", script=({"message": "m"}, {"complete": "a"})),
    Case("a terminate end in an event sub-process", diagram("p", start(), task("a"), end(), *chain("start", "a", "end"), sub("v", start("v_s", event("message", "m"), isInterrupting="false"), end("t", event("terminate")), flow("v_s", "t"), triggeredByEvent="true"), around=M), "start v_s t v a end", script=({"message": "m"}, {"complete": "a"})),
    Case("a terminate end in one of several instances", line(sub("a", start("s"), task("b"), end("t", event("terminate")), *chain("s", "b", "t"), many("2", sequential=True))), "start s b t a s b t a end"),
    # Repetition
    Case("a call three times at once", pools(("p", (start(), element("callActivity", "a", many("2"), calledElement="q"), end(), *chain("start", "a", "end"))), q(task("b"))), "start qs qs b qe a b qe a end"),
    Case("a call one by one", pools(("p", (start(), element("callActivity", "a", many("2", sequential=True), calledElement="q"), end(), *chain("start", "a", "end"))), q(task("b"))), "start qs b qe a qs b qe a end"),
    Case("a call in a loop", pools(("p", (start(), element("callActivity", "a", rounds('loopMaximum="2"'), calledElement="q"), end(), *chain("start", "a", "end"))), q(task("b"))), "start qs b qe a qs b qe a end"),
    Case("a sub-process at once, and enough after one", line(sub("a", *inner(task("b")), many("3", until="true"))), "start s s s b e a end"),
    Case("a sub-process one by one, and enough after two", line(sub("a", *inner(task("b")), many("3", sequential=True, until="loopCounter >= 2"))), "start s b e a s b e a end", status="ended"),
    Case("all at once, and enough after two", line(task("a", many("3", until="numberOfCompletedInstances = 2 and numberOfActiveInstances = 1"))), "start a a end"),
    Case("a loop that counts", line(task("a", rounds("", "loopCounter &lt; 3"))), "start a a a end"),
    Case("a time at the edge of several at once", around(task("a", many("3")), boundary("x", "a", timer("P1D"))), "start a x h h_end", script=({"complete": "a"}, {"advance": "P2D"})),
    Case("a time at the edge of several sub-processes", around(sub("a", *inner(task("b")), many("2")), boundary("x", "a", timer("P1D"))), "start s s b e a x h h_end", script=({"complete": "b"}, {"advance": "P2D"})),
    Case("an error in one of several stops them all", around(sub("a", start("s"), task("b"), xor("g", "ok"), end("f", event("error", "e1")), end("e"), *chain("s", "b", "g"), flow("g", "e", key="ok"), flow("g", "f", "bad"), many("2")), boundary("x", "a", event("error", "e1")), more=E1), "start s s b g f x h h_end", script=({"complete": "b", "data": {"bad": True}},)),
    Case("repetition within repetition", line(sub("a", *inner(task("b", many("2", sequential=True))), many("2", sequential=True))), "start s b b e a s b b e a end"),
    Case("a loop with a time at its edge", around(task("a", rounds('loopMaximum="3"')), boundary("x", "a", timer("P1D"))), "start a x h h_end", script=({"complete": "a"}, {"advance": "P2D"})),
    Case("a loop in a sub-process that is left by a gateway", line(sub("a", start("s"), xor("m"), task("b"), xor("g", "out"), end("e"), *chain("s", "m", "b", "g"), flow("g", "m", 'v = "again"'), flow("g", "e", key="out"))), "start s m b g m b g e a end", data={"v": "again"}, script=({"complete": "b"}, {"complete": "b", "data": {"v": "on"}})),
    Case("a list that is empty", line(element("userTask", "a", many("count([])"))), "start end"),
    Case("one of several, one by one, interrupted by a message", around(task("a", many("3", sequential=True)), boundary("x", "a", event("message", "m")), more=M), "start a x h h_end", script=({"complete": "a"}, {"message": "m"})),
    # Compensation and transactions
    Case("compensation thrown in the middle", diagram("p", start(), task("a"), boundary("x", "a", event("compensate")), task("u", isForCompensation="true"), throw("t", event("compensate")), end(), *chain("start", "a", "t", "end"), '<bpmn:association id="as" associationDirection="One" sourceRef="x" targetRef="u"/>'), refused="not-run"),
    Case("compensation at an end", diagram("p", start(), task("a"), boundary("x", "a", event("compensate")), task("u", isForCompensation="true"), end("t", event("compensate")), *chain("start", "a", "t"), '<bpmn:association id="as" associationDirection="One" sourceRef="x" targetRef="u"/>'), refused="not-run"),
    Case("compensation that is never thrown", diagram("p", start(), task("a"), boundary("x", "a", event("compensate")), task("u", isForCompensation="true"), end(), *chain("start", "a", "end"), '<bpmn:association id="as" associationDirection="One" sourceRef="x" targetRef="u"/>'), refused="not-run"),
    Case("a compensation event sub-process", diagram("p", start(), sub("a", *inner(task("b")), by_event("v", event("compensate"))), end(), *chain("start", "a", "end")), refused="not-run"),
    Case("a transaction that fails", around(element("transaction", "a", failing("e1")), boundary("x", "a", event("error", "e1")), more=E1), "start s2 f x h h_end"),
    Case("a transaction called off on one branch", around(element("transaction", "a", "".join((start("s"), both("g"), task("b"), end("e"), end("c", event("cancel")), *chain("s", "g", "b", "e"), flow("g", "c")))), boundary("x", "a", event("cancel"))), "start s g c x h h_end"),
    Case("a transaction that is not called off", around(element("transaction", "a", "".join((start("s"), xor("g", "ok"), end("e"), end("c", event("cancel")), flow("s", "g"), flow("g", "e", key="ok"), flow("g", "c", "false")))), boundary("x", "a", event("cancel"))), "start s g e a end"),
    Case("a transaction with compensation", around(element("transaction", "a", "".join((start("s"), task("b"), boundary("cb", "b", event("compensate")), task("u", isForCompensation="true"), end("c", event("cancel")), *chain("s", "b", "c"), '<bpmn:association id="as" associationDirection="One" sourceRef="cb" targetRef="u"/>'))), boundary("x", "a", event("cancel"))), refused="not-run"),
    # Gateways
    Case("a first event in a loop", diagram("p", start(), xor("k"), first("g"), catch("m1", event("message", "m")), catch("t1", timer("P1D")), end(), *chain("start", "k", "g", "m1", "k"), *chain("g", "t1", "end"), around=M), "start k g m1 k g t1 end", script=({"message": "m"}, {"advance": "P2D"})),
    Case("a first event in a sub-process with an edge", around(sub("a", start("s"), first("g"), catch("m1", event("message", "m")), catch("t1", timer("P9D")), end("e"), *chain("s", "g", "m1", "e"), *chain("g", "t1", "e")), boundary("x", "a", timer("P1D")), more=M), "start s g x h h_end".replace(" g", ""), script=({"advance": "P2D"},)),
    Case("of two times the earlier", diagram("p", start(), first("g"), catch("t1", timer("P3D")), catch("t2", timer("P1D")), end(), *chain("start", "g", "t1", "end"), *chain("g", "t2", "end")), "start g t2 end"),
    Case("an inclusive join with a branch that loops", diagram("p", start(), some("g"), task("a"), xor("m"), task("b"), xor("l", "on"), some("j"), end(), *chain("start", "g"), flow("g", "a", "true"), flow("g", "m", "true"), *chain("a", "j", "end"), *chain("m", "b", "l"), flow("l", "m", 'v = "again"'), flow("l", "j", key="on")), "start g m a b l m b l j end", data={"v": "again"}, script=({"complete": "a"}, {"complete": "b"}, {"complete": "b", "data": {"v": "on"}})),
    Case("an inclusive join in a loop, twice", diagram("p", start(), xor("m"), some("g"), task("a"), task("b"), some("j"), xor("l", "on"), end(), *chain("start", "m", "g"), flow("g", "a", "true"), flow("g", "b", "true"), *chain("a", "j", "l"), flow("b", "j"), flow("l", "m", 'v = "again"'), flow("l", "end", key="on")), "start m g a b j l m g a b j l end", data={"v": "again"}, script=({"complete": "a"}, {"complete": "b"}, {"complete": "a", "data": {"v": "on"}}, {"complete": "b"})),
    Case("an inclusive join after an exclusive choice", diagram("p", start(), xor("g", "d"), task("a"), task("b"), some("j"), end(), flow("start", "g"), flow("g", "a", "true"), flow("g", "b", key="d"), *chain("a", "j", "end"), flow("b", "j")), "start g a j end"),
    Case("an inclusive split with a default that is not needed", diagram("p", start(), some("g", "d"), task("a"), task("b"), end(), flow("start", "g"), flow("g", "a", "true"), flow("g", "b", key="d"), flow("a", "end"), flow("b", "end")), "start g a end"),
    Case("a parallel join in a loop", diagram("p", start(), xor("m"), both("g"), task("a"), task("b"), both("j"), xor("l", "on"), end(), *chain("start", "m", "g", "a", "j", "l"), *chain("g", "b", "j"), flow("l", "m", 'v = "again"'), flow("l", "end", key="on")), "start m g a b j l m g a b j l end", data={"v": "again"}, script=({"complete": "a"}, {"complete": "b"}, {"complete": "a", "data": {"v": "on"}}, {"complete": "b"})),
    Case("parallel within parallel", diagram("p", start(), both("g"), both("g2"), task("a"), task("b"), task("c"), both("j2"), both("j"), end(), *chain("start", "g", "g2", "a", "j2", "j", "end"), *chain("g2", "b", "j2"), *chain("g", "c", "j")), "start g g2 c a b j2 j end"),
    Case("a token merges into a task twice", diagram("p", start(), both("g"), throw("a"), throw("b"), task("c"), end(), *chain("start", "g", "a", "c", "end"), *chain("g", "b", "c")), "start g a b c end c end"),
    Case("a complex gateway that joins", diagram("p", start(), both("g"), task("a"), task("b"), element("complexGateway", "j"), end(), *chain("start", "g", "a", "j", "end"), *chain("g", "b", "j")), refused="element"),
    Case("a gateway that waits for all its events", diagram("p", element("eventBasedGateway", "g", eventGatewayType="Parallel", instantiate="true"), catch("a", event("message", "m")), catch("b", event("message", "n")), end(), *chain("g", "a", "end"), *chain("g", "b", "end"), around=M + N), refused="ignored"),
    Case("default and conditions out of a user task, one true", diagram("p", start(), task("t", default="d", tag="userTask"), task("a"), task("b"), task("c"), end(), flow("start", "t"), flow("t", "a", "v > 1"), flow("t", "b", "v > 2"), flow("t", "c", key="d"), flow("a", "end"), flow("b", "end"), flow("c", "end")), "start t a end", data={"v": 2}),
    Case("default and conditions out of a user task, both true", diagram("p", start(), task("t", default="d", tag="userTask"), task("a"), task("b"), task("c"), end(), flow("start", "t"), flow("t", "a", "v > 1"), flow("t", "b", "v > 2"), flow("t", "c", key="d"), flow("a", "end"), flow("b", "end"), flow("c", "end")), "start t a end b end", data={"v": 3}),
    Case("a default out of a sub-process", diagram("p", start(), sub("t", *inner(task("b")), default="d"), task("a"), task("c"), end(), flow("start", "t"), flow("t", "a", "false"), flow("t", "c", key="d"), flow("a", "end"), flow("c", "end")), "start s b e t c end"),
    Case("a default out of a call", pools(("p", (start(), element("callActivity", "t", calledElement="q", default="d"), task("a"), task("c"), end(), flow("start", "t"), flow("t", "a", "true"), flow("t", "c", key="d"), flow("a", "end"), flow("c", "end"))), q(task("b"))), "start qs b qe t a end"),
    Case("two flows out of a start", diagram("p", start(), task("a"), task("b"), end(), *chain("start", "a", "end"), *chain("start", "b", "end")), "start a end b end"),
    Case("two flows out of a waiting event", diagram("p", start(), catch("c", timer("P1D")), task("a"), task("b"), end(), *chain("start", "c", "a", "end"), *chain("c", "b", "end")), "start c a end b end"),
    Case("two flows out of an edge", diagram("p", start(), task("t"), boundary("x", "t", event("message", "m")), task("a"), task("b"), end(), *chain("start", "t", "end"), *chain("x", "a", "end"), *chain("x", "b", "end"), around=M), "start x a end b end", script=({"message": "m"},)),
    # Signals, messages and links
    Case("a signal heard in two places at once", diagram("p", start(), both("g"), catch("c1", event("signal", "x")), catch("c2", event("signal", "x")), throw("t", event("signal", "x")), task("b"), end(), flow("start", "g"), *chain("g", "c1", "end"), *chain("g", "c2", "end"), *chain("g", "b", "t", "end"), around=X), "start g b t c1 c2 end end end"),
    Case("a signal between pools", pools(("p", (start(), task("a"), throw("t", event("signal", "x")), end(), *chain("start", "a", "t", "end"))), ("q", (start("qs"), catch("c", event("signal", "x")), end("qe"), *chain("qs", "c", "qe"))), ("r", (start("rs"), catch("d", event("signal", "x")), end("re"), *chain("rs", "d", "re"))), more=X), "start qs rs a t end c qe d re", processes=("p", "q", "r")),
    Case("a signal thrown before anybody listens is lost", diagram("p", start(), throw("t", event("signal", "x")), catch("c", event("signal", "x")), end(), *chain("start", "t", "c", "end"), around=X), "start t", status="waiting"),
    Case("a signal into a sub-process", diagram("p", start(), both("g"), sub("a", start("s"), catch("c", event("signal", "x")), end("e"), *chain("s", "c", "e")), task("b"), throw("t", event("signal", "x")), end(), *chain("start", "g", "a", "end"), *chain("g", "b", "t", "end"), around=X), "start g s b t c e a end end"),
    Case("a signal out of a call", pools(("p", (start(), both("g"), call("a", "q"), catch("c", event("signal", "x")), end(), *chain("start", "g", "a", "end"), *chain("g", "c", "end"))), q(throw("t", event("signal", "x")), then="t"), more=X), "start g qs t qe a c end end"),
    Case("another signal is not heard", line(catch("a", event("signal", "x")), around=X + Y), "start", status="waiting"),
    Case("a message to one of two pools", pools(("p", (start(), throw("t", event("message", "m")), end(), *chain("start", "t", "end"))), ("q", (start("qs"), catch("c", event("message", "m")), end("qe"), *chain("qs", "c", "qe"))), ("r", (start("rs"), catch("d", event("message", "n")), end("re"), *chain("rs", "d", "re"))), more=M + N), "start t end qs c qe rs", status="waiting", processes=("p", "q", "r")),
    Case("a message there and one back", pools(("p", (start(), throw("t", event("message", "m")), catch("c", event("message", "n")), end(), *chain("start", "t", "c", "end"))), ("q", (start("qs", event("message", "m")), task("b"), end("qe", event("message", "n")), *chain("qs", "b", "qe"))), more=M + N), "start t qs b qe c end"),
    Case("a message that starts one process twice", pools(("p", (start(), throw("t", event("message", "m")), throw("u", event("message", "m")), end(), *chain("start", "t", "u", "end"))), ("q", (start("qs", event("message", "m")), task("b"), end("qe"), *chain("qs", "b", "qe"))), more=M), "start t u end qs qs b qe b qe"),
    Case("two message starts of one process", pools(("p", (start("s1", event("message", "m")), start("s2", event("message", "n")), task("a"), task("b"), end(), *chain("s1", "a", "end"), *chain("s2", "b", "end"))), ("q", (start("qs"), end("qe", event("message", "n")), flow("qs", "qe"))), more=M + N), "qs qe s2 b end", processes=("q",)),
    Case("a link within a sub-process", line(sub("a", start("s"), throw("l1", link("l")), catch("l2", link("l")), task("b"), end("e"), flow("s", "l1"), *chain("l2", "b", "e"))), "start s l1 l2 b e a end"),
    Case("two links of two names", diagram("p", start(), xor("g", "d"), throw("l1", link("one")), throw("l2", link("two")), catch("l3", link("one")), catch("l4", link("two")), task("a"), task("b"), end(), flow("start", "g"), flow("g", "l1", "true"), flow("g", "l2", key="d"), *chain("l3", "a", "end"), *chain("l4", "b", "end")), "start g l1 l3 a end"),
    Case("a link back, which is a loop", diagram("p", start(), xor("m"), task("a"), xor("g", "on"), throw("l1", link("l")), catch("l2", link("l")), end(), *chain("start", "m", "a", "g"), flow("g", "l1", 'v = "again"'), flow("g", "end", key="on"), flow("l2", "m")), "start m a g l1 l2 m a g end", data={"v": "again"}, script=({"complete": "a"}, {"complete": "a", "data": {"v": "on"}})),
    # Conditions, time and data
    Case("a condition met later", diagram("p", start(), both("g"), task("a"), catch("c", WHEN.format("y = 1")), end(), *chain("start", "g", "a", "end"), *chain("g", "c", "end")), "start g a c end end", script=({"complete": "a", "data": {"y": 1}},)),
    Case("a condition at the start", diagram("p", start("start", WHEN.format("true")), task("a"), end(), *chain("start", "a", "end")), "start a end"),
    Case("a signal at the start, played", diagram("p", start("start", event("signal", "x")), task("a"), end(), *chain("start", "a", "end"), around=X), "start a end"),
    Case("data objects and associations", line('<bpmn:dataObject id="o"/><bpmn:dataObjectReference id="r" dataObjectRef="o" name="Plan"/>', task("a", '<bpmn:ioSpecification><bpmn:dataInput id="i"/><bpmn:dataOutput id="u"/><bpmn:inputSet><bpmn:dataInputRefs>i</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet><bpmn:dataOutputRefs>u</bpmn:dataOutputRefs></bpmn:outputSet></bpmn:ioSpecification><bpmn:dataInputAssociation id="da"><bpmn:sourceRef>r</bpmn:sourceRef><bpmn:targetRef>i</bpmn:targetRef></bpmn:dataInputAssociation><bpmn:dataOutputAssociation id="db"><bpmn:sourceRef>u</bpmn:sourceRef><bpmn:targetRef>r</bpmn:targetRef></bpmn:dataOutputAssociation>')), "start a end"),
    Case("a data store and a property", line('<bpmn:dataStoreReference id="r" name="Files"/>', task("a", '<bpmn:property id="pr" name="x"/>')), "start a end"),
    Case("an annotation, a group and lanes", line('<bpmn:laneSet id="ls"><bpmn:lane id="l1"><bpmn:flowNodeRef>start</bpmn:flowNodeRef><bpmn:flowNodeRef>a</bpmn:flowNodeRef><bpmn:flowNodeRef>end</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>', task("a"), '<bpmn:textAnnotation id="ta"><bpmn:text>Words</bpmn:text></bpmn:textAnnotation><bpmn:association id="as" sourceRef="a" targetRef="ta"/>'), "start a end"),
    Case("an ad-hoc sub-process with an order", line(element("adHocSubProcess", "a", task("b") + task("c") + flow("b", "c"), ordering="Sequential")), refused="element"),
    Case("a part that ends twice at once", line(sub("a", start("s"), both("g"), end("e1"), end("e2"), flow("s", "g"), flow("g", "e1"), flow("g", "e2"))), "start s g e1 e2 a end"),
    Case("an error while another branch waits", around(sub("a", start("s"), both("g"), catch("c", timer("P1D")), end("e"), end("f", event("error", "e1")), *chain("s", "g", "c", "e"), flow("g", "f")), boundary("x", "a", event("error", "e1")), more=E1), "start s g f x h h_end"),
    Case("a task that waits while another branch is done", diagram("p", start(), both("g"), task("a"), task("b"), end("e1"), end("e2"), *chain("start", "g", "a", "e1"), *chain("g", "b", "e2")), "start g a e1", status="waiting", script=({"complete": "a"},), auto=False),
    Case("a message for a task that has not begun is not kept", diagram("p", start(), task("a"), catch("c", event("message", "m")), end(), *chain("start", "a", "c", "end"), around=M), "start a c end", script=({"message": "m"},)),
    Case("the whole case called off while a part runs", line(sub("a", *inner(task("b")))), "start s", status="cancelled", script=({"cancel": True},), auto=False),
    Case("an error at a step of a sub-process, caught around it", around(sub("a", *inner(task("b"))), boundary("x", "a", event("error", "e1")), more=E1), "start s x h h_end", script=({"error": "e1", "at": "b"},)),
    Case("an error at a called step, caught on the call", pools(("p", (start(), call("a", "q"), boundary("x", "a", event("error", "e1")), end(), end("he"), *chain("start", "a", "end"), flow("x", "he"))), q(task("b")), more=E1), "start qs x he", script=({"error": "e1", "at": "b"},)),
    Case("a time at the edge of a step in a sub-process", line(sub("a", start("s"), task("b"), boundary("x", "b", timer("P1D")), task("c"), end("e"), *chain("s", "b", "e"), *chain("x", "c", "e"))), "start s x c e a end", script=({"advance": "P2D"},)),
    Case("an escalation that interrupts only its own part", around(sub("a", start("s"), both("g"), task("b"), end("e"), end("t", event("escalation", "c1")), *chain("s", "g", "b", "e"), flow("g", "t")), boundary("x", "a", event("escalation", "c1")), more=C1), "start s g t x h h_end"),
    Case("an escalation of another code passes by", around(sub("a", start("s"), throw("t", event("escalation", "c2")), end("e"), *chain("s", "t", "e")), boundary("x", "a", event("escalation", "c1")), more=C1 + C2), "start s t e a end"),
    Case("any escalation", around(sub("a", start("s"), throw("t", event("escalation", "c2")), end("e"), *chain("s", "t", "e")), boundary("x", "a", event("escalation")), more=C2), "start s t x h h_end"),
)
