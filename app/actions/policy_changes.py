"""A change of the area's policy that takes effect from a day on: what it touches, two people, and the day itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row

from app.actions import policy as packs
from app.actions import retimings
from app.domain import policy
from app.domain.access import SYSTEM, Actor, Permission
from app.domain.errors import Invalid, NotFound
from app.domain.policy import Policy
from app.domain.variants import Chapter, compare
from app.domain.words import check_words
from app.store import access, policy_changes, releases
from app.store.base import Database
from app.store.people import local_day
from app.store.tasks import due_from
from app.store.tx import Tx

LONGEST_NOTE = 2_000
LONGEST_TEXT = 200_000
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Move:
    """A clock that runs and would be due at another moment. mine: the reader has to do with this case."""

    case_id: UUID
    name: str
    was: datetime
    now: datetime
    text: str
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do. chapters: only what differs. moves: the first of them; cases, clocks: how many in all."""

    here: Policy
    there: Policy
    chapters: tuple[Chapter, ...]
    moves: tuple[Move, ...]
    cases: int
    clocks: int


def text_of(tx: Tx, pack: str | None) -> tuple[str, str, Mapping[str, str]]:
    """The pack to begin with: its name, its text, and {name: title} of all. Raises Forbidden, NotFound or Invalid."""
    tx.actor.require(Permission.PUBLISH)
    name, texts = _texts(tx)
    known = policy.packs({path: text.encode() for path, text in texts.items()})
    wanted = pack or name
    if wanted not in known:
        raise NotFound(f"There is no policy pack “{wanted}” here. Choose one of those in the list.")
    return wanted, texts[_path(texts, wanted)], known


def preview(tx: Tx, pack: str, text: str) -> Preview:
    """What the text of a pack would change if it were in force now. Raises Forbidden, NotPublishable or Invalid."""
    tx.actor.require(Permission.PUBLISH)
    there = policy.load(_files(tx, pack, text), pack)
    here = packs.in_force(tx, releases.in_force(tx)[0])
    moves = [move for row in policy_changes.running(tx) if (move := _move(row, there))]
    differing = tuple(
        Chapter(one.title, rows)
        for one in compare(there, here)
        if (rows := tuple(variant for variant in one.variants if not variant.same))
    )
    cases = {move.case_id for move in moves}
    mine = access.seen_of(tx, cases)
    first = sorted(moves, key=lambda move: (move.case_id not in mine, move.was, str(move.case_id)))[:SHOWN]
    shown = tuple(replace(move, mine=move.case_id in mine) for move in first)
    return Preview(here, there, differing, shown, len(cases), len(moves))


def _move(row: Row[Any], there: Policy) -> Move | None:
    """How a clock would move, or None where it stays."""
    was, due = due_from(row.due), retimings.due_now(row.due, there)
    return Move(row.case_id, row.name, was.at, due.at, due.text) if was and due else None


def propose(tx: Tx, pack: str, text: str, *, begins_on: date, note: str) -> UUID:
    """Propose that a pack is in force from a day on; somebody else approves it. Raises Forbidden, NotPublishable, Invalid."""
    tx.actor.require(Permission.PUBLISH)
    if begins_on <= local_day(tx.now):
        raise Invalid("Choose a day after today, so that somebody else can look at it before it counts.")
    if not note.strip():
        raise Invalid("Say why this changes and who has decided it.")
    check_words(note, LONGEST_NOTE)
    files = _files(tx, pack, text)
    loaded = policy.load(files, pack)
    if loaded.label == (here := packs.in_force(tx, releases.in_force(tx)[0])).label and loaded != here:
        raise Invalid(f"Give the pack a new version: {here.version} is in force with other values.")
    if loaded == here:
        raise Invalid("This is what is in force already. Change a value, or choose another pack.")
    content = orjson.dumps({path: raw.decode() for path, raw in files.items()}, option=orjson.OPT_SORT_KEYS)
    edited = files != _files(tx, pack, text_of(tx, pack)[1])
    return policy_changes.add(
        tx, pack=pack, version=loaded.version, content=content, edited=edited, begins_on=begins_on, note=note.strip()
    )


