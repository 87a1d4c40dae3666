"""Other systems are told that something happened: signed, in order, at least once, and nothing about anybody."""

import base64
import hashlib
import hmac
import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import uuid4

import make
import pytest
from sqlalchemy import select

from app.config import Settings
from app.domain.access import SYSTEM
from app.domain.errors import Invalid
from app.gateways.mail import Undelivered
from app.gateways.memory import HookInMemory, MailInMemory
from app.gateways.webhooks import Announcement, Webhook, secrets_from, signature
from app.jobs import scheduler
from app.jobs.relay import Post, relay
from app.store import timers
from app.store.base import Database
from app.store.incidents import Incident
from app.store.outbox import Outgoing

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Receiver(BaseHTTPRequestHandler):
    """Takes what is posted, or answers as it is told."""

    received: list
    status = 204

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((dict(self.headers), body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def url():
    Receiver.received, Receiver.status = [], 204
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook?area=testshire"
        server.shutdown()
        thread.join()


@pytest.fixture
def announcing(database_url):
    """A database whose happenings are announced."""
    database = Database.open(database_url, key=make.KEY, clock_offset=True, announces=True)
    yield database
    database.close()


@pytest.fixture
def case_id(announcing):
    place = make.place(announcing)
    page = make.task(announcing, place)
    make.complete(announcing, place.aileen, page, {"again": "yes"})
    return page.identity.case_id


def announcement():
    return Announcement(uuid4(), "task.completed", datetime(2026, 3, 2, tzinfo=UTC), uuid4(), 7)


def test_the_signature_is_the_one_that_the_standard_gives_as_an_example():
    [secret] = secrets_from(SECRET)

    said = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')

    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_can_check_who_sent_it_with_either_of_two_secrets(url):
    other = "whsec_" + base64.b64encode(b"x" * 32).decode()
    sent = announcement()

    Webhook(url, secrets_from(f"{SECRET} {other}")).announce(sent)

    [(headers, body)] = Receiver.received
    headers = {name.lower(): value for name, value in headers.items()}
    signed = f"{sent.id}.{headers['webhook-timestamp']}.".encode() + body
    wanted = [
        "v1," + base64.b64encode(hmac.new(base64.b64decode(one[6:]), signed, hashlib.sha256).digest()).decode()
        for one in (SECRET, other)
    ]
    assert headers["webhook-id"] == str(sent.id)
    assert headers["webhook-signature"].split() == wanted
    assert abs(int(headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 60
    assert json.loads(body) == {
        "type": "task.completed",
        "timestamp": "2026-03-02T00:00:00+00:00",
        "data": {"case_id": str(sent.case_id), "seq": 7},
    }


@pytest.mark.parametrize("status", [301, 400, 410, 500])
def test_anything_but_a_yes_is_undelivered(url, status):
    Receiver.status = status

    with pytest.raises(Undelivered, match=f"HTTP {status}"):
        Webhook(url, secrets_from(SECRET)).announce(announcement())


def test_a_receiver_that_is_not_there_is_undelivered():
    with pytest.raises(Undelivered, match="ConnectionRefusedError"):
        Webhook("http://127.0.0.1:1/", secrets_from(SECRET)).announce(announcement())


def test_every_step_is_announced_in_its_order_and_says_nothing_about_anybody(announcing, case_id):
    hook = HookInMemory()

    relay(announcing, Post(MailInMemory(), "", hook))

    assert [(one.event, one.seq, one.case_id) for one in hook.announced] == [
        ("case.started", 1, case_id),
        ("task.completed", 2, case_id),
    ]
    assert b"Iona" not in b"".join(one.body() for one in hook.announced)


def test_what_came_later_waits_for_what_came_first(announcing, case_id):
    hook = HookInMemory(failing=1)
    relay(announcing, Post(MailInMemory(), "", hook))

    assert hook.announced == []
    announcing.run(SYSTEM, lambda tx: timers.shift_clock(tx, timedelta(minutes=2)))
    relay(announcing, Post(MailInMemory(), "", hook))

    assert [one.seq for one in hook.announced] == [1, 2]


def test_a_receiver_that_is_gone_for_days_is_an_incident_that_can_be_retried(announcing, case_id):
    from app.store import outbox

    hook = HookInMemory(failing=6)
    for _ in range(7):
        relay(announcing, Post(MailInMemory(), "", hook))
        announcing.run(SYSTEM, lambda tx: timers.shift_clock(tx, timedelta(hours=13)))

    [incident] = announcing.read(SYSTEM, lambda tx: tx.connection.execute(select(Incident)).all())
    assert announcing.run(SYSTEM, lambda tx: outbox.revive(tx, incident.subject_id))
    relay(announcing, Post(MailInMemory(), "", hook))
    states = announcing.read(SYSTEM, lambda tx: set(tx.connection.scalars(select(Outgoing.state))))
    assert (states, sorted(one.seq for one in hook.announced)) == ({"sent"}, [1, 2])


def test_nothing_is_announced_where_nobody_listens(database, place):
    make.case(database, place)

    assert database.read(SYSTEM, lambda tx: tx.connection.execute(select(Outgoing)).all()) == []


def test_settings_name_the_receiver_and_refuse_one_in_the_clear(settings, tmp_path):
    told = replace(settings, webhook_url="https://hooks.example/", webhook_secret=SECRET)

    assert scheduler.post(told).hook == Webhook("https://hooks.example/", secrets_from(SECRET))
    for environ, said in (
        ({"GIRFEC_WEBHOOK_URL": "http://hooks.example/", "GIRFEC_WEBHOOK_SECRET": SECRET}, "https"),
        ({"GIRFEC_WEBHOOK_URL": "https://hooks.example/"}, "GIRFEC_WEBHOOK_SECRET"),
    ):
        with pytest.raises(Invalid, match=said):
            Settings.read({"GIRFEC_VAR": str(tmp_path), **environ})
    with pytest.raises(Invalid, match="cannot be used"):
        scheduler.post(replace(told, webhook_secret="whsec_short"))
