"""A person's tasks: the inbox, opening one, claiming it, keeping a draft, completing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from app.domain.views import DraftField, InboxPage, TaskPage
from app.store.tx import Tx

View = Literal["mine", "team", "overdue"]


@dataclass(frozen=True, slots=True)
class Completed:
    """What completing a task did. next_task_id: the actor's next task in this case, or None. done: the process has ended.

    said: one sentence for the person, for example “Recorded. Next: Confirm the lead professional.”
    """

    task_id: UUID
    case_id: UUID
    child: str
    next_task_id: UUID | None
    done: bool
    said: str


def inbox(
    tx: Tx, *, view: View = "mine", after: str | None = None, limit: int = 25, case_id: UUID | None = None
) -> InboxPage:
    """One page of open tasks, soonest due first. after: the previous page's `next`. case_id: only this case's.

    Raises Invalid for a cursor that is not ours.
    """
    raise NotImplementedError


def open(tx: Tx, task_id: UUID) -> TaskPage:  # noqa: A001 - the verb that people use for a task
    """A task's page; writes the access row, so it needs a writing transaction. Raises NotFound."""
    raise NotImplementedError


def claim(tx: Tx, task_id: UUID) -> None:
    """Mark the actor as the one who is on this task; taking over from somebody is allowed and journalled.

    Raises NotFound or Conflict.
    """
    raise NotImplementedError


def release(tx: Tx, task_id: UUID) -> None:
    """Give a claimed task back. Raises NotFound, Forbidden or Conflict."""
    raise NotImplementedError


def save_draft(tx: Tx, task_id: UUID, changes: Mapping[str, tuple[Any, int]]) -> dict[str, DraftField]:
    """Keep words, valid or not, before they are sent.

    changes: {field: (value, version seen)}; version 0 where the field had no draft. Returns the whole draft as it
    stands. Raises NotFound, Conflict, Invalid, or StaleDraft with both texts where somebody was quicker; then none of
    the changes is kept.
    """
    raise NotImplementedError


def complete(tx: Tx, task_id: UUID, answers: Mapping[str, Any], *, seen: int, key: str) -> Completed:
    """Record a person's answers and move the process to its next stop.

    answers: {field: value} as received; checked here against the task's form. seen: TaskPage.seen, so that a stale tab
    cannot overwrite. key: made when the form was drawn; the same key again returns the stored answer.
    Raises NotFound, Forbidden, Conflict, InvalidAnswers, KeyReused, Overrun or RuleBroken; then nothing is kept.
    """
    raise NotImplementedError
