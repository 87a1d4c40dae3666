"""Where the tokens of a play are, told by what is drawn: what has been put in to play it is never named."""

from collections.abc import Iterator

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine import events, where
from app.engine.codec import Live
from app.engine.drawing import GATEWAYS, Element
from app.engine.joins import InclusiveGateway, ParallelGateway, came_from
from app.engine.normalise import MADE


def followed(live: Live) -> Iterator[tuple[str, str]]:
    """Which elements have followed which, as far as the tree still shows it."""
    for workflow in events.living(live.workflow):
        for task in workflow.tasks.values():
            if not task.has_state(TaskState.PREDICTED_MASK | TaskState.FUTURE):
                yield from before(task)


def before(task: Task) -> Iterator[tuple[str, str]]:
    """The element after which a task came, with its own."""
    element, above = drawn(task), task.parent
    while above is not None and drawn(above) is None:
        above = above.parent
    before = drawn(above) if above is not None else None
    if element and before:
        yield before.id, element.id


def drawn(task: Task) -> Element | None:
    """The element that a task stands for, None for what has been put in."""
    element = where.element_of(task)
    return None if element is None or element.id.endswith(MADE) else element


def shown(task: Task, element: Element) -> bool:
    """Is a waiting task told as one? Not what was put in, nor an event at an edge, which waits as long as its activity."""
    if element.id.endswith(MADE) or element.kind == "boundaryEvent":
        return False
    if isinstance(task.task_spec, ParallelGateway | InclusiveGateway):
        return not _one_of_several(task)
    return element.kind in GATEWAYS or isinstance(task.task_spec, CatchingEvent)


def _one_of_several(task: Task) -> bool:
    """Is this token one of several things for which one event waits, and which it tells once?"""
    name = came_from(task)
    return name.endswith(MADE) and isinstance(task.workflow.spec.task_specs[name], CatchingEvent)
