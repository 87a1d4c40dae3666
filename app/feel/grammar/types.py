"""The names of types, as `instance of` and parameters have them."""

from typing import TYPE_CHECKING

from app.feel import nodes

if TYPE_CHECKING:
    from app.feel.grammar.parser import Parser


def type_name(parser: "Parser") -> nodes.TypeName:
    """`number`, `list<string>`, `context<a: number>`, `function<number> -> boolean`, or a type's own name."""
    parser.depth += 1
    if parser.ahead.kind != "name" or parser.depth > parser.limits.depth:
        parser.refuse("Expected the name of a type, such as number or list<string>,")
    name = parser.take().value
    if name == "function" and not parser.sees("<"):
        parser.depth -= 1
        return nodes.TypeName(name)
    while parser.skip("."):
        name = f"{name}.{parser.take().value}"
    found = _brackets(parser, name) if parser.sees("<") and name in {"list", "range", "context", "function"} else None
    parser.depth -= 1
    return found or nodes.TypeName(name)


def _brackets(parser: "Parser", name: str) -> nodes.TypeName:
    """`<…>` after list, range, context or function."""
    parser.expect("<")
    items: list[nodes.TypeName] = []
    fields: list[tuple[str, nodes.TypeName]] = []
    while not parser.sees(">"):
        if name == "context":
            key = parser.declare(":")
            parser.expect(":")
            fields.append((key, type_name(parser)))
        else:
            items.append(type_name(parser))
        if not parser.skip(","):
            break
    parser.expect(">")
    result = type_name(parser) if name == "function" and parser.skip("->") else None
    return nodes.TypeName(name, tuple(items), tuple(fields), result)
