"""A person's tasks."""

from uuid import UUID

from flask import Blueprint

from app.actions import tasks
from app.api import edge
from app.api.edge import permit, speaks
from app.api.shapes import Answers, Changes, Draft, Filter, Task
from app.domain.access import Permission
from app.domain.errors import (
    Conflict,
    Forbidden,
    Invalid,
    InvalidAnswers,
    KeyReused,
    NotFound,
    Overrun,
    RuleBroken,
    StaleDraft,
)
from app.domain.views import InboxPage

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.get("")
@permit(Permission.WORK)
@speaks(asks=Filter, gives=InboxPage)
def inbox(query: Filter) -> InboxPage:
    """List open tasks, soonest due first. The children shown are recorded as looked at."""
    return edge.run(
        lambda tx: tasks.inbox(tx, view=query.view, after=query.after, limit=query.limit, case_id=query.case)
    )


@bp.get("/<uuid:task_id>")
@permit(Permission.WORK)
@speaks(gives=Task, refuses=(NotFound,))
def open(task_id: UUID) -> Task:  # noqa: A001 - the verb that people use for a task
    """Open a task: its form, earlier answers, draft, due date and who may do it. The look is recorded."""
    return Task.of(edge.run(lambda tx: tasks.open(tx, task_id)))


@bp.post("/<uuid:task_id>/claim")
@permit(Permission.WORK)
@speaks(refuses=(NotFound, Conflict))
def claim(task_id: UUID) -> None:
    """Mark yourself as the one who is on this task."""
    edge.run(lambda tx: tasks.claim(tx, task_id))


@bp.post("/<uuid:task_id>/release")
@permit(Permission.WORK)
@speaks(refuses=(NotFound, Forbidden, Conflict))
def release(task_id: UUID) -> None:
    """Give a claimed task back."""
    edge.run(lambda tx: tasks.release(tx, task_id))


@bp.put("/<uuid:task_id>/draft")
@permit(Permission.WORK)
@speaks(takes=Changes, gives=Draft, refuses=(NotFound, Conflict, StaleDraft))
def save_draft(task_id: UUID, body: Changes) -> Draft:
    """Keep words, valid or not, before they are sent. Fields that are not named stay as they are."""
    changes = {name: (changed.value, changed.version) for name, changed in body.fields.items()}
    return Draft(edge.run(lambda tx: tasks.save_draft(tx, task_id, changes)))


@bp.post("/<uuid:task_id>/complete")
@permit(Permission.WORK)
@speaks(
    takes=Answers,
    gives=tasks.Completed,
    keyed=True,
    refuses=(NotFound, Forbidden, Conflict, InvalidAnswers, KeyReused, RuleBroken, Overrun, Invalid),
)
def complete(task_id: UUID, body: Answers, key: str) -> tasks.Completed:
    """Record the answers to a task and move the case on."""
    return edge.run(lambda tx: tasks.complete(tx, task_id, body.answers, seen=body.seen, key=key))
