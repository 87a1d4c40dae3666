"""What is sent and what comes back, where no view of the domain says it already.

What a caller sends is a closed shape: a name that is not listed is refused. What we send back may grow new names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct, structs

from app.actions import returns
from app.actions.enquiries import Log
from app.actions.likenesses import Likeness
from app.domain.cases import StatusName
from app.domain.choice_records import ChoiceRecord
from app.domain.chronology import LONGEST, Entry, Wording
from app.domain.deadlines import Due
from app.domain.enquiries import Answer
from app.domain.episodes import Episode, Kept
from app.domain.tables import Table
from app.domain.tabs import DocumentPage, Shelf
from app.domain.views import (
    Answered,
    CarriedForward,
    CasePage,
    CaseRow,
    Deadline,
    DraftField,
    Event,
    Holder,
    Identity,
    InboxRow,
    ProcessRow,
    SiblingRow,
    TaskPage,
)

Count = Annotated[int, Meta(ge=0, le=2**53)]
Line = Annotated[str, Meta(max_length=200)]
Page = Annotated[int, Meta(ge=1, le=100)]


class Closed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of everything that callers send."""


class Credentials(Closed, frozen=True):
    """Who asks for a token."""

    email: Annotated[str, Meta(max_length=254)]
    password: Annotated[str, Meta(max_length=1024)]


@dataclass(frozen=True, slots=True)
class Token:
    """A token, to be sent with every request as “Authorization: Bearer …”. It is shown this once."""

    token: str
    expires_at: datetime
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the scheme, not a secret


class Filter(Closed, frozen=True):
    """Which tasks to list. case: a case's id. after: `next` of the page before."""

    view: Literal["mine", "team", "overdue"] = "mine"
    case: UUID | None = None
    after: Annotated[str, Meta(max_length=500)] | None = None
    limit: Page = 25


@dataclass(frozen=True, slots=True)
class Task:
    """One task.

    form: its form-js definition. options: what its pickers offer, by valuesKey. draft: what has been entered so far.
    earlier: answers of earlier tasks that the form shows. seen: send it back when completing. who: everybody who may do
    it, with the reason. open: False where somebody has done it; then `done` says who. working_days: until it is due.
    carried: values with which the form begins where there is no draft, and from which document they come.
    """

    id: UUID
    key: str
    name: str
    process: str
    identity: Identity
    form: Mapping[str, Any] | None
    options: Mapping[str, tuple[tuple[str, str], ...]]
    draft: Mapping[str, DraftField]
    earlier: tuple[Answered, ...]
    seen: int
    due: Due | None
    opened_at: datetime
    claimed_by: str | None
    mine: bool
    who: tuple[tuple[str, str], ...]
    open: bool
    done: str
    working_days: int | None
    carried: CarriedForward | None

    @classmethod
    def of(cls, page: TaskPage) -> "Task":
        """The page without what its form's conditions read: they are evaluated here, not by the caller."""
        return cls(**{one.name: getattr(page, one.name) for one in fields(cls)})


class Changed(Closed, frozen=True):
    """One field's new words. version: the draft field's version that was seen, 0 where there was none."""

    value: Any
    version: Count = 0


