"""Somebody is always responsible, and a second person stays a second person, whoever hurries or covers for whom."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import make
import pytest
from sqlalchemy import select

from app.actions import areas, cases, people, roles, tasks
from app.domain.access import SYSTEM
from app.domain.cases import Role as Held
from app.domain.cases import RoleName
from app.domain.errors import Conflict, Forbidden, NotFound, Refused
from app.store import cases as stored
from app.store.cases import Role
from app.store.people import local_day


def offers(database, case_id):
    query = select(Role.id).where(Role.case_id == case_id, Role.accepted_at.is_(None), Role.ended_at.is_(None))
    return database.read(SYSTEM, lambda tx: tx.connection.scalars(query).all())


def at_once(*acts):
    """Let these happen at the same moment; gives what each ended with."""
    together = Barrier(len(acts))

    def one(act):
        together.wait()
        try:
            return act()
        except Refused as refusal:
            return type(refusal)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def responsible(database, place, case_id):
    return database.run(place.sorcha, lambda tx: cases.open(tx, case_id)).identity.responsible.holder


def test_a_yes_and_a_no_at_the_same_moment_leave_one_answer_and_somebody_responsible(database, place):
    for _ in range(5):
        case_id = make.case(database, place, by="ben")
        [role_id] = offers(database, case_id)

        ends = at_once(
            lambda role_id=role_id: database.run(place.aileen, lambda tx: roles.accept(tx, role_id)),
            lambda role_id=role_id: database.run(place.aileen, lambda tx: roles.decline(tx, role_id, "No time.")),
        )

        assert sorted(end is None for end in ends) == [False, True]
        assert {end for end in ends if end} <= {Conflict, NotFound}
        assert responsible(database, place, case_id) in {"Aileen Ross", "Named person service"}


def test_one_role_offered_to_two_people_ends_with_one_holder(database, place):
    case_id = make.case(database, place, by="ben")
    second = Held(uuid4(), RoleName.NAMED_PERSON, place.id("cara"), None, database_now(database), None)
    database.run(place.operator, lambda tx: stored.offer(tx, case_id, second))
    [first] = [one for one in offers(database, case_id) if one != second.id]

    at_once(
        lambda: database.run(place.aileen, lambda tx: roles.accept(tx, first)),
        lambda: database.run(place.cara, lambda tx: roles.accept(tx, second.id)),
    )

    page = database.run(place.sorcha, lambda tx: cases.open(tx, case_id))
    current = [one for one in page.roles if one.role.name is RoleName.NAMED_PERSON and not one.role.ended_at]
    assert len(current) == 1
    assert responsible(database, place, case_id) == current[0].holder


def database_now(database):
    return database.read(SYSTEM, lambda tx: tx.now)


def test_the_second_signature_is_another_persons_by_team_claim_and_substitute_alike(database, place):
    page = make.task(database, place)
    make.complete(database, place.aileen, page, {"again": "no"})
    today = local_day(database_now(database))
    database.run(place.operator, lambda tx: areas.join_team(tx, place.id("aileen"), place.teams["authority"]))
    database.run(place.hugh, lambda tx: people.record_absence(tx, place.id("hugh"), today, today, place.id("aileen")))
    aileen = make.again(database, place.aileen)
    sign = make.open_task(database, aileen, page.identity.case_id, "sign")
    database.run(aileen, lambda tx: tasks.claim(tx, sign.id))

    with pytest.raises(Forbidden, match="second person"):
        make.complete(database, aileen, sign, {"signed": "yes"})

    sign = make.open_task(database, place.hugh, page.identity.case_id, "sign")
    assert make.complete(database, place.hugh, sign, {"signed": "yes"}).done
