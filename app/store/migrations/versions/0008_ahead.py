"""What is ahead of a child, and when, as far as somebody has said so."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add an empty column; nothing that the release before reads or writes is changed."""
    op.add_column("case", sa.Column("dates", sa.JSON(), nullable=True))
