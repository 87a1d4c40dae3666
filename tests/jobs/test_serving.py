"""Several processes serve; each is replaced by a new one while requests come, and none is lost."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import make
import pytest

PATIENCE = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", "/ready")
        return connection.getresponse().status


def begin(database_url, folder, *arguments, **more):
    content = folder / "content"
    for path, words in (make.FILES | make.packs()).items():
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_bytes(words)
    where = {"DATABASE_URL": database_url, "GIRFEC_VAR": str(folder), "GIRFEC_CONTENT": str(content)}
    env = os.environ | where | {"PORT": str(free_port())} | more
    command = [sys.executable, "-m", "app.cli", "serve", *arguments]
    return subprocess.Popen(command, env=env, cwd=make.ROOT, stdout=subprocess.DEVNULL), int(env["PORT"])


def answers(port):
    """Wait until it serves; returns by when everything has to be done."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            assert ask(port) == 200
        except ConnectionError:
            assert time.monotonic() < end, "it has not begun"
            time.sleep(0.2)
        else:
            return end


def test_a_rolling_restart_loses_no_request(kind, database_url, tmp_path):
    if kind == "sqlite":
        pytest.skip("one process serves from SQLite")
    process, port = begin(database_url, tmp_path, "--processes", "2")
    try:
        end = answers(port)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        before, answered = set(children.read_text().split()), []

        process.send_signal(signal.SIGHUP)
        while set(children.read_text().split()) & before:
            answered.append(ask(port))
            assert time.monotonic() < end, "the old ones have not gone"
        answered += [ask(port) for _ in range(20)]

        assert set(answered) == {200}
    finally:
        process.terminate()
        process.wait(30)


def test_whichever_process_is_asked_for_figures_says_those_of_all(kind, database_url, tmp_path):
    if kind == "sqlite":
        pytest.skip("one process serves from SQLite")
    process, port = begin(database_url, tmp_path, "--processes", "2", GIRFEC_METRICS_TOKEN="a token of this test")
    asked = 'girfec_request_seconds_count{method="GET",route="/ready",status="200"}'
    try:
        answers(port)
        said = []
        for _ in range(30):
            ask(port)
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
                connection.request("GET", "/metrics", headers={"Authorization": "Bearer a token of this test"})
                lines = connection.getresponse().read().decode().splitlines()
            [line] = [line for line in lines if line.startswith(asked)]
            said.append(float(line.split()[-1]))

        assert said == [said[0] + number for number in range(30)]
    finally:
        process.terminate()
        process.wait(30)


def test_several_processes_on_sqlite_are_refused_in_a_sentence(kind, tmp_path):
    if kind != "sqlite":
        pytest.skip("SQLite's own limit")
    env = os.environ | {"GIRFEC_VAR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/x.db"}
    command = [sys.executable, "-m", "app.cli", "serve", "--processes", "2"]

    done = subprocess.run(command, env=env, cwd=make.ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr.strip()) == (
        1,
        "Several processes need PostgreSQL: set DATABASE_URL=postgresql://…, or serve with one process.",
    )
