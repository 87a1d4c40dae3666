"""What can be seen without evaluating: operands whose types never fit, and conditions that are none.

Types are inferred only where they are certain; what is not known is not doubted. Whether two types fit is asked of the
operations themselves, with an example of each type, so that there is one truth about it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.feel import nodes
from app.feel.arithmetic import SUMS, negate
from app.feel.compare import less
from app.feel.errors import NoValue
from app.feel.properties import PROPERTIES
from app.feel.values import Function, Months, Range, kind

EXAMPLES: Mapping[str, Any] = {
    "number": Decimal(1),
    "string": "",
    "boolean": True,
    "date": date(2026, 1, 1),
    "time": time(9),
    "date and time": datetime(2026, 1, 1, tzinfo=UTC),
    "days and time duration": timedelta(days=1),
    "years and months duration": Months(1),
    "list": [],
    "context": {},
    "range": Range(Decimal(1), Decimal(2)),
    "function": Function("", lambda: None),
}
_RESULTS: Mapping[str, str] = {
    **dict.fromkeys(("count", "string length", "floor", "ceiling", "modulo", "day of year"), "number"),
    **dict.fromkeys(("working days between", "age on", "number", "product", "mean", "median"), "number"),
    **dict.fromkeys(("string", "upper case", "lower case", "substring", "string join", "day of week"), "string"),
    **dict.fromkeys(
        ("contains", "starts with", "ends with", "matches", "list contains", "not", "all", "any"), "boolean"
    ),
    **dict.fromkeys(("append", "concatenate", "distinct values", "flatten", "sort", "reverse", "split"), "list"),
    **{name: name for name in ("date", "time", "date and time")},
    "now": "date and time",
    "today": "date",
    "due": "date and time",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that can never be meant. position: the offset in the text, from 0."""

    message: str
    position: int

    def __str__(self) -> str:
        return f"{self.message} (at character {self.position + 1})"


def found(node: nodes.Node, kinds: Mapping[str, str]) -> tuple[Mistake, ...]:
    """The mistakes of a text. kinds: {name or dotted path: the type of what it holds}, as far as it is certain."""
    reader = Reader(kinds)
    reader.kind(node)
    return tuple(dict.fromkeys(reader.mistakes))


class Reader:
    """Infers types from the inside out and notes what does not fit."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.kinds = dict(kinds)
        self.mistakes: list[Mistake] = []

    def kind(self, node: nodes.Node | None) -> str | None:
        """The type of the node's value; None where it is not certain."""
        infer = _INFER.get(type(node))
        return infer(self, node) if infer and node else None

    def note(self, message: str, at: int) -> None:
        """Keep a mistake."""
        self.mistakes.append(Mistake(message, at))

    def hiding(self, names: tuple[str, ...]) -> "Reader":
        """The reader for a part in which these names are others'."""
        kinds = {path: one for path, one in self.kinds.items() if path.partition(".")[0] not in names}
        inner = Reader(kinds)
        inner.mistakes = self.mistakes
        return inner

    def condition(self, node: nodes.Node, what: str) -> None:
        """Note it if the node can be neither true nor false."""
        if (own := self.kind(node)) not in {None, "boolean", "null"}:
            self.note(f"{what} a condition, and this is a {own}", node.at)

    def ordered(self, left: str | None, right: str | None, at: int) -> None:
        """Note it if the two have no order."""
        if _certain(left, right):
            try:
                less(EXAMPLES[left or ""], EXAMPLES[right or ""])
            except NoValue:
                self.note(f"A {left} has no order against a {right}", at)

    def same(self, left: str | None, right: str | None, at: int) -> None:
        """Note it if the two can never be equal."""
        if _certain(left, right) and left != right:
            self.note(f"A {left} is never equal to a {right}", at)


def _certain(*kinds: str | None) -> bool:
    return all(one in EXAMPLES for one in kinds)


def _literal(_: Reader, node: nodes.Literal) -> str:
    return kind(node.value)


def _dotted(node: nodes.Node) -> str | None:
    if isinstance(node, nodes.Path):
        inner = _dotted(node.of)
        return inner and f"{inner}.{node.name}"
    return node.name if isinstance(node, nodes.Name) else None


def _path(reader: Reader, node: nodes.Path) -> str | None:
    if (known := reader.kinds.get(_dotted(node) or "")) is not None:
        return known
    of = reader.kind(node.of)
    example = EXAMPLES.get(of or "")
    if of is None or of in {"list", "context"}:
        return None
    read = PROPERTIES.get(type(example), {}).get(node.name)
    if read is None:
        reader.note(f"A {of} has no “{node.name}”", node.at)
        return None
    value = read(example)
    return kind(value) if isinstance(value, Decimal) else None


