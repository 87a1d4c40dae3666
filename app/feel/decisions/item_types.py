"""Item definitions: the types that a DMN file names, with their allowed values."""

from dataclasses import replace
from typing import Any

from app.domain.errors import Finding
from app.feel import expressions, types
from app.feel.decisions.elements import child, children, text_in
from app.feel.errors import FeelError
from app.feel.lexer import canonical
from app.feel.limits import Limits
from app.feel.scope import Run, Scope
from app.feel.types import Type


class ItemTypes:
    """Reads a file's item definitions into `types`, and notes in `findings` what is wrong with them."""

    def __init__(self, root: Any, known: dict[str, Type], limits: Limits, findings: list[Finding]) -> None:
        self.root, self.types, self.limits, self.findings = root, known, limits, findings

    def define(self) -> None:
        """Item definitions, which may speak of one another in any order."""
        waiting = children(self.root, "itemDefinition")
        for _ in range(len(waiting) + 1):
            left = [one for one in waiting if not self.known(one)]
            if len(left) == len(waiting):
                break
            waiting = left
        for one in waiting:
            name = one.get("name", "")
            self.findings.append(
                Finding("type", "The type speaks of one that does not exist.", name=name, line=one.sourceline or 0)
            )

    def known(self, element: Any) -> bool:
        """Know one item definition, if all that it speaks of is known."""
        found = self.type_of(element)
        if found is None:
            return False
        self.types[canonical(element.get("name", ""))] = found
        return True

    def type_of(self, element: Any) -> Type | None:
        """The type an item definition or component describes."""
        found = self.base_type(element)
        if found is None:
            return None
        allows = text_in(child(element, "allowedValues", "typeConstraint"))
        if allows:
            found = self.allowing(allows, found, element)
        return Type("list", (found,)) if element.get("isCollection") == "true" else found

    def base_type(self, element: Any) -> Type | None:
        parts, function = children(element, "itemComponent"), child(element, "functionItem")
        if function is not None:
            return self.function_type(function)
        if not parts:
            written = child(element, "typeRef")
            return (
                types.named(canonical((written.text or "").strip()), self.types) if written is not None else types.ANY
            )
        fields = {canonical(part.get("name", "")): self.type_of(part) for part in parts}
        known = {name: kind for name, kind in fields.items() if kind}
        return Type("context", fields=known) if len(known) == len(fields) else None

    def function_type(self, element: Any) -> Type | None:
        names = [one.get("typeRef", "Any") for one in children(element, "parameters")]
        items = [types.named(name, self.types) for name in names]
        result = types.named(element.get("outputTypeRef", "Any"), self.types)
        known = tuple(item for item in items if item)
        return Type("function", known, result=result) if result and len(known) == len(items) else None

    def allowing(self, text: str, base: Type, element: Any) -> Type:
        """The type with its allowed values, a condition on the value, as DMN's unary tests write it."""
        try:
            tests = expressions.within_model(text, (), self.types, self.limits, tests=True)
        except FeelError as why:
            name = element.get("name", "")
            self.findings.append(
                Finding("feel", f"{why}. The text is “{text[:80]}”.", name=name, line=element.sourceline or 0)
            )
            return base

        def allowed(value: Any) -> bool:
            run = Run({"?": value}, {}, self.limits)
            return (base.allows is None or base.allows(value)) and tests.closure(Scope(run.names, None, run)) is True

        return replace(base, allows=allowed, within=(*base.within, tests.node))
