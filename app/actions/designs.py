"""Designs: drawing a change to a process, proposing it, and publishing it once a second person has approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from app.actions import policy as packs
from app.actions import processes, releases, sights
from app.actions.releases import Published
from app.actions.sights import Sight
from app.domain import designs as domain
from app.domain.access import Actor, Permission
from app.domain.designs import Design, Happening, KeptText, May, State
from app.domain.errors import Conflict, Invalid, NotPublishable
from app.domain.policy import Policy
from app.domain.views import ReleaseRow
from app.store import designs
from app.store import releases as published
from app.store.base import Database
from app.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Overview:
    """The designers' desk. mine: drafts and proposals that the actor has a hand in; waiting: proposals; others: drafts of
    others; settled: published and withdrawn ones, newest first. releases: everything that was published."""

    mine: tuple[Design, ...]
    waiting: tuple[Design, ...]
    others: tuple[Design, ...]
    settled: tuple[Design, ...]
    releases: tuple[ReleaseRow, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A design as it lies before somebody. live: the number of the release that runs now; files: its {path: content}.

    theirs: what runs now in this design's place, or what ran before it was published; None where nothing does or did.
    moved: the release in which somebody else changed this very file since the design was begun, None where nobody did.
    """

    design: Design
    content: bytes
    live: int
    digest: str
    files: Mapping[str, bytes]
    policy: Policy
    may: May
    theirs: bytes | None
    moved: ReleaseRow | None = None
    history: tuple[Happening, ...] = ()
    kept: tuple[KeptText, ...] = ()

    def seen(self) -> Sight:
        """What is wrong with the text, what it says and what is different; worked out outside of any transaction."""
        text = sights.Text(self.design.file, self.content, self.theirs)
        return sights.look(text, self.files, self.policy, release=self.digest)


def overview(tx: Tx) -> Overview:
    """The area's changes to its processes. Raises Forbidden."""
    tx.actor.require(Permission.PUBLISH)
    rows = designs.listed(tx)
    drafts = [one for one in rows if one.state is State.DRAFT]
    return Overview(
        tuple(one for one in rows if one.state in {State.DRAFT, State.PROPOSED} and one.drawn_by(tx.actor)),
        tuple(one for one in rows if one.state is State.PROPOSED),
        tuple(one for one in drafts if not one.drawn_by(tx.actor)),
        tuple(one for one in rows if one.state in {State.PUBLISHED, State.WITHDRAWN}),
        published.history(tx),
    )


def edit(tx: Tx, process_id: str) -> UUID:
    """Begin a change to a process of the newest release, or go on with the actor's open one; returns its id.

    Raises Forbidden or NotFound.
    """
    tx.actor.require(Permission.PUBLISH)
    process = processes.one(tx, process_id)
    if known := designs.open_of(tx, process_id):
        return known
    newest = releases.newest(tx)
    content = newest.diagrams[process.file]
    return designs.add(
        tx, process=process_id, name=process.name, file=process.file, base=newest.number, content=content
    )


def draw_new(tx: Tx, name: str) -> UUID:
    """Begin a new process of this name, with a start, an end and a lane; returns its id. Raises Forbidden or Invalid."""
    tx.actor.require(Permission.PUBLISH)
    name = " ".join(domain.words(name, needed="Give the new process a name.").split())
    process = domain.process_id(name)
    newest = releases.newest(tx)
    file = f"bpmn/{process}/{process}.bpmn"
    if process in newest.engine.processes or file in newest.diagrams:
        raise Invalid(f"There is a process called “{name}” already. Choose another name, or edit that one.")
    return designs.add(
        tx, process=process, name=name, file=file, base=newest.number, content=domain.blank(process, name)
    )


def open(tx: Tx, design_id: UUID) -> Opened:  # noqa: A001 - read as designs.open
    """A design with everything that its page needs. Raises Forbidden or NotFound."""
    tx.actor.require(Permission.PUBLISH)
    design = designs.one(tx, design_id)
    return _opened(tx, design, designs.content(tx, design_id))


def _opened(tx: Tx, design: Design, content: bytes) -> Opened:
    newest = published.newest(tx)
    if newest is None:
        raise Invalid("Nothing has been published here yet. Publish a folder first: girfec publish.")
    release_id, number, digest = newest
    files = published.files(tx, release_id)
    is_open = design.state in {State.DRAFT, State.PROPOSED}
    return Opened(
        design,
        content,
        number,
        digest,
        files,
        packs.in_force(tx, published.in_force(tx)[0]),
        domain.may(design, tx.actor),
        published.file(tx, design.release - 1, design.file) if design.release else files.get(design.file),
        published.changed_since(tx, design.base, design.file) if is_open else None,
        designs.history(tx, design.id),
        designs.kept(tx, design.id),
    )


