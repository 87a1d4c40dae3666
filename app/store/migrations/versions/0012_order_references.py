"""By which law a status holds, and the reference of the order that says so."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add two empty columns. The release before does not know them: what it records has neither."""
    op.add_column("status", sa.Column("legal_basis", sa.Text(), nullable=True))
    op.add_column("status", sa.Column("source_order_id", sa.Text(), nullable=True))
