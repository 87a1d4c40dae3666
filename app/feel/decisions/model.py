"""A decision model in memory: decisions, what they require, and how one is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.feel import types
from app.feel.closures.calls import checked
from app.feel.compiler import Closure
from app.feel.decisions.tables import Hit
from app.feel.errors import NoValue, Overrun
from app.feel.expressions import NOTHING, Functions
from app.feel.limits import Limits
from app.feel.scope import Run, Scope
from app.feel.types import Type
from app.feel.values import Function, kind, settle


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision's value and how it came about.

    rules: numbers (from 1) of the rules of its own table that matched. annotations: theirs. hits: the same for every
    table that was asked on the way, required decisions first. warnings: why parts became null. digest: SHA-256 of the
    file's content, which is the version that decided.
    """

    value: Any
    rules: tuple[int, ...]
    annotations: tuple[str, ...]
    warnings: tuple[str, ...]
    hits: tuple[Hit, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """That one element needs another. id: its key in the model. under: the name of the import it comes by, or nothing."""

    id: str
    under: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """A named part of a model. kind: input, decision, knowledge or service. requires: in drawing order.

    value: its logic; None for inputs. type: what its variable declares. parameters: of knowledge. reads: names its
    logic reads that nothing in the model gives, paths the ways it takes from them, calls the functions it calls so. answers: for services, the decisions it answers with; takes: the
    inputs and decisions it is given.
    """

    id: str
    name: str
    kind: str
    requires: tuple["Requirement", ...] = ()
    value: Closure | None = None
    type: Type | None = None
    parameters: tuple[tuple[str, Type | None], ...] = ()
    reads: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    answers: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    result: Type | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """One decision, ready to be asked by any number of threads.

    inputs: the names it reads from outside, its required decisions' included; `names` is the same as a set. paths: the
    dotted ways it takes from them. calls: functions it calls that are not FEEL's own and must be given. outputs: the
    names of its output columns, or its own name.
    """

    id: str
    name: str
    inputs: tuple[str, ...]
    paths: frozenset[str]
    calls: frozenset[str]
    outputs: tuple[str, ...]
    _model: "Decisions" = field(repr=False)

    @property
    def names(self) -> frozenset[str]:
        """The names it reads from outside."""
        return frozenset(self.inputs)

    def decide(self, names: Mapping[str, Any], functions: Functions = NOTHING) -> Decided:
        """The decision for these names. Never raises for data: null and warnings instead."""
        run = Run(names, functions, self._model.limits)
        try:
            value = Asking(self._model, run, names, {}).decision(self.id)
            run.weigh(value)
            value = settle(value)
        except Overrun as why:
            value = run.warn(str(why))
        except RecursionError:
            value = run.warn("the values lie too deep inside one another. Split the decision up")
        hits = tuple(run.trace)
        own = next((hit for hit in reversed(hits) if hit.decision == self.id), Hit(self.id))
        return Decided(value, own.rules, own.annotations, tuple(run.warnings), hits, self._model.digest)


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """All of one file. tables: {decision id: Decision}, literal expressions and the like included.

    digest: SHA-256 of the file's content, in hexadecimal.
    """

    elements: Mapping[str, Element]
    limits: Limits
    tables: dict[str, Decision] = field(default_factory=dict)
    name: str = ""
    digest: str = ""

    def named(self, name: str) -> Decision | None:
        """The decision with this name."""
        return next((decision for decision in self.tables.values() if decision.name == name), None)

    def serve(self, name: str, names: Mapping[str, Any], functions: Functions = NOTHING) -> Decided:
        """What a decision service answers. Raises KeyError if the model has none of that name."""
        service = next(one for one in self.elements.values() if one.kind == "service" and one.name == name)
        run = Run(names, functions, self.limits)
        given = [names.get(self.elements[taken].name) for taken in service.takes]
        try:
            value = settle(run.call(Asking(self, run, names, {}).service(service), *given))
        except (NoValue, Overrun) as why:
            value = run.warn(str(why))
        return Decided(value, (), (), tuple(run.warnings), tuple(run.trace), self.digest)


class Asking:
    """One question to a model: values given by name, and values found so far by element id."""

    __slots__ = ("found", "model", "names", "run")

    def __init__(self, model: Decisions, run: Run, names: Mapping[str, Any], found: dict[str, Any]) -> None:
        self.model, self.run, self.names, self.found = model, run, names, found

    def of(self, element_id: str) -> Any:
        """The value of an input or decision, or the function of knowledge or a service."""
        element = self.model.elements[element_id]
        return _ASK[element.kind](self, element)

    def decision(self, element_id: str) -> Any:
        """A decision's value; asked once, however many others require it."""
        element = self.model.elements[element_id]
        if element_id not in self.found:
            value = element.value(self.scope(element)) if element.value else None
            self.found[element_id] = self.typed(value, element.type, f"The decision “{element.name}”")
        return self.found[element_id]

    def scope(self, element: Element) -> Scope:
        """The scope of an element's logic: what it requires, and around it what was given."""
        names: dict[str, Any] = {}
        for required in element.requires:
            holder = names.setdefault(required.under, {}) if required.under else names
            holder[self.model.elements[required.id].name] = self.of(required.id)
        return Scope(names, Scope(self.names, None, self.run), self.run)

    def typed(self, value: Any, wanted: Type | None, what: str) -> Any:
        """The value as its variable's type wants it; null with a warning if it cannot be."""
        if wanted is not None:
            self.run.weigh(value)
        coerced, fits = types.coerce(value, wanted)
        if not fits and wanted:
            self.run.warn(f"{what} must be a {wanted.name} that its type allows, but is a {kind(value)}")
        return coerced

    def input(self, element: Element) -> Any:
        """A given value, of the declared type."""
        if element.id in self.found:
            return self.found[element.id]
        if element.name not in self.names:
            return self.run.warn(f"“{element.name}” is not given")
        return self.typed(self.run.take(self.names[element.name]), element.type, f"“{element.name}”")

    def knowledge(self, element: Element) -> Function:
        """A business knowledge model as a function."""

        def apply(run: Run, *values: Any) -> Any:
            run.spend(10)
            scope = self.scope(element)
            inner = Scope(_bound(element.parameters, values), scope, run)
            value = element.value(inner) if element.value else None
            return self.typed(value, element.result, f"The result of “{element.name}”")

        return Function(element.name, apply, element.parameters, element.result)

    def service(self, element: Element) -> Function:
        """A decision service as a function of its inputs and input decisions."""
        taken = [self.model.elements[one] for one in element.takes]

        def apply(run: Run, *values: Any) -> Any:
            run.spend(10)
            given = _bound(tuple((one.name, one.type) for one in taken), values)
            names = {**self.names, **given}
            found = {one.id: given[one.name] for one in taken}
            asking = Asking(self.model, run, names, found)
            answers = {self.model.elements[one].name: asking.decision(one) for one in element.answers}
            value = next(iter(answers.values())) if len(answers) == 1 else answers
            return self.typed(value, element.type, f"The answer of “{element.name}”")

        return Function(element.name, apply, tuple((one.name, one.type) for one in taken), element.type)


def _bound(parameters: tuple[tuple[str, Type | None], ...], values: tuple[Any, ...]) -> dict[str, Any]:
    """Arguments by their parameters' names. Raises NoValue for a wrong number or type."""
    return dict(zip((name for name, _ in parameters), checked(parameters, values), strict=True))


_ASK: dict[str, Callable[[Asking, Element], Any]] = {
    "input": Asking.input,
    "decision": lambda asking, element: asking.decision(element.id),
    "knowledge": Asking.knowledge,
    "service": Asking.service,
}
