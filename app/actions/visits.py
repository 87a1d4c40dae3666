"""Visits to children who are looked after: begun once a day wherever nobody goes to see the child yet.

Nobody has to remember them when a status is recorded, and a child who became looked after under a release that knew no visits
is found all the same. Source: Looked After Children (Scotland) Regulations 2009, regulation 46.
"""

from app.actions import cases, moves, releases
from app.actions.daily import Found, Look
from app.store import locks, visits
from app.store.journal import Happened
from app.store.tx import Tx

PROCESS = "looked_after_visits"
RULE = "looked_after_visit_first"


def _begin(tx: Tx, one: Found) -> bool:
    """Begin the visits to a child, where that is still wanted and what is published knows how."""
    locks.lock(tx, one.case_id)
    scene = moves.scene(tx, locks.case(tx, one.case_id))
    release = releases.newest(tx)
    wanted = scene.facts.looked_after and not scene.facts.still and not scene.facts.closed
    known = PROCESS in release.engine.processes and RULE in scene.policy.settings
    if not (wanted and known) or visits.runs(tx, one.case_id, PROCESS):
        return False
    happened = Happened("process.started", f"“{release.engine.processes[PROCESS].name}” began.")
    cases.begin(tx, scene, release, PROCESS, {}, happened=happened, main=False)
    return True


VISITS = Look(lambda tx, _today: visits.wanting(tx, PROCESS), _begin, "visits-not-begun")
