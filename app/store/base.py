"""The database: how it is opened, what every table shares."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

import orjson
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from app.domain.access import Actor
from app.domain.errors import Invalid
from app.store import tx as transactions
from app.store.tx import Tx

if TYPE_CHECKING:
    from alembic.config import Config

T = TypeVar("T")

# SQLite 3.7.0 to 3.51.2 can corrupt a WAL database that several connections share; fixed in these (and all later).
WAL_IS_SAFE = {(3, 44): 6, (3, 50): 7, (3, 51): 3}


URLS = "DATABASE_URL may be sqlite:///… or postgresql://…."
SQLITE = str(sqlcipher.sqlite_version)


def dumps(value: object) -> str:
    """Canonical JSON: sorted keys; decimals as text, days and ids in their ISO form."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    raise TypeError(f"{type(value).__name__} cannot be stored")


class Database:
    """One opened database: SQLite, encrypted, or PostgreSQL. Make one per process and close it at the end."""

    def __init__(
        self, writer: Engine, reader: Engine, *, clock_offset: bool, announces: bool = False, queued: bool = False
    ) -> None:
        self.writer, self.reader, self.clock_offset = writer, reader, clock_offset
        self.announces, self.queued = announces, queued
        postgresql = self.dialect == "postgresql"
        self._picturing = reader.execution_options(isolation_level="REPEATABLE READ") if postgresql else reader
        self._clock = text(CLOCKS[writer.dialect.name][clock_offset])

    @classmethod
    def open(
        cls,
        url: str,
        *,
        key: bytes | None = None,
        clock_offset: bool = False,
        announces: bool = False,
        queued: bool = False,
    ) -> Self:
        """Open `sqlite:///path` (with `key`, 32 bytes) or `postgresql://…`. clock_offset: demo mode may move the clock.

        announces: another system is told what happens. queued: workers wait for jobs; PostgreSQL only.
        """
        try:
            where = make_url(url)
        except ArgumentError:
            raise Invalid(URLS) from None
        if where.get_backend_name() == "sqlite":
            if not where.database or key is None:
                raise Invalid("An embedded database needs a path and a key.")
            return cls(*_sqlite(Path(where.database), key), clock_offset=clock_offset, announces=announces)
        if where.get_backend_name() == "postgresql":
            return cls(*_postgresql(url), clock_offset=clock_offset, announces=announces, queued=queued)
        raise Invalid(URLS)

    @property
    def dialect(self) -> str:
        """“sqlite” or “postgresql”."""
        return self.writer.dialect.name

    def run(self, actor: Actor, work: Callable[[Tx], T]) -> T:
        """Run `work` in one writing transaction, at most three times where the database asks for a repeat."""
        return transactions.run(lambda: self._begin(self.writer, actor, writing=True), work)

    def read(self, actor: Actor, work: Callable[[Tx], T]) -> T:
        """Run `work` in a transaction that cannot write."""
        return transactions.look(lambda: self._begin(self.reader, actor, writing=False), work)

    def snapshot(self, actor: Actor, work: Callable[[Tx], T]) -> T:
        """Run `work` in a transaction that cannot write and sees one moment only, however long it reads."""
        return transactions.look(lambda: self._begin(self._picturing, actor, writing=False), work)

    def _begin(self, engine: Engine, actor: Actor, *, writing: bool) -> Tx:
        connection = engine.connect()
        try:
            now, offset = connection.execute(self._clock).one()
        except BaseException:
            connection.close()
            raise
        now = _aware(now)
        shown = now + timedelta(microseconds=offset or 0)
        return Tx(connection, actor, shown, now, writing, self.announces, self.queued)

    def clock(self) -> datetime:
        """The database's own clock, without the demo's offset."""
        with self.reader.connect() as connection:
            now, _ = connection.execute(text(CLOCKS[self.dialect][False])).one()
        return _aware(now)

    def upgrade(self) -> None:
        """Bring the tables to the newest migration; several processes may ask at once."""
        from alembic import command  # noqa: PLC0415 - ten megabytes that a serving process never needs

        from app.store import queue  # noqa: PLC0415 - for preparing alone

        with self.writer.begin() as connection:
            if self.dialect == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(7411731)"))
            command.upgrade(migrations(connection), "head")
            if self.dialect == "postgresql":
                queue.install(connection)

    def reach(self, *, set_up: bool = True) -> None:
        """Raise Invalid, with what to do, where the database does not answer, or has no tables though it is `set_up`."""
        try:
            with self.reader.connect() as connection:
                if set_up and not inspect(connection).has_table("alembic_version"):
                    raise Invalid("This database has not been set up. Start the program once, or: girfec prepare.")
        except DBAPIError as error:
            if "not a database" in str(error.orig):
                raise Invalid(
                    "The key in var/key does not open this database. Put back the key it was made with."
                ) from error
            raise Invalid(f"The database does not answer; DATABASE_URL names it. It said: {error.orig}") from error

    def close(self) -> None:
        """Give all connections back."""
        self.writer.dispose()
        self.reader.dispose()


