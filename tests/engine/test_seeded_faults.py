"""Faults put into the shipped processes, one at a time, are found; changes that harm nothing are not suspected."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from conformance import WORLD

from app import engine
from app.cli import beside

SHIPPED = sorted(Path("bpmn").rglob("*.bpmn"))
EACH = 8  # places in all processes together where one kind of fault is put
SLOW = frozenset({"a choice joined as if all came", "branches joined as if one came"})  # these need exploring

Change = Callable[[re.Match[str]], str]


def swap(pattern: str, to: str | Change) -> tuple[re.Pattern[str], str | Change]:
    return re.compile(pattern, re.DOTALL), to


def join(kind: str, to: str) -> tuple[re.Pattern[str], str | Change]:
    """A gateway with several flows in and one out, changed into another kind."""
    inside = r"(?P<in>(?:\s*<bpmn:incoming>\w+</bpmn:incoming>){2,}\s*<bpmn:outgoing>\w+</bpmn:outgoing>\s*)"
    return swap(
        rf"<bpmn:{kind}Gateway (?P<at>[^>]*)>{inside}</bpmn:{kind}Gateway>",
        lambda found: f"<bpmn:{to}Gateway {found['at']}>{found['in']}</bpmn:{to}Gateway>",
    )


FAULTS = {
    "a flow that leads nowhere": swap(r'(<bpmn:sequenceFlow [^>]*targetRef=")\w+', r"\1nowhere"),
    "a flow from nowhere": swap(r'(<bpmn:sequenceFlow [^>]*sourceRef=")\w+', r"\1nowhere"),
    "a flow left out": swap(r"<bpmn:sequenceFlow [^>]*/>", ""),
    "a default left out": swap(r' default="\w+"', ""),
    "a default that is none": swap(r' default="\w+"', ' default="nothing"'),
    "a condition left out": swap(r"<bpmn:conditionExpression.*?</bpmn:conditionExpression>", ""),
    "a condition about nothing": swap(r"(<bpmn:conditionExpression[^>]*>).*?(</)", r'\1no_such_name = "yes"\2'),
    "a condition that is no FEEL": swap(r"(<bpmn:conditionExpression[^>]*>).*?(</)", r"\1${agreed} ==\2"),
    "a form that is not there": swap(r'camunda:formRef="\w+"', 'camunda:formRef="no_such_form"'),
    "a step without its form": swap(r'(<bpmn:userTask [^>]*?) camunda:formRef="\w+"', r"\1"),
    "a group that is not there": swap(r'camunda:candidateGroups="[^"]+"', 'camunda:candidateGroups="nobody_at_all"'),
    "an operation that is not there": swap(r'camunda:topic="\w+"', 'camunda:topic="wish"'),
    "a table that is not there": swap(r'camunda:decisionRef="\w+"', 'camunda:decisionRef="no_table"'),
    "a called process that is not there": swap(r'calledElement="\w+"', 'calledElement="no_process"'),
    "a timer without a time": swap(r"<bpmn:time(Date|Duration)[^>]*>.*?</bpmn:time\1>", ""),
    "a time of its own": swap(r'due\(&quot;\w+&quot;, now\)|due\("\w+", now\)', "duration(&quot;P5D&quot;)"),
    "an edge of nothing": swap(r'attachedToRef="\w+"', 'attachedToRef="nothing"'),
    "a script": swap(r"<bpmn:(userTask)( .*?)</bpmn:userTask>", r"<bpmn:scriptTask\2</bpmn:scriptTask>"),
    "a message that is not there": swap(r'messageRef="\w+"', 'messageRef="no_message"'),
    "an error that is not there": swap(r'errorRef="\w+"', 'errorRef="no_error"'),
    "an id used twice": swap(r'<bpmn:endEvent id="\w+"', '<bpmn:endEvent id="id_used_twice"><bpmn:documentation id="id_used_twice"/></bpmn:endEvent><bpmn:endEvent id="other_end"'),
    "a choice that takes all": swap(r"<bpmn:exclusiveGateway( .*?)</bpmn:exclusiveGateway>", r"<bpmn:parallelGateway\1</bpmn:parallelGateway>"),
    "a choice joined as if all came": join("exclusive", "parallel"),
    "branches joined as if one came": join("parallel", "exclusive"),
}  # fmt: skip

HARMLESS = {
    "another name": swap(r'(<bpmn:userTask [^>]*name=")[^"]+', r"\1Another name"),
    "more to read": swap(r"<bpmn:documentation>", "<bpmn:documentation>More to read. "),
    "drawn elsewhere": swap(r'<dc:Bounds x="\d+', '<dc:Bounds x="7'),
    "another answer": swap(r'camunda:historyTimeToLive="\w+"', ""),
}  # fmt: skip


@cache
def around(file: Path) -> engine.Around:
    return beside.around(file)


def changed(change: tuple[re.Pattern[str], str | Change], most: int) -> Iterator[tuple[Path, bytes]]:
    """One change at a time, spread over the files."""
    pattern, to = change
    places = [
        (file, text, found) for file in SHIPPED for text in [file.read_text()] for found in pattern.finditer(text)
    ]
    for file, text, found in places[:: max(1, len(places) // most)][:most]:
        put = to(found) if callable(to) else found.expand(to)
        yield file, (text[: found.start()] + put + text[found.end() :]).encode()


def refused(file: Path, content: bytes, *, deeply: bool) -> bool:
    judged = engine.judge(file.name, content, around(file))
    errors = [one for one in judged.findings if one.severity == "error"]
    return bool(errors or (deeply and engine.explored(judged, WORLD, engine.FAMILIES)))


def test_faults_put_into_shipped_processes_are_found():
    missed, count = [], 0
    for kind, change in FAULTS.items():
        for file, content in changed(change, EACH if kind not in SLOW else 4):
            count += 1
            if not refused(file, content, deeply=True):
                missed.append((kind, file.stem))

    assert count >= 100
    assert len(missed) <= count * 0.02, missed


def test_changes_that_harm_nothing_are_not_suspected():
    suspected, count = [], 0
    for kind, change in HARMLESS.items():
        for file, content in changed(change, 15):
            count += 1
            if refused(file, content, deeply=False):
                suspected.append((kind, file.stem))

    assert count >= 30
    assert len(suspected) <= count * 0.02, suspected
