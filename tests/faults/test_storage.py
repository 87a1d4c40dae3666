"""The disk is full; the machine stops in the middle; the server is shot: what was acknowledged is there, and it goes on."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import completes
import make
import pytest
from sizes import said, size
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.actions import inspections
from app.domain.access import SYSTEM
from app.store import backups
from app.store.base import Database
from app.store.idempotency import Given

SEED = 20261122


@pytest.fixture
def sqlite_only(kind):
    if kind != "sqlite":
        pytest.skip("SQLite's own files")


def kept(database):
    return database.read(SYSTEM, lambda tx: set(tx.connection.scalars(select(Given.key))))


def test_on_a_full_disk_nothing_is_half_done_and_work_goes_on_when_there_is_room(sqlite_only, database, place):
    done, failed = 0, 0

    def room(pages):
        with database.writer.connect() as connection:
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    with database.writer.connect() as connection:
        used = connection.execute(text("PRAGMA page_count")).scalar()
    room(used + 8)
    end, tried = time.monotonic() + size(0, 300), 0  # seconds
    while tried < size(40, 2000) or time.monotonic() < end:
        tried += 1
        try:
            make.case(database, place)
            done += 1
        except DBAPIError:
            failed += 1
            time.sleep(size(0, 1) / 20)

    said("B05", database=database.dialect, seconds=size(0, 300), done=done, failed=failed)
    assert failed
    assert inspections.inspect(database).differences == ()
    assert inspections.inspect(database).cases == done
    room(1_000_000)
    make.case(database, place)
    assert inspections.inspect(database).cases == done + 1


def test_an_image_of_the_disk_at_any_moment_opens_and_holds_what_was_acknowledged(
    sqlite_only, database, place, database_url, tmp_path
):
    case_id = make.case(database, place)
    where = {**os.environ, "PYTHONPATH": os.pathsep.join([str(make.ROOT), str(make.ROOT / "tests")])}
    command = [sys.executable, completes.__file__, database_url, str(place.id("aileen")), str(case_id)]
    chance, acknowledged = random.Random(SEED), []
    file = Path(database_url.removeprefix("sqlite:///"))

    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=where) as mother:
        mother.stdin.write(b"another\n")
        mother.stdin.flush()
        child = int(mother.stdout.readline().split()[1])
        os.set_blocking(mother.stdout.fileno(), False)
        for number in range(size(12, 200)):
            time.sleep(chance.uniform(0.02, 0.2))
            os.kill(child, signal.SIGSTOP)
            time.sleep(0.01)  # it is stopped where it stands, perhaps in the midst of a write
            heard = mother.stdout.read() or b""
            acknowledged += [line.split()[1].decode() for line in heard.splitlines() if line.startswith(b"key")]
            image = tmp_path / f"image-{number}.db"
            for end in ("", "-wal"):
                shutil.copy(f"{file}{end}", f"{image}{end}")
            os.kill(child, signal.SIGCONT)

            backups.check(image, make.KEY)
            copy = Database.open(f"sqlite:///{image}", key=make.KEY, clock_offset=True)
            assert set(acknowledged) <= kept(copy)
            assert len(kept(copy)) <= len(acknowledged) + 2  # the start, and at most one that could not be said
            assert inspections.inspect(copy).differences == ()
            copy.close()
            for end in ("", "-wal", "-shm"):
                Path(f"{image}{end}").unlink(missing_ok=True)
        os.kill(child, signal.SIGKILL)
        mother.stdin.close()

    said("B06", database=database.dialect, images=size(12, 200), acknowledged=len(acknowledged))
    assert acknowledged


@pytest.fixture
def server(kind, tmp_path_factory):
    """A PostgreSQL of its own that keeps what it acknowledges, and a way to shoot it."""
    if kind != "postgresql":
        pytest.skip("a server of PostgreSQL")
    from conftest import _as_account, _postgresql_binaries

    binaries = _postgresql_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed")
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="girfec-shot-"))
    account, data = _as_account(folder), folder / "data"

    def call(*arguments):
        subprocess.run([*account, *map(str, arguments)], check=True, capture_output=True, cwd=folder)

    call(binaries / "initdb", "--pgdata", data, "--auth", "trust", "--username", "girfec", "--encoding", "UTF8")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=on"
    start = (binaries / "pg_ctl", "--pgdata", data, "--log", folder / "log", "--options", options, "--wait", "start")
    call(*start)

    def shoot():
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        time.sleep(0.3)
        (data / "postmaster.pid").unlink(missing_ok=True)
        for _ in range(40):  # its children notice and go before another may start
            try:
                call(*start)
            except subprocess.CalledProcessError:
                time.sleep(0.25)
            else:
                return
        raise AssertionError("the server did not start again")

    yield f"postgresql://girfec@/postgres?host={folder}", shoot
    call(binaries / "pg_ctl", "--pgdata", data, "--mode", "immediate", "--wait", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def test_a_server_that_is_shot_loses_nothing_and_the_product_goes_on_by_itself(server):
    url, shoot = server
    database = Database.open(url, clock_offset=True)
    database.upgrade()
    place = make.place(database)
    case_id = make.case(database, place)
    acknowledged, failed = [], 0

    for _ in range(size(2, 50)):
        for number in range(10):
            if number == 5:
                shoot()
            try:
                page = make.open_task(database, place.aileen, case_id)
                key = f"{len(acknowledged)}-{failed}"
                make.complete(database, place.aileen, page, {"again": "yes"}, key=key)
            except DBAPIError:
                failed += 1
            else:
                acknowledged.append(key)

    said("B04", database=database.dialect, shots=size(2, 50), acknowledged=len(acknowledged), failed=failed)
    assert set(acknowledged) <= kept(database)
    assert len(kept(database)) <= len(acknowledged) + failed + 1
    assert inspections.inspect(database).differences == ()
    assert database.read(SYSTEM, lambda tx: tx.connection.scalar(select(func.count()).select_from(Given))) > 0
    database.close()
