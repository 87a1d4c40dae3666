"""Disagreements that have reached the actor's office."""

from app.domain.views import Escalation
from app.store.tx import Tx


def desk(tx: Tx) -> tuple[Escalation, ...]:
    """The escalations that wait for one of the actor's offices, soonest due first. Raises Forbidden."""
    raise NotImplementedError
