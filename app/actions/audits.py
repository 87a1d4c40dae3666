"""Do the invariants hold in every case? Asked nightly, some cases at a time; what does not hold is an incident."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.actions import moves, releases
from app.domain import audits as domain
from app.domain.access import SYSTEM
from app.domain.audits import Breach, Closed, Kept
from app.domain.documents import KINDS
from app.domain.errors import NotPublishable
from app.forms import Form, heard
from app.store import audits, documents, incidents, locks
from app.store.answers import said
from app.store.base import Database
from app.store.tasks import NEVER
from app.store.tx import Tx

BATCH = 50  # cases in one transaction, and in memory
EVERY = timedelta(hours=20)
INCIDENT = "invariant"


@dataclass(frozen=True, slots=True)
class Round:
    """A round over all cases. breaches: the first hundred, each with its case."""

    at: datetime
    cases: int
    found: int
    breaches: tuple[str, ...]


def audit(database: Database) -> Round:
    """Look at every case, going on where an unfinished round stopped; returns the round.

    Each batch is read, and what was found kept, before the next one: a round that is interrupted goes on from there.
    """
    database.run(SYSTEM, _begun)
    while some(database):
        pass
    ended = database.read(SYSTEM, last)
    assert ended
    return ended


def is_due(tx: Tx) -> bool:
    """Is a round under way, or was the last one not since yesterday?"""
    ended = audits.last(tx)
    return audits.under_way(tx) is not None or ended is None or tx.real_now - ended.at >= EVERY


def _begun(tx: Tx) -> None:
    if audits.under_way(tx) is None:
        audits.begin(tx)


def some(database: Database) -> bool:
    """Look at the next cases of the round that is under way; returns whether there are more."""
    here = database.read(SYSTEM, audits.under_way)
    if here is None:
        return False
    found = database.read(SYSTEM, lambda tx: _looked_at(tx, here.after))
    database.run(SYSTEM, lambda tx: _keep(tx, here, found))
    return bool(found)


def last(tx: Tx) -> Round | None:
    """The last round that has ended, or None."""
    row = audits.last(tx)
    return Round(row.at, row.cases, row.found, tuple(row.breaches)) if row else None


def _looked_at(tx: Tx, after: UUID | None) -> list[tuple[UUID, tuple[Breach, ...]]]:
    return [(case_id, tuple(of_case(tx, case_id))) for case_id in audits.following(tx, after, BATCH)]


def of_case(tx: Tx, case_id: UUID) -> Iterator[Breach]:
    """The invariants that do not hold in one case."""
    scene = moves.scene(tx, locks.of_any(tx, case_id))
    yield from domain.breaches(_kept(tx, scene), scene.policy, tx.now)


def _keep(tx: Tx, here: Row[Any], found: list[tuple[UUID, tuple[Breach, ...]]]) -> None:
    """Write how far the round has come, and an incident for what nobody has been told of."""
    lines = [f"{one.rule}, case {case_id}: {one.what}" for case_id, broken in found for one in broken]
    after = found[-1][0] if found else None
    if not audits.advance(tx, here, after=after, cases=len(found), breaches=lines):
        return
    for case_id, broken in found:
        known = audits.reported(tx, case_id, INCIDENT) if broken else frozenset()
        for detail in dict.fromkeys(map(str, broken)):
            if detail not in known:
                area = locks.area_of(tx, case_id)
                incidents.report(tx, INCIDENT, detail, area=area, case_id=case_id)


def _kept(tx: Tx, scene: moves.Scene) -> Kept:
    """Everything of a case that the invariants are about."""
    case_id = scene.case.id
    rows, papers = audits.tasks(tx, case_id), documents.of_case(tx, case_id)
    written = {one.id: one for one in papers}
    forms = {row.id: _form(tx, row) for row in rows if row.state == "done"}
    unwritten = [
        (row.key, form.records)
        for row in rows
        if (form := forms.get(row.id)) and form.records and row.id not in written
    ]
    unheard = [
        one.kind
        for one in papers
        if KINDS[one.kind].decides and (form := forms.get(one.id)) and not heard.given(form, one.answers)
    ]
    return Kept(
        scene.facts,
        audits.running(tx, case_id),
        tuple(_closed(row) for row in rows),
        papers,
        tuple(unwritten),
        tuple(unheard),
        tuple(("Chronology", text) for text in audits.proposals(tx, case_id)),
        audits.in_force_since(tx, scene.case.area),
        _noticed(tx, scene),
    )


def _closed(row: Row[Any]) -> Closed:
    return Closed(
        row.id,
        row.key,
        row.process,
        (str(row.instance_id), *row.path),
        row.state,
        row.opened_at,
        row.closed_at,
        row.soonest if row.soonest < NEVER else None,
        said(row)[0] if row.answered else {},
    )


def _form(tx: Tx, row: Row[Any]) -> Form | None:
    """The form of a task as its own release has it; None where that cannot be read any more."""
    try:
        return releases.compiled(tx, row.release_id).forms.get(row.form or "")
    except NotPublishable:
        return None


def _noticed(tx: Tx, scene: moves.Scene) -> dict[UUID, datetime]:
    """When each status was recorded that somebody told of, which may be later than the day on which it began."""
    told = audits.statuses_told(tx, scene.case.id)
    return {
        status.id: at
        for status in scene.facts.statuses
        for name, on, at in told
        if (name, on) == (status.name.value, status.began_on.isoformat())
    }
