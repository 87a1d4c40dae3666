"""Who somebody is: passwords, sessions, tokens, invitations, and absences that pass tasks on."""

from datetime import timedelta

import make
import pytest
from sqlalchemy import select

from app.actions import areas, clock, people, tasks
from app.domain.access import SYSTEM, Permission
from app.domain.errors import Forbidden, Invalid, NotFound, NotSignedIn, Throttled
from app.jobs.tick import tick
from app.store import timers
from app.store.people import Person, local_day
from app.store.sessions import SessionRow, SignInTry

EMAIL = "nan.begg@testshire.invalid"


@pytest.fixture
def nan(database, place):
    return database.run(
        place.operator,
        lambda tx: make.person(tx, "Nan Begg", "school_nurse", place.teams["health"], password=make.PASSWORD),
    )


def sign_in(database, password=make.PASSWORD, *, email=EMAIL, address="192.0.2.1"):
    return database.run(SYSTEM, lambda tx: people.sign_in(tx, email, password, address=address))


def later(database, **by):
    database.run(SYSTEM, lambda tx: timers.shift_clock(tx, timedelta(**by)))


def test_signing_in_gives_a_session_that_says_who_somebody_is(database, place, nan):
    signed_in = sign_in(database, email="  Nan.Begg@Testshire.invalid ")

    actor = people.recognise(database, signed_in.token, kind="session")

    assert actor == signed_in.actor
    assert (actor.person_id, actor.name, actor.team_ids) == (nan, "Nan Begg", {place.teams["health"]})
    assert actor.may(Permission.WORK)
    assert not actor.may(Permission.ADMINISTER)


def test_the_database_holds_no_token_and_no_password(database, nan):
    signed_in = sign_in(database)

    [digest] = database.read(SYSTEM, lambda tx: tx.connection.scalars(select(SessionRow.digest)).all())
    hashed = database.read(SYSTEM, lambda tx: tx.connection.scalar(select(Person.password).where(Person.id == nan)))

    assert digest != signed_in.token
    assert hashed.startswith("$argon2id$")


def test_a_password_that_leaks_is_slow_to_guess(careful_passwords):
    assert careful_passwords.hash(make.PASSWORD).startswith("$argon2id$v=19$m=47104,t=1,p=1$")


def test_an_unknown_account_reads_like_a_wrong_password(database, nan):
    said = set()
    for email, password in ((EMAIL, "not the right one"), ("nobody@testshire.invalid", make.PASSWORD)):
        with pytest.raises(NotSignedIn) as refusal:
            sign_in(database, password, email=email)
        said.add(str(refusal.value))

    assert len(said) == 1


def test_the_last_character_of_a_long_password_matters(database, place):
    password = (make.PASSWORD * 10)[:127] + "y"
    database.run(place.operator, lambda tx: make.person(tx, "Nan Begg", password=password))

    sign_in(database, password)
    with pytest.raises(NotSignedIn):
        sign_in(database, password[:127] + "x")


def test_after_ten_wrong_passwords_an_account_is_throttled_from_there_and_nowhere_else(database, nan):
    for _ in range(10):
        with pytest.raises(NotSignedIn):
            sign_in(database, "not the right one")

    with pytest.raises(Throttled):
        sign_in(database)
    assert sign_in(database, address="192.0.2.2").actor.person_id == nan
    make.pass_real_time(database, minutes=16)
    assert sign_in(database).actor.person_id == nan


def test_trying_many_accounts_from_one_address_is_throttled(database, nan):
    for number in range(50):
        with pytest.raises(NotSignedIn):
            sign_in(database, "not the right one", email=f"guess{number}@testshire.invalid")

    with pytest.raises(Throttled):
        sign_in(database)


def test_what_was_typed_as_an_address_is_not_kept(database, nan):
    with pytest.raises(NotSignedIn):
        sign_in(database, email="my secret password by mistake")

    [account] = database.read(SYSTEM, lambda tx: tx.connection.scalars(select(SignInTry.account)).all())
    assert "secret" not in account


def test_a_session_ends_when_it_is_not_used_for_a_quarter_of_an_hour(database, nan):
    token = sign_in(database).token
    for _ in range(3):
        make.pass_real_time(database, minutes=14)
        people.recognise(database, token, kind="session")

    make.pass_real_time(database, minutes=16)

    with pytest.raises(NotSignedIn):
        people.recognise(database, token, kind="session")


def test_a_session_ends_after_ten_hours_however_busy(database, nan):
    token = sign_in(database).token
    for _ in range(43):
        make.pass_real_time(database, minutes=14)
        if database.read(SYSTEM, lambda tx: tx.connection.scalar(select(SessionRow.ended_at))):
            break
        try:
            people.recognise(database, token, kind="session")
        except NotSignedIn:
            break

    with pytest.raises(NotSignedIn):
        people.recognise(database, token, kind="session")


