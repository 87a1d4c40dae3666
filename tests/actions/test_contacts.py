"""Who is around a child, and who can see the case."""

import make
import pytest

from app.actions import areas, cases, contacts, roles
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound

AUNT = {"name": "Morag Marr", "relation": "Aunt", "how": "By telephone, after five.", "prr": "care"}


@pytest.fixture
def case_id(database, place):
    return make.case(database, place, partner_ids=(place.id("ben"),))


def page(database, actor, case_id):
    return make.as_(database, actor, lambda tx: contacts.open(tx, case_id))


def test_somebody_of_the_family_is_added_and_later_taken_off(database, place, case_id):
    make.as_(database, place.aileen, lambda tx: contacts.add(tx, case_id, **AUNT))
    [aunt] = page(database, place.ben, case_id).contacts

    make.as_(database, place.ben, lambda tx: contacts.end(tx, aunt.id))

    [after] = page(database, place.aileen, case_id).contacts
    assert (aunt.name, aunt.relation, aunt.ended_on) == ("Morag Marr", "Aunt", None)
    assert aunt.parental.startswith("Has the child in their care")
    assert after.ended_on
    with pytest.raises(Conflict):
        make.as_(database, place.ben, lambda tx: contacts.end(tx, aunt.id))


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"relation": ""}, {"name": "x" * 201}, {"how": "\0"}, {"prr": "perhaps"}]
)
def test_somebody_without_a_name_or_relation_is_refused(database, place, case_id, wrong):
    with pytest.raises(Invalid):
        make.as_(database, place.aileen, lambda tx: contacts.add(tx, case_id, **{**AUNT, **wrong}))


def test_the_page_says_who_can_see_the_case_and_why(database, place, case_id):
    seers = {one.name: one.why for one in page(database, place.aileen, case_id).seers}

    assert seers == {
        "Aileen Ross": "Named person; asked for a task that is open.",
        "Ben Aird": "Partner to the plan.",
        "Named person service": "Named person service; asked for a task that is open.",
    }


def test_those_who_can_see_the_case_are_exactly_those_who_are_named(database, place, case_id):
    make.as_(database, place.aileen, lambda tx: contacts.add(tx, case_id, **AUNT))
    escalated = make.case(database, place, "small_escalation")

    for one in (case_id, escalated):
        named = {seer.name for seer in page(database, place.aileen, one).seers}
        teams = {place.teams[short]: name for short, (name, _, _) in make.TEAMS.items()}
        for actor in place.people.values():
            expected = actor.name in named or any(teams[team] in named for team in actor.team_ids)
            try:
                make.as_(database, actor, lambda tx, one=one: cases.open(tx, one))
                seen = True
            except NotFound:
                seen = False
            assert seen is expected, actor.name


def test_whoever_holds_no_role_changes_nobody(database, place):
    case_id = make.case(database, place, "small_escalation")

    with pytest.raises(Forbidden):
        make.as_(database, place.lorna, lambda tx: contacts.add(tx, case_id, **AUNT))
    with pytest.raises(NotFound):
        make.as_(database, place.olaf, lambda tx: contacts.add(tx, case_id, **AUNT))


def test_a_role_that_has_ended_stays_in_the_history(database, place, case_id):
    offered = make.case(database, place, named_person_id=place.id("ben"))
    before = page(database, place.sorcha, offered)
    [offer] = before.offered
    assert "Asked to be named person." in {seer.why for seer in before.seers}
    make.as_(database, place.ben, lambda tx: roles.accept(tx, offer.role.id))

    held = page(database, place.ben, offered).roles

    assert [one.role.name.value for one in held] == ["named_person", "named_person_service"]


def test_a_team_that_gives_up_its_office_is_no_longer_named_among_those_who_see(database, place):
    case_id = make.case(database, place, "small_escalation")
    task = make.open_task(database, place.lorna, case_id)
    make.complete(database, place.lorna, task, {"position": "agree"})
    before = {seer.name for seer in page(database, place.aileen, case_id).seers}

    database.run(place.operator, lambda tx: areas.hold_office(tx, "girfec_lead_officer", place.teams["health"]))

    after = {seer.name for seer in page(database, place.aileen, case_id).seers}
    assert before - after == {"Lead officer’s office"}
