"""The inbox: what waits for a person, soonest due first."""

from typing import get_args

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.actions import likenesses, tasks
from app.domain.access import Permission
from app.domain.errors import NotFound
from app.web.edge import permit, public, run

bp = Blueprint("inbox", __name__)

VIEWS: dict[str, tuple[tasks.View, str, str, str, str]] = {
    # address: (view, tab, title, what an empty list says, and what will appear in it)
    "mine": (
        "mine",
        "Mine",
        "My tasks",
        "Nothing waits for you just now",
        "A task appears here as soon as a child’s plan needs something from you, with the reason and the date.",
    ),
    "team": (
        "team",
        "My teams’",
        "My teams’ tasks",
        "Nothing waits for your teams",
        "Tasks for a whole team appear here until somebody takes them on. They stay visible to the others.",
    ),
    "overdue": (
        "overdue",
        "Overdue",
        "Overdue tasks",
        "Nothing is overdue",
        "A task that is past its date appears here and stays in the other lists too, until it is done.",
    ),
}
assert {name for name, *_ in VIEWS.values()} == set(get_args(tasks.View))


@bp.get("/")
@public("it shows nothing, and leads to the tasks or to signing in")
def home() -> ResponseReturnValue:
    """The front door."""
    return redirect(url_for("inbox.show"), code=303)


@bp.get("/tasks")
@permit(Permission.WORK)
def show() -> ResponseReturnValue:
    """One page of one list."""
    name = request.args.get("view", "mine")
    if name not in VIEWS:
        raise NotFound("There is no such list.")
    view, _, title, *empty = VIEWS[name]
    after = request.args.get("after")
    page, alike = run(lambda tx: (tasks.inbox(tx, view=view, after=after), likenesses.count(tx)))
    tabs = [(address, tab) for address, (_, tab, *_) in VIEWS.items()]
    return render_template(
        "inbox.html", page=page, view=name, tabs=tabs, title=title, empty=empty, after=after, alike=alike, here="inbox"
    )
