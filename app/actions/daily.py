"""What is looked for once a day in every area, and begun wherever nobody has begun it.

Nobody has to remember it, nothing waits in rows for years, and what was not seen while this was switched off is seen the next
time. One case that cannot be done keeps no other waiting: it becomes an incident.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from app.domain.access import SYSTEM, Actor
from app.domain.deadlines import local
from app.domain.errors import Refused
from app.store import incidents
from app.store.base import Database
from app.store.tx import Tx


class Found(Protocol):
    """A case in which something is to be begun."""

    @property
    def area(self) -> str: ...

    @property
    def case_id(self) -> UUID: ...


One = TypeVar("One", bound=Found)


@dataclass(frozen=True, slots=True, eq=False)
class Look(Generic[One]):
    """Something that is looked for. found: where it is to be begun today. begin: does it there; was it still wanted?

    fails_as: the kind of incident. looked: when this process last did, by database; another process looks for itself.
    """

    found: Callable[[Tx, date], Iterable[One]]
    begin: Callable[[Tx, One], bool]
    fails_as: str
    looked: WeakKeyDictionary[Database, date] = field(default_factory=WeakKeyDictionary)

    def look(self, database: Database, *, survives: type[Exception] = Refused) -> int:
        """Begin what nobody has begun yet; returns how many. The first ring of each day does it.

        survives: what may befall one case and keeps no other waiting.
        """
        today = local(database.read(SYSTEM, lambda tx: tx.now)).date()
        if self.looked.get(database) == today:
            return 0
        began = 0
        for one in database.read(SYSTEM, lambda tx: tuple(self.found(tx, today))):
            there = Actor(None, SYSTEM.name, one.area, system=True)
            try:
                began += database.run(there, self._begins(one))
            except survives as error:
                database.run(SYSTEM, self._failed(one, type(error).__name__))
        self.looked[database] = today
        return began

    def _begins(self, one: One) -> Callable[[Tx], bool]:
        return lambda tx: self.begin(tx, one)

    def _failed(self, one: One, why: str) -> Callable[[Tx], None]:
        return lambda tx: incidents.report(tx, self.fails_as, why, area=one.area, case_id=one.case_id)
