"""Decision tables as DMN's XML has them: columns, rules, cells."""

from typing import TYPE_CHECKING, Any

from app.feel.closures.tests import Test
from app.feel.compiler import Compiler
from app.feel.decisions.elements import NULL, child, children, coerced, text_in
from app.feel.decisions.tables import AGGREGATORS, POLICIES, Column, Rule, Table
from app.feel.lexer import canonical
from app.feel.xml import local

if TYPE_CHECKING:
    from app.feel.decisions.boxed import Boxes

_NEVER: Test = lambda _scope, _value: False  # noqa: E731 - a constant that is a test


def decision_table(boxes: "Boxes", compiler: Compiler, element: Any) -> Table:
    """A decision table with its columns and rules."""
    owner = next(
        (one for one in element.iterancestors() if local(one) in {"decision", "businessKnowledgeModel"}), element
    )
    inputs = tuple(_input(boxes, compiler, one) for one in children(element, "input"))
    outputs = tuple(_output(boxes, compiler, one, owner) for one in children(element, "output"))
    rules = tuple(
        _rule(boxes, compiler, one, number, (len(inputs), len(outputs)))
        for number, one in enumerate(children(element, "rule"), 1)
    )
    policy, aggregator = element.get("hitPolicy", "UNIQUE"), element.get("aggregation")
    if policy not in POLICIES or aggregator not in {None, *AGGREGATORS}:
        boxes.find("hit-policy", f"“{policy} {aggregator or ''}” is no hit policy of DMN.", element)
    if aggregator and len(outputs) > 1:
        boxes.find("hit-policy", "Only a table with one output can be aggregated. Take the others out.", element)
    if not outputs:
        boxes.find("table", "The table has no output column. Add one.", element)
    owned, line = (owner.get("id", ""), owner.get("name", "")), element.sourceline or 0
    table = Table(*owned, POLICIES.get(policy, "U"), aggregator, inputs, outputs, rules, line)
    boxes.tables.append(table)
    return table


def _input(boxes: "Boxes", compiler: Compiler, element: Any) -> Column:
    """An input column."""
    expression, allowed = child(element, "inputExpression"), child(element, "inputValues")
    text = text_in(expression)
    node = boxes.node(expression, text)
    value, wanted = boxes.closed(compiler, node), boxes.typed(expression)
    if not text:
        boxes.find("table", "An input column has no expression. Write what it looks at.", element)
    values = (boxes.cell(allowed),) if text_in(allowed) else ()
    return Column(
        element.get("label") or text,
        lambda scope: coerced(scope.run, value(scope), wanted),
        boxes.tests(compiler, values[0]) if values else None,
        text=text,
        node=node,
        type=wanted,
        values=values,
    )


def _output(boxes: "Boxes", compiler: Compiler, element: Any, owner: Any) -> Column:
    """An output column, with its values in their order of preference."""
    allowed, default = child(element, "outputValues"), child(element, "defaultOutputEntry")
    ranked = text_in(allowed)
    return Column(
        canonical(element.get("name") or owner.get("name") or ""),
        ranks=boxes.parsed(compiler, allowed, f"[{ranked}]") if ranked else None,
        default=boxes.text(compiler, default) if text_in(default) else None,
    )


def _rule(boxes: "Boxes", compiler: Compiler, element: Any, number: int, wide: tuple[int, int]) -> Rule:
    """A row. wide: how many input and output columns there are."""
    tests, entries = children(element, "inputEntry"), children(element, "outputEntry")
    if (len(tests), len(entries)) != wide:
        message = f"Rule {number} has {len(tests)} inputs and {len(entries)} outputs, but the table has {wide[0]} and {wide[1]}."
        boxes.find("table", message, element)
        tests, entries = [], []
    notes = [child(element, "description"), *(child(one, "text") for one in children(element, "annotationEntry"))]
    cells = tuple(boxes.cell(one) for one in tests)
    values = tuple(boxes.node(one, text_in(one)) for one in entries)
    return Rule(
        number,
        tuple(boxes.tests(compiler, cell) for cell in cells) or (_NEVER,) * wide[0],
        tuple(boxes.closed(compiler, value) for value in values) or (NULL,) * wide[1],
        tuple(note.text.strip() for note in notes if note is not None and (note.text or "").strip()),
        cells,
        values,
        element.sourceline or 0,
    )
