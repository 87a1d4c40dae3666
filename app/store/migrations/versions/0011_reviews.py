"""From when the reviews of a child's plan count."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add an empty column. The release before does not know it: its diagrams keep their own counts."""
    op.add_column("case", sa.Column("reviews", sa.JSON(), nullable=True))
