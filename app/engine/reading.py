"""From a file's XML to a Drawing. What is missing stays missing here; the checks say so."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from app.engine.drawing import (
    BPMN,
    CAMUNDA,
    CONTAINERS,
    DC,
    DI,
    NODES,
    Drawing,
    Element,
    Event,
    Flow,
    Loop,
    Multi,
    Passing,
    executable,
    local,
    true,
    words,
)


def read(file: str, root: Any) -> Drawing:
    """Read a file's one executable process. What it refers to may still be missing: the checks say so."""
    process = executable(root)[0]
    paper = Paper(file, process.get("id") or "", tuple(_flows(process)), _named(root), _lanes(process), _places(root))
    nodes = {
        node.get("id"): node for node in process.iter() if local(node) in NODES and node.get("id") and _placed(node)
    }
    return Drawing(
        file=file,
        process=paper.process,
        name=process.get("name") or paper.process,
        line=process.sourceline or 0,
        begun_by_hand=None if (said := process.get(f"{CAMUNDA}isStartableInTasklist")) is None else said == "true",
        root=root,
        elements={key: _element(node, paper) for key, node in nodes.items()},
        nodes=nodes,
        flows=paper.flows,
    )


def apart(file: str, root: Any) -> list[Drawing]:
    """Each process of a file on a paper of its own, executable or not; the first that is meant to run comes first.

    Its `file` is the file's name, for all but the first followed by “#” and the process's id.
    """
    processes = [one for one in root.iter(f"{BPMN}process") if any(local(node) in NODES for node in one)]
    first = {id(one): number for number, one in enumerate(executable(root), start=1)}
    drawings: list[Drawing] = []
    for process in sorted(processes, key=lambda one: (id(one) not in first, processes.index(one))):
        number = list(root.iter(f"{BPMN}process")).index(process)
        alone = deepcopy(root)
        for other_number, other in enumerate(list(alone.iter(f"{BPMN}process"))):
            if other_number == number:
                other.set("isExecutable", "true")
            else:
                other.getparent().remove(other)
        drawings.append(read(f"{file}#{process.get('id')}" if drawings else file, alone))
    return drawings


def process_of(file: str) -> tuple[str, str]:
    """The file's own name and, for all but its first process, the process's id."""
    name, _, process = file.partition("#")
    return name, process


@dataclass(frozen=True, slots=True)
class Paper:
    """What an element is drawn on: all that its own XML does not say. names: of messages, signals and codes by id."""

    file: str
    process: str
    flows: tuple[Flow, ...]
    names: Mapping[str, str]
    lanes: Mapping[str, str]
    places: Mapping[str, tuple[float, float]]


def _lanes(process: Any) -> dict[str, str]:
    """{element: the name of its lane}."""
    return {
        (ref.text or "").strip(): lane.get("name") or lane.get("id")
        for lane in process.iter(f"{BPMN}lane")
        for ref in lane.findall(f"{BPMN}flowNodeRef")
    }


def _placed(node: Any) -> bool:
    """Does a node stand in a process or sub-process, and not inside an extension?"""
    return local(node.getparent()) in CONTAINERS


def _flows(process: Any) -> Iterator[Flow]:
    for node in process.iter(f"{BPMN}sequenceFlow"):
        condition = node.find(f"{BPMN}conditionExpression")
        yield Flow(
            id=node.get("id") or "",
            name=node.get("name") or "",
            source=node.get("sourceRef") or "",
            target=node.get("targetRef") or "",
            condition=None if condition is None else words(condition.text),
            line=node.sourceline or 0,
        )


def _named(root: Any) -> dict[str, str]:
    """{id of a message, signal, error or escalation: its name or code}."""
    found = {}
    for tag, attribute in (
        ("message", "name"),
        ("signal", "name"),
        ("error", "errorCode"),
        ("escalation", "escalationCode"),
    ):
        for node in root.iter(BPMN + tag):
            if node.get("id"):
                found[node.get("id")] = node.get(attribute) or node.get("name") or node.get("id")
    return found


def _places(root: Any) -> dict[str, tuple[float, float]]:
    places = {}
    for shape in root.iter(f"{DI}BPMNShape"):
        bounds = shape.find(f"{DC}Bounds")
        if bounds is not None:
            try:
                places[shape.get("bpmnElement")] = (float(bounds.get("x", 0)), float(bounds.get("y", 0)))
            except ValueError:
                continue
    return places


