"""Releases of processes and policy packs: insert-only, with a number or version and a content hash."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.errors import Invalid
from app.store.base import Base
from app.store.people import Area
from app.store.tx import Tx


class Release(Base):
    """Diagrams, decision tables and forms that were published together. digest: SHA-256 over all of them."""

    __tablename__ = "release"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[str] = mapped_column(ForeignKey("area.code"))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("area", "number"),)


class ReleaseFile(Base):
    """One file of a release, as it was published."""

    __tablename__ = "release_file"

    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(400), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Policy(Base):
    """One version of a policy pack, as put in force in an area."""

    __tablename__ = "policy"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[str] = mapped_column(ForeignKey("area.code"), index=True)
    pack: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    approved_by: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime]


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


def add(tx: Tx, files: Mapping[str, bytes], *, digest: str, approved_by: str) -> int:
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
    }
    tx.execute(insert(Release), row)
    tx.execute(
        insert(ReleaseFile),
        [{"release_id": release_id, "path": path, "content": content} for path, content in files.items()],
    )
    return last + 1


def number(tx: Tx, release_id: UUID) -> int:
    """A release's number."""
    found: int = tx.execute(select(Release.number).where(Release.id == release_id)).scalar_one()
    return found


def files(tx: Tx, release_id: UUID) -> dict[str, bytes]:
    """{path: content} of a release."""
    query = select(ReleaseFile.path, ReleaseFile.content).where(ReleaseFile.release_id == release_id)
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
