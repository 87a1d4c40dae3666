"""What the shipped forms put into the family's hands: their plan and letter, and nothing that is restricted (I10)."""

from datetime import UTC, datetime
from uuid import UUID

import episodes
import make
import pytest
from town import OPERATOR, Town
from visitor import Visitor

from app import forms
from app.actions import documents
from app.cli.demo import CALLUM
from app.domain.documents import KINDS
from app.domain.errors import InvalidAnswers
from app.store import people

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

SECRET = "The aunt lives at the harbour now."
SHIPPED = {path: content for path, content in make.shipped().items() if path.startswith("forms/")}
RECORDING = sorted(path for path, content in SHIPPED.items() if forms.read(content).records)


@pytest.fixture
def planned(app, database) -> Town:
    """A plan of several agencies is in effect, with something that must not reach the family."""
    town = Town(app, database)
    episodes.led(town, CALLUM)
    draft = episodes.plan(town, CALLUM)
    town.do(CALLUM, "t_draft", **draft, restricted_notes=SECRET)
    return town


@pytest.fixture
def callum(app, database, planned) -> Visitor:
    """The lead professional at the pages."""
    actor = database.read(OPERATOR, lambda tx: people.actor(tx, UUID(planned.ids[CALLUM]), "a session"))
    return Visitor(app.test_client()).sign_in(database, actor)


def test_the_plan_and_the_letter_of_a_real_case_are_printed_without_what_is_restricted(planned, callum):
    case = f"/cases/{planned.case_id}"

    assert SECRET in callum.open(f"{case}/plan").text
    assert "Not for the family" in callum.text
    for paper in ("plan", "letter"):
        callum.open(f"{case}/print/{paper}")
        assert callum.status == 200
        assert SECRET not in callum.reply.text
        assert CALLUM in callum.text
    assert f"{CALLUM}, " in callum.open(f"{case}/print/plan").text


def test_the_documents_of_a_real_case_stand_in_its_tabs(planned, callum):
    case = f"/cases/{planned.case_id}"

    assert "Wellbeing assessment" in callum.open(f"{case}/plan").text
    assert callum.open(f"{case}/sharing").tree.xpath("//main//article//dl")
    assert callum.open(f"{case}/chronology").links("Word this entry")


@pytest.mark.parametrize("path", RECORDING)
def test_no_shipped_form_lets_a_restricted_answer_reach_the_family(path):
    """Every restricted question is answered with the secret; it may stand only where it is marked."""
    form = forms.read(SHIPPED[path])
    kept = forms.restricted(form)
    context = {"now": datetime(2026, 11, 20, 12, tzinfo=UTC), "case": {}, "policy": {}}
    answers = forms.invented(form, context=context, options={}, given=dict.fromkeys(kept, SECRET))

    try:
        clean = forms.check(form, answers, context=context, options={})
    except InvalidAnswers:  # pickers offer nobody here
        clean = answers
    made = documents.written(form, clean, {}, context)

    assert made.kind in KINDS
    assert SECRET not in str(made.prose) + made.proposal
    assert (SECRET in str(made.withheld)) is (SECRET in str(clean))
