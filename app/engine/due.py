"""Timers that are rows: the moment is worked out on arrival, and a timer fires only when it is named.

SpiffWorkflow's own timers compare clocks whenever anything happens, freeze the UTC offset at import and overflow month
ends. None of that is used.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app import feel
from app.domain.deadlines import LONDON, Due, day_in_words
from app.domain.errors import Stuck
from app.domain.steps import Timer
from app.engine.drawing import Element, Event
from app.engine.script import Script, moment_of

FURTHEST = timedelta(days=20 * 366)
SHORTEST_CYCLE = timedelta(hours=1)
MOST_ROUNDS = 100

AT = "due"  # when this task's timer fires, ISO 8601
GENERATION = "generation"  # how often its event has been armed
LEFT = "left"  # rounds of a cycle still to come after this one
BRANCHES = "branches"  # of an event-based gateway: {event's id: ISO moment}
WON = "won"  # the index of the branch that was first

_DURATION = re.compile(r"-?P[0-9YMWDTHS.]+\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T[0-9:.+Z-]+)?\Z")
_CYCLE = re.compile(r"R(?P<rounds>\d*)/(?P<every>P[0-9YMWDTHS.]+)\Z")


def as_feel(text: str) -> str:
    """A timer's body as FEEL. What other tools write bare, an ISO date, duration or cycle, becomes a literal."""
    if _DURATION.match(text):
        return f'duration("{text}")'
    if _DATE.match(text):
        return f'date and time("{text}")' if "T" in text else f'date("{text}")'
    if _CYCLE.match(text):
        return f'"{text}"'
    return text


def cycle(value: Any) -> tuple[int, timedelta] | None:
    """The rounds and the distance of a repeating timer, `R3/P7D`; None where it is endless, hasty or malformed."""
    found = _CYCLE.match(value) if isinstance(value, str) else None
    if found is None or not found["rounds"]:
        return None
    every = feel.compile(f'duration("{found["every"]}")').evaluate({}, {})
    rounds = int(found["rounds"])
    if not isinstance(every, timedelta) or every < SHORTEST_CYCLE or not 1 <= rounds <= MOST_ROUNDS:
        return None
    return rounds, every


def moment(script: Script, task: Task, event: Event, element: Element) -> tuple[datetime, int]:
    """Work out when a timer that is armed now will fire, and how many more times after that where it repeats.

    The calculation is kept with the script, for the step. Raises Stuck where its body gives no sensible moment.
    """
    value = script.value(task, as_feel(event.text or "null"))
    now = script.world.now
    rounds = 0
    if event.form == "cycle" and (repeating := cycle(value)):
        rounds, value = repeating[0] - 1, repeating[1]
    try:
        at = _after(now, value)
        if not abs(at - now) <= FURTHEST:
            raise ValueError(f"{at:%-d %B %Y} is more than twenty years away")  # noqa: TRY301 - said in one place
    except (ValueError, OverflowError) as fault:
        raise Stuck(
            f"The timer “{element.label}” has no time that can be kept: {fault}. Ask whoever keeps the diagram."
        ) from fault
    script.explain(task, element.id, at, f"{event.text} from {day_in_words(now.astimezone(LONDON).date())}")
    return at, rounds


def _after(now: datetime, value: Any) -> datetime:
    match value:
        case timedelta():
            return after(now, value)
        case feel.Months():
            return _months_after(now, value.count)
        case date():
            return moment_of(value).astimezone(UTC)
        case _:
            raise ValueError(f"“{value}” is neither a date nor a length of time")


def after(now: datetime, span: timedelta) -> datetime:
    """The moment some days and hours on. Days keep the time on a clock in Scotland, hours pass whatever clocks do."""
    here = now.astimezone(LONDON).replace(tzinfo=None) + timedelta(days=span.days)
    return here.replace(tzinfo=LONDON).astimezone(UTC) + (span - timedelta(days=span.days))


