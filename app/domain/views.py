"""What pages and the API show: frozen values that the store reads and the edge draws, so neither knows the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.cases import Child, Role, Status
from app.domain.choice_records import ChoiceRecord
from app.domain.deadlines import Due
from app.domain.episodes import Episode, Kept
from app.domain.people import Person


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One open task in a list. why: the reason it is the reader's. overdue: due before now. due: how that was worked out.

    working_days: days on which the area works, from now until it is due; None where it has no due date or is overdue.
    asked: the persons and teams for whom it waits, by name; empty in lists of what is the reader's own.
    """

    id: UUID
    case_id: UUID
    child: str
    name: str
    process: str
    opened_at: datetime
    due_at: datetime | None
    overdue: bool
    why: str
    claimed_by: str | None
    mine: bool
    working_days: int | None = None
    due: Due | None = None
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A role that waits for the reader, or one of their teams, to accept it. holder: to whom it was offered."""

    role: Role
    case_id: UUID
    child: str
    holder: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of a list, soonest due first. next: cursor of the following page. counts: {view: number, capped at 100}.

    offers: roles that wait for the reader's yes or no, on the first page of every view.
    """

    rows: tuple[InboxRow, ...]
    next: str | None
    counts: Mapping[str, int]
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """A completed task with its answers as they were given: ((label, words), …), for later readers."""

    task_id: UUID
    key: str
    name: str
    by: str
    at: datetime
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DraftField:
    """One field's latest words, valid or not. version counts its saves."""

    value: Any
    version: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CarriedForward:
    """What a form begins with: {field key: value} from an earlier document, which is named with its author and day."""

    values: Mapping[str, Any]
    title: str
    version: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """A role with the name of whoever holds it."""

    role: Role
    holder: str
    profession: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What the identity bar shows on every page about a child."""

    case_id: UUID
    child: Child
    age: int
    responsible: Holder
    named_person: Holder | None
    lead_professional: Holder | None
    interim: Holder | None
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Everything that the page of one task needs.

    form: the form-js definition as published. context: what its conditions read. options: {valuesKey: ((value, label), …)}.
    seen: the instance's version shown. who: everybody who may do it, with the reason. earlier: answers that the form
    asks to be shown. open: False where somebody has already done it (then `done` says who and when). working_days: until
    it is due, as in InboxRow.
    """

    id: UUID
    key: str
    name: str
    process: str
    identity: Identity
    form: Mapping[str, Any] | None
    context: Mapping[str, Any]
    options: Mapping[str, tuple[tuple[str, str], ...]]
    draft: Mapping[str, DraftField]
    earlier: tuple[Answered, ...]
    seen: int
    due: Due | None
    opened_at: datetime
    claimed_by: str | None
    mine: bool
    who: tuple[tuple[str, str], ...]
    open: bool = True
    done: str = ""
    working_days: int | None = None
    carried: CarriedForward | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A task's or timer's due moment with its calculation. journey: it changes the journey by itself when it passes.

    working_days: until it is due, as in InboxRow.
    """

    name: str
    due: Due
    overdue: bool
    journey: bool
    task_id: UUID | None = None
    working_days: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's timeline. `lines` are sentences with detail; never a child's answers for those who may not see."""

    seq: int
    at: datetime
    by: str
    kind: str
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Where:
    """One instance's place on its diagram. steps: ((element, name, mark), …) in drawing order; mark done|current|to come.

    told: ((number, words, mark), …), the text twin.
    """

    instance_id: UUID
    process: str
    title: str
    release: int
    diagram: str
    steps: tuple[tuple[str, str, str], ...]
    told: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SiblingRow:
    """A brother or sister with whom the reader works too, by their newest case. reason: how that is known."""

    case_id: UUID
    child: str
    age: int
    reason: str
    linked_by: str
    linked_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that a case's page needs.

    closed_as: one of domain.episodes.CLOSINGS; kept: for how long, once it is closed. episodes: those of the child that the reader may see, newest first; empty
    where there is but this one.
    """

    identity: Identity
    roles: tuple[Holder, ...]
    offered: tuple[Holder, ...]
    tasks: tuple[InboxRow, ...]
    deadlines: tuple[Deadline, ...]
    timeline: tuple[Event, ...]
    where: tuple[Where, ...]
    people: tuple[Person, ...] = ()
    answers: tuple[Answered, ...] = ()
    closed_at: datetime | None = None
    closed_as: str | None = None
    kept: Kept | None = None
    episodes: tuple[Episode, ...] = ()
    siblings: tuple[SiblingRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Begun:
    """The child of a closed case, with whose next episode somebody is about to begin."""

    case_id: UUID
    child: Child


@dataclass(frozen=True, slots=True)
class Known:
    """A case of a child of the same name and day of birth. closed_at: None while it is open."""

    case_id: UUID
    child: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list. due: how the soonest due moment was worked out."""

    case_id: UUID
    child: str
    age: int
    responsible: str
    opened_at: datetime
    open_tasks: int
    next_due: datetime | None
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """One disagreement on the lead officer's desk. positions: ((who, position, why), …). child_words: as recorded.

    choice: of a lead professional, as far as it has come; None where something else is in dispute. rule: what the child's
    status asks for now, in a sentence.
    """

    case_id: UUID
    child: str
    subject: str
    level: str
    raised_at: datetime
    due: Due | None
    holder: str
    task_id: UUID | None
    positions: tuple[tuple[str, str, str], ...] = field(default=())
    child_words: str = ""
    choice: ChoiceRecord | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented person as whom one may sign in, in demo mode only. story: one sentence about what they wait for."""

    id: UUID
    name: str
    profession: str
    team: str
    story: str


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One process that a person may start, from the area's newest release.

    release: its number. start_form: the form-js definition asked at the start, or None. diagram: the BPMN as published.
    steps: ((element, name, kind, lane), …) in drawing order, what the diagram says in words.
    """

    id: str
    name: str
    release: int
    start_form: Mapping[str, Any] | None
    diagram: str
    steps: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DrawnProcess:
    """One process of the area's newest release, whether or not a person may start it. diagram: the BPMN as published.

    steps: ((number, words, element), …), the text twin; forms, decisions: ((id, title), …) that its steps use. All are
    empty in lists.
    """

    id: str
    name: str
    file: str
    startable: bool
    diagram: str = ""
    steps: tuple[tuple[str, str, str], ...] = ()
    forms: tuple[tuple[str, str], ...] = ()
    decisions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release as published. origin: folder or page. base: the release that was changed on the page, else None."""

    number: int
    approved_by: str
    published_at: datetime
    origin: str
    base: int | None
    note: str


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team of an area, with the codes of the offices that it holds."""

    id: UUID
    name: str
    organisation: str
    offices: tuple[str, ...]
