"""Answers checked against their form: conditions first, then each question that is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.domain.errors import InvalidAnswers, Problem
from app.domain.forms import FieldKind
from app.forms.clean import Unfit, clean, question
from app.forms.schema import ROWS_LIMIT, Component, Form, Options, asked, hidden, locked, offered, say

_COMPUTED: Mapping[FieldKind, type | tuple[type, ...]] = {
    FieldKind.TEXT: str,
    FieldKind.CHOICE: str,
    FieldKind.CHOICES: list,
    FieldKind.CHECK: bool,
    FieldKind.NUMBER: (Decimal, int),
    FieldKind.DATE: date,
}


def check(form: Form, posted: Mapping[str, Any], *, context: Mapping[str, Any], options: Options) -> dict[str, Any]:
    """The clean answers: every key of the form, None where it was left empty or not asked.

    posted: {key: value} from a browser (see `posted`) or from JSON. context: what conditions may read besides the
    answers (`case`, `policy`, `now`, process variables). options: {valuesKey: ((value, label), …)}.
    Values: text str, number Decimal, date date, check bool, choice str, choices list of str, rows list of dicts.
    A hidden question's value is dropped. Raises InvalidAnswers with a problem for each answer, and for each unknown field;
    a row's field is named `rows-0-key`.
    """
    checking = _Checking({**context, **dict.fromkeys(form.outline.fields)}, options)
    known = {component.key for component in asked(form.components)}
    for name in [name for name in posted if name not in known][:20]:
        checking.problem(str(name)[:60], f"Remove “{str(name)[:60]}”. This form does not ask for it.")
    answers = checking.walk(form.components, posted)
    if checking.problems:
        raise InvalidAnswers(checking.problems)
    return answers


@dataclass(slots=True)
class _Checking:
    """One check under way. names: what expressions read, the answers so far among them."""

    names: dict[str, Any]
    options: Options
    problems: list[Problem] = field(default_factory=list)

    def problem(self, name: str, message: str) -> None:
        """Note what is wrong with one answer."""
        self.problems.append(Problem(name, message))

    def walk(self, components: Sequence[Component], posted: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
        """The answers of these components, in order; what each gives is known to the conditions after it."""
        answers: dict[str, Any] = {}
        for component in components:
            if hidden(component, self.names):
                found = dict.fromkeys(one.key for one in asked([component]))
            elif component.type == "group":
                found = self.walk(component.children, posted, prefix)
            elif component.key:
                found = self.one(component, posted, prefix)
            else:
                found = {}
            self.names.update(found)
            answers.update(found)
        return answers

    def one(self, component: Component, posted: Mapping[str, Any], prefix: str) -> dict[str, Any]:
        """One shown component's answer. What is only shown, or computed here, cannot be sent."""
        key, name = component.key, prefix + component.key
        if component.expression or locked(component, self.names):
            if key in posted:
                self.problem(name, f"Remove “{name}”. It cannot be changed here.")
            return {key: computed(component, self.names)} if component.expression else {}
        if component.kind is FieldKind.ROWS:
            return {key: self.rows(component, posted.get(key), name)}
        try:
            asking = question(component, self.names, offered(component, self.names, self.options))
            return {key: clean(asking, posted.get(key))}
        except Unfit as unfit:
            self.problem(name, unfit.message)
            return {key: None}

    def rows(self, component: Component, raw: Any, name: str) -> list[dict[str, Any]]:
        """The rows that say anything. A row's expressions read its own answers, and those outside it."""
        raws = [] if raw is None else raw
        label = say(component.label, self.names)
        if not isinstance(raws, list | tuple) or not all(isinstance(row, Mapping) for row in raws):
            self.problem(name, f"Enter “{label}” as a list of rows.")
            return []
        if len(raws) > ROWS_LIMIT:
            self.problem(name, f"Enter {ROWS_LIMIT} rows or fewer for “{label}”.")
            return []
        keys = {one.key for one in asked(component.children)}
        rows = []
        for number, row in enumerate(raws):
            for extra in [extra for extra in row if extra not in keys][:20]:
                self.problem(
                    f"{name}-{number}-{str(extra)[:60]}", f"Remove “{str(extra)[:60]}”. A row has no such field."
                )
            if any(not blank(value) for value in row.values()):
                inner = _Checking(row_names(self.names, keys, number), self.options, self.problems)
                rows.append(inner.walk(component.children, row, f"{name}-{number}-"))
        if len(rows) < component.at_least:
            least = "at least one row" if component.at_least == 1 else f"at least {component.at_least} rows"
            self.problem(name, f"Add {least} to “{label}”.")
        return rows


def row_names(outer: Mapping[str, Any], keys: set[str], number: int) -> dict[str, Any]:
    """What a row's expressions read at first: everything outside it, none of its own answers, and `i`, counted from 1."""
    return {**outer, **dict.fromkeys(keys), "i": Decimal(number + 1)}


def blank(value: Any) -> bool:
    """Was nothing entered? Blanks are nothing, and so is a box that was not ticked."""
    return (
        value is None
        or value is False
        or (isinstance(value, str | list | tuple) and not "".join(map(str, value)).strip())
    )


def computed(component: Component, names: Mapping[str, Any]) -> Any:
    """What an expression component gives now; None where it is not of the kind that it promised."""
    value = component.expression.evaluate(names) if component.expression else None
    if isinstance(value, datetime) or (isinstance(value, bool) and component.kind is not FieldKind.CHECK):
        return None
    return value if component.kind and isinstance(value, _COMPUTED.get(component.kind, ())) else None
