"""A backup taken while others write is whole, and brings everything back on an empty machine."""

import threading
import time
from pathlib import Path
from uuid import uuid4

import make
import psycopg
import pytest
from sizes import said, size
from sqlalchemy import make_url

from app.actions import inspections
from app.actions import seals as sealing
from app.cli import backup
from app.config import Settings
from app.store.base import Database


@pytest.fixture
def here(monkeypatch, tmp_path, database_url):
    """The environment of an installation; gives a way to point it at another database and folder."""

    def at(url: str, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        (folder / "key").write_text(make.KEY.hex())
        monkeypatch.setenv("GIRFEC_VAR", str(folder))
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("GIRFEC_DEMO", "on")
        return folder

    at(database_url, tmp_path / "var")
    return at


@pytest.fixture
def elsewhere(kind, database_url, tmp_path):
    """The address of an empty database on another machine."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'elsewhere' / 'girfec.db'}"
        return
    url = make_url(database_url)
    name = f"restored_{uuid4().hex[:8]}"
    with psycopg.connect(database_url.replace(f"/{url.database}?", "/postgres?"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield database_url.replace(f"/{url.database}?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def call(command, *arguments):
    return command.callback(*arguments)


def test_what_was_acknowledged_before_the_backup_is_there_after_the_restore(database, place, here, elsewhere, tmp_path):
    cases = [make.case(database, place) for _ in range(size(3, 2000))]
    (Settings.read().var / "seals").write_text(f"{sealing.seal(database)}\n")
    stop = threading.Event()
    made = []

    def go_on():
        while not stop.is_set():
            made.append(make.case(database, place))

    writer = threading.Thread(target=go_on)
    writer.start()
    call(backup.backup, tmp_path / "one.backup")
    stop.set()
    writer.join()
    assert (tmp_path / "one.backup").stat().st_mode & 0o777 == 0o600

    here(elsewhere, tmp_path / "elsewhere")
    began = time.monotonic()
    call(backup.restore, tmp_path / "one.backup")
    seconds, bytes_ = round(time.monotonic() - began, 1), (tmp_path / "one.backup").stat().st_size
    said(
        "B28", database=database.dialect, cases=len(cases), meanwhile=len(made), bytes=bytes_, restored_seconds=seconds
    )

    restored = Database.open(elsewhere, key=make.KEY, clock_offset=True)
    inspected = inspections.inspect(restored)
    assert inspected.differences == ()
    assert inspected.cases >= len(cases)
    page = make.open_task(restored, place.aileen, cases[0])
    make.complete(restored, place.aileen, page, {"again": "no"})
    restored.close()


def test_a_database_that_is_there_is_never_overwritten(database, place, here, tmp_path):
    from app.domain.errors import Invalid

    call(backup.backup, tmp_path / "one.backup")

    with pytest.raises(Invalid, match=r"is there|has tables"):
        call(backup.restore, tmp_path / "one.backup")
    with pytest.raises(Invalid, match="is there already"):
        call(backup.backup, tmp_path / "one.backup")


def test_something_else_is_no_backup(database, here, tmp_path):
    from app.domain.errors import Invalid

    (tmp_path / "other").write_text("something else")

    with pytest.raises(Invalid, match="not a backup"):
        call(backup.restore, tmp_path / "other")
