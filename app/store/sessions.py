"""Sign-ins: sessions, API tokens, invitations, and wrong tries. Tokens are stored as digests only."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnClause, ForeignKey, Index, String, delete, func, insert, select, update

from app.store.table import Base, column
from app.store.tx import Tx


class SessionRow(Base):
    """One sign-in in one browser. digest: SHA-256 of the cookie's token, in hex."""

    __tablename__ = "session"

    digest: ColumnClause[str] = column(String(64), primary_key=True)
    person_id: ColumnClause[UUID] = column(ForeignKey("person.id"), index=True)
    began_at: ColumnClause[datetime]
    seen_at: ColumnClause[datetime]
    ended_at: ColumnClause[datetime | None]


class ApiToken(Base):
    """A token with which a program acts as a person."""

    __tablename__ = "api_token"

    digest: ColumnClause[str] = column(String(64), primary_key=True)
    person_id: ColumnClause[UUID] = column(ForeignKey("person.id"), index=True)
    name: ColumnClause[str] = column(String(200))
    began_at: ColumnClause[datetime]
    expires_at: ColumnClause[datetime]
    ended_at: ColumnClause[datetime | None]


class Invitation(Base):
    """A one-time token with which a person sets their first password."""

    __tablename__ = "invitation"

    digest: ColumnClause[str] = column(String(64), primary_key=True)
    person_id: ColumnClause[UUID] = column(ForeignKey("person.id"), index=True)
    expires_at: ColumnClause[datetime]
    used_at: ColumnClause[datetime | None]


class SignInTry(Base):
    """One wrong password. account: digest of the address that was typed, for people type passwords there."""

    __tablename__ = "sign_in_try"

    id: ColumnClause[int] = column(primary_key=True)
    account: ColumnClause[str] = column(String(64))
    address: ColumnClause[str] = column(String(64))
    at: ColumnClause[datetime]

    __table_args__ = (
        Index("ix_sign_in_try_address", "address", "at"),
        Index("ix_sign_in_try_account", "account", "address", "at"),
    )


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(tx: Tx, person_id: UUID) -> str:
    """Start a session; returns its token, 256 random bits."""
    token = secrets.token_urlsafe(32)
    row = {"digest": digest(token), "person_id": person_id, "began_at": tx.real_now, "seen_at": tx.real_now}
    tx.execute(insert(SessionRow), row)
    return token


def end(tx: Tx, token: str) -> None:
    """End a session at once, everywhere."""
    mine = (SessionRow.digest == digest(token), SessionRow.ended_at.is_(None))
    tx.execute(update(SessionRow).where(*mine).values(ended_at=tx.real_now))


def end_everything(tx: Tx, person_id: UUID) -> None:
    """End every session and API token of a person, and use up what they were invited with."""
    for table in (SessionRow, ApiToken):
        mine = (table.person_id == person_id, table.ended_at.is_(None))
        tx.execute(update(table).where(*mine).values(ended_at=tx.real_now))
    unused = (Invitation.person_id == person_id, Invitation.used_at.is_(None))
    tx.execute(update(Invitation).where(*unused).values(used_at=tx.real_now))


def was_here(tx: Tx, token: str, person_id: UUID) -> bool:
    """Did this browser have a session of this person before, ended or not?"""
    before = (SessionRow.digest == digest(token), SessionRow.person_id == person_id)
    return tx.execute(select(SessionRow.digest).where(*before)).first() is not None


def living(tx: Tx, token: str, *, idle: timedelta, longest: timedelta) -> tuple[UUID, datetime] | None:
    """Whose session this is and when it was last seen, or None where it has ended or was idle too long."""
    query = select(SessionRow.person_id, SessionRow.seen_at).where(
        SessionRow.digest == digest(token),
        SessionRow.ended_at.is_(None),
        SessionRow.seen_at > tx.real_now - idle,
        SessionRow.began_at > tx.real_now - longest,
    )
    row = tx.execute(query).first()
    return (row.person_id, row.seen_at) if row else None


def seen(tx: Tx, token: str) -> None:
    """The session was used now."""
    tx.execute(update(SessionRow).where(SessionRow.digest == digest(token)).values(seen_at=tx.real_now))


def forget(tx: Tx, before: datetime) -> None:
    """Sessions that began before this moment ended long ago."""
    tx.execute(delete(SessionRow).where(SessionRow.began_at < before))


def add_token(tx: Tx, person_id: UUID, *, name: str, until: datetime) -> str:
    """Make an API token; returns it, for it cannot be read again."""
    token = f"girfec_{secrets.token_urlsafe(32)}"
    row = {"digest": digest(token), "person_id": person_id, "name": name, "began_at": tx.real_now, "expires_at": until}
    tx.execute(insert(ApiToken), row)
    return token


def token_owner(tx: Tx, token: str) -> UUID | None:
    """Whose API token this is, or None where it is unknown, ended or expired."""
    query = select(ApiToken.person_id).where(
        ApiToken.digest == digest(token), ApiToken.ended_at.is_(None), ApiToken.expires_at > tx.real_now
    )
    return tx.execute(query).scalar()


def invite(tx: Tx, person_id: UUID, *, until: datetime) -> str:
    """Make an invitation; returns its token."""
    token = secrets.token_urlsafe(32)
    tx.execute(insert(Invitation), {"digest": digest(token), "person_id": person_id, "expires_at": until})
    return token


def use_invitation(tx: Tx, token: str) -> UUID | None:
    """Take up an invitation, once; returns the person's id, or None where it is unknown, used or too old.

    Whatever else the person was sent is used with it.
    """
    mine = (Invitation.digest == digest(token), Invitation.used_at.is_(None), Invitation.expires_at > tx.real_now)
    used = update(Invitation).where(*mine).values(used_at=tx.real_now).returning(Invitation.person_id)
    if person_id := tx.execute(used).scalar():
        others = (Invitation.person_id == person_id, Invitation.used_at.is_(None))
        tx.execute(update(Invitation).where(*others).values(used_at=tx.real_now))
    return person_id


def wrong(tx: Tx, account: str, address: str) -> None:
    """Record a wrong password, and forget those of the day before."""
    tx.execute(delete(SignInTry).where(SignInTry.at < tx.real_now - timedelta(days=1)))
    tx.execute(insert(SignInTry), {"account": digest(account), "address": address, "at": tx.real_now})


@dataclass(frozen=True, slots=True)
class Tries:
    """How many wrong passwords came. here: for this account from this address. anywhere: for it. address: from there."""

    here: int
    anywhere: int
    address: int


def wrong_since(tx: Tx, account: str, address: str, since: datetime) -> Tries:
    """How many wrong passwords came since a moment."""
    on_account, from_address = SignInTry.account == digest(account), SignInTry.address == address
    counts = (
        select(func.count()).select_from(SignInTry).where(*these, SignInTry.at > since).scalar_subquery()
        for these in ((on_account, from_address), (on_account,), (from_address,))
    )
    found = tuple(tx.execute(select(*counts)).one())
    return Tries(found[0], found[1], found[2])
