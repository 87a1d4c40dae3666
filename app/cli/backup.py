"""`girfec backup` and `girfec restore`: everything that is kept, in one file, while others go on working."""

import json
import shutil
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import make_url

from app.actions import inspections, seals
from app.cli import ground
from app.config import Settings
from app.domain.errors import Invalid
from app.store import backups, fitness

FORMAT = 1


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def backup(file: Path | None) -> None:
    """Write everything that is kept to FILE, while others go on working.

    The key of an encrypted SQLite database is not in it: keep var/key somewhere else. A PostgreSQL backup is not
    encrypted: keep it where the database itself might be kept.
    """
    settings = Settings.read()
    file = file or settings.var / f"girfec-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.backup"
    if file.exists():
        raise Invalid(f"{file} is there already. Choose another name.")
    with ground.opened(settings) as database:
        about = {"format": FORMAT, "dialect": database.dialect, "schema": fitness.schema(database)}
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".girfec-") as folder:
        copy = Path(folder) / "database"
        _dump(settings, copy)
        kept = Path(folder) / "seals"
        if (settings.var / "seals").exists():
            shutil.copy(settings.var / "seals", kept)
        (Path(folder) / "about.json").write_text(json.dumps(about))
        packed = Path(folder) / "packed"
        packed.touch(mode=0o600)
        with tarfile.open(packed, "w") as tar:
            for path in sorted(Path(folder).iterdir()):
                if path != packed:
                    tar.add(path, arcname=path.name)
        packed.rename(file)
    click.echo(f"Everything is in {file} ({file.stat().st_size / 1e6:.1f} MB).")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Put everything from FILE into an empty database, bring it to this version, and verify it.

    A database that is there is never overwritten: move it aside first.
    """
    settings = Settings.read()
    with tempfile.TemporaryDirectory(dir=settings.var, prefix=".girfec-") as folder:
        about = _unpack(file, Path(folder))
        dialect = make_url(settings.database_url).get_backend_name()
        if about["dialect"] != dialect:
            raise Invalid(f"This is a backup of {about['dialect']}, and DATABASE_URL names {dialect}.")
        if dialect == "postgresql":
            with ground.opened(settings, set_up=False) as database:
                if fitness.schema(database) is not None:
                    raise Invalid("This database has tables. Make an empty one, and name it in DATABASE_URL.")
        _load(settings, Path(folder) / "database")
        outside = Path(folder) / "seals"
        if outside.exists():
            if (settings.var / "seals").exists():
                (settings.var / "seals").rename(settings.var / "seals.before-restore")
            shutil.copy(outside, settings.var / "seals")
    with ground.opened(settings, set_up=False) as database:
        database.upgrade()
        kept = settings.var / "seals"
        found = inspections.inspect(database, seals.read(kept.read_text()) if kept.exists() else {})
    for one in found.differences:
        click.echo(str(one))
    if found.differences:
        raise Invalid("The backup is restored, and what it holds does not agree. Look at the lines above first.")
    click.echo(f"Restored and verified: {found.cases} cases.")


def _unpack(file: Path, folder: Path) -> dict[str, str]:
    try:
        with tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
        about: dict[str, str] = json.loads((folder / "about.json").read_text())
    except (tarfile.TarError, OSError, ValueError) as error:
        raise Invalid(f"{file} is not a backup of this product.") from error
    return about


def _dump(settings: Settings, copy: Path) -> None:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        backups.copy(Path(url.database or ""), settings.key, copy)
    else:
        _call("pg_dump", "--format=custom", "--no-owner", f"--file={copy}", settings.database_url)


def _load(settings: Settings, copy: Path) -> None:
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        target = Path(url.database or "")
        if target.exists() and target.stat().st_size:
            raise Invalid(f"{target} is there. Stop the product and move it aside, then restore again.")
        backups.check(copy, settings.key)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(copy, target)
    else:
        _call("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={settings.database_url}", str(copy))


def _call(tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs. Raises Invalid where it is missing or fails."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{tool}"), key=lambda path: int(path.parent.parent.name))
    program = shutil.which(tool) or (str(debian[-1]) if debian else None)
    if program is None:
        raise Invalid(f"{tool} is not here. On Debian: apt-get install postgresql-client")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise Invalid(f"{tool} failed: {done.stderr.strip().splitlines()[-1] if done.stderr else done.returncode}")
