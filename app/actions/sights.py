"""Looking at a designer's text outside any transaction: what is wrong with it, what it says, what is different."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from app import engine, forms
from app.domain import invented
from app.domain.errors import Finding, NotPublishable
from app.domain.forms import FormOutline
from app.domain.policy import Policy
from app.engine import Difference, confined

KEPT = 64  # sights in one process's memory
LONGEST = 1_000  # lines and findings of a text whose sight is kept


@dataclass(frozen=True, slots=True)
class Text:
    """A text that stands, or is to stand, in the place of `file`. before: what it is compared with, None for a new file."""

    file: str
    content: bytes
    before: bytes | None


@dataclass(frozen=True, slots=True)
class Sight:
    """A text as seen. twin: ((process, ((number, words, element), …)), …). differences: None where there is nothing to
    compare with, or the text cannot be compared."""

    findings: tuple[Finding, ...]
    twin: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    differences: tuple[Difference, ...] | None

    @property
    def refused(self) -> tuple[Finding, ...]:
        """The findings that keep it from being published."""
        return tuple(one for one in self.findings if one.severity == "error")


_seen: OrderedDict[tuple[str, str, str, str], Sight] = OrderedDict()
_lock = Lock()


def look(text: Text, files: Mapping[str, bytes], policy: Policy, *, release: str) -> Sight:
    """A text among the others. files: {path: content} of what runs now. release: names those."""
    both = hashlib.sha256(b"%d:" % len(text.content) + text.content + (text.before or b"")).hexdigest()
    key = (text.file, both, release, policy.label)
    with _lock:
        if key in _seen:
            _seen.move_to_end(key)
            return _seen[key]
    found = _looked(text, files, policy)
    if len(found.findings) + sum(len(lines) for _, lines in found.twin) <= LONGEST:
        with _lock:
            _seen[key] = found
            if len(_seen) > KEPT:
                _seen.popitem(last=False)
    return found


def _looked(text: Text, files: Mapping[str, bytes], policy: Policy) -> Sight:
    around = engine.Around(
        {path: other for path, other in files.items() if path.endswith(".bpmn") and path != text.file},
        {path: table for path, table in files.items() if path.endswith(".dmn")},
        outlines(files),
    )
    given = (text.file, text.content, text.before, around, (invented.world(policy), frozenset(engine.FAMILIES)))
    try:
        told = confined.answer(engine.sight, *given)
    except confined.Overran:
        return Sight((engine.placed(Finding("limits", confined.SLOW, text.file)),), (), None)
    changed = told["differences"]
    return Sight(
        tuple(Finding(**one | {"example": tuple(one["example"])}) for one in told["findings"]),
        tuple(
            (one["name"], tuple((line["number"], line["text"], line["element"]) for line in one["lines"]))
            for one in told["twin"]
        ),
        None if changed is None else tuple(Difference(**one) for one in changed),
    )


def outlines(files: Mapping[str, bytes]) -> dict[str, FormOutline]:
    """{form id: outline} of the forms among a release's files."""
    found: dict[str, FormOutline] = {}
    for path, content in files.items():
        if path.endswith(".json"):
            try:
                outline = forms.read(content).outline
            except NotPublishable:
                continue  # a broken form is not there: whoever asks for it is told so
            found[outline.id] = outline
    return found
