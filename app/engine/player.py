"""What is being played: processes run by the real engine, a moment of virtual time, and what has come of it so far.

Each process that runs is one state of the engine, as a case is.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from time import thread_time
from typing import Any

from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app import feel
from app.domain.errors import Finding, Refused
from app.domain.steps import World
from app.engine import codec, events, where
from app.engine.check.families import placed
from app.engine.codec import Live
from app.engine.drawing import Element
from app.engine.due import Armed
from app.engine.given import answers, dated, moment
from app.engine.normalise import MADE
from app.engine.played import Played
from app.engine.prune import prune
from app.engine.release import Release
from app.engine.run import next_ready, pass_through, woken
from app.engine.scope import ROOT
from app.engine.script import Script
from app.engine.stage import Stage
from app.engine.tokens import before, followed, shown

MOST_ACTS = 3_000  # tasks run in one play
MOST_AT_ONCE = 500  # tasks run without anybody's doing
MOST_SECONDS = 20.0
MOST_INSTANCES = 40


class Playing(Script):
    """FEEL for a play, in which what is given as `case` stands before the facts."""

    def names(self, task: Task, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Everything that FEEL can read at a task."""
        found = super().names(task, more)
        said = self.scopes.by_key.get(ROOT, {}).get("case")
        return {**found, "case": {**found["case"], **said}} if isinstance(said, Mapping) else found


