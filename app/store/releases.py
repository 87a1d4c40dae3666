"""Releases of processes and policy packs: insert-only, with a number or version and a content hash."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    ColumnClause,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)

from app.domain.errors import Invalid
from app.domain.views import ReleaseRow
from app.store.people import Area
from app.store.table import Base, column
from app.store.tx import Tx

FOLDER, PAGE = "folder", "page"
SHOWN = 50  # releases in a list


class Release(Base):
    """Diagrams, decision tables and forms that were published together. digest: SHA-256 over all of them.

    origin: folder or page. base: the release that was changed, for those from the page. folder: {path: SHA-256} of what
    the folder held, for those from a folder; None where exactly that was published, which is so of the oldest.
    """

    __tablename__ = "release"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    area: ColumnClause[str] = column(ForeignKey("area.code"))
    number: ColumnClause[int]
    digest: ColumnClause[str] = column(String(64))
    approved_by: ColumnClause[str] = column(String(200))
    published_at: ColumnClause[datetime]
    origin: ColumnClause[str] = column(String(20), server_default=FOLDER)
    base: ColumnClause[int | None]
    note: ColumnClause[str] = column(Text, server_default="")
    folder: ColumnClause[dict[str, Any] | None] = column(JSON)

    __table_args__ = (UniqueConstraint("area", "number"),)


class ReleaseFile(Base):
    """One file of a release, as it was published."""

    __tablename__ = "release_file"

    release_id: ColumnClause[UUID] = column(ForeignKey("release.id"), primary_key=True)
    path: ColumnClause[str] = column(String(400), primary_key=True)
    content: ColumnClause[bytes] = column(LargeBinary)


class Policy(Base):
    """One version of a policy pack, as put in force in an area."""

    __tablename__ = "policy"

    id: ColumnClause[UUID] = column(primary_key=True, default=uuid4)
    area: ColumnClause[str] = column(ForeignKey("area.code"), index=True)
    pack: ColumnClause[str] = column(String(40))
    version: ColumnClause[str] = column(String(40))
    digest: ColumnClause[str] = column(String(64))
    content: ColumnClause[bytes] = column(LargeBinary)
    approved_by: ColumnClause[str] = column(String(200))
    published_at: ColumnClause[datetime]


def newest(tx: Tx) -> tuple[UUID, int, str] | None:
    """The id, number and digest of the newest release of the actor's area, or None."""
    query = (
        select(Release.id, Release.number, Release.digest)
        .where(Release.area == tx.actor.area)
        .order_by(Release.number.desc())
        .limit(1)
    )
    row = tx.execute(query).first()
    return (row.id, row.number, row.digest) if row else None


def digest(files: Mapping[str, bytes]) -> str:
    """What names a release's content: SHA-256 over all its paths and files."""
    together = hashlib.sha256()
    for path, content in sorted(files.items()):
        together.update(f"{len(path)}:{path}:{len(content)}:".encode() + content)
    return together.hexdigest()


def add(
    tx: Tx,
    files: Mapping[str, bytes],
    *,
    digest: str,
    approved_by: str,
    origin: str = FOLDER,
    base: int | None = None,
    note: str = "",
    folder: Mapping[str, str] | None = None,
) -> int:
    """Write a release with its files; returns its number."""
    area, release_id = tx.actor.area, uuid4()
    last: int = tx.execute(select(func.coalesce(func.max(Release.number), 0)).where(Release.area == area)).scalar_one()
    row = {
        "id": release_id,
        "area": area,
        "number": last + 1,
        "digest": digest,
        "approved_by": approved_by,
        "published_at": tx.now,
        "origin": origin,
        "base": base,
        "note": note,
        "folder": dict(folder) if folder is not None else None,
    }
    tx.execute(insert(Release), row)
    tx.execute(
        insert(ReleaseFile),
        [{"release_id": release_id, "path": path, "content": content} for path, content in files.items()],
    )
    return last + 1


def named(tx: Tx, release_id: UUID) -> tuple[int, str]:
    """A release's number and digest."""
    row = tx.execute(select(Release.number, Release.digest).where(Release.id == release_id)).one()
    return row.number, row.digest


