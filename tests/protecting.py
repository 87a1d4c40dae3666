"""Stories of protection and of what follows it, told on the engine alone: who answers what, where it is not the point."""

from datetime import date
from uuid import UUID, uuid4

from stories import EWAN, FIONA, ISLA, MONDAY, PEOPLE, RELEASE, TEAM, WORDS, Story

from app import engine
from app.domain.cases import Child, Facts, Role, RoleName, Status

HEARD = {"child_heard": "yes", "child_said": WORDS}
PARENTS = {"parents_heard": "no", "parents_not_heard": WORDS}
USUAL = {
    "t_pack": {
        "closing_summary": WORDS,
        "watch_points": WORDS,
        "contacts": WORDS,
        "sharing_basis": "public_task",
        "sharing_why": WORDS,
        "family_told": WORDS,
        "named_person_there": "yes",
        **HEARD,
    },
    "t_accept": {"accepted": "yes", "first_contact_on": "2027-09-01"},
    "t_cover": {"cover": "ask", "cover_why": WORDS},
    "t_decide": {"decision": "somebody", "reasons": WORDS, **HEARD},
    "t_tell": {"told": WORDS, "how_to_reach": WORDS, **HEARD},
}


class Protected(Story):
    """A story in which everybody gives their usual answers, unless it says otherwise."""

    def do(self, key, item=None, **answers):
        """Answer a task, with the usual answers where none are given."""
        return super().do(key, item, **{**USUAL.get(key, {}), **answers})

    def holds(self, name):
        """Who holds a role now, by id, or None."""
        role = self.facts.holder(name)
        return str(role.person_id) if role else None


def role(name, person=None):
    """A role held since the story began, by the area's service where it says nobody."""
    held = UUID(person) if person else None
    return Role(uuid4(), name, held, None if person else TEAM, MONDAY, MONDAY)


def child(*, named=ISLA, leads=None, pack="ayrshire", born_on=date(2021, 5, 4), statuses=()):
    """The facts of a child with these roles, three partners, and these statuses."""
    return Facts(
        UUID(int=900),
        pack,
        MONDAY,
        Child(UUID(int=901), "Ailsa", "Munro", "", born_on),
        (
            role(RoleName.NAMED_PERSON_SERVICE),
            *([role(RoleName.NAMED_PERSON, named)] if named else []),
            *([role(RoleName.LEAD_PROFESSIONAL, leads)] if leads else []),
            *(role(RoleName.PARTNER, one) for one in (ISLA, EWAN, FIONA)),
        ),
        tuple(Status(uuid4(), one, date(2026, 1, 5)) for one in statuses),
        PEOPLE,
    )


def begin(process, facts, **values):
    """One of the shipped processes, begun as its caller begins it."""
    story = Protected(facts.area, facts)
    return story.took(engine.start(RELEASE, process, values, story.world))
