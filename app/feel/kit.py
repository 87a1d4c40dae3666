"""Runs the test folders of the DMN Technology Compatibility Kit: models with inputs and the results they must give.

Format: https://github.com/dmn-tck/tck, `testCases.xsd`. Each `resultNode` counts once; what cannot be read is failed.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.domain.errors import Refused
from app.feel import temporal, xml
from app.feel.compare import equal
from app.feel.decisions.elements import child, children
from app.feel.decisions.model import Decided, Decisions
from app.feel.decisions.reading import by_namespace, draft
from app.feel.errors import NoValue
from app.feel.lexer import canonical
from app.feel.values import adopt
from app.feel.words import written

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_LARGEST = 50_000_000  # bytes of a test file, which is nobody's but the kit's
_DIGITS = 8  # expected numbers with this many decimals are taken as rounded


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expected result. reason: empty if it came out, else what was expected and what came."""

    file: str
    case: str
    node: str
    reason: str

    @property
    def passed(self) -> bool:
        """Whether the result came out as expected."""
        return not self.reason


def run(folder: Path) -> Iterator[Outcome]:
    """Every result of every test file below the folder, in the order of their paths."""
    for file in sorted(folder.rglob("*.xml")):
        with suppress(Refused):
            root = xml.parse(file.read_bytes(), limit=_LARGEST)
            if xml.local(root) == "testCases":
                yield from _file(file, root, file.relative_to(folder).as_posix())


def _file(file: Path, root: Any, shown: str) -> Iterator[Outcome]:
    name = (getattr(child(root, "modelName"), "text", None) or "").strip()
    contents = {other: other.read_bytes() for other in file.parent.glob("*.dmn")}
    model: Decisions | None = None
    try:
        model, _ = draft(contents[file.parent / name], imports=by_namespace(contents.values()))
        fault = ""
    except KeyError:
        fault = f"there is no model “{name}”"
    except Refused as why:
        fault = f"the model cannot be read: {why}"
    for case in children(root, "testCase"):
        for node in children(case, "resultNode"):
            reason = fault if model is None else _check(model, case, node)
            yield Outcome(shown, case.get("id", ""), node.get("name", ""), reason)


def _check(model: Decisions, case: Any, node: Any) -> str:
    try:
        given = {canonical(one.get("name", "")): _value(one) for one in children(case, "inputNode")}
        expected = _value(child(node, "expected"))
    except (NoValue, ArithmeticError) as why:
        return f"the test cannot be read: {why}"
    decided = _decided(model, case, node, given)
    if decided is None:
        return "there is no such decision"
    if _alike(decided.value, expected):
        return ""
    because = "; ".join(decided.warnings)
    return f"expected {written(expected)[:200]}, got {written(decided.value)[:200]}" + (
        f" ({because})" if because else ""
    )


def _decided(model: Decisions, case: Any, node: Any, given: Mapping[str, Any]) -> Decided | None:
    name = canonical(node.get("name", ""))
    if case.get("type") == "decisionService" and case.get("invocableName"):
        service = canonical(case.get("invocableName"))
        if service not in {one.name for one in model.elements.values() if one.kind == "service"}:
            return None
        answer = model.serve(service, given)
        several = isinstance(answer.value, Mapping) and name in answer.value
        return Decided(answer.value[name], (), (), answer.warnings) if several else answer
    decision = model.named(name)
    return decision.decide({"now": _NOW, **given}) if decision else None


def _value(element: Any) -> Any:
    """The value in an input, expected, item or component element; null where there is none."""
    if element is None:
        return None
    if (components := children(element, "component")) or element.get(_NIL) == "true":
        return {canonical(one.get("name", "")): _value(one) for one in components} or None
    if (items := child(element, "list")) is not None:
        return None if items.get(_NIL) == "true" else [_value(one) for one in children(items, "item")]
    value = child(element, "value")
    if value is None or value.get(_NIL) == "true":
        return None
    text = value.text or ""
    return _READ.get((value.get(_TYPE) or "").rpartition(":")[2], str)(text)


def _moment(text: str) -> Any:
    return temporal.read_moment(text) if "T" in text else temporal.read_date(text)


_READ: dict[str, Any] = {
    "decimal": lambda text: Decimal(text.strip()),
    "double": lambda text: Decimal(text.strip()),
    "integer": lambda text: Decimal(text.strip()),
    "boolean": lambda text: text.strip() in {"true", "1"},
    "date": lambda text: temporal.read_date(text.strip()),
    "time": lambda text: temporal.read_time(text.strip()),
    "dateTime": lambda text: _moment(text.strip()),
    "duration": lambda text: temporal.read_duration(text.strip()),
}


def _alike(value: Any, expected: Any) -> bool:
    value = adopt(value)
    if isinstance(value, list) and isinstance(expected, list):
        return len(value) == len(expected) and all(map(_alike, value, expected))
    if isinstance(value, Mapping) and isinstance(expected, Mapping):
        return value.keys() == expected.keys() and all(_alike(value[key], expected[key]) for key in value)
    if isinstance(value, Decimal) and isinstance(expected, Decimal):
        places = -int(expected.as_tuple().exponent)
        return value == expected or (places >= _DIGITS and abs(value - expected) < Decimal(1).scaleb(-_DIGITS))
    try:
        return equal(value, expected)
    except NoValue:
        return False
