"""The log of enquiries of the child protection register; also of those about children who are not known here."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnClause, ForeignKey, Index, String, Text, func, insert, select

from app.domain.cases import Child as Known
from app.domain.cases import StatusName
from app.domain.enquiries import Answer, Asked, Enquiry
from app.domain.people import SECTORS
from app.store.cases import Case, Status
from app.store.people import Person
from app.store.table import Base, column
from app.store.tx import Tx


class RegisterEnquiry(Base):
    """Somebody asked the register. child, born_on: as they were said. case_id: the newest case of the child who was found.
    Append-only."""

    __tablename__ = "register_enquiry"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    area: ColumnClause[str] = column(ForeignKey("area.code"))
    at: ColumnClause[datetime]
    caller: ColumnClause[str] = column(Text)
    agency: ColumnClause[str] = column(Text)
    reason: ColumnClause[str] = column(Text)
    child: ColumnClause[str] = column(Text)
    born_on: ColumnClause[date]
    case_id: ColumnClause[UUID | None] = column(ForeignKey("case.id"))
    answer: ColumnClause[str] = column(String(20))
    until: ColumnClause[date | None]
    recorded_by_id: ColumnClause[UUID | None]
    recorded_by: ColumnClause[str] = column(Text)

    __table_args__ = (Index("ix_register_enquiry_area", "area", "at"), Index("ix_register_enquiry_case", "case_id"))


def add(tx: Tx, enquiry: Enquiry, case_id: UUID | None, *, area: str) -> None:
    """Write a line of the log."""
    row = {
        "id": uuid4(),
        "area": area,
        "at": enquiry.at,
        "caller": enquiry.caller,
        "agency": enquiry.agency,
        "reason": enquiry.reason,
        "child": enquiry.child,
        "born_on": enquiry.born_on,
        "case_id": case_id,
        "answer": enquiry.answer.code,
        "until": enquiry.answer.until,
        "recorded_by_id": tx.actor.person_id,
        "recorded_by": enquiry.recorded_by,
    }
    tx.execute(insert(RegisterEnquiry), row)


def asked(tx: Tx, case_id: UUID, area: str, child: Known, asked: Iterable[Asked]) -> None:
    """Write what a process asked about its own child, by the actor."""
    for one in asked:
        who = tx.actor.name
        enquiry = Enquiry(tx.now, who, _agency(tx), one.reason, child.name, child.born_on, one.answer, who)
        add(tx, enquiry, case_id, area=area)


def _agency(tx: Tx) -> str:
    sector = tx.execute(select(Person.sector).where(Person.id == tx.actor.person_id)).scalar()
    return SECTORS.get(sector or "", "")


def newest(tx: Tx, *, most: int | None = None, skip: int = 0) -> tuple[tuple[Enquiry, UUID | None], ...]:
    """The log of the actor's area, newest first, each with the case of the child who was found."""
    query = (
        select(RegisterEnquiry)
        .where(RegisterEnquiry.area == tx.actor.area)
        .order_by(RegisterEnquiry.at.desc(), RegisterEnquiry.id)
    )
    return tuple(
        (
            Enquiry(
                row.at,
                row.caller,
                row.agency,
                row.reason,
                row.child,
                row.born_on,
                Answer(row.answer, row.until),
                row.recorded_by,
            ),
            row.case_id,
        )
        for row in tx.execute(query.limit(most).offset(skip))
    )


def count(tx: Tx) -> int:
    """How many lines the log of the actor's area has."""
    query = select(func.count()).select_from(RegisterEnquiry).where(RegisterEnquiry.area == tx.actor.area)
    return tx.execute(query).scalar() or 0


def times_on(tx: Tx, child_id: UUID) -> tuple[date | None, ...]:
    """When the name of a child came off the register, for each time that it was on it, for the time being too; None for
    one that goes on.
    """
    names = (StatusName.REGISTERED.value, StatusName.TEMPORARILY_REGISTERED.value)
    query = (
        select(Status.ended_on)
        .join(Case, Case.id == Status.case_id)
        .where(Case.child_id == child_id, Status.name.in_(names))
    )
    return tuple(tx.execute(query).scalars())
