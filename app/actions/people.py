"""Who somebody is: signing in, sessions, tokens, invitations, absences."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from app.domain.access import Actor
from app.domain.people import Person
from app.domain.views import DemoPerson
from app.store.base import Database
from app.store.tx import Tx


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. token: what the cookie carries, 256 random bits; only its digest is stored."""

    token: str
    actor: Actor


def sign_in(tx: Tx, email: str, password: str, *, address: str) -> SignedIn:
    """Start a session. address: the caller's network address, for throttling. Raises NotSignedIn or Throttled."""
    raise NotImplementedError


def sign_in_as(tx: Tx, person_id: UUID) -> SignedIn:
    """Start a session for an invented person of the demo. The edge allows this in demo mode only. Raises NotFound."""
    raise NotImplementedError


def sign_out(tx: Tx, token: str) -> None:
    """End a session at once, everywhere. An unknown token does nothing."""
    raise NotImplementedError


def recognise(database: Database, token: str, *, kind: Literal["session", "api"]) -> Actor:
    """Who sends this token: one read, and at most once a minute a short write of the session's last-seen.

    This is what the edge calls for each request. Raises NotSignedIn.
    """
    raise NotImplementedError


def actor_for(tx: Tx, token: str, *, kind: Literal["session", "api"]) -> Actor:
    """Who sends this token. In a writing transaction the session's last-seen is kept. Raises NotSignedIn."""
    raise NotImplementedError


def invite(
    tx: Tx, *, email: str, name: str, profession: str, team_id: UUID | None = None, administrator: bool = False
) -> str:
    """Invite somebody; returns the one-time token, good for 24 hours. Raises Forbidden or Invalid."""
    raise NotImplementedError


def accept_invitation(tx: Tx, token: str, password: str) -> SignedIn:
    """Set the first password (15 characters or more) and sign in. Raises NotFound or Invalid."""
    raise NotImplementedError


def create_token(tx: Tx, email: str, *, name: str, days: int) -> str:
    """Make an API token for a person, good for `days` (1 to 366). Shown once. Raises NotFound or Invalid."""
    raise NotImplementedError


def issue_token(tx: Tx, email: str, password: str, *, address: str) -> tuple[str, datetime]:
    """An API token for whoever knows the password, with the moment it expires. Raises NotSignedIn or Throttled."""
    raise NotImplementedError


def record_absence(tx: Tx, person_id: UUID, from_on: date, until_on: date, substitute_id: UUID | None) -> None:
    """A person is away, both days included; the substitute gets their tasks as well. Raises NotFound or Invalid."""
    raise NotImplementedError


def demo_people(tx: Tx) -> tuple[DemoPerson, ...]:
    """The invented people, in the order of their story. Empty outside the demo."""
    raise NotImplementedError


def colleagues(tx: Tx) -> tuple[Person, ...]:
    """The professionals of the actor's area, by name, for pickers."""
    raise NotImplementedError
