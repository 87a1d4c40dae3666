"""What the engine takes and gives: a frozen world in, a frozen step out. Engine and store share these, not each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.domain.cases import Change, Facts
from app.domain.deadlines import Due, local
from app.domain.enquiries import Asked
from app.domain.policy import Policy
from app.domain.statutory import Checked


@dataclass(frozen=True, slots=True)
class World:
    """All that a step may know besides its state: the moment, the case's facts as they stand, the area's policy."""

    now: datetime
    facts: Facts
    policy: Policy

    @property
    def today(self) -> date:
        """The day in Scotland: half past midnight in summer is the new day there, and still yesterday in UTC."""
        return local(self.now).date()


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that waits for a person.

    id: the engine's task id, which is also the task row's. key: the element's id in the diagram. path: names of the
    calling elements, outermost first. groups: group codes as `domain.people.resolve` reads them, with variables already
    replaced by ids. item: the id or scalar that this instance of a multi-instance is about. context: the scope's
    variables when the task opened, read-only, for the form's conditions and texts.
    """

    id: UUID
    key: str
    name: str
    process: str
    path: tuple[str, ...] = ()
    form: str | None = None
    groups: tuple[str, ...] = ()
    assignee: UUID | None = None
    due: Due | None = None
    priority: int = 50
    lane: str | None = None
    item: Any = None


@dataclass(frozen=True, slots=True)
class Timer:
    """An armed timer. (task_id, event, generation) names one ring; `event` is the element's id in the diagram."""

    task_id: UUID
    event: str
    generation: int
    name: str
    due: Due


@dataclass(frozen=True, slots=True)
class Awaited:
    """A message that some part of this instance waits for."""

    task_id: UUID
    message: str
    name: str


@dataclass(frozen=True, slots=True)
class Passed:
    """An element that the step went through, in order, for the history and the diagram's marks."""

    element: str
    name: str
    kind: str
    process: str


@dataclass(frozen=True, slots=True)
class Effect:
    """Something asked of the outside world, for the outbox. `payload` is flat and carries ids, never personal data.

    A notice has a kind of `notices.NOTICES`, and says in `person_id` whom it is for.
    """

    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What one command did to one instance.

    state: the new state's bytes, opaque outside the engine. opened, closed: tasks that began and ended to wait.
    armed, disarmed: the same for timers, fired ones included. awaiting: every message awaited after the step.
    current: element ids where the instance stands now. changes: facts, in the order in which they changed.
    noted: sentences that operations want in the history, for example which rule allowed what. checked: who was found fit
    to lead, under which rule. enquiries: what the child protection register was asked.
    done: the instance has ended. outcome: the name of the end event reached last, None while it runs.
    """

    state: bytes
    opened: tuple[OpenTask, ...] = ()
    closed: tuple[UUID, ...] = ()
    armed: tuple[Timer, ...] = ()
    disarmed: tuple[tuple[UUID, str, int], ...] = ()
    awaiting: tuple[Awaited, ...] = ()
    current: tuple[str, ...] = ()
    passed: tuple[Passed, ...] = ()
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    noted: tuple[str, ...] = ()
    checked: tuple[Checked, ...] = ()
    enquiries: tuple[Asked, ...] = ()
    done: bool = False
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an instance stands, read from its state alone: what the rows of the store must agree with."""

    tasks: tuple[OpenTask, ...]
    timers: tuple[tuple[UUID, str, int, datetime], ...]
    awaiting: tuple[Awaited, ...]
    current: tuple[str, ...]
    done: bool
    looks_out: bool = False  # for a condition, which another process of the case brings about
