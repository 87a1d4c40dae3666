"""A case is a child's journey; its facts are dated and never overwritten.

Everything here is a frozen value or a pure function of one. The engine reads facts through `view`, operations
change them through `apply`, and the store keeps each change as a row of its own.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.domain.deadlines import local
from app.domain.episodes import NOTHING_BEFORE, Before, months_between

if TYPE_CHECKING:  # people resolves groups by the facts, so it reads this module and not the other way round
    from app.domain.people import Person


class RoleName(StrEnum):
    """What a person or team can be to a child. Source: GIRFEC Practice Guidance 1 and 3; glossary in the README."""

    NAMED_PERSON = "named_person"
    LEAD_PROFESSIONAL = "lead_professional"
    INTERIM_LEAD_PROFESSIONAL = "interim_lead_professional"
    PARTNER = "partner"
    NAMED_PERSON_SERVICE = "named_person_service"


class StatusName(StrEnum):
    """Dated facts that force or bend who may lead. Several may hold at once."""

    LOOKED_AFTER = "looked_after"
    SECTION_25 = "section_25"
    COMPULSORY_SUPERVISION = "compulsory_supervision"
    INTERIM_COMPULSORY_SUPERVISION = "interim_compulsory_supervision"
    PERMANENCE_ORDER = "permanence_order"
    CHILD_PROTECTION_ORDER = "child_protection_order"
    PLACED_AT_HOME = "placed_at_home"
    PLACED_WITH_KIN = "placed_with_kin"
    PLACED_WITH_FOSTER_CARERS = "placed_with_foster_carers"
    PLACED_IN_RESIDENTIAL_CARE = "placed_in_residential_care"
    PLACED_SHORT_TERM = "placed_short_term"
    PLACED_IN_EMERGENCY = "placed_in_emergency"
    CONTINUING_CARE = "continuing_care"
    AFTERCARE = "aftercare"
    DETAINED = "detained"
    REGISTERED = "registered"
    TEMPORARILY_REGISTERED = "temporarily_registered"
    PROTECTION = "protection"
    INVESTIGATION = "investigation"
    COORDINATED_SUPPORT_PLAN = "coordinated_support_plan"
    YOUNG_CARER_STATEMENT = "young_carer_statement"
    DEATH_REPORTED = "death_reported"
    DIED = "died"
    LEGAL_HOLD = "legal_hold"
    MOVED = "moved"
    GROWN_UP = "grown_up"


# Only a process brings these: nobody records them by hand, and they end with the episode. While one of the first two
# holds, nobody is asked anything about the child but by the process that is about it.
STILL = (StatusName.DEATH_REPORTED, StatusName.DIED)
BY_PROCESS = (
    *STILL,
    StatusName.PROTECTION,
    StatusName.TEMPORARILY_REGISTERED,
    StatusName.LEGAL_HOLD,
    StatusName.MOVED,
    StatusName.GROWN_UP,
)
# These too come from child protection procedures alone; they go on from one episode to the next.
BY_PROCEDURES = {
    StatusName.REGISTERED: "Only a planning meeting puts a name on the register. Raise a concern; for a child whose "
    "name is on another area's register, say that the child comes from there.",
    StatusName.INVESTIGATION: "An investigation begins when the agencies have discussed a concern. Raise the concern.",
}
BY_HAND = tuple(name for name in StatusName if name not in (*BY_PROCESS, *BY_PROCEDURES))
STILL_ASKS = "death_of_a_child"
# Each of these alone makes the council look after the child. Source: Children (Scotland) Act 1995, section 17(6).
LOOKING_AFTER = (
    StatusName.LOOKED_AFTER,
    StatusName.SECTION_25,
    StatusName.COMPULSORY_SUPERVISION,
    StatusName.INTERIM_COMPULSORY_SUPERVISION,
    StatusName.PERMANENCE_ORDER,
)
# Where a child who is looked after lives, one at a time, with the clock that it brings (regulations 44 and 45(2) and (3)).
PLACEMENTS = {
    StatusName.PLACED_AT_HOME: "home",
    StatusName.PLACED_WITH_KIN: "away",
    StatusName.PLACED_WITH_FOSTER_CARERS: "away",
    StatusName.PLACED_IN_RESIDENTIAL_CARE: "away",
    StatusName.PLACED_SHORT_TERM: "short_term",
    StatusName.PLACED_IN_EMERGENCY: "short_term",
}
# These hold for days and are heard before they run out; the one that is heard sooner first.
SHORT = (StatusName.CHILD_PROTECTION_ORDER, StatusName.INTERIM_COMPULSORY_SUPERVISION)
# A hearing or a council looks at these at least every year.
YEARLY = (StatusName.COORDINATED_SUPPORT_PLAN, StatusName.COMPULSORY_SUPERVISION)
# With these every process of the case ends but the one that brings them.
ENDING = {
    StatusName.DIED: "the child has died",
    StatusName.MOVED: "another area has accepted responsibility for the child",
    StatusName.GROWN_UP: "the young person is grown up",
}


@dataclass(frozen=True, slots=True)
class Child:
    """The child or young person. `known_as` is the name they chose; `born_on` is the birthday, or the day expected."""

    id: UUID
    given_name: str
    family_name: str
    known_as: str
    born_on: date

    @property
    def name(self) -> str:
        """The chosen name with the family name, as shown in the identity bar."""
        return f"{self.known_as or self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class Role:
    """A person's or team's relation to the child, from acceptance until it ends. Exactly one of person, team is set.

    until: the day on which somebody who only covers for another has said they can go on to. It ends nothing of itself.
    """

    id: UUID
    name: RoleName
    person_id: UUID | None
    team_id: UUID | None
    proposed_at: datetime
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    until: date | None = None

    @property
    def current(self) -> bool:
        """Accepted and not ended."""
        return self.accepted_at is not None and self.ended_at is None


@dataclass(frozen=True, slots=True)
class Status:
    """A status that holds from a day until another. `source` says how it is known (an order, a register entry).

    legal_basis: the section or the order by which it holds. source_order_id: the reference of that order.
    """

    id: UUID
    name: StatusName
    began_on: date
    ended_on: date | None = None
    source: str = ""
    legal_basis: str = ""
    source_order_id: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """A meeting that reviewed the plan. looked_after: was the child looked after then, so that it counts for that clock."""

    on: date
    looked_after: bool = False


@dataclass(frozen=True, slots=True)
class Reviews:
    """From when the clocks of the reviews count, whatever has interrupted the plan since.

    planned: since when the plan that there is now is in effect. registered: the meeting that put the name on the register.
    held: the reviews of this episode, oldest first. called: the day for which a review was called that is still to be held.
    agreed: the day that was agreed with the child and parents for the next review of a child who is looked after at home.
    """

    planned: date | None = None
    registered: date | None = None
    held: tuple[Review, ...] = ()
    called: date | None = None
    agreed: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All the dated facts of one case as they stand, and the people whom they or the act at hand name.

    before: what earlier episodes of the child left. closing: why the journey ends, once that is said (`episodes.CLOSINGS`).
    closed: it has ended. dates: {what is ahead of the child (`transitions.TRANSITIONS`): when}. reviews: what was reviewed.
    """

    case_id: UUID
    area: str
    opened_at: datetime
    child: Child
    roles: tuple[Role, ...] = ()
    statuses: tuple[Status, ...] = ()
    people: "Mapping[UUID, Person]" = field(default_factory=dict)
    before: Before = NOTHING_BEFORE
    closing: str = ""
    closed: bool = False
    dates: "Mapping[str, date]" = field(default_factory=dict)
    reviews: Reviews = Reviews()

    def holding(self, *names: RoleName) -> Iterator[Role]:
        """The current roles of these names, oldest first."""
        return (role for role in self.roles if role.current and role.name in names)

    def holder(self, name: RoleName) -> Role | None:
        """The one who holds a role now, or None."""
        return next(self.holding(name), None)

    def has(self, name: StatusName) -> bool:
        """Does this status hold now?"""
        return any(status.name is name and status.ended_on is None for status in self.statuses)

    @property
    def still(self) -> bool:
        """Has the child died, or is that what somebody says? Then everything but the process about it stands still."""
        return any(self.has(name) for name in STILL)

    def since(self, name: StatusName) -> date | None:
        """The day on which this status began, where it holds now."""
        return next((status.began_on for status in self.statuses if status.name is name and not status.ended_on), None)

    @property
    def looked_after_since(self) -> date | None:
        """Since when the council looks after the child without a break, by whatever order; None where it does not now."""
        held = [one for one in self.statuses if one.name in LOOKING_AFTER]
        since = min((one.began_on for one in held if one.ended_on is None), default=None)
        for one in sorted(held, key=lambda one: one.ended_on or date.min, reverse=True):
            if since and one.ended_on and one.ended_on >= since:
                since = min(since, one.began_on)
        return since

    @property
    def looked_after(self) -> bool:
        """Does the council look after the child now, by whatever order?"""
        return self.looked_after_since is not None

    @property
    def was_looked_after(self) -> bool:
        """Has the council ever looked after the child in this episode?"""
        return any(one.name in LOOKING_AFTER for one in self.statuses)

    @property
    def placement(self) -> Status | None:
        """Where the child lives who is looked after; None where nobody has said it."""
        return next((one for one in self.statuses if one.name in PLACEMENTS and one.ended_on is None), None)

    def involves(self, person_id: UUID | None, team_ids: Collection[UUID]) -> bool:
        """Does this person, or one of these teams, hold a role for the child now?"""
        return any(
            role.current and ((role.person_id and role.person_id == person_id) or role.team_id in team_ids)
            for role in self.roles
        )

    @property
    def partners(self) -> tuple[UUID, ...]:
        """The persons who are partners to the plan, in the order in which they joined."""
        return tuple(role.person_id for role in self.holding(RoleName.PARTNER) if role.person_id)


