"""The engine room: BPMN in, the next Step out. The only home of SpiffWorkflow.

`compile(source)` makes a Release; `start`, `complete`, `deliver` and `wake` are `(release, state, command, world) →
Step`. It reads no clock, no database and no network; what it needs to know comes in the World.
"""

from app.engine.compiling import compile  # noqa: A004 - read as engine.compile
from app.engine.release import ProcessOutline, Release
from app.engine.run import complete, deliver, standing, start, variables, wake
from app.engine.source import Source
from app.engine.telling import read
from app.engine.twin import Line, Told, twin

__all__ = [
    "Line",
    "ProcessOutline",
    "Release",
    "Source",
    "Told",
    "compile",
    "complete",
    "deliver",
    "read",
    "standing",
    "start",
    "twin",
    "variables",
    "wake",
]
