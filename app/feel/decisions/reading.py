"""DMN files: from XML to a model, with everything that is wrong with it found at once."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import Any

from app.domain.errors import Finding, Invalid, NotPublishable
from app.feel import xml
from app.feel.compiler import Compiler, Reading
from app.feel.decisions.boxed import EXPRESSIONS, Boxes
from app.feel.decisions.elements import child, children
from app.feel.decisions.item_types import ItemTypes
from app.feel.decisions.model import Decision, Decisions, Element, Requirement
from app.feel.lexer import canonical
from app.feel.limits import DEFAULT, Limits
from app.feel.types import Type

NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",  # 1.1
        "http://www.omg.org/spec/DMN/20180521/MODEL/",  # 1.2
        "https://www.omg.org/spec/DMN/20191111/MODEL/",  # 1.3
        "https://www.omg.org/spec/DMN/20211108/MODEL/",  # 1.4
        "https://www.omg.org/spec/DMN/20230324/MODEL/",  # 1.5
    }
)
_KINDS = {
    "inputData": "input",
    "decision": "decision",
    "businessKnowledgeModel": "knowledge",
    "decisionService": "service",
}


def read(content: bytes, *, imports: Mapping[str, bytes] | None = None, limits: Limits = DEFAULT) -> Decisions:
    """The model of a DMN file.

    imports: other files by their namespace, where the file imports some. Raises Invalid if the file is no DMN,
    NotPublishable with every fault found otherwise.
    """
    model, findings = draft(content, imports=imports, limits=limits)
    if findings:
        raise NotPublishable(findings)
    return model


def _root(content: bytes) -> Any:
    root = xml.parse(content)
    namespace = root.tag.partition("}")[0].lstrip("{")
    if xml.local(root) != "definitions" or namespace not in NAMESPACES:
        raise Invalid("This is not a DMN file of version 1.1 to 1.5. Save it again with a DMN modelling tool.")
    return root


def draft(
    content: bytes, *, imports: Mapping[str, bytes] | None = None, limits: Limits = DEFAULT
) -> tuple[Decisions, list[Finding]]:
    """A model that may have faults, with the list of them; what is faulty in it is null. Raises Invalid if it is no DMN."""
    model = drawn(content, imports=imports, limits=limits)
    digest = sha256(content).hexdigest()
    decisions = Decisions(model.elements, limits, name=model.root.get("name", ""), digest=digest)
    for element in model.elements.values():
        if element.kind == "decision":
            below = model.below(element.id)
            given = {one.name for one in below if one.kind == "input"}
            names = tuple(sorted(given.union(*(one.reads for one in below))))
            paths, calls = (frozenset().union(*(getattr(one, what) for one in below)) for what in ("paths", "calls"))
            outputs = model.outputs.get(element.id, (element.name,))
            decisions.tables[element.id] = Decision(element.id, element.name, names, paths, calls, outputs, decisions)
    return decisions, model.findings


def drawn(content: bytes, *, imports: Mapping[str, bytes] | None = None, limits: Limits = DEFAULT) -> "Model":
    """What is drawn in a file, with its `findings`. Raises Invalid if it is no DMN."""
    return Model(_root(content), imports or {}, limits, [])


class Model:
    """Reads one file's definitions into elements."""

    def __init__(
        self, root: Any, imports: Mapping[str, bytes], limits: Limits, findings: list[Finding], *, depth: int = 0
    ) -> None:
        self.root, self.limits, self.findings, self.depth = root, limits, findings, depth
        self.elements: dict[str, Element] = {}
        self.types: dict[str, Type] = {}
        self.outputs: dict[str, tuple[str, ...]] = {}
        self.imported: dict[str, str] = {}  # import names by namespace
        self.foreign: set[str] = set()  # names with blanks that imported files have
        for one in children(root, "import"):
            self.take_in(one, imports)
        ItemTypes(root, self.types, limits, findings).define()
        self.boxes = Boxes(self.spoken(), self.types, limits, findings)
        self.drawn = [one for one in root if xml.local(one) in _KINDS]
        self.names = {_id(one): canonical(one.get("name", "")) for one in self.drawn}
        for one in self.drawn:
            self.elements[_id(one)] = self.element(one)
        self.check_circles()

    def take_in(self, element: Any, imports: Mapping[str, bytes]) -> None:
        """The elements and types of another file, under the name the import gives it."""
        namespace, prefix = element.get("namespace", ""), canonical(element.get("name", ""))
        if namespace not in imports or self.depth > 3:
            message = f"The file imports “{prefix}” ({namespace}), which is not there. Put it next to this file."
            self.findings.append(Finding("import", message, name=prefix, line=element.sourceline or 0))
            return
        other = Model(_root(imports[namespace]), imports, self.limits, self.findings, depth=self.depth + 1)
        self.imported[namespace] = prefix
        self.foreign |= other.spoken() | {prefix}
        for key, one in other.elements.items():
            needs = tuple(replace(need, id=_key(namespace, need.id)) for need in one.requires)
            whole = _key(namespace, key)
            self.elements[whole] = replace(one, id=whole, requires=needs)
        self.types |= {f"{prefix}.{name}": kind for name, kind in other.types.items()}

    def spoken(self) -> set[str]:
        """All names with blanks that a text of the model may use."""
        found: set[str] = set()
        for element in self.root.iter():
            if isinstance(element.tag, str) and xml.local(element) not in {"definitions", "import"}:
                found.update(filter(None, (element.get("name"), element.get("iteratorVariable"))))
        return found | set(self.types) | self.foreign

    def element(self, element: Any) -> Element:
        """One of the drawn elements."""
        kind, key = _KINDS[xml.local(element)], _id(element)
        variable = child(element, "variable")
        name = canonical((variable.get("name") if variable is not None else None) or element.get("name", ""))
        declared = self.boxes.typed(variable) if variable is not None else None
        if kind == "input":
            return Element(key, name, kind, type=declared)
        if kind == "service":
            takes = self.required(element, "inputData") + self.required(element, "inputDecision")
            answers = self.required(element, "outputDecision")
            if declared and declared.name == "function":
                declared = declared.result
            return Element(key, name, kind, type=declared, answers=answers, takes=takes)
        return self.with_logic(element, kind, key, name, declared)

    def with_logic(self, element: Any, kind: str, key: str, name: str, declared: Type | None) -> Element:
        """A decision, or a business knowledge model, whose logic is a function."""
        requires = self.requirements(element)
        reading = Reading()
        compiler = Compiler(reading, self.types, frozenset(self.variable(one) for one in requires))
        if kind == "decision":
            logic = next((one for one in element if xml.local(one) in EXPRESSIONS), None)
            if logic is None:
                self.boxes.find("decision", "The decision has no logic. Give it a table or an expression.", element)
            if logic is not None and xml.local(logic) == "decisionTable":
                outputs = children(logic, "output")
                self.outputs[key] = tuple(canonical(one.get("name") or name) for one in outputs)
            value = self.boxes.box(compiler, logic)
            return Element(key, name, kind, requires, value, declared, **_read(reading))
        logic = child(element, "encapsulatedLogic")
        parameters = self.boxes.parameters(logic) if logic is not None else ()
        inner = compiler.inside(*(parameter for parameter, _ in parameters))
        value = self.boxes.first(inner, logic)
        if logic is not None and logic.get("kind", "FEEL") != "FEEL":
            value = lambda scope: scope.run.warn("functions in other languages are not run here")  # noqa: E731 - a closure
        result = declared.result if declared and declared.name == "function" else declared
        return Element(key, name, kind, requires, value, declared, parameters, result=result, **_read(reading))

    def variable(self, need: Requirement) -> str:
        """The name under which a required element's value is known; of an import, the import's name."""
        return need.under or self.names.get(need.id, "")

    def requirements(self, element: Any) -> tuple[Requirement, ...]:
        """All that the element requires."""
        parts = children(element, "informationRequirement", "knowledgeRequirement")
        kinds = ("requiredInput", "requiredDecision", "requiredKnowledge")
        keys = [key for part in parts for key in self.required(part, *kinds)]
        return tuple(Requirement(key, self.imported.get(key.partition("#")[0], "")) for key in keys)

    def required(self, element: Any, *names: str) -> tuple[str, ...]:
        """The ids that these children's `href` name; those that do not exist are noted as faults."""
        found = []
        for one in children(element, *names):
            href = one.get("href", "")
            key = href if href in self.elements else href.rpartition("#")[2]
            if key in self.names or key in self.elements:
                found.append(key)
            else:
                self.boxes.find("requirement", f"It requires “{href}”, which does not exist.", one)
        return tuple(found)

    def check_circles(self) -> None:
        """Note decisions that require themselves, over however many others."""
        done: set[str] = set()
        for key in list(self.elements):
            if self.circle(key, (), done):
                one = self.elements[key]
                message = "The decision requires itself, directly or over others. Take a requirement out."
                self.findings.append(Finding("circle", message, element=key, name=one.name))

    def circle(self, key: str, above: tuple[str, ...], done: set[str]) -> bool:
        if key in above:
            return True
        if key in done or key not in self.elements:
            return False
        found = any(self.circle(one.id, (*above, key), done) for one in self.elements[key].requires)
        done.add(key)
        return found

    def below(self, key: str) -> tuple[Element, ...]:
        """An element and all that it requires, over however many others."""
        found: dict[str, Element] = {}
        waiting = [key]
        while waiting:
            one = waiting.pop()
            if one not in found and one in self.elements:
                element = found[one] = self.elements[one]
                waiting += [*(need.id for need in element.requires), *element.answers]
        return tuple(found.values())


def _read(reading: Reading) -> dict[str, Any]:
    """What an element's logic reads from outside, as the element keeps it."""
    return {
        "reads": frozenset(reading.names),
        "paths": frozenset(reading.paths),
        "calls": frozenset(reading.calls),
    }


def by_namespace(contents: Iterable[bytes]) -> dict[str, bytes]:
    """Files by their namespace, as `import` names them; what is no XML is left out."""
    found = {}
    for content in contents:
        with suppress(Invalid):
            found[xml.parse(content).get("namespace", "")] = content
    return found


def _id(element: Any) -> str:
    """What an element goes by in its file: its id, or its name where a tool gave it none."""
    return str(element.get("id") or element.get("name", ""))


def _key(namespace: str, key: str) -> str:
    """What an imported element goes by; one that was imported twice over keeps its own namespace."""
    return key if "#" in key else f"{namespace}#{key}"