def test_being_seen_is_written_at_most_once_a_minute(database, nan):
    token = sign_in(database).token
    seen = database.read(SYSTEM, lambda tx: tx.connection.scalar(select(SessionRow.seen_at)))

    people.recognise(database, token, kind="session")
    assert database.read(SYSTEM, lambda tx: tx.connection.scalar(select(SessionRow.seen_at))) == seen
    make.pass_real_time(database, minutes=2)
    people.recognise(database, token, kind="session")

    assert database.read(SYSTEM, lambda tx: tx.connection.scalar(select(SessionRow.seen_at))) > seen


def test_signing_out_ends_the_session_at_once(database, nan):
    token = sign_in(database).token

    database.run(SYSTEM, lambda tx: people.sign_out(tx, token))

    with pytest.raises(NotSignedIn):
        people.recognise(database, token, kind="session")


def test_leaving_a_team_is_felt_at_the_next_request(database, place, nan):
    token = sign_in(database).token

    database.run(place.operator, lambda tx: areas.leave_team(tx, nan, place.teams["health"]))

    assert people.recognise(database, token, kind="session").team_ids == frozenset()


def test_an_invitation_sets_a_password_once_within_a_day(database, place):
    def invite(email):
        return database.run(
            place.operator,
            lambda tx: people.invite(
                tx, email=email, name="Nan Begg", profession="council_officer", administrator=True
            ),
        )

    token = invite(EMAIL)
    signed_in = database.run(SYSTEM, lambda tx: people.accept_invitation(tx, token, make.PASSWORD))
    late = invite("late@testshire.invalid")
    make.pass_real_time(database, hours=25)

    assert signed_in.actor.may(Permission.ADMINISTER)
    assert sign_in(database).actor.name == "Nan Begg"
    for spent in (token, late, "never made"):
        with pytest.raises(NotFound):
            database.run(SYSTEM, lambda tx, spent=spent: people.accept_invitation(tx, spent, make.PASSWORD))
    with pytest.raises(Invalid, match="already"):
        invite(EMAIL)


def test_whoever_was_invited_twice_can_use_one_link_only(database, place):
    first, second = (
        database.run(
            place.operator, lambda tx: people.invite(tx, email=EMAIL, name="Nan Begg", profession="council_officer")
        )
        for _ in range(2)
    )

    database.run(SYSTEM, lambda tx: people.accept_invitation(tx, second, make.PASSWORD))

    with pytest.raises(NotFound):
        database.run(SYSTEM, lambda tx: people.accept_invitation(tx, first, "somebody else's password"))
    assert sign_in(database)


@pytest.mark.parametrize(
    ("password", "accepted"),
    [("kettle harbour", False), ("kettle harbours", True), ("kettle harbour violet " * 6, True)],
)
def test_a_password_needs_fifteen_characters_and_nothing_else(database, place, password, accepted):
    token = database.run(
        place.operator, lambda tx: people.invite(tx, email=EMAIL, name="Nan Begg", profession="council_officer")
    )

    if accepted:
        assert database.run(SYSTEM, lambda tx: people.accept_invitation(tx, token, password))
    else:
        with pytest.raises(Invalid, match="15 characters"):
            database.run(SYSTEM, lambda tx: people.accept_invitation(tx, token, password))


@pytest.mark.parametrize("password", ["passwordpassword", "Nan Begg Nan Begg 1", "testshire testshire 2026"])
def test_a_password_that_is_guessed_first_is_refused_and_the_invitation_still_works(database, place, password):
    token = database.run(
        place.operator, lambda tx: people.invite(tx, email=EMAIL, name="Nan Begg", profession="council_officer")
    )

    with pytest.raises(Invalid, match="guessed first"):
        database.run(SYSTEM, lambda tx: people.accept_invitation(tx, token, password))
    assert database.run(SYSTEM, lambda tx: people.accept_invitation(tx, token, make.PASSWORD))


def test_an_account_that_is_tried_from_many_addresses_is_throttled_for_strangers_only(database, nan):
    before = sign_in(database).token
    for number in range(30):
        with pytest.raises(NotSignedIn):
            sign_in(database, "not the right one", address=f"192.0.2.{number + 10}")

    with pytest.raises(Throttled, match="browser that you used last"):
        sign_in(database, address="192.0.2.99")
    known = database.run(
        SYSTEM, lambda tx: people.sign_in(tx, EMAIL, make.PASSWORD, address="192.0.2.99", instead_of=before)
    )
    assert known.actor.person_id == nan
    make.pass_real_time(database, minutes=16)
    assert sign_in(database, address="192.0.2.99").actor.person_id == nan


