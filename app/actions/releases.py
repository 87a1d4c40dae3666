"""Releases: diagrams, decision tables and forms published together, insert-only, with a number and a content hash."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from threading import Lock
from uuid import UUID

from app import engine, forms, memory
from app.actions import policy as policies
from app.actions import verdicts
from app.domain.access import Permission
from app.domain.errors import Finding, Invalid, NotFound, NotPublishable
from app.domain.forms import FormOutline
from app.domain.policy import Policy
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
    """A release ready to run. digest: of its files. forms: {form id: form}. diagrams: {file: BPMN}."""

    id: UUID
    number: int
    digest: str
    engine: engine.Release
    forms: Mapping[str, Form]
    diagrams: Mapping[str, bytes]

    def form(self, form_id: str | None) -> Form | None:
        """A form by its id; None where there is no form to fill in."""
        return self.forms[form_id] if form_id else None


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be published. before: the files of the newest release. policy: what it is played under."""

    files: Mapping[str, bytes]
    before: Mapping[str, bytes]
    policy: Policy


def changes(tx: Tx, files: Mapping[str, bytes]) -> Changes | None:
    """A folder beside the newest release; None where it is exactly that. Raises Forbidden."""
    tx.actor.require(Permission.PUBLISH)
    files = _published(files)
    newest = releases.newest(tx)
    if newest and newest[2] == releases.digest(files):
        return None
    policy_id, _ = releases.in_force(tx)
    return Changes(files, releases.files(tx, newest[0]) if newest else {}, policies.in_force(tx, policy_id))


def publish(tx: Tx, files: Mapping[str, bytes], *, approved_by: str) -> Published:
    """Check and publish a folder. files: {path: bytes} of *.bpmn, *.dmn and *.json (forms); others are left out.

    Checking takes a second for each diagram that is new: `check` the `changes` before the transaction, and it is known here.
    Raises Forbidden or NotPublishable.
    """
    digest = releases.digest(_published(files))
    if (new := changes(tx, files)) is None:
        newest = releases.newest(tx)
        return Published(newest[1] if newest else 0, digest, changed=False)
    check(new)
    return Published(releases.add(tx, new.files, digest=digest, approved_by=approved_by), digest, changed=True)


_fit: dict[str, None] = {}  # digests of what may be published, oldest first


def check(new: Changes) -> None:
    """Raise NotPublishable with everything that keeps files from being published, or would strand a child.

    What this process has found fit once is not looked at again: who approves a change publishes what was checked already.
    """
    digest = releases.digest(new.files)
    if digest in _fit:
        return
    findings: list[Finding] = []
    folder = _folder(new.files)
    findings += verdicts.unsound(folder, _folder(new.before), new.policy)
    with _collecting(findings, ""):
        _compile(new.files)
    findings += engine.whole(engine.Source(folder.around.diagrams))
    if findings:
        raise NotPublishable(tuple(verdicts.once(findings)))
    if len(_fit) >= KEPT:
        _fit.pop(next(iter(_fit)))
    _fit[digest] = None


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


def begins_with(tx: Tx, message: str) -> bool:
    """Does a process of the area's newest release begin with this message?"""
    return releases.newest(tx) is not None and newest(tx).engine.starts_with(message) is not None


_compiled: dict[UUID, Compiled] = {}
_compiling = Lock()


def compiled(tx: Tx, release_id: UUID) -> Compiled:
    """A release, compiled once in this process and shared between threads, cases and areas that published the same."""
    if known := _compiled.get(release_id):
        return known
    number, digest = releases.named(tx, release_id)
    with _compiling:
        if known := _compiled.get(release_id):
            return known
        same = next((one for one in _compiled.values() if one.digest == digest), None)
        if same is None:
            same = _compile(releases.files(tx, release_id), published=True)
            memory.give_back()  # what the diagrams weighed while they were read
        if len(_compiled) >= KEPT:
            _compiled.pop(next(iter(_compiled)))
        _compiled[release_id] = replace(same, id=release_id, number=number, digest=digest)
        return _compiled[release_id]


NOT_YET = UUID(int=0)


def _compile(files: Mapping[str, bytes], *, published: bool = False) -> Compiled:
    """A release from its files. published: it runs already, and no later rule may stop the children in it."""
    findings: list[Finding] = []
    read: dict[str, Form] = {}
    paths: dict[str, Form] = {}
    for path, content in _ending(files, ".json"):
        with _collecting(findings, path):
            form = forms.read(content, published=published)
            if form.outline.id in read:
                findings.append(Finding("form", f"Two forms are called “{form.outline.id}”. Rename one.", path))
            read[form.outline.id] = paths[path] = form
    findings += [] if published else forms.let_slip(paths)
    diagrams = dict(_ending(files, ".bpmn"))
    outlines = {form_id: form.outline for form_id, form in read.items()}
    source = engine.Source(diagrams, dict(_ending(files, ".dmn")), outlines)
    release: engine.Release | None = None
    with _collecting(findings, ""):
        release = engine.compile(source, published=published)
    if findings or release is None:
        raise NotPublishable(findings)
    return Compiled(NOT_YET, 0, "", release, read, diagrams)


@contextmanager
def _collecting(findings: list[Finding], path: str) -> Iterator[None]:
    """Collect what is wrong, so that everything is said at once."""
    try:
        yield
    except NotPublishable as refusal:
        findings += [finding if finding.file else replace(finding, file=path) for finding in refusal.findings]


def _ending(files: Mapping[str, bytes], suffix: str) -> list[tuple[str, bytes]]:
    return [(path, content) for path, content in sorted(files.items()) if path.endswith(suffix)]


def _folder(files: Mapping[str, bytes]) -> verdicts.Folder:
    """Files as they are judged. A form that cannot be read is not there: whoever asks for it is told so."""
    words: dict[str, bytes] = {}
    outlines: dict[str, FormOutline] = {}
    for _path, content in _ending(files, ".json"):
        with suppress(NotPublishable):
            outline = forms.read(content).outline
            outlines[outline.id], words[outline.id] = outline, content
    diagrams, decisions = dict(_ending(files, ".bpmn")), dict(_ending(files, ".dmn"))
    return verdicts.Folder(engine.Around(diagrams, decisions, outlines), words)


def _published(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if path.endswith((".bpmn", ".dmn", ".json"))}
