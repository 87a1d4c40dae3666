"""An SQLite file copied while others write to it: whole, as at one moment, encrypted by the same key."""

from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.domain.errors import Invalid


def copy(source: Path, key: bytes, target: Path) -> None:
    """Copy a database in use to a new file, by SQLite's own backup; writers go on meanwhile. Raises Invalid."""
    if target.exists():
        raise Invalid(f"{target} is there already. Choose another name.")
    target.touch(mode=0o600)
    here, there = _connect(source, key), _connect(target, key)
    try:
        here.backup(there)
        check(target, key, connection=there)
    finally:
        there.close()
        here.close()


def check(path: Path, key: bytes, *, connection: sqlcipher.Connection | None = None) -> None:
    """Raise Invalid where a file is not a whole database of this key."""
    opened = connection or _connect(path, key)
    try:
        damage = [row[0] for row in opened.execute("PRAGMA integrity_check")]
    except sqlcipher.DatabaseError as error:
        raise Invalid(f"{path.name} cannot be read with this key. Put the key of its time into var/key.") from error
    finally:
        if connection is None:
            opened.close()
    if damage != ["ok"]:
        raise Invalid(f"{path.name} is damaged: {damage[0]}. Use another backup.")


def _connect(path: Path, key: bytes) -> sqlcipher.Connection:
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection
