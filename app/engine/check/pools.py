"""Pools, lanes and the messages between them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.domain.errors import Finding
from app.engine.check.tree import about, bare, definitions, known, label, of
from app.engine.drawing import ACTIVITIES, BPMN, EVENTS, NODES, local

THROWS = frozenset({"endEvent", "intermediateThrowEvent"})


def problems(file: str, root: Any) -> Iterator[Finding]:
    """Messages that do not go from pool to pool, pools that share a process, lanes that share a step."""
    ids = known(root)
    for flow in of(root, "messageFlow"):
        yield from _message(file, flow, ids)
    shared = Counter(bare(one.get("processRef") or "") for one in of(root, "participant") if one.get("processRef"))
    for pool in of(root, "participant"):
        if shared[bare(pool.get("processRef") or "")] > 1:
            message = f"The process of the pool “{label(pool)}” is in another pool as well."
            yield about(pool, file, "pool", message, "Give each pool a process of its own.")
        yield from _multiplicity(file, pool)
    for talk in of(root, "conversation", "subConversation", "callConversation"):
        if len(talk.findall(f"{BPMN}participantRef")) < 2:
            message = f"The conversation “{label(talk)}” has fewer than two participants."
            yield about(talk, file, "pool", message, "Name everybody who takes part.")
    for link in of(root, "conversationLink"):
        ends = [ids.get(bare(link.get(end) or "")) for end in ("sourceRef", "targetRef")]
        if all(end is not None and not local(end).lower().endswith("conversation") for end in ends):
            yield about(
                link, file, "pool", "This link joins no conversation.", "Draw it from a pool to a conversation."
            )
    for lanes in of(root, "laneSet"):
        yield from _lanes(file, lanes, ids)


def _message(file: str, flow: Any, ids: dict[str, Any]) -> Iterator[Finding]:
    source, target = (ids.get(bare(flow.get(end) or "")) for end in ("sourceRef", "targetRef"))
    if source is None or target is None:
        return  # a reference that leads nowhere is said already
    if _pool(source, ids) is _pool(target, ids) and _pool(source, ids) is not None:
        message = "This message stays inside its pool."
        yield about(flow, file, "message-flow", message, "Draw a sequence flow, or let it go to another pool.")
    for end, throws in ((source, True), (target, False)):
        if not _may(end, throws=throws):
            word = "come from" if throws else "go to"
            message = f"A message cannot {word} “{label(end)}”, which is a {local(end)}."
            yield about(flow, file, "message-flow", message, "Join it to a task, a message event, or a pool's edge.")


def _may(node: Any, *, throws: bool) -> bool:
    kind = local(node)
    if kind == "participant" or kind.endswith("onversation"):
        return True
    if kind in ACTIVITIES:
        return kind != ("receiveTask" if throws else "sendTask")
    if kind in EVENTS:
        return (kind in THROWS) == throws and "message" in definitions(node)
    return False


def _pool(node: Any, ids: dict[str, Any]) -> Any:
    """The process in which something lies, or that a pool shows; the pool itself where it shows none."""
    if local(node) == "participant":
        return ids.get(bare(node.get("processRef") or ""), node)
    while node is not None and local(node) != "process":
        node = node.getparent()
    return node


def _multiplicity(file: str, pool: Any) -> Iterator[Finding]:
    for found in pool.findall(f"{BPMN}participantMultiplicity"):
        least, most = found.get("minimum", "0"), found.get("maximum", "1")
        if not (least.isdigit() and most.isdigit() and int(most) >= max(1, int(least))):
            message = f"The pool “{label(pool)}” stands for {least} to {most} participants."
            yield about(pool, file, "pool", message, "Let the largest number be at least one and the smallest.")


def _lanes(file: str, lanes: Any, ids: dict[str, Any]) -> Iterator[Finding]:
    process = lanes
    while process is not None and local(process) not in {"process", "subProcess"}:
        process = process.getparent()
    said = Counter(
        bare((ref.text or "").strip())
        for lane in lanes.findall(f"{BPMN}lane")
        for ref in lane.findall(f"{BPMN}flowNodeRef")
    )
    for key, count in said.items():
        node = ids.get(key)
        if count > 1 and node is not None:
            message = f"“{label(node)}” stands in {count} lanes at once."
            yield about(node, file, "lanes", message, "Draw it in one.")
        if node is not None and local(node) in NODES and not _inside(node, process):
            message = f"“{label(node)}” stands in a lane of another process."
            yield about(node, file, "lanes", message, "Draw it in a lane of its own process.")


def _inside(node: Any, process: Any) -> bool:
    while node is not None:
        if node is process:
            return True
        node = node.getparent()
    return False
