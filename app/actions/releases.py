"""Releases: diagrams, decision tables and forms published together, insert-only, with a number and a content hash."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from uuid import UUID

from app import engine, forms
from app.domain.access import Permission
from app.domain.errors import Finding, Invalid, NotFound, NotPublishable
from app.domain.views import ProcessRow
from app.forms import Form
from app.store import instances, locks, releases
from app.store.tx import Tx

KEPT = 32  # compiled releases in one process's memory


@dataclass(frozen=True, slots=True)
class Published:
    """A release as published. changed: False where exactly this content was already the newest release."""

    number: int
    digest: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Compiled:
    """A release ready to run. forms: {form id: form}. diagrams: {file: BPMN}."""

    id: UUID
    number: int
    engine: engine.Release
    forms: Mapping[str, Form]
    diagrams: Mapping[str, bytes]

    def form(self, form_id: str | None) -> Form | None:
        """A form by its id; None where there is no form to fill in."""
        return self.forms[form_id] if form_id else None


def publish(tx: Tx, files: Mapping[str, bytes], *, approved_by: str) -> Published:
    """Check and publish a folder. files: {path: bytes} of *.bpmn, *.dmn and *.json (forms); others are left out.

    Raises Forbidden or NotPublishable.
    """
    tx.actor.require(Permission.PUBLISH)
    files = {path: content for path, content in files.items() if path.endswith((".bpmn", ".dmn", ".json"))}
    digest = _digest(files)
    newest = releases.newest(tx)
    if newest and newest[2] == digest:
        return Published(newest[1], digest, changed=False)
    check(files)
    return Published(releases.add(tx, files, digest=digest, approved_by=approved_by), digest, changed=True)


def check(files: Mapping[str, bytes]) -> None:
    """Raise NotPublishable with everything that keeps these files from being published."""
    findings: list[Finding] = []
    with _collecting(findings, ""):
        _compile(files)
    findings += engine.whole(engine.Source(dict(_ending(files, ".bpmn"))))
    if findings:
        raise NotPublishable(tuple(dict.fromkeys(findings)))


def processes(tx: Tx) -> tuple[ProcessRow, ...]:
    """The processes of the area's newest release that a person may start, by name. Raises Forbidden."""
    tx.actor.require(Permission.READ_PROCESSES)
    if (newest := releases.newest(tx)) is None:
        return ()
    release = compiled(tx, newest[0])
    rows = [
        ProcessRow(
            outline.id,
            outline.name,
            release.number,
            form.definition if (form := release.form(outline.start_form)) else None,
            release.diagrams[outline.file].decode(),
            tuple((element, name, kind, lane or "") for element, name, kind, lane in outline.elements),
        )
        for outline in release.engine.processes.values()
        if outline.startable
    ]
    return tuple(sorted(rows, key=lambda row: (row.name, row.id)))


def diagram(tx: Tx, instance_id: UUID, process: str | None = None) -> str:
    """The BPMN that an instance runs, or that of a process it calls, as published. Raises NotFound."""
    case_id, release_id, root = instances.whereabouts(tx, instance_id)
    locks.case(tx, case_id)
    release = compiled(tx, release_id)
    if (outline := release.engine.processes.get(process or root)) is None:
        raise NotFound("There is no such process.")
    return release.diagrams[outline.file].decode()


def newest(tx: Tx) -> Compiled:
    """The area's newest release, compiled. Raises Invalid where nothing has been published."""
    if (newest := releases.newest(tx)) is None:
        raise Invalid("Nothing has been published here yet. Publish a folder first: girfec publish.")
    return compiled(tx, newest[0])


_compiled: dict[UUID, Compiled] = {}
_compiling = Lock()


def compiled(tx: Tx, release_id: UUID) -> Compiled:
    """A release, compiled once in this process and shared between threads and cases."""
    if known := _compiled.get(release_id):
        return known
    files, number = releases.files(tx, release_id), releases.number(tx, release_id)
    with _compiling:
        if known := _compiled.get(release_id):
            return known
        if len(_compiled) >= KEPT:
            _compiled.pop(next(iter(_compiled)))
        _compiled[release_id] = replace(_compile(files), id=release_id, number=number)
        return _compiled[release_id]


NOT_YET = UUID(int=0)


def _compile(files: Mapping[str, bytes]) -> Compiled:
    findings: list[Finding] = []
    read: dict[str, Form] = {}
    for path, content in _ending(files, ".json"):
        with _collecting(findings, path):
            form = forms.read(content)
            if form.outline.id in read:
                findings.append(Finding("form", f"Two forms are called “{form.outline.id}”. Rename one.", path))
            read[form.outline.id] = form
    diagrams = dict(_ending(files, ".bpmn"))
    outlines = {form_id: form.outline for form_id, form in read.items()}
    source = engine.Source(diagrams, dict(_ending(files, ".dmn")), outlines)
    release: engine.Release | None = None
    with _collecting(findings, ""):
        release = engine.compile(source)
    if findings or release is None:
        raise NotPublishable(findings)
    return Compiled(NOT_YET, 0, release, read, diagrams)


@contextmanager
def _collecting(findings: list[Finding], path: str) -> Iterator[None]:
    """Collect what is wrong, so that everything is said at once."""
    try:
        yield
    except NotPublishable as refusal:
        findings += [finding if finding.file else replace(finding, file=path) for finding in refusal.findings]


def _ending(files: Mapping[str, bytes], suffix: str) -> list[tuple[str, bytes]]:
    return [(path, content) for path, content in sorted(files.items()) if path.endswith(suffix)]


def _digest(files: Mapping[str, bytes]) -> str:
    together = hashlib.sha256()
    for path, content in sorted(files.items()):
        together.update(f"{len(path)}:{path}:{len(content)}:".encode() + content)
    return together.hexdigest()
