"""A child may have several episodes, one of them open; who may be the same child is asked; siblings are linked."""

import sqlalchemy as sa
from alembic import op

from app.store.table import Moment

revision = "0007"
down_revision = "0006"

# A case of which the release before says nothing is open until its own process has ended and nobody leads.
ENDED = """
    UPDATE "case" SET closed_as = 'other', closed_at =
        (SELECT max(instance.ended_at) FROM instance WHERE instance.case_id = "case".id AND instance.main)
    WHERE NOT EXISTS
        (SELECT 1 FROM instance WHERE instance.case_id = "case".id AND instance.main AND instance.ended_at IS NULL)
    AND EXISTS (SELECT 1 FROM instance WHERE instance.case_id = "case".id AND instance.main)
    AND NOT EXISTS
        (SELECT 1 FROM role WHERE role.case_id = "case".id AND role.ended_at IS NULL AND role.accepted_at IS NOT NULL
            AND role.name IN ('lead_professional', 'interim_lead_professional'))
"""


def upgrade() -> None:
    """Add columns that may be left out, and let a child have a second case once the first is closed.

    The release before knows a child by one case, and goes on to write one.
    """
    if op.get_bind().dialect.name == "sqlite":
        _rebuilt()
    else:
        for column in _added():
            op.add_column("case", column)
        op.create_foreign_key("fk_case_earlier_id", "case", "case", ["earlier_id"], ["id"])
        op.drop_constraint("uq_case_child_id", "case", type_="unique")
    op.execute(ENDED)
    open_cases = sa.text("closed_at IS NULL")
    op.create_index(
        "uq_case_open_child",
        "case",
        ["child_id"],
        unique=True,
        sqlite_where=open_cases,
        postgresql_where=open_cases,
    )
    op.create_index("ix_case_child_id", "case", ["child_id"])
    op.create_index("ix_child_born_on", "child", ["area", "born_on"])
    op.create_table(
        "likeness",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("known_id", sa.Uuid(), nullable=False),
        sa.Column("noticed_at", Moment(), nullable=False),
        sa.Column("due", sa.JSON(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("same", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["area"], ["area.code"], name="fk_likeness_area"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_likeness_case_id"),
        sa.ForeignKeyConstraint(["known_id"], ["case.id"], name="fk_likeness_known_id"),
        sa.PrimaryKeyConstraint("id", name="pk_likeness"),
        sa.UniqueConstraint("case_id", "known_id", name="uq_likeness_case_id_known_id"),
    )
    op.create_index("ix_likeness_area", "likeness", ["area", "settled_at"])
    _siblings()


def _siblings() -> None:
    op.create_table(
        "sibling",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("linked_at", Moment(), nullable=False),
        sa.Column("linked_by_id", sa.Uuid(), nullable=True),
        sa.Column("linked_by", sa.Text(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("end_reason", sa.Text(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["area"], ["area.code"], name="fk_sibling_area"),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name="fk_sibling_child_id"),
        sa.ForeignKeyConstraint(["other_id"], ["child.id"], name="fk_sibling_other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sibling"),
    )
    linked = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_sibling_linked",
        "sibling",
        ["child_id", "other_id"],
        unique=True,
        sqlite_where=linked,
        postgresql_where=linked,
    )
    op.create_index("ix_sibling_other", "sibling", ["other_id"])
    op.create_table(
        "joint_record",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.task_id"], name="fk_joint_record_answer_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_joint_record_case_id"),
        sa.PrimaryKeyConstraint("answer_id", name="pk_joint_record"),
    )
    op.create_index("ix_joint_record_meeting", "joint_record", ["meeting_id"])
    op.create_index("ix_joint_record_case", "joint_record", ["case_id"])


def _added() -> list[sa.Column[object]]:
    return [
        sa.Column("episode", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("earlier_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_as", sa.String(length=20), nullable=True),
    ]


def _rebuilt() -> None:
    """SQLite drops no constraint, so the table is made anew with its rows; what refers to them is checked at the end."""
    known = "id, area, child_id, release_id, opened_at, version, moved, named, journal_seq, journal_head"
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute(f'CREATE TEMPORARY TABLE case_before AS SELECT {known} FROM "case"')  # noqa: S608 - columns of our own
    op.drop_table("case")
    op.create_table(
        "case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("journal_seq", sa.Integer(), nullable=False),
        sa.Column("journal_head", sa.LargeBinary(), nullable=False),
        *_added(),
        sa.ForeignKeyConstraint(["area"], ["area.code"], name="fk_case_area"),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name="fk_case_child_id"),
        sa.ForeignKeyConstraint(["earlier_id"], ["case.id"], name="fk_case_earlier_id"),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name="fk_case_release_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case"),
    )
    op.execute(f'INSERT INTO "case" ({known}) SELECT {known} FROM case_before')  # noqa: S608 - columns of our own
    op.execute("DROP TABLE case_before")
    op.create_index("ix_case_area", "case", ["area"])