RESPONSIBLE_IN_ORDER = (
    RoleName.LEAD_PROFESSIONAL,
    RoleName.INTERIM_LEAD_PROFESSIONAL,
    RoleName.NAMED_PERSON,
    RoleName.NAMED_PERSON_SERVICE,
)


def responsible(facts: Facts) -> Role:
    """Who answers for this child now: the accepted lead professional, else the interim one, else the named person,
    else the area's named-person service, which holds the case from the moment the concern is recorded (I2).

    Raises LookupError where a case has none of them: a bug, for the service's role is written when the case opens.
    """
    for name in RESPONSIBLE_IN_ORDER:
        if role := facts.holder(name):
            return role
    raise LookupError(f"case {facts.case_id} has nobody responsible")


def off_register(facts: Facts) -> date | None:
    """The day on which the child's name last came off the register, in an earlier episode too; None where it is on it."""
    if facts.has(StatusName.REGISTERED):
        return None
    ended = (one.ended_on for one in facts.statuses if one.name is StatusName.REGISTERED and one.ended_on)
    earlier = (off for _, off in facts.before.registered)
    return max((*ended, *earlier), default=None)


def registrations(facts: Facts) -> tuple[tuple[date, date | None], ...]:
    """Each time that the child's name was on the register, in earlier episodes too: ((on, off or None), …), oldest first."""
    here = ((one.began_on, one.ended_on) for one in facts.statuses if one.name is StatusName.REGISTERED)
    return (*facts.before.registered, *here)