def _aware(now: datetime | str) -> datetime:
    """What a database says its clock is: SQLite as text in UTC, PostgreSQL as a moment."""
    if isinstance(now, str):
        return datetime.fromisoformat(now).replace(tzinfo=UTC)
    return now.astimezone(UTC)


CLOCKS = {
    "sqlite": {
        False: "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now'), 0",
        True: "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now'), (SELECT microseconds FROM clock_offset)",
    },
    "postgresql": {
        False: "SELECT clock_timestamp(), 0",
        True: "SELECT clock_timestamp(), (SELECT microseconds FROM clock_offset)",
    },
}


def migrations(connection: Connection) -> "Config":
    """Alembic's configuration over one open connection."""
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _sqlite(path: Path, key: bytes) -> tuple[Engine, Engine]:
    if not _wal_is_safe(sqlcipher.sqlite_version_info):
        raise Invalid(
            f"SQLite {sqlcipher.sqlite_version} can damage a database that several connections share. "
            "Install a newer sqlcipher3."
        )
    if len(key) != 32:
        raise Invalid("The database key must be 32 bytes.")
    path.parent.mkdir(parents=True, exist_ok=True)

    def connect(*, read_only: bool) -> Any:
        connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        return connection

    writer = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: connect(read_only=False),
        json_serializer=dumps,
        json_deserializer=orjson.loads,
        hide_parameters=True,
        pool_size=1,
        max_overflow=0,
        pool_timeout=15,
        poolclass=QueuePool,
    )
    reader = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: connect(read_only=True),
        json_serializer=dumps,
        json_deserializer=orjson.loads,
        hide_parameters=True,
        pool_size=8,
        max_overflow=8,
        pool_use_lifo=True,
        poolclass=QueuePool,
    )
    event.listen(writer, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    event.listen(reader, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return writer, reader


SQLITE_PRAGMAS = (
    "busy_timeout = 10000",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "trusted_schema = OFF",
    "cache_size = -1000",
)


def _wal_is_safe(version: tuple[int, ...]) -> bool:
    major, minor, patch = version[:3]
    return (major, minor, patch) >= (3, 51, 3) or patch >= WAL_IS_SAFE.get((major, minor), patch + 1)


def _postgresql(url: str) -> tuple[Engine, Engine]:
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        json_serializer=dumps,
        json_deserializer=orjson.loads,
        hide_parameters=True,
        pool_size=8,
        max_overflow=16,
        pool_pre_ping=True,
        connect_args={"options": POSTGRESQL_OPTIONS},
        isolation_level="READ COMMITTED",
    )
    return engine, engine.execution_options(postgresql_readonly=True)


POSTGRESQL_OPTIONS = (
    "-c lock_timeout=5s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s -c timezone=UTC"
)


def uuid_or_none(value: object) -> UUID | None:
    """The id that a text spells, or None."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None
