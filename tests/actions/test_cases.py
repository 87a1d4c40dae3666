"""A child's case: who is responsible from the first moment, what may be seen by whom, messages and roles."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from uuid import uuid4

import make
import pytest
from sqlalchemy import select

from app.actions import cases, messages, roles
from app.domain.cases import RoleEnded, RoleName, StatusName
from app.domain.errors import Conflict, Forbidden, Invalid, KeyReused, NotFound
from app.store import cases as stored
from app.store import tasks as task_rows
from app.store.access import Look
from app.store.base import Database
from app.store.outbox import Outgoing


def opened(database, actor, case_id):
    return database.run(actor, lambda tx: cases.open(tx, case_id))


def test_somebody_is_responsible_from_the_moment_a_case_opens(database, place):
    case_id = make.case(database, place, named_person_id=None, by="aileen")

    page = opened(database, place.sorcha, case_id)

    assert (page.identity.responsible.holder, page.identity.responsible.role.name) == (
        "Named person service",
        RoleName.NAMED_PERSON_SERVICE,
    )
    assert page.identity.named_person is None


def test_whoever_starts_a_case_as_named_person_has_accepted(database, place):
    page = opened(database, place.aileen, make.case(database, place))

    assert page.identity.responsible.holder == "Aileen Ross"
    assert page.offered == ()


def test_a_named_person_who_was_not_asked_yet_has_to_accept_first(database, place):
    case_id = make.case(database, place, named_person_id=place.id("ben"))
    [offer] = opened(database, place.ben, case_id).offered
    assert opened(database, place.ben, case_id).identity.responsible.holder == "Named person service"

    database.run(place.ben, lambda tx: roles.accept(tx, offer.role.id))

    page = opened(database, place.ben, case_id)
    assert (page.identity.responsible.holder, page.offered) == ("Ben Aird", ())
    assert page.timeline[0].title == "Ben Aird accepted being named person."
    assert make.open_task(database, place.ben, case_id).key == "look"
    with pytest.raises(Conflict):
        database.run(place.ben, lambda tx: roles.accept(tx, offer.role.id))


def test_a_declined_role_leaves_the_service_responsible(database, place):
    case_id = make.case(database, place, named_person_id=place.id("ben"))
    [offer] = opened(database, place.ben, case_id).offered

    database.run(place.ben, lambda tx: roles.decline(tx, offer.role.id, "I move to another school in May."))

    page = opened(database, place.sorcha, case_id)
    assert (page.identity.responsible.holder, page.offered) == ("Named person service", ())
    with pytest.raises(NotFound):
        opened(database, place.ben, case_id)


def test_a_role_offered_to_somebody_else_cannot_be_accepted(database, place):
    case_id = make.case(database, place, named_person_id=place.id("ben"), partner_ids=(place.id("cara"),))
    [offer] = opened(database, place.ben, case_id).offered

    for other in (place.cara, place.olaf):
        with pytest.raises(NotFound):
            database.run(other, lambda tx: roles.accept(tx, offer.role.id))


def test_an_offered_role_is_told_by_mail_without_a_childs_name(database, place):
    make.case(database, place, named_person_id=place.id("ben"))

    letters = database.read(
        place.operator,
        lambda tx: tx.connection.execute(select(Outgoing.kind, Outgoing.person_id, Outgoing.payload)).all(),
    )

    assert ("role", place.id("ben")) in {(letter.kind, letter.person_id) for letter in letters}
    assert "Iona" not in str(letters)


def test_a_case_shows_where_it_stands_and_what_is_due(database, place):
    page = opened(database, place.aileen, make.case(database, place, reason="She sleeps badly."))

    [where] = page.where
    marks = {element: mark for element, _, mark in where.steps}
    assert (marks["start"], marks["look"], marks["sign"]) == ("done", "current", "to come")
    [deadline] = page.deadlines
    assert (deadline.name, deadline.due.rule, deadline.journey) == ("Look", "lp_accept_within", False)
    [task] = page.tasks
    assert (task.name, task.mine, task.why) == ("Look", True, "The child's named person.")
    assert page.answers[0].answers == (("Why does this journey start now?", "She sleeps badly."),)


def test_whoever_has_nothing_to_do_with_a_child_cannot_tell_that_there_is_one(database, place):
    case_id = make.case(database, place)

    said = set()
    for one in (case_id, uuid4()):
        for act in (cases.open, cases.timeline):
            with pytest.raises(NotFound) as refusal:
                database.run(place.olaf, lambda tx, one=one, act=act: act(tx, one))
            said.add(str(refusal.value))
        with pytest.raises(NotFound) as refusal:
            database.run(place.olaf, lambda tx, one=one: messages.send(tx, one, "preference_changed", {}, uuid4().hex))
        said.add(str(refusal.value))

    assert len(said) == 1
    assert database.read(place.olaf, cases.mine) == ()


def test_access_ends_with_the_role(database, place):
    case_id = make.case(database, place, "choose_lead")
    page = make.open_task(database, place.aileen, case_id)
    make.complete(database, place.aileen, page, {"chosen": str(place.id("cara"))})
    opened(database, place.cara, case_id)

    [role] = [one.role for one in opened(database, place.cara, case_id).roles if one.role.name == "lead_professional"]
    database.run(
        place.operator, lambda tx: stored.write(tx, case_id, [RoleEnded(role.id, tx.now, "Moved to another area.")])
    )
    database.run(place.operator, lambda tx: task_rows.unassign(tx, make.my_tasks(database, place.cara, case_id)))

    with pytest.raises(NotFound):
        opened(database, place.cara, case_id)


def test_each_look_at_a_record_is_logged_and_cannot_be_taken_back(database, place):
    case_id = make.case(database, place)

    opened(database, place.aileen, case_id)
    database.run(place.aileen, lambda tx: cases.timeline(tx, case_id))
    database.run(place.aileen, cases.mine)

    looks = database.read(place.operator, lambda tx: tx.connection.execute(select(Look).order_by(Look.id)).all())
    assert [(look.what, look.relation, look.case_id) for look in looks] == [
        ("case", "role", case_id),
        ("timeline", "role", case_id),
        ("cases", "list", None),
    ]
    assert looks[2].cases == [str(case_id)]


def test_the_list_of_my_children_says_who_is_responsible_and_what_is_next(database, place):
    case_id = make.case(database, place)

    [row] = database.read(place.aileen, cases.mine)

    assert (row.case_id, row.child, row.responsible, row.open_tasks) == (case_id, "Iona Marr", "Aileen Ross", 1)
    assert row.next_due is not None


def test_the_same_start_again_is_the_same_case(database, place):
    new = make.new_case(place)

    first = database.run(place.aileen, lambda tx: cases.start(tx, new, {}, "once"))
    again = database.run(place.aileen, lambda tx: cases.start(tx, new, {}, "once"))

    assert again == first
    with pytest.raises(KeyReused):
        database.run(place.aileen, lambda tx: cases.start(tx, replace(new, given="Skye"), {}, "once"))


def test_of_eight_who_send_the_same_start_at_once_all_get_one_case(database, place, database_url):
    new, together = make.new_case(place), Barrier(8)

    def attempt(_):
        own = Database.open(database_url, key=make.KEY, clock_offset=True)
        together.wait()
        try:
            return own.run(place.aileen, lambda tx: cases.start(tx, new, {}, "once"))
        finally:
            own.close()

    with ThreadPoolExecutor(8) as pool:
        started = set(pool.map(attempt, range(8)))

    assert len(started) == 1
    assert len(database.read(place.aileen, cases.mine)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"given": " "},
        {"family": "Mc\0Kay"},
        {"reason": "\0"},
        {"reason": "x" * 10_001},
        {"born_on": date(1980, 1, 1)},
        {"born_on": date(2029, 1, 1)},
        {"process": "status_review"},
        {"process": "nothing"},
        {"partner_ids": (uuid4(),)},
        {"statuses": {StatusName.REGISTERED: date(2030, 1, 1)}},
    ],
)
def test_a_start_that_makes_no_sense_is_refused(database, place, wrong):
    new = make.new_case(place, **wrong)

    with pytest.raises(Invalid):
        database.run(place.aileen, lambda tx: cases.start(tx, new, {}, "k"))

    assert database.read(place.aileen, cases.mine) == ()


def test_a_process_that_asks_nothing_takes_no_answers(database, place):
    with pytest.raises(Invalid):
        database.run(place.aileen, lambda tx: cases.start(tx, make.new_case(place), {"again": "no"}, "k"))


def test_only_practitioners_start_cases(database, place):
    designer = make.as_(
        database,
        place.operator,
        lambda tx: make.actor(tx, make.person(tx, "Gil Orr", "service_designer", practises=False, designs=True)),
    )

    with pytest.raises(Forbidden):
        database.run(designer, lambda tx: cases.start(tx, make.new_case(place), {}, "k"))


def test_a_message_records_its_fact_and_begins_what_starts_with_it(database, place):
    case_id = make.case(database, place)
    payload = {"status": "looked_after", "on": "2026-01-05", "source": "Order of the sheriff"}

    taken = database.run(place.aileen, lambda tx: messages.send(tx, case_id, "status_changed", payload, "k"))

    page = opened(database, place.aileen, case_id)
    assert taken
    assert [status.name for status in page.identity.statuses] == [StatusName.LOOKED_AFTER]
    assert {task.name for task in page.tasks} == {"Look", "Review"}
    assert [where.title for where in page.where] == ["Look again", "Review a status"]
    assert page.timeline[1].lines == ("The child is looked after since 5 January 2026.",)
    assert database.run(place.aileen, lambda tx: messages.send(tx, case_id, "status_changed", payload, "k")) is True
    assert len(opened(database, place.aileen, case_id).where) == 2


def test_a_message_goes_to_the_one_event_that_waits_for_it(database, place):
    case_id = make.case(database, place, "wait_for_word")

    taken = database.run(place.aileen, lambda tx: messages.send(tx, case_id, "preference_changed", {}, "k"))

    page = opened(database, place.aileen, case_id)
    assert taken
    assert ([task.name for task in page.tasks], page.deadlines) == (["Hear"], ())


def test_a_message_for_which_nothing_waits_stays_recorded(database, place):
    case_id = make.case(database, place)

    taken = database.run(place.aileen, lambda tx: messages.send(tx, case_id, "preference_changed", {}, "k"))

    assert taken is False
    assert opened(database, place.aileen, case_id).timeline[0].kind == "message.received"


def test_the_history_comes_page_by_page(database, place):
    case_id = make.case(database, place)
    for number in range(60):
        database.run(
            place.aileen, lambda tx, n=number: messages.send(tx, case_id, "preference_changed", {}, f"key {n}")
        )

    first = database.run(place.aileen, lambda tx: cases.timeline(tx, case_id))
    rest = database.run(place.aileen, lambda tx: cases.timeline(tx, case_id, after=first[-1].seq))

    assert [event.seq for event in (*first, *rest)] == list(range(61, 0, -1))


@pytest.mark.parametrize("on", ["2999-12-31", "0001-01-01", "9999-12-31"])
def test_a_status_is_told_when_it_has_begun_and_not_for_days_that_are_none(database, place, on):
    case_id = make.case(database, place)
    payload = {"status": "looked_after", "on": on, "source": "An order"}

    with pytest.raises(Invalid):
        database.run(place.aileen, lambda tx: messages.send(tx, case_id, "status_changed", payload, "k"))

    assert database.run(place.aileen, lambda tx: cases.open(tx, case_id)).identity.statuses == ()
