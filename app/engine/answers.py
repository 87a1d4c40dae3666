"""Answers worth trying: for each name, one value for each way in which the conditions that read it can come out."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import combinations, product
from typing import Any

from app import feel
from app.domain import invented
from app.domain.messages import KINDS
from app.engine.drawing import Element
from app.engine.model import Model, Use

MOST_VALUES = 8  # of one name
MOST_TOGETHER = 12  # ways to answer one task
MOST_OTHERS = 64  # ways to set the other names of a condition
WORDS = frozenset({"and", "or", "not", "in", "if", "then", "else", "null", "true", "false", "between"})
DECIDES = frozenset({
    "the condition of this flow", "its condition", "the list it is repeated for", "the number of times it is repeated",
    "the condition that ends its repetition", "the condition of its loop",
})  # fmt: skip
WHEN, REPEATED = "its time", "the list it is repeated for"
OWN = "as the case has it"
DAY = "2026-04-14"
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"|(?<![\w.])(\d+(?:\.\d+)?)(?![\w.])')
NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
COMPARED = re.compile(r'([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(?:=|!=|in)\s*\(?\s*"')
RULED = re.compile(r"\bdue\(\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*,")  # the rule that a time is counted by
COUNTED = re.compile(r"\bdue\([^,()]+,\s*([A-Za-z_]\w*)\s*\)")  # the day from which a task's time is counted
LISTS = re.compile(r"count\(|every |some |list contains|\bin\b|distinct")


class Answers:
    """What may be answered at each step of a model's processes."""

    def __init__(self, model: Model, process: str, together: int = MOST_TOGETHER) -> None:
        self.model, self.together = model, together
        own = [use for use in model.uses if use.at is not None and use.at.process == process]
        self.uses = [use for use in own if use.place in DECIDES]
        repeated = [use.text for use in own if use.place == REPEATED]  # `[a, b]` is a list of what is no list itself
        self.lists = {name for text in repeated if not text.startswith("[") for name in NAME.findall(text)}
        words = {
            name for use in own for name in COMPARED.findall(use.text)
        }  # in a time's expression too: `if step = "plan"`
        self.times = {name for use in own if use.place == WHEN for name in NAME.findall(use.text)} - words
        self.counted = {name for use in own for name in COUNTED.findall(use.text)}
        self.rules = {name for use in own if use.place == WHEN for name in RULED.findall(use.text)}

        self.kept = {
            one.multi.answer: one.multi.output
            for one in model.elements
            if one.multi and one.multi.answer and one.multi.output
        }
        self._rows = {key: columns for form in model.forms.values() for key, columns in form.columns.items()}

    def at_start(self, start: Element | None) -> Iterator[dict[str, Any]]:
        """What a start form, or whoever calls the process, may have said."""
        names = list(self.model.writes(start)) if start else []
        names += [one.name for caller in self.model.callers(start.process if start else "") for one in caller.inputs]
        yield from self._together([*dict.fromkeys(names), *self._case()])

    def at(self, element: Element) -> Iterator[dict[str, Any]]:
        """What a task may give: answers of its form, outputs of its operation, the result of its table."""
        names = list(self.model.gives(self._drawn(element)))
        yield from self._together(names + (self._case() if element.topic or element.called else []))

    def of_message(self, name: str) -> Iterator[dict[str, Any]]:
        """What a message may carry."""
        kind = KINDS.get(name)
        yield from self._together(list(kind.fields) if kind else [])

    def _drawn(self, element: Element) -> Element:
        drawing = self.model.processes.get(element.process)
        return drawing.elements.get(element.id, element) if drawing else element

    def _case(self) -> list[str]:
        """The facts that conditions read: `case.registered` and so on."""
        paths = {path for use in self.uses for path in NAME.findall(use.text) if path.startswith("case.")}
        return sorted(path for path in paths if path not in self.lists and path.count(".") == 1)

    def _together(self, names: list[str]) -> Iterator[dict[str, Any]]:
        values = {name: found for name in names if (found := self._values(name))}
        first = {name: found[0] for name, found in values.items()}
        ways = 1
        for found in values.values():
            ways *= len(found)
        if ways <= self.together:
            yield from (_nested(dict(zip(values, one, strict=True))) for one in product(*values.values()))
            return
        yield _nested(first)
        for name, found in values.items():
            yield from (_nested({**first, name: value}) for value in found[1:])
        if self.together > MOST_TOGETHER:
            yield from map(_nested, _two_at_once(values, first))

    def _time(self, name: str) -> str:
        return invented.RULE if name in self.rules else DAY

    @cache  # noqa: B019 - an Answers lives as long as one exploration
    def _values(self, name: str) -> list[Any]:
        if columns := self._rows.get(name):
            return [[dict.fromkeys(columns, "one")], []]
        if name in self.lists:
            return [["one"], []]
        if name in self.times:
            return [self._time(name)]
        if paths := sorted(path for path in self.times if path.startswith(f"{name}.")):
            return [{path.partition(".")[2]: self._time(path) for path in paths}]
        kept = self.kept.get(name)  # the list in which each instance's answer is kept
        reads = [use for use in self.uses if {name, kept} & set(NAME.findall(use.text))]
        found: dict[tuple[Any, ...], Any] = {}
        for value in _candidates(reads):
            found.setdefault(
                tuple(_said(use.text, name, value, {kept: [value]} if kept else {}) for use in reads), value
            )
        own = DAY if name in self.counted else OWN
        return [own if value == OWN else value for value in found.values()][:MOST_VALUES]


