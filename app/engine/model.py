"""What is being published, seen as a whole: which names exist where, and which are read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.domain.forms import CARRIED, FieldKind, FormOutline
from app.domain.messages import KINDS
from app.domain.operations import OPERATIONS
from app.engine.drawing import Drawing, Element
from app.engine.due import as_feel

FREE_TEXT = "str"  # the type of a message's field that may hold anything
WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Use:
    """One FEEL text in a diagram or form. place: where, in words. given: names that exist only here."""

    text: str
    place: str
    file: str
    element: str
    name: str
    line: int
    at: Element | None = None
    given: frozenset[str] = frozenset()
    called: str | None = None  # the process in whose scope it is read, where that is not the element's own


@dataclass(frozen=True)
class Model:
    """Everything that a release is made from, read. decisions: {id: Decision}."""

    drawings: Mapping[str, Drawing]
    forms: Mapping[str, FormOutline] = field(default_factory=dict)
    decisions: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def processes(self) -> dict[str, Drawing]:
        """{process id: its drawing}."""
        return {drawing.process: drawing for drawing in self.drawings.values()}

    @cached_property
    def elements(self) -> list[Element]:
        """Every element of every diagram."""
        return [element for drawing in self.drawings.values() for element in drawing.elements.values()]

    def callers(self, process: str) -> list[Element]:
        """The call activities that call a process."""
        return self._callers.get(process, [])

    @cached_property
    def _callers(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for element in self.elements:
            if element.kind == "callActivity" and element.called:
                found.setdefault(element.called, []).append(element)
        return found

    def container(self, element: Element) -> Element | None:
        """The sub-process in which an element lies, None for the process itself."""
        return self.drawings[element.file].elements.get(element.container)

    def outer(self, element: Element) -> Iterator[Element]:
        """The sub-processes around an element, innermost first."""
        while (around := self.container(element)) is not None:
            yield around
            element = around

    def scope(self, element: Element) -> str:
        """Whose variables an element writes: the process's, or the innermost multi-instance sub-process's."""
        return next((around.id for around in self.outer(element) if around.multi), element.process)

    def fields(self, element: Element) -> Mapping[str, FieldKind]:
        """The answers that an element's form asks for."""
        form = self.forms.get(element.form or "")
        return form.fields if form else {}

    def writes(self, element: Element) -> dict[str, FieldKind | None]:
        """The names that an element writes in its scope, with the kind of field where it is one."""
        if element.multi:
            return {element.multi.output: None} if element.multi.output else {}
        return self.gives(element)

    def gives(self, element: Element) -> dict[str, FieldKind | None]:
        """The names that an element gives: to its scope, or to its slot where it is a multi-instance."""
        names: dict[str, FieldKind | None] = dict(self.fields(element))
        if element.kind in {"serviceTask", "callActivity"}:
            names.update(dict.fromkeys((one.name for one in element.outputs), None))
        if element.kind == "businessRuleTask" and element.result:
            names[element.result] = None
        for event in element.events:
            if event.kind == "message" and (kind := KINDS.get(event.ref or "")):
                for key, (type_, _required) in kind.fields.items():
                    names[key] = FieldKind.TEXT if type_ == FREE_TEXT else None
        return names

    def visible(self, element: Element) -> dict[str, FieldKind | None]:
        """Every name that FEEL can read at an element, besides `case`, `policy` and `now`."""
        names = self.visible_around(element)
        if element.multi and element.multi.item:
            names[element.multi.item] = None
        return names

    def visible_around(self, element: Element) -> dict[str, FieldKind | None]:
        """The same without the element's own item."""
        names: dict[str, FieldKind | None] = {}
        self._look_out(element, names, set())
        return names

    def visible_in(self, process: str) -> dict[str, FieldKind | None]:
        """Every name that FEEL can read at the end of a process."""
        names: dict[str, FieldKind | None] = {}
        self._of_process(process, names, set())
        return names

    def _look_out(self, element: Element, names: dict[str, FieldKind | None], seen: set[str]) -> None:
        for around in self.outer(element):
            if around.multi:
                self._of_scope(around.id, names)
                if around.multi.item:
                    names.setdefault(around.multi.item, None)
        self._of_process(element.process, names, seen)

    def _of_process(self, process: str, names: dict[str, FieldKind | None], seen: set[str]) -> None:
        if process in seen:
            return
        seen.add(process)
        self._of_scope(process, names)
        for caller in self.callers(process):
            for one in caller.inputs:
                names.setdefault(one.name, None)
            if caller.multi and caller.multi.item:
                names.setdefault(caller.multi.item, None)
            self._look_out(caller, names, seen)

    def _of_scope(self, scope: str, names: dict[str, FieldKind | None]) -> None:
        for name, kind in self._written.get(scope, {}).items():
            if names.get(name, FieldKind.TEXT) is FieldKind.TEXT:
                names[name] = kind

    @cached_property
    def _written(self) -> dict[str, dict[str, FieldKind | None]]:
        """{scope: every name that is written there}; one that is free text in one place and not in another is not."""
        found: dict[str, dict[str, FieldKind | None]] = {}
        for scope, elements in self._by_scope.items():
            names = found[scope] = {}
            for element in elements:
                for name, kind in self.writes(element).items():
                    if names.get(name, FieldKind.TEXT) is FieldKind.TEXT:
                        names[name] = kind
        return found

    @cached_property
    def _by_scope(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for element in self.elements:
            found.setdefault(self.scope(element), []).append(element)
        return found

    @cached_property
    def own(self) -> dict[str, tuple[str, ...]]:
        """{process, or sub-process with a scope of its own: the names that it sets itself and something reads}."""
        return {
            scope: tuple({name: None for one in elements for name in self.writes(one) if name in self.mentioned})
            for scope, elements in self._by_scope.items()
        }

    @cached_property
    def uses(self) -> list[Use]:
        """Every FEEL text of every diagram and form."""
        return [use for drawing in self.drawings.values() for use in _uses(drawing, self.forms)]

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """Every word in a FEEL text of a diagram, of a form other than its own, or of a decision's inputs."""
        words = {word for use in self.uses if use.at is None or use.place != FORM for word in WORD.findall(use.text)}
        for use in self.uses:
            if use.place == FORM and use.at is not None:
                words.update(word for word in WORD.findall(use.text) if word not in self.fields(use.at))
        for decision in self.decisions.values():
            words.update(decision.names)
        for element in self.elements:
            words.update(word for group in element.groups for word in WORD.findall(group.partition(" of ")[2]))
            if element.multi and element.multi.answer:
                words.add(element.multi.answer)
        return frozenset(words)

    def carried(self, form: FormOutline) -> tuple[str, ...]:
        """The answers of a form that become variables: those that something reads, and never free text."""
        return tuple(key for key, kind in form.fields.items() if kind in CARRIED and key in self.mentioned)


FORM = "a condition in its form"
LOOPING, ENOUGH = "the condition of its loop", "the condition that ends its repetition"
# What BPMN itself counts, and where it can be read.
COUNTED = {
    LOOPING: frozenset({"loopCounter"}),
    ENOUGH: frozenset({"loopCounter", "numberOfInstances", "numberOfCompletedInstances", "numberOfActiveInstances"}),
}
ROW = frozenset({"i"})  # the number of a row, inside a list of rows


def _uses(drawing: Drawing, forms: Mapping[str, FormOutline]) -> Iterator[Use]:
    for element in drawing.elements.values():
        for flow in element.outgoing:
            if flow.condition:
                place = "the condition of this flow"
                yield Use(flow.condition, place, element.file, flow.id, flow.name, flow.line, element)
        for text, place in _said(element):
            if text:
                counted = COUNTED.get(place, frozenset())
                yield Use(text, place, element.file, element.id, element.name, element.line, element, counted)
        yield from _crossing(element)
        yield from _asked(element, forms.get(element.form or ""))


def _said(element: Element) -> Iterator[tuple[str | None, str]]:
    """The FEEL that an element itself holds, and where."""
    for event in element.events:
        if event.kind == "timer":
            yield as_feel(event.text) if event.text else None, "its time"
        elif event.kind == "conditional":
            yield event.text, "its condition"
    yield element.assignee, "its assignee"
    yield element.due, "its due date"
    if element.multi:
        yield element.multi.collection, "the list it is repeated for"
        yield element.multi.cardinality, "the number of times it is repeated"
        yield element.multi.until, ENOUGH
    if element.loop:
        yield element.loop.condition, LOOPING


def _asked(element: Element, form: FormOutline | None) -> Iterator[Use]:
    """The conditions in an element's form, which may also read the form's own fields."""
    if form is None:
        return
    own = ROW | frozenset(form.fields) | frozenset(key for columns in form.columns.values() for key in columns)
    for component, text in form.expressions:
        name = f"{element.label}: {component}"
        yield Use(text, FORM, element.file, element.id, name, element.line, element, own)


def _crossing(element: Element) -> Iterator[Use]:
    """What goes into and comes out of operations and called processes."""
    here = (element.file, element.id, element.name, element.line, element)
    for one in (one for one in element.inputs if one.text):
        yield Use(one.text, f"the input “{one.name}”", *here)
    operation = OPERATIONS.get(element.topic or "")
    given = frozenset(operation.outputs) if operation else frozenset()
    called = element.called if element.kind == "callActivity" else None
    for one in (one for one in element.outputs if one.text):
        yield Use(one.text, f"the output “{one.name}”", *here, given, called)
