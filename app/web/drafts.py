"""Keeping what is typed, while it is typed: what the pages' script sends within a second of each change."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response
from flask.typing import ResponseReturnValue

from app.actions import tasks
from app.domain.access import Permission
from app.domain.errors import Invalid, StaleDraft
from app.web import edge, pages, sheets
from app.web.edge import permit, run

bp = Blueprint("drafts", __name__, url_prefix="/tasks")


@bp.post("/<uuid:task_id>/draft")
@permit(Permission.WORK)
def keep(task_id: UUID) -> ResponseReturnValue:
    """Keep what was just typed; says when it was kept, and how the questions read now where an answer changes them.

    Takes JSON {changes: {field: [value, version shown]}, live: whether other questions depend on one of them}.
    """
    body = edge.json_body()
    changes = _changes(body.get("changes"))
    try:
        kept = run(lambda tx: tasks.save_draft(tx, task_id, changes))
    except StaleDraft as refusal:
        return _both_texts(task_id, refusal, {key: value for key, (value, _) in changes.items()})
    questions = sheets.questions_of(sheets.opened(task_id)) if body.get("live") else None
    return jsonify(
        said=f"Saved at {pages.clock(pages.now())}",
        versions={key: one.version for key, one in kept.items()},
        others=sheets.others(kept),
        questions=questions,
    )


def _both_texts(task_id: UUID, refusal: StaleDraft, yours: Mapping[str, Any]) -> Response:
    """Somebody was quicker: the questions once more, with their text beside what is being typed here."""
    found = sheets.opened(task_id)
    sheet = replace(found, entered={**found.entered, **yours}, stale={one.field: one for one in refusal.fields})
    return make_response(
        jsonify(
            said="Not saved: somebody else changed the same answer. Both texts are shown.",
            versions={key: one.version for key, one in found.page.draft.items()},
            others=sheets.others(found.page.draft),
            questions=sheets.questions_of(sheet),
        ),
        409,
    )


def _changes(raw: object) -> dict[str, tuple[Any, int]]:
    """The changes of a draft as a script sends them. Raises Invalid for anything else."""
    changes: dict[str, tuple[Any, int]] = {}
    for name, change in raw.items() if isinstance(raw, dict) else ():
        match change:
            case [value, int(version)]:
                changes[_typed(name)] = (_typed(value), version)
            case _:
                raise Invalid("A change is a list of the value and the version that was shown.")
    return changes


def _typed(value: object, depth: int = 3) -> Any:
    """What may have been typed: a text, a list of choices, or rows of them; without what no database keeps."""
    match value:
        case str():
            return value.encode(errors="ignore").decode().replace("\x00", "")
        case list() if depth:
            return [_typed(one, depth - 1) for one in value]
        case dict() if depth:
            return {_typed(name): _typed(one, depth - 1) for name, one in value.items()}
        case _:
            raise Invalid("An answer is a text, a list of texts, or a list of rows.")
