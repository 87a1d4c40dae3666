"""Work on what strangers drew, in a child process that may not last, grow, open a file or reach a network.

The child is a copy of this process with everything loaded; it hands back JSON through a pipe and ends.
"""

import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

SECONDS = 4.5  # of the wall clock
MEMORY = 300_000_000  # bytes of address space
LONGEST = 50_000_000  # bytes of an answer


class Overran(Exception):
    """The child was stopped, or ended without an answer."""


def confined(work: Callable[[], Any], *, seconds: float = SECONDS) -> Any:
    """What `work` returns, which must be JSON. Raises Overran where it takes too long or too much, or fails."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work_and_end(work, writing, seconds)
    os.close(writing)
    try:
        answer = _answer(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    try:
        return json.loads(answer)
    except ValueError as fault:
        raise Overran from fault


def _answer(reading: int, until: float) -> bytes:
    found = bytearray()
    while (left := until - time.monotonic()) > 0 and len(found) < LONGEST:
        ready, _, _ = select.select([reading], [], [], left)
        part = os.read(reading, 65_536) if ready else b""
        if not part:
            break
        found += part
    return bytes(found)


def _work_and_end(work: Callable[[], Any], writing: int, seconds: float) -> None:
    """In the child: shut every door, work, answer, and end without any of the parent's leave-taking."""
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # no file and no socket can be opened any more
        sys.setrecursionlimit(3_000)
        answer = json.dumps(work()).encode()
        while answer:
            answer = answer[os.write(writing, answer) :]
    finally:
        os._exit(0)
