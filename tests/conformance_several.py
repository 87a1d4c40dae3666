"""Events about several things: any of them, all of them, at an edge, thrown, at a start, and after a choice of events.

What each `passed` must be was written from the standard; see conformance.py for how a case is read.
"""

from conformance import Case, by_event, inner, line, link, rounds, several, task
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
    xor,
)

X, Y, M, N = signal("x"), signal("y"), message("m"), message("n")
E1, C1 = error("e1"), escalation("c1")
WHEN = "<bpmn:conditionalEventDefinition><bpmn:condition>{}</bpmn:condition></bpmn:conditionalEventDefinition>"
X_OR_M = event("signal", "x") + event("message", "m")
X_OR_TIME = event("signal", "x") + timer("P2D")


def any_of(what: str, key: str = "a") -> str:
    return catch(key, what)


def all_of(what: str, key: str = "a") -> str:
    return element("intermediateCatchEvent", key, what, parallelMultiple="true")


def edged(what: str, *, interrupting: bool = True, at: str = "", more: str = "") -> bytes:
    """A task (or `at`) with an edge event about several things, which leads to a step and an end of its own."""
    edge = boundary("x0", "a", what, interrupting=interrupting)
    return diagram(
        "p", start(), at or task("a"), edge, task("h"), end(), end("he"), *chain("start", "a", "end"),
        *chain("x0", "h", "he"), around=more,
    )  # fmt: skip


def chosen(*branches: str, more: str = "", keys: tuple[str, ...] = ("b1", "b2")) -> bytes:
    """An event-based gateway with these branches, each to the same end."""
    flows = [one for key in keys for one in chain("g", key, "end")]
    return diagram("p", start(), first("g"), *branches, end(), flow("start", "g"), *flows, around=more)


def thrown(what: str, catchers: str, *, at_end: bool = False) -> bytes:
    """Process p throws; q begins by a message, r by a signal."""
    throwing = end("t", what) if at_end else throw("t", what)
    rest = chain("start", "t") if at_end else (task("a"), end(), *chain("start", "t", "a", "end"))
    return several(
        ("p", (start(), throwing, *rest)),
        *((key, (start(f"{key}s", event(*about)), end(f"{key}e"), flow(f"{key}s", f"{key}e")))
          for key, about in (("q", ("message", "m")), ("r", ("signal", "x"))) if key in catchers),
        around=X + M,
    )  # fmt: skip


def heard(by: str, what: str, **more: bool) -> bytes:
    """A sub-process that throws from within, with a catching edge event of its own."""
    throwing = sub("a", start("s"), throw("t", what), task("b"), end("e"), *chain("s", "t", "b", "e"))
    return edged(by, at=throwing, more=X + C1 + E1 + M, **more)


