"""What a browser posted, as the answers it means: `rows-0-name` becomes the first row's `name`."""

import re
from typing import Any, Protocol

from app.domain.forms import FieldKind
from app.forms.schema import ROWS_LIMIT, Component, Form, asked

_CELL = re.compile(r"([A-Za-z][A-Za-z0-9_]*)-([0-9]{1,3})-([A-Za-z][A-Za-z0-9_]*)", re.ASCII)


class Fields(Protocol):
    """A form as werkzeug gives it: several values to a name."""

    def __iter__(self) -> Any: ...

    def getlist(self, key: str) -> list[str]: ...


def posted(form: Form, fields: Fields) -> dict[str, Any]:
    """{key: what was entered, unchecked}, for `check`, `draw` and drafts.

    A key that was not sent is not there, so that a single field can be saved alone. Pages send an empty value before
    each checkbox; then a box that was unticked is there. Names that the form does not know are passed on, to be refused.
    """
    components = {component.key: component for component in asked(form.components)}
    columns = {key: {one.key: one for one in asked(component.children)} for key, component in components.items()}
    found: dict[str, Any] = {}
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    for name in list(fields):
        cell = _CELL.fullmatch(name)
        if cell and cell[1] in components and components[cell[1]].kind is FieldKind.ROWS:
            row = rows.setdefault(cell[1], {}).setdefault(int(cell[2]), {})
            row[cell[3]] = _entered(columns[cell[1]].get(cell[3]), fields.getlist(name))
        elif name in components and components[name].kind is FieldKind.ROWS:
            rows.setdefault(name, {})
        else:
            found[name] = _entered(components.get(name), fields.getlist(name))
    for key, numbered in rows.items():
        found[key] = [numbered[number] for number in sorted(numbered)][: ROWS_LIMIT + 1]
    return found


def with_row(entered: dict[str, Any], key: str) -> dict[str, Any]:
    """The same with one more empty row: what “Add another” asks for where there are no scripts."""
    rows = entered.get(key)
    kept = list(rows) if isinstance(rows, list) else []
    return {**entered, key: [*(kept or [{}]), {}][:ROWS_LIMIT]}


def without_row(entered: dict[str, Any], key: str, number: int) -> dict[str, Any]:
    """The same without one row, counted from 0: what “Remove” asks for."""
    rows = entered.get(key)
    return {
        **entered,
        key: [row for place, row in enumerate(rows if isinstance(rows, list) else []) if place != number],
    }


def _entered(component: Component | None, values: list[str]) -> Any:
    """A field's raw value: a list for several choices, true or false for a box, else its last text."""
    kind = component.kind if component else None
    if kind is FieldKind.CHOICES:
        return [value for value in values if value]
    return values[-1] if values else ""
