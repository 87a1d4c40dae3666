"""The database: how it is opened, what every table shares."""

from collections.abc import Callable
from typing import Self, TypeVar

from app.domain.access import Actor
from app.store.tx import Tx

T = TypeVar("T")


class Database:
    """One opened database: SQLite, encrypted, or PostgreSQL. Make one per process and close it at the end."""

    @classmethod
    def open(cls, url: str, *, key: bytes | None = None, clock_offset: bool = False) -> Self:
        """Open `sqlite:///path` (with `key`, 32 bytes) or `postgresql://…`. clock_offset: demo mode may move the clock."""
        raise NotImplementedError

    @property
    def dialect(self) -> str:
        """“sqlite” or “postgresql”."""
        raise NotImplementedError

    def run(self, actor: Actor, work: Callable[[Tx], T]) -> T:
        """Run `work` in one writing transaction, at most three times where the database asks for a repeat."""
        raise NotImplementedError

    def read(self, actor: Actor, work: Callable[[Tx], T]) -> T:
        """Run `work` in a transaction that cannot write."""
        raise NotImplementedError

    def upgrade(self) -> None:
        """Bring the tables to the newest migration."""
        raise NotImplementedError

    def close(self) -> None:
        """Give all connections back."""
        raise NotImplementedError
