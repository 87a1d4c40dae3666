"""Which children something is ahead of, by their birthdays, that nobody has begun to prepare."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, or_, select

from app.store.cases import Case, Child
from app.store.people import Area
from app.store.tx import Tx


def areas(tx: Tx) -> tuple[Row[Any], ...]:
    """Every area with the policy in force: code, policy_id."""
    return tuple(tx.execute(select(Area.code, Area.policy_id).where(Area.policy_id.is_not(None))))


def born_within(tx: Tx, area: str, windows: Sequence[tuple[date, date]]) -> tuple[Row[Any], ...]:
    """The open cases of an area whose child was born in one of these stretches, both days included: id, born_on, dates."""
    born = or_(*(and_(Child.born_on >= first, Child.born_on <= last) for first, last in windows))
    query = (
        select(Case.id, Child.born_on, Case.dates)
        .join(Child, Child.id == Case.child_id)
        .where(Case.area == area, Case.closed_at.is_(None), born)
        .order_by(Case.id)
    )
    return tuple(tx.execute(query))
