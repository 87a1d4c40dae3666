from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from app.domain.cases import Child, Facts, Role, RoleName
from app.domain.people import Absence, Organisation, Person, assign, known_group, resolve

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ISLA, EWAN, MORAG, CALUM = (UUID(int=n) for n in range(1, 5))
OFFICERS, COVER, SERVICE = (UUID(int=n) for n in range(11, 14))
PEOPLE = {
    ISLA: Person(ISLA, "Isla Reid", "health_visitor", "health", line_manager_id=MORAG),
    EWAN: Person(EWAN, "Ewan Grant", "social_worker", "social_work", line_manager_id=CALUM),
    MORAG: Person(MORAG, "Morag Shaw", "manager", "health"),
}


def holding(name, person=None, team=None):
    return Role(UUID(int=hash((name, person, team)) & 0xFFFF), name, person, team, NOW, NOW)


def facts(*roles):
    child = Child(UUID(int=90), "Ailsa", "Munro", "", date(2021, 5, 4))
    return Facts(UUID(int=91), "ayrshire", NOW, child, roles, people=PEOPLE)


FACTS = facts(
    holding(RoleName.NAMED_PERSON, ISLA),
    holding(RoleName.PARTNER, ISLA),
    holding(RoleName.PARTNER, EWAN),
    holding(RoleName.NAMED_PERSON_SERVICE, team=SERVICE),
)


def area(*absences):
    return Organisation(
        "ayrshire",
        {"girfec_lead_officer": OFFICERS, "cover": COVER},
        absences={one.person_id: one for one in absences},
    )


def who(assigned):
    return [one.person_id or one.team_id for one in assigned.assignees]


def test_a_role_for_the_child_resolves_to_the_one_who_holds_it():
    assigned = resolve("named_person", FACTS, area())

    assert [(one.person_id, one.why) for one in assigned.assignees] == [(ISLA, "The child's named person.")]
    assert not assigned.covered


def test_an_office_resolves_to_the_team_that_holds_it():
    assert who(resolve("girfec_lead_officer", FACTS, area())) == [OFFICERS]


def test_an_area_without_a_head_of_service_has_its_service_managers_decide():
    without = replace(area(), offices={"service_manager": SERVICE})
    named = replace(without, offices={"service_manager": SERVICE, "head_of_service": OFFICERS})

    assert who(resolve("head_of_service", FACTS, without)) == [SERVICE]
    assert who(resolve("head_of_service", FACTS, named)) == [OFFICERS]


def test_partners_are_all_of_them_and_their_line_managers_each_know_whose_they_are():
    assert who(resolve("partners", FACTS, area())) == [ISLA, EWAN]
    assert [one.why for one in resolve("line_manager of partners", FACTS, area()).assignees] == [
        "Line manager of Isla Reid.",
        "Line manager of Ewan Grant.",
    ]


def test_a_line_manager_is_found_for_a_person_by_id():
    assert who(resolve(f"line_manager of {ISLA}", FACTS, area())) == [MORAG]


def test_responsible_is_whoever_answers_for_the_child_now():
    assert who(resolve("responsible", FACTS, area())) == [ISLA]
    assert who(resolve("responsible", facts(holding(RoleName.NAMED_PERSON_SERVICE, team=SERVICE)), area())) == [SERVICE]


def test_somebody_who_is_away_is_covered_by_the_substitute_until_they_are_back():
    away = Absence(ISLA, date(2026, 3, 1), date(2026, 3, 20), MORAG)

    assigned = resolve("named_person", FACTS, area(away))

    assert who(assigned) == [ISLA, MORAG]
    assert assigned.assignees[1].why == "Covering for Isla Reid until 20 March 2026. The child's named person."
    assert not assigned.covered


def test_where_the_substitute_is_away_too_the_substitutes_substitute_covers():
    isla = Absence(ISLA, date(2026, 3, 1), date(2026, 3, 20), MORAG)
    morag = Absence(MORAG, date(2026, 3, 1), date(2026, 3, 9), CALUM)

    assert who(resolve("named_person", FACTS, area(isla, morag))) == [ISLA, CALUM]


