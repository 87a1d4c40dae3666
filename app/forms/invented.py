"""Answers that fit a form, made up: for the demo's children, for measuring, for playing a process through."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.domain.deadlines import local
from app.domain.forms import FieldKind
from app.forms.clean import days_between
from app.forms.schema import Component, Form, Options, asked, hidden, locked, offered

SENTENCE = "Invented for demonstration."


Choose = Callable[[str, Sequence[str]], str]


def first(key: str, values: Sequence[str]) -> str:  # noqa: ARG001 - whoever chooses is told what the question is
    """The choice that stands first."""
    return values[0]


def invented(
    form: Form,
    *,
    context: Mapping[str, Any],
    options: Options,
    given: Mapping[str, Any] = MappingProxyType({}),
    choose: Choose = first,
) -> dict[str, Any]:
    """Answers to every question that is shown, as JSON would carry them; `given` {key: value} goes before invention.

    choose: takes one of a question's choices, called with the question's key and what is offered.
    A box is ticked, but one that sends word only where that is chosen. A sentence is written, today named, or the next day
    that may be; rows that are too few are added to. A hidden question is answered only by what is given. What somebody
    would have to know better (a pattern) is for `given`.
    """
    names = {**context, **dict.fromkeys(form.outline.fields)}
    return {
        key: value for key, value in _walk(form.components, names, options, given, choose).items() if value is not None
    }


def _walk(
    components: Iterable[Component],
    names: dict[str, Any],
    options: Options,
    given: Mapping[str, Any],
    choose: Choose,
) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for component in components:
        if hidden(component, names):
            found: dict[str, Any] = {one.key: given.get(one.key) for one in asked([component])}
        elif component.type == "group":
            found = _walk(component.children, names, options, given, choose)
        elif not component.key or component.expression or locked(component, names):
            found = {}
        else:
            short = component.kind is FieldKind.ROWS and len(given.get(component.key) or ()) < component.at_least
            known = component.key in given and not short
            value = given[component.key] if known else _value(component, names, options, given, choose)
            found = {component.key: value}
        names.update(found)
        answers.update(found)
    return answers


def _value(
    component: Component, names: dict[str, Any], options: Options, given: Mapping[str, Any], choose: Choose
) -> Any:
    match component.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            values = [value for value, _ in offered(component, names, options)]
            chosen = choose(component.key, values) if values else None
            return chosen if component.kind is FieldKind.CHOICE else [one for one in (chosen,) if one is not None]
        case FieldKind.CHECK:
            return not component.tells or component.required or choose(component.key, ("no", "yes")) == "yes"
        case FieldKind.NUMBER:
            return str(component.least if isinstance(component.least, Decimal) else Decimal(1))
        case FieldKind.DATE:
            now = names.get("now")
            earliest, latest = days_between(component, names)
            day = max(local(now).date() if isinstance(now, datetime) else date.min, earliest or date.min)
            return min(day, latest or day).isoformat()
        case FieldKind.ROWS:
            row = _walk(component.children, dict(names), options, given, choose)
            whole = {key: value for key, value in row.items() if value is not None}
            there = list(given.get(component.key) or ())
            return [*there, *[whole] * (max(1, component.at_least) - len(there))]
        case _:
            return SENTENCE[: int(component.most)] if isinstance(component.most, Decimal) else SENTENCE
