"""Answers in words, for “check your answers”, the timeline and those who come later."""

from collections.abc import Mapping
from typing import Any

from app.domain.forms import FieldKind
from app.forms.answers import blank, row_names
from app.forms.clean import read_date, read_number
from app.forms.draw import spoken
from app.forms.schema import Component, Form, Options, asked, offered, say


def words(
    form: Form, answers: Mapping[str, Any], options: Options, *, context: Mapping[str, Any] | None = None
) -> tuple[tuple[str, str], ...]:
    """((label, what was answered), …) in the form's order; what was not asked or left empty is left out.

    So is a box that would have sent word and was not ticked: nobody was asked whether the child may be harmed.

    answers: clean ones, or the same after a round through JSON (dates and numbers as text). A choice that the options
    no longer hold is shown by its value.
    """
    names = {**(context or {}), **dict.fromkeys(form.outline.fields), **answers}
    return tuple(_lines(asked(form.components), answers, names, options))


def _lines(
    components: Any, answers: Mapping[str, Any], names: Mapping[str, Any], options: Options
) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for component in components:
        value = answers.get(component.key)
        label = say(component.label, names)
        if unsaid(component, value) or not label:
            continue
        if component.kind is FieldKind.ROWS:
            lines.extend(_rows(component, label, value, names, options))
        else:
            lines.append((label, _spoken(component, value, names, options)))
    return lines


def unsaid(component: Component, value: Any) -> bool:
    """Is there nothing to read back: no answer, or a box that would have sent word and was not ticked?"""
    return value is None or value in ("", [], ()) or (bool(component.tells) and value is False)


def _rows(
    component: Component, label: str, rows: Any, names: Mapping[str, Any], options: Options
) -> list[tuple[str, str]]:
    """One entry to a row: “Partner 2” with “Name: …” and “Agency: …” on lines of their own."""
    keys = {one.key for one in asked(component.children)}
    lines = []
    for number, row in enumerate(row for row in rows if isinstance(row, Mapping) and not all(map(blank, row.values()))):
        inner = _lines(asked(component.children), row, {**row_names(names, keys, number), **row}, options)
        lines.append((f"{label} {number + 1}", "\n".join(titled(heading, value) for heading, value in inner)))
    return lines


def titled(heading: str, value: str) -> str:
    """“Name: Isla”; after a question without the colon."""
    return f"{heading} {value}" if heading.endswith("?") else f"{heading}: {value}"


def _spoken(component: Component, value: Any, names: Mapping[str, Any], options: Options) -> str:
    """One answer. Dates and numbers that came back as text are read again first."""
    pairs = offered(component, names, options)
    if isinstance(value, str) and component.kind in {FieldKind.DATE, FieldKind.NUMBER}:
        value = read_date(value) or value if component.kind is FieldKind.DATE else read_number(value)
    return spoken(value, dict(pairs))
