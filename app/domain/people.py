"""People and the teams they work in, and who may do a task.

A group code in a diagram (`camunda:candidateGroups`) is resolved here and nowhere else, to persons and teams with the
reason why, which the inbox prints as “why is this mine”.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from app.domain.cases import Facts

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
