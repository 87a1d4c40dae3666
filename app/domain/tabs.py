"""What the tabs of a case's page show: plan, documents, chronology, people, sharing. Frozen values, as in `views`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from app.domain.choice_records import ChoiceRecord
from app.domain.chronology import Entry
from app.domain.deadlines import Due
from app.domain.documents import Document
from app.domain.plans import Action, Need
from app.domain.views import Holder, Identity


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan as it stands. plan: None where there is none yet; then everything else of it is empty.

    owners: {person id: name and profession}. earlier: the versions before, newest first. changes: what is different from
    the version before, in sentences. others: the newest version of every other document.
    """

    identity: Identity
    plan: Document | None
    needs: tuple[Need, ...]
    actions: tuple[Action, ...]
    owners: Mapping[UUID, str]
    changes: tuple[str, ...]
    earlier: tuple[Document, ...]
    others: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One version of a document, with the other versions of the same, newest first."""

    identity: Identity
    document: Document
    versions: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All documents of a case, newest first."""

    identity: Identity
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class ChronologyPage:
    """The chronology, newest day first, and what the workflow proposed. mine: the reader may word it.

    corrected: {entry id: the wordings that it took the place of, newest first}. due: {entry id: until when what was
    proposed is to be worded}. kept: how many more there are, shared with others than the reader.
    """

    identity: Identity
    entries: tuple[Entry, ...]
    proposed: tuple[Entry, ...]
    declined: tuple[Entry, ...]
    corrected: Mapping[UUID, tuple[Entry, ...]]
    mine: bool
    due: Mapping[UUID, Due] = field(default_factory=dict)
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Chronicle:
    """A chronology as it is printed: accepted entries, oldest day first. Nothing restricted is in it (I10)."""

    identity: Identity
    entries: tuple[Entry, ...]


# {code: in words}. Who holds parental responsibilities and rights, or has the child in their care, gets a parent's copy.
PRR = MappingProxyType(
    {
        "yes": "Holds parental responsibilities and rights",
        "care": "Has the child in their care, without parental responsibilities and rights",
        "no": "",
        "unknown": "Not known yet whether they hold parental responsibilities and rights",
    }
)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody of the child's own world. how: how they like to be reached. prr: one of PRR, None where it was never asked."""

    id: UUID
    name: str
    relation: str
    how: str
    ended_on: date | None = None
    prr: str | None = None

    @property
    def parental(self) -> str:
        """Whether they hold parental responsibilities and rights, in words; nothing where they do not or nobody asked."""
        return PRR.get(self.prr or "", "")


@dataclass(frozen=True, slots=True)
class Seer:
    """Somebody, or a team, who can see this child's case. why: in words."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """What returns ask of a child. given: {question: code}. said: ((question, answer), …) in words. by, at: who recorded
    it last; empty where nobody has."""

    given: Mapping[str, str]
    said: tuple[tuple[str, str], ...]
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody around the child. roles: current ones in the order of who answers for the child, then ended ones, newest first. mine: the reader may change
    the contacts."""

    identity: Identity
    roles: tuple[Holder, ...]
    offered: tuple[Holder, ...]
    contacts: tuple[Contact, ...]
    seers: tuple[Seer, ...]
    mine: bool
    known: Known


@dataclass(frozen=True, slots=True)
class Copy:
    """A plan or letter was made ready to print."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SharingPage:
    """What was shared or kept back, by whom and why, newest first; and who made copies."""

    identity: Identity
    decisions: tuple[Document, ...]
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """How somebody came to lead. record: the one that is shown, None where nobody was ever looked for. all: every choice
    of the case, newest first."""

    identity: Identity
    record: ChoiceRecord | None
    all: tuple[ChoiceRecord, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What a plan or letter for the family says. Nothing restricted is in it, so no template can let it slip (I10).

    team: the lead professional's. version: of the plan, 0 where there is none; then what follows is empty. prose: the
    plan's words besides needs and actions. owners: {person id: name and profession}.
    """

    identity: Identity
    team: str
    version: int
    recorded_at: datetime | None
    prose: tuple[tuple[str, str], ...]
    needs: tuple[Need, ...]
    actions: tuple[Action, ...]
    owners: Mapping[UUID, str]
