"""A form as it was published: frozen components in the order in which they are asked.

`Words` is text that a designer wrote: fixed, or FEEL where it began with “=”.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from app.domain.forms import FieldKind, FormOutline
from app.feel import Expression

Words = str | Expression
Limit = Decimal | str | Expression | None  # a day as text, 2026-03-31
Options = Mapping[str, Sequence[tuple[str, str]]]

TEXT_LIMIT = 10_000  # characters in one answer, unless the form sets fewer
ROWS_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: fixed pairs, else the source's pairs (`key`), else what FEEL gives. Pairs are (value, label)."""

    fixed: tuple[tuple[str, str], ...] = ()
    key: str = ""
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """One component of a form.

    key: the answer's name, or "" where nothing is asked. kind: what the answer is, None where nothing is asked.
    ask: what to enter, for messages (“the day on which it began”), or "". hide: FEEL; true hides. fixed: shown and not
    to be changed. least, most: bounds of a number, of a text's length, or of a date (days, FEEL or ISO). at_least: rows
    that must be given. rule: what asks for a mandatory answer. children: what a group or a row holds. digits: decimal
    places of a number, None for any. future: a date must not have passed. pattern: a compiled expression of RE2, found anywhere
    in the text as form-js does. default: what is filled in at first. views: whose words it holds, child or parents, or "".
    restricted: kept from everything that the family may see (I10). tells: the message that a tick sends to the case, or "".
    """

    type: str
    id: str
    key: str = ""
    kind: FieldKind | None = None
    label: Words = ""
    description: Words = ""
    ask: str = ""
    hide: Expression | None = None
    fixed: bool | Expression = False
    required: bool = False
    rule: str = ""
    least: Limit = None
    most: Limit = None
    at_least: int = 0
    pattern: Any = None
    pattern_words: str = ""
    looks_like: str = ""
    digits: int | None = None
    future: bool = False
    choices: Choices | None = None
    expression: Expression | None = None
    text: Words = ""
    prefix: Words = ""
    suffix: Words = ""
    source: str = ""
    alt: Words = ""
    columns: tuple[tuple[str, str], ...] = ()
    default: Any = None
    views: str = ""
    restricted: bool = False
    tells: str = ""
    children: tuple["Component", ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A published form.

    source: the form-js file as it was read. confirm: “check your answers” comes before it is sent. minutes: how long
    it takes. shows: keys of tasks whose earlier answers are shown with it. button: the act, as its button says it.
    other_than: keys of tasks in this case whose doers may not do this one, for a second signature. in_person: only the
    person named for the task may do it, nobody who covers for them. records: the kind of document that the answers make
    (`domain.documents.KINDS`), or "". prefill: the kind from whose latest version it begins (`documents.carry_forward`),
    or "". chronology: the sentence that it proposes for the chronology; FEEL reads the answers.
    reads: every name that some expression of the form reads.
    """

    outline: FormOutline
    source: bytes
    components: tuple[Component, ...]
    confirm: bool = False
    minutes: int | None = None
    shows: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    in_person: bool = False
    button: str = "Save and continue"
    records: str = ""
    prefill: str = ""
    chronology: Words = ""
    reads: frozenset[str] = frozenset()

    @property
    def definition(self) -> dict[str, Any]:
        """The form-js JSON. Read again for whoever asks: kept as objects, the forms of a release take twice the memory."""
        return dict(orjson.loads(self.source))


def asked(components: Iterable[Component]) -> Iterator[Component]:
    """Every component with an answer of its own, in order; groups are looked into, rows are one answer."""
    for component in components:
        if component.type == "group":
            yield from asked(component.children)
        elif component.key:
            yield component


def views(form: Form, whose: str) -> tuple[str, ...]:
    """The keys of the answers that hold somebody's own words. whose: child or parents."""
    return tuple(one.key for one in asked(form.components) if one.views == whose)


def restricted(form: Form) -> frozenset[str]:
    """The keys of the answers that nobody of the family may be shown; in rows, the columns' keys.

    What is computed from such an answer is kept from them too.
    """
    answers = [one for top in asked(form.components) for one in (top, *asked(top.children))]
    found = {one.key for one in answers if one.restricted}
    for one in answers:  # an expression reads only what was asked before it, so one round is enough
        if one.expression and one.expression.names & found:
            found.add(one.key)
    return frozenset(found)


def say(words: Words, names: Mapping[str, Any]) -> str:
    """The words as they read now. FEEL that gives nothing reads as an empty text."""
    if isinstance(words, str):
        return words
    value = words.evaluate(names)
    return "" if value is None else str(value)


def hidden(component: Component, names: Mapping[str, Any]) -> bool:
    """Is it hidden now? Only a condition that is plainly true hides; one that cannot be decided shows the question."""
    return component.hide is not None and component.hide.evaluate(names) is True


def locked(component: Component, names: Mapping[str, Any]) -> bool:
    """Is it shown for reading only now?"""
    if isinstance(component.fixed, bool):
        return component.fixed
    return component.fixed.evaluate(names) is True


def offered(component: Component, names: Mapping[str, Any], options: Options) -> tuple[tuple[str, str], ...]:
    """What may be chosen now: ((value, label), …)."""
    choices = component.choices
    if choices is None or choices.fixed:
        return choices.fixed if choices else ()
    if choices.key:
        return tuple(options[choices.key]) if choices.key in options else _pairs(names.get(choices.key))
    return _pairs(choices.expression.evaluate(names)) if choices.expression else ()


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    """A list from FEEL as pairs: of texts, or of contexts with value and label. What is neither is left out."""
    pairs = []
    for item in value if isinstance(value, list | tuple) else ():
        match item:
            case {"value": str(one), "label": str(label)}:
                pairs.append((one, label))
            case str(one):
                pairs.append((one, one))
    return tuple(pairs)
