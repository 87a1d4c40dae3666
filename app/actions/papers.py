"""What is printed: the plan, the letter about the lead professional, and the record of how that person was chosen."""

from uuid import UUID

from app.actions import choice_records, documents, identities, moves
from app.actions import chronology as chronologies
from app.domain import documents as domain
from app.domain import plans
from app.domain.cases import RoleName
from app.domain.chronology import RESTRICTED
from app.domain.errors import Conflict
from app.domain.tabs import ChoicePage, Chronicle, Paper
from app.store import access, people
from app.store import documents as stored
from app.store.tx import Tx


def plan(tx: Tx, case_id: UUID) -> Paper:
    """The plan as the family may read it. The print is recorded. Raises Forbidden, NotFound or Conflict."""
    paper = _paper(tx, case_id)
    if not paper.version:
        raise Conflict("There is no plan to print yet. It can be printed when a task has recorded one.")
    return paper


def letter(tx: Tx, case_id: UUID) -> Paper:
    """The letter that says who the lead professional is. The print is recorded. Raises Forbidden, NotFound or Conflict."""
    paper = _paper(tx, case_id)
    if paper.identity.lead_professional is None:
        raise Conflict("Nobody has accepted to be lead professional yet. The letter can be printed when somebody has.")
    return paper


def choice(tx: Tx, case_id: UUID, record_id: UUID | None = None) -> ChoicePage:
    """The record of one choice, the newest where none is named. The print is recorded. Raises Forbidden, NotFound, Conflict."""
    page = choice_records.page(tx, _look(tx, case_id), record_id)
    if page.record is None:
        raise Conflict("Nobody has been looked for yet. The record can be printed when the choice has begun.")
    return page


def chronology(tx: Tx, case_id: UUID) -> Chronicle:
    """The chronology as the family may read it, oldest day first. The print is recorded. Raises Forbidden, NotFound, Conflict."""
    return _chronicle(tx, case_id, family=True)


def chronology_agencies(tx: Tx, case_id: UUID) -> Chronicle:
    """What the agencies around the child may read of it, as far as the reader may. The print is recorded; raises the same."""
    return _chronicle(tx, case_id, family=False)


def _chronicle(tx: Tx, case_id: UUID, *, family: bool) -> Chronicle:
    scene = _look(tx, case_id)
    known = chronologies.readable(tx, scene)
    told = [one for one in known if (one.wording.family if family else one.wording.share != RESTRICTED)]
    return Chronicle(identities.identity(tx, scene), tuple(reversed(told)))


def _look(tx: Tx, case_id: UUID) -> moves.Scene:
    scene = documents.look(tx, case_id, access.PRINT)
    if scene.facts.still:
        raise Conflict(
            "Nothing is printed for this family now: the child has died, or that is being verified. Speak to them in person."
        )
    return scene


def _paper(tx: Tx, case_id: UUID) -> Paper:
    """Only what is not restricted is put into the value (I10)."""
    scene = _look(tx, case_id)
    known = stored.of_case(tx, case_id, {documents.PLAN, *domain.LOOKING})
    now = domain.latest(documents.PLAN, known)
    who = identities.identity(tx, scene)
    return Paper(
        who,
        _team(tx, scene),
        now.version if now else 0,
        now.at if now else None,
        now.prose if now else (),
        plans.needs(now, family=True) if now else (),
        plans.actions(domain.as_it_stands(now, known), family=True) if now else (),
        documents.owners(scene.facts),
    )


def _team(tx: Tx, scene: moves.Scene) -> str:
    """The lead professional's team, by name."""
    role = scene.facts.holder(RoleName.LEAD_PROFESSIONAL)
    person = scene.facts.people.get(role.person_id) if role and role.person_id else None
    if person is None or person.team_id is None:
        return ""
    organisation = people.organisation(tx, scene.case.area, scene.case.people_stamp)
    return organisation.teams.get(person.team_id, "")
