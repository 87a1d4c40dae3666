"""Publishing a folder without undoing what designers published on the page.

What the folder held when it was last published is kept with that release. Only the files that changed in the folder since
then are brought in; one that was changed on the page too stays as it is there.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from app.actions import releases
from app.domain.access import Actor, Permission
from app.domain.errors import Conflict
from app.store import releases as published
from app.store.base import Database
from app.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a folder. kept: files that run as they were changed on the page, not as in the folder. both: those
    of them that changed in the folder as well since it was last published."""

    number: int
    changed: bool
    kept: tuple[str, ...]
    both: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to run. files: {path: content}. live: the number of what runs now, 0 where nothing does. held: {path:
    SHA-256} of what the folder holds. new: what is to be checked first; None where this is exactly what runs."""

    files: Mapping[str, bytes]
    live: int
    held: Mapping[str, str]
    kept: tuple[str, ...]
    both: tuple[str, ...]
    new: releases.Changes | None


def bring_in(database: Database, actor: Actor, files: Mapping[str, bytes], *, approved_by: str) -> Brought:
    """Publish a folder's changes, checked outside of any transaction. files: {path: bytes}; only diagrams, tables and
    forms count.

    Raises Forbidden, NotPublishable with everything that is wrong, or Conflict where somebody publishes at the same time.
    """
    merged = database.read(actor, partial(_merged, files=files))
    if merged.new is None:
        return Brought(merged.live, changed=False, kept=merged.kept, both=merged.both)
    releases.check(merged.new)

    number = database.run(actor, lambda tx: _publish(tx, merged, approved_by))
    return Brought(number, changed=True, kept=merged.kept, both=merged.both)


def _merged(tx: Tx, files: Mapping[str, bytes]) -> Merged:
    tx.actor.require(Permission.PUBLISH)
    folder = {path: content for path, content in files.items() if path.endswith((".bpmn", ".dmn", ".json"))}
    now, newest = _digests(folder), published.newest(tx)
    if newest is None:
        return Merged(folder, 0, now, (), (), releases.changes(tx, folder))
    running = published.files(tx, newest[0])
    live, before = _digests(running), _before(tx)

    result, both = dict(running), []
    for path in sorted(now.keys() | before.keys()):
        if now.get(path) == before.get(path) or now.get(path) == live.get(path):
            continue
        if live.get(path) != before.get(path):
            both.append(path)
        elif path in folder:
            result[path] = folder[path]
        else:
            del result[path]
    as_run = _digests(result)
    kept = tuple(path for path in sorted(now.keys() | before.keys()) if as_run.get(path) != now.get(path))
    return Merged(result, newest[1], now, kept, tuple(both), releases.changes(tx, result))


def _publish(tx: Tx, merged: Merged, approved_by: str) -> int:
    published.lock(tx)
    newest = published.newest(tx)
    if (newest[1] if newest else 0) != merged.live:
        raise Conflict("Something else was published at the same time. Publish the folder again.")
    seal = published.digest(merged.files)
    return published.add(
        tx, merged.files, digest=seal, approved_by=approved_by, base=merged.live or None, folder=merged.held
    )


def on_page(tx: Tx) -> tuple[str, ...]:
    """The files that run otherwise than the folder had them when it was last published: changed or drawn on the page."""
    tx.actor.require(Permission.PUBLISH)
    newest = published.newest(tx)
    if newest is None:
        return ()
    live, before = _digests(published.files(tx, newest[0])), _before(tx)
    return tuple(path for path in sorted(live.keys() | before.keys()) if live.get(path) != before.get(path))


def _before(tx: Tx) -> dict[str, str]:
    """What the folder held when it was last published."""
    last = published.folder(tx)
    if last is None:
        return {}
    number, held = last
    return held if held is not None else _digests(published.of_number(tx, number))


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
