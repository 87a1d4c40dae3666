"""From files to a release: read, check, rewrite, parse. Checks come first and say everything that is wrong at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.exceptions import SpiffWorkflowException

from app import feel
from app.domain.errors import Finding, Invalid, NotPublishable
from app.engine import check
from app.engine.drawing import Drawing, Element, executable
from app.engine.model import Model
from app.engine.parser import Parser
from app.engine.reading import read
from app.engine.release import ProcessOutline, Release
from app.engine.source import Source


def compile(source: Source, *, published: bool = False) -> Release:  # noqa: A001 - read as engine.compile
    """Check and compile a release. Raises NotPublishable with every finding, in the order of files and lines.

    published: it was checked by the rules of its day and runs; what later rules have against it stops nobody.
    """
    drawings, findings = _drawings(source, published=published)
    decisions, more = _decisions(source)
    model = Model(drawings, source.forms, decisions)
    findings = [*findings, *more, *(() if published else check.problems(model))]
    findings = [finding for finding in findings if finding.severity == "error"]
    if findings:
        raise NotPublishable(sorted(findings, key=lambda found: (found.file, found.line, found.element, found.rule)))
    parsed = specs(model)
    model = Model({file: drawing.read_through() for file, drawing in drawings.items()}, source.forms, decisions)
    return Release(
        processes={process: outline(model, drawing) for process, drawing in model.processes.items()},
        decisions=decisions,
        model=model,
        specs=parsed,
        fields_by_form={key: model.carried(form) for key, form in source.forms.items()},
        own=model.own,
    )


def _drawings(source: Source, *, published: bool) -> tuple[dict[str, Drawing], list[Finding]]:
    drawings: dict[str, Drawing] = {}
    findings: list[Finding] = []
    for file, content in source.diagrams.items():
        try:
            root = feel.xml.parse(content)
        except Invalid as fault:
            findings.append(Finding("file", str(fault), file))
            continue
        unfit = [] if published else [replace(one, severity="error") for one in check.file.problems(file, root)]
        findings.extend(unfit)
        if not unfit and executable(root):
            drawings[file] = read(file, root)
    return drawings, findings


def _decisions(source: Source) -> tuple[dict[str, Any], list[Finding]]:
    decisions: dict[str, Any] = {}
    findings: list[Finding] = []
    for file, content in source.decisions.items():
        try:
            tables: Mapping[str, Any] = feel.decisions.read(content).tables
        except NotPublishable as fault:
            findings.extend(_in_file(file, fault.findings))
            continue
        except Invalid as fault:
            findings.append(Finding("decision", str(fault), file))
            continue
        findings.extend(_in_file(file, feel.decisions.problems(content)))
        for key, table in tables.items():
            if key in decisions:
                findings.append(Finding("decision", f"Two decision tables have the id “{key}”. Rename one.", file, key))
            decisions[key] = table
    return decisions, findings


def _in_file(file: str, findings: Sequence[Finding]) -> Iterator[Finding]:
    for one in findings:
        yield Finding(one.rule, one.message, one.file or file, one.element, one.name, one.line)


def specs(model: Model) -> dict[str, Any]:
    """SpiffWorkflow's specs by process. The checks should have found all it can refuse; this is the net below them."""
    try:
        parser = Parser(model.drawings)
        return {
            process: (parser.get_spec(process), parser.get_subprocess_specs(process)) for process in model.processes
        }
    except ValidationException as fault:
        file, element = getattr(fault, "file_name", None) or "", getattr(fault, "id", None) or ""
        message = f"This cannot be run as it is drawn: {fault}. Compare it with a diagram that is published."
        raise NotPublishable([Finding("engine", message, file, element)]) from fault
    except SpiffWorkflowException as fault:
        raise NotPublishable([Finding("engine", f"This cannot be run as it is drawn: {fault}.")]) from fault


def outline(model: Model, drawing: Drawing) -> ProcessOutline:
    """What lists and pages need to know of a process."""
    start = next((one for one in drawing.of("startEvent") if one.container == drawing.process), None)
    event = start.event if start else None
    called_by = tuple(dict.fromkeys(caller.process for caller in model.callers(drawing.process)))
    return ProcessOutline(
        id=drawing.process,
        name=drawing.name,
        file=drawing.file,
        start_form=start.form if start else None,
        message=event.ref if event and event.kind == "message" else None,
        called_by=called_by,
        startable=not (event and event.kind == "message") and drawing.startable(unless=bool(called_by)),
        elements=tuple(_line(element) for element in drawing.in_order()),
        groups=frozenset(group for element in drawing.elements.values() for group in element.groups),
    )


def _line(element: Element) -> tuple[str, str, str, str | None]:
    return (element.id, element.name, element.kind, element.lane)