def _two_at_once(values: Mapping[str, list[Any]], first: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for one, other in combinations(values, 2):
        yield from ({**first, one: a, other: b} for a in values[one][1:] for b in values[other][1:])


def _candidates(reads: list[Use]) -> Iterator[Any]:
    if not reads:
        return
    literals: list[Any] = []
    for use in reads:
        for text, number in LITERAL.findall(use.text):
            literals.append(Decimal(number) if number else text)
    literals = list(dict.fromkeys(literals))
    lists = any(LISTS.search(use.text) for use in reads)
    if any("case." in use.text for use in reads):
        yield OWN
    yield from literals
    yield from (one + shift for one in literals if isinstance(one, Decimal) for shift in (1, -1))
    yield from (True, False)
    if lists:
        yield from ([one] for one in literals)
        yield ["one"]
        yield []
    yield "something else"
    yield None


def _said(text: str, name: str, value: Any, more: Mapping[str, Any]) -> Any:
    """How a condition comes out for one value, whatever the other names in it are; repr so that it can be a key."""
    try:
        expression = feel.compile(text)
        outcome = [
            found if (found := expression.evaluate(_nested({**others, name: value, **more}), {})) is not None else False
            for others in _others(text, name, more)
        ]  # a condition that is neither true nor false is not taken either
    except feel.FeelError:
        return None
    return repr(outcome)


def _others(text: str, name: str, more: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Values of the other names that a condition reads, in the ways that can matter beside it."""
    said = [Decimal(number) if number else word for word, number in LITERAL.findall(text)]
    values = list(dict.fromkeys([*said, OWN, None]))
    words = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
    names = [one for one in dict.fromkeys(NAME.findall(words)) if one != name and one not in more and one not in WORDS]
    ways = product(values, repeat=len(names)) if len(values) ** len(names) <= MOST_OTHERS else None
    if ways is None:
        yield from (dict.fromkeys(names, one) for one in values)
    else:
        yield from (dict(zip(names, one, strict=True)) for one in ways)


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of the case under one name, as data of a step."""
    plain = {name: _json(value) for name, value in values.items() if not name.startswith("case.")}
    case = {name.removeprefix("case."): _json(value) for name, value in values.items() if name.startswith("case.")}
    return {**plain, **({"case": case} if case else {})}


def _json(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) and value == int(value) else value
