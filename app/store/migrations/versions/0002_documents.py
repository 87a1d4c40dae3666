"""Versions of documents, and the chronology."""

import sqlalchemy as sa
from alembic import op

from app.store.table import Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add two tables; nothing that the release before reads is changed."""
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("prose", sa.JSON(), nullable=False),
        sa.Column("withheld", sa.JSON(), nullable=False),
        sa.Column("restricted", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_document_case_id"),
        sa.ForeignKeyConstraint(["id"], ["answer.task_id"], name="fk_document_id"),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.UniqueConstraint("case_id", "kind", "subject", "version", name="uq_document_case_id_kind_subject_version"),
    )
    op.create_table(
        "chronology",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("impact", sa.String(length=10), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("family", sa.Boolean(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_chronology_case_id"),
        sa.ForeignKeyConstraint(["replaces_id"], ["chronology.id"], name="fk_chronology_replaces_id"),
        sa.PrimaryKeyConstraint("id", name="pk_chronology"),
    )
    op.create_index("ix_chronology_case", "chronology", ["case_id", "happened_on"])
