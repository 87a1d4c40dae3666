"""form-js JSON in, a Form out; and everything that is wrong with it, each with the component's id and line.

What cannot be shown and checked as it was drawn is refused here, when it is published, and not met by somebody who is
filling in the form.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import orjson

from app.domain.errors import Finding, NotPublishable
from app.domain.forms import FieldKind, FormOutline
from app.forms import heard, kept, parts, rules, telling
from app.forms.allowed import ATTRIBUTES, PROPERTIES, REFUSED, ROOT_PROPERTIES
from app.forms.notes import Notes, everything, part
from app.forms.schema import Component, Form, asked

SIZE_LIMIT = 500_000  # bytes
COMPONENTS_LIMIT = 200
DEPTH_LIMIT = 6


@lru_cache(maxsize=256)
def read(content: bytes, *, file: str = "", published: bool = False) -> Form:
    """The form in a form-js file. Raises NotPublishable with every finding. The same content gives the same Form.

    published: it was published by the rules of its day, so what later rules have against it is passed over.
    """
    if len(content) > SIZE_LIMIT:
        raise NotPublishable(
            [Finding("form.size", f"The form is larger than {SIZE_LIMIT // 1000} kB. Split it.", file)]
        )
    try:
        definition = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        problem = Finding("form.json", f"This is not a JSON file: {error.msg}.", file, line=error.lineno)
        raise NotPublishable([problem]) from error
    if not isinstance(definition, dict) or not isinstance(definition.get("components"), list):
        raise NotPublishable([Finding("form.json", "This is not a form: it has no list of components.", file)])

    notes = Notes(file, content.decode("utf-8"))
    form = _Reading(notes, content).form(definition)
    if notes.findings and not published:
        raise NotPublishable(notes.findings)
    return form


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of one file."""

    notes: Notes
    content: bytes

    def form(self, definition: dict[str, Any]) -> Form:
        """The form; meaningless where `findings` is not empty afterwards."""
        if definition.get("type", "default") != "default":
            self.notes.wrong("type", "The form's own type must be “default”.")
        if not isinstance(definition.get("id"), str) or not definition["id"]:
            self.notes.wrong("id", "The form has no id. Diagrams name it by its id (camunda:formRef).")
        properties = parts.properties(self.notes, definition, ROOT_PROPERTIES)
        title = str(definition.get("title") or definition.get("id") or "")
        raws = definition["components"]
        if sum(1 for _ in everything(raws)) > COMPONENTS_LIMIT:
            self.notes.wrong(
                "size", f"The form has more than {COMPONENTS_LIMIT} components. Split it over several tasks."
            )
            raws = []
        self.notes.keys = {
            str(raw.get("path" if raw.get("type") == "dynamiclist" else "key")) for raw in everything(raws)
        }
        components = self.components(raws, set(), DEPTH_LIMIT)
        answers = list(asked(components))
        heard.problems(self.notes, properties, answers)
        form = Form(
            FormOutline(
                str(definition.get("id")),
                title,
                {one.key: one.kind for one in answers if one.kind and one.fixed is not True},
                {
                    one.key: {column.key: column.kind for column in asked(one.children) if column.kind}
                    for one in answers
                    if one.kind is FieldKind.ROWS
                },
                tuple(self.notes.expressions),
            ),
            self.content,
            components,
            confirm=properties.get("confirm") == "true",
            minutes=parts.whole(self.notes, properties.get("minutes"), definition, "minutes"),
            shows=_keys(properties.get("shows", "")),
            other_than=_keys(properties.get("other_than", "")),
            in_person=properties.get("in_person") == "true",
            records=heard.kind(self.notes, properties, "records"),
            prefill=heard.kind(self.notes, properties, "prefill"),
            chronology=parts.words(self.notes, definition, properties.get("chronology")),
            button=properties.get("button") or _submit(raws) or "Save and continue",
            reads=frozenset(self.notes.reads),
        )
        kept.problems(self.notes, form)
        return form

    def components(self, raws: Any, known: set[str], depth: int) -> tuple[Component, ...]:
        """The components of a list. known: keys asked before it, which is what their expressions may read."""
        read = []
        for raw in raws if isinstance(raws, list) else ():
            if not isinstance(raw, dict):
                self.notes.wrong("json", "A component must be an object.")
            elif depth == 0:
                self.notes.wrong("depth", f"Groups are nested deeper than {DEPTH_LIMIT} levels. Flatten them.", raw)
            elif (component := self.component(raw, known, depth)) is not None:
                read.append(component)
        return tuple(read)

    # One component

    def component(self, raw: dict[str, Any], known: set[str], depth: int) -> Component | None:
        """One component, or None where its type cannot be read at all."""
        kind = raw.get("type")
        if not isinstance(kind, str) or kind not in ATTRIBUTES:
            self.notes.wrong("type", REFUSED.get(str(kind), f"There is no component type “{kind}” here."), raw)
            return None
        rules.identity(self.notes, raw)
        rules.attributes(self.notes, raw, kind)
        key = rules.key(self.notes, raw, kind, known)
        validate = part(raw, "validate")
        properties = parts.properties(self.notes, raw, PROPERTIES)
        appearance = part(raw, "appearance")
        component = Component(
            type=kind,
            id=str(raw.get("id")),
            key=key,
            kind=rules.answer(self.notes, kind, properties, raw),
            label=parts.words(
                self.notes,
                raw,
                raw.get("dateLabel") if kind == "datetime" and raw.get("dateLabel") else raw.get("label"),
            ),
            description=parts.words(self.notes, raw, raw.get("description")),
            ask=properties.get("ask", ""),
            views=properties.get("views", ""),
            restricted=properties.get("restricted") == "true",
            tells=properties.get("tells", ""),
            hide=parts.condition(self.notes, raw),
            fixed=parts.flag(self.notes, raw, "readonly") or parts.flag(self.notes, raw, "disabled"),
            required=validate.get("required") is True,
            rule=properties.get("rule", ""),
            **parts.limits(self.notes, raw, kind, validate, properties),
            at_least=parts.whole(self.notes, properties.get("at_least"), raw, "at_least") or 0,
            digits=parts.digits(self.notes, raw),
            future=raw.get("disallowPassedDates") is True,
            choices=parts.choices(self.notes, raw) if "values" in ATTRIBUTES[kind] else None,
            expression=self.notes.expression(raw, raw.get("expression") or raw.get("dataSource"))
            if kind in {"expression", "table"}
            else None,
            text=parts.words(self.notes, raw, raw.get("text")),
            prefix=parts.words(self.notes, raw, appearance.get("prefixAdorner")),
            suffix=parts.words(self.notes, raw, appearance.get("suffixAdorner")),
            source=parts.place(self.notes, raw) if kind == "image" else "",
            alt=parts.words(self.notes, raw, raw.get("alt")),
            columns=parts.columns(self.notes, raw) if kind == "table" else (),
            default=parts.default(self.notes, raw, kind),
        )
        rules.spoken(self.notes, component, raw)
        rules.asked_before(self.notes, component, raw, known)
        telling.problem(self.notes, component, raw)
        if kind in {"group", "dynamiclist"}:
            return self.inside(component, raw, known, depth)
        known.add(component.key)
        return component

    def inside(self, box: Component, raw: dict[str, Any], known: set[str], depth: int) -> Component:
        """A group or a row with its children. A row's own answers may be read inside it alone."""
        if box.type == "group":
            return replace(box, children=self.components(raw.get("components"), known, depth - 1))
        for inner in everything(raw.get("components")):
            if inner.get("type") == "dynamiclist":
                self.notes.wrong("rows", "A list of rows cannot stand inside another. Ask for it on its own.", inner)
        own = set(known)
        children = self.components(raw.get("components"), own, depth - 1)
        if not any(True for _ in asked(children)):
            self.notes.wrong("rows", "This list of rows asks nothing. Put at least one question into it.", raw)
        known.add(box.key)
        return replace(box, children=children)


def _submit(raws: Any) -> str:
    """The words on the form's own submit button, if it has one."""
    buttons = [raw for raw in everything(raws) if raw.get("type") == "button"]
    return str(buttons[0].get("label") or "") if buttons else ""


def _keys(text: str) -> tuple[str, ...]:
    """Keys of tasks, separated by commas."""
    return tuple(key.strip() for key in text.split(",") if key.strip())
