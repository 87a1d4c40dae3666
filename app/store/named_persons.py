"""Whose cover as named person has come to its day, and who follows has not been asked yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import exists, select

from app.domain.cases import RoleName
from app.store.cases import Case, Role
from app.store.tasks import Task
from app.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Covered:
    """An open case whose named person covered to a day that has come. role_id: what they hold."""

    area: str
    case_id: UUID
    role_id: UUID
    until: date


def cover_over(tx: Tx, today: date, asked: Collection[str]) -> tuple[Covered, ...]:
    """The open cases whose named person covers to this day or an earlier one, with no open task of these keys."""
    held = (Role.name == RoleName.NAMED_PERSON.value, Role.accepted_at.is_not(None), Role.ended_at.is_(None))
    asking = (Task.case_id == Case.id, Task.state == "open", Task.key.in_(asked))
    query = (
        select(Case.area, Case.id, Role.id.label("role_id"), Role.until_on)
        .join(Case, Case.id == Role.case_id)
        .where(*held, Role.until_on <= today, Case.closed_at.is_(None))
        .where(~exists(select(Task.id).where(*asking).correlate(Case)))
        .order_by(Case.id)
    )
    return tuple(Covered(row.area, row.id, row.role_id, row.until_on) for row in tx.execute(query))
