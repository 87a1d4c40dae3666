"""A state as bytes and back. The only place that makes a workflow object.

A state holds live tasks, scopes and nothing else: the spec belongs to the release, finished tasks are pruned, predicted
tasks are predicted again. The format is ours and has no type names in it, so nothing that a person types can change
what is loaded, and SpiffWorkflow's own migrations, which `eval` what old states contain, are never reached.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import zstandard
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow, BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.domain.errors import Overrun, Stuck
from app.engine.scope import Scopes
from app.engine.script import Environment
from app.engine.values import decode, encode

VERSION = "1 on 3.2"  # ours, and the SpiffWorkflow whose task states it holds
LEVEL = 3
LONGEST = 256_000  # bytes of JSON


@dataclass(slots=True)
class Live:
    """One process in memory, for one step: the workflow, its scopes, and the end event reached last."""

    process: str
    workflow: BpmnWorkflow
    scopes: Scopes
    outcome: str | None = None


Specs = Mapping[str, BpmnProcessSpec]


def fresh(process: str, spec: BpmnProcessSpec, inner: Specs, *, begun: bool = True) -> Live:
    """A process that stands at its start, or (begun=False) an empty one to load into."""
    nobody = PythonScriptEngine(environment=Environment())  # FEEL over nothing, until a step brings its world
    workflow = BpmnWorkflow(spec, dict(inner), script_engine=nobody, deserializing=not begun)
    return Live(process, workflow, Scopes())


def dump(live: Live) -> bytes:
    """The state. Raises Overrun where it is larger than a case can need."""
    workflow = live.workflow
    state = {
        "v": VERSION,
        "process": live.process,
        "outcome": live.outcome,
        "done": workflow.completed,
        "tasks": _tasks(workflow),
        "inner": [
            [key.hex, inner.spec.name, inner.completed, _tasks(inner)] for key, inner in workflow.subprocesses.items()
        ],
        "scopes": {key: encode(values) for key, values in live.scopes.by_key.items()},
    }
    content = orjson.dumps(state)
    if len(content) > LONGEST:
        raise Overrun(
            "This case holds more open work at once than one process can. Ask for part of it as its own case."
        )
    return zstandard.ZstdCompressor(level=LEVEL).compress(content)


def _tasks(workflow: BpmnBaseWorkflow) -> list[list[Any]]:
    """[id, parent, task spec, state, triggered, internal data] of every task that is not merely predicted."""
    return [
        [
            task.id.hex,
            task._parent.hex if task._parent else None,
            task.task_spec.name,
            task.state,
            task.triggered,
            encode(task.internal_data),
        ]
        for task in workflow.tasks.values()
        if not predicted(task)
    ]


def predicted(task: Task) -> bool:
    """Is a task only what may come? It is predicted again just before the task above it runs."""
    return bool(task.has_state(TaskState.PREDICTED_MASK | TaskState.FUTURE))


def content(state: bytes) -> dict[str, Any]:
    """A state as JSON. Raises Stuck where it is not one of ours or of another version."""
    try:
        found = orjson.loads(zstandard.ZstdDecompressor().decompress(state, max_output_size=2 * LONGEST))
    except (zstandard.ZstdError, orjson.JSONDecodeError) as fault:
        raise Stuck("The stored state of this case cannot be read. Ask an administrator to restore it.") from fault
    if not isinstance(found, dict) or found.get("v") != VERSION:
        raise Stuck("This case was stored by another version of the engine. Ask an administrator to migrate it.")
    return found


def load(specs: Mapping[str, tuple[BpmnProcessSpec, Specs]], state: bytes) -> Live:
    """The process as it was dumped, over the release's own specs."""
    found = content(state)
    spec, inner = specs[found["process"]]
    live = fresh(found["process"], spec, inner, begun=False)
    live.outcome = found["outcome"]
    live.scopes.by_key.update({key: decode(values) for key, values in found["scopes"].items()})
    workflow = live.workflow
    workflow.completed = found["done"]
    _restore(workflow, found["tasks"])
    for key, name, completed, tasks in found["inner"]:
        parent = UUID(hex=key)
        holder = workflow.get_task_from_id(parent)
        sub = BpmnSubWorkflow(inner[name], parent, workflow, deserializing=True)
        sub.completed = completed
        workflow.subprocesses[parent] = sub
        _restore(sub, tasks)
        sub.completed_event.connect(holder.task_spec._on_subworkflow_completed, holder)
    return live


def _restore(workflow: BpmnBaseWorkflow, tasks: list[list[Any]]) -> None:
    for key, parent, name, state, triggered, internal in tasks:
        spec = workflow.spec.task_specs[name]
        above = workflow.tasks[UUID(hex=parent)] if parent else None
        task = Task(workflow, spec, above, state=state, id=UUID(hex=key))
        task.triggered = triggered
        task.internal_data = decode(internal)
        if above is None:
            workflow.task_tree = task
