"""Documents: answers that count as a version of something, carried forward, and what the family may read of them."""

from datetime import date

import make
import pytest
import written
from sqlalchemy import event, func, select
from written import SECRET

from app.actions import documents
from app.domain.errors import NotFound, RuleBroken
from app.store.access import Look
from app.store.documents import Document
from app.store.journal import Content


@pytest.fixture
def place(database):
    return make.place(database, files=written.FILES)


@pytest.fixture
def case_id(database, place):
    return written.begun(database, place)


def shelf(database, place, case_id):
    return make.as_(database, place.aileen, lambda tx: documents.shelf(tx, case_id)).documents


def kinds(found):
    return [(one.kind, one.version) for one in found]


def test_completing_such_a_task_writes_the_next_version(database, place, case_id):
    written.plan(database, place, case_id, needs=[written.need("She sleeps badly.")])
    written.plan(database, place, case_id, needs=[written.need("She sleeps badly.", need_state="met")])

    newest, before, *_ = shelf(database, place, case_id)

    assert kinds((newest, before)) == [("childs_plan", 2), ("childs_plan", 1)]
    assert (newest.by_name, newest.name, newest.title) == ("Aileen Ross", "Plan", "Child's plan")
    assert before.answers["needs"][0]["need_state"] == "open"
    assert ("What did the child say?", "I want my own bed.") in newest.prose


def test_what_each_partner_said_is_a_document_of_its_own(database, place, case_id):
    found = [one for one in shelf(database, place, case_id) if one.kind == "partner_information"]

    assert {(one.subject, one.version) for one in found} == {(str(place.id(name)), 1) for name in ("ben", "cara")}


def test_a_document_is_a_look_back_and_one_statement_more_and_a_proposal_another(database, place, case_id):
    page = make.open_task(database, place.aileen, case_id, "plan")
    statements = []
    event.listen(database.writer, "before_cursor_execute", lambda *said: statements.append(said[2]))

    make.complete(database, place.aileen, page, {"child_said": "My own bed.", "again": "yes"})

    about = [one.split("(")[0].strip() for one in statements if " document" in one or "chronology" in one]
    assert [one.split()[0] for one in about] == ["SELECT", "INSERT", "INSERT"]
    assert about[1:] == ["INSERT INTO document", "INSERT INTO chronology"]


def test_a_document_is_in_the_history_by_its_name_and_never_by_its_words(database, place, case_id):
    written.plan(database, place, case_id, plan_reason="She is tired.")

    bodies = database.read(place.operator, lambda tx: tx.connection.scalars(select(Content.packed)).all())

    assert any("Written: Child's plan." in body["lines"] for body in bodies)
    assert "tired" not in str(bodies)


def test_the_next_version_begins_with_what_is_still_open(database, place, case_id):
    open_need, met = written.need("She sleeps badly."), written.need("She is often late.", need_state="met")
    late = written.action(place, "Visit at bedtime.", by_when="2026-01-05")
    done = written.action(place, "Ring the school.", action_state="done")
    written.plan(database, place, case_id, needs=[open_need, met], actions=[late, done], plan_reason="She is tired.")

    carried = make.open_task(database, place.aileen, case_id, "plan").carried

    assert (carried.title, carried.version, carried.by) == ("Child's plan", 1, "Aileen Ross")
    assert [row["need"] for row in carried.values["needs"]] == ["She sleeps badly."]
    assert [(row["action"], row["by_when"]) for row in carried.values["actions"]] == [("Visit at bedtime.", None)]
    assert carried.values["plan_reason"] == "She is tired."


def test_the_first_version_begins_empty(database, place, case_id):
    assert make.open_task(database, place.aileen, case_id, "plan").carried is None


