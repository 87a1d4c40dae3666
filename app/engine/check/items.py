"""Data: what goes in and out of activities, what references stand for, and what operations and messages carry."""

from collections.abc import Iterator
from typing import Any

from app.domain.errors import Finding
from app.engine.check.tree import about, bare, known, label, of, texts
from app.engine.drawing import BPMN, local, true

ITEMS = frozenset({
    "dataObject", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput", "property", "dataObjectRef",
})  # fmt: skip


def problems(file: str, root: Any) -> Iterator[Finding]:
    """Data that comes from or goes to nowhere."""
    ids = known(root)
    for node in of(root, "ioSpecification"):
        yield from _sets(file, node)
        yield from _set_refs(file, node, ids)
        yield from _of_task(file, node)
    for node in of(root, "dataInputAssociation", "dataOutputAssociation"):
        yield from _association(file, node, ids)
    for node in of(root, "dataObject", "dataInput", "dataOutput", "property", "dataStore", "dataObjectReference"):
        yield from _item(file, node, ids)
    for node in of(root, "dataObjectReference"):
        if not node.get("dataObjectRef"):
            message = f"“{label(node)}” does not say which data object it stands for."
            yield about(node, file, "data", message, "Choose a data object.")
    yield from _operations(file, root, ids)
    yield from _correlation(file, root)


def _operations(file: str, root: Any, ids: dict[str, Any]) -> Iterator[Finding]:
    for node in of(root, "operation"):
        if len(texts(node, "inMessageRef")) != 1:
            message = f"The operation “{label(node)}” takes no message, or several."
            yield about(node, file, "interface", message, "Name the one message that it takes.")
    for node in of(root, "interface"):
        if node.find(f"{BPMN}operation") is None:
            yield about(node, file, "interface", f"The interface “{label(node)}” has no operation.", "Add one.")
    for node in of(root, "sendTask", "receiveTask", "messageEventDefinition"):
        yield from _agree(file, node, ids)


def _correlation(file: str, root: Any) -> Iterator[Finding]:
    for node in of(root, "correlationKey"):
        if not texts(node, "correlationPropertyRef"):
            message = f"“{label(node)}” is made of no property."
            yield about(node, file, "correlation", message, "Name what messages are matched by.")
    for node in of(root, "correlationProperty"):
        if node.find(f"{BPMN}correlationPropertyRetrievalExpression") is None:
            message = f"“{label(node)}” is never read from a message."
            yield about(node, file, "correlation", message, "Say for each message where it stands.")


def _sets(file: str, node: Any) -> Iterator[Finding]:
    for put, group, refs in (("dataInput", "inputSet", "dataInputRefs"), ("dataOutput", "outputSet", "dataOutputRefs")):
        sets = node.findall(BPMN + group)
        if not sets:
            message = f"“{label(node.getparent())}” has an input and output specification without {group}."
            yield about(node, file, "data", message, f"Add an {group}, even an empty one.")
        own = {one.get("id") for one in node.findall(BPMN + put)}
        said = {bare(one) for each in sets for one in texts(each, refs)}
        for key in sorted(one for one in own - said if one):
            message = f"“{key}” of “{label(node.getparent())}” is in no {group}."
            yield about(node, file, "data", message, f"Put it into an {group}, or remove it.")
        for key in sorted(said - own):
            message = f"“{key}” is not {put} of “{label(node.getparent())}”."
            yield about(node, file, "data", message, f"Add it, or take it out of the {group}.")


def _set_refs(file: str, node: Any, ids: dict[str, Any]) -> Iterator[Finding]:
    """What is optional in a set is in that set; sets that name each other do so from both sides."""
    for one in (*node.findall(f"{BPMN}inputSet"), *node.findall(f"{BPMN}outputSet")):
        way = "Input" if local(one) == "inputSet" else "Output"
        inside = {bare(ref) for ref in texts(one, f"data{way}Refs")}
        for kind in (f"optional{way}Refs", f"whileExecuting{way}Refs"):
            for ref in {bare(ref) for ref in texts(one, kind)} - inside:
                message = f"“{ref}” is among the {kind} of a set in which it is not."
                yield about(node, file, "data", message, "Add it to the set, or take it out there.")
        other = "output" if way == "Input" else "input"
        for ref in texts(one, f"{other}SetRefs"):
            target = ids.get(bare(ref))
            back = (
                [bare(said) for said in texts(target, f"{local(one)}Refs")] if target is not None else [one.get("id")]
            )
            if one.get("id") not in back:
                message = f"A set of “{label(node.getparent())}” names “{ref}”, which does not name it in turn."
                yield about(node, file, "data", message, "Let both name each other, or neither.")


