"""Which children with a status have no process of their own for it yet: who is looked after and not seen, for one."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from app.domain.cases import StatusName
from app.store.cases import Case, Status
from app.store.instances import Instance
from app.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Unbegun:
    """An open case in which a status holds."""

    case_id: UUID
    area: str


def wanting(tx: Tx, process: str, statuses: Collection[StatusName]) -> tuple[Unbegun, ...]:
    """The open cases in which one of these statuses holds and this process does not run."""
    names = [name.value for name in statuses]
    holds = (Status.case_id == Case.id, Status.name.in_(names), Status.ended_on.is_(None))
    query = (
        select(Case.id, Case.area)
        .where(Case.closed_at.is_(None), exists(select(Status.id).where(*holds).correlate(Case)))
        .where(~_running(process))
        .order_by(Case.id)
    )
    return tuple(Unbegun(row.id, row.area) for row in tx.execute(query))


def runs(tx: Tx, case_id: UUID, process: str) -> bool:
    """Does this process run in the case?"""
    return bool(tx.execute(select(_running(process)).where(Case.id == case_id)).scalar())


def _running(process: str) -> Any:
    one = (Instance.case_id == Case.id, Instance.process == process, Instance.ended_at.is_(None))
    return exists(select(Instance.id).where(*one).correlate(Case))