def led_before(facts: Facts) -> dict[UUID, date | None]:
    """Who was the child's lead professional and is no longer, in earlier episodes too: {person: until when}, latest first."""
    ended = [one for one in facts.roles if one.name is RoleName.LEAD_PROFESSIONAL and one.accepted_at and one.ended_at]
    found: dict[UUID, date | None] = {}
    for role in sorted(ended, key=lambda one: one.ended_at or one.proposed_at, reverse=True):
        if role.person_id and role.ended_at:
            found.setdefault(role.person_id, local(role.ended_at).date())
    if facts.before.lead:
        found.setdefault(facts.before.lead, facts.before.led_until)
    now = facts.holder(RoleName.LEAD_PROFESSIONAL)
    return {person: until for person, until in found.items() if now is None or now.person_id != person}


def protecting(facts: Facts) -> bool:
    """Is a child protection concern being looked into, or the name on the register: may the journey not be closed now?"""
    begun = facts.since(StatusName.PROTECTION)
    over = begun and any(
        one.name is StatusName.REGISTERED and one.ended_on and one.began_on >= begun for one in facts.statuses
    )
    on = facts.has(StatusName.REGISTERED) or facts.has(StatusName.TEMPORARILY_REGISTERED)
    return on or (begun is not None and not over)


def age(born_on: date, today: date) -> int:
    """Whole years on a day; before birth 0. A child born on 29 February is a year older on 1 March in other years."""
    had_birthday = (today.month, today.day) >= (born_on.month, born_on.day)
    return max(0, today.year - born_on.year - (not had_birthday))