def _element(node: Any, paper: Paper) -> Element:
    key = node.get("id")
    return Element(
        id=key,
        name=" ".join((node.get("name") or "").split()),
        kind=local(node),
        file=paper.file,
        line=node.sourceline or 0,
        process=paper.process,
        container=node.getparent().get("id") or "",
        lane=_lane(node, paper.lanes),
        incoming=tuple(flow for flow in paper.flows if flow.target == key),
        outgoing=tuple(flow for flow in paper.flows if flow.source == key),
        default=node.get("default"),
        events=tuple(_events(node, paper.names)),
        attached=node.get("attachedToRef"),
        interrupting=true(node.get("cancelActivity"), default=True),
        event_sub_process=true(node.get("triggeredByEvent"), default=False),
        multi=_multi(node),
        loop=_loop(node),
        form=words(node.get(f"{CAMUNDA}formRef")),
        groups=tuple(
            " ".join(code.split()) for code in (node.get(f"{CAMUNDA}candidateGroups") or "").split(",") if code.strip()
        ),
        assignee=feel_of(node.get(f"{CAMUNDA}assignee")),
        due=feel_of(node.get(f"{CAMUNDA}dueDate")),
        priority=words(node.get(f"{CAMUNDA}priority")),
        topic=words(node.get(f"{CAMUNDA}topic")),
        inputs=tuple(_passings(node, "inputs")),
        outputs=tuple(_passings(node, "outputs")),
        decision=words(node.get(f"{CAMUNDA}decisionRef")),
        result=words(node.get(f"{CAMUNDA}resultVariable")),
        called=words(node.get("calledElement")),
        at=paper.places.get(key, (0.0, 0.0)),
    )


def _lane(node: Any, lanes: Mapping[str, str]) -> str | None:
    """The lane of a node, or of the sub-process in which it lies; a boundary event stands in its activity's lane."""
    while node is not None:
        for key in (node.get("id"), node.get("attachedToRef")):
            if key in lanes:
                return lanes[key]
        node = node.getparent()
    return None


def _events(node: Any, names: Mapping[str, str]) -> Iterator[Event]:
    message = node.get("messageRef")
    if message:
        yield Event("message", ref=names.get(message), said=message)
    for child in node:
        kind = local(child).removesuffix("EventDefinition")
        if kind == local(child):
            continue
        if kind == "timer":
            yield _timer(child)
        elif kind == "conditional":
            condition = child.find(f"{BPMN}condition")
            yield Event(kind, text=None if condition is None else words(condition.text))
        else:
            said = child.get(f"{kind}Ref")
            yield Event(kind, ref=names.get(said) if said else None, said=said or child.get("name"))


def _timer(node: Any) -> Event:
    for form in ("date", "duration", "cycle"):
        body = node.find(f"{BPMN}time{form.capitalize()}")
        if body is not None:
            return Event("timer", text=words(body.text), form=form)
    return Event("timer")


def _multi(node: Any) -> Multi | None:
    loop = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if loop is None:
        return None
    ref = loop.find(f"{BPMN}loopDataInputRef")
    collection = words(loop.get(f"{CAMUNDA}collection")) or (words(ref.text) if ref is not None else None)
    return Multi(
        collection=collection.removeprefix("=").strip() if collection else None,
        cardinality=_text(loop, "loopCardinality"),
        item=words(loop.get(f"{CAMUNDA}elementVariable")) or _called(loop, "inputDataItem"),
        output=_text(loop, "loopDataOutputRef"),
        answer=_called(loop, "outputDataItem"),
        until=_text(loop, "completionCondition"),
        sequential=true(loop.get("isSequential"), default=False),
    )


def _loop(node: Any) -> Loop | None:
    loop = node.find(f"{BPMN}standardLoopCharacteristics")
    if loop is None:
        return None
    return Loop(
        condition=_text(loop, "loopCondition"),
        maximum=words(loop.get("loopMaximum")),
        test_before=true(loop.get("testBefore"), default=False),
    )


def _text(node: Any, tag: str) -> str | None:
    child = node.find(BPMN + tag)
    return None if child is None else words(child.text)


def _called(node: Any, tag: str) -> str | None:
    """The name of a data item; designers' tools write it as `name`, others as `id`."""
    child = node.find(BPMN + tag)
    return None if child is None else words(child.get("name") or child.get("id"))


def _passings(node: Any, way: str) -> Iterator[Passing]:
    """What goes in or out: of a service task as parameters, of a call activity as `camunda:in` and `camunda:out`."""
    extensions = node.find(f"{BPMN}extensionElements")
    if extensions is None:
        return
    parameter, crossing = ("inputParameter", "in") if way == "inputs" else ("outputParameter", "out")
    for found in extensions.iter(CAMUNDA + parameter):
        yield Passing(words(found.get("name")) or "", feel_of(found.text) or "")
    for found in extensions.iter(CAMUNDA + crossing):
        if not found.get("target"):
            continue  # camunda:in businessKey and variables="all" are the checks' business
        expression = words(found.get("sourceExpression"))
        text = expression.removeprefix("=").strip() if expression else words(found.get("source"))
        yield Passing(found.get("target").strip(), text or "")


def feel_of(text: str | None) -> str | None:
    """The FEEL of a `camunda:` value: what follows "=", or a string literal of the text as it stands."""
    text = words(text)
    if text is None:
        return None
    if text.startswith("="):
        return words(text[1:])
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
