"""Who somebody is: signing in, sessions, tokens, invitations, absences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Literal
from uuid import UUID

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.actions import covers
from app.domain.access import SYSTEM, Actor, Permission
from app.domain.errors import Invalid, NotFound, NotSignedIn, Throttled, listed
from app.domain.passwords import easily_guessed
from app.domain.people import PROFESSIONS, Person
from app.domain.views import DemoPerson
from app.store import people, sessions
from app.store.base import Database
from app.store.tx import Tx

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=10)
SEEN_EVERY = timedelta(minutes=1)
INVITED_FOR = timedelta(hours=24)
TOKEN_DAYS = 30
SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 1000

# Wrong passwords in a quarter of an hour: for one account from one address, for one account from anywhere, and from one
# address for any account.
WINDOW = timedelta(minutes=15)
TRIES_ON_ACCOUNT = 10
TRIES_ON_ACCOUNT_ANYWHERE = 30
TRIES_FROM_ADDRESS = 50

# Argon2id at OWASP's current minimum, so that a sign-in holds the database's write lock for a moment only. Of its equal
# choices the one with the most memory: past 32 MiB the C library gives it back, below it keeps it for good.
PASSWORDS = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=47_104, parallelism=1),))
NOBODYS = PASSWORDS.hash("the password of nobody, so that unknown accounts take as long")

WRONG = "The email address or the password is not right. Try again, or ask your administrator for help."
NOT_SIGNED_IN = "You are not signed in. Sign in to go on; your drafts are kept."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. token: what the cookie carries, 256 random bits; only its digest is stored."""

    token: str
    actor: Actor


def sign_in(tx: Tx, email: str, password: str, *, address: str, instead_of: str = "") -> SignedIn:
    """Start a session. address: the caller's network address, for throttling. Raises NotSignedIn or Throttled.

    instead_of: the token that the browser had before; that session ends.
    """
    return _begin(tx, _verified(tx, email, password, address, before=instead_of), instead_of=instead_of)


def sign_in_as(tx: Tx, person_id: UUID, *, instead_of: str = "") -> SignedIn:
    """Start a session for an invented person of the demo. The edge allows this in demo mode only. Raises NotFound."""
    if person_id not in {person.id for person in people.invented(tx)}:
        raise NotFound("There is no such invented person. Go back and choose one from the list.")
    return _begin(tx, person_id, instead_of=instead_of)


def sign_out(tx: Tx, token: str) -> None:
    """End a session at once, everywhere. An unknown token does nothing."""
    sessions.end(tx, token)


def recognise(
    database: Database,
    token: str,
    *,
    kind: Literal["session", "api"],
    idle: timedelta = IDLE,
    longest: timedelta = LONGEST,
) -> Actor:
    """Who sends this token: one read, and at most once a minute a short write of the session's last-seen.

    This is what the edge calls for each request. idle, longest: how long a session lasts unused, and at most.
    Raises NotSignedIn.
    """
    actor, stale = database.read(SYSTEM, partial(_actor, token=token, kind=kind, idle=idle, longest=longest))
    if stale:
        database.run(SYSTEM, lambda tx: sessions.seen(tx, token))
    return actor


def invite(
    tx: Tx, *, email: str, name: str, profession: str, team_id: UUID | None = None, administrator: bool = False
) -> str:
    """Invite somebody; returns the one-time token, good for 24 hours. Raises Forbidden, NotFound or Invalid.

    Inviting an address again, while its password is not set, makes a new token for the same person; whoever had left is back.
    """
    tx.actor.require(Permission.ADMINISTER)
    _check_new(email, name, profession)
    if not people.area_exists(tx, tx.actor.area):
        raise Invalid("This area is not set up yet. Start the program once, then invite people.")

    if known := people.by_email(tx, email):
        if known.password or known.area != tx.actor.area:
            raise Invalid("There is an account with this email address already.")
        person_id: UUID = known.id
        if known.left_at:
            _welcome_back(tx, person_id, team_id)
    else:
        person_id = add_person(
            tx, email=email, name=name, profession=profession, team_id=team_id, administers=administrator
        )
    return sessions.invite(tx, person_id, until=tx.real_now + INVITED_FOR)


def _welcome_back(tx: Tx, person_id: UUID, team_id: UUID | None) -> None:
    people.reopen(tx, person_id)
    if team_id:
        people.team(tx, team_id)
        people.join(tx, person_id, team_id)
    people.changed(tx, tx.actor.area)


