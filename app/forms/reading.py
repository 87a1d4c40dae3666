"""form-js JSON in, a Form out; and everything that is wrong with it, each with the component's id and line.

What cannot be shown and checked as it was drawn is refused here, when it is published, and not met by somebody who is
filling in the form.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson

from app import feel
from app.domain.errors import Finding, NotPublishable, listed
from app.domain.forms import SOURCES, FieldKind, FormOutline
from app.feel import Expression, regex
from app.feel.errors import NoValue
from app.forms.allowed import ATTRIBUTES, KINDS, LOOKS, PROPERTIES, REFUSED, RESERVED, ROOT_PROPERTIES, VALIDATE
from app.forms.schema import TEXT_LIMIT, Choices, Component, Form, Words, asked

SIZE_LIMIT = 500_000  # bytes
COMPONENTS_LIMIT = 200
DEPTH_LIMIT = 6

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
_PLACE = re.compile(r"/static/[A-Za-z0-9_\-./]+\.(?:png|svg|jpg|webp)")


@lru_cache(maxsize=256)
def read(content: bytes, *, file: str = "") -> Form:
    """The form in a form-js file. Raises NotPublishable with every finding. The same content gives the same Form."""
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

    reading = _Reading(file, content.decode("utf-8"))
    form = reading.form(definition)
    if reading.findings:
        raise NotPublishable(reading.findings)
    return form


@dataclass(slots=True)
class _Reading:
    """One reading of one file.

    findings: what is wrong so far. expressions: every FEEL text so far, for the outline. ids: seen so far. keys: of all
    the answers, wherever they are asked. reads: names that expressions read so far. met: a component's expressions while it is read.
    """

    file: str
    text: str
    findings: list[Finding] = field(default_factory=list)
    expressions: list[tuple[str, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    met: dict[str, list[Expression]] = field(default_factory=dict)

    def wrong(self, rule: str, message: str, raw: Mapping[str, Any] | None = None) -> None:
        """Note a finding at a component, or at the form as a whole."""
        element, label = (str((raw or {}).get(name) or "") for name in ("id", "label"))
        found = re.search(rf'"id"\s*:\s*"{re.escape(element)}"', self.text) if element else None
        line = self.text.count("\n", 0, found.start()) + 1 if found else 0
        self.findings.append(Finding(f"form.{rule}", message, self.file, element, label[:80], line))

    # The form as a whole

    def form(self, definition: dict[str, Any]) -> Form:
        """The form; meaningless where `findings` is not empty afterwards."""
        if definition.get("type", "default") != "default":
            self.wrong("type", "The form's own type must be “default”.")
        if not isinstance(definition.get("id"), str) or not definition["id"]:
            self.wrong("id", "The form has no id. Diagrams name it by its id (camunda:formRef).")
        properties = self.properties(definition, ROOT_PROPERTIES)
        title = str(definition.get("title") or definition.get("id") or "")
        raws = definition["components"]
        if sum(1 for _ in _everything(raws)) > COMPONENTS_LIMIT:
            self.wrong("size", f"The form has more than {COMPONENTS_LIMIT} components. Split it over several tasks.")
            raws = []
        self.keys = {str(raw.get("path" if raw.get("type") == "dynamiclist" else "key")) for raw in _everything(raws)}
        components = self.components(raws, set(), DEPTH_LIMIT)
        answers = list(asked(components))
        return Form(
            FormOutline(
                str(definition.get("id")),
                title,
                {one.key: one.kind for one in answers if one.kind and one.fixed is not True},
                {
                    one.key: {column.key: column.kind for column in asked(one.children) if column.kind}
                    for one in answers
                    if one.kind is FieldKind.ROWS
                },
                tuple(self.expressions),
            ),
            definition,
            components,
            confirm=properties.get("confirm") == "true",
            minutes=self.whole(properties.get("minutes"), definition, "minutes"),
            shows=tuple(key.strip() for key in properties.get("shows", "").split(",") if key.strip()),
            button=properties.get("button") or _submit(raws) or "Save and continue",
            reads=frozenset(self.reads),
        )

    def components(self, raws: Any, known: set[str], depth: int) -> tuple[Component, ...]:
        """The components of a list. known: keys asked before it, which is what their expressions may read."""
        read = []
        for raw in raws if isinstance(raws, list) else ():
            if not isinstance(raw, dict):
                self.wrong("json", "A component must be an object.")
            elif depth == 0:
                self.wrong("depth", f"Groups are nested deeper than {DEPTH_LIMIT} levels. Flatten them.", raw)
            elif (component := self.component(raw, known, depth)) is not None:
                read.append(component)
        return tuple(read)

    # One component

    def component(self, raw: dict[str, Any], known: set[str], depth: int) -> Component | None:
        """One component, or None where its type cannot be read at all."""
        kind = raw.get("type")
        if not isinstance(kind, str) or kind not in ATTRIBUTES:
            self.wrong("type", REFUSED.get(str(kind), f"There is no component type “{kind}” here."), raw)
            return None
        self.identity(raw)
        self.attributes(raw, kind)
        key = self.key(raw, kind, known)
        validate = _object(raw, "validate")
        properties = self.properties(raw, PROPERTIES)
        appearance = _object(raw, "appearance")
        component = Component(
            type=kind,
            id=str(raw.get("id")),
            key=key,
            kind=self.answer(kind, properties, raw),
            label=self.words(
                raw, raw.get("dateLabel") if kind == "datetime" and raw.get("dateLabel") else raw.get("label")
            ),
            description=self.words(raw, raw.get("description")),
            ask=properties.get("ask", ""),
            hide=self.condition(raw),
            fixed=self.flag(raw, "readonly") or self.flag(raw, "disabled"),
            required=validate.get("required") is True,
            rule=properties.get("rule", ""),
            **self.limits(raw, kind, validate, properties),
            at_least=self.whole(properties.get("at_least"), raw, "at_least") or 0,
            digits=self.digits(raw),
            future=raw.get("disallowPassedDates") is True,
            choices=self.choices(raw) if "values" in ATTRIBUTES[kind] else None,
            expression=self.expression(raw, raw.get("expression") or raw.get("dataSource"))
            if kind in {"expression", "table"}
            else None,
            text=self.words(raw, raw.get("text")),
            prefix=self.words(raw, appearance.get("prefixAdorner")),
            suffix=self.words(raw, appearance.get("suffixAdorner")),
            source=self.place(raw) if kind == "image" else "",
            alt=self.words(raw, raw.get("alt")),
            columns=self.columns(raw) if kind == "table" else (),
            default=self.default(raw, kind),
        )
        self.spoken(component, raw)
        self.asked_before(component, raw, known)
        return (
            self.inside(component, raw, known, depth)
            if kind in {"group", "dynamiclist"}
            else self.noted(component, known)
        )

    @staticmethod
    def noted(component: Component, known: set[str]) -> Component:
        """The component, its key known from here on."""
        known.add(component.key)
        return component

    def inside(self, box: Component, raw: dict[str, Any], known: set[str], depth: int) -> Component:
        """A group or a row with its children. A row's own answers may be read inside it alone."""
        if box.type == "group":
            return replace(box, children=self.components(raw.get("components"), known, depth - 1))
        for inner in _everything(raw.get("components")):
            if inner.get("type") == "dynamiclist":
                self.wrong("rows", "A list of rows cannot stand inside another. Ask for it on its own.", inner)
        own = set(known)
        children = self.components(raw.get("components"), own, depth - 1)
        if not any(True for _ in asked(children)):
            self.wrong("rows", "This list of rows asks nothing. Put at least one question into it.", raw)
        known.add(box.key)
        return replace(box, children=children)

    def identity(self, raw: dict[str, Any]) -> None:
        """Every component has an id of its own: findings and conditions name it."""
        name = raw.get("id")
        if not isinstance(name, str) or not name:
            self.wrong("id", f"A component of type “{raw.get('type')}” has no id.", raw)
        elif name in self.ids:
            self.wrong("id", f"The id “{name}” is used twice.", raw)
        else:
            self.ids.add(name)

    def attributes(self, raw: dict[str, Any], kind: str) -> None:
        """Refuse what would be drawn in the editor and not happen here."""
        for name in sorted(set(raw) - ATTRIBUTES[kind] - {"type", "id"}):
            self.wrong("attribute", f"“{name}” has no effect on a component of type “{kind}” here. Remove it.", raw)
        validate = raw.get("validate") or {}
        if not isinstance(validate, dict):
            self.wrong("attribute", "“validate” must be an object.", raw)
            return
        for name in sorted(set(validate) - set(VALIDATE.get(kind, {"required"}))):
            self.wrong(
                "attribute", f"“validate.{name}” has no effect on a component of type “{kind}” here. Remove it.", raw
            )
        if not isinstance(validate.get("required", False), bool):
            self.wrong(
                "attribute", "“validate.required” must be true or false; use a condition to hide the question.", raw
            )
        if kind == "datetime" and raw.get("subtype", "date") != "date":
            self.wrong("type", "Only a date can be asked, not a time of day. Ask for the time in a text field.", raw)
        if kind == "button" and raw.get("action", "submit") != "submit":
            self.wrong("type", "A reset button loses what a person wrote. Remove it.", raw)
        if kind == "group" and raw.get("path"):
            self.wrong("key", "A group cannot have a path: every answer has one name. Leave the path empty.", raw)
        if kind == "dynamiclist" and (raw.get("isRepeating") is False or raw.get("allowAddRemove") is False):
            self.wrong("rows", "A list of rows lets people add and remove rows. Switch that on.", raw)

    def key(self, raw: dict[str, Any], kind: str, known: set[str]) -> str:
        """The answer's name, or "" where nothing is asked."""
        if kind not in KINDS:
            return ""
        key = raw.get("path" if kind == "dynamiclist" else "key")
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            message = "needs a key: a letter, then letters, digits or underscores, 60 at most."
            self.wrong("key", f"This question {message}", raw)
            return ""
        if key in RESERVED or key.lower() in RESERVED:
            self.wrong("key", f"“{key}” already means something else where answers are read. Use another key.", raw)
        elif key in known:
            self.wrong("key", f"Two questions have the key “{key}”. Give each its own.", raw)
        return key

    def answer(self, kind: str, properties: Mapping[str, str], raw: dict[str, Any]) -> FieldKind | None:
        """What kind of answer the component gives. An expression says so itself (property `kind`), text otherwise."""
        if kind != "expression" or "kind" not in properties:
            return KINDS.get(kind)
        named = properties["kind"]
        if named in {"text", "choice", "choices", "check", "number", "date"}:
            return FieldKind(named)
        self.wrong(
            "attribute",
            f"An expression cannot give a “{named}”; it gives text, choice, choices, check, number or date.",
            raw,
        )
        return None

    # The parts of a component

    def words(self, raw: dict[str, Any], text: Any) -> Words:
        """A designer's text: fixed, or FEEL after “=”."""
        if text is None:
            return ""
        if not isinstance(text, str):
            self.wrong("attribute", "A label, description or text must be text.", raw)
            return ""
        if text.lstrip().startswith("="):
            return self.expression(raw, text) or ""
        if "{{" in text:
            self.wrong("feel", "Templates with {{ }} are not read here. Write FEEL after “=” instead.", raw)
        return text

    def expression(self, raw: dict[str, Any], text: Any) -> Expression | None:
        """FEEL after “=”, compiled and noted."""
        if not isinstance(text, str) or not text.lstrip().startswith("="):
            self.wrong("feel", "An expression in FEEL is needed here, after “=”.", raw)
            return None
        bare = text.lstrip()[1:].strip()
        try:
            compiled = feel.compile(bare)
        except feel.FeelError as error:
            self.wrong("feel", f"The expression “{bare[:80]}” cannot be read: {error}", raw)
            return None
        self.expressions.append((str(raw.get("id")), bare))
        if compiled.calls:
            self.wrong("feel", f"A form cannot call {listed(tuple(compiled.calls))}. Use FEEL's own functions.", raw)
        self.reads |= compiled.names | compiled.item_names
        self.met.setdefault(str(raw.get("id")), []).append(compiled)
        return compiled

    def condition(self, raw: dict[str, Any]) -> Expression | None:
        """The condition that hides a component."""
        conditional = raw.get("conditional")
        if conditional is None:
            return None
        if not isinstance(conditional, dict) or set(conditional) - {"hide"}:
            self.wrong("attribute", "“conditional” may only say when to “hide”.", raw)
            return None
        return self.expression(raw, conditional["hide"]) if conditional.get("hide") else None

    def flag(self, raw: dict[str, Any], name: str) -> bool | Expression:
        """A switch that is fixed or FEEL."""
        value = raw.get(name, False)
        if isinstance(value, bool):
            return value
        return self.expression(raw, value) or False

    def limits(
        self, raw: dict[str, Any], kind: str, validate: Mapping[str, Any], properties: Mapping[str, str]
    ) -> dict[str, Any]:
        """least, most, and a text's pattern."""
        if kind == "number":
            return {"least": self.limit(raw, validate.get("min")), "most": self.limit(raw, validate.get("max"))}
        if kind == "datetime":
            return {
                "least": self.day(raw, properties.get("earliest")),
                "most": self.day(raw, properties.get("latest")),
            }
        if KINDS.get(kind) is not FieldKind.TEXT or kind == "expression":
            return {}
        least, most = self.limit(raw, validate.get("minLength")), self.limit(raw, validate.get("maxLength"))
        if isinstance(most, Decimal) and most > TEXT_LIMIT:
            self.wrong("attribute", f"A text can have at most {TEXT_LIMIT:,} characters.", raw)
        return {"least": least, "most": most, **self.pattern(raw, validate)}

    def limit(self, raw: dict[str, Any], value: Any) -> Decimal | Expression | None:
        """A number, fixed or FEEL."""
        if value is None or value == "":
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return Decimal(str(value))
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", value):
            return Decimal(value)
        return self.expression(raw, value)

    def day(self, raw: dict[str, Any], value: str | None) -> str | Expression | None:
        """A day, as 2026-03-31 or FEEL."""
        if not value:
            return None
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            return self.expression(raw, value)

    def pattern(self, raw: dict[str, Any], validate: Mapping[str, Any]) -> dict[str, Any]:
        """A text's pattern with its message, and what else the text must look like."""
        looks = validate.get("validationType") or ""
        if looks not in LOOKS | {"", "custom"}:
            self.wrong("attribute", f"A text can be checked as {listed(tuple(LOOKS))}, not as “{looks}”.", raw)
        found: dict[str, Any] = {"looks_like": looks if looks in LOOKS else ""}
        text = validate.get("pattern")
        if not text or looks in LOOKS:
            return found
        try:
            found["pattern"] = regex.pattern(str(text), "")
        except NoValue as error:
            self.wrong("pattern", f"The pattern cannot be used: {error}.", raw)
        found["pattern_words"] = str(validate.get("patternErrorMessage") or "")
        if not found["pattern_words"]:
            self.wrong("pattern", "A pattern needs a message (patternErrorMessage) that says what to enter.", raw)
        return found

    def choices(self, raw: dict[str, Any]) -> Choices | None:
        """What may be chosen."""
        given = [name for name in ("values", "valuesKey", "valuesExpression") if raw.get(name)]
        if len(given) != 1:
            self.wrong(
                "choices", "Say in exactly one way what may be chosen: values, valuesKey or valuesExpression.", raw
            )
            return None
        if given == ["valuesKey"]:
            return self.picker(raw, raw["valuesKey"])
        if given == ["valuesExpression"]:
            return Choices(expression=self.expression(raw, raw["valuesExpression"]))
        pairs = []
        for one in raw["values"] if isinstance(raw["values"], list) else ():
            match one:
                case {"value": str(value), "label": str(label)} if value and label:
                    pairs.append((value, label))
                case _:
                    self.wrong("choices", "Every choice needs a value and a label, both text.", raw)
        if len({value for value, _ in pairs}) < len(pairs):
            self.wrong("choices", "Two choices have the same value.", raw)
        return Choices(fixed=tuple(pairs))

    def picker(self, raw: dict[str, Any], key: Any) -> Choices | None:
        """A source of people, or a process variable, which then counts as read."""
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            self.wrong("choices", f"“valuesKey” must be {listed(SOURCES)}, or a process variable's name.", raw)
            return None
        if key not in SOURCES:
            self.expressions.append((str(raw.get("id")), key))
        return Choices(key=key)

    def columns(self, raw: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        """A table's columns: ((key, heading), …)."""
        columns = []
        for one in raw.get("columns") or ():
            match one:
                case {"key": str(key), "label": str(label)}:
                    columns.append((key, label))
                case _:
                    self.wrong("attribute", "Every column needs a key and a label.", raw)
        if not columns:
            self.wrong("attribute", "The table has no columns.", raw)
        return tuple(columns)

    def place(self, raw: dict[str, Any]) -> str:
        """An image's address: one of our own files."""
        source = raw.get("source")
        if not isinstance(source, str) or not _PLACE.fullmatch(source) or ".." in source:
            self.wrong("image", "An image must be one of our own files, at an address that begins with /static/.", raw)
            return ""
        if not raw.get("alt"):
            self.wrong("label", "The image needs an alternative text for those who cannot see it.", raw)
        return source

    def default(self, raw: dict[str, Any], kind: str) -> Any:
        """What is filled in at first: fixed, of the kind that is asked."""
        value = raw.get("defaultValue")
        if value is None or value == "":
            return None
        fits: dict[FieldKind, type | tuple[type, ...]] = {
            FieldKind.CHECK: bool,
            FieldKind.CHOICES: list,
            FieldKind.NUMBER: (int, float, str),
        }
        if not isinstance(value, fits.get(KINDS[kind], str)) or str(value).startswith("="):
            self.wrong("attribute", "The default value does not fit what is asked.", raw)
            return None
        return value

    def properties(self, raw: Mapping[str, Any], allowed: frozenset[str]) -> dict[str, str]:
        """Our own additions, which form-js carries as `properties`: names with texts."""
        given = raw.get("properties") or {}
        if not isinstance(given, dict):
            self.wrong("attribute", "“properties” must be an object.", raw)
            return {}
        for name in sorted(set(given) - allowed):
            self.wrong("attribute", f"There is no property “{name}” here; there are {listed(tuple(allowed))}.", raw)
        return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()}

    def whole(self, text: str | None, raw: Mapping[str, Any], name: str) -> int | None:
        """A small whole number from a property."""
        if text is None or text == "":
            return None
        if re.fullmatch(r"[0-9]{1,3}", text):
            return int(text)
        self.wrong("attribute", f"“{name}” must be a whole number.", raw)
        return None

    def digits(self, raw: dict[str, Any]) -> int | None:
        """Decimal places of a number."""
        value = raw.get("decimalDigits")
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6):
            return value
        self.wrong("attribute", "“decimalDigits” must be a whole number from 0 to 6.", raw)
        return None

    # What holds for a component as a whole

    def spoken(self, component: Component, raw: dict[str, Any]) -> None:
        """Whatever is asked has a label, for a screen reader and for every message."""
        if component.type in KINDS and component.type != "expression" and not component.label:
            self.wrong("label", "This question has no label. Say what is asked.", raw)
        if component.type == "group" and not component.label:
            self.wrong("label", "This group has no label. Say what its questions have in common.", raw)

    def asked_before(self, component: Component, raw: dict[str, Any], known: set[str]) -> None:
        """An expression may read answers given further up: then one pass decides what is shown, and nobody's page jumps."""
        for expression in self.met.pop(component.id, ()):
            for name in sorted((expression.names & self.keys) - known):
                message = f"This reads the answer “{name}”, which is not asked above it. Move one of them."
                self.wrong("order", message, raw)


def _object(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An attribute that is an object, empty where it is none."""
    value = raw.get(name)
    return value if isinstance(value, dict) else {}


def _everything(raws: Any) -> Iterator[dict[str, Any]]:
    """Every component however deep, as it was written."""
    waiting = list(raws) if isinstance(raws, list) else []
    while waiting:
        raw = waiting.pop()
        if isinstance(raw, dict):
            yield raw
            inner = raw.get("components")
            waiting.extend(inner if isinstance(inner, list) else ())


def _submit(raws: Any) -> str:
    """The words on the form's own submit button, if it has one."""
    buttons = [raw for raw in _everything(raws) if raw.get("type") == "button"]
    return str(buttons[0].get("label") or "") if buttons else ""
