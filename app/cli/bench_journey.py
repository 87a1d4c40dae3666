"""A journey of 24 nodes with eight tasks of ten questions each and a review that comes round, as the peers were measured on.

The process is published on the measured installation only. It is small on purpose: what it costs is what any process costs.
"""

import json
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Any
from uuid import UUID, uuid4
from xml.sax.saxutils import quoteattr

from app.actions import cases, folders, tasks
from app.domain.access import Actor
from app.store import bulk
from app.store.base import Database

PROCESS = "measured_journey"
TASKS = ("concern", "views", "partners", "assess", "offer", "plan", "agree", "review")
REVIEWS = 40
CLOCK = "measured_clock"
BORN = date(2014, 1, 1)
DAYS = 1500  # on which they are born, one after the other
_NUMBERS = count(1)
EDGE = 5  # reviews at either end that are compared
SENTENCES = (  # about a hundred characters each and unlike each other: what is written twice takes less room
    "Mum said the mornings are calmer since the breakfast club began, though Fridays remain hard for both.",
    "He sat beside the class assistant, joined in twice, and asked to show his drawing of the harbour.",
    "Health visitor weighed and measured her again; growth follows the ninth centile, no new worries.",
    "Grandfather collects them most days now; he would welcome advice on handling quarrels at bedtime.",
    "Attendance rose from 71 to 86 per cent between August and October, with lateness nearly gone.",
    "Housing confirmed two bedrooms by spring; until then damp in the hall is treated every fortnight.",
    "She told the youth worker that swimming is what she looks forward to, and wants a friend along.",
    "Dad rang on Tuesday, agreed to meet at school rather than at home, and asked for written notes.",
    "Speech therapy offers six sessions from January; nursery will practise the same sounds each day.",
    "No bruising was seen. The explanation given by both parents matched what the neighbour described.",
    "Money is tight after the rent increase; the advice shop found an unclaimed benefit worth £42 weekly.",
    "Both teachers notice that he tires after lunch; the GP has been asked about sleep and iron levels.",
)


@dataclass(frozen=True)
class Child:
    """One measured case: how long each review took, in seconds, oldest first."""

    reviews: tuple[float, ...]


def figures(
    database: Database, operator: Actor, worker: Actor, content: Mapping[str, bytes], children: int
) -> Iterator[tuple[str, Any]]:
    """What the journey costs, by `children` cases with 40 reviews and as many without.

    journey.review: to complete a review, with its commit. last_to_first: the median of the last five reviews over that of
    the first five. database.bytes: what a case adds, everything included, journal and indexes too; each task was answered with
    five different sentences of a hundred characters and five short answers.
    """
    publish(database, operator, content)
    travel(database, worker, reviews=1)
    short, _ = _grown(database, worker, children, reviews=0)
    long, seen = _grown(database, worker, children, reviews=REVIEWS)
    every = [seconds for child in seen for seconds in child.reviews]
    first = statistics.median([seconds for child in seen for seconds in child.reviews[:EDGE]])
    last = statistics.median([seconds for child in seen for seconds in child.reviews[-EDGE:]])
    yield "journey.review.p50_ms", round(1000 * statistics.median(every), 2)
    yield "journey.review.p95_ms", round(1000 * statistics.quantiles(every, n=20)[-1], 2)
    yield "journey.review.last_to_first", round(last / first, 2)
    yield "journey.short.database.bytes", short
    yield "journey.database.bytes", long


def publish(database: Database, operator: Actor, content: Mapping[str, bytes]) -> None:
    """Add what is measured to what is shipped. A start of the product takes it away again, for it is in no folder."""
    folders.bring_in(database, operator, {**content, **files()}, approved_by="bench")


def _grown(database: Database, worker: Actor, children: int, *, reviews: int) -> tuple[int, list[Child]]:
    """How many bytes one case adds to the database, and the cases."""
    bulk.sweep(database)
    before = database.read(worker, bulk.size)
    seen = []
    for _ in range(children):
        seen.append(travel(database, worker, reviews=reviews))
        bulk.sweep(database)
    return (database.read(worker, bulk.size) - before) // children, seen


def child() -> tuple[str, str, str, date]:
    """Another invented child: nobody is taken for somebody who is known already, which would be asked about first."""
    number = next(_NUMBERS)
    return f"Measured{number}", f"Child{number}", "", BORN + timedelta(days=number % DAYS)


def travel(database: Database, worker: Actor, *, reviews: int) -> Child:
    """One child's journey from its start to its end, with so many reviews that it goes on from."""
    new = cases.NewCase(*child(), PROCESS, worker.person_id, reason="Measured.")
    started = database.run(worker, lambda tx: cases.start(tx, new, {}, str(uuid4())))
    task_id: UUID | None = started.next_task_id
    seconds: list[float] = []
    for number in range(len(TASKS) + reviews):
        assert task_id
        page = database.run(worker, partial(tasks.open, task_id=task_id))
        goes_on = len(TASKS) - 1 <= number < len(TASKS) - 1 + reviews
        answers = said(number) | {"again": "yes" if goes_on else "no"}
        done = partial(tasks.complete, task_id=task_id, answers=answers, seen=page.seen, key=str(uuid4()))
        began = time.perf_counter()
        task_id = database.run(worker, done).next_task_id
        if goes_on:
            seconds.append(time.perf_counter() - began)
    return Child(tuple(seconds))


