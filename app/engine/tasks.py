"""Activities: what a person does, what a named operation does, what a decision table answers, what a process calls."""

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task

from app.engine.drawing import Element
from app.engine.scope import GIVEN, instance


class OperationTask(defaults.ServiceTask):
    """A service task: its topic names an operation, which runs within the step."""

    element: Element

    def _execute(self, task: Task) -> bool:
        task.workflow.script_engine.call_service(task)
        return True


class DecisionTask(defaults.ServiceTask):
    """A business rule task: a decision table is asked within the step."""

    element: Element

    def _execute(self, task: Task) -> bool:
        task.workflow.script_engine.decide(task)
        return True


class EmbeddedProcess(defaults.SubWorkflowTask):
    """A sub-process drawn inside its parent. It shares the parent's scope, unless it is one of several instances."""

    element: Element

    def copy_data(self, my_task: Task, subworkflow: BpmnSubWorkflow) -> None:  # noqa: ARG002 - SpiffWorkflow's shape
        """Open a scope for an instance of a multi-instance. No task data is copied."""
        if instance(my_task):
            my_task.workflow.script_engine.open_scope(my_task, self.element.id, {})

    def update_data(self, my_task: Task, subworkflow: BpmnSubWorkflow) -> None:  # noqa: ARG002 - SpiffWorkflow's shape
        """What an instance leaves behind is what it gives to its slot."""
        if instance(my_task):
            my_task.internal_data[GIVEN] = dict(my_task.workflow.script_engine.scopes.of(my_task))


class CallActivity(defaults.CallActivity):
    """A called process, with a scope of its own. `camunda:in` and `camunda:out` name all that crosses."""

    element: Element

    def copy_data(self, my_task: Task, subworkflow: BpmnSubWorkflow) -> None:  # noqa: ARG002 - SpiffWorkflow's shape
        """Open the called process's scope with what goes in."""
        script = my_task.workflow.script_engine
        script.open_scope(my_task, self.spec, script.passing(my_task, self.element.inputs))

    def update_data(self, my_task: Task, subworkflow: BpmnSubWorkflow) -> None:
        """Take out what the diagram names, as the called process sees it at its end."""
        script = my_task.workflow.script_engine
        script.write(my_task, script.passing(subworkflow.task_tree, self.element.outputs))