def _months_after(now: datetime, count: int) -> datetime:
    """The same day of a later month in Scotland, or that month's last day: 31 January and a month is 28 February."""
    here = now.astimezone(LONDON)
    year, month = divmod(here.year * 12 + here.month - 1 + count, 12)
    if not 1 <= year <= 9998:
        raise ValueError("that is not a date")
    following = datetime(year + (month == 11), (month + 1) % 12 + 1, 1, tzinfo=LONDON)
    last = (following - timedelta(days=1)).day
    return here.replace(year=year, month=month + 1, day=min(here.day, last)).astimezone(UTC)


class DueTimer(TimerEventDefinition):
    """A timer definition that reads no clock. It fires when `ring` has named it."""

    def __init__(self, element: Element, event: Event) -> None:
        super().__init__(element.label, event.text or "")
        self.element, self.event = element, event
        self.body = as_feel(event.text or "null")

    def has_fired(self, my_task: Task) -> bool:
        """Has it been rung? On arrival its moment is worked out and kept."""
        if AT not in my_task.internal_data:
            at, rounds = moment(my_task.workflow.script_engine, my_task, self.event, self.element)
            my_task.internal_data[AT] = at.isoformat()
            my_task.internal_data.setdefault(GENERATION, 1)
            if self.event.form == "cycle":
                my_task.internal_data.setdefault(LEFT, rounds)
        return bool(my_task.internal_data.get("event_fired", False))

    def reset(self, my_task: Task) -> None:
        """Forget the ring once the event has run."""
        my_task.internal_data.pop("event_fired", None)


class FirstOf(MultipleEventDefinition):
    """What an event-based gateway waits for: one moment per timer branch, and the index of the branch that won.

    branches: one (element, event) per outgoing flow, in their order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.branches: list[tuple[Element, Event]] = []

    def has_fired(self, my_task: Task) -> bool:
        """Has a branch won? On arrival the moments of all timer branches are worked out and kept."""
        data = my_task.internal_data
        if BRANCHES not in data:
            script = my_task.workflow.script_engine
            data[BRANCHES] = {
                element.id: moment(script, my_task, event, element)[0].isoformat()
                for element, event in self.branches
                if event.kind == "timer"
            }
        if data.get(WON) is None:
            data[WON] = self._holds(my_task)
        return data[WON] is not None

    def _holds(self, my_task: Task) -> int | None:
        """The first branch whose condition holds now."""
        script = my_task.workflow.script_engine
        for index, (_element, event) in enumerate(self.branches):
            if event.kind == "conditional" and script.evaluate(my_task, event.text or "false") is True:
                return index
        return None

    def reset(self, my_task: Task) -> None:
        """Nothing is kept once the gateway has run."""
        for key in (WON, BRANCHES):
            my_task.internal_data.pop(key, None)

    def update_task_data(self, my_task: Task) -> None:
        """Nothing: what a message carries is written by `deliver`."""


@dataclass(frozen=True, slots=True)
class Armed:
    """A timer that waits, as the state knows it. branch: its index at an event-based gateway."""

    task: Task
    element: Element
    generation: int
    at: datetime
    branch: int | None = None

    @property
    def ring(self) -> tuple[UUID, str, int]:
        """What names this one ring."""
        return (self.task.id, self.element.id, self.generation)

    def fire(self) -> None:
        """Let the timer go off: its task becomes ready."""
        if self.branch is None:
            self.task.internal_data["event_fired"] = True
        else:
            self.task.internal_data[WON] = self.branch
        self.task.task_spec._update(self.task)

    def timer(self, explained: Mapping[tuple[UUID, str], Due]) -> Timer:
        """The row to be."""
        due = explained.get((self.task.id, self.element.id)) or Due(self.at)
        return Timer(self.task.id, self.element.id, self.generation, self.element.label, due)


def armed(task: Task) -> Iterator[Armed]:
    """The timers that wait at a task."""
    if task.state != TaskState.WAITING:
        return
    definition = getattr(task.task_spec, "event_definition", None)
    data = task.internal_data
    if isinstance(definition, DueTimer):
        yield Armed(task, definition.element, data[GENERATION], datetime.fromisoformat(data[AT]))
    elif isinstance(definition, FirstOf):
        for index, (element, _event) in enumerate(definition.branches):
            if element.id in data[BRANCHES]:
                yield Armed(task, element, 1, datetime.fromisoformat(data[BRANCHES][element.id]), index)
