"""Policy packs: versioned on their own, one in force per area."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from app.domain import policy
from app.domain.access import Permission
from app.domain.deadlines import Due
from app.domain.errors import NotFound, listed
from app.domain.policy import Policy
from app.domain.variants import Chapter, compare
from app.domain.vocabulary import NATIONAL, Vocabulary
from app.store import releases, retimings
from app.store.tx import Tx

KEPT = 100  # packs in one process's memory


def publish(tx: Tx, files: Mapping[str, bytes], *, pack: str, approved_by: str) -> str:
    """Check a pack and put it in force in the actor's area; returns its label, “ayrshire 2026.1”.

    files: {path: bytes} of *.toml: the pack, those that it extends, and the table of holidays. Exactly what is in force
    already changes nothing; else the clocks that run are worked out anew. Raises Forbidden or NotPublishable.
    """
    tx.actor.require(Permission.PUBLISH)
    texts = {path: content.decode(errors="replace") for path, content in files.items() if path.endswith(".toml")}
    loaded = policy.load(_bytes(texts), pack)
    content = orjson.dumps(texts, option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(pack.encode() + b":" + content).hexdigest()
    if releases.put_in_force(
        tx, pack=pack, version=loaded.version, digest=digest, content=content, approved_by=approved_by
    ):
        retimings.begin(tx, tx.actor.area, f"The policy {loaded.label} was put in force.")
    return loaded.label


_loaded: dict[UUID, Policy] = {}


def in_force(tx: Tx, policy_id: UUID | None) -> Policy:
    """A policy pack by its id, read once in this process. Raises Invalid where there is none."""
    if policy_id in _loaded:
        return _loaded[policy_id]
    pack, content = releases.policy(tx, policy_id)
    loaded = policy.load(_bytes(orjson.loads(content)), pack)
    if policy_id:
        if len(_loaded) >= KEPT:
            _loaded.clear()
        _loaded[policy_id] = loaded
    return loaded


def vocabulary(tx: Tx, policy_id: UUID | None) -> Vocabulary:
    """What the area with this pack calls things; the words of national guidance where no pack is in force."""
    if policy_id is None:
        return NATIONAL
    if policy_id not in _spoken:
        if len(_spoken) >= KEPT:
            _spoken.clear()
        _spoken[policy_id] = Vocabulary.of(in_force(tx, policy_id))
    return _spoken[policy_id]


_spoken: dict[UUID, Vocabulary] = {}


def spoken(policy_id: UUID | None) -> Vocabulary | None:
    """The same where this process has read it already; None where it has not."""
    return NATIONAL if policy_id is None else _spoken.get(policy_id)


def rule_in_words(due: Due) -> str:
    """What a due date's rule is for, “Draft the child's plan”; its key where this process has not read that pack."""
    read = (pack.settings[due.rule].title for pack in _loaded.values() if due.rule in pack.settings)
    return next(read, due.rule)


def _bytes(texts: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in texts.items()}


def named(tx: Tx, otherwise: str) -> str:
    """The name of the pack in force in the actor's area, or `otherwise` where none is."""
    policy_id, _ = releases.in_force(tx)
    return releases.policy(tx, policy_id)[0] if policy_id else otherwise


def days_left(policy: Policy, until: datetime, now: datetime) -> int | None:
    """On how many working days one can still act before a moment; None where it has passed."""
    return policy.calendar.worked_between(now, until) if until > now else None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A pack beside another. packs: {name: title} of all that there are. in_force: the name of the one in force."""

    here: Policy
    there: Policy
    packs: Mapping[str, str]
    chapters: tuple[Chapter, ...]
    in_force: str


def beside(tx: Tx, other: str | None, of: str | None = None) -> SideBySide:
    """The pack in force in the actor's area beside another that was published with it, by default the one it extends.

    of: another pack to stand on the left, so that any two can be compared. Raises Forbidden, NotFound where there is no such pack, Invalid where none is in force.
    """
    tx.actor.require(Permission.READ_PROCESSES)
    policy_id, _ = releases.in_force(tx)
    name, content = releases.policy(tx, policy_id)
    files = _bytes(orjson.loads(content))
    here = in_force(tx, policy_id)
    packs = policy.packs(files)
    if unknown := [one for one in (other, of) if one is not None and one not in packs]:
        raise NotFound(f"There is no policy pack “{unknown[0]}” here. Choose one of {listed(packs)}.")
    left = of or name
    if left != name:
        here = policy.load(files, left)
    there = policy.load(files, other or policy.basis(files, left))
    return SideBySide(here, there, packs, compare(here, there), name)


def due(tx: Tx, rule: str, start: datetime) -> Due:
    """When what a rule of the pack in force times is due. Raises Forbidden, Invalid for no such rule."""
    tx.actor.require(Permission.READ_PROCESSES)
    policy_id, _ = releases.in_force(tx)
    return in_force(tx, policy_id).timed(rule, start)
