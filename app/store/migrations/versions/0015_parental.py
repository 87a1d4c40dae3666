"""Who of a child's people holds parental responsibilities and rights."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add an empty column: of those who were added before, and by the release before, nobody was asked."""
    op.add_column("contact", sa.Column("prr", sa.String(length=10), nullable=True))
