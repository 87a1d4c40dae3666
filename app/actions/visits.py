"""What goes on beside a child's journey while a status holds: visits while the child is looked after, hearings of a short order.

Nobody has to remember it when a status is recorded, and what holds since a release that knew nothing of it is found all the
same, once a day; a short order is followed from the moment at which it is recorded. Sources: Looked After Children (Scotland)
Regulations 2009, regulation 46; Children's Hearings (Scotland) Act 2011, sections 45, 69, 86 and 96.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.actions import cases, moves, releases
from app.actions.daily import Found, Look
from app.domain.cases import LOOKING_AFTER, SHORT, StatusName
from app.store import locks, visits
from app.store.journal import Happened
from app.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Beside:
    """A process that runs while one of some statuses holds. rule: a value without which a pack does not know it."""

    process: str
    statuses: tuple[StatusName, ...]
    rule: str

    def begin(self, tx: Tx, case_id: UUID) -> bool:
        """Begin it in a case, where that is still wanted and what is published knows how."""
        locks.lock(tx, case_id)
        scene = moves.scene(tx, locks.of_any(tx, case_id))
        release = releases.newest(tx)
        holds = any(scene.facts.has(name) for name in self.statuses)
        wanted = holds and not scene.facts.still and not scene.facts.closed
        known = self.process in release.engine.processes and self.rule in scene.policy.settings
        if not (wanted and known) or visits.runs(tx, case_id, self.process):
            return False
        happened = Happened("process.started", f"“{release.engine.processes[self.process].name}” began.")
        cases.begin(tx, scene, release, self.process, {}, happened=happened, main=False)
        return True


SEEN = Beside("looked_after_visits", LOOKING_AFTER, "looked_after_visit_first")
HEARD = Beside("short_order", SHORT, "interim_order")


def _look(beside: Beside, fails_as: str) -> Look[visits.Unbegun]:
    begin: Callable[[Tx, Found], bool] = lambda tx, one: beside.begin(tx, one.case_id)  # noqa: E731 - one line to a look
    return Look(lambda tx, _today: visits.wanting(tx, beside.process, beside.statuses), begin, fails_as)


VISITS = _look(SEEN, "visits-not-begun")
HEARINGS = _look(HEARD, "hearings-not-begun")
