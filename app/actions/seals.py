"""Sealing: what has grown since the last seal is made fast, and its hash is given to be kept outside the database."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.access import SYSTEM
from app.store import seals, upkeep
from app.store.base import Database


@dataclass(frozen=True, slots=True)
class Sealed:
    """A seal as it is kept outside: number, moment, hash in hex."""

    number: int
    at: datetime
    hash: str

    def __str__(self) -> str:
        return f"{self.number} {self.at.isoformat(timespec='seconds')} {self.hash}"


def seal(database: Database) -> Sealed | None:
    """Make a seal over what has grown, if anything has; None where nothing has, or another process was quicker."""
    grown = database.snapshot(SYSTEM, seals.grown)
    if not (grown.heads or grown.looks):
        database.run(SYSTEM, lambda tx: upkeep.beat(tx, "seal"))
        return None

    made = database.run(SYSTEM, lambda tx: seals.add(tx, grown))
    database.run(SYSTEM, lambda tx: upkeep.beat(tx, "seal"))
    return Sealed(made[0], made[1], made[2].hex()) if made else None


def read(lines: str) -> dict[int, str]:
    """{number: hash} of what was kept outside, one seal a line; later lines of a number win nothing."""
    kept: dict[int, str] = {}
    for line in lines.splitlines():
        words = line.split()
        if len(words) == 3 and words[0].isdigit():
            kept.setdefault(int(words[0]), words[2])
    return kept
