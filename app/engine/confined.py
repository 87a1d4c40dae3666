"""Judging what strangers drew: in a process of its own that may not last, grow, open a file or reach a network.

Safe to call from a server with threads: the work is done by copies of the nursery, a process started afresh at the first call
(about a second) and kept for the next ones. It ends with whoever started it.
"""

import atexit
import json
import os
import pickle
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path
from threading import Lock
from typing import Any

import app
from app.domain.errors import Finding
from app.domain.steps import World
from app.engine.check.families import FAMILIES, placed
from app.engine.judging import Around
from app.engine.nursery import PATIENCE, SECONDS, SIZE, told_of

LARGEST = 5_000_000  # bytes of a file that is read at all
LONGEST = 50_000_000  # bytes of an answer
LEAVING = 2.0  # seconds that the nursery is given to end
LARGE = "It is larger than five megabytes. Split it."
SLOW = "This could not be judged within five seconds and 300 MB. Split it into several files, or simplify it."
HOME = Path(app.__file__).resolve().parent.parent


class Overran(Exception):
    """The child was stopped, or ended without an answer."""


def judged(
    file: str,
    content: bytes,
    around: Around,
    world: World,
    families: Collection[str] = FAMILIES,
    *,
    seconds: float = SECONDS,
) -> tuple[Finding, ...]:
    """Everything that is wrong with a file and what could come of it. world: the case that it is played with.

    families: those that are judged. seconds: of computing, and `PATIENCE` times that by the clock on the wall. A file that
    takes too long or too much has one finding, `limits` (or `size`).
    """
    if len(content) > LARGEST:
        return (placed(Finding("size", LARGE, file)),)
    try:
        found = answer(told_of, file, content, around, world, frozenset(families), seconds=seconds)
    except Overran:
        return (placed(Finding("limits", SLOW, file)),)
    return tuple(Finding(**one | {"example": tuple(one["example"])}) for one in found)


def answer(work: Callable[..., Any], *given: Any, seconds: float = SECONDS) -> Any:
    """What `work(*given)` returns, which must be JSON. work: a function that can be named, see `pickle`.

    Raises Overran where it takes too long or too much, tries what it may not, or fails.
    """
    sent = pickle.dumps((work, given, seconds))
    with _handed_over() as line:
        try:
            line.settimeout(PATIENCE * seconds)
            line.sendall(SIZE.pack(len(sent)) + sent)
            return json.loads(_heard(line, time.monotonic() + PATIENCE * seconds))
        except (OSError, ValueError) as fault:
            raise Overran from fault


def _heard(line: socket.socket, until: float) -> bytes:
    found = bytearray()
    while len(found) < LONGEST and (left := until - time.monotonic()) > 0:
        line.settimeout(left)
        part = line.recv(65_536)
        if not part:
            break
        found += part
    return bytes(found)


# The nursery

_lock = Lock()
_nursery: tuple[subprocess.Popen[bytes], socket.socket] | None = None


def _handed_over() -> socket.socket:
    """Our end of a line to a new child."""
    ours, theirs = socket.socketpair()
    with theirs:
        for _again in range(2):
            with _lock:
                try:
                    socket.send_fds(_kept(), [b"+"], [theirs.fileno()])
                except OSError:  # it has left, having had nothing to do
                    _close()
                else:
                    return ours
    ours.close()
    raise Overran


def _kept() -> socket.socket:
    """The nursery's control, which is started where there is none."""
    global _nursery  # noqa: PLW0603 - one nursery in each process
    if _nursery is None:
        ours, theirs = socket.socketpair()
        with theirs:
            program = f"from app.engine import nursery; nursery.main({theirs.fileno()})"
            process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", "-c", program],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={"PYTHONPATH": str(HOME), "LANG": "C.UTF-8"},  # neither keys nor addresses of databases
            )
        _nursery = process, ours
    return _nursery[1]


def _close() -> None:
    global _nursery  # noqa: PLW0603 - the same
    if _nursery is None:
        return
    process, control = _nursery
    _nursery = None
    control.close()
    try:
        process.wait(LEAVING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def begin() -> None:
    """Start the nursery now, so that it is there by the time it is asked."""
    with _lock:
        _kept()


def close() -> None:
    """End the nursery and whatever it does. The next call starts another."""
    with _lock:
        _close()


def _forget() -> None:
    """In a copy of this process: the nursery belongs to the one that started it."""
    global _nursery, _lock  # noqa: PLW0603 - the same
    _lock = Lock()
    if _nursery is not None:
        _nursery[0].returncode = 0  # not ours to wait for
        _nursery[1].close()
        _nursery = None


atexit.register(close)
os.register_at_fork(after_in_child=_forget)

__all__ = ["LARGEST", "Overran", "answer", "begin", "close", "judged", "told_of"]
