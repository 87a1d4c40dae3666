"""Changing a process: drawing, proposing, and approving as a second person."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.actions import choices, designs
from app.actions.designs import Opened
from app.actions.sights import Sight
from app.domain import designs as domain
from app.domain.access import Permission
from app.domain.errors import Finding, Invalid, NotFound, NotPublishable, Refused, status
from app.engine import parted
from app.web import edge
from app.web.edge import permit, read, run

bp = Blueprint("designs", __name__)

LARGEST = 3 * domain.LARGEST  # bytes of a request: JSON writes some characters as six


@bp.url_value_preprocessor
def _room(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a diagram of the longest kind come in. Here, for what looks for the form's token reads the request first."""
    request.max_content_length = LARGEST


@bp.get("/designs")
@permit(Permission.PUBLISH)
def show() -> ResponseReturnValue:
    """Drafts, proposals that wait for approval, and what was published."""
    return _desk()


@bp.post("/designs/new")
@permit(Permission.PUBLISH)
def draw_new() -> ResponseReturnValue:
    """Draw a new process."""
    name = request.form.get("name", "")
    try:
        design_id = run(lambda tx: designs.draw_new(tx, name))
    except Invalid as refusal:
        return make_response(_desk(refusal=refusal, name=name), 422)
    return _to(design_id)


@bp.post("/processes/<process_id>/edit")
@permit(Permission.PUBLISH)
def begin(process_id: str) -> ResponseReturnValue:
    """Begin a change to a process, or go on with one's own."""
    return _to(run(lambda tx: designs.edit(tx, process_id)))


@bp.get("/designs/<uuid:design_id>")
@permit(Permission.PUBLISH)
def one(design_id: UUID) -> ResponseReturnValue:
    """The editor, with what is wrong, the same in words and what is different."""
    return _page(design_id)


@bp.get("/designs/<uuid:design_id>/content")
@permit(Permission.PUBLISH)
def content(design_id: UUID) -> ResponseReturnValue:
    """Everything that the editor needs, as JSON."""
    opened = read(lambda tx: designs.open(tx, design_id))
    may = {"edit": opened.may.edit, "propose": opened.may.propose, "approve": opened.may.approve}
    return jsonify(
        xml=opened.content.decode(),
        version=opened.design.version,
        choices=read(choices.offered),
        may=may,
        **_seen(opened, opened.seen()),
    )


@bp.post("/designs/<uuid:design_id>/content")
@permit(Permission.PUBLISH)
def save(design_id: UUID) -> ResponseReturnValue:
    """Keep what was just drawn, right or wrong. Takes JSON {xml, version}; says what is wrong with it."""
    body = edge.json_body()
    xml, version = body.get("xml"), body.get("version")
    try:
        if not isinstance(xml, str) or not isinstance(version, int) or isinstance(version, bool):
            raise Invalid("A save is the diagram’s text as “xml” and the “version” that was shown.")
        text = xml.encode(errors="replace")
        saved = run(lambda tx: designs.save(tx, design_id, text, version))
    except NotFound:
        raise
    except Refused as refusal:
        return _not_saved(design_id, refusal)
    opened = read(lambda tx: designs.open(tx, design_id))
    return jsonify(version=saved, said="Saved.", **_seen(opened, opened.seen()))


def _not_saved(design_id: UUID, refusal: Refused) -> Response:
    """Why a text was not kept; where somebody was quicker, with theirs."""
    if status(refusal) != 409:
        return make_response(jsonify(said=str(refusal)), 422 if refusal.code == "invalid" else status(refusal))
    opened = read(lambda tx: designs.open(tx, design_id))
    return make_response(
        jsonify(
            said=str(refusal),
            theirs=opened.content.decode(),
            version=opened.design.version,
            by=opened.design.saved.by,
        ),
        409,
    )


@bp.get("/designs/<uuid:design_id>.bpmn")
@permit(Permission.PUBLISH)
def download(design_id: UUID) -> ResponseReturnValue:
    """The text as it stands, or one that is kept of it (`kept`: its digest), or what runs now (`live`)."""
    if request.args.get("live"):
        opened = read(lambda tx: designs.open(tx, design_id))
        if opened.theirs is None:
            raise NotFound("There is no such process.")
        return _file(opened.design, opened.theirs, f"-release-{opened.live}")
    kept = request.args.get("kept", "")
    design, text = read(lambda tx: designs.text(tx, design_id, kept))
    return _file(design, text, f"-{kept[:8]}" if kept else "")


@bp.post("/designs/<uuid:design_id>/upload")
@permit(Permission.PUBLISH)
def upload(design_id: UUID) -> ResponseReturnValue:
    """Put a file in the text's place."""
    sent = request.files.get("file")

    def work() -> None:
        if sent is None or not sent.filename:
            raise Invalid("Choose the .bpmn file that is to take this text’s place.")
        with sent.stream as stream:
            text = stream.read(domain.LARGEST + 1)
        run(lambda tx: designs.upload(tx, design_id, text))

    return _acted(design_id, work, "The file is in its place. The text before it is kept below.")


