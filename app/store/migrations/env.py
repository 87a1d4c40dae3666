"""Alembic's entry: runs the migrations over the connection that `Database.upgrade` hands in."""

from alembic import context

from app.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
context.run_migrations()
