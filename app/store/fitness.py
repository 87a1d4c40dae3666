"""Is this database one that we may serve from? Its schema, its clock, and that what it calls committed is on disk."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from app.store.base import Database

MOST_SKEW = timedelta(seconds=5)
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


def unfit(database: Database, *, now: datetime | None = None) -> Iterator[str]:
    """Why nothing may be served from here, as sentences that say what to do; nothing where all is well.

    now: this machine's clock, aware. A database with a newer schema is fit: migrations only add.
    """
    try:
        theirs, clock = schema(database), database.clock()
    except OperationalError:
        yield "The database does not answer. Start it, and check DATABASE_URL."
        return
    ours = newest()
    if theirs is None:
        yield "This database has no tables yet. Run: girfec upgrade"
    elif theirs < ours:
        yield f"This database has schema {theirs}, and this version needs {ours}. Run: girfec upgrade"
    apart = abs(clock - (now or datetime.now(UTC)))
    if apart > MOST_SKEW:
        yield (
            f"This machine's clock and the database's are {apart.total_seconds():.0f} seconds apart, and deadlines would "
            "be wrong. Set both by the network's time, then start again."
        )


def schema(database: Database) -> str | None:
    """The number of the newest migration that the database has had, “0003”; None where it has no tables."""
    with database.reader.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found


@cache
def newest() -> str:
    """The number of our newest migration."""
    return max(path.name[:4] for path in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))


def risky(database: Database) -> tuple[str, ...]:
    """The settings of PostgreSQL by which an acknowledged change could be lost; none on SQLite, whose are ours."""
    if database.dialect != "postgresql":
        return ()
    query = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names) AND setting = 'off' ORDER BY name")
    with database.reader.connect() as connection:
        return tuple(f"{row.name} is off" for row in connection.execute(query, {"names": list(DURABLE)}))
