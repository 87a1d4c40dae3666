"""A form's questions in words, for those who draw processes: what is asked, how it is answered, and when."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.forms import FieldKind
from app.feel import Expression
from app.forms.schema import Component, Form

KINDS = {
    FieldKind.TEXT: "words",
    FieldKind.NUMBER: "a number",
    FieldKind.DATE: "a date",
    FieldKind.CHECK: "a box to tick",
    FieldKind.CHOICE: "one of several",
    FieldKind.CHOICES: "several of a list",
    FieldKind.ROWS: "rows",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One question. answered: how. choices: labels, or where they come from. when: FEEL under which it is not asked, or "".

    columns: the questions of each row. whose: child or parents, where it holds their words. key: the answer's name.
    """

    key: str
    label: str
    answered: str
    mandatory: bool
    choices: tuple[str, ...]
    hidden_when: str
    whose: str
    restricted: bool
    columns: tuple["Told", ...] = ()


def told(form: Form) -> tuple[Told, ...]:
    """Every question of a form in its order; what is only shown is left out."""
    return tuple(_told(form.components, ""))


def _told(components: tuple[Component, ...], around: str) -> Iterator[Told]:
    for one in components:
        hidden = " or ".join(text for text in (around, one.hide.text if one.hide else "") if text)
        if one.type == "group":
            yield from _told(one.children, hidden)
        elif one.key and one.kind is not None and not one.expression:
            yield Told(
                one.key,
                _words(one.label),
                KINDS[one.kind],
                one.required or one.at_least > 0,
                _choices(one),
                hidden,
                one.views,
                one.restricted,
                tuple(_told(one.children, "")),
            )


def _words(words: str | Expression) -> str:
    return words if isinstance(words, str) else f"= {words.text}"


def _choices(component: Component) -> tuple[str, ...]:
    if (choices := component.choices) is None:
        return ()
    if choices.fixed:
        return tuple(label for _, label in choices.fixed)
    return (f"from {choices.key.replace('_', ' ')}" if choices.key else "worked out",)
