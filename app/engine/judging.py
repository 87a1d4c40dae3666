"""What is wrong with one file: every family's findings, with what lies around it in the product as context."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app import feel
from app.domain.errors import Finding, Invalid, NotPublishable
from app.domain.forms import FormOutline
from app.engine import check
from app.engine.check.families import placed
from app.engine.drawing import BPMN, Drawing
from app.engine.model import Model
from app.engine.reading import apart, process_of
from app.engine.rewrite import plain_references
from app.engine.source import Source


@dataclass(frozen=True, slots=True)
class Around:
    """What a file may refer to. diagrams: {file: bytes} that it may call. decisions, forms: as in a Source."""

    diagrams: Mapping[str, bytes] = field(default_factory=dict)
    decisions: Mapping[str, bytes] = field(default_factory=dict)
    forms: Mapping[str, FormOutline] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """A file as read and judged. drawings: its processes as drawn. model: with all that it may refer to."""

    file: str
    root: Any
    drawings: tuple[Drawing, ...]
    model: Model
    findings: tuple[Finding, ...]


def judge(file: str, content: bytes, around: Around) -> Judged:
    """Read a file and say everything that is wrong with it. Any bytes will do."""
    nothing = Model({})
    try:
        root = feel.xml.parse(content)
    except Invalid as fault:
        return Judged(file, None, (), nothing, (placed(Finding("file", str(fault), file)),))
    unfit = tuple(map(placed, check.file.problems(file, root)))
    if any(finding.rule in check.file.UNREADABLE for finding in unfit):
        return Judged(file, root, (), nothing, unfit)
    plain_references(root)
    drawings = tuple(apart(file, root))
    decisions = _decisions(around.decisions)
    model = Model(
        {one.file: one for one in (*drawings, *_others(around.diagrams, {one.process for one in drawings}))},
        around.forms,
        decisions,
    )
    mine = {one.file for one in drawings}
    found = [finding for finding in check.problems(model) if finding.file in mine]
    asked = [one for drawing in drawings for one in check.girfec.problems(drawing, model)]
    asked += [one for drawing in drawings for one in check.events.unheard(model, drawing)]
    whole = [*unfit, *map(placed, asked), *map(placed, check.bpmn.problems(file, root)), *found]
    return Judged(file, root, drawings, model, tuple(_in_order(file, whole)))


def whole(source: Source) -> tuple[Finding, ...]:
    """What breaks BPMN's own rules in the files of a release: what `compile` does not ask of releases long published."""
    found: list[Finding] = []
    for file, content in source.diagrams.items():
        try:
            root = feel.xml.parse(content)
        except Invalid:
            continue  # compile says so
        if root.tag == f"{BPMN}definitions":
            plain_references(root)
            found.extend(_in_order(file, [*map(placed, check.bpmn.problems(file, root))]))
    return tuple(one for one in found if one.severity == "error")


def calls(diagrams: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """{file: the files whose processes it calls}. What cannot be read calls nothing."""
    drawn: dict[str, list[Drawing]] = {}
    for drawing in _others(diagrams, set()):
        drawn.setdefault(drawing.file, []).append(drawing)
    homes = {drawing.process: file for file, drawings in drawn.items() for drawing in drawings}
    return {
        file: frozenset(
            homes[one.called]
            for drawing in drawn.get(file, ())
            for one in drawing.of("callActivity")
            if one.called in homes and homes[one.called] != file
        )
        for file in diagrams
    }


def _in_order(file: str, findings: list[Finding]) -> Iterator[Finding]:
    said: set[tuple[str, str, str]] = set()
    for one in sorted(findings, key=lambda found: (found.line, found.element, found.rule)):
        what = (one.rule, one.element, one.message)
        if what not in said:
            said.add(what)
            yield replace(one, file=process_of(one.file)[0] or file)


def _others(diagrams: Mapping[str, bytes], own: set[str]) -> Iterator[Drawing]:
    """The other diagrams that can be read; what is wrong with them is their own business."""
    for file, content in diagrams.items():
        try:
            root = feel.xml.parse(content)
        except Invalid:
            continue
        if any(finding.rule in check.file.UNREADABLE for finding in check.file.problems(file, root)):
            continue
        for number, drawing in enumerate(apart(file, root)):
            if number == 0 and drawing.process not in own:
                yield drawing


def _decisions(files: Mapping[str, bytes]) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for content in files.values():
        try:
            tables.update(feel.decisions.read(content).tables)
        except (NotPublishable, Invalid):
            continue  # a broken table is not there: whoever asks it is told so
    return tables
