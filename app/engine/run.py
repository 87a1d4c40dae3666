"""The pure function `(release, state, command, world) → Step`.

Each command takes one private path: load, act, run engine steps under budgets, prune, dump, load back and compare, and
say what is different. After any refusal the workflow in memory is thrown away and the state in the store is untouched.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from time import thread_time
from typing import Any
from uuid import UUID

from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.domain.errors import Conflict, NothingWaiting, Overrun, Stuck
from app.domain.messages import Message
from app.domain.steps import Passed, Standing, Step, World
from app.engine import codec, where
from app.engine.codec import Live
from app.engine.events import BoundaryEvent, asks_again, catch, living, receivers, waiting, win
from app.engine.joins import InclusiveGateway
from app.engine.prune import prune
from app.engine.release import Release
from app.engine.repeat import EachAtOnce, Loop, OneByOne
from app.engine.script import Script
from app.engine.where import Snapshot

GONE = "Somebody else has already done this task, or it is no longer needed. Go back to your tasks."
MOST_STEPS = 500
MOST_SECONDS = 2.0  # of this thread's own computing time, so that a busy machine is not taken for a poisoned diagram


Act = Callable[[Script], None]


def start(release: Release, process_id: str, variables: Mapping[str, Any], world: World) -> Step:
    """Begin a process. variables: answers of its start form or a message's payload; only what the process reads is
    carried. Raises NotFound, Overrun, Stuck, Invalid, or RuleBroken from an operation."""
    live = release.fresh(process_id)
    return _step(release, live, world, beginning(release, live, variables))


def complete(release: Release, state: bytes, task_id: UUID, answers: Mapping[str, Any], world: World) -> Step:
    """Finish a person's task. answers: as `forms.check` gave them; only the fields that the release carries are taken.

    Raises Conflict where the task is not open; Overrun, Stuck, Invalid; RuleBroken from an operation.
    """
    live = release.load(state)
    return _step(release, live, world, finishing(release, live, task_id, answers))


def deliver(release: Release, state: bytes, message: Message, world: World) -> Step:
    """Give a message to the one part of the process that waits for it.

    Raises NothingWaiting where none does, Conflict where two do; Overrun, Stuck, RuleBroken.
    """
    live = release.load(state)
    return _step(release, live, world, receiving(release, live, message))


def wake(release: Release, state: bytes, rings: Collection[tuple[UUID, str, int]], world: World) -> Step:
    """Fire the timers that are named, armed and due, in order of their moments. Any other ring does nothing."""
    live = release.load(state)
    return _step(release, live, world, ringing(live, rings))


def stop(release: Release, state: bytes, outcome: str) -> Step:
    """End a process where it stands, whatever is open in it. outcome: why, as its history says."""
    live = release.load(state)
    before = where.snapshot(live.workflow)
    live.workflow.cancel()
    live.outcome = outcome
    prune(live)
    return Step(
        state=kept(release, live),
        closed=tuple(before.tasks),
        disarmed=tuple(before.timers),
        done=True,
        outcome=outcome,
    )


def beginning(release: Release, live: Live, variables: Mapping[str, Any]) -> Act:
    """Set what a process starts with."""

    def begin(script: Script) -> None:
        script.write(live.workflow.task_tree, release.beginning(live.process, variables))

    return begin


def finishing(release: Release, live: Live, task_id: UUID, answers: Mapping[str, Any]) -> Act:
    """Take a task's answers and finish it."""
    task = next((one for one in where.open_tasks(live.workflow) if one.id == task_id), None)
    if task is None:
        raise Conflict(GONE)

    def finish(script: Script) -> None:
        element = where.element_of(task)
        assert element is not None
        script.write(task, release.carried(element.form, answers))
        pass_through(script, task)

    return finish


def receiving(release: Release, live: Live, message: Message) -> Act:
    """Take a message's payload and let the event happen."""
    found = receivers(live.workflow, message.name)
    if not found:
        raise NothingWaiting("This has been recorded. No part of the case was waiting for it.")
    if len(found) > 1:
        raise Conflict(f"Two parts of this case wait for “{message.name}” at once. Ask whoever keeps the diagram.")
    [(task, branch)] = found

    def receive(script: Script) -> None:
        script.write(task, release.payload(message))
        if branch is None:
            catch(task)
        else:
            win(task, branch)

    return receive


def ringing(live: Live, rings: Collection[tuple[UUID, str, int]]) -> Act:
    """Fire timers one after the other; the first may disarm the next."""
    named = set(rings)

    def ring(script: Script) -> None:
        while due := [
            timer
            for timer in where.snapshot(live.workflow).timers.values()
            if timer.ring in named and timer.at <= script.world.now
        ]:
            first = min(due, key=lambda timer: timer.at)
            named.discard(first.ring)
            first.fire()
            _settle(live, script)

    return ring


def standing(release: Release, state: bytes) -> Standing:
    """Where an instance stands, read from its state alone."""
    return where.standing_of(release.load(state))


