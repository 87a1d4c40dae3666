"""A case invented to play with: a child whose named person, lead professional and partners are there."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from app.domain.cases import Child, Facts, Role, RoleName
from app.domain.people import Person
from app.domain.policy import Policy
from app.domain.steps import World

BEGINS = datetime(2026, 3, 2, 10, tzinfo=UTC)  # a Monday
PEOPLE = {
    UUID(int=number): Person(UUID(int=number), name, profession, sector)
    for number, (name, profession, sector) in enumerate(
        (
            ("A named person", "head_teacher", "education"),
            ("A lead professional", "social_worker", "social_work"),
            ("A partner", "health_visitor", "health"),
        ),
        start=1,
    )
}


RULE = "lp_accept_within"  # a rule that every pack has, where a diagram counts a time by a name


def world(policy: Policy) -> World:
    """The case on a Monday morning, under an area's policy pack."""
    child = Child(UUID(int=99), "Somebody", "Invented", "", date(2018, 5, 4))
    named, lead, partner = PEOPLE
    held = [(RoleName.NAMED_PERSON, named), (RoleName.LEAD_PROFESSIONAL, lead)]
    held += [(RoleName.PARTNER, person) for person in (named, lead, partner)]
    roles = tuple(
        Role(UUID(int=200 + place), role, person, None, BEGINS - timedelta(days=90), BEGINS - timedelta(days=89))
        for place, (role, person) in enumerate(held)
    )
    facts = Facts(UUID(int=77), "", BEGINS - timedelta(days=100), child, roles, (), PEOPLE)
    return World(BEGINS, facts, policy)