def said(number: int) -> dict[str, Any]:
    """What is answered to the task that comes as this number, without whether it comes again."""
    words = {f"words_{place}": SENTENCES[(number + place) % len(SENTENCES)] for place in range(5)}
    lines = {f"line_{place}": f"Told on day {number + place}" for place in range(2)}
    return {**words, **lines, "happened_on": "2026-03-02", "heard": "yes"}


def files() -> dict[str, bytes]:
    """The process and its forms, as a release's folder holds them."""
    made = {f"forms/{PROCESS}/measured_{key}.json": form(key) for key in TASKS}
    return {f"bpmn/{PROCESS}/{PROCESS}.bpmn": diagram(), f"bpmn/{CLOCK}.bpmn": waiting(), **made}


def form(key: str) -> bytes:
    """Ten questions: five for words, two short ones, a day, two choices."""
    questions = [_question("textarea", f"words_{number}") for number in range(5)]
    questions += [_question("textfield", f"line_{number}") for number in range(2)]
    questions += [_question("datetime", "happened_on") | {"subtype": "date", "dateLabel": "When was it?"}]
    choices = [{"label": "Yes", "value": "yes"}, {"label": "No", "value": "no"}]
    questions += [_question("radio", name) | {"values": choices} for name in ("heard", "again")]
    tree = {"type": "default", "id": f"measured_{key}", "title": key.capitalize(), "schemaVersion": 19}
    return json.dumps(tree | {"components": questions, "properties": {}}).encode()


def _question(kind: str, key: str) -> dict[str, Any]:
    label = {} if kind == "datetime" else {"label": f"What about {key.replace('_', ' ')}?"}
    return {"type": kind, "id": f"field_{key}", "key": key, **label}


def diagram() -> bytes:
    """Start, eight tasks with a gateway each that may send it back, six events between them, and an end: 24 nodes."""
    parts = ['<bpmn:startEvent id="start" name="Begin"/>', _flow("start", f"t_{TASKS[0]}")]
    for number, key in enumerate(TASKS):
        form = f'camunda:formRef="measured_{key}" camunda:candidateGroups="named_person,named_person_service"'
        parts.append(f'<bpmn:userTask id="t_{key}" name={quoteattr(key.capitalize())} {form}/>')
        after = f"t_{TASKS[number + 1]}" if key != "review" else "ended"
        parts.append(
            f'<bpmn:exclusiveGateway id="g_{key}" name="Again?" default="f_g_{key}_{_beside(number, after)}"/>'
        )
        parts += [_flow(f"t_{key}", f"g_{key}"), _flow(f"g_{key}", f"t_{key}", 'again = "yes"')]
        parts += [_flow(f"g_{key}", _beside(number, after))]
        if _beside(number, after) != after:
            parts += [f'<bpmn:intermediateThrowEvent id="e_{number}" name="Done"/>', _flow(f"e_{number}", after)]
    parts.append('<bpmn:endEvent id="ended" name="Ended"/>')
    body = "\n".join(parts)
    return f'{HEAD}\n<bpmn:process id="{PROCESS}" name="Measured" isExecutable="true">\n{body}\n</bpmn:process>\n</bpmn:definitions>'.encode()


def _beside(number: int, after: str) -> str:
    """Where the flow out of a task's gateway leads: past an event, for six of the eight."""
    return f"e_{number}" if number < len(TASKS) - 2 else after


def _flow(source: str, target: str, condition: str = "") -> str:
    said = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
    inside = said if condition else ""
    return f'<bpmn:sequenceFlow id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}">{inside}</bpmn:sequenceFlow>'


def waiting() -> bytes:
    """A process that waits for its clock, then asks for something."""
    when = '<bpmn:timeDate xsi:type="bpmn:tFormalExpression">due("lp_accept_within", now)</bpmn:timeDate>'
    asks = 'camunda:formRef="measured_review" camunda:candidateGroups="named_person,named_person_service"'
    parts = ['<bpmn:startEvent id="start" name="Begin"/>', _flow("start", "clock"), _flow("clock", "look")]
    parts += [
        '<bpmn:intermediateCatchEvent id="clock" name="A moment has passed"><bpmn:timerEventDefinition id="clock_timer">'
    ]
    parts += [when, "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>", _flow("look", "ended")]
    parts += [f'<bpmn:userTask id="look" name="Look" {asks}/>', '<bpmn:endEvent id="ended" name="Ended"/>']
    body = "\n".join(parts)
    return f'{HEAD}\n<bpmn:process id="{CLOCK}" name="Measured clock" isExecutable="true">\n{body}\n</bpmn:process>\n</bpmn:definitions>'.encode()


HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'targetNamespace="http://girfec.example/bpmn">'
)