def accept_invitation(tx: Tx, token: str, password: str, *, instead_of: str = "") -> SignedIn:
    """Set the first password (15 characters or more) and sign in; the person's other invitations are void from then on.

    Raises NotFound or Invalid.
    """
    _check_password(password)
    if (person_id := sessions.use_invitation(tx, token)) is None:
        raise NotFound("This invitation has been used or is more than 24 hours old. Ask for a new one.")
    _check_not_guessed(password, people.about(tx, person_id))
    people.set_password(tx, person_id, PASSWORDS.hash(password))
    return _begin(tx, person_id, instead_of=instead_of)


def create_token(tx: Tx, email: str, *, name: str, days: int) -> str:
    """Make an API token for a person, good for `days` (1 to 366). Shown once. Raises Forbidden, NotFound or Invalid."""
    tx.actor.require(Permission.ADMINISTER)
    if not 1 <= days <= 366:
        raise Invalid("A token may be good for 1 to 366 days.")
    known = people.by_email(tx, email)
    if known is None or known.left_at or known.area != tx.actor.area:
        raise NotFound("There is no account with this email address.")
    return sessions.add_token(tx, known.id, name=name, until=tx.real_now + timedelta(days=days))


def issue_token(tx: Tx, email: str, password: str, *, address: str) -> tuple[str, datetime]:
    """An API token for whoever knows the password, with the moment it expires. Raises NotSignedIn or Throttled."""
    person_id = _verified(tx, email, password, address)
    until = tx.real_now + timedelta(days=TOKEN_DAYS)
    return sessions.add_token(tx, person_id, name="issued for a password", until=until), until


def let_design(tx: Tx, email: str) -> None:
    """Somebody may draw, propose and approve changes to processes from now on. Raises Forbidden or NotFound."""
    person_id = with_email(tx, email)
    people.let_design(tx, person_id)


def with_email(tx: Tx, email: str) -> UUID:
    """The person of the actor's area who signs in with this address. Raises Forbidden or NotFound."""
    tx.actor.require(Permission.ADMINISTER)
    known = people.by_email(tx, email)
    if known is None or known.area != tx.actor.area:
        raise NotFound("There is no account with this email address. Invite the person first: girfec person invite.")
    person_id: UUID = known.id
    return person_id


def record_absence(tx: Tx, person_id: UUID, from_on: date, until_on: date, substitute_id: UUID | None) -> None:
    """A person is away, both days included; the substitute gets their tasks as well.

    People record their own absences, administrators everybody's. Raises Forbidden, NotFound or Invalid.
    """
    if person_id != tx.actor.person_id:
        tx.actor.require(Permission.ADMINISTER)
    if until_on < from_on or until_on < people.local_day(tx.now):
        raise Invalid("The last day away must not be before the first, nor in the past.")
    if substitute_id == person_id:
        raise Invalid("Choose somebody else as the substitute.")
    known = people.persons(tx, {person_id, *({substitute_id} if substitute_id else ())})
    if len(known) != (2 if substitute_id else 1):
        raise NotFound("There is no such person in your area.")

    row = {"person_id": person_id, "from_on": from_on, "until_on": until_on, "substitute_id": substitute_id}
    people.add(tx, people.Absence, **row)
    people.changed(tx, tx.actor.area)
    covers.follow_absence(tx, person_id)


def demo_people(tx: Tx) -> tuple[DemoPerson, ...]:
    """The invented people, in the order of their story. Empty outside the demo."""
    return people.invented(tx)


def anybody(tx: Tx) -> bool:
    """Can anybody sign in to the actor's area yet?"""
    return people.anybody(tx)


def colleagues(tx: Tx) -> tuple[Person, ...]:
    """The professionals of the actor's area, by name, for pickers."""
    return people.colleagues(tx)


