"""Gateways that wait for branches, as BPMN has them.

SpiffWorkflow finds out what has arrived by walking its tree of finished tasks. In a loop it counts arrivals of an
earlier round, two flows from one gateway count as one, and a second token through a gateway drops what the first one
started. Ours count tokens: each arrival waits, says where it came from, and is used up when the gateway fires.

It also foretells what comes after a join once for each branch: sixteen parallel parts one after the other would be 65,536
futures at the start. After a join of ours nothing is foretold before it fires.
"""

from collections import Counter
from collections.abc import Iterable

from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

CAME_FROM = "from"
TOKEN = TaskState.READY | TaskState.WAITING | TaskState.STARTED


def arrived(task: Task) -> list[Task]:
    """The tokens that wait at a task's gateway, oldest first, the task itself included."""
    return [
        one
        for one in task.workflow.tasks.values()
        if one is task or (one.task_spec is task.task_spec and one.state == TaskState.WAITING)
    ]


def came_from(task: Task) -> str:
    """The name of the task spec that a token at a gateway came from."""
    return str(task.internal_data[CAME_FROM])


def settle_arrival(task: Task, used: list[Task] | None) -> bool:
    """Use up the tokens with which a gateway fires, or let the newest one wait with the others."""
    if used is None:
        task._set_state(TaskState.WAITING)
        return False
    for other in used:
        if other is not task:
            other.cancel()
    return True


NOT_YET = TaskState.FUTURE | TaskState.PREDICTED_MASK


class _NotForetold:
    """A gateway after which nothing is foretold where branches join in it."""

    def _predict_hook(self, my_task: Task) -> None:
        if len(self.inputs) < 2 or not my_task.has_state(NOT_YET):  # type: ignore[attr-defined]  # a mixin
            super()._predict_hook(my_task)  # type: ignore[misc]  # the same


class ExclusiveGateway(_NotForetold, defaults.ExclusiveGateway):
    """Passes each token on at once."""


class ParallelGateway(_NotForetold, defaults.ParallelGateway):
    """Fires when one token has arrived on each incoming flow; further tokens wait for the next round."""

    def _update_hook(self, my_task: Task) -> bool:
        my_task.internal_data.setdefault(CAME_FROM, my_task.parent.task_spec.name)
        return settle_arrival(my_task, self._one_of_each(my_task))

    def _one_of_each(self, my_task: Task) -> list[Task] | None:
        wanted = Counter(spec.name for spec in self.inputs)
        wanted[came_from(my_task)] -= 1
        used = [my_task]
        for one in arrived(my_task):
            if one is not my_task and wanted[came_from(one)] > 0:
                wanted[came_from(one)] -= 1
                used.append(one)
        return None if wanted.total() > 0 else used

    def _run_hook(self, my_task: Task) -> bool:  # noqa: ARG002 - SpiffWorkflow's shape
        return True


class InclusiveGateway(_NotForetold, defaults.InclusiveGateway):
    """Fires when no token elsewhere can still reach a flow on which nothing has arrived."""

    def _update_hook(self, my_task: Task) -> bool:
        my_task.internal_data.setdefault(CAME_FROM, my_task.parent.task_spec.name)
        here = arrived(my_task)
        return settle_arrival(my_task, None if self._more_may_come(my_task, here) else here)

    def _more_may_come(self, my_task: Task, here: Iterable[Task]) -> bool:
        filled = {came_from(one) for one in here}
        reach_empty = self._upstream(spec.name for spec in self.inputs if spec.name not in filled)
        reach_filled = self._upstream(filled)
        return any(
            name in reach_empty and name not in reach_filled
            for name in (one.task_spec.name for one in my_task.workflow.tasks.values() if self._is_token(one))
        )

    def _is_token(self, task: Task) -> bool:
        """Tokens elsewhere: at work, waiting, or just about to be reached."""
        if task.task_spec is self:
            return False
        coming = task.state == TaskState.FUTURE and task.parent is not None and task.parent.state == TaskState.COMPLETED
        return task.has_state(TOKEN) or coming

    def _upstream(self, names: Iterable[str]) -> set[str]:
        """All task specs from which a token can come to one of these without passing this gateway."""
        found: set[str] = set()
        ahead = list(names)
        while ahead:
            name = ahead.pop()
            if name in found or name == self.name:
                continue
            found.add(name)
            ahead.extend(spec.name for spec in self._wf_spec.task_specs[name].inputs)
        return found

    def _run_hook(self, my_task: Task) -> bool:
        matches, defaults_ = self._get_matching_outputs(my_task)
        chosen = matches or defaults_
        if not chosen:
            raise WorkflowTaskException("No condition holds, and there is no default flow", task=my_task)
        my_task._sync_children(chosen, TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True
