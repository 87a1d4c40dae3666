"""What a load balancer asks: are you alive, and may requests be sent to you?"""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import text, update

from app.domain.access import SYSTEM
from app.jobs.tick import tick
from app.main import create_app
from app.store.upkeep import Beat
from app.web import health


def test_a_process_that_keeps_the_clock_says_how_old_the_last_tick_is(app, database):
    tick(database)

    reply = app.test_client().get("/health")

    assert (reply.status_code, reply.json["status"]) == (200, "ok")
    assert reply.json["tick_age_seconds"] < 60


def test_three_missing_ticks_are_red_where_this_process_keeps_the_clock(settings, database, monkeypatch):
    monkeypatch.setattr("app.main.scheduler.Bell", lambda *_: None)
    keeping = create_app(replace(settings, scheduler=True), database)
    other = create_app(settings, database)
    tick(database)
    long_ago = update(Beat).values(at=datetime(2026, 1, 1, tzinfo=UTC))
    database.run(SYSTEM, lambda tx: tx.execute(long_ago))
    monkeypatch.setattr(health, "BEGUN", health.BEGUN - 3600)

    red, green = keeping.test_client().get("/health"), other.test_client().get("/health")

    assert (red.status_code, red.json["status"]) == (503, "the clock has stopped")
    assert green.status_code == 200


def test_requests_are_sent_only_where_schema_and_clock_are_right(app, database):
    assert app.test_client().get("/ready").json == {"status": "ready", "why": []}

    database.run(SYSTEM, lambda tx: tx.connection.execute(text("UPDATE alembic_version SET version_num = '0001'")))

    reply = app.test_client().get("/ready")
    assert reply.status_code == 503
    assert "girfec upgrade" in reply.json["why"][0]
