"""The log of enquiries of the child protection register."""

import sqlalchemy as sa
from alembic import op

from app.store.table import Moment

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add a table of its own; the release before knows nothing of it and needs to know nothing."""
    op.create_table(
        "register_enquiry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("child", sa.Text(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["area.code"], name="fk_register_enquiry_area"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_register_enquiry_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_register_enquiry"),
    )
    op.create_index("ix_register_enquiry_area", "register_enquiry", ["area", "at"])
    op.create_index("ix_register_enquiry_case", "register_enquiry", ["case_id"])