@bp.post("/designs/<uuid:design_id>/join")
@permit(Permission.PUBLISH)
def join(design_id: UUID) -> ResponseReturnValue:
    """Work on somebody else’s draft too."""
    return _acted(
        design_id,
        lambda: run(lambda tx: designs.join(tx, design_id)),
        "You work on this too. Somebody else approves it.",
    )


@bp.post("/designs/<uuid:design_id>/propose")
@permit(Permission.PUBLISH)
def propose(design_id: UUID) -> ResponseReturnValue:
    """Ask a second person to approve it."""
    version, note = _version(request.form), request.form.get("note", "")
    return _acted(
        design_id,
        lambda: designs.propose(edge.here().database, edge.actor(), design_id, version=version, note=note),
        "This waits for a second person’s approval now.",
        note=note,
    )


@bp.post("/designs/<uuid:design_id>/approve")
@permit(Permission.PUBLISH)
def approve(design_id: UUID) -> ResponseReturnValue:
    """Publish it as a second person."""
    version = _version(request.form)
    return _acted(
        design_id,
        lambda: designs.approve(edge.here().database, edge.actor(), design_id, version=version),
        "Published. New cases run it; cases under way stay as they are.",
    )


@bp.post("/designs/<uuid:design_id>/return")
@permit(Permission.PUBLISH)
def send_back(design_id: UUID) -> ResponseReturnValue:
    """Return a proposal to those who drew it."""
    reason = request.form.get("reason", "")
    return _acted(
        design_id,
        lambda: run(lambda tx: designs.send_back(tx, design_id, reason)),
        "Returned. Those who drew it see your reason.",
        reason=reason,
    )


@bp.post("/designs/<uuid:design_id>/again")
@permit(Permission.PUBLISH)
def begin_again(design_id: UUID) -> ResponseReturnValue:
    """Begin again from what runs now; one’s own text stays for download."""
    return _acted(
        design_id,
        lambda: run(lambda tx: designs.begin_again(tx, design_id)),
        "This is what runs now. Your own text is kept below.",
    )


@bp.post("/designs/<uuid:design_id>/withdraw")
@permit(Permission.PUBLISH)
def withdraw(design_id: UUID) -> ResponseReturnValue:
    """Give it up."""
    return _acted(design_id, lambda: run(lambda tx: designs.withdraw(tx, design_id)), "Withdrawn. Nothing was deleted.")


def _acted(design_id: UUID, work: Any, said: str, **entered: str) -> ResponseReturnValue:
    """Do it and go back to the page; or draw the page with what stands in the way and everything that was typed."""
    try:
        work()
    except NotFound:
        raise
    except Refused as refusal:
        code = 422 if refusal.code == "invalid" else status(refusal)
        return make_response(_page(design_id, refusal=refusal, entered=entered), code)
    flash(said)
    return _to(design_id)


def _page(design_id: UUID, *, refusal: Refused | None = None, entered: dict[str, str] | None = None) -> str:
    opened = read(lambda tx: designs.open(tx, design_id))
    sight = opened.seen()
    return render_template(
        "design.html",
        design=opened.design,
        opened=opened,
        may=opened.may,
        sight=sight,
        choices=read(choices.offered),
        refusal=_told(refusal, sight) if refusal else "",
        entered=entered or {},
        parted=parted,
        here="designs",
    )


def _told(refusal: Refused, sight: Sight) -> str:
    """A refusal in words. Findings that the page shows anyhow are only counted."""
    if not isinstance(refusal, NotPublishable):
        return str(refusal)
    shown = {(one.element, one.message) for one in sight.refused}
    elsewhere = [str(one) for one in refusal.findings if (one.element, one.message) not in shown]
    wrong = f"{len(shown)} {'thing keeps' if len(shown) == 1 else 'things keep'} it from it, see “What is wrong”."
    return " ".join(["This cannot be published yet.", *([wrong] if shown else []), *elsewhere])


def _desk(*, refusal: Refused | None = None, name: str = "") -> str:
    return render_template(
        "designs.html", desk=read(designs.overview), refusal=refusal, name=name, here="designs", may=domain.may
    )


def _seen(opened: Opened, sight: Sight) -> dict[str, Any]:
    """What is wrong, what it says and what is different: for machines, and as the page shows it."""
    shown = {"design": opened.design, "opened": opened, "sight": sight, "may": opened.may, "parted": parted}
    return {
        "findings": [_finding(one) for one in sight.findings],
        "findings_html": render_template("parts/design_findings.html", **shown),
        "twin": render_template("parts/design_twin.html", **shown),
        "differences": render_template("parts/design_differences.html", **shown),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    message, repair = parted(finding)
    return {**asdict(finding), "message": message, "repair": repair, "example": list(finding.example)}


def _file(design: domain.Design, text: bytes, more: str) -> Response:
    """A diagram to be kept on the designer's own disk."""
    name = f"{domain.process_id(design.process)}{more}.bpmn"
    headers = {
        "Content-Type": "application/xml; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return make_response(text, 200, headers)


def _version(form: MultiDict[str, str]) -> int:
    """The version shown; anything else is as good as none, and the action refuses it as out of date."""
    text = form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _to(design_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("designs.one", design_id=design_id), code=303)
