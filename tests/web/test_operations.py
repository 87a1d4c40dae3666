"""The operations page: what went wrong, why, and trying it again; for administrators only, and without a child's name."""

from dataclasses import replace

import make
import pytest
from visitor import Visitor

from app.domain.access import SYSTEM
from app.main import create_app
from app.store import incidents
from app.store.timers import Timer


@pytest.fixture
def admin(app, database, place):
    def add(tx):
        return make.actor(tx, make.person(tx, "Ada Adamson", administers=True, practises=False))

    return Visitor(app.test_client()).sign_in(database, database.run(place.operator, add))


def test_nothing_wrong_is_said_plainly(admin):
    admin.open("/operations")

    assert "Nothing waits for you" in admin.reply.text
    assert "There has been none yet" in admin.reply.text


def test_practitioners_may_not_see_it(aileen):
    aileen.open("/operations")

    assert aileen.reply.status_code == 403


def test_a_clock_that_was_given_up_can_be_tried_again(admin, database, place, start_case):
    case_id = start_case()

    def give_up(tx):
        tx.connection.execute(Timer.__table__.update().values(state="dead"))
        incidents.report(tx, "timer-dead", "five tries failed: Stuck", area=place.area, case_id=case_id)

    database.run(SYSTEM, give_up)

    admin.open("/operations")
    assert "A clock could not ring" in admin.reply.text
    assert str(case_id) in admin.reply.text
    assert "Iona" not in admin.reply.text
    admin.press("Try again")

    assert "Nothing waits for you" in admin.reply.text


def test_what_somebody_else_has_settled_is_a_conflict(admin, database, place):
    database.run(SYSTEM, lambda tx: incidents.report(tx, "nobody-to-ask", "task x", area=place.area))
    admin.open("/operations")
    [row] = database.read(SYSTEM, lambda tx: incidents.unsettled(tx, 5))
    database.run(SYSTEM, lambda tx: incidents.settle(tx, row.id))

    admin.press("Settled")

    assert admin.reply.status_code == 409


def test_figures_are_given_to_whoever_shows_the_token_and_name_no_address(settings, database, place, start_case):
    case_id = start_case()
    app = create_app(replace(settings, metrics_token="a long token"), database)
    Visitor(app.test_client()).sign_in(database, place.aileen).open(f"/cases/{case_id}")

    reply = app.test_client().get("/metrics", headers={"Authorization": "Bearer a long token"})

    assert "girfec_outbox_waiting 0.0" in reply.text
    assert 'girfec_request_seconds_count{method="GET",route="/cases/<uuid:case_id>",status="200"}' in reply.text
    assert str(case_id) not in reply.text
    assert app.test_client().get("/metrics").status_code == 404
    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404


def test_without_a_token_there_are_no_figures(app):
    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
