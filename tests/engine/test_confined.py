"""Strangers' files are judged in a process of their own, which cannot harm the one that asks, nor outlive it."""

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from diagrams import chain, diagram, end, start, user
from playing import world

from app import engine
from app.engine import confined

DIAGRAM = diagram("sound", start(), user("ask", form="unheard_of"), end(), *chain("start", "ask", "end"))


def test_a_file_is_judged_as_it_would_be_here():
    found = confined.judged("a.bpmn", DIAGRAM, engine.Around(), world())

    assert found == engine.judge("a.bpmn", DIAGRAM, engine.Around()).findings
    assert "form" in {one.rule for one in found}


def test_only_the_families_asked_for_are_told():
    assert confined.judged("a.bpmn", DIAGRAM, engine.Around(), world(), {"structure"}) == ()


def test_work_that_never_ends_or_grows_is_stopped():
    with pytest.raises(confined.Overran):
        confined.answer(time.sleep, 10, seconds=0.3)
    with pytest.raises(confined.Overran):
        confined.answer(bytes, 400_000_000)


@pytest.mark.parametrize("work", [(open, "README.md"), (socket.socket,)], ids=["file", "network"])
def test_work_can_open_no_file_and_reach_no_network(work, capfd):
    with pytest.raises(confined.Overran):
        confined.answer(*work)


def test_work_does_not_see_the_servers_settings(monkeypatch):
    monkeypatch.setenv("GIRFEC_SECRET", "kept")
    confined.close()

    assert confined.answer(os.getenv, "GIRFEC_SECRET") is None


def test_a_file_too_large_or_too_hard_has_one_finding():
    large = confined.judged("a.bpmn", b" " * 6_000_000, engine.Around(), world())
    hard = confined.judged("a.bpmn", DIAGRAM, engine.Around(), world(), seconds=0.001)

    assert [(one.rule, one.severity) for one in (*large, *hard)] == [("size", "error"), ("limits", "error")]


def test_several_threads_ask_at_once():
    with ThreadPoolExecutor(4) as threads:
        answers = threads.map(lambda number: confined.answer(abs, -number), range(12))

    assert list(answers) == list(range(12))


def test_a_nursery_that_has_gone_is_started_again():
    first = confined.answer(os.getppid)
    os.kill(first, signal.SIGKILL)
    time.sleep(0.05)

    second = confined.answer(os.getppid)

    assert second != first


def test_nothing_is_left_behind_when_whoever_asked_is_killed():
    program = (
        "import os, threading, time\nfrom app.engine import confined\n"
        "print(confined.answer(os.getppid), flush=True)\n"
        "threading.Thread(target=lambda: confined.answer(time.sleep, 60, seconds=60)).start()\ntime.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as server:
        nursery = int(server.stdout.readline())
        server.kill()

    until = time.monotonic() + 5
    while time.monotonic() < until and os.path.exists(f"/proc/{nursery}"):  # noqa: PTH110 - a process, not a file
        time.sleep(0.02)
    assert not os.path.exists(f"/proc/{nursery}")  # noqa: PTH110 - the same
