"""Answers with which a form begins, completed as somebody would who leaves everything as it was. For demos and tests."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.forms import FieldKind
from app.forms.invented import SENTENCE
from app.forms.schema import Component, Form, asked


def begun(form: Form, carried: Mapping[str, Any], *, by: date) -> dict[str, Any]:
    """What was carried forward, as JSON would carry it; in its rows, mandatory words, days and choices that lack are filled in.

    by: the day that is agreed where the one agreed before has passed.
    """
    lists = {one.key: one for one in asked(form.components) if one.kind is FieldKind.ROWS}
    return {
        key: [_completed(lists[key], row, by) for row in value] if key in lists else value
        for key, value in carried.items()
    }


def _completed(rows: Component, row: Mapping[str, Any], by: date) -> dict[str, Any]:
    filled = {
        one.key: _missing(one, by)
        for one in asked(rows.children)
        if one.required and one.hide is None and row.get(one.key) in (None, "")
    }
    filled = {key: value for key, value in filled.items() if value is not None}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in {**row, **filled}.items()}


def _missing(asked_for: Component, by: date) -> Any:
    """What somebody fills in where nothing was carried; None where they would have to know better."""
    match asked_for.kind:
        case FieldKind.TEXT:
            return SENTENCE
        case FieldKind.DATE:
            return by
        case FieldKind.CHOICE if asked_for.choices and asked_for.choices.fixed:
            return asked_for.choices.fixed[0][0]
        case _:
            return None
