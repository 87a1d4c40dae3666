"""The chronology's entries: proposed by the workflow, accepted and worded by people, never overwritten after that."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnClause, ForeignKey, Index, Row, String, Text, insert, select, update

from app.domain.chronology import Entry, Wording
from app.domain.errors import Conflict, NotFound
from app.store.cases import UNSEEN
from app.store.table import Base, column
from app.store.tx import Tx

SETTLED = "Somebody has already dealt with this entry. Reload the chronology to see it."


class ChronologyEntry(Base):
    """One entry; see `domain.chronology.Entry`. task_id: the task whose answers proposed it."""

    __tablename__ = "chronology"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"))
    task_id: ColumnClause[UUID | None]
    state: ColumnClause[str] = column(String(10))
    proposal: ColumnClause[str] = column(Text)
    happened_on: ColumnClause[date]
    happened: ColumnClause[str] = column(Text)
    source: ColumnClause[str] = column(Text)
    impact: ColumnClause[str] = column(String(10))
    action: ColumnClause[str] = column(Text)
    family: ColumnClause[bool]
    kind: ColumnClause[str | None] = column(String(20))
    agency: ColumnClause[str | None] = column(String(20))
    precision: ColumnClause[str | None] = column(String(20))
    clock: ColumnClause[str | None] = column(String(20))
    share: ColumnClause[str | None] = column(String(20))
    impact_note: ColumnClause[str | None] = column(Text)
    no_action: ColumnClause[str | None] = column(Text)
    outcome: ColumnClause[str | None] = column(Text)
    significance: ColumnClause[str | None] = column(Text)
    proposed_by: ColumnClause[str] = column(Text)
    proposed_at: ColumnClause[datetime]
    settled_by_id: ColumnClause[UUID | None]
    settled_by: ColumnClause[str] = column(Text)
    settled_at: ColumnClause[datetime | None]
    replaces_id: ColumnClause[UUID | None] = column(ForeignKey("chronology.id"))
    reason: ColumnClause[str] = column(Text)

    __table_args__ = (Index("ix_chronology_case", "case_id", "happened_on"),)


ENTRY = (
    ChronologyEntry.id,
    ChronologyEntry.state,
    ChronologyEntry.proposal,
    ChronologyEntry.happened_on,
    ChronologyEntry.happened,
    ChronologyEntry.source,
    ChronologyEntry.impact,
    ChronologyEntry.action,
    ChronologyEntry.family,
    ChronologyEntry.kind,
    ChronologyEntry.agency,
    ChronologyEntry.precision,
    ChronologyEntry.clock,
    ChronologyEntry.share,
    ChronologyEntry.impact_note,
    ChronologyEntry.no_action,
    ChronologyEntry.outcome,
    ChronologyEntry.significance,
    ChronologyEntry.proposed_by,
    ChronologyEntry.proposed_at,
    ChronologyEntry.settled_by_id,
    ChronologyEntry.settled_by,
    ChronologyEntry.settled_at,
    ChronologyEntry.replaces_id,
    ChronologyEntry.reason,
)


def propose(tx: Tx, case_id: UUID, task_id: UUID, sentence: str, happened_on: date) -> None:
    """Write what the workflow proposes. Until a person has worded it, the family may not see it."""
    wording = Wording(happened_on, sentence, "", "unknown", "", family=False)
    row = {"task_id": task_id, "state": "proposed", "proposal": sentence, "settled_by": "", "settled_at": None}
    tx.execute(insert(ChronologyEntry), _row(tx, case_id, wording) | row)


def add(tx: Tx, case_id: UUID, wording: Wording, *, replaces: UUID | None = None, reason: str = "") -> UUID:
    """Write an entry of the actor's own, accepted; returns its id. replaces: the entry that it corrects, and why."""
    row = _row(tx, case_id, wording) | {"state": "accepted", "proposal": "", "replaces_id": replaces, "reason": reason}
    tx.execute(insert(ChronologyEntry), row | _settled(tx))
    entry_id: UUID = row["id"]
    return entry_id


# What entries have besides since 0006; rows from before, and those of the release before, have nothing there.
MORE = {
    "kind": "",
    "agency": "",
    "precision": "day",
    "clock": "",
    "share": "all",
    "impact_note": "",
    "no_action": "",
    "outcome": "",
    "significance": "",
}


def _row(tx: Tx, case_id: UUID, wording: Wording) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "case_id": case_id,
        "proposed_by": tx.actor.name,
        "proposed_at": tx.now,
        "reason": "",
        **_worded(wording),
    }


def _worded(wording: Wording) -> dict[str, Any]:
    return {
        "happened_on": wording.happened_on,
        "happened": wording.happened,
        "source": wording.source,
        "impact": wording.impact,
        "action": wording.action,
        "family": wording.family,
        **{name: getattr(wording, name) for name in MORE},
    }


def _settled(tx: Tx) -> dict[str, Any]:
    return {"settled_by_id": tx.actor.person_id, "settled_by": tx.actor.name, "settled_at": tx.now}


def accept(tx: Tx, entry_id: UUID, wording: Wording) -> None:
    """A proposed entry, as the actor words it. Raises Conflict where it no longer waits."""
    _settle(tx, entry_id, "proposed", {"state": "accepted", **_worded(wording), **_settled(tx)})


def decline(tx: Tx, entry_id: UUID, reason: str) -> None:
    """A proposed entry does not belong into the chronology. Raises Conflict where it no longer waits."""
    _settle(tx, entry_id, "proposed", {"state": "declined", "reason": reason, **_settled(tx)})


def corrected(tx: Tx, entry_id: UUID) -> None:
    """An accepted entry has been replaced by another. Raises Conflict where somebody was quicker."""
    _settle(tx, entry_id, "accepted", {"state": "corrected"})


def _settle(tx: Tx, entry_id: UUID, state: str, values: Mapping[str, Any]) -> None:
    as_seen = (ChronologyEntry.id == entry_id, ChronologyEntry.state == state)
    if tx.execute(update(ChronologyEntry).where(*as_seen).values(**values)).rowcount != 1:
        raise Conflict(SETTLED)


def of_case(tx: Tx, case_id: UUID) -> tuple[Entry, ...]:
    """Every entry of a case that the caller has opened, newest day first."""
    query = select(*ENTRY).where(ChronologyEntry.case_id == case_id)
    newest_first = (ChronologyEntry.happened_on.desc(), ChronologyEntry.proposed_at.desc(), ChronologyEntry.id)
    return tuple(_entry(row) for row in tx.execute(query.order_by(*newest_first)))


def one(tx: Tx, entry_id: UUID) -> tuple[UUID, Entry]:
    """An entry with its case. Raises NotFound; whether the actor may see it is for the caller."""
    query = select(ChronologyEntry.case_id, *ENTRY).where(ChronologyEntry.id == entry_id)
    if (row := tx.execute(query).first()) is None:
        raise NotFound(UNSEEN)
    return row.case_id, _entry(row)


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        row.id,
        row.state,
        row.proposal,
        _wording(row),
        row.proposed_by,
        row.proposed_at,
        row.settled_by,
        row.settled_at,
        row.replaces_id,
        row.reason,
        row.settled_by_id,
    )


def _wording(row: Row[Any]) -> Wording:
    more = {name: getattr(row, name) or otherwise for name, otherwise in MORE.items()}
    return Wording(row.happened_on, row.happened, row.source, row.impact, row.action, row.family, **more)