class Halted(Exception):
    """The play cannot go on: the finding says where and why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message)


class Play:
    """What is being played: the processes that run, the moment, what has been passed, and messages on their way."""

    def __init__(self, stage: Stage, world: World, given: dict[str, Any]) -> None:
        self.stage, self.world, self.given = stage, world, given
        self.running: list[tuple[Release, Live]] = []
        self.passed: list[str] = []
        self.sent: deque[tuple[str, Mapping[str, Any]]] = deque()
        self.acts = 0
        self.cancelled = False
        self.followed: set[tuple[str, str]] = set()
        self.at: Element | None = None
        self.began = thread_time()

    @property
    def over(self) -> bool:
        """Has everything ended, or been called off?"""
        return self.cancelled or all(live.workflow.completed for _release, live in self.running)

    def begin(self, process: str, start: str | None = None, values: Mapping[str, Any] | None = None) -> None:
        """Start a process, by its plain start event or by another."""
        if len(self.running) >= MOST_INSTANCES:
            raise self._halt("More processes start one another than can be played. Look for two that start each other.")
        release = self.stage.release(process, start)
        try:
            live = release.fresh(self.stage.called(process))
        except RecursionError as fault:
            raise self._halt("The process goes round without ever stopping. Draw a way out of the loop.") from fault
        self.running.append((release, live))
        self._act(
            release, live, lambda script: self._write(script, live.workflow.task_tree, self.given | dict(values or {}))
        )

    def take(self, step: Mapping[str, Any]) -> bool:
        """Take one step of a script, if it can be taken now."""
        values = step.get("data") or {}
        if "complete" in step:
            return self._complete(lambda element: element.id == step["complete"], values)
        if "message" in step:
            return self._deliver(step["message"], values, begins=True)
        if "signal" in step:
            return self._signal(step["signal"])
        if "error" in step:
            return self._fail(step["error"], step.get("at"))
        if "cancel" in step:
            self.cancelled = True
            return True
        self._advance(step["advance"])
        return True

    def complete_any(self) -> bool:
        """Complete the task that has been open longest, without answers."""
        return self._complete(lambda _element: True, {})

    def pass_time(self) -> bool:
        """Let the next timer go off."""
        due = self._due()
        if due is None:
            return False
        self._ring(*due)
        return True

    # What an exploration asks

    def copied(self) -> "Play":
        """The same play once more, to be gone on with in another way."""
        other = Play(self.stage, self.world, self.given)
        other.running = [(release, release.load(codec.dump(live))) for release, live in self.running]
        other.passed, other.sent = list(self.passed), deque(self.sent)
        return other

    def reached(self) -> set[tuple[str, str]]:
        """Which elements have followed which."""
        for _release, live in self.running:
            self.followed.update(followed(live))
        return self.followed

    def next_moment(self) -> datetime | None:
        """When the next timer goes off."""
        due = self._due()
        return due[2].at if due else None

    def conditions(self) -> bool:
        """Does anything wait for a condition?"""
        return any(
            events.asks_again(task.task_spec)
            for _release, live in self.running
            for task in events.waiting(live.workflow)
        )

    def element(self, key: str) -> Element | None:
        """An element as drawn, of this file or of what it calls."""
        drawn = (one.elements.get(key) for one in self.stage.judged.model.drawings.values())
        return next((one for one in drawn if one is not None), None)

    def doubled(self) -> Iterator[tuple[str, Element]]:
        """Tasks that are open twice in one process, and not because they are repeated."""
        seen: set[tuple[int, str]] = set()
        for _release, _live, task, element in self.opened():
            place = (id(task.workflow), element.id)
            if place in seen and not task.triggered:
                yield element.id, element
            seen.add(place)

    # One act at a time

    def _act(self, release: Release, live: Live, act: Any) -> None:
        """Act on one process, then run all that needs nobody, there and wherever it reaches."""
        self._guarded(release, live, act)
        while self._settle() or self._pass_on():
            pass
        for _release, one in self.running:
            self.followed.update(followed(one))
            prune(one)

    def _settle(self) -> bool:
        moved = False
        began_with = self.acts
        for release, live in list(self.running):
            while (task := next_ready(live) or self._woken(release, live)) is not None:
                self.followed.update(before(task))
                self._guarded(
                    release, live, lambda script, task=task: pass_through(script, task), where.element_of(task)
                )
                moved = True
                if self.acts - began_with > 2 * MOST_AT_ONCE:
                    raise self._halt(
                        "The process goes round by itself, without anything that stops it. Let it wait.", "loop"
                    )
        return moved

    def _woken(self, release: Release, live: Live) -> Task | None:
        found: list[Task | None] = []
        self._guarded(release, live, lambda _script: found.append(woken(live)))
        return found[0]

    def _guarded(self, release: Release, live: Live, act: Any, at: Element | None = None) -> None:
        script = Playing(self.world, live.scopes, release)
        live.workflow.script_engine = script
        self.at = at
        self.acts += 1
        if self.acts > MOST_ACTS or thread_time() - self.began > MOST_SECONDS:
            raise self._halt("The play took more steps than a case can need. Look for a loop that nothing stops.")
        try:
            act(script)
        except SpiffWorkflowException as fault:
            raise self._halt(_said(at, fault), "no-flow" if _chooses(at) else "incident") from fault
        except (Refused, feel.FeelError) as fault:
            raise self._halt(str(fault)) from fault
        except (LookupError, ValueError, TypeError, ArithmeticError, AttributeError) as fault:
            message = "This cannot be done for an invented case with the answers given. Give what it needs as data."
            raise self._halt(message) from fault
        except RecursionError as fault:
            raise self._halt("The process goes round without ever stopping. Draw a way out of the loop.") from fault
        finally:
            self.world = replace(self.world, facts=script.facts)
            self.passed += [one.element for one in script.passed if not one.element.endswith(MADE)]
        for kind, name in script.thrown:
            self._thrown(live, kind, name)

    def _halt(self, message: str, rule: str = "incident") -> Halted:
        element = self.at
        if rule == "incident" and element and any(event.kind == "error" for event in element.events):
            rule = "uncaught"
        if element is None:
            return Halted(placed(Finding(rule, message, self.stage.file)))
        return Halted(placed(Finding(rule, message, self.stage.file, element.id, element.name, element.line)))

    def _thrown(self, live: Live, kind: str, name: str) -> None:
        if kind == "message":
            self.sent.append((name, {}))
            return
        for _release, other in self.running:
            if other is not live:
                other.workflow.script_engine = Script(self.world, other.scopes, _release)
                events.signalled(other.workflow, name)
        self._begin_by("signal", name, {})

    def _pass_on(self) -> bool:
        """Give the messages that have been thrown to whoever waits for them; those nobody waits for stay on their way."""
        for message in list(self.sent):
            self.sent.remove(message)
            if self._deliver(*message, begins=True, settle=False):
                return True
            self.sent.append(message)
        return False

    # Steps

    def opened(self) -> Iterator[tuple[Release, Live, Task, Element]]:
        for release, live in self.running:
            for task in where.open_tasks(live.workflow):
                element = where.element_of(task)
                if element is not None:
                    yield release, live, task, element

    def _complete(self, wanted: Any, values: Mapping[str, Any]) -> bool:
        found = next((one for one in self.opened() if wanted(one[3])), None)
        if found is None:
            return False
        release, live, task, element = found

        def finish(script: Script) -> None:
            self.at = element
            carried = release.carried(element.form, values)
            known = live.scopes.read(task)
            unasked = {name: value for name, value in carried.items() if name in values or name not in known}
            self._write(script, task, {**unasked, **answers(release, element, values)})
            pass_through(script, task)

        self._act(release, live, finish)
        return True

    def _deliver(self, name: str, values: Mapping[str, Any], *, begins: bool, settle: bool = True) -> bool:
        for release, live in self.running:
            found = events.receivers(live.workflow, name)
            if found:
                task, branch = found[0]

                def receive(script: Script, task: Task = task, branch: int | None = branch) -> None:
                    self._write(script, task, values)
                    if branch is None:
                        events.catch(task)
                    else:
                        events.win(task, branch)

                (self._act if settle else self._guarded)(release, live, receive)
                return True
        return begins and self._begin_by("message", name, values)

    def _begin_by(self, kind: str, name: str, values: Mapping[str, Any]) -> bool:
        starts = self.stage.starts(kind, name)
        for process, start in starts:
            self.begin(process, start, values)
        return bool(starts)

    def _signal(self, name: str) -> bool:
        heard = False
        for release, live in list(self.running):
            told: list[bool] = []
            self._guarded(
                release, live, lambda _script, live=live, told=told: told.append(events.signalled(live.workflow, name))
            )
            heard = heard or told[0]
        began = self._begin_by("signal", name, {})
        if heard and not began:
            release, live = self.running[0]
            self._act(release, live, lambda _script: None)
        return heard or began

    def _fail(self, code: str, at: str | None) -> bool:
        for release, live in self.running:
            for workflow in events.living(live.workflow):
                for task in list(workflow.tasks.values()):
                    element = where.element_of(task)
                    if element is None or element.id != at or not task.has_state(_ACTIVE) or task.triggered:
                        continue
                    self._raise(release, live, task, element, code)
                    return True
        return False

    def _raise(self, release: Release, live: Live, task: Task, element: Element, code: str) -> None:
        caught = events.fails(task, code)
        if caught is None:
            self.at = element
            message = f"Nothing catches the error “{code}” at “{element.label}”. Attach an error boundary event."
            finding = Finding("uncaught", message, self.stage.file, element.id, element.name, element.line)
            raise Halted(placed(finding))
        self._act(release, live, lambda _script: events.catch(caught))

    # Time

    def _timers(self) -> Iterator[tuple[Release, Live, Armed]]:
        for release, live in self.running:
            for armed in where.snapshot(live.workflow).timers.values():
                yield release, live, armed

    def _due(self, until: datetime | None = None) -> tuple[Release, Live, Armed] | None:
        due = [one for one in self._timers() if until is None or one[2].at <= until]
        return min(due, key=lambda one: one[2].at, default=None)

    def _ring(self, release: Release, live: Live, timer: Armed) -> None:
        self.world = replace(self.world, now=max(self.world.now, timer.at))
        self._act(release, live, lambda _script: timer.fire())

    def _advance(self, text: Any) -> None:
        until = moment(text, self.world.now)
        while not self.over and (due := self._due(until)) is not None:
            self._ring(*due)
        self.world = replace(self.world, now=max(self.world.now, until))
        release, live = self.running[0]
        self._act(release, live, lambda _script: None)  # a condition may read the time

    # Data

    def _write(self, script: Script, task: Task, values: Mapping[str, Any]) -> None:
        """Names that a play gives count as written, whatever a published process would carry."""
        script.scopes.write(task, {name: dated(value) for name, value in values.items()})

    def result(self, steps: Sequence[Mapping[str, Any]], incident: Finding | None = None) -> Played:
        """How things stand now."""
        status = "incident" if incident else "cancelled" if self.cancelled else "ended" if self.over else "waiting"
        still = status in {"waiting", "incident"}
        return Played(
            status=status,
            passed=tuple(self.passed),
            open=tuple(element.id for *_, element in self.opened()) if still else (),
            waiting=tuple(self._waiting()) if still else (),
            variables={
                name: value
                for _release, live in self.running
                for name, value in live.scopes.by_key.get("root", {}).items()
            },
            unused=tuple(steps),
            findings=(incident,) if incident else (),
        )

    def _waiting(self) -> Iterator[str]:
        """Where a token waits for an event, or for others of its kind."""
        for _release, live in self.running:
            for workflow in events.living(live.workflow):
                for task in workflow.tasks.values():
                    element = where.element_of(task)
                    if task.state == TaskState.WAITING and element and shown(task, element):
                        yield element.id


_ACTIVE = TaskState.READY | TaskState.STARTED | TaskState.WAITING


def _chooses(at: Element | None) -> bool:
    return at is not None and at.kind in {"exclusiveGateway", "inclusiveGateway"}


def _said(at: Element | None, fault: SpiffWorkflowException) -> str:
    if at is not None and _chooses(at):
        return f"No flow out of “{at.label}” is true here, and it has no default flow. Choose one to take then."
    return f"The process cannot go on as it is drawn: {fault}. Compare it with a diagram that is published."