def test_only_administrators_invite(database, place):
    with pytest.raises(Forbidden):
        database.run(
            place.aileen, lambda tx: people.invite(tx, email=EMAIL, name="Nan Begg", profession="council_officer")
        )


def test_a_token_acts_for_its_owner_until_it_expires(database, place, nan):
    made = database.run(place.operator, lambda tx: people.create_token(tx, EMAIL, name="reports", days=7))
    issued, until = database.run(SYSTEM, lambda tx: people.issue_token(tx, EMAIL, make.PASSWORD, address="192.0.2.1"))

    assert {people.recognise(database, token, kind="api").person_id for token in (made, issued)} == {nan}
    assert until > database.read(SYSTEM, lambda tx: tx.now)
    with pytest.raises(NotSignedIn):
        people.recognise(database, made, kind="session")
    make.pass_real_time(database, days=8)
    with pytest.raises(NotSignedIn):
        people.recognise(database, made, kind="api")


def test_moving_the_demos_clock_signs_nobody_out(database, place, nan):
    signed_in = sign_in(database)
    token = database.run(place.operator, lambda tx: people.create_token(tx, EMAIL, name="reports", days=7))
    invitation = database.run(
        place.operator,
        lambda tx: people.invite(tx, email="new@testshire.invalid", name="Neil Gow", profession="youth_worker"),
    )

    clock.advance(database, database.read(SYSTEM, lambda tx: tx.now) + timedelta(days=60))
    tick(database)

    assert people.recognise(database, signed_in.token, kind="session").person_id == nan
    assert people.recognise(database, token, kind="api").person_id == nan
    assert database.run(SYSTEM, lambda tx: people.accept_invitation(tx, invitation, make.PASSWORD)).token


def test_throttling_is_measured_on_the_real_clock(database, nan):
    for _ in range(10):
        with pytest.raises(NotSignedIn):
            sign_in(database, "not the right one")

    later(database, days=1)

    with pytest.raises(Throttled):
        sign_in(database)


def test_only_invented_people_can_be_signed_in_as(database, place, nan):
    invented = database.run(
        place.operator,
        lambda tx: make.person(tx, "Ona Reid", story="Waits for an answer.", team_id=place.teams["school"]),
    )

    [person] = database.read(SYSTEM, people.demo_people)
    signed_in = database.run(SYSTEM, lambda tx: people.sign_in_as(tx, invented))

    assert (person.id, person.team, person.story) == (invented, "Hillside Primary School", "Waits for an answer.")
    assert signed_in.actor.name == "Ona Reid"
    with pytest.raises(NotFound):
        database.run(SYSTEM, lambda tx: people.sign_in_as(tx, nan))


def absent(database, place, from_days, until_days, substitute="cara"):
    today = local_day(database.read(SYSTEM, lambda tx: tx.now))
    first, last = today + timedelta(days=from_days), today + timedelta(days=until_days)
    database.run(
        place.aileen,
        lambda tx: people.record_absence(tx, place.id("aileen"), first, last, place.id(substitute)),
    )


def test_whoever_covers_for_somebody_away_gets_their_tasks_with_the_reason(database, place):
    make.case(database, place)

    absent(database, place, 0, 3)

    [row] = database.read(place.cara, tasks.inbox).rows
    assert row.why.startswith("Covering for Aileen Ross until ")
    assert make.my_tasks(database, place.aileen) != []


def test_an_absence_to_come_passes_tasks_on_when_it_begins_and_back_when_it_ends(database, place):
    make.case(database, place)
    absent(database, place, 2, 3)
    assert make.my_tasks(database, place.cara) == []

    later(database, days=2)
    clock.ring(database)
    assert len(make.my_tasks(database, place.cara)) == 1

    later(database, days=2)
    clock.ring(database)
    assert make.my_tasks(database, place.cara) == []


def test_nobody_records_somebody_elses_absence(database, place):
    today = local_day(database.read(SYSTEM, lambda tx: tx.now))

    with pytest.raises(Forbidden):
        database.run(place.ben, lambda tx: people.record_absence(tx, place.id("aileen"), today, today, None))


def test_an_office_that_goes_to_another_team_takes_its_tasks_along(database, place):
    page = make.task(database, place)
    make.complete(database, place.aileen, page, {"again": "no"})
    assert len(make.my_tasks(database, place.hugh)) == 1

    database.run(
        place.operator, lambda tx: areas.hold_office(tx, "managing_authority_officer", place.teams["officers"])
    )

    assert make.my_tasks(database, place.hugh) == []
    assert len(make.my_tasks(database, place.lorna)) == 1
