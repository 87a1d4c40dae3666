"""Migrations: they make exactly the tables that the models describe, one after the other."""

import re

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from app.store.base import migrations
from app.store.tables import Base


def test_the_migrations_make_what_the_models_describe(database):
    with database.writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_partial_indexes_hold_the_rows_that_the_models_say(database):
    partial = [index for table in Base.metadata.tables.values() for index in table.indexes if "only" in index.info]

    with database.writer.connect() as connection:
        for index in partial:
            made = next(one for one in inspect(connection).get_indexes(index.table.name) if one["name"] == index.name)
            said, held = index.info["only"], " ".join(map(str, made["dialect_options"].values()))
            asked = [name for name in re.findall(r"\w+", said) if name in index.table.c] + re.findall(r"'\w+'", said)
            assert asked, said
            assert [one for one in asked if one not in held] == [], (index.name, held)
            assert bool(made["unique"]) is bool(index.unique)

    assert {"uq_role_current_holder", "uq_status_current", "ix_task_open"} <= {index.name for index in partial}


def test_the_migrations_stand_in_one_line(database):
    with database.writer.connect() as connection:
        scripts = list(ScriptDirectory.from_config(migrations(connection)).walk_revisions())

    assert all(not script.is_branch_point and not script.is_merge_point for script in scripts)
    assert [script.revision for script in reversed(scripts)] == [f"{n:04}" for n in range(1, len(scripts) + 1)]


def test_upgrading_again_changes_nothing(database):
    database.upgrade()
    database.upgrade()