def _of_task(file: str, node: Any) -> Iterator[Finding]:
    """How much may go into and come out of the kinds of tasks, and that a sub-process only has what is inside it."""
    owner = node.getparent()
    if local(owner) in {"subProcess", "transaction", "adHocSubProcess"}:
        message = f"“{label(owner)}” has inputs or outputs of its own, and only what is inside it can."
        yield about(node, file, "data", message, "Join the data to a step inside it.")
    for part, most in _MOST.get(local(owner), {}).items():
        count = len(node.findall(BPMN + part))
        if count > most:
            message = f"“{label(owner)}” has {count} of {part}, and a {local(owner)} has at most {most}."
            yield about(node, file, "data", message, "Keep what it needs.")


_MOST = {
    "sendTask": {"inputSet": 1, "dataInput": 1, "dataOutput": 0},
    "receiveTask": {"outputSet": 1, "dataOutput": 1, "dataInput": 0},
    "serviceTask": {"inputSet": 1, "outputSet": 1},
}


def _item(file: str, node: Any, ids: dict[str, Any]) -> Iterator[Finding]:
    """A data object has no state and its reference no item; several of an item are several of the object."""
    if local(node) == "dataObject" and node.find(f"{BPMN}dataState") is not None:
        message = f"The data object “{label(node)}” has a state, which only a reference to it has."
        yield about(node, file, "data", message, "Give the state to the data object reference.")
    if local(node) == "dataObjectReference" and node.get("itemSubjectRef"):
        message = f"“{label(node)}” says of what kind it is, which only its data object says."
        yield about(node, file, "data", message, "Remove it there.")
    item = ids.get(bare(node.get("itemSubjectRef") or ""))
    if item is None or local(node) not in {"dataObject", "dataInput", "dataOutput"}:
        return
    if true(node.get("isCollection"), default=False) != true(item.get("isCollection"), default=False):
        message = f"“{label(node)}” and its item “{label(item)}” disagree whether there are several."
        yield about(node, file, "data", message, "Let isCollection be the same in both.")


def _association(file: str, node: Any, ids: dict[str, Any]) -> Iterator[Finding]:
    sources = [bare(one) for one in texts(node, "sourceRef") if one]
    targets = [bare(one) for one in texts(node, "targetRef") if one]
    into = local(node) == "dataInputAssociation"
    if len(targets) != 1:
        message = f"The data of “{label(node.getparent())}” goes nowhere."
        yield about(node, file, "data", message, "Join both ends of the data association.")
    if len(sources) > 1 and node.find(f"{BPMN}transformation") is None:
        message = f"The data of “{label(node.getparent())}” comes from several places at once."
        yield about(node, file, "data", message, "Draw one association for each.")
    if not sources and node.find(f"{BPMN}assignment") is None and node.find(f"{BPMN}transformation") is None:
        message = f"The data of “{label(node.getparent())}” comes from nowhere."
        yield about(node, file, "data", message, "Join both ends of the data association.")
    for key in (*sources, *targets):
        found = ids.get(key)
        if found is not None and local(found) not in ITEMS:
            message = f"“{label(found)}” is no data, so no data can go {'from' if key in sources else 'to'} it."
            yield about(node, file, "data", message, "Join the association to a data object or store.")
    kinds = {"dataInput" if into else "dataOutput", "property"}
    own = {one.get("id") for one in node.getparent().iter() if local(one) in kinds | {"dataInput", "dataOutput"}}
    wrong = {one.get("id") for one in node.getparent().iter() if local(one) in {"dataInput", "dataOutput"} - kinds}
    own -= wrong
    if set(targets if into else sources) & wrong:
        message = f"The data association of “{label(node.getparent())}” goes the wrong way: {'in' if into else 'out'}."
        yield about(node, file, "data", message, "Turn it round.")
    mine = targets if into else sources
    if own and mine and not set(mine) & own:
        message = f"The data association of “{label(node.getparent())}” does not end at its own data."
        yield about(node, file, "data", message, "Join it to an input or output of this activity.")


def _agree(file: str, node: Any, ids: dict[str, Any]) -> Iterator[Finding]:
    [said, *_others] = [*texts(node, "operationRef"), node.get("operationRef") or ""]
    operation = ids.get(bare(said))
    message = bare(node.get("messageRef") or "")
    if operation is None or not message:
        return
    ways = ("inMessageRef",) if local(node) == "sendTask" else ("inMessageRef", "outMessageRef")
    carries = {bare(one) for way in ways for one in texts(operation, way)}
    if message not in carries:
        said = f"“{label(node)}” is about another message than its operation."
        yield about(node, file, "interface", said, "Let both name the same message.")
