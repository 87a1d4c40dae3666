"""Variables: one scope per process instance, never per token.

The case has one, so does each called process and each instance of a multi-instance sub-process. An embedded sub-process
shares its parent's. Reading looks outward through the callers, writing stays inside. The engine underneath copies task
data from token to token and merges it by “last one in wins”, so its task data stays empty.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins import CallActivityMixin
from SpiffWorkflow.task import Task

ROOT = "root"
INDEX = "index"  # of a multi-instance's instance, in its task's internal data
ITEM = "item"
GIVEN = "given"  # what that instance gives, until its slot is written


def instance(task: Task) -> bool:
    """Is this task one instance of a multi-instance?"""
    return INDEX in task.internal_data


def owns_scope(task: Task) -> bool:
    """Does the process that runs under this task have a scope of its own?"""
    return isinstance(task.task_spec, CallActivityMixin) or instance(task)


def holders(task: Task) -> Iterator[Task | None]:
    """The tasks whose scopes a task sees, innermost first; None stands for the case."""
    workflow = task.workflow
    while workflow.parent_task_id is not None:
        parent = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        if owns_scope(parent):
            yield parent
        workflow = parent.workflow
    yield None


def key_of(holder: Task | None) -> str:
    """The name of a scope in the state."""
    return ROOT if holder is None else holder.id.hex


@dataclass(slots=True)
class Scopes:
    """Every scope of one case's process. by_key: {scope: {variable: value}}."""

    by_key: dict[str, dict[str, Any]] = field(default_factory=lambda: {ROOT: {}})

    def open(self, holder: Task, values: Mapping[str, Any]) -> None:
        """Begin the scope of a called process or of an instance of a sub-process."""
        self.by_key[holder.id.hex] = dict(values)

    def of(self, holder: Task | None) -> dict[str, Any]:
        """The scope that a holder's process writes to."""
        return self.by_key.setdefault(key_of(holder), {})

    def read(self, task: Task) -> dict[str, Any]:
        """All that a task sees: its own item, its scope, and outward through the callers."""
        seen: dict[str, Any] = {}
        for holder in reversed(list(holders(task))):
            if holder is not None:
                seen.update(_item(holder))
            seen.update(self.by_key.get(key_of(holder), {}))
        seen.update(_item(task))
        return seen

    def write(self, task: Task, values: Mapping[str, Any]) -> None:
        """Set variables from within a task: in its scope, or as what this instance of a multi-instance gives."""
        if instance(task):
            task.internal_data.setdefault(GIVEN, {}).update(values)
        else:
            self.of(next(holders(task))).update(values)

    def set_slot(self, task: Task, name: str, index: int, value: Any) -> None:
        """Put one instance's small answer at its own place in the list `name`, in the scope of the multi-instance."""
        self.of(next(holders(task)))[name][index] = value

    def keep(self, live: set[str]) -> None:
        """Forget the scopes of processes that have ended."""
        for key in [key for key in self.by_key if key not in live and key != ROOT]:
            del self.by_key[key]


def _item(task: Task) -> dict[str, Any]:
    """The entry of the list that an instance is about, under the name the diagram gives it."""
    if not instance(task):
        return {}
    multi = task.task_spec.element.multi
    return {multi.item: task.internal_data.get(ITEM)} if multi and multi.item else {}