def variables(release: Release, state: bytes, task_id: UUID) -> dict[str, Any]:
    """What FEEL sees at an open task besides `case`, `policy` and `now`: its scope, outward, and its item."""
    live = release.load(state)
    for task in where.open_tasks(live.workflow):
        if task.id == task_id:
            return live.scopes.read(task)
    raise Conflict(GONE)


@dataclass(frozen=True, slots=True)
class Moved:
    """What one command did to a process in memory."""

    script: Script
    before: Snapshot
    after: Snapshot


def advance(release: Release, live: Live, world: World, act: Act) -> Moved:
    """Act, then run engine steps until the process stops. Raises Stuck and Overrun; then `live` is worth nothing."""
    script = Script(world, live.scopes, release)
    live.workflow.script_engine = script
    before = where.snapshot(live.workflow)
    try:
        act(script)
        _settle(live, script)
        after = where.snapshot(live.workflow)
        for task_id in after.tasks.keys() - before.tasks.keys():
            where.announce(script, after.tasks[task_id])
    except SpiffWorkflowException as fault:
        raise Stuck(f"The process cannot go on as it is drawn: {fault}. Ask whoever keeps the diagram.") from fault
    except RecursionError as fault:
        raise Overrun("The process goes round without ever stopping. Ask whoever keeps the diagram.") from fault
    if not (live.workflow.completed or after.tasks or after.timers or _listening(live)):
        raise Stuck("After this there would be nothing left to do and no end. Ask whoever keeps the diagram.")
    return Moved(script, before, after)


def _step(release: Release, live: Live, world: World, act: Act) -> Step:
    moved = advance(release, live, world, act)
    script, before, after = moved.script, moved.before, moved.after
    prune(live)
    explained = script.explained
    return Step(
        state=kept(release, live),
        opened=tuple(where.open_task(task, explained) for key, task in after.tasks.items() if key not in before.tasks),
        closed=tuple(key for key in before.tasks if key not in after.tasks),
        armed=tuple(timer.timer(explained) for ring, timer in after.timers.items() if ring not in before.timers),
        disarmed=tuple(ring for ring in before.timers if ring not in after.timers),
        awaiting=where.awaiting(live.workflow),
        current=where.current(live.workflow),
        passed=tuple(script.passed),
        changes=tuple(script.changes),
        effects=tuple(script.effects),
        noted=tuple(script.noted),
        checked=tuple(script.checked),
        enquiries=tuple(script.enquiries),
        done=live.workflow.completed,
        outcome=live.outcome if live.workflow.completed else None,
    )


def kept(release: Release, live: Live) -> bytes:
    """The new state, loaded back and compared: a state that cannot be read again is never handed out."""
    state = codec.dump(live)
    again = release.load(state)
    if codec.content(codec.dump(again)) != codec.content(state) or where.standing_of(again) != where.standing_of(live):
        raise Stuck("The new state of this case does not read back as it was written. Nothing has been changed.")
    return state


def _settle(live: Live, script: Script) -> None:
    """Run what needs nobody, one task at a time, until the process stops."""
    began = thread_time()
    while (task := next_ready(live) or woken(live)) is not None:
        pass_through(script, task)
        element = where.element_of(task)
        if element and element.kind == "endEvent" and element.container == live.process:
            live.outcome = element.label
        script.steps += 1
        if script.steps > MOST_STEPS or thread_time() - began > MOST_SECONDS:
            raise Overrun(
                "The process took more steps at once than a case can need, and was stopped. Ask whoever keeps the diagram."
            )


def next_ready(live: Live) -> Task | None:
    """What runs next: boundary events first and outermost first, so that they interrupt before more is done inside."""
    ready = [
        task
        for workflow in living(live.workflow)
        for task in workflow.tasks.values()
        if task.state == TaskState.READY and not task.task_spec.manual
    ]
    for task in ready:
        if isinstance(task.task_spec, BoundaryEvent):
            return task
    return max(ready, key=lambda task: task.workflow.depth, default=None)


def woken(live: Live) -> Task | None:
    """Nothing runs: ask again what waits for a condition, or for tokens that may no longer come."""
    for workflow in living(live.workflow):
        for task in list(workflow.tasks.values()):
            spec = task.task_spec
            again = isinstance(spec, InclusiveGateway) or asks_again(spec)
            if again and task.state == TaskState.WAITING:
                spec._update(task)
    return next_ready(live)


def _listening(live: Live) -> bool:
    """Does anything wait for a message or a condition?"""
    return bool(where.awaiting(live.workflow)) or any(asks_again(task.task_spec) for task in waiting(live.workflow))


def pass_through(script: Script, task: Task) -> None:
    """Run one task, and note that it has been passed."""
    spec = task.task_spec
    spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
    task.run()
    if isinstance(spec, BoundaryEvent):
        spec.rearm(task)
    element = where.element_of(task)
    if element and not isinstance(spec, EachAtOnce | OneByOne | Loop):
        script.passed.append(Passed(element.id, element.label, element.kind, element.process))
