"""People and the teams they work in, and who may do a task.

A group code in a diagram (`camunda:candidateGroups`) is resolved here and nowhere else, to persons and teams with the
reason why, which the inbox prints as “why is this mine”.
"""

from collections.abc import Iterable, Iterator, Mapping
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
    """

    area: str
    offices: Mapping[str, UUID]
    teams: Mapping[UUID, str] = field(default_factory=dict)
    absences: Mapping[UUID, Absence] = field(default_factory=dict)


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
    return code in OFFICES or code in CHILD_GROUPS or (relation in RELATIONS and bool(of))


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
) -> Assigned:
    """Who may do a task with these groups and this person named for it; the first reason for somebody is kept.

    in_person: only the named person will do, as for accepting a role, so nobody covers for them.
    """
    named = [Assignee(person_id, None, "Asked by name in this step.")] if person_id else []
    if in_person and named:
        return Assigned(tuple(named))
    groups = [assignee for code in codes for assignee in _group(code, facts, organisation)]
    found: dict[tuple[UUID | None, UUID | None], Assignee] = {}
    present = False
    for assignee in (*named, *groups):
        found.setdefault((assignee.person_id, assignee.team_id), assignee)
        substitute = _substitute(assignee, facts, organisation)
        present |= substitute is not None or not _away(assignee.person_id, organisation)
        if substitute:
            found.setdefault((substitute.person_id, None), substitute)
    if present:
        return Assigned(tuple(found.values()))
    cover = organisation.offices.get("cover")
    nobody = "The cover team: nobody else can do this at present."
    covering = [Assignee(None, cover, nobody)] if cover else []
    return Assigned((*found.values(), *covering), covered=True)


def _group(code: str, facts: Facts, organisation: Organisation) -> Iterator[Assignee]:
    """The persons and teams of one group code, whether or not they are there."""
    relation, _, of = code.partition(" of ")
    if of and relation in RELATIONS:
        yield from _managers(of, facts, organisation)
    elif code in OFFICES:
        if team := organisation.offices.get(code):
            yield Assignee(None, team, f"{OFFICES[code]} for the area.")
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


def _away(person_id: UUID | None, organisation: Organisation) -> bool:
    return person_id is not None and person_id in organisation.absences


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
    return Assignee(person_id, None, f"Covering for {who} until {day_in_words(until)}. {assignee.why}")


def _person_id(code: str) -> UUID | None:
    try:
        return UUID(code)
    except ValueError:
        return None
