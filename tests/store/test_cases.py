"""What the database itself refuses, whatever a program asks of it."""

from uuid import uuid4

import make
import pytest
from sqlalchemy.exc import IntegrityError

from app.domain.cases import Role, RoleBegan, RoleEnded, RoleName, Status, StatusBegan, StatusName
from app.domain.errors import Conflict
from app.store import cases, locks
from app.store.people import local_day


def write(database, place, case_id, *changes):
    database.run(place.operator, lambda tx: cases.write(tx, case_id, changes))


@pytest.fixture
def leads(database, place):
    """A maker of accepted lead professionals."""
    now = database.read(place.operator, lambda tx: tx.now)
    return lambda name: Role(uuid4(), RoleName.LEAD_PROFESSIONAL, place.id(name), None, now, now)


def test_a_child_has_one_lead_professional_at_a_time(database, place, leads):
    case_id = make.case(database, place)
    write(database, place, case_id, RoleBegan(leads("ben")))

    with pytest.raises(IntegrityError):
        write(database, place, case_id, RoleBegan(leads("cara")))


def test_the_next_lead_professional_begins_when_the_last_one_ends(database, place, leads):
    case_id = make.case(database, place)
    first, second = leads("ben"), leads("cara")
    write(database, place, case_id, RoleBegan(first))

    write(database, place, case_id, RoleEnded(first.id, first.proposed_at, "Moved away."), RoleBegan(second))

    facts = database.read(place.operator, lambda tx: cases.known(tx, locks.of_any(tx, case_id)).facts)
    assert facts.holder(RoleName.LEAD_PROFESSIONAL) == second
    assert [role.reason for role in facts.roles if role.id == first.id] == ["Moved away."]


def test_a_status_holds_once(database, place):
    case_id = make.case(database, place)
    today = local_day(database.read(place.operator, lambda tx: tx.now))
    write(database, place, case_id, StatusBegan(Status(uuid4(), StatusName.REGISTERED, today)))

    with pytest.raises(IntegrityError):
        write(database, place, case_id, StatusBegan(Status(uuid4(), StatusName.REGISTERED, today)))


def test_a_case_that_moved_since_it_was_read_is_not_overwritten(database, place):
    case_id = make.case(database, place)
    before = database.read(place.operator, lambda tx: locks.of_any(tx, case_id))
    make.complete(database, place.aileen, make.open_task(database, place.aileen, case_id), {"again": "yes"})

    with pytest.raises(Conflict):
        database.run(place.operator, lambda tx: cases.save(tx, before, version=99))


def test_partners_keep_the_order_in_which_they_were_named(database, place):
    named = [place.id(name) for name in ("olaf", "ben", "cara", "hugh")]

    case_id = make.case(database, place, partner_ids=tuple(named))

    facts = database.read(place.operator, lambda tx: cases.known(tx, locks.of_any(tx, case_id)).facts)
    assert list(facts.partners) == named