# Changes of facts, as an operation asks for them. The engine applies them to its own copy of the facts so that the
# next gateway sees them; the store writes them in the same transaction.


@dataclass(frozen=True, slots=True)
class RoleBegan:
    """A role begins, accepted. It is written with `accepted_at`: nobody holds a role they have not accepted."""

    role: Role


@dataclass(frozen=True, slots=True)
class RoleEnded:
    """A role ends at a moment, for a reason."""

    role_id: UUID
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class StatusBegan:
    """A status begins to hold."""

    status: Status


@dataclass(frozen=True, slots=True)
class StatusEnded:
    """A status no longer holds from a day on. `source` says how that is known: an order, a meeting's decision."""

    status_id: UUID
    on: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """The journey ends for a reason, one of `episodes.CLOSINGS`."""

    reason: str


@dataclass(frozen=True, slots=True)
class DateKnown:
    """What is ahead of the child comes on this day, as far as is known. born_on: the birthday from which that follows."""

    transition: str
    on: date
    born_on: date


@dataclass(frozen=True, slots=True)
class ChildBorn:
    """A child for whom a case began before birth is born: the names and the birthday take the place of what was expected."""

    given_name: str
    family_name: str
    known_as: str
    born_on: date


@dataclass(frozen=True, slots=True)
class Counted:
    """From when reviews count is something else now. No page shows it of itself; the operation says what happened."""

    reviews: Reviews


Change = RoleBegan | RoleEnded | StatusBegan | StatusEnded | Closing | DateKnown | ChildBorn | Counted


def apply(facts: Facts, changes: Iterable[Change]) -> Facts:
    """The facts after these changes, in order. Ending something twice keeps the first end."""
    for change in changes:
        match change:
            case RoleBegan(role):
                facts = replace(facts, roles=(*facts.roles, role))
            case RoleEnded(role_id, at, reason):
                facts = replace(
                    facts,
                    roles=tuple(
                        replace(role, ended_at=at, reason=reason) if role.id == role_id and not role.ended_at else role
                        for role in facts.roles
                    ),
                )
            case DateKnown(transition, on):
                facts = replace(facts, dates={**facts.dates, transition: on})
            case Closing(reason):
                facts = replace(facts, closing=reason)
            case Counted(reviews):
                facts = replace(facts, reviews=reviews)
            case StatusBegan(status):
                facts = replace(facts, statuses=(*facts.statuses, status))
            case StatusEnded(status_id, on):
                facts = replace(
                    facts,
                    statuses=tuple(
                        replace(status, ended_on=on) if status.id == status_id and not status.ended_on else status
                        for status in facts.statuses
                    ),
                )
            case ChildBorn(given_name, family_name, known_as, born_on):
                born = Child(facts.child.id, given_name, family_name, known_as, born_on)
                facts = replace(facts, child=born)
    return facts


