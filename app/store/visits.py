"""Which children who are looked after nobody goes to see yet."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, select

from app.domain.cases import StatusName
from app.store.cases import Case, Status
from app.store.instances import Instance
from app.store.tx import Tx


def wanting(tx: Tx, process: str) -> tuple[Row[Any], ...]:
    """The open cases of children who are looked after, in which this process does not run: id, area."""
    query = (
        select(Case.id, Case.area)
        .join(Status, Status.case_id == Case.id)
        .where(Case.closed_at.is_(None), Status.name == StatusName.LOOKED_AFTER.value, Status.ended_on.is_(None))
        .where(~_running(process))
        .order_by(Case.id)
    )
    return tuple(tx.execute(query))


def runs(tx: Tx, case_id: UUID, process: str) -> bool:
    """Does this process run in the case?"""
    return bool(tx.execute(select(_running(process)).where(Case.id == case_id)).scalar())


def _running(process: str) -> Any:
    one = (Instance.case_id == Case.id, Instance.process == process, Instance.ended_at.is_(None))
    return exists(select(Instance.id).where(*one).correlate(Case))
