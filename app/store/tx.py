"""One transaction: the session, who acts in it, and its moment. The only module that commits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.access import Actor


@dataclass(frozen=True, slots=True)
class Tx:
    """What every action and query takes first. now: the database's clock, aware UTC, with the demo offset added.

    writing: False inside `Database.read`, where the connection itself refuses to write.
    """

    session: Session
    actor: Actor
    now: datetime
    writing: bool = True
