"""When somebody is next told that a task is due soon, or late."""

import sqlalchemy as sa
from alembic import op

from app.store.table import Moment

revision = "0014"
down_revision = "0013"
OPEN = "state = 'open'"


def upgrade() -> None:
    """Add a column and its index; what is open is told of when it is due. What the release before still opens is not."""
    op.add_column("task", sa.Column("remind_at", Moment(), nullable=True))
    op.execute("UPDATE task SET remind_at = soonest WHERE state = 'open'")
    op.create_index(
        "ix_task_remind",
        "task",
        ["remind_at"],
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