def text(tx: Tx, design_id: UUID, digest: str = "") -> tuple[Design, bytes]:
    """A design's text for download, or one of those kept of it. Raises Forbidden or NotFound."""
    tx.actor.require(Permission.PUBLISH)
    design = designs.one(tx, design_id)
    return design, designs.kept_text(tx, design_id, digest) if digest else designs.content(tx, design_id)


def join(tx: Tx, design_id: UUID) -> None:
    """Work on somebody else's draft too; whoever does cannot approve it. Raises Forbidden, NotFound or Conflict."""
    tx.actor.require(Permission.PUBLISH)
    design = designs.lock(tx, design_id)
    domain.require_state(design, State.DRAFT)
    if not design.drawn_by(tx.actor):
        designs.note(tx, design.id, "joined", version=design.version)


def save(tx: Tx, design_id: UUID, content: bytes, version: int) -> int:
    """Keep a text, right or wrong; returns the new version. A text that comes too late is kept apart, for download.

    Raises Forbidden, NotFound, Invalid for what is no text or too long, or Conflict where somebody was quicker.
    """
    tx.actor.require(Permission.PUBLISH)
    kept = domain.text(content)
    design = designs.lock(tx, design_id)
    domain.require_state(design, State.DRAFT)
    domain.require_hand(design, tx.actor)
    if design.version != version:
        tx.keep_if_refused(partial(_set_aside, design_id=design_id, content=kept))
    design.expect(version)

    before = designs.content(tx, design_id)
    if kept == before:
        return version
    if design.saved.person_id != tx.actor.person_id:
        why = "Before somebody else went on with it"
        designs.keep(tx, design_id, before, by=design.saved.by, at=design.saved.at, why=why)
    designs.change(tx, design, content=kept, version=version + 1, **designs.marked(tx, "saved"))
    return version + 1


def _set_aside(tx: Tx, *, design_id: UUID, content: bytes) -> None:
    designs.lock(tx, design_id)
    designs.keep(tx, design_id, content, by=tx.actor.name, at=tx.now, why="Not saved: somebody else was quicker")


def upload(tx: Tx, design_id: UUID, content: bytes) -> None:
    """Put a file in the place of a draft's text, which is kept for download. Raises as `save` does."""
    tx.actor.require(Permission.PUBLISH)
    design = designs.lock(tx, design_id)
    domain.require_state(design, State.DRAFT)
    domain.require_hand(design, tx.actor)
    _replace(tx, design, domain.text(content), kind="uploaded", why="Before a file was uploaded")


def begin_again(tx: Tx, design_id: UUID) -> None:
    """Take what runs now as the text, and keep one's own for download. Raises Forbidden, NotFound or Conflict."""
    tx.actor.require(Permission.PUBLISH)
    design = designs.lock(tx, design_id)
    domain.require_state(design, State.DRAFT, State.PROPOSED)
    domain.require_hand(design, tx.actor)
    newest = releases.newest(tx)
    if (content := newest.diagrams.get(design.file)) is None:
        raise Conflict("This process no longer runs, so there is nothing to begin from. Withdraw this change.")
    _replace(tx, design, content, kind="begun_again", why="Before it was begun again from what runs")
    designs.change(tx, design, base=newest.number, state=State.DRAFT.value)


def _replace(tx: Tx, design: Design, content: bytes, *, kind: str, why: str) -> None:
    before = designs.content(tx, design.id)
    designs.keep(tx, design.id, before, by=design.saved.by, at=design.saved.at, why=why)
    version = design.version + 1
    designs.change(tx, design, content=content, version=version, **designs.marked(tx, "saved"))
    designs.note(tx, design.id, kind, version=version)


