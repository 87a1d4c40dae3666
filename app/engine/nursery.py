"""The process in which strangers' files are judged: clean, with one thread, and everything loaded that judging needs.

Whoever serves has threads, and a process with threads must not be copied. So `app.engine.confined` starts this one afresh,
without the server's environment, and sends it a socket for each piece of work. For each it copies itself; the copy may
not last, grow, open a file or reach a network, answers through its socket and ends. The nursery takes its children with it
when whoever started it is gone, and leaves by itself when nobody has asked for anything for a while.
"""

import ctypes
import json
import os
import pickle
import resource
import select
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict
from typing import Any, NoReturn

from app.domain import invented
from app.domain.deadlines import Calendar
from app.domain.policy import Policy
from app.domain.steps import World
from app.engine.check.families import FAMILIES
from app.engine.explore import told
from app.engine.judging import Around, judge

MEMORY = 300_000_000  # bytes of address space
SECONDS = 4.5  # of computing, where the work does not say: a busy machine is not taken for a poisoned diagram
PATIENCE = 4  # as many times that, of the wall clock
IDLE = 300.0  # seconds without work after which the nursery leaves
SIZE = struct.Struct(">Q")  # how many bytes of work follow
DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>

# Judged before any other, so that all that is ever loaded is there before a child can open no file.
FIRST = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:first">
<process id="first" isExecutable="true"><startEvent id="start"/><userTask id="ask"/><scriptTask id="odd"/><endEvent id="end"/>
<intermediateCatchEvent id="wait"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>
</intermediateCatchEvent><exclusiveGateway id="which" default="no"/><sequenceFlow id="f" sourceRef="start" targetRef="ask"/>
<sequenceFlow id="g" sourceRef="ask" targetRef="wait"/><sequenceFlow id="h" sourceRef="wait" targetRef="which"/>
<sequenceFlow id="no" sourceRef="which" targetRef="end"/><sequenceFlow id="yes" sourceRef="which" targetRef="end">
<conditionExpression>x = 1</conditionExpression></sequenceFlow></process></definitions>"""


def keep(control: socket.socket) -> None:
    """Give every piece of work that comes through `control` to a child, until it is closed or nobody has asked for long."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever serves, who then closes `control`
    _warm()
    children: set[int] = set()
    while True:
        ready, _, _ = select.select([control], [], [], 1.0 if children else IDLE)
        children -= {child for child in children if os.waitpid(child, os.WNOHANG)[0]}
        if not ready and not children:
            break
        if ready:
            _byte, sockets, _flags, _address = socket.recv_fds(control, 1, 1)
            if not sockets:
                break
            if (child := os.fork()) == 0:
                control.close()
                _work_and_end(socket.socket(fileno=sockets[0]))
            os.close(sockets[0])
            children.add(child)
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def told_of(file: str, content: bytes, around: Around, world: World, families: Collection[str]) -> list[dict[str, Any]]:
    """The findings about a file, of these families, as JSON has them."""
    found = judge(file, content, around)
    return [asdict(one) for one in told(found, world, families) if one.family in families]


def _warm() -> None:
    """Judge once, so that nothing is left to be loaded."""
    world = invented.world(Policy("", "", "", {}, Calendar()))
    json.dumps(told_of("first.bpmn", FIRST, Around(), world, FAMILIES))


def _work_and_end(line: socket.socket) -> NoReturn:
    """In the child: shut every door, work, answer, and end without any of the nursery's leave-taking."""
    try:
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
        work, given, seconds = _received(line)
        _shut(seconds)
        line.sendall(json.dumps(work(*given)).encode())
    except (MemoryError, RecursionError, BrokenPipeError, ConnectionResetError):
        pass  # too much, or nobody listens any more; no answer says so
    finally:
        if sys.exception() is not None:
            traceback.print_exc()  # a fault of ours: what is told here is told nowhere else
        os._exit(0)


def _received(line: socket.socket) -> tuple[Callable[..., Any], tuple[Any, ...], float]:
    with line.makefile("rb") as words:
        (size,) = SIZE.unpack(words.read(SIZE.size))
        work, given, seconds = pickle.loads(words.read(size))  # noqa: S301 - from the process that started this one
    return work, given, seconds


def _shut(seconds: float) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)  # the kernel ends the child, whoever else is gone by then
    signal.setitimer(signal.ITIMER_REAL, PATIENCE * seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # no file and no socket can be opened any more
    sys.setrecursionlimit(3_000)


def main(descriptor: int) -> None:
    """Keep a nursery whose control is the inherited `descriptor`."""
    with suppress(ConnectionError):
        keep(socket.socket(fileno=descriptor))
