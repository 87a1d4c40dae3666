"""Settling whether a child for whom a case began is one who is known already: what the named person service is asked."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row

from app import engine
from app.actions import episodes as joined
from app.actions import messages, moves, releases
from app.actions import policy as packs
from app.domain import invariants
from app.domain.access import Permission
from app.domain.cases import BY_PROCEDURES, BY_PROCESS, Change, RoleBegan, RoleEnded, RoleName, StatusBegan, apply
from app.domain.deadlines import Due
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.invariants import LEADING
from app.domain.operations.planning import COMPULSORY
from app.domain.words import LONGEST_WORDS, check_words
from app.store import access, cases, episodes, idempotency, instances, likenesses, locks, outbox
from app.store import releases as stored_releases
from app.store.cases import UNSEEN, Held
from app.store.journal import Happened
from app.store.tasks import due_from
from app.store.tx import Tx

OFFICE = "named_person_service"
DUPLICATE = "It was a second record of a child who has an open case."
UNDER_WAY = (
    "Somebody leads in the newer case, or the child is on the register or under investigation there, so it cannot simply "
    "end. Speak to whoever is responsible in both; settle this when one of the cases has been closed."
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two cases that may be about one child. child, known: the names; known_closed_at: None where that case is open."""

    id: UUID
    case_id: UUID
    known_id: UUID
    child: str
    known: str
    born_on: date
    opened_at: datetime
    known_opened_at: datetime
    known_closed_at: datetime | None
    due: Due | None
    working_days: int | None


def waiting(tx: Tx) -> tuple[Likeness, ...]:
    """What has to be settled in the area, oldest first. The list is recorded. Raises Forbidden."""
    tx.actor.require(Permission.WORK)
    if OFFICE not in tx.actor.offices:
        raise Forbidden("The area's named person service settles this. Tell them what you know.")
    rows = likenesses.waiting(tx)
    if tx.writing:
        access.listed(tx, [one for row in rows for one in (row.case_id, row.known_id)], "likenesses")
    return tuple(_shown(tx, row) for row in rows)


def count(tx: Tx) -> int:
    """How many wait for the actor: none where they are not of the named person service."""
    return likenesses.count(tx) if OFFICE in tx.actor.offices else 0


def settle(tx: Tx, likeness_id: UUID, *, same: bool | None, reason: str, key: str) -> UUID:
    """Say whether two cases are about one child, and why; returns the case to look at now.

    The same, and the one that is known is closed: the newer case becomes the next episode of that child. The same, and it
    is open: the newer one ends as a duplicate, and its concern goes to the open one as a request to review early, which
    whoever is responsible there answers. reason: what the service found, and, for an open case, what the concern is.
    Raises NotFound, Conflict, Invalid or KeyReused; then nothing is kept.
    """
    _service(tx)
    asked = ["likeness.settle", likeness_id, same, reason]
    if (known := idempotency.answer(tx, key, asked)) is not None:
        return UUID(known["case_id"])
    if same is None:
        raise Invalid("Say whether it is the same child.", field="same")
    if not reason.strip():
        raise Invalid("Say how you know, and what the concern is about where the other case is open.", field="reason")
    check_words(reason, LONGEST_WORDS)
    ids = likenesses.cases_of(tx, likeness_id)
    for case_id in sorted(ids):
        locks.lock(tx, case_id)
    newer, other = locks.case(tx, ids[0]), locks.case(tx, ids[1])
    likenesses.settle(tx, likeness_id, same=same, reason=reason.strip())
    following = newer.id
    if same and newer.child.id != other.child.id:
        following = _joined(tx, newer, other, reason.strip(), key)
    idempotency.keep(tx, key, asked, {"case_id": str(following)})
    return following


def _service(tx: Tx) -> None:
    """To everybody else there is nothing to settle: who is like whom is nobody's else."""
    tx.actor.require(Permission.WORK)
    if OFFICE not in tx.actor.offices:
        raise NotFound(UNSEEN)


def _joined(tx: Tx, newer: Held, other: Held, reason: str, key: str) -> UUID:
    """One child, two cases: the newer follows the other where that is closed, else it ends as a duplicate."""
    last, number = episodes.newest(tx, other.child.id)
    if last != other.id or newer.episode != 1:
        raise Conflict("One of the two has a newer episode by now. Reload the page.")
    if episodes.running(tx, other.id):
        if not episodes.running(tx, newer.id):
            raise Conflict("The newer case is closed already, and the other is open. Leave them as they are.")
        _end(tx, newer)
        moves.note(
            tx, locks.of_any(tx, other.id), Happened("case.duplicate", "A second record of this child was ended.")
        )
        word = {"asked_by": "The named person service", "reason": reason}
        messages.send(tx, other.id, "early_review_requested", word, f"{key}-concern"[-200:])
        return other.id
    episodes.close(tx, other.id, "other")
    episodes.adopt(tx, newer, other, number + 1)
    moves.note(tx, locks.of_any(tx, newer.id), Happened("episode.joined", f"{tx.actor.name} settled who the child is."))
    _named_person(tx, newer, other)
    _statuses(tx, newer, other, key)
    return newer.id


