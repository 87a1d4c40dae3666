"""What a decision table's rules cover: overlaps, rules that can never count, and gaps, each with an example.

Every input is cut into regions (`regions.py`) and each region asks every cell once; then the inputs are combined. What
matters of a combination is only which rules match, so combinations that agree in that are one, and a table of twenty
rules has dozens of them and not millions. Inputs count as independent of one another unless they have the same text.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property
from itertools import combinations
from typing import Any

from app.domain.errors import Finding
from app.feel.compare import equal
from app.feel.decisions.regions import Opaque, constant, examples, landmarks, orders
from app.feel.decisions.tables import Column, Table
from app.feel.errors import NoValue
from app.feel.limits import DEFAULT
from app.feel.scope import Run, Scope
from app.feel.types import Type, conforms
from app.feel.values import Months
from app.feel.words import written

MOST_COMBINATIONS = 200_000
_MOST_FINDINGS = 10
_SINGLE = frozenset({"U", "A", "F", "P"})
_BUT = {
    "U": "but only one may (hit policy UNIQUE). Make them exclusive",
    "A": "and their outputs differ (hit policy ANY). Make them agree",
}
Example = tuple[tuple[str, Any], ...]
# Rules as bits: those that surely match, and those of which it cannot be told.
Matched = tuple[int, int]


@dataclass(frozen=True)
class Coverage:
    """All that can happen to a table. cases: {which rules match: an example of inputs}."""

    table: Table
    cases: Mapping[Matched, Example]

    def overlaps(self) -> Iterator[Finding]:
        """Two rules that match together where only one may, or where they must agree and do not."""
        seen: set[tuple[int, int]] = set()
        for (sure, _), example in self.cases.items():
            for one, other in combinations(_bits(sure), 2):
                if (one, other) in seen or len(seen) == _MOST_FINDINGS or not self.quarrel(one, other):
                    continue
                seen.add((one, other))
                both = f"Rules {one + 1} and {other + 1} both match, for example {_when(example)}"
                message = f"{both}, {_BUT[self.table.policy]}."
                yield self.find("overlap", message, other)

    def quarrel(self, one: int, other: int) -> bool:
        """Whether the hit policy forbids that the two rules match together."""
        return self.table.policy == "U" or (self.table.policy == "A" and self.differ(one, other))

    def differ(self, one: int, other: int) -> bool:
        """Whether two rules surely have different outputs."""
        pairs = zip(self.outputs[one], self.outputs[other], strict=True)
        return any(_known(a) and _known(b) and not _same(a, b) for a, b in pairs)

    @cached_property
    def outputs(self) -> list[list[Any]]:
        """The outputs of each rule, as far as they are constant."""
        return [[_constant(value) for value in rule.values] for rule in self.table.rules]

    def unreachable(self) -> Iterator[Finding]:
        """Rules that no input makes count."""
        could, counts = 0, 0
        for sure, perhaps in self.cases:
            could |= sure | perhaps
            counts |= self.counting(sure, perhaps)
        for rule in _bits(~counts & ((1 << len(self.table.rules)) - 1)):
            why = (
                "the rules that come before it take every case"
                if could >> rule & 1
                else "no value passes all of its tests"
            )
            yield self.find("unreachable", f"Rule {rule + 1} never counts: {why}. Change or remove it.", rule)

    def counting(self, sure: int, perhaps: int) -> int:
        """The rules that may count where these match: with FIRST, none after the first that surely does."""
        first = sure & -sure
        return (sure | perhaps) & (first * 2 - 1) if self.table.policy == "F" and first else sure | perhaps

    def gaps(self) -> Iterator[Finding]:
        """Inputs for which no rule matches and no default stands in."""
        if self.table.policy not in _SINGLE or any(column.default for column in self.table.outputs):
            return
        if (example := self.cases.get((0, 0))) is not None:
            message = f"No rule matches, for example {_when(example)}. Add a rule or a default output."
            yield self.find("gap", message, None)

    def find(self, rule: str, message: str, row: int | None) -> Finding:
        """A finding about the table, at one of its rows."""
        line = self.table.line if row is None else self.table.rules[row].line
        return Finding(rule, message, element=self.table.decision, name=self.table.name, line=line)


class TooMany(Exception):
    """Inside this room only: a table has more combinations than are looked at."""


def covered(table: Table) -> Coverage:
    """The table's coverage. Its rows must fit its columns. Raises TooMany."""
    cases: dict[Matched, Example] = {((1 << len(table.rules)) - 1, 0): ()}
    steps = 0
    for asked in sorted((_asked(table, columns) for columns in _grouped(table)), key=len):
        steps += len(cases) * len(asked)
        if steps > MOST_COMBINATIONS:
            raise TooMany
        following: dict[Matched, Example] = {}
        for (sure, perhaps), example in cases.items():
            for (yes, maybe), more in asked.items():
                both = sure & yes
                matched = both, (sure | perhaps) & (yes | maybe) & ~both
                if matched not in following:
                    following[matched] = (*example, *more)
        cases = following
    return Coverage(table, cases)


