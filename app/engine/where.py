"""Where a process stands: who has something to do, which timers are armed, which messages are awaited."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.domain.deadlines import Due
from app.domain.people import BY_POLICY, CHILD_GROUPS, USUAL_DECIDER
from app.domain.steps import Awaited, OpenTask, Standing
from app.engine.codec import Live
from app.engine.drawing import Element
from app.engine.due import Armed, armed
from app.engine.events import asks_again, awaits, living, waiting
from app.engine.prune import ALIVE
from app.engine.scope import INDEX, ITEM
from app.engine.script import Script, moment_of

GROUPS, ASSIGNEE, DUE, PRIORITY = "groups", "assignee", "due_at", "priority"
USUAL_PRIORITY = 50


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a process waits for at one moment, by what names each thing."""

    tasks: dict[UUID, Task]
    timers: dict[tuple[UUID, str, int], Armed]


def snapshot(workflow: BpmnWorkflow) -> Snapshot:
    """What the process waits for now."""
    return Snapshot(
        tasks={task.id: task for task in open_tasks(workflow)},
        timers={timer.ring: timer for task in waiting(workflow) for timer in armed(task)},
    )


def open_tasks(workflow: BpmnWorkflow) -> Iterator[Task]:
    """The tasks that wait for a person."""
    for inner in living(workflow):
        for task in inner.tasks.values():
            if task.state == TaskState.READY and task.task_spec.manual:
                yield task


def awaiting(workflow: BpmnWorkflow) -> tuple[Awaited, ...]:
    """The messages that some part of the process waits for."""
    return tuple(
        Awaited(task.id, name, element.label) for task in waiting(workflow) for name, _branch, element in awaits(task)
    )


def current(workflow: BpmnWorkflow) -> tuple[str, ...]:
    """The ids of the elements where the process stands, in the order in which it came there."""
    found: dict[str, None] = {}
    for inner in living(workflow):
        for task in inner.tasks.values():
            element = element_of(task)
            if element and task.has_state(ALIVE) and element.kind != "boundaryEvent":
                found[element.id] = None
    return tuple(found)


def element_of(task: Task) -> Element | None:
    """The element that a task stands for; None for what SpiffWorkflow or `normalise` has put in."""
    if isinstance(task.task_spec, BoundaryEventJoin):
        return None
    return getattr(task.task_spec, "element", None)


def announce(script: Script, task: Task) -> None:
    """Work out, once, when a task opens: who may do it, and when it is due. Kept with the task in the state."""
    element = element_of(task)
    assert element is not None
    data = task.internal_data
    data[GROUPS] = [code for group in element.groups for code in _codes(script, task, group)]
    person = _person(script.value(task, element.assignee)) if element.assignee else None
    data[ASSIGNEE] = person.hex if person else None
    if element.due:
        at = _moment(script.value(task, element.due))
        data[DUE] = at.isoformat() if at else None
        if at:
            script.explain(task, DUE, at)


def _codes(script: Script, task: Task, group: str) -> Iterator[str]:
    """A group code with a variable in it replaced: “line_manager of chosen” becomes one code for each person.

    What differs by area becomes the office that the area's pack names.
    """
    if group in BY_POLICY:
        setting = script.world.policy.settings.get(group)
        yield str(setting.value) if setting else USUAL_DECIDER
        return
    relation, of, whom = group.partition(" of ")
    if not of or whom in CHILD_GROUPS:
        yield group
        return
    found = script.value(task, whom)
    for one in found if isinstance(found, list) else [found]:
        if person := _person(one):
            yield f"{relation} of {person}"


def _person(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:
    try:
        return moment_of(value)
    except ValueError:
        return None


def open_task(task: Task, explained: Mapping[tuple[UUID, str], Due]) -> OpenTask:
    """What the rest of the house needs to know of a task that waits for a person."""
    element = element_of(task)
    assert element is not None
    data = task.internal_data
    at = datetime.fromisoformat(data[DUE]) if data.get(DUE) else None
    return OpenTask(
        id=task.id,
        key=element.id,
        name=element.label,
        process=element.process,
        path=tuple(_path(task.workflow)),
        form=element.form,
        groups=tuple(data.get(GROUPS, ())),
        assignee=UUID(hex=data[ASSIGNEE]) if data.get(ASSIGNEE) else None,
        due=(explained.get((task.id, DUE)) or Due(at)) if at else None,
        priority=int(element.priority) if element.priority else USUAL_PRIORITY,
        lane=element.lane,
        item=_item(task),
    )


def _callers(workflow: BpmnBaseWorkflow) -> Iterator[Task]:
    """The tasks under which a process runs, innermost first."""
    while workflow.parent_task_id is not None:
        parent = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        yield parent
        workflow = parent.workflow


def _path(workflow: BpmnBaseWorkflow) -> list[str]:
    names = [one.label for one in map(element_of, _callers(workflow)) if one and one.kind == "callActivity"]
    return names[::-1]


def _item(task: Task) -> Any:
    """What this instance, or the innermost one around the task, is about."""
    for one in (task, *_callers(task.workflow)):
        if INDEX in one.internal_data:
            return one.internal_data.get(ITEM)
    return None


def standing_of(live: Live) -> Standing:
    """Where a process stands, from its state alone: due moments come without their explanations."""
    now = snapshot(live.workflow)
    return Standing(
        tasks=tuple(open_task(task, {}) for task in now.tasks.values()),
        timers=tuple((*ring, timer.at) for ring, timer in now.timers.items()),
        awaiting=awaiting(live.workflow),
        current=current(live.workflow),
        done=live.workflow.completed,
        looks_out=any(asks_again(task.task_spec) for task in waiting(live.workflow)),
    )
