"""People and the teams they work in, and who may do a task.

A group code in a diagram (`camunda:candidateGroups`) is resolved here and nowhere else, to persons and teams with the
reason why, which the inbox prints as “why is this mine”.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.domain.cases import Facts, Role, RoleName, responsible
from app.domain.deadlines import day_in_words

PROFESSIONS = {
    "social_worker": "Social worker",
    "health_visitor": "Health visitor",
    "family_nurse": "Family nurse",
    "school_nurse": "School nurse",
    "head_teacher": "Head teacher",
    "guidance_teacher": "Guidance teacher",
    "educational_psychologist": "Educational psychologist",
    "early_years_practitioner": "Early years practitioner",
    "youth_worker": "Youth worker",
    "third_sector_worker": "Third sector worker",
    "police_officer": "Police officer",
    "manager": "Manager",
    "council_officer": "Council officer",
    "service_designer": "Service designer",
}

SECTORS = {
    "health": "Health",
    "education": "Education",
    "social_work": "Social work",
    "third_sector": "Third sector",
    "police": "Police",
    "council": "Council",
}

# Offices of the area, each held by one team. Source: domain glossary in the README.
OFFICES = {
    "girfec_lead_officer": "GIRFEC lead officer",
    "managing_authority_officer": "Managing authority officer",
    "named_person_service": "Named person service",
    "planning_support": "Planning support",
    "social_work": "Social work team manager",
    "service_manager": "Service managers",
    "head_of_service": "Head of service",
    "cspp_chief_officer": "Children's services planning partnership chief officers",
    "register_keeper": "Keeper of the child protection register",
    "cppm_chair": "Chair of child protection planning meetings",
    "cover": "Cover team",
}

# Roles for this child, and relations to somebody who holds one or whom an answer names.
CHILD_GROUPS = {
    "named_person": "Named person",
    "lead_professional": "Lead professional",
    "partners": "Partners to the plan",
    "responsible": "Whoever is responsible for the child now",
}
# Whose office it is differs by area: the policy value of that name says which one. A pack without it means the usual one.
BY_POLICY = {
    "appeal_decider": "Whoever decides about appeals",
    "dissent_decider": "Whoever replies to agencies that disagree",
}
USUAL_DECIDER = "service_manager"
# An office that an area need not have, and the one that stands for it where no team holds it.
ELSE = {"head_of_service": "service_manager"}
# Who stands in where nobody else can, in this order.
COVERS = ("cover", "managing_authority_officer", "service_manager", "girfec_lead_officer", "cspp_chief_officer")
RELATIONS = {"line_manager": "Line manager"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works with children. `registration` is a professional registration number, where there is one."""

    id: UUID
    name: str
    profession: str
    sector: str
    team_id: UUID | None = None
    line_manager_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A person is away from a day to a day, both included; the substitute gets the tasks as well."""

    person_id: UUID
    from_on: date
    until_on: date
    substitute_id: UUID | None


@dataclass(frozen=True, slots=True)
class Organisation:
    """One area's offices and absences as they stand: what `resolve` needs besides the child's facts.

    offices: {office code: team id}. teams: {team id: name}. absences: {absent person's id: Absence}.
    members: {team id: who works in it}; a team that is not named is taken to have somebody.
    """

    area: str
    offices: Mapping[str, UUID]
    teams: Mapping[UUID, str] = field(default_factory=dict)
    absences: Mapping[UUID, Absence] = field(default_factory=dict)
    members: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)

    def gone(self, person_id: UUID | None) -> bool:
        """Have they left for good? Then nobody waits for them."""
        absence = self.absences.get(person_id) if person_id else None
        return absence is not None and absence.until_on == date.max

    def barred(self, asked: "Assignee", signed: Collection[UUID]) -> bool:
        """Is it somebody who gave the first signature, or a team of nobody else?"""
        there = self.members.get(asked.team_id, frozenset()) if asked.team_id else {asked.person_id}
        return bool(there) and there <= frozenset(signed)

    def able(self, asked: "Assignee", signed: Collection[UUID] = ()) -> bool:
        """Is it somebody who is there and may do it? signed: who did the task to which this is the second signature."""
        if asked.person_id:
            return asked.person_id not in self.absences and asked.person_id not in signed
        there = self.members.get(asked.team_id) if asked.team_id else None
        return there is None or any(one not in self.absences and one not in signed for one in there)


@dataclass(frozen=True, slots=True)
class Assignee:
    """A person or a team who may do a task, and why. Exactly one of person_id, team_id is set."""

    person_id: UUID | None
    team_id: UUID | None
    why: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who may do a task. `covered` says that a group resolved to nobody and the cover team stands in."""

    assignees: tuple[Assignee, ...]
    covered: bool = False


def known_group(code: str) -> bool:
    """Is this a group code that `resolve` understands?"""
    relation, _, of = code.partition(" of ")
    return code in OFFICES or code in BY_POLICY or code in CHILD_GROUPS or (relation in RELATIONS and bool(of))


def resolve(code: str, facts: Facts, organisation: Organisation) -> Assigned:
    """Who may do a task of this group: persons and teams with the reason why; absent persons with their substitutes.

    A group that resolves to nobody who is there goes to the cover team, and `covered` asks for an incident.
    Raises LookupError for a code that `known_group` does not know: publishing has refused it.
    """
    return assign([code], None, facts, organisation)


def assign(
    codes: Iterable[str],
    person_id: UUID | None,
    facts: Facts,
    organisation: Organisation,
    *,
    in_person: bool = False,
    signed: Collection[UUID] = (),
) -> Assigned:
    """Who may do a task with these groups and this person named for it; the first reason for somebody is kept.

    in_person: only the named person will do, as for accepting a role, so nobody covers for them. signed: who may not,
    because it is the second signature to what they did; where nobody else is there it goes to an office that has others.
    """
    named = [Assignee(person_id, None, "Asked by name in this step.")] if person_id else []
    if in_person and named and not organisation.gone(person_id):
        return Assigned(tuple(named))
    groups = [assignee for code in codes for assignee in _group(code, facts, organisation)]
    found: dict[tuple[UUID | None, UUID | None], Assignee] = {}
    for assignee in (*named, *groups):
        found.setdefault((assignee.person_id, assignee.team_id), assignee)
        if substitute := _substitute(assignee, facts, organisation):
            found.setdefault((substitute.person_id, None), substitute)
    asked = tuple(one for one in found.values() if not organisation.barred(one, signed))
    if any(organisation.able(one, signed) for one in asked):
        return Assigned(asked)
    return Assigned((*asked, *_covering(organisation, signed)), covered=True)


def _covering(organisation: Organisation, signed: Collection[UUID]) -> tuple[Assignee, ...]:
    """The cover team; where nobody there may do it either, the first office above with somebody who may."""
    offices = [organisation.offices[code] for code in COVERS if code in organisation.offices]
    teams = [Assignee(None, team, "The cover team: nobody else can do this at present.") for team in offices[:1]]
    above = "Nobody else can do this at present, nor the cover team."
    teams += [Assignee(None, team, above) for team in offices[1:]]
    return tuple(team for team in teams if organisation.able(team, signed))[:1] or tuple(teams[:1])


def _group(code: str, facts: Facts, organisation: Organisation) -> Iterator[Assignee]:
    """The persons and teams of one group code, whether or not they are there."""
    relation, _, of = code.partition(" of ")
    if of and relation in RELATIONS:
        yield from _managers(of, facts, organisation)
    elif code in BY_POLICY:  # nobody has asked the pack
        yield from _group(USUAL_DECIDER, facts, organisation)
    elif code in OFFICES:
        held = code if code in organisation.offices else ELSE.get(code, code)
        if team := organisation.offices.get(held):
            yield Assignee(None, team, f"{OFFICES[held]} for the area.")
    elif code == "responsible":
        yield _holder(responsible(facts), "Responsible for the child now.")
    elif code == "partners":
        yield from (_holder(role, "A partner to the child's plan.") for role in facts.holding(RoleName.PARTNER))
    elif code in CHILD_GROUPS:
        yield from (
            _holder(role, f"The child's {CHILD_GROUPS[code].lower()}.") for role in facts.holding(RoleName(code))
        )
    elif person := _person_id(code):
        yield Assignee(person, None, "Asked by name in this step.")
    else:
        raise LookupError(f"there is no group “{code}”")


def _managers(of: str, facts: Facts, organisation: Organisation) -> Iterator[Assignee]:
    """The line managers of the persons of a group. A person without one brings nobody."""
    for member in _group(of, facts, organisation):
        person = facts.people.get(member.person_id) if member.person_id else None
        if person and person.line_manager_id:
            yield Assignee(person.line_manager_id, None, f"Line manager of {person.name}.")


def _holder(role: Role, why: str) -> Assignee:
    return Assignee(role.person_id, role.team_id, why)


def _substitute(assignee: Assignee, facts: Facts, organisation: Organisation) -> Assignee | None:
    """Who covers for an absent person; where the substitute is away too, who covers for the substitute."""
    person_id, seen = assignee.person_id, set[UUID]()
    while person_id and (absence := organisation.absences.get(person_id)) and person_id not in seen:
        seen.add(person_id)
        person_id = absence.substitute_id
    if not seen or person_id is None or person_id in seen or assignee.person_id is None:
        return None
    absent = facts.people.get(assignee.person_id)
    until = organisation.absences[assignee.person_id].until_on
    who = absent.name if absent else "a colleague"
    how = (
        f"In place of {who}, who has left." if until == date.max else f"Covering for {who} until {day_in_words(until)}."
    )
    return Assignee(person_id, None, f"{how} {assignee.why}")


def _person_id(code: str) -> UUID | None:
    try:
        return UUID(code)
    except ValueError:
        return None