def review_clocks(facts: Facts) -> dict[str, Any]:
    """What decision table D3 reads, as `case.reviews.…`.

    plan: how many reviews this plan has had. looked_after: how many while the child was looked after and lived there, this
    time. placement: home, away or short_term where the child is looked after; away also where nobody has said where they
    live, for those are the shortest days. agreed: the day agreed for a child who is looked after at home, while still ahead.
    before_birth: is the next review of a registration the first after one before birth, which is held sooner.
    last: the day of the last one. called: the day for which one is called before its time. since: {clock: the day from which it counts}; none where the clock does not run.
    """
    reviews, held = facts.reviews, facts.reviews.held
    last = max((one.on for one in held), default=None)
    met, placed, lives = _entered(facts), facts.looked_after_since, facts.placement
    if placed and lives:
        placed = max(placed, lives.began_on)
    agreed = reviews.agreed if placed and reviews.agreed and (last is None or reviews.agreed > last) else None
    reviewed_since = met is not None and last is not None and last > met
    return {
        "plan": sum(reviews.planned is None or one.on > reviews.planned for one in held),
        "looked_after": sum(placed is not None and one.looked_after and one.on >= placed for one in held),
        "before_birth": met is not None and not reviewed_since and facts.child.born_on > met,
        "last": last,
        "called": reviews.called,
        "placement": (PLACEMENTS[lives.name] if lives else "away") if placed else None,
        "agreed": agreed,
        "since": {
            "plan": _later(reviews.planned or met or local(facts.opened_at).date(), last),
            "registered": _later(met, last),
            "looked_after": placed,
            "at_home": _later(placed, last),
            **{name.value: _later(facts.since(name), last) for name in YEARLY},
        },
    }


def _entered(facts: Facts) -> date | None:
    """The meeting that put the name on the register this time, or where none is known the day from which it is on it."""
    since, met = facts.since(StatusName.REGISTERED), facts.reviews.registered
    if since is None or met is None:
        return since
    ended = (one.ended_on for one in facts.statuses if one.name is StatusName.REGISTERED and one.ended_on)
    return since if any(on >= met for on in ended) else min(since, met)


def _later(begun: date | None, last: date | None) -> date | None:
    """The later of two days, where the first is known."""
    return max(begun, last) if begun and last else begun


def view(facts: Facts, now: datetime) -> dict[str, Any]:
    """The facts as FEEL reads them: `case.…`. Ids are strings, so that they compare with what a form's picker gives."""

    def person(name: RoleName) -> str | None:
        role = facts.holder(name)
        return str(role.person_id) if role and role.person_id else None

    return {
        "id": str(facts.case_id),
        "area": facts.area,
        "opened_at": facts.opened_at,
        "age": age(facts.child.born_on, local(now).date()),
        "born_on": facts.child.born_on,
        "statuses": [status.name.value for status in facts.statuses if status.ended_on is None],
        **{name.value: facts.has(name) for name in StatusName},
        "looked_after": facts.looked_after,
        "since": {**{name.value: facts.since(name) for name in StatusName}, "looked_after": facts.looked_after_since},
        "named_person": person(RoleName.NAMED_PERSON),
        "named_person_until": named.until if (named := facts.holder(RoleName.NAMED_PERSON)) else None,
        "lead_professional": person(RoleName.LEAD_PROFESSIONAL),
        "interim_lead_professional": person(RoleName.INTERIM_LEAD_PROFESSIONAL),
        "partners": [str(partner) for partner in facts.partners],
        "reviews": review_clocks(facts),
        "closed": facts.closed,
        "transitions": [{"kind": kind, "on": on} for kind, on in sorted(facts.dates.items())],
        "led_before": [{"id": str(one), "until": until} for one, until in led_before(facts).items()],
        "registrations": [{"on": on, "until": until} for on, until in registrations(facts)],
        "months_off_register": months_between(off, local(now).date()) if (off := off_register(facts)) else None,
        "people": [
            {"id": str(one.id), "name": one.name, "profession": one.profession, "sector": one.sector}
            for one in facts.people.values()
        ],
    }
