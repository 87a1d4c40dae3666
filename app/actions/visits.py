"""Visits to children who are looked after: begun once a day wherever nobody goes to see the child yet.

Nobody has to remember them when a status is recorded, and a child who became looked after while this was switched off, or
under a release that knew no visits, is found all the same. Source: Looked After Children (Scotland) Regulations 2009,
regulation 46.
"""

from datetime import date
from functools import partial
from uuid import UUID
from weakref import WeakKeyDictionary

from app.actions import cases, moves, releases
from app.domain.access import SYSTEM, Actor
from app.domain.cases import StatusName
from app.domain.deadlines import local
from app.domain.errors import Refused
from app.store import incidents, locks, visits
from app.store.base import Database
from app.store.journal import Happened
from app.store.tx import Tx

PROCESS = "looked_after_visits"
RULE = "looked_after_visit_first"
_looked: WeakKeyDictionary[Database, date] = WeakKeyDictionary()  # by this process; another looks for itself


def look(database: Database, *, survives: type[Exception] = Refused) -> int:
    """Begin the visits that nobody makes yet; returns how many. The first ring of each day does it.

    survives: what may befall one case and keeps no other waiting. It becomes an incident.
    """
    today = local(database.read(SYSTEM, lambda tx: tx.now)).date()
    if _looked.get(database) == today:
        return 0
    began = 0
    for one in database.read(SYSTEM, partial(visits.wanting, process=PROCESS)):
        there = Actor(None, SYSTEM.name, one.area, system=True)
        try:
            began += database.run(there, partial(_begin, case_id=one.id))
        except survives as error:
            database.run(SYSTEM, partial(_failed, case_id=one.id, area=one.area, why=type(error).__name__))
    _looked[database] = today
    return began


def _begin(tx: Tx, case_id: UUID) -> bool:
    """Begin the visits to a child, where that is still wanted and what is published knows how."""
    locks.lock(tx, case_id)
    scene = moves.scene(tx, locks.case(tx, case_id))
    release = releases.newest(tx)
    wanted = scene.facts.has(StatusName.LOOKED_AFTER) and not scene.facts.still and not scene.facts.closed
    known = PROCESS in release.engine.processes and RULE in scene.policy.settings
    if not (wanted and known) or visits.runs(tx, case_id, PROCESS):
        return False
    happened = Happened("process.started", f"“{release.engine.processes[PROCESS].name}” began.")
    cases.begin(tx, scene, release, PROCESS, {}, happened=happened, main=False)
    return True


def _failed(tx: Tx, case_id: UUID, area: str, why: str) -> None:
    incidents.report(tx, "visits-not-begun", why, area=area, case_id=case_id)