def _named_person(tx: Tx, newer: Held, other: Held) -> None:
    """Whoever was the child's named person stays so, unless the newer case has one; everybody else of then is let go."""
    before = moves.scene(tx, other)
    holder = before.facts.holder(RoleName.NAMED_PERSON)
    joined.let_go(tx, replace(before, case=locks.of_any(tx, other.id)))
    scene = moves.scene(tx, locks.of_any(tx, newer.id), named=[holder.person_id] if holder else ())
    if holder is None or scene.facts.holder(RoleName.NAMED_PERSON):
        return
    began = [RoleBegan(replace(holder, id=uuid4(), proposed_at=tx.now, accepted_at=tx.now, reason=""))]
    facts = apply(scene.facts, began)
    invariants.check(facts, scene.policy, began)
    cases.write(tx, newer.id, began)
    lines = tuple(moves.change_in_words(one, facts, scene.teams) for one in began)
    case = moves.note(tx, scene.case, Happened("role.accepted", "The child's named person is known.", lines))
    case = cases.facts_moved(tx, case)
    outbox.put(tx, case.id, case.journal_seq, moves.reassign(tx, case, facts))


def _statuses(tx: Tx, newer: Held, other: Held, key: str) -> None:
    """What held of the child when the last episode was closed, and is not known here, comes to the new case as word."""
    before, now = moves.scene(tx, other).facts, moves.scene(tx, locks.of_any(tx, newer.id)).facts
    for place, one in enumerate(before.statuses):
        if one.ended_on is not None or one.name in BY_PROCESS or now.has(one.name):
            continue
        if one.name in BY_PROCEDURES:  # no word brings it, and it must not be lost
            cases.write(tx, newer.id, [StatusBegan(replace(one, id=uuid4()))])
        else:
            word = {"status": one.name.value, "on": one.began_on, "source": one.source}
            messages.send(tx, newer.id, "status_changed", word, f"{key}-{place}"[-200:])


def _end(tx: Tx, case: Held) -> None:
    """Everything in a duplicate ends; the named person service keeps it. Raises Conflict where children are at risk there."""
    scene = moves.scene(tx, case)
    risky = any(scene.facts.has(name) for name in COMPULSORY)
    if risky or scene.facts.still or any(scene.facts.holding(*LEADING)) or _protected(tx, case):
        raise Conflict(UNDER_WAY)
    for running in instances.of_case(tx, case.id):
        release = releases.compiled(tx, running.release_id)
        step = engine.stop(release.engine, running.state, DUPLICATE)
        ended = Happened(
            "process.stopped", f"“{release.engine.processes[running.process].name}” was stopped.", (DUPLICATE,)
        )
        scene = moves.write(tx, scene, running, step, ended, release=release, element="end").scene
    leaving = [one for one in scene.facts.roles if not one.ended_at and one.name is not RoleName.NAMED_PERSON_SERVICE]
    changes: list[Change] = [RoleEnded(one.id, tx.now, DUPLICATE) for one in leaving]
    cases.write(tx, case.id, changes)
    noted = moves.note(tx, scene.case, Happened("case.duplicate", "This record was ended.", (DUPLICATE,)))
    cases.save(tx, noted, closed_at=tx.now, closed_as="duplicate")


def _protected(tx: Tx, case: Held) -> bool:
    """Is a child protection concern being discussed in this case?"""
    passed: Collection[str] = {process for one in instances.of_case(tx, case.id) for process in one.passed}
    return "child_protection" in passed


def _shown(tx: Tx, row: Row[Any]) -> Likeness:
    due = due_from(row.due)
    policy_id, _ = stored_releases.in_force(tx)
    policy = packs.in_force(tx, policy_id)
    return Likeness(
        row.id,
        row.case_id,
        row.known_id,
        f"{row.known_as or row.given} {row.family}",
        f"{row.known_known_as or row.known_given} {row.known_family}",
        row.born_on,
        row.opened_at,
        row.known_opened_at,
        row.known_closed_at,
        due,
        packs.days_left(policy, due.at, tx.now) if due else None,
    )
