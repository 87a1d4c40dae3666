"""Somebody leaves: nothing opens for them any more, and nothing that was theirs is left lying."""

from datetime import timedelta

import make
import pytest

from app.actions import cases, clock, inspections, leavers, people, tasks
from app.domain.access import SYSTEM, Permission
from app.domain.cases import RoleName
from app.domain.errors import Conflict, Forbidden, NotFound, NotSignedIn
from app.store import incidents

EMAIL = "nan.begg@testshire.invalid"


def close(database, place, person_id):
    return database.run(place.operator, lambda tx: leavers.close(tx, person_id))


def sign_in(database):
    return database.run(SYSTEM, lambda tx: people.sign_in(tx, EMAIL, make.PASSWORD, address="192.0.2.1"))


def holders(database, place, case_id):
    page = make.as_(database, place.operator, lambda tx: cases.open(tx, case_id))
    return {one.role.name: one.holder for one in page.roles if one.role.current}, page


def test_every_door_closes_at_once(database, place, nan):
    session = sign_in(database).token
    token = database.run(place.operator, lambda tx: people.create_token(tx, EMAIL, name="reports", days=7))

    close(database, place, nan)

    for kind, secret in (("session", session), ("api", token)):
        with pytest.raises(NotSignedIn):
            people.recognise(database, secret, kind=kind)
    with pytest.raises(NotSignedIn):
        sign_in(database)
    with pytest.raises(Conflict, match="left already"):
        close(database, place, nan)
    assert nan not in {one.id for one in database.read(place.operator, people.colleagues)}


def test_an_invitation_that_was_not_taken_up_is_void(database, place):
    token = database.run(
        place.operator, lambda tx: people.invite(tx, email=EMAIL, name="Nan Begg", profession="school_nurse")
    )
    close(database, place, database.read(place.operator, lambda tx: people.with_email(tx, EMAIL)))

    with pytest.raises(NotFound):
        database.run(SYSTEM, lambda tx: people.accept_invitation(tx, token, make.PASSWORD))


def test_what_was_theirs_goes_to_others_and_nobody_is_without_somebody_responsible(database, place, nan, led_by_nan):
    before, _ = holders(database, place, led_by_nan)
    assert before[RoleName.NAMED_PERSON] == "Nan Begg"

    close(database, place, nan)
    clock.ring(database)

    after, page = holders(database, place, led_by_nan)
    assert RoleName.NAMED_PERSON not in after
    assert page.identity.responsible.holder == after[RoleName.NAMED_PERSON_SERVICE]
    assert "Nan Begg is no longer named person: Has left" in str(page.timeline)
    for row in page.tasks:
        who = make.as_(database, place.operator, lambda tx, row=row: tasks.open(tx, row.id)).who
        assert [name for name, _ in who if name != "Nan Begg"]
    assert inspections.inspect(database).differences == ()


def test_doing_it_twice_does_nothing_more(database, place, nan, led_by_nan):
    close(database, place, nan)
    clock.ring(database)
    _, once = holders(database, place, led_by_nan)

    database.run(place.operator, lambda tx: leavers.hand_over(tx, led_by_nan, nan))
    clock.ring(database)

    assert holders(database, place, led_by_nan)[1].timeline == once.timeline


def test_an_outage_between_closing_and_passing_on_is_caught_up(database, place, nan, led_by_nan):
    close(database, place, nan)
    clock.advance(database, database.read(SYSTEM, lambda tx: tx.now) + timedelta(days=3))

    assert RoleName.NAMED_PERSON not in holders(database, place, led_by_nan)[0]


def test_an_offered_role_that_waited_for_them_is_declined(database, place, nan):
    case_id = make.case(database, place, named_person_id=nan)
    assert holders(database, place, case_id)[1].offered

    close(database, place, nan)
    clock.ring(database)

    assert holders(database, place, case_id)[1].offered == ()


def test_the_operator_is_told_of_teams_that_have_nobody_now(database, place):
    assert close(database, place, place.id("sorcha")) == ("Named person service",)
    assert close(database, place, place.id("ben")) == ()


def test_whoever_comes_back_is_invited_again_and_finds_none_of_the_old_roles(database, place, nan, led_by_nan):
    close(database, place, nan)
    clock.ring(database)

    token = database.run(
        place.operator, lambda tx: people.invite(tx, email=EMAIL, name="Nan Begg", profession="school_nurse")
    )
    back = database.run(SYSTEM, lambda tx: people.accept_invitation(tx, token, "kettle harbour violet ninth")).actor

    assert back.may(Permission.WORK)
    assert back.team_ids == frozenset()
    assert make.my_tasks(database, back) == []


def test_only_administrators_close_accounts_and_only_of_their_area(database, place, nan):
    with pytest.raises(Forbidden):
        database.run(place.aileen, lambda tx: leavers.close(tx, nan))
    elsewhere = make.place(database, area="elsewhere")
    with pytest.raises(NotFound):
        close(database, elsewhere, nan)


def test_a_leader_who_leaves_where_no_process_listens_is_an_incident(database, place, nan):
    case_id = make.case(database, place, "choose_lead")
    page = make.open_task(database, place.aileen, case_id)
    make.complete(database, place.aileen, page, {"chosen": str(nan)})

    close(database, place, nan)
    clock.ring(database)

    kinds = [row.kind for row in database.read(place.operator, lambda tx: incidents.unsettled(tx, 10))]
    assert "leader-left" in kinds
