"""Decision tables as they are written, for people to read: nothing is evaluated, and nothing is left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.feel import xml
from app.feel.decisions.tables import POLICIES


@dataclass(frozen=True, slots=True)
class Written:
    """A table's text. inputs, outputs, notes: the columns' headings. rules: (input cells, output cells, annotations)."""

    decision: str
    name: str
    policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    notes: tuple[str, ...]
    rules: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]


def written(content: bytes) -> dict[str, Written]:
    """{decision's id: its table as text} of a DMN file; what is decided otherwise than by a table is left out.

    Raises Invalid where the file cannot be read.
    """
    root = xml.parse(content)
    found = {}
    for decision in root.iter("{*}decision"):
        if (table := next(decision.iterchildren("{*}decisionTable"), None)) is not None:
            found[decision.get("id")] = _table(decision, table)
    return found


def _table(decision: Any, table: Any) -> Written:
    outputs = list(table.iterchildren("{*}output"))
    policy = table.get("hitPolicy", "UNIQUE")
    name = decision.get("name") or decision.get("id") or ""
    return Written(
        decision.get("id"),
        name,
        policy.capitalize() if policy in POLICIES else policy,
        tuple(one.get("label") or _text(one, "inputExpression") for one in table.iterchildren("{*}input")),
        tuple(one.get("label") or one.get("name") or name for one in outputs),
        tuple(one.get("name") or "" for one in table.iterchildren("{*}annotation")),
        tuple(
            (
                tuple(_cells(rule, "inputEntry")),
                tuple(_cells(rule, "outputEntry")),
                tuple(_cells(rule, "annotationEntry")),
            )
            for rule in table.iterchildren("{*}rule")
        ),
    )


def _cells(rule: Any, name: str) -> Iterator[str]:
    for entry in rule.iterchildren(f"{{*}}{name}"):
        yield "".join(text for one in entry.iterchildren("{*}text") for text in one.itertext()).strip()


def _text(column: Any, name: str) -> str:
    return "".join(text for one in column.iter(f"{{*}}{name}") for text in one.itertext()).strip()