def _grouped(table: Table) -> Iterable[list[int]]:
    """The numbers of the input columns, those with the same text together."""
    groups: dict[str, list[int]] = {}
    for number, column in enumerate(table.inputs):
        groups.setdefault(" ".join(column.text.split()), []).append(number)
    return groups.values()


def _asked(table: Table, numbers: list[int]) -> dict[Matched, Example]:
    """{which rules one input's cells let pass: an example value}, over all regions of the input's values."""
    cells = [[rule.cells[number] for number in numbers] for rule in table.rules]
    try:
        regions = _regions([table.inputs[number] for number in numbers], [cell for row in cells for cell in row])
    except Opaque:
        sees = [all(not cell.items for cell in row) for row in cells]
        sure = sum(1 << row for row, anything in enumerate(sees) if anything)
        return {(sure, ~sure & ((1 << len(cells)) - 1)): ()}
    if len(regions) * len(cells) > MOST_COMBINATIONS:
        raise TooMany
    asked: dict[Matched, Example] = {}
    tests = [[rule.tests[number] if _clear(rule.cells[number]) else None for number in numbers] for rule in table.rules]
    for value in regions:
        sure = perhaps = 0
        scope = _scope(value)
        for row, own in enumerate(tests):
            answers = [test(scope, value) is True if test else None for test in own]
            sure |= all(answers) << row
            perhaps |= (None in answers and False not in answers) << row
        asked.setdefault((sure, perhaps), ((table.inputs[numbers[0]].name, value),))
    if len(asked) == 1:
        return dict.fromkeys(asked, ())  # it tells nothing apart, so no example needs to say it
    return asked


def _regions(columns: list[Column], cells: list[Any]) -> list[Any]:
    """Examples of an input's values that may occur. Raises Opaque."""
    column = columns[0]
    declared = column.type.name if column.type and column.type.name != "Any" else None
    limits = [*column.values, *_within(column.type)]
    seen: list[Any] = []
    for cell in filter(_clear, (*cells, *limits)):
        seen.extend(landmarks(cell))
    if not seen and not declared:
        raise Opaque
    found = examples(seen, declared, ordered=any(map(orders, (*cells, *limits))))
    return [value for value in found if value is None or _occurs(column, value)]


def _within(wanted: Type | None) -> tuple[Any, ...]:
    return wanted.within if wanted else ()


def _occurs(column: Column, value: Any) -> bool:
    """Whether the column's type and allowed values let the value in."""
    if column.type and not conforms(value, column.type):
        return False
    return column.allowed is None or column.allowed(_scope(value), value) is True


def _clear(cell: Any) -> bool:
    """Whether what a cell says can be told from the value alone."""
    try:
        return all(True for _ in landmarks(cell))
    except Opaque:
        return False


def _scope(value: Any) -> Scope:
    run = Run({"?": value}, {}, DEFAULT)
    return Scope(run.names, None, run)


def _bits(number: int) -> list[int]:
    return [place for place in range(number.bit_length()) if number >> place & 1]


_UNKNOWN = object()


def _constant(node: Any) -> Any:
    try:
        return constant(node) if node else None
    except Opaque:
        return _UNKNOWN


def _known(value: Any) -> bool:
    return value is not _UNKNOWN


def _same(left: Any, right: Any) -> bool:
    try:
        return equal(left, right)
    except NoValue:
        return False


def _when(example: Example) -> str:
    """“when “age” is 11 and “agreed” is "no"”."""
    return "when " + " and ".join(f"“{name}” is {_shown(value)}" for name, value in example) if example else "always"


def _shown(value: Any) -> str:
    temporal = isinstance(value, (date, time, timedelta, Months))
    return f'@"{written(value)}"' if temporal else written(value)
