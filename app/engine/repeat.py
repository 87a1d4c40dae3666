"""Loops and multi-instances that survive saving, keep nothing of finished rounds, and put each answer in its own slot."""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.domain.errors import Stuck
from app.engine.drawing import Element
from app.engine.scope import GIVEN, INDEX, ITEM
from app.engine.values import checked

MOST = 50  # instances of one multi-instance; more means child cases
COUNT = "count"
DONE = "done"
ITEMS = "items"
COUNTER = "loopCounter"


def begin_round(my_task: Task, name: str, **internal: Any) -> None:
    """Start one instance or round of a repeating activity."""
    child = my_task._add_child(my_task.workflow.spec.task_specs[name], TaskState.WAITING)
    child.triggered = True
    child.internal_data.update(internal)
    child.task_spec._update(child)


class Loop(defaults.StandardLoopTask):
    """A standard loop. It counts its rounds and does not list them."""

    element: Element

    def _update_hook(self, my_task: Task) -> bool:
        my_task.internal_data[DONE] = 0
        if self.test_before and self.loop_complete(my_task):
            return True
        my_task._set_state(TaskState.STARTED)
        begin_round(my_task, self.task_spec)
        return False

    def merge_child(self, workflow: BpmnWorkflow, child: Task) -> None:  # noqa: ARG002 - SpiffWorkflow's shape
        """A round has ended: begin another, or go on."""
        my_task = child.parent
        my_task.internal_data[DONE] += 1
        if self.loop_complete(my_task):
            my_task._set_state(TaskState.READY)
        else:
            begin_round(my_task, self.task_spec)

    def loop_complete(self, my_task: Task) -> bool:
        """Enough rounds, or the condition no longer holds."""
        if self.maximum is not None and my_task.internal_data[DONE] >= self.maximum:
            return True
        counted = {COUNTER: my_task.internal_data[DONE]}
        return (
            self.condition is not None
            and my_task.workflow.script_engine.value(my_task, self.condition, counted) is not True
        )


class _MultiInstance:
    """What parallel and sequential multi-instances share. The list is read once, on arrival."""

    element: Element
    task_spec: str

    def _update_hook(self, my_task: Task) -> bool:
        items = self._items(my_task)
        my_task.internal_data.update({COUNT: len(items), DONE: 0, ITEMS: []})
        multi = self.element.multi
        if multi and multi.output:
            my_task.workflow.script_engine.write(my_task, {multi.output: [None] * len(items)})
        if not items:
            return True
        my_task._set_state(TaskState.STARTED)
        self._begin(my_task, items)
        return False

    def _items(self, my_task: Task) -> list[Any]:
        script, multi = my_task.workflow.script_engine, self.element.multi
        assert multi is not None
        if multi.collection is None:
            count = script.value(my_task, multi.cardinality)
            items = list(range(int(count))) if isinstance(count, int) or (_whole(count) and count <= MOST) else None
        else:
            found = script.value(my_task, multi.collection)
            items = [] if found is None else found if isinstance(found, list) else None
        if items is None or len(items) > MOST:
            raise Stuck(
                f"“{self.element.label}” is to be done once for each entry of a list of at most {MOST}, "
                "and the list is not there or is longer. Ask whoever keeps the diagram."
            )
        return [checked(multi.item or "item", one, depth=1) for one in items]

    def _begin(self, my_task: Task, items: list[Any]) -> None:
        for index, item in enumerate(items):
            begin_round(my_task, self.task_spec, **{INDEX: index, ITEM: item})

    def _next(self, my_task: Task) -> None:
        """What follows when one instance has ended and others are left."""

    def merge_child(self, workflow: BpmnWorkflow, child: Task) -> None:  # noqa: ARG002 - SpiffWorkflow's shape
        """An instance has ended: write its slot, then go on when all have, or when the condition says enough."""
        my_task = child.parent
        data = my_task.internal_data
        self._fill_slot(my_task, child)
        data[DONE] += 1
        if data[DONE] == data[COUNT] or self._enough(child):
            for other in my_task.children:
                if other is not child and other.triggered:
                    other.cancel()
            data[ITEMS] = []
            my_task._set_state(TaskState.READY)
        else:
            self._next(my_task)

    def _fill_slot(self, my_task: Task, child: Task) -> None:
        multi = self.element.multi
        assert multi is not None
        if not multi.output:
            return
        given = child.internal_data.get(GIVEN, {})
        if multi.answer:
            small = given.get(multi.answer)
        else:
            small = {**({multi.item: child.internal_data.get(ITEM)} if multi.item else {}), **given}
        scopes = my_task.workflow.script_engine.scopes
        scopes.set_slot(my_task, multi.output, child.internal_data[INDEX], small)

    def _enough(self, child: Task) -> bool:
        until = self.element.multi.until if self.element.multi else None
        if until is None:
            return False
        count, done = child.parent.internal_data[COUNT], child.parent.internal_data[DONE]
        begun = sum(one.triggered and not one.has_state(TaskState.FINISHED_MASK) for one in child.parent.children)
        counted = {
            COUNTER: child.internal_data[INDEX] + 1,
            "numberOfInstances": count,
            "numberOfCompletedInstances": done,
            "numberOfActiveInstances": begun,
        }
        return child.workflow.script_engine.value(child, until, counted) is True


class EachAtOnce(_MultiInstance, defaults.ParallelMultiInstanceTask):
    """All instances at the same time."""


class OneByOne(_MultiInstance, defaults.SequentialMultiInstanceTask):
    """One instance after the other. What is left of the list is kept as it was on arrival."""

    def _begin(self, my_task: Task, items: list[Any]) -> None:
        my_task.internal_data[ITEMS] = items
        self._next(my_task)

    def _next(self, my_task: Task) -> None:
        data = my_task.internal_data
        item, *data[ITEMS] = data[ITEMS]
        begin_round(my_task, self.task_spec, **{INDEX: data[COUNT] - len(data[ITEMS]) - 1, ITEM: item})


def _whole(count: Any) -> bool:
    try:
        return not isinstance(count, bool) and 0 <= count == int(count)
    except (TypeError, ValueError, OverflowError):
        return False
