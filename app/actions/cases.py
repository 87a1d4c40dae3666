"""A child's case: starting it, opening its page, its history, messages to it, roles offered and accepted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.cases import StatusName
from app.domain.views import CasePage, CaseRow, Event
from app.store.tx import Tx


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is asked when a case starts. process: the id of a process that `releases.processes` lists.

    statuses: {status: the day it began}. reason: why the journey starts, in the practitioner's words.
    """

    given: str
    family: str
    known_as: str
    born_on: date
    process: str
    named_person_id: UUID | None = None
    partner_ids: tuple[UUID, ...] = ()
    statuses: Mapping[StatusName, date] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """A case that has begun. next_task_id: a task of it that is the actor's, or None."""

    case_id: UUID
    next_task_id: UUID | None


def start(tx: Tx, new: NewCase, answers: Mapping[str, Any], key: str) -> Started:
    """Open a child's case and start its process.

    answers: {field: value} to the process's start form. key: made when the form was drawn; the same key again returns
    the stored answer. Raises Forbidden, Invalid, InvalidAnswers, KeyReused or RuleBroken; then nothing is kept.
    """
    raise NotImplementedError


def open(tx: Tx, case_id: UUID) -> CasePage:  # noqa: A001 - the verb that people use for a child's record
    """A case's page; writes the access row, so it needs a writing transaction. Raises NotFound."""
    raise NotImplementedError


def timeline(tx: Tx, case_id: UUID, *, after: int | None = None) -> tuple[Event, ...]:
    """A case's history, newest first, 50 at a time; `after`: the last seq already shown. Raises NotFound."""
    raise NotImplementedError


def mine(tx: Tx) -> tuple[CaseRow, ...]:
    """The children with whom the actor has to do, soonest due first."""
    raise NotImplementedError


def send(tx: Tx, case_id: UUID, name: str, payload: Mapping[str, Any], key: str) -> bool:
    """Record a message to a case and hand it to whatever waits for it.

    Returns whether something took it: a waiting event, or a process that begins with it. When nothing was waiting the
    message stays recorded and the answer is False. Raises NotFound, Invalid, KeyReused or RuleBroken.
    """
    raise NotImplementedError


def accept_role(tx: Tx, role_id: UUID) -> None:
    """Accept a role that was offered to the actor or their team. Raises NotFound, Conflict or RuleBroken."""
    raise NotImplementedError


def decline_role(tx: Tx, role_id: UUID, reason: str) -> None:
    """Decline a role that was offered, with a reason. Raises NotFound, Conflict or Invalid."""
    raise NotImplementedError
