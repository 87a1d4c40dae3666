"""Jobs as rows of PostgreSQL, deferred in the transaction that causes them: Procrastinate, in a schema of its own.

On SQLite there is no queue: the one process that serves also rings.
"""

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection, make_url, text

from app.store.tx import Tx

if TYPE_CHECKING:
    from procrastinate import App

SCHEMA = "procrastinate"
DELIVER = "girfec.deliver"


def install(connection: Connection) -> None:
    """Make Procrastinate's tables, unless they are there."""
    from procrastinate.schema import SchemaManager  # noqa: PLC0415 - for preparing alone

    if connection.execute(text("SELECT to_regclass('procrastinate.procrastinate_jobs')")).scalar() is not None:
        return
    raw = connection.connection.driver_connection
    assert raw is not None
    with raw.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        cursor.execute(f"SET LOCAL search_path TO {SCHEMA}, public")
        cursor.execute(SchemaManager.get_schema())
        cursor.execute("SET LOCAL search_path TO DEFAULT")


def conninfo(url: str) -> str:
    """The same database as libpq names it, with Procrastinate's schema first."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@cache
def _deferring() -> "App":
    """An app that can only defer, on connections that are handed to it."""
    from procrastinate import App, SyncPsycopgConnector  # noqa: PLC0415 - on PostgreSQL alone

    return App(connector=SyncPsycopgConnector())


def deliver(tx: Tx) -> None:
    """Have what this transaction put into the outbox sent as soon as it has committed, where there are workers."""
    if not tx.queued:
        return
    tx.execute(text(f"SET LOCAL search_path TO public, {SCHEMA}"))
    raw = tx.connection.connection.driver_connection
    _deferring().configure_task(DELIVER, connection=raw).defer()