def propose(database: Database, actor: Actor, design_id: UUID, *, version: int, note: str) -> None:
    """Ask a second person to approve a draft. Its text is looked at first, outside of any transaction.

    Raises Forbidden, NotFound, Invalid, Conflict, or NotPublishable with everything that is wrong.
    """
    opened = database.read(actor, lambda tx: open(tx, design_id))
    said = domain.words(note, needed="Say in a sentence what you changed and why: the note is published with it.")
    _require_proposable(opened, actor, version)
    _require_sound(opened)

    def write(tx: Tx) -> None:
        design = designs.lock(tx, design_id)
        domain.require_state(design, State.DRAFT)
        design.expect(version)
        designs.keep(tx, design_id, opened.content, by=actor.name, at=tx.now, why="As it was proposed")
        designs.change(tx, design, state=State.PROPOSED.value, note=said, reason="", **designs.marked(tx, "proposed"))
        designs.note(tx, design_id, "proposed", version=version, note=said)

    database.run(actor, write)


def _require_proposable(opened: Opened, actor: Actor, version: int) -> None:
    domain.require_state(opened.design, State.DRAFT)
    domain.require_hand(opened.design, actor)
    opened.design.expect(version)
    _require_unmoved(opened)
    if opened.theirs == opened.content:
        raise Invalid("Nothing has been changed yet: this is what runs now.")


def _require_unmoved(opened: Opened) -> None:
    if moved := opened.moved:
        noted = f" with the note “{moved.note}”" if moved.note else ""
        raise Conflict(
            f"{moved.approved_by} has published another change to this process as release {moved.number}{noted}. "
            "Compare the two below, then begin again from what runs now; your own text is kept for download."
        )


def _require_sound(opened: Opened) -> Mapping[str, bytes]:
    """What would run: all that runs now, with this one file in its place. Raises NotPublishable."""
    if refused := opened.seen().refused:
        raise NotPublishable(refused)
    files = {**opened.files, opened.design.file: opened.content}
    releases.check(releases.Changes(files, opened.files, opened.policy))
    return files


def send_back(tx: Tx, design_id: UUID, reason: str) -> None:
    """Return a proposal to those who drew it, with a reason. Raises Forbidden, NotFound, Invalid or Conflict."""
    tx.actor.require(Permission.PUBLISH)
    said = domain.words(reason, needed="Say in a sentence why: whoever goes on with it reads that.")
    design = designs.lock(tx, design_id)
    domain.require_state(design, State.PROPOSED)
    designs.change(tx, design, state=State.DRAFT.value, reason=said)
    designs.note(tx, design_id, "returned", version=design.version, note=said)


def withdraw(tx: Tx, design_id: UUID) -> None:
    """Give a change up; nothing of it is deleted. Raises Forbidden, NotFound or Conflict."""
    tx.actor.require(Permission.PUBLISH)
    design = designs.lock(tx, design_id)
    domain.require_state(design, State.DRAFT, State.PROPOSED)
    domain.require_hand(design, tx.actor)
    designs.change(tx, design, state=State.WITHDRAWN.value, **designs.marked(tx, "settled"))
    designs.note(tx, design_id, "withdrawn", version=design.version)


def approve(database: Database, actor: Actor, design_id: UUID, *, version: int) -> Published:
    """Publish a proposal as a second person: what runs now, with this one file in its place.

    It is checked outside of any transaction, and published only if nothing has moved meanwhile. New cases run it; those
    under way stay where they are. Raises Forbidden, NotFound, Conflict, or NotPublishable with everything that is wrong.
    """
    opened = database.read(actor, lambda tx: open(tx, design_id))
    _require_approvable(opened.design, actor, version)
    _require_unmoved(opened)
    files = _require_sound(opened)

    done = database.run(actor, lambda tx: _publish(tx, opened, files))
    database.read(actor, releases.newest)  # compiled here, so that nobody's transaction has to wait for it
    return done


def _require_approvable(design: Design, actor: Actor, version: int) -> None:
    domain.require_state(design, State.PROPOSED)
    domain.require_second_person(design, actor)
    design.expect(version)


def _publish(tx: Tx, opened: Opened, files: Mapping[str, bytes]) -> Published:
    published.lock(tx)
    design = designs.lock(tx, opened.design.id)
    _require_approvable(design, tx.actor, opened.design.version)
    newest = published.newest(tx)
    if newest is None or newest[1] != opened.live:
        raise Conflict("Something else was published while this was being checked. Approve it again.")

    seal = published.digest(files)
    number = published.add(
        tx, files, digest=seal, approved_by=tx.actor.name, origin=published.PAGE, base=opened.live, note=design.note
    )
    designs.change(tx, design, state=State.PUBLISHED.value, release=number, **designs.marked(tx, "settled"))
    designs.note(tx, design.id, "published", version=design.version, note=f"Release {number}")
    return Published(number, seal, changed=True)