CASES = (
    # One that waits for any of several
    Case("a signal or a message: the signal", line(any_of(X_OR_M), around=X + M), "start a end", script=({"signal": "x"},)),
    Case("a signal or a message: the message", line(any_of(X_OR_M), around=X + M), "start a end", script=({"message": "m"},)),
    Case("a signal or a message: neither", line(any_of(X_OR_M), around=X + M), "start", status="waiting"),
    Case("a signal or time: time", line(any_of(X_OR_TIME), task("b"), then="a b", around=X), "start a b end"),
    Case("a signal or time: the signal, and no time later", line(any_of(X_OR_TIME), task("b"), then="a b", around=X), "start a b end", script=({"signal": "x"}, {"advance": "P5D"}, {"complete": "b"})),
    Case("a signal or a condition that holds already", line(any_of(event("signal", "x") + WHEN.format("true")), around=X), "start a end"),
    Case("a signal or a condition that comes to hold", diagram("p", start(), both("g"), task("b"), any_of(event("signal", "x") + WHEN.format("y = 1")), end(), end("e2"), *chain("start", "g", "b", "end"), *chain("g", "a", "e2"), around=X), "start g b a end e2", script=({"complete": "b", "data": {"y": 1}},)),
    Case("one signal named twice in an event", line(any_of(event("signal", "x") + event("signal", "x")), around=X), "start a end", script=({"signal": "x"},)),
    Case("any of several, with two flows out", diagram("p", start(), any_of(X_OR_M), task("b"), task("c"), end(), *chain("start", "a", "b", "end"), *chain("a", "c", "end"), around=X + M), "start a b end c end", script=({"signal": "x"},)),
    Case("any of several, with nothing before or after it", diagram("p", any_of(X_OR_M), around=X + M), "a", script=({"message": "m"},)),
    Case("any of several, in a loop", diagram("p", start(), xor("j"), any_of(X_OR_M), task("b"), xor("g", "out"), end(), *chain("start", "j", "a", "b", "g"), flow("g", "j", "again"), flow("g", "end", key="out"), around=X + M), "start j a b g j a b g end", script=({"signal": "x"}, {"complete": "b", "data": {"again": True}}, {"message": "m"}, {"complete": "b", "data": {"again": False}})),
    Case("any of several, in a part that is left", edged(timer("P1D"), at=sub("a", *inner(any_of(X_OR_M, "b"))), more=X + M), "start s x0 h he"),
    Case("any of several, in a part that is repeated", line(sub("a", rounds('loopMaximum="2"'), *inner(any_of(X_OR_M, "b"))), around=X + M), "start s b e a s b e a end", script=({"signal": "x"}, {"message": "m"})),
    Case("a message for several that wait for any: one of them has it", diagram("p", start(), both("g"), any_of(X_OR_M), any_of(X_OR_M, "b"), end(), end("e2"), *chain("start", "g", "a", "end"), *chain("g", "b", "e2"), around=X + M), "start g a end", status="waiting", script=({"message": "m"},)),
    # One that waits for all of several
    Case("a signal and a message", line(all_of(X_OR_M), around=X + M), "start a end", script=({"signal": "x"}, {"message": "m"})),
    Case("a signal and a message, the other way round", line(all_of(X_OR_M), around=X + M), "start a end", script=({"message": "m"}, {"signal": "x"})),
    Case("a signal and a message: only one of them", line(all_of(X_OR_M), around=X + M), "start", status="waiting", script=({"signal": "x"},)),
    Case("a signal and time", line(all_of(X_OR_TIME), around=X), "start a end", script=({"signal": "x"},)),
    Case("a signal, a message and time", line(all_of(X_OR_M + timer("P1D")), around=X + M), "start a end", script=({"advance": "P2D"}, {"message": "m"}, {"signal": "x"})),
    Case("all of several, with two flows out", diagram("p", start(), all_of(X_OR_M), task("b"), task("c"), end(), *chain("start", "a", "b", "end"), *chain("a", "c", "end"), around=X + M), "start a b end c end", script=({"signal": "x"}, {"message": "m"})),
    Case("all of several, twice round a loop", diagram("p", start(), xor("j"), all_of(X_OR_M), task("b"), xor("g", "out"), end(), *chain("start", "j", "a", "b", "g"), flow("g", "j", "again"), flow("g", "end", key="out"), around=X + M), "start j a b g j a b g end", script=({"signal": "x"}, {"message": "m"}, {"complete": "b", "data": {"again": True}}, {"message": "m"}, {"signal": "x"}, {"complete": "b", "data": {"again": False}})),
    Case("all of several, in a part that is left", edged(timer("P1D"), at=sub("a", *inner(all_of(X_OR_M, "b"))), more=X + M), "start s x0 h he", script=({"signal": "x"},)),
    # At an edge
    Case("several at an edge: the signal", edged(X_OR_M, more=X + M), "start x0 h he", script=({"signal": "x"},)),
    Case("several at an edge: the message", edged(X_OR_M, more=X + M), "start x0 h he", script=({"message": "m"},)),
    Case("several at an edge: none", edged(X_OR_M, more=X + M), "start a end"),
    Case("several at an edge: time", edged(X_OR_TIME, more=X), "start x0 h he", script=({"advance": "P3D"},)),
    Case("several at an edge that does not interrupt, each in turn", edged(X_OR_M, interrupting=False, more=X + M), "start x0 h he x0 h he a end", script=({"signal": "x"}, {"complete": "h"}, {"message": "m"}, {"complete": "h"})),
    Case("several at an edge that does not interrupt, one of them again", edged(X_OR_M, interrupting=False, more=X + M), "start x0 h he x0 h he a end", script=({"signal": "x"}, {"complete": "h"}, {"signal": "x"}, {"complete": "h"})),
    Case("one signal named twice at an edge", edged(event("signal", "x") * 2, interrupting=False, more=X), "start x0 h he a end", script=({"signal": "x"}, {"complete": "h"})),
    Case("an error or a message at the edge of a part: the error", edged(event("error", "e1") + event("message", "m"), at=sub("a", start("s"), end("f", event("error", "e1")), flow("s", "f")), more=E1 + M), "start s f x0 h he"),
    Case("an error or a message at the edge of a part: the message", edged(event("error", "e1") + event("message", "m"), at=sub("a", *inner(task("b"))), more=E1 + M), "start s x0 h he", script=({"message": "m"},)),
    Case("an escalation or a signal at the edge of a part, and on", heard(event("escalation", "c1") + event("signal", "y"), event("escalation", "c1"), interrupting=False).replace(b"</bpmn:definitions>", Y.encode() + b"</bpmn:definitions>"), "start s t x0 b e a end h he", script=({"complete": "b"},)),
    Case("several at the edge of a repeated task", edged(X_OR_M, at=task("a", rounds('loopMaximum="2"')), more=X + M), "start a x0 h he", script=({"complete": "a"}, {"message": "m"})),
    # Thrown
    Case("a signal and a message thrown by one event", thrown(X_OR_M, "qr"), "start t rs re qs qe a end"),
    Case("a signal and a message thrown by one end", thrown(X_OR_M, "qr", at_end=True), "start t rs re qs qe"),
    Case("an escalation and a signal thrown, the first caught around it", heard(event("escalation", "c1"), event("escalation", "c1") + event("signal", "x")), "start s t x0 h he"),
    Case("a signal and an error at one end", edged(event("error", "e1"), at=sub("a", start("s"), end("f", event("signal", "x") + event("error", "e1")), flow("s", "f")), more=X + E1), "start s f x0 h he"),
    Case("a signal and a terminate at one end", several(("p", (start(), both("g"), task("a"), end("f", event("signal", "x") + event("terminate")), end(), *chain("start", "g", "a", "end"), *chain("g", "f"))), ("r", (start("rs", event("signal", "x")), end("re"), flow("rs", "re"))), around=X), "start g f rs re"),
    # At a start
    Case("a start about several things", diagram("p", start("start", X_OR_M), task("a"), end(), *chain("start", "a", "end"), around=X + M), "start a end"),
    Case("a start about several things, begun by a message of another process", several(("o", (start("os"), end("oe", event("message", "m")), flow("os", "oe"))), ("p", (start("start", X_OR_M), task("a"), end(), *chain("start", "a", "end"))), around=X + M), "os oe start a end"),
    Case("a start about several things, begun by a signal of another process", several(("o", (start("os"), end("oe", event("signal", "x")), flow("os", "oe"))), ("p", (start("start", X_OR_M), task("a"), end(), *chain("start", "a", "end"))), around=X + M), "os oe start a end"),
    Case("an event sub-process for several things: the signal", line(task("a"), by_event("h0", X_OR_M), around=X + M), "start h0_s h h0_e h0", script=({"signal": "x"},)),
    Case("an event sub-process for several things: the message", line(task("a"), by_event("h0", X_OR_M), around=X + M), "start h0_s h h0_e h0", script=({"message": "m"},)),
    Case("an event sub-process for several things that does not interrupt, each in turn", line(task("a"), by_event("h0", X_OR_M, interrupting=False), around=X + M), "start h0_s h h0_e h0 h0_s h h0_e h0 a end", script=({"signal": "x"}, {"complete": "h"}, {"message": "m"}, {"complete": "h"})),
    Case("an event sub-process for an error or time: the error", line(sub("a", start("s"), end("f", event("error", "e1")), flow("s", "f"), by_event("h0", event("error", "e1") + timer("P1D"))), around=E1), "start s f h0_s h h0_e h0 a end"),
    # A condition, or several things, after an event-based gateway
    Case("event-based, a condition that holds already", chosen(catch("b1", event("signal", "x")), catch("b2", WHEN.format("true")), more=X), "start g b2 end"),
    Case("event-based, a condition that comes to hold", diagram("p", start(), both("f"), task("a"), first("g"), catch("b1", timer("P9D")), catch("b2", WHEN.format("y = 1")), end(), end("e2"), *chain("start", "f", "a", "end"), *chain("f", "g", "b1", "e2"), *chain("g", "b2", "e2")), "start f a g end b2 e2", script=({"complete": "a", "data": {"y": 1}},)),
    Case("event-based, a condition that does not come to hold", chosen(catch("b1", timer("P1D")), catch("b2", WHEN.format("y = 1"))), "start g b1 end", data={"y": 0}),
    Case("event-based, two conditions that hold: the first", chosen(catch("b1", WHEN.format("true")), catch("b2", WHEN.format("true"))), "start g b1 end"),
    Case("event-based, a branch about several things: one of them", chosen(any_of(X_OR_M, "b1"), catch("b2", timer("P1D")), more=X + M), "start g b1 end", script=({"message": "m"},)),
    Case("event-based, a branch about several things: the other branch", chosen(any_of(X_OR_M, "b1"), catch("b2", timer("P1D")), more=X + M), "start g b2 end"),
    # Refused by name
    Case("event-based, a branch that waits for all of several", chosen(all_of(X_OR_M, "b1"), catch("b2", timer("P1D")), more=X + M), refused="not-run"),
    Case("a start that waits for all of several", diagram("p", element("startEvent", "start", X_OR_M, parallelMultiple="true"), end(), flow("start", "end"), around=X + M), refused="not-run"),
    Case("several at an edge, all of them", edged("", more=X + M).replace(b'cancelActivity="true">', b'cancelActivity="true" parallelMultiple="true">' + X_OR_M.encode()), refused="not-run"),
    Case("a link among several things", line(any_of(link("l") + event("signal", "x")), around=X), refused="not-run"),
    Case("a compensation among several things thrown", line(throw("a", event("compensate") + event("signal", "x")), around=X), refused="not-run"),
)  # fmt: skip
