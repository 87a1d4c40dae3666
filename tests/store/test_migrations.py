"""Migrations: they make exactly the tables that the models describe, one after the other."""

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


def test_partial_indexes_hold_on_both_databases(database):
    with database.writer.connect() as connection:
        found = {index["name"]: index for index in inspect(connection).get_indexes("role")}

    unique = found["uq_role_current_holder"]
    assert unique["unique"]
    assert any("ended_at IS NULL" in str(text) for text in unique["dialect_options"].values())


def test_the_migrations_stand_in_one_line(database):
    with database.writer.connect() as connection:
        scripts = list(ScriptDirectory.from_config(migrations(connection)).walk_revisions())

    assert all(not script.is_branch_point and not script.is_merge_point for script in scripts)
    assert [script.revision for script in reversed(scripts)] == [f"{n:04}" for n in range(1, len(scripts) + 1)]


def test_upgrading_again_changes_nothing(database):
    database.upgrade()
    database.upgrade()
