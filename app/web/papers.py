"""What is printed for the child and family, and a chronology for the agencies, as a page and as a PDF; both also in large print."""

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.actions import papers
from app.domain.access import Permission
from app.domain.errors import NotFound
from app.domain.tabs import ChoicePage, Chronicle, Paper
from app.store.tx import Tx
from app.web import choice_records, edge, errors, pdf
from app.web.edge import permit, run

bp = Blueprint("papers", __name__)

PAPERS: Mapping[str, Callable[[Tx, UUID], Paper | Chronicle]] = {
    "plan": papers.plan,
    "letter": papers.letter,
    "chronology": papers.chronology,
    "chronology_agencies": papers.chronology_agencies,
}
FILES = {  # a file's name never names a child
    "plan": "childs-plan.pdf",
    "letter": "lead-professional-letter.pdf",
    "choice": "lead-professional-choice.pdf",
    "chronology": "chronology.pdf",
    "chronology_agencies": "chronology-for-agencies.pdf",
}


@bp.get("/cases/<uuid:case_id>/print/<name>")
@permit(Permission.WORK)
def show(case_id: UUID, name: str) -> ResponseReturnValue:
    """The plan or the letter as a page: the form that everybody can read and hear."""
    return _drawn(_paper(case_id, name), name, missing=pdf.missing())


@bp.get("/cases/<uuid:case_id>/print/<name>.pdf")
@permit(Permission.WORK)
def download(case_id: UUID, name: str) -> ResponseReturnValue:
    """The same as a tagged PDF."""
    paper = _paper(case_id, name)
    try:
        content = pdf.made(_drawn(paper, name, css=pdf.css()), edge.here().settings.var / "cache")
    except pdf.NotMade as reason:
        return errors.page(503, str(reason))
    return _attached(content, FILES[name])


def _paper(case_id: UUID, name: str) -> Paper | Chronicle | ChoicePage:
    if name == "choice":
        record_id = choice_records.named()
        return run(lambda tx: papers.choice(tx, case_id, record_id))
    if name not in PAPERS:
        raise NotFound("There is no such paper.")
    return run(lambda tx: PAPERS[name](tx, case_id))


def _drawn(paper: Paper | Chronicle | ChoicePage, name: str, **more: object) -> str:
    large = request.args.get("size") == "large"
    return render_template(f"paper_{name}.html", paper=paper, name=name, large=large, **more)


def _attached(content: bytes, name: str) -> Response:
    headers = {"Content-Type": "application/pdf", "Content-Disposition": f'attachment; filename="{name}"'}
    return make_response(content, 200, headers)
