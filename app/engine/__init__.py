"""The engine room: BPMN in, the next Step out. The only home of SpiffWorkflow.

`compile(source)` makes a Release; `start`, `complete`, `deliver`, `wake` and `stop` are `(release, state, command, world) →
Step`. It reads no clock, no database and no network; what it needs to know comes in the World. For designers' files,
`judge` says what is wrong with one, `play` plays it in virtual time and `read` tells it in plain English.
"""

from app.engine.check.families import FAMILIES, parted, placed
from app.engine.compiling import compile  # noqa: A004 - read as engine.compile
from app.engine.differences import Difference, differences
from app.engine.explore import Found, explore, explored
from app.engine.judging import Around, Judged, judge, whole
from app.engine.play import Played, play
from app.engine.release import ProcessOutline, Release
from app.engine.run import complete, deliver, standing, start, stop, variables, wake
from app.engine.sight import sight
from app.engine.source import Source
from app.engine.telling import read
from app.engine.twin import Line, Told, twin

__all__ = [
    "FAMILIES",
    "Around",
    "Difference",
    "Found",
    "Judged",
    "Line",
    "Played",
    "ProcessOutline",
    "Release",
    "Source",
    "Told",
    "compile",
    "complete",
    "deliver",
    "differences",
    "explore",
    "explored",
    "judge",
    "parted",
    "placed",
    "play",
    "read",
    "sight",
    "standing",
    "start",
    "stop",
    "twin",
    "variables",
    "wake",
    "whole",
]
