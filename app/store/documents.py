"""Documents: answers that count as a version of something, an assessment or a plan. The words stay with the answers."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnClause, ForeignKey, Row, String, Text, UniqueConstraint, func, insert, select

from app.domain import documents as domain
from app.domain.errors import NotFound
from app.store.answers import SAID, Answer, said
from app.store.cases import UNSEEN
from app.store.packing import Packed
from app.store.table import Base, column
from app.store.tx import Tx

Words = Sequence[tuple[str, str]]


class Document(Base):
    """A version of a document. id: the answer that it is. subject: the partner whose views these are, say, or "".

    prose, withheld: the answer's words as the family may and may not read them, lists of needs and actions left out.
    restricted: keys of answers and columns that the family may not see. packed: [prose, withheld]; the two columns for
    themselves hold what was written before there was `packed`.
    """

    __tablename__ = "document"

    id: ColumnClause[UUID] = column(ForeignKey("answer.task_id"), primary_key=True)
    case_id: ColumnClause[UUID] = column(ForeignKey("case.id"))
    kind: ColumnClause[str] = column(String(40))
    subject: ColumnClause[str] = column(Text)
    version: ColumnClause[int]
    prose: ColumnClause[list[Any]] = column(default=list)
    withheld: ColumnClause[list[Any]] = column(default=list)
    packed: ColumnClause[Any] = column(Packed, nullable=True)
    restricted: ColumnClause[list[str]]

    __table_args__ = (UniqueConstraint("case_id", "kind", "subject", "version"),)


def add(
    tx: Tx,
    case_id: UUID,
    answer_id: UUID,
    *,
    kind: str,
    subject: str,
    prose: Words,
    withheld: Words,
    restricted: Collection[str],
) -> None:
    """Write the next version of a kind about a subject, in one statement; the case is locked, so nobody counts twice."""
    others = (Document.case_id == case_id, Document.kind == kind, Document.subject == subject)
    following = select(func.coalesce(func.max(Document.version), 0) + 1).where(*others).scalar_subquery()
    values = {
        "id": answer_id,
        "case_id": case_id,
        "kind": kind,
        "subject": subject,
        "version": following,
        "packed": [[list(pair) for pair in part] for part in (prose, withheld)],
        "restricted": sorted(restricted),
    }
    tx.execute(insert(Document).values(**values))


def of_case(tx: Tx, case_id: UUID, kinds: Collection[str] | None = None) -> tuple[domain.Document, ...]:
    """The documents of a case that the caller has opened, newest first; kinds: only these."""
    columns = (
        Document.id,
        Document.kind,
        Document.version,
        Document.subject,
        Document.prose,
        Document.withheld,
        Document.packed.label("parts"),
        Document.restricted,
        Answer.by_id,
        Answer.by,
        Answer.at,
        Answer.name,
        *SAID,
    )
    query = select(*columns).join(Answer, Answer.task_id == Document.id).where(Document.case_id == case_id)
    if kinds is not None:
        query = query.where(Document.kind.in_(kinds))
    rows = tx.execute(query.order_by(Answer.at.desc(), Document.version.desc(), Document.id))
    return tuple(_document(row, case_id) for row in rows)


def _document(row: Row[Any], case_id: UUID) -> domain.Document:
    prose, withheld = row.parts if row.parts is not None else (row.prose, row.withheld)
    given, words = said(row)
    return domain.Document(
        row.id,
        row.kind,
        row.version,
        row.subject,
        row.id if row.id != case_id else None,
        row.by_id,
        row.at,
        given,
        words,
        row.name,
        row.by,
        frozenset(row.restricted),
        _pairs(prose),
        _pairs(withheld),
    )


def _pairs(words: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for label, text in words)


def case_of(tx: Tx, document_id: UUID) -> UUID:
    """The case of a document. Raises NotFound; whether the actor may see it is for the caller."""
    case_id: UUID | None = tx.execute(select(Document.case_id).where(Document.id == document_id)).scalar()
    if case_id is None:
        raise NotFound(UNSEEN)
    return case_id