def add_person(
    tx: Tx,
    *,
    email: str,
    name: str,
    profession: str,
    team_id: UUID | None = None,
    sector: str = "council",
    line_manager_id: UUID | None = None,
    practises: bool = True,
    designs: bool = False,
    administers: bool = False,
    password: str | None = None,
    story: str | None = None,
    place: int = 0,
) -> UUID:
    """Add an account; without a password it waits for an invitation to be taken up.

    sector: used only where there is no team. story, place: for invented people. Raises Forbidden, NotFound or Invalid.
    """
    tx.actor.require(Permission.ADMINISTER)
    _check_new(email, name, profession)
    if password is not None:
        _check_password(password)
        _check_not_guessed(password, (name, email))
    team = people.team(tx, team_id) if team_id else None
    if people.by_email(tx, email):
        raise Invalid("There is an account with this email address already.")

    person_id = people.add(
        tx,
        people.Person,
        area=tx.actor.area,
        email=people.plain(email),
        name=name.strip(),
        profession=profession,
        sector=team.sector if team else sector,
        team_id=team_id,
        line_manager_id=line_manager_id,
        password=PASSWORDS.hash(password) if password else "",
        practises=practises,
        designs=designs,
        administers=administers,
        story=story,
        place=place,
        added_at=tx.now,
    )
    if team_id:
        people.add(tx, people.Membership, person_id=person_id, team_id=team_id, began_at=tx.now)
    people.changed(tx, tx.actor.area)
    return person_id


def _begin(tx: Tx, person_id: UUID, *, instead_of: str = "") -> SignedIn:
    if instead_of:
        sessions.end(tx, instead_of)
    token = sessions.begin(tx, person_id)
    actor = people.actor(tx, person_id, sessions.digest(token))
    if actor is None:
        raise NotSignedIn(WRONG)
    return SignedIn(token, actor)


def _verified(tx: Tx, email: str, password: str, address: str, *, before: str = "") -> UUID:
    """Whose email and password these are. Unknown accounts take as long and read the same as wrong passwords.

    before: the token of the session that this browser had; whoever worked here before is not locked out by strangers.
    """
    email, address = people.plain(email), address[:64]
    known = people.by_email(tx, email)
    tries = sessions.wrong_since(tx, email, address, tx.real_now - WINDOW)
    if tries.here >= TRIES_ON_ACCOUNT or tries.address >= TRIES_FROM_ADDRESS:
        raise Throttled("There were too many tries. Wait 15 minutes, then try again, or ask your administrator.")
    if tries.anywhere >= TRIES_ON_ACCOUNT_ANYWHERE and not (known and sessions.was_here(tx, before, known.id)):
        raise Throttled(
            "Somebody has tried too many passwords for this account. Sign in with the browser that you used last, "
            "or wait 15 minutes and try again."
        )
    usable = known is not None and bool(known.password) and known.left_at is None
    right, newer = PASSWORDS.verify_and_update(
        password[:LONGEST_PASSWORD], known.password if known is not None and usable else NOBODYS
    )
    if known is None or not usable or not right:
        tx.keep_if_refused(lambda later: sessions.wrong(later, email, address))
        raise NotSignedIn(WRONG)
    if newer:
        people.set_password(tx, known.id, newer)
    person_id: UUID = known.id
    return person_id


def _actor(
    tx: Tx, *, token: str, kind: Literal["session", "api"], idle: timedelta, longest: timedelta
) -> tuple[Actor, bool]:
    """Who sends this token, and whether the session's last-seen is older than a minute."""
    if kind == "api":
        person_id, seen_at = sessions.token_owner(tx, token), tx.real_now
    else:
        living = sessions.living(tx, token, idle=idle, longest=longest)
        person_id, seen_at = living or (None, tx.real_now)
    actor = people.actor(tx, person_id, sessions.digest(token)) if person_id else None
    if actor is None:
        raise NotSignedIn(NOT_SIGNED_IN)
    return actor, seen_at <= tx.real_now - SEEN_EVERY


def _check_new(email: str, name: str, profession: str) -> None:
    local, at, host = email.strip().partition("@")
    if (
        not (local and at and host)
        or len(email) > 320
        or any(not one.isprintable() or one.isspace() for one in email.strip())
    ):
        raise Invalid("Enter an email address like name@example.org.")
    if not 0 < len(name.strip()) <= 200 or not name.isprintable():
        raise Invalid("Enter the person's name, at most 200 characters.")
    if profession not in PROFESSIONS:
        raise Invalid(f"“{profession}” is not a profession. Use {listed(PROFESSIONS)}.")


def _check_password(password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid(f"A password needs {SHORTEST_PASSWORD} characters or more, for example four words together.")


def _check_not_guessed(password: str, about: Iterable[str]) -> None:
    if easily_guessed(password, about):
        raise Invalid(
            "This password is among those that are guessed first. Choose four words that have nothing to do with one another."
        )
