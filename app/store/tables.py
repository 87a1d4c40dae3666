"""Every table, imported in one place, for migrations and for the test that compares them."""

from app.store import (
    access,
    cases,
    drafts,
    idempotency,
    incidents,
    instances,
    journal,
    outbox,
    people,
    releases,
    sessions,
    timers,
)
from app.store.base import Base

__all__ = [
    "Base",
    "access",
    "cases",
    "drafts",
    "idempotency",
    "incidents",
    "instances",
    "journal",
    "outbox",
    "people",
    "releases",
    "sessions",
    "timers",
]