class Changes(Closed, frozen=True):
    """What to keep of an unfinished form, by field; valid or not."""

    fields: Annotated[dict[Line, Changed], Meta(max_length=300)]


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole draft as it stands, by field."""

    fields: Mapping[str, DraftField]


class Answers(Closed, frozen=True):
    """The answers to a task's form, by field. seen: the task's `seen` when it was shown."""

    answers: Annotated[dict[Line, Any], Meta(max_length=300)]
    seen: Count


class Opening(Closed, frozen=True):
    """A child's case to be started. process: an id that GET /processes lists. statuses: {status: the day it began}.

    answers: to the process's start form, by field. reason: why the journey starts, in the practitioner's words.
    another_child: this is no child of the same name and day of birth with whom you work; without it such a case is a conflict.
    """

    given: Line
    family: Line
    born_on: date
    process: Line
    known_as: Line = ""
    named_person_id: UUID | None = None
    partner_ids: Annotated[tuple[UUID, ...], Meta(max_length=50)] = ()
    statuses: dict[StatusName, date] = {}
    reason: Annotated[str, Meta(max_length=10_000)] = ""
    answers: Annotated[dict[Line, Any], Meta(max_length=300)] = {}
    another_child: bool = False


class Following(Closed, frozen=True):
    """The next episode of a child whose case is closed; the child is known. The rest is as for a case that is started."""

    process: Line
    named_person_id: UUID | None = None
    partner_ids: Annotated[tuple[UUID, ...], Meta(max_length=50)] = ()
    statuses: dict[StatusName, date] = {}
    reason: Annotated[str, Meta(max_length=10_000)] = ""
    answers: Annotated[dict[Line, Any], Meta(max_length=300)] = {}


class Linked(Closed, frozen=True):
    """Another child, by their case, and how you know that they are siblings, or what was wrong with that."""

    other: UUID
    reason: Annotated[str, Meta(max_length=10_000)]


@dataclass(frozen=True, slots=True)
class Siblings:
    """Brothers and sisters with whom you work too."""

    siblings: tuple[SiblingRow, ...]


class Meeting(Closed, frozen=True):
    """A meeting for several siblings. common: held_on, attendance and common_words, which everybody around each may read.

    children: {case id: what concerns that child alone}: child_heard, child_said or child_not_heard, own_words,
    own_not_for_family. The case of the address is among them.
    """

    common: Annotated[dict[Line, Any], Meta(max_length=3)]
    children: Annotated[dict[UUID, dict[Line, Any]], Meta(max_length=12)]


@dataclass(frozen=True, slots=True)
class Met:
    """The cases in which the meeting was recorded."""

    cases: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Likenesses:
    """Pairs of cases that may be about one child, oldest first."""

    likenesses: tuple[Likeness, ...]


class Settled(Closed, frozen=True):
    """Whether two cases are about one child. reason: how you know and, where the other case is open, the concern."""

    same: bool
    reason: Annotated[str, Meta(max_length=10_000)]


@dataclass(frozen=True, slots=True)
class LookAt:
    """The case to look at now."""

    case_id: UUID


@dataclass(frozen=True, slots=True)
class Cases:
    """The children with whom the caller has to do, soonest due first."""

    cases: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A child's case: who is responsible and holds which role, the statuses, the open tasks, the deadlines.

    closed_as: why it was closed; kept: for how long its record is kept. episodes: those of the child that you may see,
    newest first; empty where there is but this one. siblings: brothers and sisters with whom you work too.
    """

    identity: Identity
    roles: tuple[Holder, ...]
    offered: tuple[Holder, ...]
    tasks: tuple[InboxRow, ...]
    deadlines: tuple[Deadline, ...]
    closed_at: datetime | None
    closed_as: str | None
    kept: Kept | None
    episodes: tuple[Episode, ...]
    siblings: tuple[SiblingRow, ...]

    @classmethod
    def of(cls, page: CasePage) -> "Case":
        """The page without its history and diagrams, which have addresses of their own."""
        return cls(**{one.name: getattr(page, one.name) for one in fields(cls)})


class Since(Closed, frozen=True):
    """How far the history has been read. after: the last `seq` already seen; events come newest first."""

    after: Count | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A stretch of a case's history, newest first, 50 events at most."""

    events: tuple[Event, ...]


