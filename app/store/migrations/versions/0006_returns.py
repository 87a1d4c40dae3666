"""What is known of children for returns, more of each chronology entry, and rounds that look whether the invariants hold."""

import sqlalchemy as sa
from alembic import op

from app.store.table import Moment

revision = "0006"
down_revision = "0005"

SHORT = ("kind", "agency", "precision", "clock", "share")
LONG = ("impact_note", "no_action", "outcome", "significance")


def upgrade() -> None:
    """Add two tables and empty columns; nothing that the release before reads is changed."""
    for name in SHORT:
        op.add_column("chronology", sa.Column(name, sa.String(length=20), nullable=True))
    for name in LONG:
        op.add_column("chronology", sa.Column(name, sa.Text(), nullable=True))
    op.create_table(
        "characteristics",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name="fk_characteristics_child_id"),
        sa.PrimaryKeyConstraint("id", name="pk_characteristics"),
    )
    op.create_index("ix_characteristics_child_id", "characteristics", ["child_id", "at"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("after", sa.Uuid(), nullable=True),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("breaches", sa.JSON(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
