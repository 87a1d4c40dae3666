"""What proves that nothing was touched, what says that the clock still ticks, and what an operator settles."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.triggers import append_only
from app.store.table import Moment

revision = "0003"
down_revision = "0002"

APPEND_ONLY = ("seal", "sealed_head")


def upgrade() -> None:
    """Add tables and empty columns; nothing that the release before reads is changed."""
    op.create_table(
        "seal",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("heads_digest", sa.LargeBinary(), nullable=False),
        sa.Column("looks_from", sa.Integer(), nullable=False),
        sa.Column("looks_to", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("looks_digest", sa.LargeBinary(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_seal"),
    )
    op.create_table(
        "sealed_head",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_sealed_head"),
    )
    op.create_index("ix_sealed_head_number", "sealed_head", ["number"])
    op.create_table(
        "beat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_beat"),
    )
    op.create_table(
        "inspection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inspection"),
    )
    op.create_index("ix_inspection_at", "inspection", ["at"])
    op.create_table(
        "retiming",
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("after", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["area.code"], name="fk_retiming_area"),
        sa.PrimaryKeyConstraint("area", name="pk_retiming"),
    )
    op.add_column("incident", sa.Column("subject_id", sa.Uuid(), nullable=True))
    op.add_column("incident", sa.Column("settled_by", sa.Text(), nullable=True))
    op.create_index(
        "ix_incident_open",
        "incident",
        ["at"],
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    for table in APPEND_ONLY:
        append_only(table)
