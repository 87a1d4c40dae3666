"""Boxed expressions: the XML elements that hold a decision's logic, each made a closure like any FEEL text."""

from collections.abc import Callable, Iterable
from typing import Any

from app.domain.errors import Finding
from app.feel import expressions, grammar, nodes, types
from app.feel.closures import calls, clauses
from app.feel.closures.tests import Test, tests_of
from app.feel.compiler import Closure, Compiler
from app.feel.decisions import columns
from app.feel.decisions.elements import NULL, child, children, coerced, text_in
from app.feel.decisions.tables import Table
from app.feel.errors import FeelError, NoValue
from app.feel.lexer import Names, canonical
from app.feel.limits import Limits
from app.feel.scope import Run, Scope
from app.feel.types import Type
from app.feel.values import Function
from app.feel.xml import local


class Boxes:
    """Makes closures of the boxed expressions of one model and gathers what is wrong with them."""

    def __init__(self, names: Iterable[str], known: dict[str, Type], limits: Limits, findings: list[Finding]) -> None:
        self.names, self.types = Names(names, outer=expressions.OWN_NAMES), known
        self.limits, self.findings = limits, findings
        self.tables: list[Table] = []
        self.texts: list[tuple[nodes.Node, Any]] = []  # every text that could be read, with the element it stands in

    def find(self, rule: str, message: str, element: Any) -> None:
        """Note a fault."""
        self.findings.append(self.about(rule, message, element))

    def about(self, rule: str, message: str, element: Any) -> Finding:
        """A finding about the nearest element that has an id."""
        holder = next((one for one in element.iterancestors() if one.get("id")), element)
        holder = element if element.get("id") else holder
        name = next((one.get("name") for one in (element, *element.iterancestors()) if one.get("name")), "")
        return Finding(rule, message, element=holder.get("id", ""), name=name, line=element.sourceline or 0)

    def text(self, compiler: Compiler, element: Any) -> Closure:
        """The closure of an element's FEEL text; null if it is empty or wrong."""
        return self.parsed(compiler, element, text_in(element))

    def parsed(self, compiler: Compiler, element: Any, text: str) -> Closure:
        """The closure of a FEEL text that stands in this element."""
        return self.closed(compiler, self.node(element, text))

    def node(self, element: Any, text: str) -> nodes.Node | None:
        """The nodes of a FEEL text that stands in this element; None if it is empty or wrong."""
        if not text:
            return None
        try:
            node = grammar.expression(text, self.names, self.limits)
        except FeelError as why:
            self.find("feel", f"{why}. The text is “{text[:80]}”.", element)
            return None
        self.texts.append((node, element))
        return node

    def closed(self, compiler: Compiler, node: nodes.Node | None) -> Closure:
        """The closure of a node; null for none."""
        return compiler.closure(node) if node else NULL

    def cell(self, element: Any) -> nodes.Tests:
        """The tests of a cell; an empty one always holds."""
        text = text_in(element) or "-"
        try:
            node = grammar.tests(text, self.names, self.limits)
        except FeelError as why:
            self.find("feel", f"{why}. The cell is “{text[:80]}”.", element)
            return nodes.Tests(0, (nodes.Literal(0, None),), negated=False)
        assert isinstance(node, nodes.Tests)
        return node

    def tests(self, compiler: Compiler, node: nodes.Tests) -> Test:
        """What a cell asks."""
        return tests_of(compiler.inside("?"), node)

    def box(self, compiler: Compiler, element: Any) -> Closure:
        """The closure of any boxed expression."""
        if element is None:
            return NULL
        make = _BOXES.get(local(element))
        if make is None:
            self.find("boxed", f"“{local(element)}” is not an expression that can be decided here.", element)
            return NULL
        return make(self, compiler, element)

    def first(self, compiler: Compiler, element: Any) -> Closure:
        """The closure of the boxed expression that stands in this element."""
        inner = next((one for one in element if local(one) in _BOXES), None) if element is not None else None
        return self.box(compiler, inner)

    def typed(self, element: Any) -> Type | None:
        """What the element's `typeRef` names; None if it has none."""
        name = element.get("typeRef") if element is not None else None
        if not name:
            return None
        found = types.named(name.rpartition(":")[2] if name.startswith("feel:") else name, self.types)
        if found is None:
            self.find("type", f"There is no type called “{name}”.", element)
        return found

    # One method for each element

    def literal(self, compiler: Compiler, element: Any) -> Closure:
        """`literalExpression`"""
        return self.text(compiler, element)

    def context(self, compiler: Compiler, element: Any) -> Closure:
        """`context`: entries that see those before them; one without a name is the whole context's value."""
        entries: list[tuple[str | None, Closure, Type | None]] = []
        for one in children(element, "contextEntry"):
            variable = child(one, "variable")
            name = None if variable is None else canonical(variable.get("name", ""))
            value = self.first(compiler, one)
            entries.append((name, value, self.typed(variable)))
            compiler = compiler.inside(name) if name else compiler

        def context(scope: Scope) -> Any:
            made: dict[str, Any] = {}
            inner = Scope(made, scope, scope.run)
            for name, value, wanted in entries:
                if name is None:
                    return value(inner)
                made[name] = coerced(scope.run, value(inner), wanted)
            return made

        return context

    def list(self, compiler: Compiler, element: Any) -> Closure:
        """`list`"""
        items = [self.box(compiler, one) for one in element if local(one) in _BOXES]
        return lambda scope: [item(scope) for item in items]

    def relation(self, compiler: Compiler, element: Any) -> Closure:
        """`relation`: a list of contexts, one per row."""
        columns = [canonical(column.get("name", "")) for column in children(element, "column")]
        rows = [[self.box(compiler, cell) for cell in row if local(cell) in _BOXES] for row in children(element, "row")]
        return lambda scope: [{name: cell(scope) for name, cell in zip(columns, row, strict=False)} for row in rows]

    def invocation(self, compiler: Compiler, element: Any) -> Closure:
        """`invocation`: a function called with bound parameters."""
        text = text_in(child(element, "literalExpression"))
        function = compiler.closure(nodes.Name(0, canonical(text))) if text else NULL
        bindings = [
            (canonical(child(one, "parameter").get("name", "")), self.first(compiler, one))
            for one in children(element, "binding")
        ]
        names = tuple(name for name, _ in bindings)

        def invocation(scope: Scope) -> Any:
            values = tuple(value(scope) for _, value in bindings)
            try:
                return calls.invoked(scope.run, function(scope), values, names, 0)
            except NoValue as why:
                return scope.run.warn(str(why))

        return invocation

    def function(self, compiler: Compiler, element: Any) -> Closure:
        """`functionDefinition`; only FEEL's own functions run."""
        parameters = self.parameters(element)
        if element.get("kind", "FEEL") != "FEEL":
            return lambda scope: scope.run.warn("functions in other languages are not run here")
        body = self.first(compiler.inside(*(name for name, _ in parameters)), element)

        def function(scope: Scope) -> Any:
            def apply(run: Run, *values: Any) -> Any:
                names = dict(zip((name for name, _ in parameters), calls.checked(parameters, values), strict=True))
                return body(Scope(names, scope, run))

            return Function("function", apply, parameters)

        return function

    def parameters(self, element: Any) -> tuple[tuple[str, Type | None], ...]:
        """The formal parameters of a function definition."""
        return tuple((canonical(one.get("name", "")), self.typed(one)) for one in children(element, "formalParameter"))

    def conditional(self, compiler: Compiler, element: Any) -> Closure:
        """`conditional`: if, then, else."""
        test, yes, no = (self.first(compiler, child(element, part)) for part in ("if", "then", "else"))

        def conditional(scope: Scope) -> Any:
            answer = test(scope)
            if answer is not None and not isinstance(answer, bool):
                return scope.run.warn("the condition is neither true nor false")
            return yes(scope) if answer else no(scope)

        return conditional

    def filter(self, compiler: Compiler, element: Any) -> Closure:
        """`filter`: in a list, the items that match."""
        source = self.first(compiler, child(element, "in"))
        return clauses.filtered(source, self.first(compiler.inside("item", items=True), child(element, "match")), 8, 0)

    def iterator(self, compiler: Compiler, element: Any) -> Closure:
        """`for`, `some` and `every`."""
        name = canonical(element.get("iteratorVariable", "item"))
        sources = [(name, self.first(compiler, child(element, "in")), None, 0)]
        inner = compiler.inside(name, "partial")
        if local(element) == "for":
            return clauses.looped(sources, self.first(inner, child(element, "return")), 8, partial=True)
        test = self.first(inner, child(element, "satisfies"))
        return clauses.quantified(sources, test, 8, every=local(element) == "every")

    def table(self, compiler: Compiler, element: Any) -> Closure:
        """`decisionTable`"""
        return columns.decision_table(self, compiler, element).decide


_BOXES: dict[str, Callable[[Boxes, Compiler, Any], Closure]] = {
    "literalExpression": Boxes.literal,
    "decisionTable": Boxes.table,
    "context": Boxes.context,
    "list": Boxes.list,
    "relation": Boxes.relation,
    "invocation": Boxes.invocation,
    "functionDefinition": Boxes.function,
    "conditional": Boxes.conditional,
    "filter": Boxes.filter,
    "for": Boxes.iterator,
    "some": Boxes.iterator,
    "every": Boxes.iterator,
}
EXPRESSIONS = tuple(_BOXES)
