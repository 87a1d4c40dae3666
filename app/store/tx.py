"""One transaction: the connection, who acts in it, and its moment. The only module that commits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.sql import Executable

from app.domain.access import Actor
from app.domain.errors import Conflict, Refused

T = TypeVar("T")
TRIES = 3
BUSY = "Others are working on this at the moment. Wait a few seconds and try again."

# PostgreSQL: serialisation failure, deadlock, lock not available. SQLite: the file is locked.
REPEATABLE_STATES = frozenset({"40001", "40P01", "55P03"})
REPEATABLE_WORDS = ("database is locked", "database table is locked")


@dataclass(frozen=True, slots=True)
class Tx:
    """What every action and query takes first. now: the database's clock, aware UTC, with the demo offset added.

    real_now: the same without the offset, for sign-in state: nobody is signed out by moving the demo's clock. writing: False inside `Database.read`, where the connection itself refuses to write. announces: another system is told what
    happens. queued: workers wait for jobs. kept: what is to be written in
    a transaction of its own when this one is refused.
    """

    connection: Connection
    actor: Actor
    now: datetime
    real_now: datetime
    writing: bool = True
    announces: bool = False
    queued: bool = False
    kept: list[Callable[["Tx"], None]] = field(default_factory=list)

    def execute(
        self, statement: Executable, rows: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run one statement."""
        return self.connection.execute(statement, rows)

    def keep_if_refused(self, work: Callable[["Tx"], None]) -> None:
        """Have `work` written in a new transaction if this one ends in a refusal: an attempt, a wrong password."""
        self.kept.append(work)


def run(begin: Callable[[], Tx], work: Callable[[Tx], T]) -> T:
    """Run `work` in one transaction; repeat it where the database says that it lost a race, and for nothing else.

    begin: opens a connection and gives its Tx. Raises what `work` raises; Conflict where every try lost the race, or where
    others wrote for so long that this one could not even begin.
    """
    for tries_left in reversed(range(TRIES)):
        tx = _begun(begin)
        try:
            result = work(tx)
            tx.connection.commit()
        except Refused:
            tx.connection.rollback()
            tx.connection.close()  # the next needs one, and SQLite has one only that writes
            for kept in tx.kept:
                run(begin, kept)
            raise
        except DBAPIError as error:
            tx.connection.rollback()
            if not repeatable(error):
                raise
            if not tries_left:
                raise Conflict(BUSY) from error
        else:
            return result
        finally:
            tx.connection.close()
    raise AssertionError("the last try returns or raises")


def look(begin: Callable[[], Tx], work: Callable[[Tx], T]) -> T:
    """Run `work` in a transaction that only reads; nothing is kept of it. Raises Conflict where none could begin."""
    tx = _begun(begin)
    try:
        return work(tx)
    finally:
        tx.connection.close()


def _begun(begin: Callable[[], Tx]) -> Tx:
    """A transaction. It has waited for its turn as long as anybody should, so a turn that does not come is not tried again."""
    try:
        return begin()
    except NoConnection as error:
        raise Conflict(BUSY) from error
    except DBAPIError as error:
        if repeatable(error):
            raise Conflict(BUSY) from error
        raise


def repeatable(error: DBAPIError) -> bool:
    """Would the same work succeed if it were done again? A key that somebody stored meanwhile counts: it is replayed."""
    if isinstance(error, IntegrityError):
        return "idempotency" in str(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    return state in REPEATABLE_STATES or any(word in str(error.orig) for word in REPEATABLE_WORDS)
