"""Proposed changes to processes, and where each release came from."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.triggers import append_only
from app.store.table import Moment

revision = "0004"
down_revision = "0003"

APPEND_ONLY = ("design_event", "design_text")


def upgrade() -> None:
    """Add tables and columns with a default; nothing that the release before reads or writes is changed."""
    op.create_table(
        "design",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("process", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("file", sa.String(length=400), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=True),
        *_mark("made", nullable=False),
        *_mark("saved", nullable=False),
        *_mark("proposed", nullable=True),
        *_mark("settled", nullable=True),
        sa.ForeignKeyConstraint(["area"], ["area.code"], name="fk_design_area"),
        sa.PrimaryKeyConstraint("id", name="pk_design"),
    )
    op.create_index("ix_design_area_state", "design", ["area", "state"])
    op.create_table(
        "design_event",
        sa.Column("design_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["design_id"], ["design.id"], name="fk_design_event_design_id"),
        sa.PrimaryKeyConstraint("design_id", "number", name="pk_design_event"),
    )
    op.create_table(
        "design_text",
        sa.Column("design_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["design_id"], ["design.id"], name="fk_design_text_design_id"),
        sa.PrimaryKeyConstraint("design_id", "digest", name="pk_design_text"),
    )
    op.add_column("release", sa.Column("origin", sa.String(length=20), nullable=False, server_default="folder"))
    op.add_column("release", sa.Column("base", sa.Integer(), nullable=True))
    op.add_column("release", sa.Column("note", sa.Text(), nullable=False, server_default=""))
    op.add_column("release", sa.Column("folder", sa.JSON(), nullable=True))
    for table in APPEND_ONLY:
        append_only(table)


def _mark(what: str, *, nullable: bool) -> list[sa.Column[object]]:
    return [
        sa.Column(f"{what}_by_id", sa.Uuid(), nullable=True),
        sa.Column(f"{what}_by", sa.String(length=200), nullable=nullable),
        sa.Column(f"{what}_at", Moment(), nullable=nullable),
    ]
