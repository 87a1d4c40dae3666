"""Changes of a policy pack that take effect from a day on."""

import sqlalchemy as sa
from alembic import op

from app.store.table import Moment

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add a table of its own; the release before knows nothing of it and needs to know nothing."""
    op.create_table(
        "policy_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_by", sa.String(length=200), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("approved_by", sa.String(length=200), nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["area.code"], name="fk_policy_change_area"),
        sa.PrimaryKeyConstraint("id", name="pk_policy_change"),
    )
    op.create_index("ix_policy_change_area", "policy_change", ["area"])
