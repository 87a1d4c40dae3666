"""What is printed for the child and family holds nothing that is restricted."""

import make
import pytest
import written
from sqlalchemy import select
from written import SECRET

from app.actions import documents, papers
from app.domain.errors import Conflict, NotFound
from app.store.access import Look


@pytest.fixture
def place(database):
    return make.place(database, files=written.FILES)


@pytest.fixture
def case_id(database, place):
    return written.begun(database, place)


@pytest.fixture
def planned(database, place, case_id):
    """A plan whose every restricted question was answered."""
    visit = written.action(place, "Visit at bedtime.", shown_by=SECRET)
    need = written.need("She sleeps badly.")
    written.plan(database, place, case_id, needs=[need], actions=[visit], not_for_family=SECRET)
    return case_id


def test_the_plan_for_the_family_holds_nothing_restricted_anywhere(database, place, planned):
    paper = make.as_(database, place.aileen, lambda tx: papers.plan(tx, planned))

    assert SECRET not in repr(paper)
    assert (paper.needs[0].need, paper.actions[0].action) == ("She sleeps badly.", "Visit at bedtime.")
    assert paper.owners[paper.actions[0].owner] == "Cara Gunn, social worker"


def test_printing_is_recorded_and_shown_under_sharing(database, place, planned):
    make.as_(database, place.cara, lambda tx: papers.plan(tx, planned))

    looks = database.read(place.operator, lambda tx: tx.connection.scalars(select(Look.what).order_by(Look.id)).all())
    shared = make.as_(database, place.aileen, lambda tx: documents.sharing(tx, planned))

    assert looks[-1] == "print"
    assert [copy.by for copy in shared.copies] == ["Cara Gunn"]


def test_there_is_no_paper_without_a_plan_or_a_lead_professional(database, place, case_id):
    with pytest.raises(Conflict, match="no plan"):
        make.as_(database, place.aileen, lambda tx: papers.plan(tx, case_id))
    with pytest.raises(Conflict, match="lead professional"):
        make.as_(database, place.aileen, lambda tx: papers.letter(tx, case_id))
    with pytest.raises(NotFound):
        make.as_(database, place.olaf, lambda tx: papers.plan(tx, case_id))


def test_the_letter_names_the_lead_professional_and_their_team(database, place):
    case_id = make.case(database, place, "choose_lead")
    page = make.open_task(database, place.aileen, case_id)
    make.complete(database, place.aileen, page, {"chosen": str(place.id("cara"))})

    paper = make.as_(database, place.cara, lambda tx: papers.letter(tx, case_id))

    assert (paper.identity.lead_professional.holder, paper.team, paper.version) == ("Cara Gunn", "Social work", 0)
