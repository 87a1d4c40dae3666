"""Documents of a case, how somebody came to lead, and its chronology."""

from uuid import UUID

from flask import Blueprint

from app.actions import choice_records, chronology, documents
from app.api import edge
from app.api.edge import permit, speaks
from app.api.shapes import Added, Choices, Chronology, Correction, Declined, Document, Documents, Worded
from app.domain.access import Permission
from app.domain.errors import Conflict, Invalid, KeyReused, NotFound

bp = Blueprint("documents", __name__)


@bp.get("/cases/<uuid:case_id>/documents")
@permit(Permission.WORK)
@speaks(gives=Documents, refuses=(NotFound,))
def shelf(case_id: UUID) -> Documents:
    """List a case's documents, newest first: assessments, plans, meetings and the rest. The look is recorded."""
    return Documents.of(edge.run(lambda tx: documents.shelf(tx, case_id)))


@bp.get("/documents/<uuid:document_id>")
@permit(Permission.WORK)
@speaks(gives=Document, refuses=(NotFound,))
def open(document_id: UUID) -> Document:  # noqa: A001 - the verb that people use for a document
    """Read one version of a document, in words and as it was answered. The look is recorded."""
    return Document.of(edge.run(lambda tx: documents.open(tx, document_id)))


@bp.get("/cases/<uuid:case_id>/choices")
@permit(Permission.WORK)
@speaks(gives=Choices, refuses=(NotFound,))
def choices(case_id: UUID) -> Choices:
    """Read how somebody came to lead, each time: wishes, candidates, positions, levels, checks. The look is recorded."""
    return Choices(edge.run(lambda tx: choice_records.open(tx, case_id)).all)


@bp.get("/cases/<uuid:case_id>/chronology")
@permit(Permission.WORK)
@speaks(gives=Chronology, refuses=(NotFound,))
def read(case_id: UUID) -> Chronology:
    """Read a child's chronology, newest day first, and what waits to be worded. The look is recorded."""
    page = edge.run(lambda tx: chronology.open(tx, case_id))
    return Chronology(page.entries, page.proposed)


@bp.post("/cases/<uuid:case_id>/chronology")
@permit(Permission.WORK)
@speaks(takes=Worded, gives=Added, status=201, keyed=True, refuses=(NotFound, KeyReused, Invalid))
def add(case_id: UUID, body: Worded, key: str) -> Added:
    """Add an entry to a child's chronology."""
    return Added(edge.run(lambda tx: chronology.add(tx, case_id, body.wording(), key)))


@bp.post("/chronology/<uuid:entry_id>/accept")
@permit(Permission.WORK)
@speaks(takes=Worded, refuses=(NotFound, Conflict, Invalid))
def accept(entry_id: UUID, body: Worded) -> None:
    """Take a proposed entry into the chronology, in your own words."""
    edge.run(lambda tx: chronology.accept(tx, entry_id, body.wording()))


@bp.post("/chronology/<uuid:entry_id>/decline")
@permit(Permission.WORK)
@speaks(takes=Declined, refuses=(NotFound, Conflict, Invalid))
def decline(entry_id: UUID, body: Declined) -> None:
    """Leave a proposed entry out of the chronology, and say why."""
    edge.run(lambda tx: chronology.decline(tx, entry_id, body.reason))


@bp.post("/chronology/<uuid:entry_id>/correct")
@permit(Permission.WORK)
@speaks(takes=Correction, gives=Added, status=201, refuses=(NotFound, Conflict, Invalid))
def correct(entry_id: UUID, body: Correction) -> Added:
    """Put a corrected entry in the place of an accepted one, which stays readable. Once only, so no key is needed."""
    return Added(edge.run(lambda tx: chronology.correct(tx, entry_id, body.entry.wording(), body.reason)))
