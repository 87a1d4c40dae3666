"""What is wrong with a DMN file before anybody asks it: `problems` must be mended, `hints` should be looked at."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from app.domain.errors import Finding, Invalid
from app.feel import mistakes
from app.feel.decisions.coverage import TooMany, covered
from app.feel.decisions.elements import child, children
from app.feel.decisions.reading import Model, drawn
from app.feel.decisions.tables import Column, Table
from app.feel.lexer import canonical
from app.feel.mistakes import Mistake, Reader


def problems(content: bytes, *, imports: Mapping[str, bytes] | None = None) -> tuple[Finding, ...]:
    """Everything that keeps a file from being published; nothing if it can be.

    Texts that cannot be read, types that never fit, and in tables overlaps where only one rule may match and rules that
    never count, each with an example.
    """
    try:
        model = drawn(content, imports=imports)
    except Invalid as why:
        return (Finding("xml", str(why)),)
    if model.findings:
        return tuple(model.findings)
    found = [*_in_texts(model), *_in_tables(model)]
    return tuple(dict.fromkeys(found))


def hints(content: bytes, *, imports: Mapping[str, bytes] | None = None) -> tuple[Finding, ...]:
    """What may be meant and may be forgotten: inputs for which no rule matches, and tables too large to look through."""
    try:
        model = drawn(content, imports=imports)
    except Invalid:
        return ()
    found: list[Finding] = []
    for table in _whole(model):
        try:
            found += covered(table).gaps()
        except TooMany:
            message = "The table has too many combinations to look for overlaps and gaps. Split it up."
            found.append(Finding("size", message, element=table.decision, name=table.name, line=table.line))
    return tuple(found)


def counted(content: bytes, *, imports: Mapping[str, bytes] | None = None) -> dict[str, tuple[int, frozenset[int]]]:
    """{decision id: how many rules its table has, and the numbers of those that count for some case}, from 1.

    Nothing of a file that cannot be read, and of a table too large to look through.
    """
    try:
        model = drawn(content, imports=imports)
    except Invalid:
        return {}
    found: dict[str, tuple[int, frozenset[int]]] = {}
    for table in _whole(model):
        with suppress(TooMany):
            coverage = covered(table)
            bits = 0
            for sure, perhaps in coverage.cases:
                bits |= coverage.counting(sure, perhaps)
            found[table.decision] = len(table.rules), frozenset(n + 1 for n in range(len(table.rules)) if bits >> n & 1)
    return found


def _whole(model: Model) -> Iterator[Table]:
    """The tables whose rows fit their columns."""
    for table in model.boxes.tables:
        if all(len(rule.cells) == len(table.inputs) for rule in table.rules):
            yield table


def _in_tables(model: Model) -> Iterator[Finding]:
    reader = Reader(_kinds(model))
    for table in _whole(model):
        for column_number, column in enumerate(table.inputs):
            yield from _in_column(reader, table, column_number, column)
        try:
            coverage = covered(table)
        except TooMany:
            continue
        yield from coverage.overlaps()
        yield from coverage.unreachable()


def _in_column(reader: Reader, table: Table, number: int, column: Column) -> Iterator[Finding]:
    """Cells that no value of the column's type can pass."""
    kind = column.type.name if column.type else column.node and reader.kind(column.node)
    for rule in table.rules:
        reader.mistakes.clear()
        mistakes.tested(reader, kind or None, rule.cells[number])
        for one in reader.mistakes:
            message = f"Rule {rule.number} can never match “{column.name}”: {_inside(one)}."
            yield Finding("type", message, element=table.decision, name=table.name, line=rule.line)


def _in_texts(model: Model) -> Iterator[Finding]:
    kinds = _kinds(model)
    for node, element in model.boxes.texts:
        for one in mistakes.found(node, kinds):
            noted = model.boxes.about("type", f"{one}.", element)
            yield replace(noted, message=f"{noted.message} The text is “{_text(element)[:80]}”.")


def _inside(mistake: Mistake) -> str:
    sentence = str(mistake)
    return sentence[:1].lower() + sentence[1:]


def _text(element: Any) -> str:
    text = child(element, "text")
    return (text.text or "").strip() if text is not None else ""


def _kinds(model: Model) -> dict[str, str]:
    """{name: type} of inputs and decisions that declare one, unless something nearer may have the same name."""
    nearer = {
        canonical(one.get("name") or one.get("iteratorVariable") or "")
        for one in model.root.iter("{*}contextEntry", "{*}formalParameter", "{*}for", "{*}some", "{*}every")
    } | {
        canonical(one.get("name", ""))
        for entry in model.root.iter("{*}contextEntry")
        for one in children(entry, "variable")
    }
    declared = ((one.name, one.type) for one in model.elements.values() if one.kind in {"input", "decision"})
    return {name: wanted.name for name, wanted in declared if wanted and name not in nearer}
