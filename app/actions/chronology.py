"""The chronology of a child: the workflow proposes entries, somebody with a role for the child words them."""

from uuid import UUID

from app.actions import documents, identities, moves
from app.domain.access import Permission
from app.domain.cases import responsible
from app.domain.chronology import LONGEST, Entry, Wording
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.tabs import ChronologyPage
from app.store import chronology, idempotency, locks
from app.store.cases import UNSEEN
from app.store.journal import Happened
from app.store.people import local_day
from app.store.tx import Tx

SOON = "chronology_entry_sla"


def open(tx: Tx, case_id: UUID) -> ChronologyPage:  # noqa: A001 - the verb that people use for a child's record
    """The chronology and what waits to be worded. The look is recorded. Raises Forbidden or NotFound."""
    scene = documents.look(tx, case_id, "chronology")
    every = chronology.of_case(tx, case_id)
    sector, answers = _reader(tx, scene)

    def being(state: str) -> tuple[Entry, ...]:
        return tuple(one for one in every if one.state == state and _reads(tx, one, sector, responsible=answers))

    known = {one.id: one for one in every}
    corrected = {one.id: _before(one, known) for one in being("accepted") if one.replaces}
    mine = scene.facts.involves(tx.actor.person_id, tx.actor.team_ids)
    page = (being("accepted"), being("proposed"), being("declined"))
    due = {}
    if SOON in scene.policy.settings:  # a pack of before has none
        due = {one.id: scene.policy.due(SOON, one.proposed_at) for one in being("proposed")}
    kept = sum(one.state == "accepted" for one in every) - len(page[0])
    return ChronologyPage(identities.identity(tx, scene), *page, corrected, mine, due, kept)


def _reader(tx: Tx, scene: moves.Scene) -> tuple[str, bool]:
    """The actor's sector, as far as they hold a role for the child; and whether they are responsible."""
    actor = tx.actor
    person = scene.facts.people.get(actor.person_id) if actor.person_id else None
    answers = responsible(scene.facts)
    mine = answers.person_id == actor.person_id if answers.person_id else answers.team_id in actor.team_ids
    return person.sector if person else "", mine or actor.system


def _reads(tx: Tx, entry: Entry, sector: str, *, responsible: bool) -> bool:
    wrote = entry.settled_by_id is not None and entry.settled_by_id == tx.actor.person_id
    return entry.wording.read_by(sector, responsible=responsible or wrote)


def readable(tx: Tx, scene: moves.Scene) -> tuple[Entry, ...]:
    """The accepted entries of an opened case that the actor may read, newest day first."""
    sector, answers = _reader(tx, scene)
    every = chronology.of_case(tx, scene.case.id)
    return tuple(one for one in every if one.state == "accepted" and _reads(tx, one, sector, responsible=answers))


def one(tx: Tx, entry_id: UUID) -> tuple[ChronologyPage, Entry]:
    """One entry with the chronology that it stands in. The look is recorded. Raises Forbidden or NotFound."""
    case_id, entry = chronology.one(tx, entry_id)
    page = open(tx, case_id)
    if entry.state == "accepted" and entry.id not in {one.id for one in page.entries}:
        raise NotFound(UNSEEN)
    return page, entry


def _before(entry: Entry, known: dict[UUID, Entry]) -> tuple[Entry, ...]:
    """The entries whose place this one took, newest first."""
    found: list[Entry] = []
    while entry.replaces:
        entry = known[entry.replaces]
        found.append(entry)
    return tuple(found)


def add(tx: Tx, case_id: UUID, wording: Wording, key: str) -> UUID:
    """Add an entry of one's own; returns its id. key: the same key again returns the same.

    Raises NotFound, Forbidden, Invalid or KeyReused.
    """
    asked = ["chronology.add", case_id, wording]
    locks.lock(tx, case_id)
    if known := idempotency.answer(tx, key, asked):
        return UUID(known["id"])
    scene = _permitted(tx, case_id, wording)

    entry_id = chronology.add(tx, case_id, wording)
    _note(tx, scene, "chronology.added", "added an entry to the chronology.", entry_id)
    idempotency.keep(tx, key, asked, {"id": entry_id})
    return entry_id


def accept(tx: Tx, entry_id: UUID, wording: Wording) -> None:
    """Take a proposed entry into the chronology, in one's own words. Raises NotFound, Forbidden, Conflict or Invalid."""
    case_id, _ = _locked(tx, entry_id)
    scene = _permitted(tx, case_id, wording)

    chronology.accept(tx, entry_id, wording)
    _note(tx, scene, "chronology.accepted", "took a proposed entry into the chronology.", entry_id)


def decline(tx: Tx, entry_id: UUID, reason: str) -> None:
    """Leave a proposed entry out, with the reason. Raises NotFound, Forbidden, Conflict or Invalid."""
    case_id, _ = _locked(tx, entry_id)
    scene = _permitted(tx, case_id)
    _check(reason, "Say why this does not belong into the chronology.")

    chronology.decline(tx, entry_id, reason.strip())
    _note(tx, scene, "chronology.declined", "left a proposed entry out of the chronology.", entry_id)


def correct(tx: Tx, entry_id: UUID, wording: Wording, reason: str) -> UUID:
    """Put a corrected entry in the place of an accepted one, which stays readable; returns the new one's id.

    Raises NotFound, Forbidden, Conflict or Invalid.
    """
    case_id, entry = _locked(tx, entry_id)
    scene = _permitted(tx, case_id, wording)
    _check(reason, "Say what was wrong with the entry.")
    sector, answers = _reader(tx, scene)
    if not _reads(tx, entry, sector, responsible=answers):
        raise NotFound(UNSEEN)
    if entry.state != "accepted":
        raise Conflict(chronology.SETTLED)

    chronology.corrected(tx, entry_id)
    after = chronology.add(tx, case_id, wording, replaces=entry_id, reason=reason.strip())
    _note(tx, scene, "chronology.corrected", "corrected an entry of the chronology.", after)
    return after


def _locked(tx: Tx, entry_id: UUID) -> tuple[UUID, Entry]:
    """An entry as it stands under its case's lock."""
    case_id, _ = chronology.one(tx, entry_id)
    locks.lock(tx, case_id)
    return chronology.one(tx, entry_id)


def _permitted(tx: Tx, case_id: UUID, wording: Wording | None = None) -> moves.Scene:
    """The locked scene of an act by somebody who holds a role for the child; what they wrote is checked."""
    tx.actor.require(Permission.WORK)
    scene = moves.scene(tx, locks.case(tx, case_id))
    if not scene.facts.involves(tx.actor.person_id, tx.actor.team_ids):
        raise Forbidden(
            "The chronology is worded by those who hold a role for this child. Ask one of them; the tab “People” names them."
        )
    if wording:
        wording.check(local_day(tx.now))
    return scene


def _check(reason: str, otherwise: str) -> None:
    if not reason.strip() or len(reason) > LONGEST or "\0" in reason:
        raise Invalid(f"{otherwise} At most {LONGEST} characters.")


def _note(tx: Tx, scene: moves.Scene, kind: str, did: str, entry_id: UUID) -> None:
    moves.note(tx, scene.case, Happened(kind, f"{tx.actor.name} {did}", (), {"entry_id": str(entry_id)}))
