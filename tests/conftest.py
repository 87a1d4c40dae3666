"""Databases to test on: a fresh SQLite file for everybody; for store, actions, jobs and faults a fresh PostgreSQL database too."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import make
import psycopg
import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.actions import people
from app.config import Settings
from app.domain.access import SYSTEM
from app.main import create_app
from app.store.base import Database
from app.store.tx import Tx

BOTH = {"store", "actions", "jobs", "journeys", "faults"}
NUMBERS = count(1)

# No test may be red because a machine was busy.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def careful_passwords() -> Iterator[PasswordHash]:
    """How passwords are hashed in earnest. Everywhere else in the tests they are hashed quickly: councils have many people."""
    careful, people.PASSWORDS = (
        people.PASSWORDS,
        PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)),
    )
    yield careful
    people.PASSWORDS = careful


def pytest_generate_tests(metafunc):
    """Tests of these rooms run on both databases, all others on SQLite, and modules that say `ON_BOTH = False`."""
    if "kind" in metafunc.fixturenames:
        on_both = metafunc.definition.path.parent.name in BOTH and getattr(metafunc.module, "ON_BOTH", True)
        postgresql = pytest.param("postgresql", marks=pytest.mark.postgres)
        metafunc.parametrize("kind", ["sqlite", *([postgresql] if on_both else [])], scope="session")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    """An SQLite file with every table, to be copied."""
    path = tmp_path_factory.mktemp("template") / "girfec.db"
    database = Database.open(f"sqlite:///{path}", key=make.KEY)
    database.upgrade()
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A throw-away PostgreSQL, reached by a socket in a temporary folder: the start of its databases' addresses."""
    if (binaries := _postgresql_binaries()) is None:
        complaint = "PostgreSQL is not installed, so nothing was tested on it. On Debian: apt-get install postgresql"
        pytest.fail(complaint) if os.environ.get("CI") else pytest.skip(complaint)
    folder = Path(tempfile.mkdtemp(prefix="girfec-pg-"))
    account = _as_account(folder)
    where, log = folder / "data", folder / "log"

    def call(tool: str, *arguments: object) -> None:
        subprocess.run([*account, binaries / tool, *map(str, arguments)], check=True, capture_output=True, cwd=folder)

    call("initdb", "--pgdata", where, "--auth", "trust", "--username", "girfec", "--encoding", "UTF8", "--no-sync")
    settings = f"-c listen_addresses='' -c fsync=off -c unix_socket_directories='{folder}' -c max_connections=60"
    call("pg_ctl", "--pgdata", where, "--log", log, "--options", settings, "--wait", "start")
    try:
        yield f"postgresql://girfec@/{{}}?host={folder}"
    finally:
        call("pg_ctl", "--pgdata", where, "--mode", "immediate", "--wait", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _postgresql_binaries() -> Path | None:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda path: int(path.parent.name))


def _as_account(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root, so there it runs as Debian's own account."""
    if os.geteuid() != 0:
        return []
    account = pwd.getpwnam("postgres")
    os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o755)
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server) -> str:
    """The name of a database with every table, to be copied."""
    _on_server(postgresql_server, "CREATE DATABASE template_girfec")
    database = Database.open(postgresql_server.format("template_girfec"))
    database.upgrade()
    database.close()
    return "template_girfec"


def _on_server(server: str, *statements: str) -> None:
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def database_url(kind, request, tmp_path) -> Iterator[str]:
    """The address of a fresh database with every table and nothing in it."""
    if kind == "sqlite":
        path = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "girfec.db")
        yield f"sqlite:///{path}"
        return
    server, template = request.getfixturevalue("postgresql_server"), request.getfixturevalue("postgresql_template")
    name = f"test_{next(NUMBERS)}"
    _on_server(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.format(name)
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url) -> Iterator[Database]:
    """A fresh database whose clock may be moved."""
    database = Database.open(database_url, key=make.KEY, clock_offset=True)
    yield database
    database.close()


@pytest.fixture
def place(database) -> make.Place:
    """An area with people, the pack `national` and small processes."""
    return make.place(database)


@pytest.fixture
def tx(database) -> Iterator[Tx]:
    """A writing transaction of the system, thrown away at the end."""

    tx = database._begin(database.writer, SYSTEM, writing=True)
    yield tx
    tx.connection.close()


@pytest.fixture
def settings(tmp_path, database_url) -> Settings:
    """Settings of a demo installation in a folder of its own; no bell rings by itself."""
    return Settings(database_url, tmp_path, b"secret", make.KEY, demo=True, scheduler=False)


@pytest.fixture
def app(settings, database) -> Flask:
    """The application on the fresh database."""
    return create_app(settings, database)
