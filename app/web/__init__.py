"""Pages: parse, call one action, choose the next page. Server-rendered, and usable without scripts."""

from flask import Flask

from app.config import Settings
from app.store.base import Database
from app.web import (
    assets,
    auth,
    cases,
    choice_records,
    chronology,
    designs,
    drafts,
    edge,
    enquiries,
    errors,
    escalations,
    health,
    inbox,
    likenesses,
    metrics,
    operations,
    pages,
    papers,
    policies,
    policy_changes,
    processes,
    returns,
    siblings,
    starts,
    tabs,
    tasks,
    wording,
)

__all__ = ["register"]


def register(app: Flask, database: Database, settings: Settings) -> None:
    """Give an application its pages, its error pages, its security headers and its built files."""
    edge.register(app, database, settings)
    assets.register(app, settings.static)
    pages.register(app)
    wording.register(app)
    errors.register(app)
    metrics.register(app)
    children = (
        inbox,
        tasks,
        drafts,
        starts,
        cases,
        tabs,
        choice_records,
        chronology,
        papers,
        escalations,
        likenesses,
        siblings,
    )
    for room in (auth, *children, processes, designs, policies, policy_changes, returns, enquiries, operations, health):
        app.register_blueprint(room.bp)