def test_the_plan_says_what_is_different(database, place, case_id):
    stays, went = written.need("She sleeps badly."), written.need("She is often late.")
    visit = written.action(place, "Visit at bedtime.")
    written.plan(database, place, case_id, needs=[stays, went], actions=[visit])
    met = {**went, "need_state": "met"}
    moved = {**visit, "by_when": "2031-04-01", "owner": str(place.id("ben"))}
    written.plan(database, place, case_id, needs=[{**stays, "need_state": "partly"}, met], actions=[moved])

    page = make.as_(database, place.aileen, lambda tx: documents.plan(tx, case_id))

    assert page.changes == (
        "How it is now: “She sleeps badly” – partly met (before: still there).",
        "How it is now: “She is often late” – met (before: still there).",
        "Somebody else does it now: “Visit at bedtime”.",
        "Another day: “Visit at bedtime” – 1 April 2031 (before: 3 March 2031).",
    )
    assert (page.plan.version, [one.version for one in page.earlier]) == (2, [1])
    assert (page.actions[0].by_when, page.owners[page.actions[0].owner]) == (date(2031, 4, 1), "Ben Aird, head teacher")
    assert [one.kind for one in page.others] == ["partner_information"] * 2


def test_restricted_answers_are_kept_apart_with_all_that_is_computed_from_them(database, place, case_id):
    visit = written.action(place, "Visit.", shown_by=SECRET)
    written.plan(database, place, case_id, actions=[visit], not_for_family=SECRET)

    plan = shelf(database, place, case_id)[0]

    assert SECRET not in str(plan.prose)
    assert ("What must the family not see?", SECRET) in plan.withheld
    assert ("Action 1", f"How will it be seen? {SECRET}") in plan.withheld
    assert plan.restricted == {"not_for_family", "shown_by", "careful"}


LONG_SECRET = "The grandfather has moved away, and nobody may know where he lives now."


@pytest.mark.parametrize("slips", ["need", "child_said"])
def test_a_plan_whose_restricted_words_the_family_could_read_is_refused_and_nothing_is_kept(
    database, place, case_id, slips
):
    needs = [written.need(LONG_SECRET)] if slips == "need" else []
    said = {"child_said": f"I heard this. {LONG_SECRET}"} if slips == "child_said" else {}

    with pytest.raises(RuleBroken, match="kept from the family") as refusal:
        written.plan(database, place, case_id, needs=needs, not_for_family=LONG_SECRET, **said)

    assert (refusal.value.rule, refusal.value.field) == ("I10", "needs" if slips == "need" else "child_said")
    assert [one.kind for one in shelf(database, place, case_id)] == ["partner_information"] * 2


def test_opening_documents_is_recorded(database, place, case_id):
    written.plan(database, place, case_id)
    [plan, *_] = shelf(database, place, case_id)

    page = make.as_(database, place.cara, lambda tx: documents.open(tx, plan.id))

    assert kinds(page.versions) == [("childs_plan", 1)]
    looks = database.read(place.operator, lambda tx: tx.connection.scalars(select(Look.what).order_by(Look.id)).all())
    assert looks[-2:] == ["documents", "document"]


def test_whoever_has_nothing_to_do_with_the_child_finds_no_document(database, place, case_id):
    written.plan(database, place, case_id)
    [plan, *_] = shelf(database, place, case_id)

    for read in (
        lambda tx: documents.open(tx, plan.id),
        lambda tx: documents.shelf(tx, case_id),
        lambda tx: documents.plan(tx, case_id),
        lambda tx: documents.sharing(tx, case_id),
    ):
        with pytest.raises(NotFound):
            make.as_(database, place.olaf, read)


def test_sharing_shows_the_decisions_and_nothing_else(database, place, case_id):
    written.plan(database, place, case_id, again="no")
    written.share(database, place, case_id)

    page = make.as_(database, place.aileen, lambda tx: documents.sharing(tx, case_id))

    assert kinds(page.decisions) == [("sharing_decision", 1)]
    assert page.decisions[0].withheld == (("Why can they not be told?", SECRET),)


def test_nothing_is_a_document_that_no_form_calls_one(database, place):
    case_id = make.case(database, place)
    make.complete(database, place.aileen, make.open_task(database, place.aileen, case_id), {"again": "no"})

    count = select(func.count()).select_from(Document).where(Document.case_id == case_id)
    assert database.read(place.operator, lambda tx: tx.connection.execute(count).scalar()) == 0
