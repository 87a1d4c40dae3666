"""Events that are thrown and caught inside one case.

SpiffWorkflow offers an escalation to whatever waits anywhere, completes every receiver of a message, and lets a
non-interrupting boundary event fire once. Ours go to the enclosing activities, to one receiver, and again.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition, TerminateEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.domain.errors import Stuck
from app.engine.drawing import Element, Event
from app.engine.due import AT, BRANCHES, GENERATION, LEFT, WON, DueTimer, FirstOf, after, cycle
from app.engine.normalise import MADE

FIRED = "event_fired"


def living(workflow: BpmnWorkflow) -> Iterator[BpmnBaseWorkflow]:
    """The process and every process that runs inside it now, outermost first.

    Where a boundary event cancels a multi-instance, SpiffWorkflow forgets the processes that ran in its instances
    without ending them. Those are not living.
    """
    yield workflow
    for task in list(workflow.tasks.values()):
        yield from _under(workflow, task)


def _under(top: BpmnWorkflow, task: Task) -> Iterator[BpmnBaseWorkflow]:
    inner = top.subprocesses.get(task.id)
    if inner is not None and task.has_state(TaskState.STARTED):
        yield inner
        for one in list(inner.tasks.values()):
            yield from _under(top, one)


def waiting(workflow: BpmnWorkflow) -> Iterator[Task]:
    """Every task that waits for an event."""
    for inner in living(workflow):
        for task in list(inner.tasks.values()):
            if task.state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
                yield task


def catch(task: Task) -> None:
    """Let the event happen for which a task waits."""
    task.internal_data[FIRED] = True
    task.task_spec._update(task)


class Coded(EventDefinition):
    """An error or escalation. It goes to the nearest enclosing activity with a boundary event for its code, or any."""

    def __init__(self, element: Element, event: Event) -> None:
        super().__init__(element.label)
        self.element, self.event = element, event

    def throw(self, my_task: Task) -> None:
        """Find who catches it. An error that nobody catches is a fault of the diagram; an escalation is only passed."""
        caught = next((one for around in _around(my_task) for one in catching(around, self.event)), None)
        if caught is not None:
            catch(caught)
        elif self.event.kind == "error":
            raise Stuck(f"Nothing catches the error “{self.element.label}”. Ask whoever keeps the diagram.")

    def stands_for(self, thrown: Event) -> bool:
        """Does a boundary event with this definition catch it? What is made here is caught only by who names it."""
        anything = {None} if not (thrown.ref or "").endswith(MADE) else set()
        return self.event.kind == thrown.kind and self.event.ref in {thrown.ref, *anything}

    def reset(self, my_task: Task) -> None:
        """Forget the event once it has run."""
        my_task.internal_data.pop(FIRED, None)


def _around(task: Task) -> Iterator[Task]:
    """The activities inside which a task stands, innermost first."""
    workflow = task.workflow
    while workflow.parent_task_id is not None:
        parent = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        yield parent
        workflow = parent.workflow


def catching(activity: Task, event: Event) -> Iterator[Task]:
    """The boundary events that wait at an activity for this error or escalation, those that name it first."""
    found = [
        (definition.event.ref is None, boundary)
        for boundary in _attached(activity)
        if isinstance(definition := boundary.task_spec.event_definition, Coded) and definition.stands_for(event)
    ]
    yield from (boundary for _any, boundary in sorted(found, key=lambda one: one[0]))


def fails(activity: Task, code: str) -> Task | None:
    """The boundary event that catches an error which an activity itself meets, there or further out."""
    event = Event("error", ref=code)
    return next((one for around in (activity, *_around(activity)) for one in catching(around, event)), None)


def _attached(activity: Task) -> Iterator[Task]:
    """The boundary events that wait at an activity, or at the multi-instance or loop of which it is a round."""
    while activity.parent is not None and activity.triggered:
        activity = activity.parent
    split = activity.parent
    if split is not None and isinstance(split.task_spec, BoundaryEventSplit):
        for task in split.children:
            if task.state == TaskState.WAITING and isinstance(task.task_spec, BoundaryEvent):
                yield task


class Named(EventDefinition):
    """A message or signal. A message comes from outside, through `deliver`; a signal reaches everything in the case."""

    def __init__(self, element: Element, event: Event) -> None:
        super().__init__(event.ref or element.label)
        self.element, self.event = element, event

    def throw(self, my_task: Task) -> None:
        """Let every part of the case that waits for this signal go on. What has been thrown is noted for who plays it."""
        script = my_task.workflow.script_engine
        script.thrown.append((self.event.kind, self.event.ref or ""))
        if self.event.kind == "signal":
            signalled(my_task.workflow.top_workflow, self.event.ref or "")

    def reset(self, my_task: Task) -> None:
        """Forget the event once it has run."""
        my_task.internal_data.pop(FIRED, None)


def signalled(workflow: BpmnWorkflow, name: str) -> bool:
    """Let everything in a case that waits for a signal go on. Did anything?"""
    heard = False
    for task in list(waiting(workflow)):
        definition = task.task_spec.event_definition
        if task.state != TaskState.WAITING:
            continue  # another part that heard it has stopped this one
        if isinstance(definition, Named) and _is_signal(definition.event, name):
            catch(task)
            heard = True
        elif isinstance(definition, FirstOf):
            for index, (_element, event) in enumerate(definition.branches):
                if _is_signal(event, name) and task.state == TaskState.WAITING:
                    win(task, index)
                    heard = True
    return heard


def _is_signal(event: Event, name: str) -> bool:
    return event.kind == "signal" and event.ref == name


class Condition(ConditionalEventDefinition):
    """Waits until a FEEL condition holds. It is asked again whenever something happens in the case."""

    def __init__(self, element: Element, event: Event) -> None:
        super().__init__(event.text or "false")
        self.element = element

    def has_fired(self, my_task: Task) -> bool:
        """Does the condition hold now?"""
        return my_task.workflow.script_engine.evaluate(my_task, self.expression) is True

    def reset(self, my_task: Task) -> None:
        """Nothing is kept."""


def asks_again(spec: Any) -> bool:
    """Does what waits here wait for a condition, alone or as one of several branches?"""
    definition = getattr(spec, "event_definition", None)
    if isinstance(definition, FirstOf):
        return any(event.kind == "conditional" for _element, event in definition.branches)
    return isinstance(definition, Condition)


class Several(EventDefinition):
    """Several things that one event throws, in the order in which they are drawn."""

    def __init__(self, parts: Sequence[EventDefinition]) -> None:
        super().__init__("several")
        self.parts = tuple(parts)

    def throw(self, my_task: Task) -> None:
        """Throw all of them before anything that catches one goes on."""
        for part in self.parts:
            part.throw(my_task)


class Terminate(TerminateEventDefinition):
    """Ends its process and everything in it. The end event itself does so, once it has thrown what is drawn besides."""

    def __init__(self, besides: Sequence[EventDefinition] = ()) -> None:
        super().__init__()
        self.besides = tuple(besides)

    def throw(self, my_task: Task) -> None:
        """What is drawn besides; nothing else has to be thrown."""
        for part in self.besides:
            part.throw(my_task)


class Plain(NoneEventDefinition):
    """Nothing is waited for or thrown."""


def definition_of(element: Element) -> EventDefinition:
    """The definition of an event as drawn; the checks have refused what we do not run."""
    event = element.event
    if event is None or event.kind == "link" or element.kind == "startEvent":
        return Plain()  # links are joined by a flow; a message that starts a process is matched before there is one
    if len(element.events) == 1:
        return _one(element, event)
    besides = [_one(element, one) for one in element.events if one.kind != "terminate"]
    return Several(besides) if len(besides) == len(element.events) else Terminate(besides)


def _one(element: Element, event: Event) -> EventDefinition:
    match event.kind:
        case "timer":
            return DueTimer(element, event)
        case "error" | "escalation":
            return Coded(element, event)
        case "message" | "signal":
            return Named(element, event)
        case "conditional":
            return Condition(element, event)
        case "terminate":
            return Terminate()
        case _:
            raise Stuck(f"“{element.label}” is an event that is not run here: {event.kind}.")


class BoundaryEvent(defaults.BoundaryEvent):
    """A boundary event that, where it does not interrupt, is armed again each time it has fired."""

    element: Element

    def rearm(self, my_task: Task) -> None:
        """After it has fired: put a twin that waits below the same activity, as long as that activity goes on."""
        split = my_task.parent
        if self.cancel_activity or split is None or not _going_on(split):
            return
        again = self._again(my_task)
        if again is not None:
            twin = split._add_child(self, TaskState.WAITING)
            twin.internal_data.update(again)
            if AT in again:
                at = datetime.fromisoformat(again[AT])
                my_task.workflow.script_engine.explain(
                    twin, self.element.id, at, f"The next round of {self.event_definition.name}"
                )
            self._update(twin)

    def _again(self, my_task: Task) -> dict[str, Any] | None:
        """What a twin starts with: the next round of a cycle, or nothing special; None where it fires once only.

        Rounds missed while nobody was there collapse into the one that has just fired.
        """
        kind = self.element.event.kind if self.element.event else ""
        again = {GENERATION: my_task.internal_data.get(GENERATION, 1) + 1}
        if kind != "timer":
            return again if kind in {"message", "escalation", "signal"} else None
        if not my_task.internal_data.get(LEFT):
            return None
        script = my_task.workflow.script_engine
        rung = datetime.fromisoformat(my_task.internal_data[AT])
        repeating = cycle(script.value(my_task, self.event_definition.body))
        if repeating is None:
            raise Stuck(f"The timer “{self.element.label}” no longer says how often it repeats.")
        every = repeating[1]
        passed = max(1, (script.world.now - rung) // every + 1)
        left = my_task.internal_data[LEFT] - passed
        return {**again, AT: after(rung, every * passed).isoformat(), LEFT: left} if left >= 0 else None


def _going_on(split: Task) -> bool:
    return any(
        not isinstance(task.task_spec, BoundaryEvent) and not task.has_state(TaskState.FINISHED_MASK)
        for task in split.children
    )


class EventBasedGateway(defaults.EventBasedGateway):
    """Waits for the first of several events, and goes on with that branch alone."""

    event_definition: FirstOf

    def connect(self, child: defaults.IntermediateCatchEvent) -> None:
        """Take over the event of a branch: the gateway waits for it, the branch only passes it."""
        super(CatchingEvent, self).connect(child)
        self.event_definition.branches.append((child.element, child.element.event))
        child.event_definition = Plain()

    def _run_hook(self, my_task: Task) -> bool:
        chosen = self.outputs[my_task.internal_data[WON]]
        self.event_definition.reset(my_task)
        my_task._sync_children([chosen], TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


def win(task: Task, branch: int) -> None:
    """Let one branch of an event-based gateway be the first."""
    task.internal_data[WON] = branch
    task.task_spec._update(task)


def receivers(workflow: BpmnWorkflow, message: str) -> list[tuple[Task, int | None]]:
    """Who waits for a message: the task, and the branch where it is an event-based gateway."""
    found: list[tuple[Task, int | None]] = []
    for task in waiting(workflow):
        found.extend((task, branch) for name, branch, _element in awaits(task) if name == message)
    return found


def awaits(task: Task) -> Iterator[tuple[str, int | None, Element]]:
    """The messages for which a waiting task waits: name, branch, and the element that receives it."""
    definition = task.task_spec.event_definition
    if isinstance(definition, Named) and definition.event.kind == "message":
        yield definition.event.ref or "", None, definition.element
    elif isinstance(definition, FirstOf) and BRANCHES in task.internal_data:
        for index, (element, event) in enumerate(definition.branches):
            if event.kind == "message":
                yield event.ref or "", index, element
