"""Counting what a piece of work asks of the database, exactly: for `girfec bench` and for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from app.store.base import Database


@dataclass
class Counts:
    """Statements sent by writing transactions, their BEGINs and the question for the moment included; and commits."""

    statements: int = 0
    commits: int = 0


@contextmanager
def counted(database: Database) -> Iterator[Counts]:
    """Count what is sent through the database's writing connections while the block runs, by every thread."""
    counts = Counts()

    def statement(*_: Any) -> None:
        counts.statements += 1

    def commit(_: Any) -> None:
        counts.commits += 1

    event.listen(database.writer, "before_cursor_execute", statement)
    event.listen(database.writer, "commit", commit)
    try:
        yield counts
    finally:
        event.remove(database.writer, "before_cursor_execute", statement)
        event.remove(database.writer, "commit", commit)
