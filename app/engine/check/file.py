"""A file holds one executable process of a size that can be run, and every id in it is used once."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.domain.errors import Finding
from app.engine.drawing import BPMN, NODES, executable, local

MOST_ELEMENTS = 300  # of one file; SpiffWorkflow's parser goes down one call per element and gives up near 490
MOST_FLOWS = 900
UNREADABLE = frozenset({"file", "size", "id", "no-process"})  # with these nothing else can be said


def problems(file: str, root: Any) -> Iterator[Finding]:
    """What keeps a file from being read at all."""
    if root.tag != f"{BPMN}definitions":
        yield Finding("file", "This is not a BPMN 2.0 diagram. Save it as BPMN from your modelling tool.", file)
        return
    processes = executable(root)
    if not any(local(node) in NODES for process in root.iter(f"{BPMN}process") for node in process):
        message = "There is no process in this file. Draw one, with a start event, steps and an end event."
        yield Finding("no-process", message, file)
        return
    if not processes:
        [process, *_others] = root.iter(f"{BPMN}process")
        message = "This process is not marked executable. Mark it, so that it can be published."
        key, name, line = process.get("id") or "", process.get("name") or "", process.sourceline or 0
        yield Finding("not-executable", message, file, key, name, line, severity="hint")
    if len(processes) > 1:
        yield Finding(
            "one-process",
            f"A file holds one executable process, and this one holds {len(processes)}. "
            "Mark one process as executable, and put others into files of their own.",
            file,
        )
    nodes = sum(local(node) in NODES for node in root.iter())
    flows = sum(local(node) == "sequenceFlow" for node in root.iter())
    if nodes > MOST_ELEMENTS or flows > MOST_FLOWS:
        yield Finding(
            "size",
            f"It has {nodes} elements and {flows} flows; {MOST_ELEMENTS} and {MOST_FLOWS} are the most. "
            "Move parts of it into processes of their own and call them.",
            file,
            *((processes[0].get("id") or "", processes[0].get("name") or "") if processes else ()),
        )
    ids = Counter(node.get("id") for node in root.iter() if node.get("id"))
    for key, count in ids.items():
        if count > 1:
            yield Finding("id", f"The id “{key}” is used {count} times. Give each element its own id.", file, key)
