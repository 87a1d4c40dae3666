"""Until when somebody covers for another."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add an empty column. The release before does not know it: whoever begins there covers for no length of time."""
    op.add_column("role", sa.Column("until_on", sa.Date(), nullable=True))
