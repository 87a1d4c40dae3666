"""How somebody came to lead for a child: the record of the choice, put together from what was kept of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app import forms
from app.actions import documents, identities, moves, releases
from app.domain import choice_steps
from app.domain.choice_records import Check, ChoiceRecord
from app.domain.choice_steps import STEPS, Led, Noted, Taken
from app.domain.errors import NotFound
from app.domain.statutory import Checked
from app.domain.tabs import ChoicePage
from app.store import answers, choice_records, journal, people
from app.store.base import uuid_or_none
from app.store.tasks import due_from
from app.store.tx import Tx

KEYS = frozenset(key for steps in STEPS.values() for key in steps)


def open(tx: Tx, case_id: UUID, record_id: UUID | None = None) -> ChoicePage:  # noqa: A001 - the verb that people use for a record
    """One choice of a case, the newest where none is named, and which others there are.

    The look is recorded. Raises Forbidden or NotFound.
    """
    return page(tx, documents.look(tx, case_id, "choice"), record_id)


def page(tx: Tx, scene: moves.Scene, record_id: UUID | None = None) -> ChoicePage:
    """The same for a case that the caller has opened already."""
    records = of_case(tx, scene.case.id)
    shown = next((one for one in records if record_id in (None, one.id)), None)
    if record_id and shown is None:
        raise NotFound("There is no such choice in this case.")
    return ChoicePage(identities.identity(tx, scene), shown, records)


def of_case(tx: Tx, case_id: UUID) -> tuple[ChoiceRecord, ...]:
    """Every choice of a case that the caller may see, newest first."""
    rows = choice_records.steps(tx, case_id, list(STEPS), sorted(KEYS))
    taken = [_taken(tx, row) for row in rows if row.key in STEPS[row.process]]
    if not taken:
        return ()
    noted = [one for row in journal.bodies(tx, case_id, since=taken[0].opened_at) for one in _noted(row)]
    ids = {found for one in taken if one.item and (found := uuid_or_none(one.item))}
    names = {str(key): person.name for key, person in people.persons(tx, ids).items()}
    led = [
        Led(row.name, str(row.person_id), row.accepted_at, row.ended_at)
        for row in choice_records.led_meanwhile(tx, case_id)
    ]
    return choice_steps.choices(taken, noted, led, names)


def _taken(tx: Tx, row: Row[Any]) -> Taken:
    """A step with its answers as they were asked then: by the form of the release that it ran under."""
    given: Mapping[str, Any] = {}
    said: Mapping[str, Any] = {}
    form = releases.compiled(tx, row.release_id).form(row.form)
    if row.by is not None:
        given, words = answers.said(row)
        said = forms.retold(form, given, words) if form else {}
    due = due_from(row.due)
    return Taken(
        task_id=row.id,
        instance_id=row.instance_id,
        part=STEPS[row.process][row.key],
        name=row.name,
        item=None if row.item is None else str(row.item),
        state=row.state,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        due_at=due.at if due else None,
        by=row.by or "",
        given=given,
        said=said,
    )


def _noted(row: Row[Any]) -> Iterator[Noted]:
    """The checks that an entry of the history tells of."""
    body = journal.said(row)
    if not body:
        return
    instance = uuid_or_none(str(body.get("step", {}).get("instance")))
    for one in body.get("checked") or ():
        known = {**one, "person_id": UUID(one["person_id"])}
        yield Noted(row.at, instance, None, Checked(**{name: known[name] for name in Checked.__slots__}))
    if row.kind == "refused" and "rule" in body:
        lines: Sequence[str] = body["lines"]
        refused = Check((row.at,), "", lines[0], body["rule"], body["source"], body["pack"], allowed=False)
        yield Noted(row.at, None, uuid_or_none(str(body.get("task_id"))), None, refused)