def waiting(tx: Tx) -> tuple[Row[Any], ...]:
    """The changes of the actor's area that wait, the soonest first. Raises Forbidden."""
    tx.actor.require(Permission.READ_PROCESSES)
    return policy_changes.open_ones(tx)


def approve(tx: Tx, change_id: UUID) -> None:
    """Agree to a change that somebody else has proposed. Raises Forbidden, NotFound or Invalid."""
    row = _locked(tx, change_id)
    if row.proposed_by_id == tx.actor.person_id:
        raise Invalid("You have proposed this yourself. Somebody else has to approve it.")
    if row.approved_at:
        raise Invalid("This has been approved already.")
    policy_changes.approve(tx, change_id)


def withdraw(tx: Tx, change_id: UUID) -> None:
    """Take a change back before its day. Raises Forbidden or NotFound."""
    _locked(tx, change_id)
    policy_changes.end(tx, change_id, "withdrawn")


def _locked(tx: Tx, change_id: UUID) -> Row[Any]:
    tx.actor.require(Permission.PUBLISH)
    if (row := policy_changes.locked(tx, change_id)) is None:
        raise NotFound("This change waits no longer. Reload to see what is in force.")
    return row


def over(tx: Tx, files: Mapping[str, bytes], otherwise: str) -> tuple[str, Mapping[str, bytes]]:
    """The pack in force in the actor's area and a folder's files, with the text that the page gave that pack, if any.

    otherwise: the pack where none is in force yet.
    """
    pack = packs.named(tx, otherwise)
    last = policy_changes.applied(tx)
    if last is None or not last.edited or last.pack != pack:
        return pack, files
    texts = orjson.loads(last.content)
    return pack, {**files, _path(texts, pack): texts[_path(texts, pack)].encode()}


def begin_due(database: Database) -> int:
    """Put in force every approved change whose day has come; returns how many. The clocks that run follow by themselves."""
    due = database.read(SYSTEM, lambda tx: policy_changes.due(tx, local_day(tx.now)))
    for row in due:
        database.run(Actor(None, SYSTEM.name, row.area, system=True), partial(_begin, change_id=row.id))
    return len(due)


def _begin(tx: Tx, *, change_id: UUID) -> None:
    if (row := policy_changes.locked(tx, change_id)) is None:
        return  # another process was faster
    texts = orjson.loads(policy_changes.content(tx, change_id))
    files = {path: text.encode() for path, text in texts.items()}
    packs.publish(tx, files, pack=row.pack, approved_by=f"{row.proposed_by}, {row.approved_by}")
    policy_changes.end(tx, change_id, "applied")


def _texts(tx: Tx) -> tuple[str, dict[str, str]]:
    """The name of the pack in force and {path: text} of everything that was published with it."""
    name, content = releases.policy(tx, releases.in_force(tx)[0])
    texts: dict[str, str] = orjson.loads(content)
    return name, texts


def _path(texts: Mapping[str, str], pack: str) -> str:
    return next(path for path in texts if path.rsplit("/", 1)[-1] == f"{pack}.toml")


def _files(tx: Tx, pack: str, text: str) -> dict[str, bytes]:
    """What is in force, with this text for one pack. Raises Invalid, NotFound."""
    if len(text) > LONGEST_TEXT:
        raise Invalid("This is too long for a policy pack.")
    _, texts = _texts(tx)
    if not any(path.rsplit("/", 1)[-1] == f"{pack}.toml" for path in texts):
        raise NotFound(f"There is no policy pack “{pack}” here. Choose one of those in the list.")
    return {path: known.encode() for path, known in texts.items()} | {_path(texts, pack): text.encode()}
