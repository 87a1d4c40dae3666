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


def look(file: str, content: bytes, files: Mapping[str, bytes], policy: Policy, *, release: str) -> Sight:
    """A text as it would be in the place of `file`. files: {path: content} of what runs now. release: names those."""
    key = (file, hashlib.sha256(content).hexdigest(), release, policy.label)
    with _lock:
        if key in _seen:
            _seen.move_to_end(key)
            return _seen[key]
    found = _looked(file, content, files, policy)
    with _lock:
        _seen[key] = found
        if len(_seen) > KEPT:
            _seen.popitem(last=False)
    return found


def _looked(file: str, content: bytes, files: Mapping[str, bytes], policy: Policy) -> Sight:
    around = engine.Around(
        {path: text for path, text in files.items() if path.endswith(".bpmn") and path != file},
        {path: text for path, text in files.items() if path.endswith(".dmn")},
        outlines(files),
    )
    given = (file, content, files.get(file), around, (invented.world(policy), frozenset(engine.FAMILIES)))
    try:
        told = confined.answer(engine.sight, *given)
    except confined.Overran:
        return Sight((engine.placed(Finding("limits", confined.SLOW, file)),), (), None)
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
