"""What an operator reads when something stands in the way: one sentence that says what to do, and 1 as the exit code."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import make
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def var(tmp_path, sqlite_template):
    """An installation's folder with a database that is set up."""
    folder = tmp_path / "var"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "girfec.db")
    (folder / "key").write_text(make.KEY.hex())
    return folder


@pytest.fixture
def girfec(var):
    """girfec("tick", HOST=…): what a command printed to the error channel; it must have ended with 1."""

    def run(*arguments, **env):
        environment = {**os.environ, "GIRFEC_VAR": str(var), "GIRFEC_STATIC": str(var), **env}
        environment = {name: value for name, value in environment.items() if value is not None}
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        said = [line for line in done.stderr.strip().splitlines() if "ERROR CORE sqlcipher" not in line]
        assert len(said) <= 2
        return "\n".join(said)

    return run


@pytest.mark.parametrize("url", ["nonsense", "mysql://x", "sqlite://"])
def test_an_address_that_is_no_databases(girfec, url):
    assert "sqlite:///" in girfec("tick", DATABASE_URL=url) or "needs a path" in girfec("tick", DATABASE_URL=url)


def test_a_database_that_does_not_answer(girfec):
    said = girfec("tick", DATABASE_URL="postgresql://nobody:secret@127.0.0.1:1/x")

    assert "does not answer; DATABASE_URL names it" in said
    assert "secret" not in said


def test_a_database_that_was_never_set_up(girfec, var):
    (var / "girfec.db").unlink()

    assert "girfec prepare" in girfec("tick")


def test_a_key_that_does_not_open_the_database(girfec, var):
    (var / "key").write_text("11" * 32)

    assert "The key in var/key does not open this database." in girfec("tick")


def test_a_key_that_is_damaged(girfec, var):
    (var / "key").write_text("nothing")

    assert "Put it back from a backup." in girfec("tick")


def test_a_folder_that_cannot_be_made(girfec):
    assert "/proc/" in girfec("tick", GIRFEC_VAR="/proc/no/such")


def test_a_folder_with_nothing_to_publish(girfec, tmp_path):
    assert "There is nothing to publish in" in girfec("publish", str(tmp_path))


def test_serving_without_the_built_pages(girfec):
    assert "Build them: ./scripts/run does." in girfec("serve")


def test_serving_where_somebody_else_does(girfec, var):
    (var / "manifest.json").write_text("{}")

    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = girfec("serve", PORT=str(taken.getsockname()[1]))

    assert "cannot be served on: address already in use. Choose another address with HOST and PORT." in said
