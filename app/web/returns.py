"""Returns: the indicators of a reporting year, the cases behind a number, and the files that are sent on."""

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.actions import returns
from app.domain.access import Permission
from app.domain.errors import Invalid
from app.web.edge import actor, permit, read, run

bp = Blueprint("returns", __name__)


@bp.get("/returns")
@permit(Permission.READ_RETURNS)
def show() -> ResponseReturnValue:
    """Every indicator by quarter and for the year; small numbers are not told."""
    begins = _number("year")
    found = read(lambda tx: returns.figures(tx, begins))
    sends = actor().may(Permission.SEND_RETURNS)
    return render_template("returns.html", found=found, heads=returns.HEADS, sends=sends, here="returns")


@bp.get("/returns/figures.csv")
@permit(Permission.READ_RETURNS)
def figures() -> ResponseReturnValue:
    """The same as a file."""
    begins = _number("year")
    found = read(lambda tx: returns.figures(tx, begins))
    return _file(returns.as_csv(found), f"girfec-figures-{found.year.title}.csv")


@bp.get("/returns/annual.csv")
@permit(Permission.SEND_RETURNS)
def annual() -> ResponseReturnValue:
    """The annual child protection return, a line for each concern; that it was taken is recorded for every child in it."""
    begins = _number("year")
    year, content = run(lambda tx: returns.annual(tx, begins))
    return _file(content, f"child-protection-return-{year.title}.csv")


@bp.get("/returns/cases")
@permit(Permission.READ_RETURNS)
def behind() -> ResponseReturnValue:
    """The cases behind one number, as far as whoever asks may see them."""
    begins, column = _number("year") or 0, _number("column")
    number, group = request.args.get("number", ""), request.args.get("group", "")
    found = run(lambda tx: returns.behind(tx, begins, number, group, -1 if column is None else column))
    return render_template("returns_cases.html", found=found, here="returns")


def _number(name: str) -> int | None:
    """A whole number of the address, None where there is none. Raises Invalid."""
    said = request.args.get(name, "")
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 5):
        raise Invalid("This address names no reporting year. Go back to the returns and choose one.")
    return int(said)


def _file(content: bytes, name: str) -> Response:
    headers = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": f'attachment; filename="{name}"'}
    return make_response(content, 200, headers)