class Sent(Closed, frozen=True):
    """What a message carries: a flat object, as its kind says."""

    payload: Annotated[dict[Line, str | bool | int | None], Meta(max_length=50)] = {}


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a message. taken: something waited for it, or began with it; otherwise it is recorded only."""

    taken: bool
    said: str


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a document. kind: `childs_plan`, `assessment` and so on; title: the same in words.

    version: counted per kind, and per subject where there is one. words: every answer in words. answers: as they were
    given. withheld: those of the words that the child and family may not be shown; restricted: the keys of them.
    """

    id: UUID
    kind: str
    title: str
    version: int
    subject: str
    name: str
    by: str
    at: datetime
    words: tuple[tuple[str, str], ...]
    withheld: tuple[tuple[str, str], ...]
    answers: Mapping[str, Any]
    restricted: tuple[str, ...]

    @classmethod
    def of(cls, page: DocumentPage) -> "Document":
        """The version that was opened."""
        one = page.document
        return cls(
            *(one.id, one.kind, one.title, one.version, one.subject, one.name, one.by_name, one.at),
            one.words,
            one.withheld,
            one.answers,
            tuple(sorted(one.restricted)),
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in a list; its words are at GET /documents/{document_id}."""

    id: UUID
    kind: str
    title: str
    version: int
    subject: str
    name: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Documents:
    """A case's documents, newest first."""

    documents: tuple[Listed, ...]

    @classmethod
    def of(cls, shelf: Shelf) -> "Documents":
        """The shelf without the words."""
        return cls(
            tuple(
                Listed(one.id, one.kind, one.title, one.version, one.subject, one.name, one.by_name, one.at)
                for one in shelf.documents
            )
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """Every choice of a lead professional for a child, newest first."""

    choices: tuple[ChoiceRecord, ...]


@dataclass(frozen=True, slots=True)
class Chronology:
    """Accepted entries, newest day first, and those that the workflow proposed and nobody has worded yet."""

    entries: tuple[Entry, ...]
    proposed: tuple[Entry, ...]


class Worded(Closed, frozen=True):
    """A chronology entry as a person words it. family: may the child and family read it?

    happened: the fact, without opinion. source: who says so. action: what was done; no_action: why nothing was. share: who
    may read it, by `domain.chronology.SHARES`; what the family may read is shared with all.
    """

    happened_on: date
    happened: Annotated[str, Meta(max_length=LONGEST)]
    family: bool
    impact: Literal["helped", "harmed", "neither", "unknown"] = "unknown"
    source: Annotated[str, Meta(max_length=LONGEST)] = ""
    action: Annotated[str, Meta(max_length=LONGEST)] = ""
    kind: Line = ""
    agency: Line = ""
    precision: Literal["day", "about", "month", "year"] = "day"
    clock: Line = ""
    share: Literal["all", "core_agencies", "restricted"] = "all"
    impact_note: Annotated[str, Meta(max_length=LONGEST)] = ""
    no_action: Annotated[str, Meta(max_length=LONGEST)] = ""
    outcome: Annotated[str, Meta(max_length=LONGEST)] = ""
    significance: Annotated[str, Meta(max_length=LONGEST)] = ""

    def wording(self) -> Wording:
        """The same for the action."""
        return Wording(**structs.asdict(self))


class Correction(Closed, frozen=True):
    """An entry in the place of another. reason: what was wrong with it."""

    entry: Worded
    reason: Annotated[str, Meta(max_length=LONGEST)]


class Declined(Closed, frozen=True):
    """Why a proposed entry does not belong into the chronology."""

    reason: Annotated[str, Meta(max_length=LONGEST)]


@dataclass(frozen=True, slots=True)
class Added:
    """The id of what was written."""

    id: UUID


@dataclass(frozen=True, slots=True)
class Processes:
    """The processes of the newest release that a person may start."""

    processes: tuple[ProcessRow, ...]


class OfYear(Closed, frozen=True):
    """Which reporting year, by the calendar year in which it begins; the one under way where none is named."""

    year: Annotated[int, Meta(ge=1990, le=2200)] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A group of an indicator with its four quarters, from August, and the year. null: too few to be told."""

    title: str
    numbers: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. stock: numbers at the end of each quarter. shares: of `part`, in whole percent, where it has one."""

    number: str
    title: str
    stock: bool
    groups: tuple[Group, ...]
    part: str
    shares: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The indicators of a reporting year. year: “2025-26”."""

    year: str
    first: date
    last: date
    council: str
    indicators: tuple[Indicator, ...]

    @classmethod
    def of(cls, found: returns.Figures) -> "Figures":
        """The figures without the cases behind them."""
        tables = [table for _, several in found.sets for table in several]
        return cls(
            found.year.title, found.year.first, found.year.last, found.council, tuple(_indicator(one) for one in tables)
        )


def _indicator(table: Table) -> Indicator:
    groups = tuple(Group(row.title, row.numbers) for row in table.rows)
    return Indicator(table.number, table.title, table.stock, groups, table.part, table.shares)


class OfPage(Closed, frozen=True):
    """Which page of a log, 50 lines each."""

    page: Annotated[int, Meta(ge=1, le=10**5)] = 1


class Enquire(Closed, frozen=True):
    """What somebody asks the child protection register: who, for which agency, why, and about which child."""

    caller: Line
    agency: Line
    reason: Annotated[str, Meta(max_length=1000)]
    given: Line
    family: Line
    born_on: date


@dataclass(frozen=True, slots=True)
class RegisterAnswer:
    """What the register says. code: registered, before, never, similar or unknown. until: the day on which the name last
    came off."""

    code: str
    words: str
    until: date | None

    @classmethod
    def of(cls, answer: Answer) -> "RegisterAnswer":
        """The answer with its words."""
        return cls(answer.code, answer.words, answer.until)


@dataclass(frozen=True, slots=True)
class LoggedEnquiry:
    """One line of the log. child, born_on: as the caller said them."""

    at: datetime
    caller: str
    agency: str
    reason: str
    child: str
    born_on: date
    answer: RegisterAnswer
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Register:
    """A page of the log of enquiries, newest first."""

    enquiries: tuple[LoggedEnquiry, ...]
    page: int
    pages: int

    @classmethod
    def of(cls, log: Log) -> "Register":
        """The page as it is sent."""
        said = (
            LoggedEnquiry(
                one.at,
                one.caller,
                one.agency,
                one.reason,
                one.child,
                one.born_on,
                RegisterAnswer.of(one.answer),
                one.recorded_by,
            )
            for one in log.enquiries
        )
        return cls(tuple(said), log.number, log.pages)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: the last part of its `type`, its status, and when it is met."""

    code: str
    title: str
    status: int
    met: str


@dataclass(frozen=True, slots=True)
class Kinds:
    """Every kind of problem document."""

    problems: tuple[Kind, ...]
