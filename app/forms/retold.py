"""What was answered long ago, by its keys: labels and words as they were then, whatever anybody is called since."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.forms import FieldKind, Retold
from app.forms.answers import blank
from app.forms.schema import Component, Form, asked, restricted, say
from app.forms.words import titled, unsaid


def retold(form: Form, given: Mapping[str, Any], said: Sequence[tuple[str, str]]) -> dict[str, Retold]:
    """{key: what was asked and answered}, without what is restricted.

    form: the one that was answered. given: its answers as they were kept. said: the same in words, as `words` gave them.
    """
    names = {**dict.fromkeys(form.outline.fields), **given}
    kept, left = restricted(form), list(said)
    told: dict[str, Retold] = {}
    for component in asked(form.components):
        value, label = given.get(component.key), say(component.label, names)
        if unsaid(component, value) or not label:
            continue
        if component.kind is FieldKind.ROWS:
            texts = _rows(left, label, value)
            rows = tuple(_row(component, row, text) for row, text in zip(_filled(value), texts, strict=False))
            columns = tuple(say(one.label, names) for one in asked(component.children))
            found = Retold(label, "\n\n".join(texts), rows, columns)
        else:
            found = Retold(label, _next(left, label))
        if component.key not in kept:
            told[component.key] = found
    return told


def _filled(rows: Any) -> list[Mapping[str, Any]]:
    return [row for row in rows if isinstance(row, Mapping) and not all(map(blank, row.values()))]


def _next(left: list[tuple[str, str]], label: str) -> str:
    """The words of the next answer with this label; those before it belonged to no question of the form."""
    at = next((at for at, one in enumerate(left) if one[0] == label), None)
    if at is None:
        return ""
    text = left[at][1]
    del left[: at + 1]
    return text


def _rows(left: list[tuple[str, str]], label: str, rows: Any) -> list[str]:
    return [_next(left, f"{label} {number + 1}") for number, _ in enumerate(_filled(rows))]


def _row(component: Component, row: Mapping[str, Any], text: str) -> Mapping[str, Retold]:
    """A row's answers, each between its own heading and the next one's."""
    filled = [one for one in asked(component.children) if not blank(row.get(one.key))]
    headings = [(one.key, say(one.label, dict(row))) for one in filled]
    return dict(_between([(key, label) for key, label in headings if label], text))


def _between(headings: Sequence[tuple[str, str]], text: str) -> Iterable[tuple[str, Retold]]:
    for at, (key, label) in enumerate(headings):
        text = text.removeprefix(titled(label, ""))
        following = f"\n{titled(headings[at + 1][1], '')}" if at + 1 < len(headings) else None
        found, _, text = text.partition(following) if following else (text, "", "")
        yield key, Retold(label, found)
