"""Who performs something, said in BPMN's own words; and what a process says of itself."""

from collections.abc import Iterator
from typing import Any

from app.domain.errors import Finding
from app.engine.check.tree import about, bare, known, label, of, texts
from app.engine.drawing import BPMN, local, true

ROLES = ("resourceRole", "performer", "humanPerformer", "potentialOwner")


def problems(file: str, root: Any) -> Iterator[Finding]:
    """Roles that name nobody, or name somebody in two ways; processes that contradict themselves."""
    ids = known(root)
    for role in of(root, *ROLES):
        yield from _role(file, role, ids)
    for process in of(root, "process"):
        yield from _process(file, process)


def _role(file: str, role: Any, ids: dict[str, Any]) -> Iterator[Finding]:
    named, worked_out = texts(role, "resourceRef"), role.find(f"{BPMN}resourceAssignmentExpression")
    bound = role.findall(f"{BPMN}resourceParameterBinding")
    whose = label(role.getparent())
    if named and worked_out is not None:
        message = f"Who performs “{whose}” is named and worked out at once."
        yield about(role, file, "role", message, "Keep one of them.")
    if bound and not named:
        message = f"A parameter is given for “{whose}”, and no resource that has it."
        yield about(role, file, "role", message, "Name the resource, or remove the parameter.")
    if worked_out is not None and not any(local(child).endswith("xpression") for child in worked_out):
        message = f"Who performs “{whose}” is to be worked out, and it does not say how."
        yield about(role, file, "role", message, "Write the expression, or name the resource.")
    resource = ids.get(bare(named[0])) if named else None
    for binding in bound if resource is not None else ():
        parameter = ids.get(bare(binding.get("parameterRef") or ""))
        if parameter is not None and parameter.getparent() is not resource:
            message = f"“{label(parameter)}” is no parameter of “{label(resource)}”."
            yield about(role, file, "role", message, "Choose one of its own parameters.")


def _process(file: str, process: Any) -> Iterator[Finding]:
    if not true(process.get("isExecutable"), default=False):
        return
    if process.get("processType") == "Public":
        message = f"“{label(process)}” is public, which only tells others what is seen of it, and executable."
        yield about(process, file, "process", message, "Make it private, or not executable.")
    for flow in of(process, "sequenceFlow"):
        if flow.get("isImmediate") is not None and not true(flow.get("isImmediate"), default=True):
            message = "This flow lets other things happen in between, which a process that runs cannot."
            yield about(flow, file, "flow", message, "Remove isImmediate.")
