"""Cut a process back to what is alive.

SpiffWorkflow keeps every finished task, hangs each new one below it and stops seeing tasks below depth 1,000. Nothing in
our engine looks at finished tasks: joins count tokens, scopes hold the data, the journal holds the history. So after
every step the tree becomes its root, with all live tasks directly below it. Only two things keep a parent: a round of a
loop or multi-instance, and what hangs below the split of an activity with boundary events.
"""

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.domain.errors import Overrun
from app.engine.codec import Live
from app.engine.events import living

ALIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED
DEEPEST = 600


def prune(live: Live) -> None:
    """Forget finished and predicted tasks, ended processes and their scopes. Raises Overrun where a tree is too deep."""
    top = live.workflow
    alive = list(living(top))
    holders = {workflow.parent_task_id for workflow in alive[1:]}
    for key in set(top.subprocesses) - holders:
        del top.subprocesses[key]
    for workflow in alive:
        _flatten(workflow)
        if max(task.depth for task in workflow.tasks.values()) > DEEPEST:
            raise Overrun("This case's process is nested too deeply. Ask whoever keeps the diagram.")
    live.scopes.keep({holder.hex for holder in holders})
    top.bpmn_events.clear()


def _flatten(workflow: BpmnBaseWorkflow) -> None:
    root = workflow.task_tree
    kept = {root.id: root}
    for task in list(workflow.tasks.values()):
        if task is root or not task.has_state(ALIVE) or isinstance(task.task_spec, BoundaryEventJoin):
            continue
        above = _parent(task, root)
        if above.id not in kept:
            above.parent = root
            kept[above.id] = above
        task.parent = above
        kept[task.id] = task
    for task in kept.values():
        task.children = []
    for task in kept.values():
        if task is not root:
            kept[task._parent]._children.append(task.id)
    workflow.tasks = kept
    workflow.last_task = None


def _parent(task: Task, root: Task) -> Task:
    """The finished or live task that a live one must stay below."""
    above = task.parent
    if task.triggered or isinstance(above.task_spec, BoundaryEventSplit):
        return above
    return root
