"""A form as it is shown now: the components that its conditions allow, with what was entered and what is wrong with it.

Frozen values for the templates, which draw them with the design system and escape what they hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from app.domain.errors import Problem
from app.domain.forms import FieldKind
from app.forms.answers import computed, row_names
from app.forms.clean import Unfit, clean, question, spoken_date
from app.forms.schema import ROWS_LIMIT, TEXT_LIMIT, Component, Form, Options, asked, hidden, locked, offered, say
from app.forms.text import markup

TABLE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Drawn:
    """One component as it is shown.

    kind: text, textarea, number, date, check, choices, radio, select, answer (shown, not to be changed), group, rows,
    markdown, table, image, separator or spacer. name: the HTML name and the id of its control, or "". held: what the
    control holds: text as entered, a list of values for choices, true or false for check. choices: ((value, label,
    chosen), …). error: what is wrong, or "". live: other questions depend on it, so the page is drawn anew when it
    changes. choices and check: the page sends an empty value of the same name before them, so that nothing ticked is
    told from nothing sent. rule: what asks for it, said once where it asks for the next question too. words: what `answer` shows. children: a group's components; rows: each row's components, with
    `more` where another row may be added.
    """

    kind: str
    id: str
    name: str = ""
    label: str = ""
    hint: str = ""
    required: bool = False
    rule: str = ""
    error: str = ""
    live: bool = False
    held: Any = ""
    choices: tuple[tuple[str, str, bool], ...] = ()
    prefix: str = ""
    suffix: str = ""
    limit: int | None = None
    words: str = ""
    html: Markup | None = None
    source: str = ""
    headings: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    children: tuple["Drawn", ...] = ()
    rows: tuple[tuple["Drawn", ...], ...] = ()
    more: bool = False


_KINDS = {
    "textfield": "text",
    "textarea": "textarea",
    "number": "number",
    "datetime": "date",
    "checkbox": "check",
    "checklist": "choices",
    "taglist": "choices",
    "radio": "radio",
    "select": "select",
}


def draw(
    form: Form,
    values: Mapping[str, Any],
    *,
    context: Mapping[str, Any],
    options: Options,
    problems: Sequence[Problem] = (),
) -> tuple[Drawn, ...]:
    """The components to show, in order. values: as entered (valid or not), or clean answers. problems: from `check`."""
    names = {**context, **dict.fromkeys(form.outline.fields)}
    drawing = _Drawing(names, options, {problem.field: problem.message for problem in problems}, form.reads)
    return drawing.walk(form.components, values)


@dataclass(slots=True)
class _Drawing:
    """One drawing under way. names: what expressions read. read: names that any expression reads. said: the rule that
    asked for the question before.
    """

    names: dict[str, Any]
    options: Options
    errors: Mapping[str, str]
    read: frozenset[str]
    said: str = ""

    def walk(self, components: Sequence[Component], values: Mapping[str, Any], prefix: str = "") -> tuple[Drawn, ...]:
        """These components as they are shown; what was entered in each is known to those after it."""
        drawn = []
        for component in components:
            if hidden(component, self.names):
                continue
            if component.type == "group":
                children = self.walk(component.children, values, prefix)
                drawn.append(Drawn("group", component.id, label=self.say(component.label), children=children))
            elif component.kind is FieldKind.ROWS:
                drawn.append(self.rows(component, values.get(component.key), prefix + component.key))
            elif component.type == "expression":
                self.names[component.key] = computed(component, self.names)
            elif component.key:
                drawn.append(self.question(component, values, prefix + component.key))
            elif component.type != "button":
                drawn.append(self.decoration(component))
        return tuple(drawn)

    def say(self, words: Any) -> str:
        """A designer's words as they read now."""
        return say(words, self.names)

    def why(self, component: Component) -> str:
        """The rule that asks for a question, unless the question before has just said it."""
        said, self.said = self.said, component.rule
        return "" if said == component.rule else component.rule

    def question(self, component: Component, values: Mapping[str, Any], name: str) -> Drawn:
        """A question with its control; or, where it may not be changed, with its answer in words."""
        entered = values.get(component.key, component.default)
        if locked(component, self.names):
            return self.answer(component, values, name)
        pairs = offered(component, self.names, self.options)
        asking = question(component, self.names, pairs)
        try:
            self.names[component.key] = clean(asking, entered)
        except Unfit:
            self.names[component.key] = None
        kind, shown = _KINDS[component.type], _shown(entered, component)
        return Drawn(
            kind,
            component.id,
            name,
            asking.label,
            self.say(component.description),
            required=component.required,
            rule=self.why(component),
            error=self.errors.get(name, ""),
            live=component.key in self.read,
            held=shown,
            choices=tuple(
                (value, label, value in shown if kind == "choices" else value == shown) for value, label in pairs
            ),
            prefix=self.say(component.prefix),
            suffix=self.say(component.suffix),
            limit=int(component.most)
            if component.kind is FieldKind.TEXT and isinstance(component.most, Decimal)
            else None,
        )

    def answer(self, component: Component, values: Mapping[str, Any], name: str) -> Drawn:
        """A question that may not be changed, with what is known about it."""
        known = values.get(component.key, self.names.get(component.key))
        words = spoken(known, dict(offered(component, self.names, self.options)))
        return Drawn(
            "answer", component.id, name, self.say(component.label), self.say(component.description), words=words
        )

    def rows(self, component: Component, raw: Any, name: str) -> Drawn:
        """A list of rows: those entered, and one empty one where there are none."""
        why = self.why(component)
        entered = [row for row in raw if isinstance(row, Mapping)] if isinstance(raw, list | tuple) else []
        keys = {one.key for one in asked(component.children)}
        drawn, read = [], []
        for number, row in enumerate((entered or [{}])[:ROWS_LIMIT]):
            names = row_names(self.names, keys, number)
            inner = _Drawing(names, self.options, self.errors, self.read, component.rule)
            drawn.append(inner.walk(component.children, row, f"{name}-{number}-"))
            read.append({key: inner.names[key] for key in keys})
        self.names[component.key] = read if entered else []
        return Drawn(
            "rows",
            component.id,
            name,
            self.say(component.label),
            required=component.at_least > 0,
            rule=why,
            error=self.errors.get(name, ""),
            live=component.key in self.read,
            rows=tuple(drawn),
            more=len(entered) < ROWS_LIMIT,
        )

    def decoration(self, component: Component) -> Drawn:
        """What is shown and asks nothing."""
        match component.type:
            case "text":
                return Drawn("markdown", component.id, html=markup(self.say(component.text)))
            case "image":
                return Drawn("image", component.id, source=component.source, words=self.say(component.alt))
            case "table":
                found = component.expression.evaluate(self.names) if component.expression else None
                lines = [line for line in found if isinstance(line, Mapping)] if isinstance(found, list) else []
                cells = tuple(
                    tuple(spoken(line.get(key), {}) for key, _ in component.columns) for line in lines[:TABLE_LIMIT]
                )
                headings = tuple(heading for _, heading in component.columns)
                return Drawn("table", component.id, label=self.say(component.label), headings=headings, cells=cells)
            case kind:
                return Drawn(kind, component.id)


def _shown(entered: Any, component: Component) -> Any:
    """What a control holds: a list of texts for several choices, true or false for a box, else the text as entered."""
    if component.kind is FieldKind.CHOICES:
        return [str(one) for one in entered] if isinstance(entered, list | tuple) else [str(entered)] if entered else []
    if component.kind is FieldKind.CHECK:
        return entered is True or (
            isinstance(entered, str) and entered.strip().lower() in {"true", "on", "yes", "y", "1"}
        )
    if isinstance(entered, date):
        return f"{entered:%d/%m/%Y}"
    if component.kind is FieldKind.DATE and isinstance(entered, str) and len(entered) == 10 and entered[4:5] == "-":
        return "/".join(reversed(entered.split("-")))
    return f"{entered:f}" if isinstance(entered, Decimal) else "" if entered is None else str(entered)


def spoken(value: Any, labels: Mapping[str, str]) -> str:
    """A value in words: labels for choices, 3 March 2026, Yes or No. Empty where there is nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return spoken_date(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, list | tuple):
        return "; ".join(spoken(one, labels) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(spoken(one, labels) for one in value.values())
    return labels.get(str(value), str(value))[:TEXT_LIMIT]
