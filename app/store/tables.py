"""Every table, imported in one place, for migrations and for the test that compares them."""

from app.store import (
    access,
    answers,
    cases,
    chronology,
    documents,
    drafts,
    idempotency,
    incidents,
    instances,
    journal,
    outbox,
    people,
    releases,
    sessions,
    tasks,
    timers,
)
from app.store.base import Base

__all__ = [
    "Base",
    "access",
    "answers",
    "cases",
    "chronology",
    "documents",
    "drafts",
    "idempotency",
    "incidents",
    "instances",
    "journal",
    "outbox",
    "people",
    "releases",
    "sessions",
    "tasks",
    "timers",
]