def _arithmetic(reader: Reader, node: nodes.Arithmetic) -> str | None:
    left = reader.kind(node.first)
    for operator, operand, at in node.rest:
        right = reader.kind(operand)
        if not _certain(left, right):
            left = None
            continue
        try:
            left = kind(SUMS[operator](EXAMPLES[left or ""], EXAMPLES[right or ""]))
        except NoValue as why:
            reader.note(str(why).capitalize(), at)
            left = None
    return left


def _negate(reader: Reader, node: nodes.Negate) -> str | None:
    own = reader.kind(node.of)
    if not _certain(own):
        return None
    try:
        return kind(negate(EXAMPLES[own or ""]))
    except NoValue as why:
        reader.note(str(why).capitalize(), node.at)
        return None


def _compare(reader: Reader, node: nodes.Compare) -> str:
    left, right = reader.kind(node.left), reader.kind(node.right)
    (reader.same if node.operator in {"=", "!="} else reader.ordered)(left, right, node.at)
    return "boolean"


def _logic(reader: Reader, node: nodes.Both | nodes.Either) -> str:
    word = "and" if isinstance(node, nodes.Both) else "or"
    for part in node.parts:
        reader.condition(part, f"“{word}” needs")
    return "boolean"


def _between(reader: Reader, node: nodes.Between) -> str:
    own = reader.kind(node.value)
    for end in (node.low, node.high):
        reader.ordered(own, reader.kind(end), node.at)
    return "boolean"


def _in(reader: Reader, node: nodes.In) -> str:
    tested(reader, reader.kind(node.value), node.tests)
    return "boolean"


def tested(reader: Reader, own: str | None, tests: nodes.Tests) -> None:
    """Note the tests that a value of this type can never pass."""
    reader.kinds["?"] = own or ""
    for test in tests.items:
        if isinstance(test, nodes.RangeOf):
            for end in filter(None, (test.start, test.end)):
                reader.ordered(own, reader.kind(end), end.at)
        elif isinstance(test, nodes.Same):
            reader.same(own, reader.kind(test.value), test.at)
        elif (wanted := reader.kind(test)) not in {"list", "range", "boolean"} and own != "list":
            reader.same(own, wanted, test.at)
    reader.kinds.pop("?")


def _if(reader: Reader, node: nodes.If) -> str | None:
    reader.condition(node.test, "“if” needs")
    yes, no = reader.kind(node.yes), reader.kind(node.no)
    return yes if yes == no else None


def _call(reader: Reader, node: nodes.Call) -> str | None:
    for argument in node.arguments:
        reader.kind(argument)
    return _RESULTS.get(node.function.name) if isinstance(node.function, nodes.Name) else None


def _filter(reader: Reader, node: nodes.Filter) -> None:
    reader.kind(node.of)  # the condition sees the items' entries, which are not known


def _rounds(reader: Reader, rounds: tuple[nodes.Round, ...]) -> Reader:
    for one in rounds:
        reader.kind(one.source)
        reader = reader.hiding((one.name,))
    return reader


def _for(reader: Reader, node: nodes.For) -> str:
    _rounds(reader, node.rounds).hiding(("partial",)).kind(node.body)
    return "list"


def _quantified(reader: Reader, node: nodes.Quantified) -> str:
    _rounds(reader, node.rounds).condition(node.test, "“satisfies” needs")
    return "boolean"


def _list(reader: Reader, node: nodes.ListOf) -> str:
    for item in node.items:
        reader.kind(item)
    return "list"


def _context(reader: Reader, node: nodes.ContextOf) -> str:
    for name, value in node.entries:
        reader.kind(value)
        reader = reader.hiding((name,))
    return "context"


def _function(reader: Reader, node: nodes.FunctionOf) -> str:
    reader.hiding(tuple(name for name, _ in node.parameters)).kind(node.body)
    return "function"


def _instance(reader: Reader, node: nodes.InstanceOf) -> str:
    reader.kind(node.value)
    return "boolean"


def _range(reader: Reader, node: nodes.RangeOf) -> str:
    start, end = reader.kind(node.start), reader.kind(node.end)
    if node.start and node.end:
        reader.ordered(start, end, node.at)
    return "range"


_INFER: Mapping[type, Callable[[Reader, Any], str | None]] = {
    nodes.Literal: _literal,
    nodes.Name: lambda reader, node: reader.kinds.get(node.name) or None,
    nodes.Path: _path,
    nodes.Arithmetic: _arithmetic,
    nodes.Negate: _negate,
    nodes.Compare: _compare,
    nodes.Both: _logic,
    nodes.Either: _logic,
    nodes.Between: _between,
    nodes.In: _in,
    nodes.If: _if,
    nodes.Call: _call,
    nodes.Filter: _filter,
    nodes.For: _for,
    nodes.Quantified: _quantified,
    nodes.ListOf: _list,
    nodes.ContextOf: _context,
    nodes.FunctionOf: _function,
    nodes.InstanceOf: _instance,
    nodes.RangeOf: _range,
}
