"""Which diagrams of a folder would not run, or would strand a child: each judged in a process of its own, with limits.

Judging one takes about a second, so what has been judged once in this process, or was published before, is not judged
again as long as it, what it calls and what calls it stay as they were, with their forms and decision tables.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

from app import engine
from app.domain import invented
from app.domain.errors import Finding
from app.domain.policy import Policy
from app.engine import confined
from app.engine.judging import calls

PATIENCE = 30.0  # seconds for one diagram: publishing waits where drawing does not
KEPT = 1_000  # verdicts in one process's memory

_sound: dict[str, None] = {}


@dataclass(frozen=True)
class Folder:
    """The diagrams that are published together. around: everything that each may refer to, itself included."""

    around: engine.Around
    words: Mapping[str, bytes] = field(default_factory=dict)  # {form id: the form}

    @cached_property
    def calls(self) -> Mapping[str, frozenset[str]]:
        """{file: the files whose processes it calls}."""
        return calls(self.around.diagrams)

    def key(self, file: str) -> str:
        """What a diagram's verdict depends on, as a digest."""
        together = sorted(self.near(file))
        drawn = [self.around.diagrams[one] for one in together]
        asked = [form for key, form in sorted(self.words.items()) if any(key.encode() in one for one in drawn)]
        tables = [table for _, table in sorted(self.around.decisions.items())]
        said = hashlib.sha256()
        for part in (file.encode(), *map(str.encode, together), *drawn, *asked, *tables):
            said.update(b"%d:" % len(part) + part)
        return said.hexdigest()

    def near(self, file: str) -> set[str]:
        """A diagram, all that it calls and all that call it, however far: an error may be caught by a caller's caller."""
        callers: dict[str, set[str]] = {}
        for caller, called in self.calls.items():
            for one in called:
                callers.setdefault(one, set()).add(caller)
        return {file} | _reached(file, self.calls) | _reached(file, callers)


def _reached(file: str, ways: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [file]
    while ahead:
        new = set(ways.get(ahead.pop(), ())) - found
        found |= new
        ahead.extend(new)
    return found


def unsound(folder: Folder, before: Folder, policy: Policy) -> tuple[Finding, ...]:
    """The errors in those diagrams of a folder whose verdict is not known. before: what was published last."""
    known = {before.key(file) for file in before.around.diagrams}
    keys = {file: folder.key(file) for file in folder.around.diagrams}
    ahead = [file for file, key in keys.items() if key not in known and key not in _sound]
    world = invented.world(policy)

    def judged(file: str) -> list[Finding]:
        found = confined.judged(file, folder.around.diagrams[file], _others(folder, file), world, seconds=PATIENCE)
        return [one for one in found if one.severity == "error"]

    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        verdicts = dict(zip(ahead, threads.map(judged, ahead), strict=True))
    for file, found in verdicts.items():
        if not found:
            _remember(keys[file])
    return tuple(one for found in verdicts.values() for one in found)


def _others(folder: Folder, file: str) -> engine.Around:
    around = folder.around
    diagrams = {other: around.diagrams[other] for other in sorted(folder.near(file)) if other != file}
    return engine.Around(diagrams, around.decisions, around.forms)


def _remember(key: str) -> None:
    if len(_sound) >= KEPT:
        del _sound[next(iter(_sound))]
    _sound[key] = None


def once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings without those that say the same of the same element."""
    said: set[tuple[str, str, str, str]] = set()
    for one in findings:
        what = (one.file, one.element, one.rule, one.message)
        if what not in said:
            said.add(what)
            yield one
