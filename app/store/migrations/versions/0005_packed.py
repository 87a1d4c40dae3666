"""What people write and what histories say, packed; and who was asked for a task, on its own row once it is closed."""

import sqlalchemy as sa
from alembic import op

from app.store.packing import Packed

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add empty columns. Rows that are there stay as they are; the release before sees what is packed as empty."""
    for table in ("answer", "document", "journal_content"):
        op.add_column(table, sa.Column("packed", Packed(), nullable=True))
    op.add_column("task", sa.Column("asked", sa.JSON(), nullable=True))