def files(tx: Tx, release_id: UUID) -> dict[str, bytes]:
    """{path: content} of a release."""
    query = select(ReleaseFile.path, ReleaseFile.content).where(ReleaseFile.release_id == release_id)
    return {row.path: row.content for row in tx.execute(query)}


def lock(tx: Tx) -> None:
    """Let nobody else publish in the actor's area until the end of this transaction."""
    tx.execute(select(Area.code).where(Area.code == tx.actor.area).with_for_update(key_share=True))


def file(tx: Tx, number: int, path: str) -> bytes | None:
    """A file of a release of the actor's area by the release's number, or None."""
    query = (
        select(ReleaseFile.content)
        .join(Release, Release.id == ReleaseFile.release_id)
        .where(Release.area == tx.actor.area, Release.number == number, ReleaseFile.path == path)
    )
    found: bytes | None = tx.execute(query).scalar()
    return found


SHORT = (Release.number, Release.approved_by, Release.published_at, Release.origin, Release.base, Release.note)


def history(tx: Tx, *, after: int = 0) -> tuple[ReleaseRow, ...]:
    """The releases of the actor's area, newest first. after: only those with a higher number."""
    query = select(*SHORT).where(Release.area == tx.actor.area, Release.number > after)
    rows = tx.execute(query.order_by(Release.number.desc()).limit(SHOWN))
    return tuple(
        ReleaseRow(row.number, row.approved_by, row.published_at, row.origin, row.base, row.note) for row in rows
    )


def changed_since(tx: Tx, base: int, path: str) -> ReleaseRow | None:
    """The first release after `base` in which a file is another, or is gone; None where it is as it was."""
    before = file(tx, base, path)
    for row in reversed(history(tx, after=base)):
        if file(tx, row.number, path) != before:
            return row
    return None


def folder(tx: Tx) -> tuple[int, dict[str, str] | None] | None:
    """The number of the area's last release from a folder, and what the folder held then; None where there is none."""
    query = select(Release.number, Release.folder).where(Release.area == tx.actor.area, Release.origin == FOLDER)
    row = tx.execute(query.order_by(Release.number.desc()).limit(1)).first()
    return (row.number, row.folder) if row else None


def of_number(tx: Tx, number: int) -> dict[str, bytes]:
    """{path: content} of a release of the actor's area by its number; nothing where there is none."""
    query = (
        select(ReleaseFile.path, ReleaseFile.content)
        .join(Release, Release.id == ReleaseFile.release_id)
        .where(Release.area == tx.actor.area, Release.number == number)
    )
    return {row.path: row.content for row in tx.execute(query)}


def put_in_force(tx: Tx, *, pack: str, version: str, digest: str, content: bytes, approved_by: str) -> bool:
    """Write a version of a policy pack and put it in force in the actor's area, unless exactly this is in force.

    Returns whether it took another's place.
    """
    area = tx.actor.area
    in_force = select(Policy.digest).join(Area, Area.policy_id == Policy.id).where(Area.code == area)
    before = tx.execute(in_force).scalar()
    if before == digest:
        return False
    policy_id = uuid4()
    row = {
        "id": policy_id,
        "area": area,
        "pack": pack,
        "version": version,
        "digest": digest,
        "content": content,
        "approved_by": approved_by,
        "published_at": tx.now,
    }
    tx.execute(insert(Policy), row)
    tx.execute(update(Area).where(Area.code == area).values(policy_id=policy_id))
    return before is not None


def policy(tx: Tx, policy_id: UUID | None) -> tuple[str, bytes]:
    """The name and the content of a policy pack. Raises Invalid where an area has none in force."""
    row = tx.execute(select(Policy.pack, Policy.content).where(Policy.id == policy_id)).first()
    if row is None:
        raise Invalid("No policy pack is in force here. Publish one first: girfec publish.")
    return row.pack, row.content


def in_force(tx: Tx) -> tuple[UUID | None, UUID]:
    """The id of the policy pack in force in the actor's area, and the area's people_stamp. Raises Invalid."""
    row = tx.execute(select(Area.policy_id, Area.people_stamp).where(Area.code == tx.actor.area)).first()
    if row is None:
        raise Invalid("Your account belongs to no area. Ask your administrator to correct it.")
    return row.policy_id, row.people_stamp