def test_two_who_cover_for_each_other_and_are_both_away_leave_it_to_the_cover_team():
    isla = Absence(ISLA, date(2026, 3, 1), date(2026, 3, 20), MORAG)
    morag = Absence(MORAG, date(2026, 3, 1), date(2026, 3, 9), ISLA)

    assigned = resolve("named_person", FACTS, area(isla, morag))

    assert assigned.covered
    assert who(assigned) == [ISLA, COVER]


def test_somebody_away_without_a_substitute_leaves_it_to_the_cover_team_as_well():
    away = Absence(ISLA, date(2026, 3, 1), date(2026, 3, 20), None)

    assert resolve("named_person", FACTS, area(away)).covered
    assert not resolve("partners", FACTS, area(away)).covered


@pytest.mark.parametrize("code", ["lead_professional", "register_keeper", f"line_manager of {MORAG}"])
def test_a_group_of_nobody_goes_to_the_cover_team(code):
    assigned = resolve(code, FACTS, area())

    assert assigned.covered
    assert who(assigned) == [COVER]


def test_an_area_without_a_cover_team_still_hears_that_nobody_can_do_it():
    assert resolve("lead_professional", FACTS, Organisation("ayrshire", {})).covered


def test_a_person_named_for_a_step_comes_first_and_is_not_listed_twice():
    assigned = assign(["partners", f"line_manager of {ISLA}"], ISLA, FACTS, area())

    assert who(assigned) == [ISLA, EWAN, MORAG]
    assert assigned.assignees[0].why == "Asked by name in this step."


def test_nobody_covers_for_what_must_be_done_in_person():
    away = Absence(ISLA, date(2026, 3, 1), date(2026, 3, 20), MORAG)

    assert who(assign([], ISLA, FACTS, area(away), in_person=True)) == [ISLA]


def test_nobody_waits_for_whoever_has_left_for_good():
    gone = area(Absence(ISLA, date(2026, 3, 1), date.max, MORAG))

    asked = assign([], ISLA, FACTS, gone, in_person=True)

    assert who(asked) == [ISLA, MORAG]
    assert asked.assignees[1].why == "In place of Isla Reid, who has left. Asked by name in this step."


def test_a_group_that_nobody_knows_is_a_bug():
    assert not known_group("everybody")
    with pytest.raises(LookupError, match="no group"):
        resolve("everybody", FACTS, area())


def test_a_team_in_which_nobody_is_there_leaves_it_to_the_cover_team():
    away = Absence(MORAG, date(2026, 3, 1), date(2026, 3, 20), None)
    staffed = replace(area(), members={OFFICERS: frozenset({MORAG}), COVER: frozenset({CALUM})})

    assert not resolve("girfec_lead_officer", FACTS, staffed).covered
    for short in (replace(staffed, absences={MORAG: away}), replace(staffed, members={OFFICERS: frozenset()})):
        assigned = resolve("girfec_lead_officer", FACTS, short)
        assert assigned.covered
        assert who(assigned) == [OFFICERS, COVER]


def test_a_second_signature_is_asked_of_those_who_did_not_give_the_first():
    staffed = replace(area(), members={OFFICERS: frozenset({MORAG, CALUM})})

    assert who(assign(["partners"], None, FACTS, staffed, signed={ISLA})) == [EWAN]
    assert who(assign(["girfec_lead_officer"], None, FACTS, staffed, signed={MORAG})) == [OFFICERS]


def test_where_only_the_first_signer_could_sign_again_it_goes_to_an_office_that_has_others():
    offices = {"girfec_lead_officer": OFFICERS, "cover": COVER, "service_manager": SERVICE}
    members = {OFFICERS: frozenset({MORAG}), COVER: frozenset({CALUM}), SERVICE: frozenset({EWAN})}
    staffed = replace(area(), offices=offices, members=members)

    by_cover = assign(["girfec_lead_officer"], None, FACTS, staffed, signed={MORAG})
    above = assign(["girfec_lead_officer"], None, FACTS, staffed, signed={MORAG, CALUM})

    assert (who(by_cover), by_cover.covered) == ([COVER], True)
    assert (who(above), above.covered) == ([SERVICE], True)
